/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes as features: TF-IDF of words, pairs of words and runs of 2 to 4 characters; where words have no spaces between them, of
 * runs of 1 to 3 characters alone. With t times in a note, and d of n training notes that have it, a piece weighs
 * (1 + ln t) (ln ((1 + n) / (1 + d)) + 1); the weights of words and those of characters are brought to length 1 each. Pieces of a
 * single training note teach nothing about others and are left out. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "evaluate/vsl-baseline-private.h"
#include "evaluate/vsl-grams.h"
#include "text/vsl-text.h"

#define LEAST_NOTES 2

typedef struct {
  gboolean spaced;
  VslGramTable table;          /* of the pieces that are features */
  float *rarity;               /* [width] */
  guint32 *times;              /* [width]: 0 between notes */
  guint width;
  guint32 note;                /* counts the notes that were cut up */
  GArray *grams[2];            /* of the present note: words, characters */
  GArray *column, *value;      /* its features and their weights */
} Notes;

static gpointer
no_memory (GError **error)
{
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the linear baseline: close other programs."));
  return NULL;
}

static void
notes_free (gpointer state)
{
  Notes *s = state;
  _vsl_gram_table_clear (&s->table);
  g_free (s->rarity);
  g_free (s->times);
  g_array_unref (s->grams[0]);
  g_array_unref (s->grams[1]);
  g_array_unref (s->column);
  g_array_unref (s->value);
  g_free (s);
}

static Notes *
notes_new (void)
{
  Notes *s = g_new0 (Notes, 1);
  for (int i = 0; i < 2; i++)
    s->grams[i] = g_array_new (FALSE, FALSE, sizeof (guint64));
  s->column = g_array_new (FALSE, FALSE, sizeof (guint32));
  s->value = g_array_new (FALSE, FALSE, sizeof (float));
  return s;
}

/* The beginning of a note, up to a whole character. */
static gsize
part_read (const VslImage *note)
{
  const char *text = note->data;
  gsize n = MIN (note->size, VSL_BASELINE_NOTE_BYTES);
  while (n < note->size && n > 0 && ((guchar) text[n] & 0xC0) == 0x80)
    n--;
  return n;
}

static void
cut_up (Notes *s, const VslImage *note)
{
  gsize n = part_read (note);
  for (int i = 0; i < 2; i++)
    g_array_set_size (s->grams[i], 0);
  if (s->spaced)
    _vsl_grams_words (note->data, n, s->grams[0]);
  _vsl_grams_characters (note->data, n, s->spaced ? 2 : 1, s->spaced ? 4 : 3, s->grams[1]);
  s->note++;
}

/* ---- what the training notes teach ---- */

static gboolean
count_note (Notes *s, VslGramTable *all)
{
  for (int i = 0; i < 2; i++)
    for (guint k = 0; k < s->grams[i]->len; k++) {
      VslGram *gram = _vsl_gram_table_add (all, g_array_index (s->grams[i], guint64, k));
      if (!gram)
        return FALSE;
      gram->notes += gram->mark != s->note;
      gram->mark = s->note;
    }
  return TRUE;
}

/* Most of the notes written without spaces: so is the language. */
static gboolean
find_language (Notes *s, VslBaselineJob *job, const guint32 *index, guint n, GError **error)
{
  guint unspaced = 0, looked = MIN (n, 200);
  for (guint i = 0; i < looked; i++) {
    VslImage note;
    if (!vsl_dataset_fetch (job->dataset, index[(guint64) i * n / looked], &note, error))
      return FALSE;
    unspaced += vsl_text_needs_words (note.data, part_read (&note)) != 0;
    vsl_image_clear (&note);
  }
  s->spaced = 2 * unspaced <= looked;
  return TRUE;
}

static gboolean
count_all (Notes *s, VslGramTable *all, VslBaselineJob *job, const guint32 *index, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    VslImage note;
    if (i % 64 == 0 && !_vsl_baseline_go_on (job, 0.5 * i / n, error))
      return FALSE;
    if (!vsl_dataset_fetch (job->dataset, index[i], &note, error))
      return FALSE;
    cut_up (s, &note);
    vsl_image_clear (&note);
    if (!count_note (s, all))
      return no_memory (error) != NULL;
  }
  return TRUE;
}

