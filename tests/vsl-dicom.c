/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM through the built vsl, and so through the helper process in its sandbox: every row of expected.csv in inspect's keys, and an
 * import with what it says about patients, volumes and text in pictures. */
#include <math.h>
#include <string.h>

#include "app-util.h"
#include "data/vsl-csv.h"
#include "vsl-run.h"

static char *
shared (const char *name)
{
  const char *root = g_getenv ("VESALIUS_SHARED");
  char *path = root ? g_build_filename (root, "data", "dicom", name, NULL) : g_build_filename (VSL_SOURCE_ROOT, "..", "shared", "data", "dicom", name, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  g_test_skip ("the shared data are not here; VESALIUS_SHARED names their folder");
  return NULL;
}

static const char *
cell (const VslCsv *csv, const VslCsvRow *row, const char *name)
{
  const char *text = vsl_csv_cell (row, vsl_csv_column (csv, name));
  return text ? text : "";
}

static void
near_to (JsonObject *o, const char *key, const char *want, double share, double step)
{
  double got = json_object_get_double_member (o, key), expected = g_ascii_strtod (want, NULL);
  if (fabs (got - expected) > MAX (fabs (expected) * share, step))
    g_error ("%s: %.9g, but %s was expected", key, got, want);
}

static char *
shape_of (JsonObject *o)
{
  GString *s = g_string_new (NULL);
  JsonArray *shape = json_object_get_array_member (o, "shape");
  for (guint i = 0; i < json_array_get_length (shape); i++)
    g_string_append_printf (s, "%s%d", i ? "x" : "", (int) json_array_get_int_element (shape, i));
  return g_string_free (s, FALSE);
}

static void
check_row (const VslCsv *csv, const VslCsvRow *row, JsonObject *o)
{
  const char *expect = cell (csv, row, "expect"), *status = json_object_get_string_member (o, "status");
  gboolean lossless = !g_str_equal (cell (csv, row, "lossy"), "1");
  if (g_str_equal (expect, "unsure"))
    return;
  g_assert_cmpstr (status, ==, g_str_equal (expect, "decode") ? "ok" : expect);
  if (!g_str_equal (status, "ok")) {
    g_assert_cmpstr (json_object_get_string_member (o, "reason"), !=, "");
    g_assert_true (json_object_get_null_member (o, "sha256"));
    return;
  }
  g_autofree char *shape = shape_of (o);
  g_assert_cmpstr (json_object_get_string_member (o, "format"), ==, "dicom");
  g_assert_cmpstr (json_object_get_string_member (o, "transfer_syntax"), ==, cell (csv, row, "transfer_syntax_uid"));
  g_assert_cmpstr (json_object_get_string_member (o, "dtype"), ==, cell (csv, row, "array_dtype"));
  g_assert_cmpstr (json_object_get_string_member (o, "photometric"), ==, cell (csv, row, "photometric"));
  g_assert_cmpstr (shape, ==, cell (csv, row, "array_shape"));
  g_assert_cmpint (json_object_get_int_member (o, "bits_allocated"), ==, atoi (cell (csv, row, "bits_allocated")));
  g_assert_cmpint (json_object_get_int_member (o, "bits_stored"), ==, atoi (cell (csv, row, "bits_stored")));
  if (!g_str_equal (cell (csv, row, "agree"), "yes"))
    return;
  near_to (o, "min", cell (csv, row, "raw_min"), 0, lossless ? 0 : 3);
  near_to (o, "max", cell (csv, row, "raw_max"), 0, lossless ? 0 : 3);
  near_to (o, "mean", cell (csv, row, "raw_mean"), lossless ? 0 : 0.005, 1e-4);
  JsonObject *rescaled = json_object_get_object_member (o, "rescaled");
  near_to (rescaled, "min", cell (csv, row, "rescaled_min"), lossless ? 1e-6 : 0, lossless ? 1e-4 : 12);
  near_to (rescaled, "max", cell (csv, row, "rescaled_max"), lossless ? 1e-6 : 0, lossless ? 1e-4 : 12);
  near_to (rescaled, "mean", cell (csv, row, "rescaled_mean"), lossless ? 1e-6 : 0.005, 1e-3);
  if (lossless)
    g_assert_cmpstr (json_object_get_string_member (o, "sha256"), ==, cell (csv, row, "pixels_sha256"));
}

/* All files in one call of vsl; a line each, in order. */
static void
test_inspect (void)
{
  g_autofree char *table = shared ("expected.csv"), *folder = table ? g_path_get_dirname (table) : NULL;
  g_autoptr (GError) error = NULL;
  int status;
  g_autofree char *out = NULL;
  if (!table)
    return;
  g_autoptr (VslCsv) csv = vsl_csv_read (table, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (argv, g_strdup (g_getenv ("VSL_PROGRAM")));
  g_ptr_array_add (argv, g_strdup ("inspect"));
  g_ptr_array_add (argv, g_strdup ("--json"));
  for (guint i = 0; i < csv->rows->len; i++)
    g_ptr_array_add (argv, g_build_filename (folder, cell (csv, csv->rows->pdata[i], "file"), NULL));
  g_ptr_array_add (argv, NULL);
  gint64 start = g_get_monotonic_time ();
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, &error));
  g_test_message ("%u files in %.2f s", csv->rows->len, (double) (g_get_monotonic_time () - start) / 1e6);
  Ran ran = { .out = out };
  g_assert_cmpint (n_lines (&ran), ==, csv->rows->len);
  g_assert_cmpint (status, !=, 0);       /* some are broken */
  for (guint i = 0; i < csv->rows->len; i++) {
    g_autoptr (JsonObject) o = line (&ran, (int) i);
    g_test_message ("%s: %s", cell (csv, csv->rows->pdata[i], "file"), json_object_get_string_member (o, "status"));
    check_row (csv, csv->rows->pdata[i], o);
  }
}

