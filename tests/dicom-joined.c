/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM files and a table that knows patients or examinations: rows find files by what stands in the headers, slices become volumes all the same, and scans
 * that may have text in their pictures come in or stay out as asked. */
#include <string.h>

#include "core/vsl-error.h"
#include "dicom-writer.h"

#define N 12

/* Three slices of one examination; the patient's number and the accession number in the header. */
static void
write_series (const char *dir, guint p, const char *class_uid)
{
  g_autofree char *id = g_strdup_printf ("000%u", 4711 + p), *accession = g_strdup_printf ("ACC-%u", 90 + p), *series = g_strdup_printf ("2.25.%u", p + 1);
  g_autofree char *study = g_strconcat ("9.", series, NULL);
  for (guint k = 0; k < 3; k++) {
    g_autofree char *name = g_strdup_printf ("%s/IM%u", id, k), *position = g_strdup_printf ("0\\0\\%u", 5 * k), *number = g_strdup_printf ("%u", k + 1);
    guint16 values[N];
    Dicom d = dw_new (EXPLICIT);
    for (guint i = 0; i < N; i++)
      values[i] = (guint16) (100 * p + 10 * k + i);
    dw_text (&d, 0x00080016, "UI", class_uid);
    dw_text (&d, 0x00080050, "SH", accession);
    dw_text (&d, 0x00080060, "CS", "CT");
    dw_text (&d, 0x00100020, "LO", id);
    dw_text (&d, 0x0020000d, "UI", study);
    dw_text (&d, 0x0020000e, "UI", series);
    dw_text (&d, 0x00200013, "IS", number);
    dw_text (&d, 0x00200032, "DS", position);
    dw_text (&d, 0x00200037, "DS", "1\\0\\0\\0\\1\\0");
    dw_us (&d, 0x00280002, 1);
    dw_text (&d, 0x00280004, "CS", "MONOCHROME2");
    dw_us (&d, 0x00280010, 3);
    dw_us (&d, 0x00280011, 4);
    dw_us (&d, 0x00280100, 16);
    dw_us (&d, 0x00280101, 16);
    dw_us (&d, 0x00280102, 15);
    dw_us (&d, 0x00280103, 0);
    dw_words (&d, 0x7fe00010, values, N);
    g_free (dw_save (&d, dir, name));
  }
}

static char *
archive (void)
{
  char *dir = test_dir_new ();
  for (guint p = 0; p < 4; p++)
    write_series (dir, p, p == 3 ? SC_IMAGE : CT_IMAGE);
  return dir;
}

