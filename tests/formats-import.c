/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders with scans of all forms: what comes in, what is left out and why; pairs of files are one scan. And the shared sets of JPEG. */
#include <string.h>

#include "data-util.h"
#include "data/vsl-csv.h"
#include "formats-util.h"

/* Bytes of the smallest sound file of a form. */
static GByteArray *
bmp (void)
{
  GByteArray *b = g_byte_array_new ();
  test_put (b, "BM");
  test_put32 (b, 58, FALSE);
  test_put32 (b, 0, FALSE);
  test_put32 (b, 54, FALSE);
  test_put32 (b, 40, FALSE);
  test_put32 (b, 1, FALSE);
  test_put32 (b, 1, FALSE);
  test_put16 (b, 1, FALSE);
  test_put16 (b, 24, FALSE);
  test_zeros (b, 28);
  return b;
}

static GByteArray *
nifti (gboolean pair)
{
  GByteArray *b = g_byte_array_new ();
  const guint16 dim[8] = { 3, 2, 2, 3, 1, 1, 1, 1 };
  test_put32 (b, 348, FALSE);
  test_zeros (b, 36);
  for (guint i = 0; i < 8; i++)
    test_put16 (b, dim[i], FALSE);
  test_zeros (b, 14);
  test_put16 (b, 2, FALSE);
  test_put16 (b, 8, FALSE);
  test_zeros (b, 344 - 74);
  g_byte_array_append (b, (const guint8 *) (pair ? "ni1" : "n+1"), 4);
  if (!pair)
    test_zeros (b, 4 + 12);
  return b;
}

static void
write_bytes (const char *dir, const char *name, GByteArray *b)
{
  g_free (test_write (dir, name, b->data, b->len));
}

static gboolean
left_out (const GPtrArray *list, const char *file, const char *word)
{
  for (guint i = 0; i < list->len; i++) {
    const VslLeftOut *out = g_ptr_array_index (list, i);
    if (g_str_equal (out->file, file))
      return strstr (out->reason, word) != NULL;
  }
  return FALSE;
}

static void
test_mixed (void)
{
  char *dir = test_dir_new ();
  g_autoptr (GByteArray) picture = bmp (), volume = nifti (FALSE), header = nifti (TRUE), packed = test_gzip (volume), voxels = g_byte_array_new (), cut = bmp (),
                         other = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  test_zeros (voxels, 12);
  g_byte_array_set_size (cut, 50);
  test_zeros (other, 700);
  g_autoptr (GByteArray) bomb = test_gzip (other);
  write_bytes (dir, "a/one.bmp", picture);
  write_bytes (dir, "a/no-ending", picture);
  write_bytes (dir, "a/named.jpg", picture);      /* by content */
  write_bytes (dir, "a/cut.BMP", cut);
  write_bytes (dir, "b/volume.nii", volume);
  write_bytes (dir, "b/volume.nii.gz", packed);
  write_bytes (dir, "b/pair.hdr", header);
  write_bytes (dir, "b/pair.img", voxels);
  write_bytes (dir, "b/CAPITAL.HDR", header);
  write_bytes (dir, "b/CAPITAL.IMG", voxels);
  write_bytes (dir, "b/lonely.hdr", header);
  write_bytes (dir, "b/alone.img", voxels);
  write_bytes (dir, "b/archive.gz", bomb);
  write_bytes (dir, "b/notes.pdf", other);
  g_free (test_write (dir, "b/readme.txt", "a note", 6));
  const char *paths[] = { dir, NULL };
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (plan->kind, ==, VSL_SAMPLE_SCAN);
  TestSink sink = { 0 };
  VslImportResult *result = vsl_import_run (plan, &test_sink, &sink, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->imported, ==, 7);
  g_assert_cmpuint (result->class_counts[0], ==, 3);
  g_assert_cmpuint (result->class_counts[1], ==, 4);
  g_assert_cmpuint (result->left_out->len, ==, 6);
  g_assert_true (left_out (result->left_out, "a/cut.BMP", "cut short"));
  g_assert_true (left_out (result->left_out, "b/lonely.hdr", "ends in .img"));
  g_assert_true (left_out (result->left_out, "b/alone.img", "ends in .hdr"));
  g_assert_true (left_out (result->left_out, "b/archive.gz", "no NIfTI"));
  g_assert_true (left_out (result->left_out, "b/notes.pdf", "no kind of scan"));
  g_assert_true (left_out (result->left_out, "b/readme.txt", ""));
  vsl_import_result_free (result);
  test_sink_clear (&sink);
  test_dir_free (dir);
}

static void
check_set (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_strdup_printf ("data/%s", name), *path = test_shared (folder);
  if (!path)
    return;
  g_autofree char *manifest = g_build_filename (path, "manifest.csv", NULL);
  g_autoptr (VslCsv) csv = vsl_csv_read (manifest, &error);
  g_assert_no_error (error);
  g_autoptr (GHashTable) patients = g_hash_table_new (g_str_hash, g_str_equal), labels = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < csv->rows->len; i++) {
    const char *patient = vsl_csv_cell (g_ptr_array_index (csv->rows, i), vsl_csv_column (csv, "patient_id"));
    const char *label = vsl_csv_cell (g_ptr_array_index (csv->rows, i), vsl_csv_column (csv, "label"));
    if (patient && *patient)
      g_hash_table_add (patients, (gpointer) patient);
    g_hash_table_insert (labels, (gpointer) label, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (labels, label)) + 1));
  }
  const char *paths[] = { path, NULL };
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  TestSink sink = { 0 };
  VslImportResult *result = vsl_import_run (plan, &test_sink, &sink, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->imported, ==, csv->rows->len);
  g_assert_cmpuint (result->left_out->len, ==, 0);
  g_assert_cmpuint (result->n_patients, ==, g_hash_table_size (patients));
  g_assert_cmpuint (g_strv_length (plan->classes), ==, g_hash_table_size (labels));
  for (guint c = 0; plan->classes[c]; c++)
    g_assert_cmpuint (result->class_counts[c], ==, GPOINTER_TO_UINT (g_hash_table_lookup (labels, plan->classes[c])));
  g_test_message ("%s: %u scans, %u classes, %u patients", name, result->imported, g_hash_table_size (labels), result->n_patients);
  vsl_import_result_free (result);
  test_sink_clear (&sink);
}

static void
test_sets (void)
{
  check_set ("bccd_cells");
  check_set ("brain_mri");
  check_set ("nih_chest_xray");
  check_set ("malaria_cells");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/import/mixed", test_mixed);
  g_test_add_func ("/formats/import/sets", test_sets);
  return g_test_run ();
}
