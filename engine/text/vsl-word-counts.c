/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often words come in the training notes, and how long those are: what a vocabulary and the length of an input are chosen by. */
#include "text/vsl-text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A word with as many digits is a number of somebody or something, not speech. */
#define LONG_NUMBER 5

typedef struct {
  guint64 count;
  gint64 whose;              /* the first one's who has it */
  gboolean shared;           /* somebody else has it too */
} Word;

struct _VslWordCounts {
  GHashTable *counts;        /* word -> Word, both owned */
  GArray *lengths;           /* guint: tokens of each note */
};

/**
 * vsl_word_counts_new:
 *
 * Returns: (transfer full): nothing counted yet
 */
VslWordCounts *
vsl_word_counts_new (void)
{
  VslWordCounts *counts = g_new0 (VslWordCounts, 1);
  counts->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  counts->lengths = g_array_new (FALSE, FALSE, sizeof (guint));
  return counts;
}

/**
 * vsl_word_counts_free:
 * @counts: (nullable):
 */
void
vsl_word_counts_free (VslWordCounts *counts)
{
  if (!counts)
    return;
  g_hash_table_unref (counts->counts);
  g_array_unref (counts->lengths);
  g_free (counts);
}

/**
 * vsl_word_counts_add:
 * @tokens: (element-type VslToken): of one note
 * @patient: whose note it is, counted from 1; 0: not known, so that the note stands for itself
 *
 * Only notes of the training split belong here: a vocabulary that knows the test notes makes their result look better than it is.
 */
void
vsl_word_counts_add (VslWordCounts *counts, const GArray *tokens, guint32 patient)
{
  guint length = tokens->len;
  gint64 whose = patient ? (gint64) patient : -1 - (gint64) counts->lengths->len;
  g_array_append_val (counts->lengths, length);
  for (guint i = 0; i < length; i++) {
    const char *text = g_array_index (tokens, VslToken, i).word;
    Word *word = g_hash_table_lookup (counts->counts, text);
    if (!word) {
      word = g_new0 (Word, 1);
      word->whose = whose;
      g_hash_table_insert (counts->counts, g_strdup (text), word);
    }
    word->count++;
    word->shared = word->shared || word->whose != whose;
  }
}

static gboolean
is_private (gpointer text, gpointer word, gpointer data)
{
  guint digits = 0;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    digits += g_unichar_isdigit (g_utf8_get_char (p));
  return !((const Word *) word)->shared || digits >= LONG_NUMBER;
}

/**
 * vsl_word_counts_drop_private:
 *
 * Forgets the words that only one note has, or the notes of one patient, and those with five digits or more: a vocabulary travels with a
 * model, and by such words it could be told who was in the training notes. Lengths stay.
 */
void
vsl_word_counts_drop_private (VslWordCounts *counts)
{
  g_hash_table_foreach_remove (counts->counts, is_private, NULL);
}

/**
 * vsl_word_counts_distinct:
 *
 * Returns: how many different words there are
 */
guint
vsl_word_counts_distinct (const VslWordCounts *counts)
{
  return g_hash_table_size (counts->counts);
}

static int
by_length (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;
  return x < y ? -1 : x > y;
}

/**
 * vsl_word_counts_length:
 * @quantile: a share of the notes, 0 to 1
 *
 * Returns: the least length in tokens that this share of the notes does not pass; 0 when no note was counted
 */
guint
vsl_word_counts_length (const VslWordCounts *counts, double quantile)
{
  guint n = counts->lengths->len;
  if (n == 0)
    return 0;
  g_autofree guint *sorted = g_memdup2 (counts->lengths->data, n * sizeof (guint));
  qsort (sorted, n, sizeof (guint), by_length);
  double rank = ceil (CLAMP (quantile, 0, 1) * n - 1e-9);        /* 0.95 times 20 is a little more than 19 */
  return sorted[(guint) CLAMP (rank, 1, n) - 1];
}

typedef struct {
  const char *word;
  guint64 count;
} Counted;

/* Keras sorts by count and word and turns the list around. Bytes of UTF-8 are in the order of code points. */
static int
by_count (gconstpointer a, gconstpointer b)
{
  const Counted *x = a, *y = b;
  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return strcmp (y->word, x->word);
}

/**
 * vsl_word_counts_words:
 * @most: how many words at most
 *
 * Returns: (transfer full): the commonest words, %NULL-terminated; of equally common ones the last in code-point order comes first
 */
char **
vsl_word_counts_words (const VslWordCounts *counts, guint most)
{
  guint n = g_hash_table_size (counts->counts), k = 0;
  g_autofree Counted *all = g_new (Counted, n + 1);
  GHashTableIter iter;
  gpointer text, word;
  g_hash_table_iter_init (&iter, counts->counts);
  while (g_hash_table_iter_next (&iter, &text, &word))
    all[k++] = (Counted) { text, ((const Word *) word)->count };
  qsort (all, n, sizeof *all, by_count);
  n = MIN (n, most);
  char **words = g_new0 (char *, (gsize) n + 1);
  for (guint i = 0; i < n; i++)
    words[i] = g_strdup (all[i].word);
  return words;
}