/* The most common first; between equals by their numbers, so that the order is always the same. */
static int
by_notes (gconstpointer a, gconstpointer b)
{
  const VslGram *x = a, *y = b;
  if (x->notes != y->notes)
    return x->notes > y->notes ? -1 : 1;
  return x->gram < y->gram ? -1 : x->gram > y->gram;
}

/* The table of features from that of all pieces, which becomes a list. */
static gboolean
choose_features (Notes *s, VslGramTable *all, guint n, guint most)
{
  gsize kept = 0;
  for (gsize i = 0; i < all->room; i++)
    if (all->place[i].gram && all->place[i].notes >= LEAST_NOTES)
      all->place[kept++] = all->place[i];
  qsort (all->place, kept, sizeof *all->place, by_notes);
  s->width = (guint) MIN (kept, most);
  s->rarity = g_try_new (float, MAX (s->width, 1));
  s->times = g_try_new0 (guint32, MAX (s->width, 1));
  if (!s->rarity || !s->times || !_vsl_gram_table_init (&s->table, s->width))
    return FALSE;
  for (guint j = 0; j < s->width; j++) {
    _vsl_gram_table_add (&s->table, all->place[j].gram)->mark = j;       /* there is room for all */
    s->rarity[j] = (float) (log ((1.0 + n) / (1.0 + all->place[j].notes)) + 1);
  }
  return TRUE;
}

/* ---- rows ---- */

/* Appends the features of one block of pieces, with weights whose squares sum to 1. */
static void
weigh (Notes *s, const GArray *grams)
{
  guint from = s->column->len;
  double squares = 0;
  for (guint k = 0; k < grams->len; k++) {
    const VslGram *gram = _vsl_gram_table_find (&s->table, g_array_index (grams, guint64, k));
    if (gram->gram && s->times[gram->mark]++ == 0)
      g_array_append_val (s->column, gram->mark);
  }
  g_array_set_size (s->value, s->column->len);
  for (guint k = from; k < s->column->len; k++) {
    guint32 j = g_array_index (s->column, guint32, k);
    float weight = (float) ((1 + log (s->times[j])) * s->rarity[j]);
    g_array_index (s->value, float, k) = weight;
    squares += (double) weight * weight;
    s->times[j] = 0;
  }
  for (guint k = from; k < s->column->len; k++)
    g_array_index (s->value, float, k) /= (float) sqrt (squares);
}

static VslFeatures *
notes_read (gpointer state, VslBaselineJob *job, const guint32 *index, guint n, GError **error)
{
  Notes *s = state;
  g_autoptr (VslFeatures) f = vsl_features_sparse (s->width);
  for (guint i = 0; i < n; i++) {
    VslImage note;
    if (i % 64 == 0 && !_vsl_baseline_go_on (job, (double) i / n, error))
      return NULL;
    if (!vsl_dataset_fetch (job->dataset, index[i], &note, error))
      return NULL;
    cut_up (s, &note);
    vsl_image_clear (&note);
    g_array_set_size (s->column, 0);
    weigh (s, s->grams[0]);
    weigh (s, s->grams[1]);
    if (!vsl_features_add_row (f, s->column->len, (gconstpointer) s->column->data, (gconstpointer) s->value->data, error))
      return NULL;
  }
  return g_steal_pointer (&f);
}

static gboolean
learn (Notes *s, VslBaselineJob *job, const guint32 *index, guint n, guint most, GError **error)
{
  VslGramTable all;
  if (!_vsl_gram_table_init (&all, 1 << 16))
    return no_memory (error) != NULL;
  gboolean ok = find_language (s, job, index, n, error) && count_all (s, &all, job, index, n, error);
  if (ok && !choose_features (s, &all, n, most))
    ok = no_memory (error) != NULL;
  _vsl_gram_table_clear (&all);
  return ok;
}

static gpointer
notes_learn (VslBaselineJob *job, const guint32 *index, guint n, guint most, VslFeatures **rows, GError **error)
{
  Notes *s = notes_new ();
  VslBaselineJob second = *job;
  second.from = (job->from + job->to) / 2;
  if (learn (s, job, index, n, most, error))
    *rows = notes_read (s, &second, index, n, error);
  if (*rows)
    return s;
  notes_free (s);
  return NULL;
}

const VslBaselineClass _vsl_baseline_notes = { "tf-idf + logistic regression", notes_learn, notes_read, notes_free, "tf-idf + ridge regression" };
