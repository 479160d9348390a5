/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of words, as Keras's TextVectorization gives them: 0 is padding, 1 is [UNK], a word that is not known. */
#include "text/vsl-text.h"

enum { PADDING, UNKNOWN, FIRST };

struct _VslVocabulary {
  GPtrArray *words;          /* padding, [UNK], then the words; each owned */
  GHashTable *numbers;       /* word (of the list) -> its number */
};

/**
 * vsl_vocabulary_new:
 * @words: copied; one that comes twice keeps its first number
 * @n: how many
 *
 * Returns: (transfer full): unchangeable, so that any number of threads may read it
 */
VslVocabulary *
vsl_vocabulary_new (const char *const *words, guint n)
{
  VslVocabulary *v = g_new0 (VslVocabulary, 1);
  v->words = g_ptr_array_new_full (n + FIRST, g_free);
  v->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (v->words, g_strdup (""));
  g_ptr_array_add (v->words, g_strdup ("[UNK]"));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (v->words, g_strdup (words[i]));
  for (guint i = 0; i < v->words->len; i++)
    if (!g_hash_table_contains (v->numbers, v->words->pdata[i]))
      g_hash_table_insert (v->numbers, v->words->pdata[i], GUINT_TO_POINTER (i));
  return v;
}

/**
 * vsl_vocabulary_free:
 * @vocabulary: (nullable):
 */
void
vsl_vocabulary_free (VslVocabulary *vocabulary)
{
  if (!vocabulary)
    return;
  g_hash_table_unref (vocabulary->numbers);
  g_ptr_array_unref (vocabulary->words);
  g_free (vocabulary);
}

/**
 * vsl_vocabulary_size:
 *
 * Returns: how many numbers there are, with padding and [UNK]: what an Embedding needs as input_dim
 */
guint
vsl_vocabulary_size (const VslVocabulary *vocabulary)
{
  return vocabulary->words->len;
}

/**
 * vsl_vocabulary_index:
 *
 * Returns: the number of a word, 1 when it is not known
 */
guint
vsl_vocabulary_index (const VslVocabulary *vocabulary, const char *word)
{
  gpointer number;
  return g_hash_table_lookup_extended (vocabulary->numbers, word, NULL, &number) ? GPOINTER_TO_UINT (number) : UNKNOWN;
}

/**
 * vsl_vocabulary_word:
 *
 * Returns: (transfer none) (nullable): the word of a number; "" for padding, %NULL when there is no such number
 */
const char *
vsl_vocabulary_word (const VslVocabulary *vocabulary, guint index)
{
  return index < vocabulary->words->len ? vocabulary->words->pdata[index] : NULL;
}
