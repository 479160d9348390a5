/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports of folders, manifests and shared data into a sink, and what becomes of scans on the way to a network. */
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data-util.h"
#include "data/vsl-csv.h"

static void
grey (const char *dir, const char *name, guint8 value)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  test_write_grey (path, 6, 5, value);
}

static VslImportPlan *
look (const char *path, const VslImportOptions *options)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  VslImportPlan *plan = vsl_import_look (paths, options, NULL, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static void
expect_error (const char *path, const VslImportOptions *options, const char *words)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_import_look (paths, options, NULL, NULL, &error));
  g_assert_nonnull (error);
  if (!strstr (error->message, words))
    g_error ("“%s” is not in “%s”", words, error->message);
}

static VslImportResult *
run (const VslImportPlan *plan, TestSink *sink)
{
  g_autoptr (GError) error = NULL;
  memset (sink, 0, sizeof *sink);
  VslImportResult *result = vsl_import_run (plan, &test_sink, sink, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sink->ended, ==, 1);
  return result;
}

static const VslLeftOut *
left_out (const VslImportResult *result, const char *file)
{
  for (guint i = 0; i < result->left_out->len; i++) {
    const VslLeftOut *out = g_ptr_array_index (result->left_out, i);
    if (strstr (out->file, file))
      return out;
  }
  return NULL;
}

static void
test_folders (void)
{
  char *dir = test_dir_new ();
  for (int i = 0; i < 20; i++) {
    g_autofree char *a = g_strdup_printf ("10/deep/a%02d.png", i), *b = g_strdup_printf ("9/b%02d.png", i);
    grey (dir, a, (guint8) i);
    grey (dir, b, (guint8) (100 + i));
  }
  grey (dir, "loose.png", 1);
  grey (dir, "9/named.jpg", 7);                /* a PNG by content */
  g_autofree char *broken = test_write (dir, "9/broken.png", "\x89PNG\r\n\x1a\n....", 12);
  g_autofree char *note = test_write (dir, "9/notes.txt", "text", 4), *hidden = test_write (dir, "9/.DS_Store", "x", 1);
  g_autoptr (VslImportPlan) plan = look (dir, NULL);
  g_assert_cmpstr (plan->classes[0], ==, "9");      /* integers by value */
  g_assert_cmpstr (plan->classes[1], ==, "10");
  g_assert_cmpint (plan->positive, ==, 1);
  g_assert_false (plan->patients_known);
  g_assert_false (plan->split_given);
  TestSink sink;
  VslImportResult *result = run (plan, &sink);
  g_assert_cmpuint (result->imported, ==, 41);
  g_assert_cmpuint (result->class_counts[0], ==, 21);
  g_assert_cmpuint (result->left_out->len, ==, 4);
  g_assert_nonnull (strstr (left_out (result, "broken.png")->reason, "cut short"));
  g_assert_nonnull (strstr (left_out (result, "notes.txt")->reason, "text"));
  g_assert_nonnull (left_out (result, ".DS_Store"));
  g_assert_nonnull (left_out (result, "loose.png"));
  g_assert_cmpuint (result->split_counts[0] + result->split_counts[1] + result->split_counts[2], ==, 41);
  g_assert_cmpuint (result->split_counts[0], >=, 28);
  vsl_import_result_free (result);
  test_sink_clear (&sink);
  test_dir_free (dir);
}

static void
test_split_folders (void)
{
  char *dir = test_dir_new ();
  grey (dir, "images/train/ill/p1_a.png", 1);
  grey (dir, "images/train/well/p2_a.png", 2);
  grey (dir, "images/validation/ill/p3_a.png", 3);
  grey (dir, "images/test/well/p4_a.png", 4);
  VslImportOptions options = { .patients = (char *) "(p\\d+)_", .positive = (char *) "ill" };
  g_autoptr (VslImportPlan) plan = look (dir, &options);
  g_assert_true (plan->split_given);
  g_assert_true (plan->patients_known);
  g_assert_cmpint (plan->positive, ==, 0);
  g_assert_cmpuint (plan->split_counts[VSL_SPLIT_TRAIN], ==, 2);
  g_assert_cmpuint (plan->split_counts[VSL_SPLIT_VAL], ==, 1);
  g_assert_cmpuint (plan->split_counts[VSL_SPLIT_TEST], ==, 1);
  TestSink sink;
  VslImportResult *result = run (plan, &sink);
  g_assert_cmpuint (result->n_patients, ==, 4);
  for (guint i = 0; i < sink.samples->len; i++)      /* keyed hashes, not the identifiers */
    g_assert_cmpuint (strspn (g_array_index (sink.samples, VslNewSample, i).patient, "0123456789abcdef"), ==, 32);
  vsl_import_result_free (result);
  test_sink_clear (&sink);
  test_dir_free (dir);
}

