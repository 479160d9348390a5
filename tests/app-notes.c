/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows of notes and of autoencoders: words and whose they are, what was told, differences, examples before an import. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app-util.h"
#include "app/vsl-difference.h"
#include "app/vsl-import-examples.h"
#include "app/vsl-note-text.h"
#include "data/vsl-note-words.h"

static void
set_flag (VslDocument *d, gboolean *flag)
{
  *flag = TRUE;
}

/* Eight notes learn from, the ninth is for the test and has a word of its own. */
static VslDocument *
open_notes (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) table = g_string_new ("text,label,split\n");
  g_autofree char *csv = g_build_filename (folder, "notes.csv", NULL), *path = g_build_filename (folder, "notes.vesalius", NULL);
  const char *paths[] = { csv, NULL };
  for (int i = 0; i < 8; i++)
    g_string_append_printf (table, "the patient has %s today,%s,train\n", i % 2 ? "fever" : "nothing", i % 2 ? "ill" : "well");
  g_string_append (table, "The patiënt has FEVER again!,ill,test\n");
  g_assert_true (g_file_set_contents (csv, table->str, -1, NULL));
  VslProject *project = vsl_project_create (path, &error);
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  vsl_import_result_free (vsl_import_run (plan, vsl_project_sink (), project, NULL, NULL, &error));
  g_assert_no_error (error);
  vsl_project_unref (project);
  VslDocument *d = test_app_open (path);
  gboolean changed = FALSE;
  g_signal_connect (d, "network-changed", G_CALLBACK (set_flag), &changed);
  g_assert_true (vsl_document_use_template (d, "sequence-autoencoder", &error));
  test_app_wait (&changed);
  g_signal_handlers_disconnect_by_func (d, set_flag, &changed);
  return d;
}

typedef struct {
  gboolean done;
  VslWords *words;
  VslNoteText *text;
  VslImportExamples *examples;
  GError *error;
} Answer;

static void
on_words (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *a = data;
  a->words = vsl_document_words_finish (VSL_DOCUMENT (source), result, &a->error);
  a->done = TRUE;
}

static void
on_note (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *a = data;
  a->text = vsl_document_note_finish (VSL_DOCUMENT (source), result, &a->error);
  a->done = TRUE;
}

static VslWords *
find_words (VslDocument *d)
{
  Answer a = { 0 };
  vsl_document_words_async (d, 0, NULL, on_words, &a);
  test_app_wait (&a.done);
  g_assert_no_error (a.error);
  return a.words;
}

static VslNoteText *
read_last (VslDocument *d, VslWords *words, const VslReal *told, guint n)
{
  Answer a = { 0 };
  GListModel *samples = vsl_document_samples (d);
  g_autoptr (VslSample) last = g_list_model_get_item (samples, g_list_model_get_n_items (samples) - 1);
  g_assert_cmpint (vsl_sample_info (last)->split, ==, VSL_SPLIT_TEST);
  vsl_document_note_async (d, vsl_sample_info (last)->id, words, told, n, NULL, on_note, &a);
  test_app_wait (&a.done);
  g_assert_no_error (a.error);
  return a.text;
}

/* The vocabulary is that of the training notes alone, and places are characters, not bytes. */
static void
test_words (void)
{
  g_autofree char *folder = test_app_folder ();
  VslDocument *d = open_notes (folder);
  g_autoptr (VslWords) words = find_words (d);
  g_assert_nonnull (words);
  g_assert_cmpint (vsl_words_run (words), ==, 0);
  g_assert_null (vsl_network_text_rules (vsl_document_network (d))->vocabulary);      /* the drawing itself stays as it is */
  g_autoptr (VslNoteText) t = read_last (d, words, NULL, 0);
  g_assert_cmpstr (t->text, ==, "The patiënt has FEVER again!");
  g_assert_true (t->judged);
  g_assert_cmpuint (t->words, ==, 5);
  g_assert_cmpuint (t->unknown, ==, 2);
  g_assert_cmpuint (t->cut, ==, 0);
  g_assert_cmpuint (t->marks->len, ==, 2);
  VslTextMark *m = &g_array_index (t->marks, VslTextMark, 0);
  g_assert_cmpint (m->start, ==, 4);
  g_assert_cmpint (m->end, ==, 11);
  m = &g_array_index (t->marks, VslTextMark, 1);
  g_assert_cmpint (m->start, ==, 22);
  g_assert_cmpuint (m->flags, ==, VSL_MARK_UNKNOWN);
  g_assert_null (t->told);
  g_autoptr (VslNoteText) plain = read_last (d, NULL, NULL, 0);
  g_assert_false (plain->judged);
  g_assert_cmpuint (plain->words, ==, 5);
  g_assert_cmpuint (plain->marks->len, ==, 0);
  g_object_unref (d);
  test_app_remove (folder);
}

