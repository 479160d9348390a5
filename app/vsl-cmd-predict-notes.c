/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-cmd-predict.h"
#include "app/vsl-note-text.h"
#include "data/vsl-note-words.h"
#include "data/vsl-note.h"
#include "privacy/vsl-deid.h"

/* Notes are asked about many at a time, through a dataset like any other, so that a note gets the same answer here as in an evaluation. */
#define MOST 1024

typedef struct {
  const char *file;
  int line;
  VslImage note;
} Asked;

static void
asked_clear (gpointer data)
{
  vsl_image_clear (&((Asked *) data)->note);
}

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  return vsl_image_copy (image, &g_array_index ((GArray *) source, Asked, id - 1).note, error);
}

/* The network learned from masked notes: it has to read others in the same way. */
static gboolean
mask (Asked *asked, GError **error)
{
  VslImage masked = { 0 };
  gsize n;
  g_autoptr (GArray) spans = vsl_deid_find (asked->note.data, asked->note.size);
  g_autoptr (VslDeidMasker) masker = vsl_deid_masker_new (TRUE);
  g_autofree char *text = vsl_deid_mask (masker, asked->note.data, asked->note.size, spans, &n, NULL);
  if (!vsl_note_from_text (&masked, text, n, error))
    return FALSE;
  vsl_image_clear (&asked->note);
  asked->note = masked;
  return TRUE;
}

/* Their answers, in order. */
static VslPredictions *
ask (const VslModel *model, GArray *notes, GError **error)
{
  for (guint i = 0; model->info.masked && i < notes->len; i++)
    if (!mask (&g_array_index (notes, Asked, i), error))
      return NULL;
  g_autofree VslSampleInfo *samples = g_new0 (VslSampleInfo, notes->len + 1);
  for (guint i = 0; i < notes->len; i++)
    samples[i] = (VslSampleInfo) { .id = i + 1, .kind = VSL_SAMPLE_NOTE, .label = -1, .split = VSL_SPLIT_TEST, .type = VSL_PIXEL_TEXT };
  g_autoptr (VslDataset) dataset = vsl_dataset_new (samples, notes->len, (const char *const *) model->info.class_names, model->info.positive,
                                                    fetch, notes, NULL);
  if (!vsl_dataset_prepare (dataset, model->network, NULL, NULL, error))
    return NULL;
  return vsl_predict (model->network, model->params, dataset, VSL_SPLIT_TEST, NULL, NULL, error);
}

static void
print_answer (const VslModel *model, const VslWords *words, const Asked *asked, const VslPredictions *p, guint i)
{
  int n = p->classes ? p->classes : p->width;
  g_autofree double *values = g_new (double, (gsize) n);
  VslAnswer a = { .file = asked->file, .line = asked->line, .classes = p->classes, .n = n, .values = values, .note = TRUE,
                  .error = p->error ? p->error[i] : NAN, .repeats = p->error != NULL };
  for (int c = 0; c < n; c++)
    values[c] = p->classes ? p->prob[(gsize) i * (gsize) n + (gsize) c] : p->values[(gsize) i * (gsize) n + (gsize) c];
  g_autoptr (VslNoteText) text = p->sequence && words
    ? vsl_note_text_new (asked->note.data, asked->note.size, words, p->values + (gsize) i * (gsize) p->width, (guint) p->width) : NULL;
  if (text && text->told) {
    a.told = g_strchomp (text->told);
    a.told_words = text->told_words;
    a.told_wrong = text->told_wrong;
  }
  vsl_note_count_words (vsl_network_text_rules (model->network), &asked->note, &a.words, &a.known);
  _vsl_predict_print (model, &a);
}

/* Asks about what has come together, and forgets it. */
static gboolean
flush (const VslModel *model, GArray *notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslPredictions) p = notes->len ? ask (model, notes, &error) : NULL;
  g_autoptr (VslWords) words = p && p->sequence ? vsl_words_new (model->network, 0) : NULL;
  for (guint i = 0; p && i < notes->len; i++)
    print_answer (model, words, &g_array_index (notes, Asked, i), p, i);
  g_array_set_size (notes, 0);
  if (error)
    vsl_failed (error);
  return error == NULL;
}

static gboolean
add_file (GArray *notes, const char *file, int line, const char *path)
{
  g_autoptr (GError) error = NULL;
  Asked asked = { .file = file, .line = line };
  if (vsl_note_read (path, &asked.note, NULL, &error)) {
    g_array_append_val (notes, asked);
    return TRUE;
  }
  vsl_say ("%s: %s", path, error->message);
  return FALSE;
}

static gboolean
add_item (GArray *notes, const char *file, const VslImportItem *item)
{
  if (!item->text)
    return add_file (notes, file, item->line, item->path);
  g_autoptr (GError) error = NULL;
  Asked asked = { .file = file, .line = item->line };
  if (vsl_note_from_text (&asked.note, item->text, strlen (item->text), &error)) {
    g_array_append_val (notes, asked);
    return TRUE;
  }
  vsl_say (_("%s, line %d: %s"), file, item->line, error->message);
  return FALSE;
}

/* The rows of a table, in its order; those that are no notes are named. */
static gboolean
predict_table (const VslModel *model, const char *file, GArray *notes)
{
  const char *paths[] = { file, NULL };
  VslImportOptions options = { .text = (char *) model->text, .texts_alone = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, &options, NULL, NULL, &error);
  gboolean ok = plan != NULL;
  if (!plan) {
    vsl_failed (error);
    return FALSE;
  }
  for (guint i = 0; i < plan->items->len; i++) {
    ok &= add_item (notes, file, plan->items->pdata[i]);
    if (notes->len >= MOST || i + 1 == plan->items->len)
      ok &= flush (model, notes);
  }
  for (guint i = 0; i < plan->left_out->len; i++) {
    const VslLeftOut *out = plan->left_out->pdata[i];
    vsl_say (_("%s, line %d: %s"), file, out->line, out->reason);
    ok = FALSE;
  }
  return ok;
}

static gboolean
is_table (const char *file)
{
  g_autofree char *lower = g_ascii_strdown (file, -1);
  return g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv") || g_str_has_suffix (lower, ".jsonl");
}

/* Answers come in the order of the files. */
gboolean
_vsl_predict_notes (const VslModel *model, const char *const *files)
{
  g_autoptr (GArray) notes = g_array_new (FALSE, FALSE, sizeof (Asked));
  gboolean ok = TRUE;
  g_array_set_clear_func (notes, asked_clear);
  for (int i = 0; files[i]; i++) {
    gboolean table = is_table (files[i]);
    if (!table)
      ok &= add_file (notes, files[i], 0, files[i]);
    if (table || notes->len >= MOST)
      ok &= flush (model, notes);
    if (table)
      ok &= predict_table (model, files[i], notes);
  }
  return ok & flush (model, notes);
}