static void
test_manifest (void)
{
  char *dir = test_dir_new ();
  for (int i = 0; i < 40; i++) {
    g_autofree char *name = g_strdup_printf ("scans/s%02d.png", i);
    grey (dir, name, (guint8) i);
  }
  GString *text = g_string_new ("path,label,patient_id,split,age\r\n");
  for (int i = 0; i < 40; i++)
    g_string_append_printf (text, "scans/s%02d.png,%s,Smith %d,,\r\n", i, i % 2 ? "\"ill, very\"" : "well", i / 4);
  g_string_append (text, "scans/missing.png,well,X,,\r\nscans/s00.png,well,X,,\r\nscans/s01.png,,X,,\r\n");
  g_autofree char *path = test_write (dir, "manifest.csv", text->str, (gssize) text->len);
  g_string_free (text, TRUE);
  g_autoptr (VslImportPlan) plan = look (dir, NULL);
  g_assert_cmpstr (plan->classes[0], ==, "ill, very");
  TestSink sink;
  VslImportResult *result = run (plan, &sink);
  g_assert_cmpuint (result->imported, ==, 40);
  g_assert_cmpuint (result->n_patients, ==, 10);
  g_assert_cmpuint (result->left_out->len, ==, 3);
  g_assert_cmpint (left_out (result, "missing.png")->line, ==, 42);
  g_assert_nonnull (strstr (left_out (result, "missing.png")->reason, "no such file"));
  g_assert_nonnull (strstr (left_out (result, "s00.png")->reason, "line 2"));
  for (guint i = 0; i < 40; i++)
    for (guint j = 0; j < i; j++) {
      const VslNewSample *a = &g_array_index (sink.samples, VslNewSample, i), *b = &g_array_index (sink.samples, VslNewSample, j);
      if (strcmp (a->patient, b->patient) == 0)
        g_assert_cmpint (a->split, ==, b->split);
      if (i / 4 == j / 4)
        g_assert_cmpstr (a->patient, ==, b->patient);
    }
  vsl_import_result_free (result);
  test_sink_clear (&sink);
  expect_error (dir, &(VslImportOptions) { .split = (char *) "fold" }, "fold");
  expect_error (dir, &(VslImportOptions) { .patients = (char *) "patientid2" }, "patientid2");
  expect_error (dir, &(VslImportOptions) { .positive = (char *) "sick" }, "ill, very");
  g_autofree char *bad = test_write (dir, "manifest.csv", "path,label\ns,\"open\n", -1);
  expect_error (dir, NULL, "line 2");
  g_autofree char *none = test_write (dir, "manifest.csv", "image_no,label\n1,2\n", -1);
  expect_error (dir, NULL, "image_no");
  test_dir_free (dir);
}