static VslImportPlan *
look (const char *dir, const char *table, const char *burned_in)
{
  g_autoptr (GError) error = NULL;
  const char *paths[] = { dir, table, NULL };
  VslImportOptions options = { .burned_in = (char *) burned_in };
  VslImportPlan *plan = vsl_import_look (paths, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static const VslImportItem *
item (const VslImportPlan *plan, guint i)
{
  g_assert_cmpuint (i, <, plan->items->len);
  return plan->items->pdata[i];
}

/* By the patient without zeros in front, or by accession; the table beside the folder, or the only one in it. */
static void
test_keys (void)
{
  static const char *const tables[] = { "mrn,diagnosis\n4711,ill\n4712,well\n4713,ill\n4714,well\n99,well\n",
                                        "accession,diagnosis\nACC-90,ill\nACC-91,well\nACC-92,ill\nACC-93,well\nACC-99,well\n" };
  for (guint t = 0; t < 4; t++) {
    char *dir = archive (), *beside = test_dir_new ();
    g_autofree char *table = test_write (t / 2 ? dir : beside, "labels.csv", tables[t % 2], -1);
    g_autoptr (VslImportPlan) plan = look (dir, t / 2 ? NULL : table, NULL);
    g_assert_cmpuint (plan->items->len, ==, 4);
    g_assert_cmpuint (plan->n_volumes, ==, 4);
    g_assert_cmpint (plan->join.by, ==, t % 2 ? VSL_JOIN_ACCESSION : VSL_JOIN_PATIENT);
    g_assert_cmpuint (plan->join.matched, ==, 12);
    g_assert_cmpuint (plan->join.rows_without_file, ==, 1);
    g_assert_cmpuint (plan->left_out->len, ==, 1);      /* that row, and not the table itself */
    g_assert_true (plan->patients_known);
    g_assert_cmpstr (plan->classes[0], ==, "ill");
    g_assert_cmpuint (plan->class_counts[0], ==, 2);
    g_assert_cmpuint (plan->class_counts[1], ==, 2);
    for (guint i = 0; i < 4; i++) {
      g_assert_cmpstr (item (plan, i)->label, ==, i % 2 ? "well" : "ill");
      g_assert_true (g_str_has_prefix (item (plan, i)->patient, "000471"));      /* as the file has it */
      g_assert_cmpuint (g_strv_length (item (plan, i)->slices), ==, 3);
    }
    test_dir_free (dir);
    test_dir_free (beside);
  }
}

static void
test_burned_in (void)
{
  char *dir = archive ();
  g_autoptr (VslImportPlan) kept = look (dir, NULL, "keep");
  g_autoptr (VslImportPlan) out = NULL;
  g_autoptr (GError) error = NULL;
  out = look (dir, NULL, "leave-out");
  g_assert_cmpuint (kept->items->len, ==, 4);
  g_assert_cmpuint (vsl_import_plan_n_burned_in (kept), ==, 1);
  g_assert_cmpint (item (kept, 3)->burned_in, ==, VSL_BURNED_IN_SUSPECTED);
  g_assert_cmpuint (out->items->len, ==, 3);
  g_assert_cmpuint (out->left_out->len, ==, 1);
  g_assert_cmpuint (vsl_import_plan_drop_burned_in (kept), ==, 1);      /* as the window does it, after the look */
  g_assert_cmpuint (kept->items->len, ==, 3);
  g_assert_cmpuint (kept->left_out->len, ==, 1);
  const char *paths[] = { NULL, NULL };
  g_autofree char *one = g_build_filename (dir, "0004714", NULL);
  VslImportOptions options = { .burned_in = (char *) "leave-out" };
  paths[0] = one;
  g_assert_null (vsl_import_look (paths, &options, NULL, NULL, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND);
  test_dir_free (dir);
}

/* What a person settled of the note beside a scan goes with the scan when others before it are left out. */
static void
test_reviewed (void)
{
  char *dir = archive ();
  g_autoptr (VslImportPlan) plan = look (dir, NULL, "keep");
  VslDeidSpan span = { 0, 4, VSL_DEID_NAME };
  GArray *spans = g_array_new (FALSE, FALSE, sizeof span);
  g_array_append_val (spans, span);
  vsl_import_plan_review (plan, 1, spans);
  ((VslImportItem *) plan->items->pdata[0])->burned_in = VSL_BURNED_IN_SUSPECTED;
  g_assert_cmpuint (vsl_import_plan_drop_burned_in (plan), ==, 2);      /* with the one that is suspected anyway */
  g_autoptr (GArray) first = vsl_import_plan_spans (plan, 0, "Calm is calm", 12), second = vsl_import_plan_spans (plan, 1, "calm", 4);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpuint (second->len, ==, 0);
  g_assert_cmpuint (g_hash_table_size (plan->reviewed), ==, 1);
  test_dir_free (dir);
}

/* Taken off the numbers that the plan has counted. */
static void
test_counts (void)
{
  char *dir = archive ();
  g_autofree char *table = test_write (dir, "labels.csv", "mrn,diagnosis,split\n4711,ill,train\n4712,well,val\n4713,ill,train\n4714,well,val\n", -1);
  g_autoptr (VslImportPlan) plan = look (dir, NULL, NULL);
  g_assert_true (plan->split_given);
  g_assert_cmpuint (plan->split_counts[VSL_SPLIT_VAL], ==, 2);
  g_assert_cmpuint (vsl_import_plan_drop_burned_in (plan), ==, 1);
  g_assert_cmpuint (plan->split_counts[VSL_SPLIT_VAL], ==, 1);
  g_assert_cmpuint (plan->class_counts[0], ==, 2);
  g_assert_cmpuint (plan->class_counts[1], ==, 1);
  test_dir_free (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dicom-joined/keys", test_keys);
  g_test_add_func ("/dicom-joined/burned-in", test_burned_in);
  g_test_add_func ("/dicom-joined/reviewed", test_reviewed);
  g_test_add_func ("/dicom-joined/counts", test_counts);
  return g_test_run ();
}
