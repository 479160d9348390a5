/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often words come in the training notes, and how long those are: what a vocabulary and the length of an input are chosen by. */
#include "text/vsl-text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct _VslWordCounts {
  GHashTable *counts;        /* word -> guint64, both owned */
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
 *
 * Only notes of the training split belong here: a vocabulary that knows the test notes makes their result look better than it is.
 */
void
vsl_word_counts_add (VslWordCounts *counts, const GArray *tokens)
{
  guint length = tokens->len;
  g_array_append_val (counts->lengths, length);
  for (guint i = 0; i < length; i++) {
    const char *word = g_array_index (tokens, VslToken, i).word;
    guint64 *count = g_hash_table_lookup (counts->counts, word);
    if (!count) {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (counts->counts, g_strdup (word), count);
    }
    (*count)++;
  }
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
  gpointer word, count;
  g_hash_table_iter_init (&iter, counts->counts);
  while (g_hash_table_iter_next (&iter, &word, &count))
    all[k++] = (Counted) { word, *(guint64 *) count };
  qsort (all, n, sizeof *all, by_count);
  n = MIN (n, most);
  char **words = g_new0 (char *, (gsize) n + 1);
  for (guint i = 0; i < n; i++)
    words[i] = g_strdup (all[i].word);
  return words;
}