/* Moving a card changes no words; another length does, and what is beyond it is marked. */
static void
test_cut (void)
{
  g_autofree char *folder = test_app_folder ();
  VslDocument *d = open_notes (folder);
  g_autofree char *before = vsl_document_words_key (d, 0);
  vsl_document_layout (d);
  g_autofree char *moved = vsl_document_words_key (d, 0);
  g_assert_cmpstr (moved, ==, before);
  g_autoptr (VslNetwork) shorter = vsl_network_copy (vsl_document_network (d));
  vsl_network_text_rules (shorter)->output_sequence_length = 3;
  vsl_document_set_network (d, shorter, "shorter");
  g_autofree char *after = vsl_document_words_key (d, 0);
  g_assert_cmpstr (after, !=, before);
  g_autoptr (VslWords) words = find_words (d);
  g_autoptr (VslNoteText) t = read_last (d, words, NULL, 0);
  g_assert_cmpuint (t->cut, ==, 2);
  guint characters = 0;
  for (guint i = 0; i < t->marks->len; i++) {
    const VslTextMark *m = &g_array_index (t->marks, VslTextMark, i);
    characters += m->flags & VSL_MARK_CUT ? (guint) (m->end - m->start) : 0;
  }
  g_assert_cmpuint (characters, ==, t->cut_first ? strlen ("The") + g_utf8_strlen ("patiënt", -1) : strlen ("FEVER") + strlen ("again"));
  g_object_unref (d);
  test_app_remove (folder);
}

/* Word numbers told at each place: of "the [UNK] has fever [UNK]" one is told wrongly. */
static void
test_told (void)
{
  g_autofree char *folder = test_app_folder ();
  VslDocument *d = open_notes (folder);
  g_autoptr (VslWords) words = find_words (d);
  g_autoptr (VslNetwork) network = vsl_network_copy (vsl_document_network (d));
  g_autoptr (VslDataset) dataset = vsl_project_dataset (vsl_document_project (d), NULL);
  g_assert_true (vsl_dataset_adapt (dataset, network, NULL, NULL, NULL));
  const VslTextRules *rules = vsl_network_text_rules (network);
  guint n = (guint) rules->output_sequence_length;
  g_autofree VslReal *told = g_new0 (VslReal, n);
  g_assert_true (vsl_text_rules_numbers (rules, "the patiënt has fever again", strlen ("the patiënt has fever again"), told, NULL));
  VslTextPlace place = vsl_text_rules_place (rules, 5);
  told[place.at + 3] = (VslReal) vsl_vocabulary_index (vsl_text_rules_vocabulary (rules), "nothing");
  g_autoptr (VslNoteText) t = read_last (d, words, told, n);
  g_assert_cmpstr (t->told, ==, "the [?] has nothing [?] ");
  g_assert_cmpuint (t->told_words, ==, 5);
  g_assert_cmpuint (t->told_wrong, ==, 1);
  g_assert_cmpuint (t->told_marks->len, ==, 1);
  VslTextMark *m = &g_array_index (t->told_marks, VslTextMark, 0);
  g_assert_cmpint (m->start, ==, 12);
  g_assert_cmpint (m->end, ==, 19);
  g_object_unref (d);
  test_app_remove (folder);
}

