/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthetic notes: the same bytes everywhere, about nobody, and neither too easy nor too hard for a linear model. */
#include <string.h>

#include "data/vsl-note.h"
#include "evaluate/vsl-baseline.h"
#include "vsl-notes.h"

typedef struct {
  const VslNoteTask *task;
  VslNotePlan plan[VSL_NOTES];
  char *text[VSL_NOTES];
} All;

static void
all_init (All *all, const VslNoteTask *task)
{
  all->task = task;
  vsl_notes_plan (task, all->plan);
  for (guint i = 0; i < VSL_NOTES; i++)
    all->text[i] = vsl_note_write (task, &all->plan[i]);
}

static void
all_clear (All *all)
{
  for (guint i = 0; i < VSL_NOTES; i++)
    g_free (all->text[i]);
}

/* Classes, splits and texts in one number. Whoever changes a phrase on purpose puts the new ones here. */
static void
test_bytes (void)
{
  static const char *const expected[] = { "ca74f17d4e603e36", "a734253a5f8dc3e6", "47c1d2a3658f6b88", "0e3b55e185b149c9" };
  for (guint t = 0; vsl_note_tasks[t]; t++) {
    All all;
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    all_init (&all, vsl_note_tasks[t]);
    for (guint i = 0; i < VSL_NOTES; i++) {
      g_autofree char *row = g_strdup_printf ("%u %u %d %d %s\n", all.plan[i].patient, all.plan[i].note, all.plan[i].label,
                                              (int) all.plan[i].split, all.text[i]);
      g_checksum_update (sum, (const guchar *) row, -1);
    }
    g_test_message ("%s: %.16s", all.task->id, g_checksum_get_string (sum));
    g_assert_true (g_str_has_prefix (g_checksum_get_string (sum), expected[t]));
    all_clear (&all);
  }
}

static void
test_plan (void)
{
  for (guint t = 0; vsl_note_tasks[t]; t++) {
    const VslNoteTask *task = vsl_note_tasks[t];
    VslNotePlan plan[VSL_NOTES];
    guint classes = g_strv_length ((char **) task->classes), count[8] = { 0 }, sides[VSL_N_SPLITS] = { 0 }, of_patient = 0;
    vsl_notes_plan (task, plan);
    for (guint i = 0; i < VSL_NOTES; i++) {
      gboolean same = i && plan[i].patient == plan[i - 1].patient;
      of_patient = same ? of_patient + 1 : 1;
      g_assert_cmpuint (of_patient, <=, 4);
      g_assert_cmpuint (plan[i].note, ==, of_patient - 1);
      g_assert_true (!same || plan[i].split == plan[i - 1].split);
      g_assert_true (plan[i].label >= 0 && plan[i].label < (int) classes);
      count[plan[i].label]++;
      sides[plan[i].split]++;
    }
    for (guint c = 0; c < classes; c++)
      g_assert_true (count[c] * classes > VSL_NOTES * 3 / 4 && count[c] * classes < VSL_NOTES * 5 / 4);
    g_assert_true (sides[VSL_SPLIT_TRAIN] >= 410 && sides[VSL_SPLIT_VAL] >= 80 && sides[VSL_SPLIT_TEST] >= 80);
    for (guint c = 1; c < classes; c++)
      g_assert_cmpint (strcmp (task->classes[c - 1], task->classes[c]), <, 0);       /* of UTF-8: by code points */
  }
}

/* A name would be a capital in the middle of a sentence; a title, or a sign for a name. */
static void
check_english (const char *text)
{
  for (const char *p = text; *p; p++) {
    g_assert_true (*p == ' ' || g_ascii_isgraph (*p));
    if (g_ascii_isupper (*p))
      g_assert_true (p == text || (p >= text + 2 && p[-1] == ' ' && p[-2] == '.'));
    if (*p == '.' && p[1])
      g_assert_true (p[1] == ' ' && (g_ascii_isupper (p[2]) || g_ascii_isdigit (p[2])));
  }
}

static void
check_chinese (const char *text)
{
  static const char *const marks[] = { "先生", "女士", "小姐", "某", "姓", "名", "氏", NULL };
  for (guint i = 0; marks[i]; i++)
    g_assert_null (strstr (text, marks[i]));
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    g_assert_false (g_ascii_isalpha (*p) && *p != 'X');      /* X rays */
}

static void
test_texts (void)
{
  for (guint t = 0; vsl_note_tasks[t]; t++) {
    All all;
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    all_init (&all, vsl_note_tasks[t]);
    for (guint i = 0; i < VSL_NOTES; i++) {
      guint length = vsl_note_length (all.task, all.text[i]);
      g_assert_true (length >= (all.task->spaced ? 20u : 40u) && length <= (all.task->spaced ? 80u : 160u));
      g_assert_true (g_utf8_validate (all.text[i], -1, NULL));
      g_assert_null (strpbrk (all.text[i], "{}!\"\\"));
      g_assert_null (strstr (all.text[i], "  "));
      g_assert_true (g_hash_table_add (seen, all.text[i]));
      (all.task->spaced ? check_english : check_chinese) (all.text[i]);
    }
    all_clear (&all);
  }
}

static gboolean
fetch (gpointer data, gint64 id, VslImage *image, GError **error)
{
  const char *text = ((const All *) data)->text[id - 1];
  return vsl_note_from_text (image, text, strlen (text), error);
}

static VslDataset *
dataset_of (All *all)
{
  VslSampleInfo info[VSL_NOTES];
  memset (info, 0, sizeof info);
  for (guint i = 0; i < VSL_NOTES; i++)
    info[i] = (VslSampleInfo) { .id = i + 1, .kind = VSL_SAMPLE_NOTE, .label = all->plan[i].label, .split = all->plan[i].split,
                                .patient = all->plan[i].patient, .width = (int) strlen (all->text[i]), .height = 1, .channels = 1, .bits = 8,
                                .type = VSL_PIXEL_TEXT };
  return vsl_dataset_new (info, VSL_NOTES, all->task->classes, all->task->positive, fetch, all, NULL);
}

/* Single words do not give the answer away, but most of it can be had without the order of words. */
static void
test_difficulty (void)
{
  for (guint t = 0; vsl_note_tasks[t]; t++) {
    All all;
    g_autoptr (GError) error = NULL;
    all_init (&all, vsl_note_tasks[t]);
    g_autoptr (VslDataset) dataset = dataset_of (&all);
    double accuracy = 0, auc = 0;
    for (VslSplit split = VSL_SPLIT_VAL; split <= VSL_SPLIT_TEST; split++) {
      g_autoptr (VslBaseline) b = vsl_baseline_make (dataset, split, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (b->kind, ==, "tf-idf + logistic regression");
      g_autoptr (VslEvaluation) e = vsl_evaluate (b->predictions, dataset, 1);
      accuracy += e->accuracy.value / 2;
      auc += e->auc.value / 2;
    }
    g_test_message ("%s: accuracy %.3f, AUC %.3f; always the same answer %.3f", all.task->id, accuracy, auc,
                    vsl_majority_accuracy (dataset, VSL_SPLIT_TEST));
    g_assert_true (accuracy > 0.8 && accuracy < 0.93);
    g_assert_true (auc > 0.88);
    all_clear (&all);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notes-sample/bytes", test_bytes);
  g_test_add_func ("/notes-sample/plan", test_plan);
  g_test_add_func ("/notes-sample/texts", test_texts);
  g_test_add_func ("/notes-sample/difficulty", test_difficulty);
  return g_test_run ();
}
