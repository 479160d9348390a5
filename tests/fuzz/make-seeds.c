/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-seeds DIR TARGET: writes a small first corpus for a fuzz target. */
#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

#include "../decoder/seeds.h"
#include "data/vsl-scan-info.h"
#include "graph/vsl-template.h"
#include "project/vsl-project.h"

static void
put (const char *dir, const char *name, gconstpointer data, gsize n)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, data, (gssize) n, &error);
  g_assert_no_error (error);
}

static void
put_csv (const char *dir)
{
  static const char *const tables[] = { "path,label,patient_id,split\na/1.png,ill,p1,train\n\"a, b.png\",\"well \"\"so\"\"\",p2,val\n",
    "text;label\r\n\"two\r\nlines\";0\r\n\r\n;1\r\n", "\xef\xbb\xbf" "a\tb\tc\n1\t2\n1\t2\t3\t4\n", "\xff\xfe" "a\0,\0b\0\n\0" "1\0,\0" "2\0\n\0" };
  static const gsize sizes[] = { 0, 0, 0, 18 };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *name = g_strdup_printf ("%u.csv", i);
    put (dir, name, tables[i], sizes[i] ? sizes[i] : strlen (tables[i]));
  }
}

static void
put_networks (const char *dir)
{
  const char *const *ids = vsl_template_ids ();
  for (guint i = 0; ids[i]; i++) {
    VslNetwork *network = vsl_template_load (ids[i], NULL);
    g_autoptr (JsonNode) json = network ? vsl_network_to_json (network) : NULL;
    g_autofree char *text = json ? json_to_string (json, FALSE) : NULL;
    if (text)
      put (dir, ids[i], text, strlen (text));
    g_clear_pointer (&network, vsl_network_free);
  }
}

static void
put_project (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "p.vesalius", NULL), *lock = g_strconcat (path, ".lock", NULL);
  const char *classes[] = { "a", "b", NULL };
  guint counts[] = { 1, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  VslImportPlan plan = { .classes = (char **) classes, .class_counts = counts, .positive = 1 };
  VslNewSample samples[2] = { { .label = 0, .split = VSL_SPLIT_TRAIN }, { .label = 1, .split = VSL_SPLIT_VAL } };
  int map[2];
  for (int i = 0; i < 2; i++) {
    g_assert_true (vsl_image_alloc_volume (&samples[i].image, 4, 3, 2, 1, VSL_PIXEL_S16, 12, NULL));
    vsl_attributes_set (&samples[i].attributes, "modality", "CT");
  }
  const VslImportSink *sink = vsl_project_sink ();
  g_assert_true (sink->begin (project, &plan, map, NULL) && sink->add (project, samples, 2, NULL) && sink->end (project, "seeds", NULL));
  VslNetwork *network = vsl_template_load ("perceptron", NULL);
  if (network)
    vsl_project_set_network (project, network, NULL);
  g_clear_pointer (&network, vsl_network_free);
  for (int i = 0; i < 2; i++) {
    vsl_image_clear (&samples[i].image);
    g_strfreev (samples[i].attributes);
  }
  vsl_project_unref (g_steal_pointer (&project));
  g_unlink (lock);
}

static void
put_npz (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "a.npz", NULL);
  static const char header[] = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 3), }                          \n";
  guint8 npy[10 + sizeof header - 1 + 18] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, sizeof header - 1, 0 };
  memcpy (npy + 10, header, sizeof header - 1);
  zip_t *zip = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  g_assert_nonnull (zip);
  static const char *const names[] = { "train_images.npy", "train_labels.npy" };
  for (int i = 0; i < 2; i++) {
    zip_int64_t at = zip_file_add (zip, names[i], zip_source_buffer (zip, npy, sizeof npy, 0), 0);
    zip_set_file_compression (zip, (zip_uint64_t) at, i ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
  }
  g_assert_cmpint (zip_close (zip), ==, 0);
}

static void
put_scan_info (const char *dir)
{
  VslScanInfo info;
  vsl_scan_info_init (&info);
  vsl_attributes_set (&info.attributes, "modality", "CT");
  vsl_scan_info_warn (&info, "a warning");
  vsl_scan_info_identity (&info, VSL_IDENTITY_PATIENT, "p");
  vsl_scan_info_header (&info, 0, "(0008,0060)", "Modality", "CS", "CT");
  g_autoptr (GBytes) bytes = vsl_scan_info_pack (&info);
  put (dir, "info", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  vsl_scan_info_clear (&info);
}

static void
put_decoder (const char *dir, const char *format)
{
  g_autoptr (GPtrArray) seeds = seeds_of (format);
  for (guint i = 0; i < seeds->len; i++) {
    const Seed *seed = seeds->pdata[i];
    gsize n;
    gconstpointer data = g_bytes_get_data (seed->bytes, &n);
    g_autofree guint8 *longer = g_malloc0 (n + 1);      /* the byte that says what is asked for, see decoder.c */
    memcpy (longer, data, n);
    put (dir, seed->name, longer, n + 1);
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *target;
    void (*put) (const char *dir);
  } targets[] = { { "csv", put_csv }, { "network", put_networks }, { "project", put_project }, { "npz", put_npz }, { "scan-info", put_scan_info } };
  g_assert_cmpint (argc, ==, 3);
  g_assert_cmpint (g_mkdir_with_parents (argv[1], 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    if (g_str_equal (targets[i].target, argv[2]))
      targets[i].put (argv[1]);
  if (g_str_has_prefix (argv[2], "decoder-"))
    put_decoder (argv[1], argv[2] + strlen ("decoder-"));
  return 0;
}
