/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes on their way in: folders, tables, JSON Lines, encodings, and everything that can be wrong with them. */
#include <string.h>

#include "core/vsl-error.h"
#include "data-util.h"
#include "data/vsl-note.h"

/* ---- a sink that keeps the texts ---- */

typedef struct {
  GPtrArray *text;             /* of char * */
  GArray *samples;             /* of VslNewSample, without their data */
  VslSampleKind kind;
} Notes;

static gboolean
begin (gpointer data, const VslImportPlan *plan, int *map, GError **error)
{
  Notes *notes = data;
  *notes = (Notes) { g_ptr_array_new_with_free_func (g_free), g_array_new (FALSE, TRUE, sizeof (VslNewSample)), plan->kind };
  return TRUE;
}

static gboolean
add (gpointer data, VslNewSample *samples, guint n, GError **error)
{
  Notes *notes = data;
  for (guint i = 0; i < n; i++) {
    VslNewSample s = samples[i];
    g_assert_cmpint (s.image.type, ==, VSL_PIXEL_TEXT);
    g_assert_cmpint (s.image.height * s.image.channels, ==, 1);
    g_assert_cmpint (s.image.bits, ==, 8);
    g_assert_cmpuint (s.image.size, ==, (gsize) s.image.width);
    g_assert_cmpint (((const char *) s.image.data)[s.image.size], ==, 0);
    g_assert_true (g_utf8_validate_len (s.image.data, s.image.size, NULL));
    g_ptr_array_add (notes->text, g_strndup (s.image.data, s.image.size));
    s.image.data = NULL;
    g_array_append_val (notes->samples, s);
  }
  return TRUE;
}

static gboolean
end (gpointer data, const char *summary, GError **error)
{
  g_assert_nonnull (strstr (summary, "notes"));
  return TRUE;
}

static const VslImportSink sink = { begin, add, end };

static const char *
text_of (const Notes *notes, guint i)
{
  return notes->text->pdata[i];
}

static void
notes_clear (Notes *notes)
{
  g_ptr_array_unref (notes->text);
  g_array_unref (notes->samples);
}

static VslImportResult *
import (const char *path, const VslImportOptions *options, Notes *notes, VslImportPlan **plan)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslImportPlan) own = vsl_import_look (paths, options, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (own->kind, ==, VSL_SAMPLE_NOTE);
  VslImportResult *result = vsl_import_run (own, &sink, notes, NULL, NULL, &error);
  g_assert_no_error (error);
  if (plan)
    *plan = g_steal_pointer (&own);
  return result;
}

static void
expect_error (const char *path, const VslImportOptions *options, const char *const *words)
{
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_import_look (paths, options, NULL, NULL, &error));
  for (int i = 0; words[i]; i++)
    if (!strstr (error->message, words[i]))
      g_error ("“%s” is not in “%s”", words[i], error->message);
}

#define EXPECT_ERROR(path, options, ...) expect_error (path, options, (const char *const[]) { __VA_ARGS__, NULL })

/* The reason why the row at that line was left out. */
static const char *
reason (const VslImportResult *result, int line)
{
  for (guint i = 0; i < result->left_out->len; i++) {
    const VslLeftOut *out = g_ptr_array_index (result->left_out, i);
    if (out->line == line)
      return out->reason;
  }
  g_error ("line %d was not left out", line);
}

static const VslLeftOut *
left_out (const VslImportResult *result, const char *file)
{
  for (guint i = 0; i < result->left_out->len; i++) {
    const VslLeftOut *out = g_ptr_array_index (result->left_out, i);
    if (strstr (out->file, file))
      return out;
  }
  g_error ("%s was not left out", file);
}

/* ---- files ---- */

#define PNEUMONIA "\xe8\x82\xba\xe7\x82\x8e\xef\xbc\x8c\xe5\x8f\x91\xe7\x83\xad\xe5\x92\xb3\xe5\x97\xbd"       /* 肺炎，发热咳嗽 */
#define PNEUMONIA_GB "\xb7\xce\xd1\xd7\xa3\xac\xb7\xa2\xc8\xc8\xbf\xc8\xcb\xd4"