static void
test_header (void)
{
  g_autofree char *file = shared ("files/chrX2.dcm");
  gboolean named = FALSE;
  if (!file)
    return;
  g_auto (Ran) ran = vsl ("inspect", "--json", "--header", file, NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  JsonArray *header = json_object_get_array_member (o, "header");
  g_assert_cmpint (json_array_get_length (header), >, 30);
  for (guint i = 0; i < json_array_get_length (header); i++) {
    JsonObject *l = json_array_get_object_element (header, i);
    if (!g_str_equal (json_object_get_string_member (l, "tag"), "(0010,0010)"))
      continue;
    named = TRUE;
    g_assert_cmpstr (json_object_get_string_member (l, "name"), ==, "PatientName");
    g_assert_true (g_str_has_prefix (json_object_get_string_member (l, "value"), "Wang^XiaoDong=王^小东"));
  }
  g_assert_true (named);
}

static void
test_import (void)
{
  g_autofree char *files = shared ("files"), *folder = NULL;
  if (!files)
    return;
  folder = g_dir_make_tmp ("vesalius-dicom-XXXXXX", NULL);
  g_autofree char *project = g_build_filename (folder, "p.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", project, NULL);
  g_assert_cmpint (made.code, ==, 0);
  g_auto (Ran) wrong = vsl ("import", project, files, "--volumes", "some", NULL);
  g_assert_cmpint (wrong.code, ==, 2);
  g_auto (Ran) ran = vsl ("import", project, files, "--json", "--patients", "dicom", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) last = line (&ran, -1), before = line (&ran, -2);
  g_assert_cmpstr (json_object_get_string_member (before, "event"), ==, "burned_in");
  g_assert_cmpint (json_object_get_int_member (before, "count"), ==, json_object_get_int_member (last, "burned_in"));
  g_assert_cmpint (json_object_get_int_member (last, "volumes"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (last, "patients"), >, 15);
  g_assert_cmpint (json_object_get_int_member (last, "samples"), >, 80);
  g_assert_cmpint (json_object_get_object_member (last, "classes") != NULL, ==, 1);
  char *argv[] = { "rm", "-rf", folder, NULL };
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vsl-dicom/inspect", test_inspect);
  g_test_add_func ("/vsl-dicom/header", test_header);
  g_test_add_func ("/vsl-dicom/import", test_import);
  return g_test_run ();
}
