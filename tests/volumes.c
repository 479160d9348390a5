/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Volumes of signed and measured values: kept whole by the project with what is known of them, and trained on by their middle frame, brought
 * to 0 … 1 by the range of the training samples alone. */
#include <string.h>

#include "core/vsl-error.h"
#include "project-util.h"

#define W 4
#define H 3
#define FRAMES 3
#define N 4

typedef struct {
  char *folder, *path;
  VslProject *project;
} Fixture;

/* Sample i, frame f: 100 f + 10 i - 50 and one more a pixel. */
static double
expected (int i, int f, int at)
{
  return 100 * f + 10 * i - 50 + at;
}

static void
fill (VslNewSample *s, int i, VslPixelType type, int bits)
{
  g_assert_true (vsl_image_alloc_volume (&s->image, W, H, FRAMES, 1, type, bits, NULL));
  for (int k = 0; k < W * H * FRAMES; k++) {
    double v = expected (i, k / (W * H), k % (W * H));
    if (type == VSL_PIXEL_S16)
      ((gint16 *) s->image.data)[k] = (gint16) v;
    else if (type == VSL_PIXEL_S32)
      ((gint32 *) s->image.data)[k] = (gint32) v;
    else if (type == VSL_PIXEL_F64)
      ((double *) s->image.data)[k] = v;
    else
      ((VslReal *) s->image.data)[k] = (VslReal) v;
  }
  vsl_image_sha256 (&s->image, s->sha256);
  s->label = i % 2;
  s->split = i < 3 ? VSL_SPLIT_TRAIN : VSL_SPLIT_VAL;
  vsl_attributes_set (&s->attributes, "modality", i ? "CT" : "MR");
  vsl_attributes_set (&s->attributes, "column:site", "north");
  if (i == 1)
    vsl_attributes_set (&s->attributes, "view", "AP");
}

static void
add (Fixture *f, VslPixelType type, int bits)
{
  static const char *classes[] = { "a", "b", NULL };
  guint counts[] = { 2, 2 };
  int map[2];
  VslImportPlan plan = { .classes = (char **) classes, .class_counts = counts, .positive = 1 };
  VslNewSample samples[N] = { 0 };
  g_autoptr (GError) error = NULL;
  for (int i = 0; i < N; i++)
    fill (&samples[i], i, type, bits);
  const VslImportSink *sink = vsl_project_sink ();
  g_assert_true (sink->begin (f->project, &plan, map, NULL));
  g_assert_true (sink->add (f->project, samples, N, &error));
  g_assert_no_error (error);
  g_assert_true (sink->end (f->project, "test", NULL));
  for (int i = 0; i < N; i++) {
    vsl_image_clear (&samples[i].image);
    g_strfreev (samples[i].attributes);
  }
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = test_folder_new ();
  f->path = g_build_filename (f->folder, "v.vesalius", NULL);
  f->project = vsl_project_create (f->path, NULL);
  g_assert_nonnull (f->project);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->project, vsl_project_unref);
  test_folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
test_kept (Fixture *f, gconstpointer unused)
{
  static const struct {
    VslPixelType type;
    int bits;
  } types[] = { { VSL_PIXEL_S16, 12 }, { VSL_PIXEL_S32, 32 }, { VSL_PIXEL_F64, VSL_IMAGE_OPEN_BITS }, { VSL_PIXEL_REAL, VSL_IMAGE_OPEN_BITS } };
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    add (f, types[t].type, types[t].bits);
  vsl_project_unref (f->project);
  f->project = vsl_project_open (f->path, VSL_PROJECT_WRITE, NULL);
  g_autoptr (GArray) samples = vsl_project_samples (f->project, NULL);
  g_assert_cmpuint (samples->len, ==, N * G_N_ELEMENTS (types));
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    VslImage image;
    g_assert_cmpint (s->frames, ==, FRAMES);
    g_assert_cmpint (s->type, ==, types[i / N].type);
    g_assert_true (vsl_project_image (f->project, s->id, &image, NULL));
    g_assert_cmpint (image.frames, ==, FRAMES);
    g_assert_cmpint (image.bits, ==, types[i / N].bits);
    for (int k = 0; k < W * H * FRAMES; k++)
      g_assert_cmpfloat (vsl_image_value (&image, (gsize) k), ==, expected ((int) i % N, k / (W * H), k % (W * H)));
    vsl_image_clear (&image);
  }
}

static void
test_attributes (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  add (f, VSL_PIXEL_S16, 12);
  g_auto (GStrv) second = vsl_project_attributes (f->project, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (second), ==, 6);
  g_assert_cmpstr (vsl_attributes_get ((const char *const *) second, "view"), ==, "AP");
  g_assert_cmpstr (vsl_attributes_get ((const char *const *) second, "column:site"), ==, "north");
  g_autoptr (GHashTable) modality = vsl_project_attribute (f->project, "modality", &error);
  g_assert_cmpuint (g_hash_table_size (modality), ==, N);
  gint64 id = 1;
  g_assert_cmpstr (g_hash_table_lookup (modality, &id), ==, "MR");
  g_autoptr (GHashTable) view = vsl_project_attribute (f->project, "view", &error);
  g_assert_cmpuint (g_hash_table_size (view), ==, 1);
}