/* White scans, redrawn in a quarter grey with one black pixel and one that is too bright. */
static void
test_difference (void)
{
  g_autoptr (GError) error = NULL;
  VslImage raw = { 0 };
  g_assert_true (vsl_image_alloc (&raw, 28, 28, 1, VSL_PIXEL_U8, 8, &error));
  memset (raw.data, 255, raw.size);
  VslShape shape = { .rank = 3, .dim = { 28, 28, 1 } };
  g_autoptr (VslNetwork) network = vsl_template_make ("conv-autoencoder", &shape, TRUE, 2, &error);
  g_assert_no_error (error);
  g_autofree VslReal *answer = g_new (VslReal, 28 * 28);
  for (int i = 0; i < 28 * 28; i++)
    answer[i] = 0.25f;
  answer[30] = 0;
  answer[31] = 1.5f;       /* brighter than the scan */
  g_assert_null (vsl_difference_new (network, &raw, answer, 100, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG);
  g_clear_error (&error);
  g_autoptr (VslDifference) d = vsl_difference_new (network, &raw, answer, 28 * 28, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (((VslReal *) d->input.data)[0], 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (((VslReal *) d->difference.data)[0], 0.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (((VslReal *) d->difference.data)[30], 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (((VslReal *) d->difference.data)[31], 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (d->largest, 1, 1e-6);
  vsl_image_clear (&raw);
}

/* Nothing moves when a paragraph without an end is broken. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < 20000; i++)
    g_string_append_printf (text, "wörd%d ", i);
  g_autoptr (VslNoteText) t = vsl_note_text_new (text->str, text->len, NULL, NULL, 0);
  gsize longest = 0, begin = 0;
  g_assert_cmpuint (t->words, ==, 20000);
  g_assert_cmpuint (strlen (t->text), ==, text->len);
  for (gsize i = 0; i < text->len; i++) {
    g_assert_true (t->text[i] == text->str[i] || (t->text[i] == '\n' && text->str[i] == ' '));
    if (t->text[i] == '\n')
      begin = i + 1;
    else
      longest = MAX (longest, i - begin);
  }
  g_assert_cmpuint (longest, <, 4000);
}

/* A paragraph of a million letters without a blank gets line ends; marks stay on their letters. */
static void
test_endless (void)
{
  enum { N = 1000000 };
  g_autofree char *text = g_malloc (2 * N + 8);
  static const VslTextMark marks[] = { { 10, 20, VSL_MARK_UNKNOWN }, { 1990, 2010, VSL_MARK_UNKNOWN }, { N / 2, N / 2 + 1, VSL_MARK_CUT }, { N + 1, N + 4, VSL_MARK_CUT } };
  g_autoptr (VslNoteText) t = g_new0 (VslNoteText, 1);
  gsize longest = 0, begin = 0;
  for (int i = 0; i < N; i++)
    memcpy (text + 2 * i, i == 10 || i == N / 2 || i == 1990 ? "ä" : "é", 2);
  memcpy (text + 2 * N, "\nend", 5);
  g_autoptr (VslNoteText) whole = vsl_note_text_new (text, 2 * N + 4, NULL, NULL, 0);
  g_assert_cmpuint (whole->broken, ==, 2 * N / 4000 - 1);
  t->text = g_strdup (text);
  t->length = strlen (text);
  t->marks = g_array_new (FALSE, FALSE, sizeof (VslTextMark));
  g_array_append_vals (t->marks, marks, G_N_ELEMENTS (marks));
  vsl_note_text_break (t);
  g_assert_cmpuint (t->length, ==, 2 * N + 4 + t->broken);
  g_assert_true (g_utf8_validate (t->text, (gssize) t->length, NULL));
  g_assert_cmpstr (t->text, ==, whole->text);
  for (gsize i = 0; i < t->length; i++)
    if (t->text[i] == '\n')
      begin = i + 1;
    else
      longest = MAX (longest, i - begin);
  g_assert_cmpuint (longest, <=, 4001);
  for (guint i = 0; i < 3; i++)
    {
      const VslTextMark *mark = &g_array_index (t->marks, VslTextMark, i);
      g_assert_true (g_str_has_prefix (g_utf8_offset_to_pointer (t->text, mark->start), "ä"));
    }
  g_assert_cmpint (g_array_index (t->marks, VslTextMark, 1).end, ==, 2011);      /* a line ends within it */
  g_assert_cmpstr (g_utf8_offset_to_pointer (t->text, g_array_index (t->marks, VslTextMark, 3).start), ==, "end");
  /* Where there is punctuation, the line ends behind it. */
  g_autoptr (GString) chinese = g_string_new (NULL);
  for (int i = 0; i < 200; i++)
    g_string_append (chinese, "患者今日发热，");
  g_autoptr (VslNoteText) c = vsl_note_text_new (chinese->str, chinese->len, NULL, NULL, 0);
  g_assert_cmpuint (c->broken, ==, 2);
  for (const char *p = c->text; (p = strchr (p, '\n')) != NULL; p++)
    g_assert_true (g_str_has_prefix (p - 3, "，"));
}

static void
on_examples (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *a = data;
  a->examples = vsl_document_examples_finish (VSL_DOCUMENT (source), result, &a->error);
  a->done = TRUE;
}

static void
write_note (const char *folder, const char *class, const char *name, const char *bytes)
{
  g_autofree char *sub = g_build_filename (folder, class, NULL), *path = g_build_filename (sub, name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (sub, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, -1, NULL));
}

/* One example of each class, and both encodings. */
static void
test_examples (void)
{
  g_autofree char *folder = test_app_folder (), *notes = g_build_filename (folder, "notes", NULL);
  VslDocument *d = open_notes (folder);
  const char *paths[] = { notes, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *chinese = g_convert ("患者今日发热，咳嗽三天，无胸痛。", -1, "GB18030", "UTF-8", NULL, NULL, &error);
  g_assert_no_error (error);
  write_note (notes, "ill", "a.txt", chinese);
  write_note (notes, "ill", "b.txt", "fever");
  write_note (notes, "well", "c.txt", "no pain – feels well");
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  Answer a = { 0 };
  vsl_document_examples_async (d, plan, NULL, NULL, on_examples, &a);
  test_app_wait (&a.done);
  g_assert_no_error (a.error);
  g_assert_cmpuint (g_strv_length (a.examples->texts), ==, 2);
  g_assert_cmpstr (a.examples->texts[0], ==, "患者今日发热，咳嗽三天，无胸痛。");
  g_assert_cmpstr (a.examples->labels[0], ==, "ill");
  g_assert_cmpstr (a.examples->labels[1], ==, "well");
  g_assert_nonnull (strstr (a.examples->encodings, "GB18030"));
  g_assert_nonnull (strstr (a.examples->encodings, "UTF-8"));
  g_assert_true (a.examples->all);
  vsl_import_examples_free (a.examples);
  g_object_unref (d);
  test_app_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/notes/words", test_words);
  g_test_add_func ("/app/notes/cut", test_cut);
  g_test_add_func ("/app/notes/told", test_told);
  g_test_add_func ("/app/notes/long", test_long);
  g_test_add_func ("/app/notes/endless", test_endless);
  g_test_add_func ("/app/notes/difference", test_difference);
  g_test_add_func ("/app/notes/examples", test_examples);
  return g_test_run ();
}