static void
test_nothing (void)
{
  char *dir = test_dir_new ();
  expect_error (dir, NULL, "no scans and no notes were found");
  g_autofree char *note = test_write (dir, "letter.md", "Dear colleague", -1);
  expect_error (dir, NULL, "letter.md");
  guint8 heic[256] = { 0, 0, 0, 24, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c' };
  g_autofree char *scan = test_write (dir, "IMG_0001.heic", (const char *) heic, sizeof heic);
  expect_error (dir, NULL, "no scans that can be read were found");
  expect_error (dir, NULL, "a HEIC picture");
  expect_error (dir, NULL, "DICOM");
  expect_error ("/nowhere/at/all", NULL, "/nowhere/at/all");
  expect_error (dir, &(VslImportOptions) { .labels = (char *) "absent.csv" }, "absent.csv");
  test_dir_free (dir);
}

static gboolean
stop_soon (gpointer data, double fraction)
{
  return ++*(int *) data < 2;
}

static void
test_cancel (void)
{
  char *dir = test_dir_new ();
  for (int i = 0; i < 300; i++) {
    g_autofree char *name = g_strdup_printf ("c/s%03d.png", i);
    grey (dir, name, (guint8) i);
  }
  g_autoptr (VslImportPlan) plan = look (dir, NULL);
  g_autoptr (GError) error = NULL;
  TestSink sink = { 0 };
  int calls = 0;
  g_assert_null (vsl_import_run (plan, &test_sink, &sink, stop_soon, &calls, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED);
  g_assert_cmpuint (sink.samples->len, ==, 256);
  g_assert_cmpuint (sink.ended, ==, 1);
  test_sink_clear (&sink);
  test_dir_free (dir);
}

static void
mean_of (const VslImage *image, double mean[3], double *min, double *max)
{
  gsize n = (gsize) image->width * image->height;
  mean[0] = mean[1] = mean[2] = 0;
  *min = INFINITY;
  *max = -INFINITY;
  g_autofree VslReal *v = g_new (VslReal, n * image->channels);
  vsl_image_to_reals (image, v);
  for (gsize i = 0; i < n * image->channels; i++) {
    mean[i % image->channels] += v[i] / (double) n;
    *min = MIN (*min, v[i]);
    *max = MAX (*max, v[i]);
  }
}

/* What another program read from the same files. */
static void
test_shared_forms (void)
{
  g_autofree char *table = test_shared ("data/image_formats/expected.csv");
  if (!table)
    return;
  g_autofree char *dir = g_path_get_dirname (table);
  g_autoptr (VslCsv) csv = vsl_csv_read (table, NULL);
  guint good = 0, bad = 0;
  for (guint i = 0; i < csv->rows->len; i++) {
    const VslCsvRow *row = g_ptr_array_index (csv->rows, i);
    const char *file = vsl_csv_cell (row, 0);
    g_autofree char *path = g_build_filename (dir, file, NULL);
    gboolean broken = strcmp (vsl_csv_cell (row, 1), "broken") == 0;
    if (!broken && strcmp (vsl_csv_cell (row, 2), "PNG") != 0)
      continue;
    VslImage image;
    VslScanInfo info;
    gboolean ok = vsl_decode_file (path, &image, &info, NULL);
    g_assert_cmpint (ok, ==, !broken);
    if (ok) {
      double mean[3], min, max;
      mean_of (&image, mean, &min, &max);
      g_assert_cmpint (image.width, ==, atoi (vsl_csv_cell (row, 4)));
      g_assert_cmpint (image.height, ==, atoi (vsl_csv_cell (row, 5)));
      g_assert_cmpfloat (min, ==, g_ascii_strtod (vsl_csv_cell (row, 6), NULL));
      g_assert_cmpfloat (max, ==, g_ascii_strtod (vsl_csv_cell (row, 7), NULL));
      g_auto (GStrv) means = g_strsplit (vsl_csv_cell (row, 8), " ", -1);
      for (int c = 0; c < image.channels && means[c]; c++)
        g_assert_cmpfloat (fabs (mean[c] - g_ascii_strtod (means[c], NULL)), <, 0.0006);
    }
    *(ok ? &good : &bad) += 1;
    vsl_image_clear (&image);
    vsl_scan_info_clear (&info);
  }
  g_assert_cmpuint (good, >=, 10);
  g_assert_cmpuint (bad, >=, 3);
}

static void
test_shared_sets (void)
{
  static const struct {
    const char *path;
    guint n, train, val, first_class;
  } cases[] = { { "data/breastmnist/breastmnist_trainval.npz", 624, 546, 78, 168 }, { "data/pneumoniamnist", 5232, 4708, 524, 1349 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = test_shared (cases[i].path);
    if (!path)
      return;
    g_autoptr (VslImportPlan) plan = look (path, NULL);
    TestSink sink;
    VslImportResult *result = run (plan, &sink);
    g_assert_cmpuint (result->imported, ==, cases[i].n);
    g_assert_cmpuint (result->split_counts[VSL_SPLIT_TRAIN], ==, cases[i].train);
    g_assert_cmpuint (result->split_counts[VSL_SPLIT_VAL], ==, cases[i].val);
    g_assert_cmpuint (result->split_counts[VSL_SPLIT_TEST], ==, 0);
    g_assert_cmpuint (result->class_counts[0], ==, cases[i].first_class);
    g_assert_cmpuint (result->left_out->len, ==, 0);
    vsl_import_result_free (result);
    test_sink_clear (&sink);
  }
}

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  if (!vsl_image_alloc (image, 4, 2, 1, VSL_PIXEL_U16, 16, error))
    return FALSE;
  for (int i = 0; i < 8; i++)
    ((guint16 *) image->data)[i] = id == 2 ? 65535 : (guint16) (i * 1000);
  return TRUE;
}

static VslNetwork *
network (const char *shape)
{
  g_autofree char *text = g_strdup_printf ("{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":%s}},"
                                           "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"scan\"]}]}", shape);
  g_autoptr (GError) error = NULL;
  VslNetwork *net = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return net;
}