/* A name that is not on the list stops the import; nothing of it stays. */
static void
test_forbidden (Fixture *f, gconstpointer unused)
{
  static const char *classes[] = { "a", NULL };
  static char *forged[] = { (char *) "patient_name", (char *) "Somebody", NULL };
  guint counts[] = { 1 };
  int map[1];
  VslImportPlan plan = { .classes = (char **) classes, .class_counts = counts, .positive = -1 };
  VslNewSample sample = { .attributes = forged };
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_image_alloc (&sample.image, 2, 2, 1, VSL_PIXEL_U8, 8, NULL));
  g_assert_true (vsl_project_sink ()->begin (f->project, &plan, map, NULL));
  g_assert_false (vsl_project_sink ()->add (f->project, &sample, 1, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_autoptr (GArray) samples = vsl_project_samples (f->project, NULL);
  g_assert_cmpuint (samples->len, ==, 0);
  vsl_image_clear (&sample.image);
}

static VslNetwork *
network (void)
{
  return vsl_network_parse ("{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":["
                            "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[3,4,1]},\"preprocessing\":"
                            "[{\"type\":\"Rescaling\",\"config\":{\"scale\":\"bit-depth\"}}]},"
                            "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"scan\"]},"
                            "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":2,\"activation\":\"softmax\"},\"inputs\":[\"flat\"]}]}",
                            -1, NULL);
}

static void
test_range (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  VslReal x[N * W * H];
  const guint32 index[N] = { 0, 1, 2, 3 };
  add (f, VSL_PIXEL_S16, 12);
  g_autoptr (VslDataset) dataset = vsl_project_dataset (f->project, NULL);
  VslNetwork *n = network ();
  g_assert_false (vsl_dataset_prepare (dataset, n, NULL, NULL, &error));      /* no range yet: never crushed by a guess */
  g_assert_nonnull (strstr (error->message, "signed or measured"));
  g_clear_error (&error);
  g_assert_true (vsl_dataset_adapt (dataset, n, NULL, NULL, &error));
  g_assert_no_error (error);
  double *low, *high;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (n);
  g_assert_true (vsl_prepare_scan_range (inputs->pdata[0], &low, &high));
  g_assert_cmpfloat (*low, ==, expected (0, 1, 0));                  /* of the middle frames of the three training samples */
  g_assert_cmpfloat (*high, ==, expected (2, 1, W * H - 1));
  g_assert_true (vsl_dataset_prepare (dataset, n, NULL, NULL, &error));
  vsl_dataset_read (dataset, index, N, x, NULL);
  for (int i = 0; i < N; i++)
    for (int k = 0; k < W * H; k++)
      g_assert_cmpfloat_with_epsilon ((double) x[i * W * H + k], (expected (i, 1, k) - *low) / (*high - *low), 1e-6);
  /* What was found is part of the network: it is saved with it, and a second look changes nothing. */
  g_autoptr (JsonNode) json = vsl_network_to_json (n);
  VslNetwork *again = vsl_network_from_json (json, NULL);
  g_autoptr (GPtrArray) same = vsl_network_input_nodes (again);
  g_assert_true (vsl_prepare_scan_range (same->pdata[0], &low, &high));
  g_assert_cmpfloat (*high, ==, expected (2, 1, W * H - 1));
  vsl_network_free (again);
  vsl_network_free (n);
}

/* 16 bits without a sign have a white of their own, whatever the samples are. */
static void
test_white_stays (Fixture *f, gconstpointer unused)
{
  VslImage image;
  VslReal out[W * H];
  double *low, *high;
  VslNetwork *n = network ();
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (n);
  g_assert_true (vsl_prepare_scan_range (inputs->pdata[0], &low, &high));
  *low = -5;
  *high = 5;
  g_assert_true (vsl_image_alloc_volume (&image, W, H, 2, 1, VSL_PIXEL_U16, 16, NULL));
  ((guint16 *) image.data)[W * H] = 65535;      /* of two frames the second is the middle one */
  ((guint16 *) image.data)[W * H + 1] = 257;
  g_assert_true (vsl_prepare_image (inputs->pdata[0], &image, out, NULL));
  g_assert_cmpfloat_with_epsilon ((double) out[0], 1, 1e-6);
  g_assert_cmpfloat_with_epsilon ((double) out[1], 257.0 / 65535, 1e-8);
  image.bits = 12;                              /* as DICOM says of many scans */
  ((guint16 *) image.data)[W * H] = 4095;
  g_assert_true (vsl_prepare_image (inputs->pdata[0], &image, out, NULL));
  g_assert_cmpfloat_with_epsilon ((double) out[0], 1, 1e-6);
  vsl_image_clear (&image);
  vsl_network_free (n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/volumes/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("kept", test_kept);
  ADD ("attributes", test_attributes);
  ADD ("forbidden", test_forbidden);
  ADD ("range", test_range);
  ADD ("white-stays", test_white_stays);
  return g_test_run ();
}