static void
test_folder (void)
{
  char *dir = test_dir_new ();
  static const struct {
    const char *name, *bytes;
    int n;
  } files[] = {
    { "train/ill/p1_a.txt", "Fever and cough.\n", -1 },
    { "train/ill/p1_b.TXT", "\xef\xbb\xbf" "Cough.", -1 },                                /* byte order mark */
    { "train/well/p2_a.txt", PNEUMONIA_GB, -1 },
    { "validation/ill/p3_a.txt", "\xff\xfeN\0o\0 \0p\0a\0i\0n\0.\0", 18 },
    { "test/well/p4_a.txt", "\xfe\xff\0N\0o\0 \0p\0a\0i\0n\0.", 18 },
    { "test/well/empty.txt", "", 0 },
    { "test/well/blank.txt", " \n\t \xe3\x80\x80\n", -1 },
    { "test/well/binary.txt", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", 20 },
    { "test/well/picture.jpg", "\xff\xd8\xff\xe0....", 8 },
    { "readme.txt", "What all this is", -1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_free (test_write (dir, files[i].name, files[i].bytes, files[i].n));
  VslImportOptions options = { .patients = (char *) "(p\\d+)_" };
  g_autoptr (VslImportPlan) plan = NULL;
  Notes notes;
  VslImportResult *result = import (dir, &options, &notes, &plan);
  g_assert_cmpuint (result->imported, ==, 5);
  g_assert_true (plan->split_given);
  g_assert_nonnull (strstr (plan->detail, "notes"));
  g_assert_cmpuint (result->split_counts[VSL_SPLIT_TRAIN], ==, 3);
  g_assert_cmpuint (result->split_counts[VSL_SPLIT_VAL], ==, 1);
  g_assert_cmpuint (result->split_counts[VSL_SPLIT_TEST], ==, 1);
  g_assert_cmpuint (result->n_patients, ==, 4);
  g_assert_cmpuint (result->class_counts[0], ==, 3);
  const char *const want[] = { "No pain.", "Fever and cough.\n", "Cough.", PNEUMONIA, "No pain." };
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr (text_of (&notes, i), ==, want[i]);
  g_assert_cmpmem (g_array_index (notes.samples, VslNewSample, 0).sha256, 32, g_array_index (notes.samples, VslNewSample, 4).sha256, 32);
  g_assert_cmpuint (strspn (g_array_index (notes.samples, VslNewSample, 0).patient, "0123456789abcdef"), ==, 32);
  g_assert_cmpuint (result->left_out->len, ==, 5);
  g_assert_nonnull (strstr (left_out (result, "empty.txt")->reason, "no text"));
  g_assert_nonnull (strstr (left_out (result, "blank.txt")->reason, "no text"));
  g_assert_nonnull (strstr (left_out (result, "binary.txt")->reason, "not a text"));
  g_assert_nonnull (strstr (left_out (result, "picture.jpg")->reason, "project of their own"));
  g_assert_nonnull (strstr (left_out (result, "readme.txt")->reason, "no class"));
  vsl_import_result_free (result);
  notes_clear (&notes);
  test_dir_free (dir);
}

/* What most files are decides; the others are named. */
static void
test_both_kinds (void)
{
  char *dir = test_dir_new ();
  g_autofree char *scan = g_build_filename (dir, "a/scan.png", NULL);
  test_write_grey (scan, 4, 4, 9);
  g_free (test_write (dir, "a/one.txt", "one", -1));
  g_free (test_write (dir, "b/two.txt", "two", -1));
  Notes notes;
  VslImportResult *result = import (dir, NULL, &notes, NULL);
  g_assert_cmpuint (result->imported, ==, 2);
  g_assert_nonnull (strstr (left_out (result, "scan.png")->reason, "project of their own"));
  vsl_import_result_free (result);
  notes_clear (&notes);
  g_autofree char *more = g_build_filename (dir, "b/more.png", NULL);
  test_write_grey (more, 4, 4, 7);
  const char *paths[] = { dir, NULL };
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, NULL);
  g_assert_cmpint (plan->kind, ==, VSL_SAMPLE_SCAN);
  g_assert_cmpuint (plan->items->len, ==, 2);
  g_assert_cmpuint (plan->left_out->len, ==, 2);
  test_dir_free (dir);
}

/* ---- tables ---- */

static const char rows[] = "id,text,label,group,split,patient_id\r\n"
  "1,\"Fever, cough.\",ill,g1,train,Ada\r\n"
  "2,\"He said \"\"no\"\"\nand left.\",well,g1,validation,Bob\r\n"
  "3,,well,g2,train,Bob\r\n"
  "4,\xc2\xa0,well,g2,train,Bob\r\n"      /* a blank that does not break lines */
  "5,No label here,,g2,train,Cy\r\n"
  "6,Unquoted, with a comma,ill,g2,train,Cy\r\n"
  "7,Other split,ill,g2,later,Cy\r\n"
  "8,Rare,rare,g3,test,Dee\r\n";

static void
check_rows (const char *path, const VslImportOptions *options, guint patients)
{
  g_autoptr (VslImportPlan) plan = NULL;
  Notes notes;
  VslImportResult *result = import (path, options, &notes, &plan);
  g_assert_cmpuint (result->imported, ==, 3);
  g_assert_cmpstr (text_of (&notes, 0), ==, "Fever, cough.");
  g_assert_cmpstr (text_of (&notes, 1), ==, "He said \"no\"\nand left.");
  g_assert_cmpuint (result->n_patients, ==, patients);
  for (int s = 0; s < VSL_N_SPLITS; s++)
    g_assert_cmpuint (result->split_counts[s], ==, 1);
  g_assert_cmpstr (plan->classes[1], ==, "rare");      /* seen in test only, and imported */
  g_assert_cmpuint (result->class_counts[1], ==, 1);
  g_assert_cmpuint (result->left_out->len, ==, 5);
  g_assert_nonnull (strstr (reason (result, 5), "no text"));
  g_assert_nonnull (strstr (reason (result, 6), "no text"));
  g_assert_nonnull (strstr (reason (result, 7), "no label"));
  g_assert_nonnull (strstr (reason (result, 8), "quotation marks"));
  g_assert_nonnull (strstr (reason (result, 9), "later"));
  for (guint i = 0; i < result->left_out->len; i++)      /* never what somebody wrote about a patient */
    g_assert_null (strstr (((VslLeftOut *) result->left_out->pdata[i])->reason, "comma"));
  vsl_import_result_free (result);
  notes_clear (&notes);
}

static void
test_tables (void)
{
  char *dir = test_dir_new ();
  g_autofree char *csv = test_write (dir, "notes.csv", rows, -1);
  check_rows (csv, NULL, 3);
  check_rows (csv, &(VslImportOptions) { .patients = (char *) "group" }, 2);
  g_autofree char *tabs = g_strdup (rows);
  for (char *p = tabs; *p; p++)      /* the comma in a text stays one */
    if (*p == ',' && p[1] != ' ' && !g_str_has_prefix (p, ", cough"))
      *p = '\t';
  char *unquoted = strstr (tabs, "Unquoted,");
  unquoted[8] = '\t';
  g_autofree char *tsv = test_write (dir, "notes.tsv", tabs, -1);
  check_rows (tsv, NULL, 3);
  gsize wide;
  g_autofree char *utf16 = g_convert (rows, -1, "UTF-16", "UTF-8", NULL, &wide, NULL);
  g_autofree char *other = test_write (dir, "wide.csv", utf16, (gssize) wide);
  check_rows (other, NULL, 3);
  test_dir_free (dir);
}

/* Which column has the notes, and which one is asked for. */
static void
test_columns (void)
{
  char *dir = test_dir_new ();
  Notes notes;
  g_autofree char *two = test_write (dir, "two.csv", "text,note_text,label\ntalk,summary,a\n", -1);
  vsl_import_result_free (import (two, NULL, &notes, NULL));
  g_assert_cmpstr (text_of (&notes, 0), ==, "talk");
  notes_clear (&notes);
  vsl_import_result_free (import (two, &(VslImportOptions) { .text = (char *) "note_text" }, &notes, NULL));
  g_assert_cmpstr (text_of (&notes, 0), ==, "summary");
  notes_clear (&notes);
  EXPECT_ERROR (two, &(VslImportOptions) { .text = (char *) "notes" }, "“notes”", "text, note_text, label");
  EXPECT_ERROR (two, &(VslImportOptions) { .labels = (char *) "folder" }, "label");
  g_autofree char *none = test_write (dir, "none.csv", "number,remark\n1,x\n", -1);
  EXPECT_ERROR (none, NULL, "none.csv", "“path” or “text”", "number, remark");
  /* Files named in a table are the samples, unless none of them is there. */
  g_autofree char *both = test_write (dir, "both.csv", "file,text,label\nlost.txt,here,a\n", -1);
  vsl_import_result_free (import (both, NULL, &notes, NULL));
  g_assert_cmpstr (text_of (&notes, 0), ==, "here");
  notes_clear (&notes);
  g_free (test_write (dir, "lost.txt", "found", -1));
  vsl_import_result_free (import (both, NULL, &notes, NULL));
  g_assert_cmpstr (text_of (&notes, 0), ==, "found");
  notes_clear (&notes);
  test_dir_free (dir);
}

static void
test_bad_tables (void)
{
  char *dir = test_dir_new ();
  g_free (test_write (dir, "alone/LICENSE", "Free.", -1));
  g_free (test_write (dir, "alone/trainval.csv", "text,label\nfine,a\n", -1));
  g_autofree char *alone = g_build_filename (dir, "alone", NULL);
  Notes found = { 0 };                 /* the one table in a folder is what is meant */
  vsl_import_result_free (import (alone, NULL, &found, NULL));
  g_assert_cmpstr (text_of (&found, 0), ==, "fine");
  notes_clear (&found);
  g_autofree char *quote = test_write (dir, "quote.csv", "text,label\nfine,a\n\"open,b\nmore,a\n", -1);
  EXPECT_ERROR (quote, NULL, "quote.csv", "line 3", "never closed");
  g_autofree char *swallowed = test_write (dir, "swallowed.csv", "text,label\n\"open,b\nmore,\"a\"\nlast,b\n", -1);
  EXPECT_ERROR (swallowed, NULL, "swallowed.csv", "line 2", "line 3");
  g_autofree char *empty = test_write (dir, "empty.csv", "text,label,remark\n,a,it is here\n ,b,and here\n", -1);
  EXPECT_ERROR (empty, NULL, "empty.csv", "2 rows", "“text”", "no text", "another column");
  /* One line of UTF-8 among many of GB18030. */
  GString *mixed = g_string_new ("text,label\n");
  for (int i = 0; i < 3000; i++)
    g_string_append (mixed, PNEUMONIA_GB ",a\n");
  g_autofree char *whole = test_write (dir, "whole.csv", mixed->str, (gssize) mixed->len);
  Notes notes;
  VslImportResult *result = import (whole, NULL, &notes, NULL);
  g_assert_cmpuint (result->imported, ==, 3000);
  g_assert_cmpstr (text_of (&notes, 2999), ==, PNEUMONIA);
  vsl_import_result_free (result);
  notes_clear (&notes);
  g_string_append (mixed, PNEUMONIA ",b\n");
  g_autofree char *two = test_write (dir, "two.csv", mixed->str, (gssize) mixed->len);
  EXPECT_ERROR (two, NULL, "two.csv", "two encodings", "line 3002 is UTF-8", "line 2 is another", "save the whole file");
  g_string_free (mixed, TRUE);
  g_autofree char *inside = test_write (dir, "inside.csv", "text,label\n" PNEUMONIA_GB "," PNEUMONIA "\n" PNEUMONIA_GB PNEUMONIA_GB PNEUMONIA_GB ",a\n", -1);
  EXPECT_ERROR (inside, NULL, "inside.csv", "line 2");
  test_dir_free (dir);
}

/* Ten megabytes in one cell, and one byte over the limit; the limit itself comes in. */
static void
test_long_notes (void)
{
  char *dir = test_dir_new ();
  GString *table = g_string_new ("text,label\n");
  const gsize sizes[] = { 10 << 20, VSL_NOTE_MAX_BYTES + 1, VSL_NOTE_MAX_BYTES };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    gsize at = table->len;
    g_string_set_size (table, at + sizes[i]);
    memset (table->str + at, 'x', sizes[i]);
    g_string_append (table, ",a\n");
  }
  g_string_append (table, "short,b\n");
  g_autofree char *csv = test_write (dir, "long.csv", table->str, (gssize) table->len);
  Notes notes;
  VslImportResult *result = import (csv, NULL, &notes, NULL);
  g_assert_cmpuint (result->imported, ==, 2);
  g_assert_cmpuint (strlen (text_of (&notes, 0)), ==, VSL_NOTE_MAX_BYTES);
  g_assert_nonnull (strstr (reason (result, 2), "10485760 bytes"));
  g_assert_nonnull (strstr (reason (result, 3), "1048577 bytes; at most 1048576"));
  vsl_import_result_free (result);
  notes_clear (&notes);
  g_free (test_write (dir, "f/long.txt", table->str, 3 << 20));
  g_free (test_write (dir, "f/short.txt", "short", -1));
  g_autofree char *folder = g_build_filename (dir, "f", NULL);
  result = import (folder, NULL, &notes, NULL);
  g_assert_cmpuint (result->imported, ==, 1);
  g_assert_nonnull (strstr (left_out (result, "long.txt")->reason, "3145728 bytes"));
  vsl_import_result_free (result);
  notes_clear (&notes);
  g_string_free (table, TRUE);
  test_dir_free (dir);
}

/* ---- JSON Lines ---- */

static void
test_jsonl (void)
{
  char *dir = test_dir_new ();
  static const char lines[] = "{\"id\": 1, \"text\": \"Fever\\nand cough.\", \"label\": \"ill\", \"patient_id\": 17, \"split\": \"train\"}\n"
    "\n"
    "{\"text\": \"" PNEUMONIA "\", \"label\": true, \"split\": \"val\"}\r\n"
    "{\"text\": \"broken\", \"label\": \n"
    "[1, 2]\n"
    "{\"text\": 5, \"label\": \"ill\"}\n"
    "{\"note\": \"\", \"label\": \"ill\"}\n"
    "{\"body\": \"x\", \"label\": \"ill\"}\n"
    "{\"text\": \"no label\"}\n"
    "{\"text\": \"zero \\u0000 and more\", \"label\": \"ill\"}\n"
    "{\"text\": \"a backslash \\\\u0000\", \"label\": \"ill\", \"patient_id\": 17}\n"
    "{\"text\": \"list\", \"label\": [\"ill\"]}\n"
    "\xff\xff\xff{\n"
    "{\"text\": \"the last, without a line end\", \"label\": \"ill\"}";
  g_autofree char *path = test_write (dir, "notes.jsonl", lines, -1);
  g_autoptr (VslImportPlan) plan = NULL;
  Notes notes;
  VslImportResult *result = import (path, &(VslImportOptions) { .split = (char *) "70/15/15" }, &notes, &plan);
  g_assert_cmpuint (result->imported, ==, 4);
  g_assert_cmpstr (text_of (&notes, 0), ==, "Fever\nand cough.");
  g_assert_cmpstr (text_of (&notes, 1), ==, PNEUMONIA);
  g_assert_cmpstr (text_of (&notes, 2), ==, "a backslash \\u0000");
  g_assert_cmpstr (plan->classes[0], ==, "ill");
  g_assert_cmpstr (plan->classes[1], ==, "true");
  g_assert_cmpuint (result->n_patients, ==, 1);
  static const struct {
    int line;
    const char *words;
  } bad[] = { { 4, "no JSON" }, { 5, "no JSON object" }, { 6, "no string" }, { 7, "no text" }, { 8, "no “text”" }, { 9, "no label" },
              { 10, "zero" }, { 12, "“label”" }, { 13, "UTF-8" } };
  g_assert_cmpuint (result->left_out->len, ==, G_N_ELEMENTS (bad));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (!strstr (reason (result, bad[i].line), bad[i].words))
      g_error ("line %d: “%s” is not in “%s”", bad[i].line, bad[i].words, reason (result, bad[i].line));
  vsl_import_result_free (result);
  notes_clear (&notes);
  g_autofree char *plain = test_write (dir, "plain.jsonl", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n", -1);
  result = import (plain, NULL, &notes, NULL);
  g_assert_cmpuint (result->imported, ==, 2);
  g_assert_cmpuint (result->left_out->len, ==, 0);
  vsl_import_result_free (result);
  notes_clear (&notes);
  EXPECT_ERROR (plain, &(VslImportOptions) { .text = (char *) "body" }, "plain.jsonl", "2 lines", "“body”");
  EXPECT_ERROR (plain, &(VslImportOptions) { .patients = (char *) "who" }, "“who”");
  EXPECT_ERROR (plain, &(VslImportOptions) { .labels = (char *) "folder" }, "labels");
  g_autofree char *none = test_write (dir, "none.jsonl", "\n", -1);
  EXPECT_ERROR (none, NULL, "none.jsonl", "no lines");
  test_dir_free (dir);
}

/* ---- real notes ---- */

static void
test_shared_sets (void)
{
  static const struct {
    const char *path, *text;
    guint train, val, classes, first_class, left_out;
  } cases[] = {
    { "data/zh_trial_criteria/trainval.csv", NULL, 7241, 759, 15, 0, 0 }, { "data/zh_dept_qa/trainval.csv", NULL, 2478, 426, 7, 0, 0 },
    { "data/mtsamples/specialty_trainval.csv", NULL, 915, 164, 12, 248, 0 }, { "data/mtsamples/operative_trainval.csv", NULL, 1229, 220, 2, 653, 0 },
    { "data/ade_binary/trainval.csv", NULL, 12425, 2207, 2, 2979, 0 }, { "data/medical_abstracts/trainval.csv", NULL, 1614, 272, 5, 0, 0 },
    { "data/mts_dialog/trainval.csv", NULL, 1201, 100, 20, 0, 0 }, { "data/mts_dialog/trainval.csv", "note_text", 1201, 100, 20, 0, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = test_shared (cases[i].path);
    if (!path)
      return;
    g_autoptr (VslImportPlan) plan = NULL;
    Notes notes;
    VslImportResult *result = import (path, &(VslImportOptions) { .text = (char *) cases[i].text }, &notes, &plan);
    g_assert_cmpuint (result->left_out->len, ==, cases[i].left_out);
    g_assert_cmpuint (result->split_counts[VSL_SPLIT_TRAIN], ==, cases[i].train);
    g_assert_cmpuint (result->split_counts[VSL_SPLIT_VAL], ==, cases[i].val);
    g_assert_cmpuint (result->imported, ==, cases[i].train + cases[i].val);
    g_assert_cmpuint (g_strv_length (plan->classes), ==, cases[i].classes);
    if (cases[i].first_class)
      g_assert_cmpuint (result->class_counts[0], ==, cases[i].first_class);
    vsl_import_result_free (result);
    notes_clear (&notes);
  }
  static const char *const lines[] = { "data/deid_queries/dev.jsonl", "data/deid_notes/dev_zh.jsonl" };
  const guint n[] = { 688, 150 };
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *path = test_shared (lines[i]);
    Notes notes;
    VslImportResult *result = import (path, NULL, &notes, NULL);
    g_assert_cmpuint (result->imported, ==, n[i]);
    vsl_import_result_free (result);
    notes_clear (&notes);
  }
}

int
main (int argc, char **argv)
{
  char *home = test_dir_new ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/notes/folder", test_folder);
  g_test_add_func ("/data/notes/both-kinds", test_both_kinds);
  g_test_add_func ("/data/notes/tables", test_tables);
  g_test_add_func ("/data/notes/columns", test_columns);
  g_test_add_func ("/data/notes/bad-tables", test_bad_tables);
  g_test_add_func ("/data/notes/long-notes", test_long_notes);
  g_test_add_func ("/data/notes/jsonl", test_jsonl);
  g_test_add_func ("/data/notes/shared-sets", test_shared_sets);
  int status = g_test_run ();
  test_dir_free (home);
  return status;
}