static void
test_prepare (void)
{
  static const char *const classes[] = { "a", "b", NULL };
  const VslSampleInfo samples[] = { { .id = 3, .label = 1, .split = VSL_SPLIT_TEST }, { .id = 2, .label = 0, .split = VSL_SPLIT_TRAIN } };
  g_autoptr (VslDataset) dataset = vsl_dataset_new (samples, 2, classes, 1, fetch, NULL, NULL);
  g_autoptr (VslNetwork) net = network ("[1, 2, 3]");
  g_autoptr (GError) error = NULL;
  guint n;
  VslReal x[12], y[2];
  g_assert_false (vsl_dataset_prepare (dataset, net, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "Sample 2"));
  g_assert_nonnull (strstr (error->message, "Resizing"));
  g_clear_error (&error);
  VslShape raw = { 3, { 2, 4, 1 } };
  VslNode *input = g_ptr_array_index (net->nodes, 0);
  vsl_prepare_default (input, &raw, TRUE);
  g_assert_cmpuint (input->preprocessing->len, ==, 3);
  g_assert_true (vsl_dataset_prepare (dataset, net, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (vsl_dataset_split (dataset, VSL_SPLIT_TEST, &n)[0], ==, 1);      /* in order of id */
  g_assert_cmpuint (n, ==, 1);
  const guint32 index[] = { 1, 0 };
  vsl_dataset_read (dataset, index, 2, x, y);
  g_assert_cmpfloat (y[0], ==, 1);
  g_assert_cmpfloat (y[1], ==, 0);
  /* Two by four to one by two: means of the four pixels around each new centre. */
  const double want[2] = { (0 + 1000 + 4000 + 5000) / 4.0 / 65535, (2000 + 3000 + 6000 + 7000) / 4.0 / 65535 };
  for (int i = 0; i < 6; i++) {
    g_assert_cmpfloat (fabs (x[i] - want[i / 3]), <, 1e-6);
    g_assert_cmpfloat (fabs (x[6 + i] - 1), <, 1e-6);
  }
  g_assert_cmpuint (vsl_dataset_bytes (dataset), ==, 2 * 6 * sizeof (VslReal));
  /* More than there is */
  g_autoptr (VslNetwork) huge = network ("[16384, 16384, 3]");
  g_autofree VslSampleInfo *many = g_new0 (VslSampleInfo, 100000);
  g_autoptr (VslDataset) large = vsl_dataset_new (many, 100000, classes, 1, fetch, NULL, NULL);
  g_assert_false (vsl_dataset_prepare (large, huge, NULL, NULL, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM);
}

static gboolean
fetch_many (gpointer source, gint64 id, VslImage *image, GError **error)
{
  if (!vsl_image_alloc (image, 4, 2, 1, VSL_PIXEL_U16, 16, error))
    return FALSE;
  for (int i = 0; i < 8; i++)
    ((guint16 *) image->data)[i] = (guint16) (id * 211 + i * 1000);
  return TRUE;
}

/* Beyond the budget the prepared values live in a file without a name: the same bits, no file to be seen, and none that stays open. */
static guint
open_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;
  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

static void
test_budget (void)
{
  static const char *const classes[] = { "a", "b", NULL };
  enum { N = 300, COUNT = 6 };
  g_autofree VslSampleInfo *samples = g_new0 (VslSampleInfo, N);
  g_autofree VslReal *held = g_new0 (VslReal, N * COUNT), *filed = g_new0 (VslReal, N * COUNT);
  g_autofree guint32 *index = g_new (guint32, N);
  g_autoptr (VslNetwork) net = network ("[1, 2, 3]");
  g_autoptr (GError) error = NULL;
  VslShape raw = { 3, { 2, 4, 1 } };
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "vesalius", NULL);
  guint before = open_files ();
  vsl_prepare_default (g_ptr_array_index (net->nodes, 0), &raw, TRUE);
  for (guint i = 0; i < N; i++) {
    samples[i] = (VslSampleInfo) { .id = i + 1, .label = 0, .split = VSL_SPLIT_TRAIN };
    index[i] = (i * 7) % N;
  }
  for (int pass = 0; pass < 2; pass++) {
    g_autoptr (VslDataset) dataset = vsl_dataset_new (samples, N, classes, 1, fetch_many, NULL, NULL);
    vsl_dataset_set_budget (dataset, pass ? 1000 : 1 << 20);
    for (int again = 0; again < 2; again++) {
      g_assert_true (vsl_dataset_prepare (dataset, net, NULL, NULL, &error));
      g_assert_no_error (error);
    }
    g_assert_cmpuint (vsl_dataset_bytes (dataset), ==, N * COUNT * sizeof (VslReal));
    g_assert_cmpint (vsl_dataset_bytes_on_disk (dataset) >= N * COUNT * sizeof (VslReal), ==, pass);
    vsl_dataset_read_input (dataset, 0, index, N, pass ? filed : held);
    g_assert_cmpuint (open_files (), ==, before);
  }
  g_assert_cmpmem (held, N * COUNT * sizeof (VslReal), filed, N * COUNT * sizeof (VslReal));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    g_assert_false (g_str_has_prefix (name, "prepared-"));
}

/* A person's word about memory. */
static void
test_setting (void)
{
  static const char *const classes[] = { "a", "b", NULL };
  const VslSampleInfo samples[] = { { .id = 3, .label = 1, .split = VSL_SPLIT_TEST }, { .id = 2, .label = 0, .split = VSL_SPLIT_TRAIN } };
  g_autoptr (VslNetwork) net = network ("[512, 512, 3]");
  VslShape raw = { 3, { 2, 4, 1 } };
  vsl_prepare_default (g_ptr_array_index (net->nodes, 0), &raw, TRUE);
  for (int pass = 0; pass < 2; pass++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (VslDataset) dataset = vsl_dataset_new (samples, 2, classes, 1, fetch, NULL, NULL);
    g_setenv ("VESALIUS_MEMORY", pass ? "1" : "64", TRUE);
    g_assert_true (vsl_dataset_prepare (dataset, net, NULL, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpint (vsl_dataset_bytes_on_disk (dataset) > 0, ==, pass);
  }
  g_unsetenv ("VESALIUS_MEMORY");
}

int
main (int argc, char **argv)
{
  /* Not GLib's own isolation, which a leak checker reports. */
  char *home = test_dir_new ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/import/folders", test_folders);
  g_test_add_func ("/data/import/split-folders", test_split_folders);
  g_test_add_func ("/data/import/manifest", test_manifest);
  g_test_add_func ("/data/import/nothing", test_nothing);
  g_test_add_func ("/data/import/cancel", test_cancel);
  g_test_add_func ("/data/prepare", test_prepare);
  g_test_add_func ("/data/budget", test_budget);
  g_test_add_func ("/data/memory-setting", test_setting);
  g_test_add_func ("/data/shared/forms", test_shared_forms);
  g_test_add_func ("/data/shared/sets", test_shared_sets);
  int status = g_test_run ();
  test_dir_free (home);
  return status;
}
