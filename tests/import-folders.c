/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What folders of an archive are taken for, how what is left out is counted and told, and columns that are found by Chinese names or by how they read. */
#include <string.h>

#include "core/vsl-error.h"
#include "dicom-writer.h"

static VslImportPlan *
look (const char *path, const VslImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  const char *paths[] = { path, NULL };
  VslImportPlan *plan = vsl_import_look (paths, options, NULL, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static void
write_dicom (const char *dir, const char *name, const char *patient, const char *person, const char *study)
{
  guint16 values[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  Dicom d = dw_new (EXPLICIT);
  dw_text (&d, 0x00080016, "UI", CT_IMAGE);
  dw_text (&d, 0x00080060, "CS", "CT");
  if (person)
    dw_text (&d, 0x00100010, "PN", person);
  dw_text (&d, 0x00100020, "LO", patient);
  dw_text (&d, 0x0020000d, "UI", study);
  dw_text (&d, 0x0020000e, "UI", study);
  dw_us (&d, 0x00280002, 1);
  dw_text (&d, 0x00280004, "CS", "MONOCHROME2");
  dw_us (&d, 0x00280010, 3);
  dw_us (&d, 0x00280011, 4);
  dw_us (&d, 0x00280100, 16);
  dw_us (&d, 0x00280101, 16);
  dw_us (&d, 0x00280102, 15);
  dw_us (&d, 0x00280103, 0);
  dw_words (&d, 0x7fe00010, values, 12);
  g_free (dw_save (&d, dir, name));
}

/* n folders with files each; format of their names with one %u. */
static char *
pictures (const char *format, guint n, guint files)
{
  char *dir = test_dir_new ();
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf (format, i), *folder = g_build_filename (dir, name, NULL);
    g_mkdir_with_parents (folder, 0700);
    for (guint k = 0; k < files; k++) {
      g_autofree char *file = g_strdup_printf ("%s/p%u.png", folder, k);
      test_write_grey (file, 4, 4, (guint8) (i * 7 + k));
    }
  }
  return dir;
}


static void
expect (const char *format, guint n, guint files, VslNoClasses wanted, guint classes)
{
  char *dir = pictures (format, n, files);
  g_autoptr (VslImportPlan) plan = look (dir, NULL);
  g_assert_cmpint (plan->no_classes, ==, wanted);
  g_assert_cmpuint (g_strv_length (plan->classes), ==, classes);
  g_assert_cmpint (plan->target, ==, VSL_TARGET_CLASS);
  g_assert_cmpuint (plan->items->len, ==, n * files);
  g_assert_cmpint (plan->patients_known, ==, wanted == VSL_NO_CLASSES_NUMBERS);
  test_dir_free (dir);
}

static void
test_names (void)
{
  expect ("%u", 10, 3, VSL_NO_CLASSES_NOT, 10);            /* digits */
  expect ("%u", 20, 2, VSL_NO_CLASSES_NOT, 20);
  expect ("%u", 21, 2, VSL_NO_CLASSES_NUMBERS, 0);         /* would have been numbers to be predicted */
  expect ("040%05u", 8, 3, VSL_NO_CLASSES_NUMBERS, 0);     /* records */
  expect ("%u", 6, 1, VSL_NO_CLASSES_NUMBERS, 0);          /* a file each */
  expect ("kind%u", 6, 2, VSL_NO_CLASSES_NOT, 6);
  expect ("person%u", 25, 1, VSL_NO_CLASSES_SINGLE, 0);
  char *dir = pictures ("%u", 30, 2);
  const char *paths[] = { dir, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslImportPlan) asked = look (dir, &(VslImportOptions){ .labels = (char *) "folder" });
  g_assert_cmpuint (g_strv_length (asked->classes), ==, 30);      /* classes all the same, as asked; never numbers */
  g_assert_cmpint (asked->target, ==, VSL_TARGET_CLASS);
  g_assert_null (vsl_import_look (paths, &(VslImportOptions){ .target = VSL_TARGET_NUMBER + 1 }, NULL, NULL, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG);
  test_dir_free (dir);
}

/* By the patient's number without its zeros, by the person's name, or because each folder has a patient of its own. */
static void
test_archive (void)
{
  static const char *const folders[3][3] = { { "4711", "4712", "4713" }, { "Smith_Jane", "LI WEI", "Roe-Tom" }, { "first", "second", "third" } };
  static const char *const people[] = { "Smith^Jane", "Li^Wei", "Roe^Tom" };
  for (guint t = 0; t < 3; t++) {
    char *dir = test_dir_new ();
    for (guint p = 0; p < 3; p++)
      for (guint k = 0; k < 2; k++) {
        g_autofree char *folder = g_build_filename (dir, folders[t][p], NULL), *name = g_strdup_printf ("IM%u", k), *id = g_strdup_printf ("000471%u", p + 1);
        g_autofree char *study = g_strdup_printf ("2.25.%u.%u", p + 1, k + 1);
        write_dicom (folder, name, id, people[p], study);
      }
    g_autofree char *cut = g_build_filename (dir, folders[t][0], "IM0", NULL), *bytes = NULL;
    gsize n;
    g_assert_true (g_file_get_contents (cut, &bytes, &n, NULL));
    g_free (test_write (dir, "cut", bytes, (gssize) n - 10));
    g_autoptr (VslImportPlan) plan = look (dir, NULL);
    g_assert_cmpint (plan->no_classes, ==, VSL_NO_CLASSES_PATIENTS);
    g_assert_cmpuint (g_strv_length (plan->classes), ==, 0);
    g_assert_cmpuint (plan->items->len, ==, 6);
    g_assert_cmpuint (plan->left_out->len, ==, 1);
    g_assert_cmpint (((VslLeftOut *) plan->left_out->pdata[0])->kind, ==, VSL_LEFT_UNREADABLE);      /* and not that it lies in no class's folder */
    for (guint i = 0; i < plan->items->len; i++)
      g_assert_null (((VslImportItem *) plan->items->pdata[i])->label);
    const char *paths[] = { dir, NULL };
    g_autoptr (GError) error = NULL;
    g_autoptr (VslImportPlan) asked = vsl_import_look (paths, &(VslImportOptions){ .labels = (char *) "folder" }, NULL, NULL, &error);
    if (t < 2)
      g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG);
    else
      g_assert_cmpuint (g_strv_length (asked->classes), ==, 3);
    test_dir_free (dir);
  }
}

/* A class with several patients is one, whatever the patients are called. */
static void
test_classes (void)
{
  char *dir = test_dir_new ();
  for (guint p = 0; p < 6; p++) {
    g_autofree char *folder = g_build_filename (dir, p % 2 ? "well" : "ill", NULL), *name = g_strdup_printf ("IM%u", p), *id = g_strdup_printf ("%u", p);
    g_autofree char *study = g_strdup_printf ("2.25.%u", p + 1);
    write_dicom (folder, name, id, NULL, study);
  }
  g_autoptr (VslImportPlan) plan = look (dir, NULL);
  g_assert_cmpint (plan->no_classes, ==, VSL_NO_CLASSES_NOT);
  g_assert_cmpuint (g_strv_length (plan->classes), ==, 2);
  test_dir_free (dir);
}

static void
add (GPtrArray *list, VslLeftKind kind, const char *file, int line, const char *table, const char *reason)
{
  VslLeftOut *out = g_new0 (VslLeftOut, 1);
  *out = (VslLeftOut) { .file = (char *) file, .line = line, .reason = (char *) reason, .kind = kind, .table = (char *) table };
  g_ptr_array_add (list, out);
}

static void
test_left_out (void)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  add (list, VSL_LEFT_UNREADABLE, "4000000_cut", 237, "diagnoses.csv", "the file ends after 3264 of 131072 bytes");
  add (list, VSL_LEFT_UNREADABLE, "other_cut", 0, NULL, "the file ends after 20 of 131072 bytes");
  add (list, VSL_LEFT_UNLABELLED, "a/IM1", 0, NULL, "no row of diagnoses.csv tells of it");
  add (list, VSL_LEFT_ROW, "diagnoses.csv", 7, NULL, "no file fits its column “Okafor”");
  add (list, VSL_LEFT_TEXT, "=cmd\"x", 0, NULL, "its picture may have names or other text in it");
  g_autofree char *counts = vsl_left_out_counts (list), *place = vsl_left_out_place (list->pdata[0]), *row = vsl_left_out_place (list->pdata[3]);
  g_autofree char *csv = vsl_left_out_csv (list), *log = vsl_left_out_log (list, "diagnoses.csv");
  g_assert_cmpstr (counts, ==, "2 files could not be read, 1 has no diagnosis or other label, 1 may have text in its picture, 1 row fits no file");
  g_assert_cmpstr (place, ==, "diagnoses.csv line 237 (4000000_cut)");
  g_assert_cmpstr (row, ==, "diagnoses.csv line 7");
  g_assert_nonnull (strstr (csv, "\"4000000_cut\",\"diagnoses.csv\",237,unreadable,"));
  g_assert_nonnull (strstr (csv, "\"'=cmd\"\"x\""));      /* no formula, and its quotation mark is doubled */
  g_assert_nonnull (strstr (log, "unreadable\t2\tthe file ends after # of # bytes"));
  g_assert_nonnull (strstr (log, "row\t1\t"));
  for (const char *const *name = (const char *[]) { "4000000", "diagnoses", "Okafor", "cut", "IM1", "3264", NULL }; *name; name++)
    g_assert_null (strstr (log, *name));
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_assert_null (vsl_left_out_counts (none));
}

static void
test_columns (void)
{
  char *dir = test_dir_new ();
  GString *s = g_string_new ("病历号,病程记录,诊断,患者姓名\n"), *t = g_string_new ("甲,乙,丙\n");
  for (guint i = 0; i < 12; i++) {
    g_string_append_printf (s, "1%03u,患者因咳嗽发热%u天入院，查体双肺呼吸音粗，给予抗感染治疗后好转。,%s,王%u\n", i / 2, i + 1, i % 2 ? "肺炎" : "正常", i);
    g_string_append_printf (t, "%u,患者因咳嗽发热%u天入院，查体双肺呼吸音粗，给予抗感染治疗后好转。,%u\n", i, i + 1, i % 2);
  }
  g_autofree char *known = test_write (dir, "known.csv", s->str, -1), *unknown = test_write (dir, "unknown.csv", t->str, -1);
  g_autoptr (VslImportPlan) plan = look (known, NULL), other = NULL, alone = NULL;
  g_assert_cmpint (plan->kind, ==, VSL_SAMPLE_NOTE);
  g_assert_cmpstr (plan->text_name, ==, "病程记录");
  g_assert_cmpstr (plan->target_name, ==, "诊断");
  g_assert_cmpstr (plan->patient_name, ==, "病历号");
  g_assert_cmpuint (g_strv_length (plan->classes), ==, 2);
  g_assert_cmpstr (((VslImportItem *) plan->items->pdata[3])->patient, ==, "1001");
  other = look (unknown, NULL);
  g_assert_cmpstr (other->text_name, ==, "乙");
  alone = look (known, &(VslImportOptions){ .patients = (char *) "" });
  g_assert_false (alone->patients_known);
  g_string_free (s, TRUE);
  g_string_free (t, TRUE);
  test_dir_free (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/folders/names", test_names);
  g_test_add_func ("/import/folders/archive", test_archive);
  g_test_add_func ("/import/folders/classes", test_classes);
  g_test_add_func ("/import/left-out", test_left_out);
  g_test_add_func ("/import/columns", test_columns);
  return g_test_run ();
}
