/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a network makes of the words of notes. */
#include "data/vsl-note-words.h"

/**
 * vsl_network_text_rules:
 *
 * Returns: (transfer none) (nullable):
 */
VslTextRules *
vsl_network_text_rules (const VslNetwork *network)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  VslTextRules *rules = NULL;
  for (guint i = 0; i < inputs->len && !rules; i++)
    rules = vsl_prepare_text_rules (inputs->pdata[i]);
  return rules;
}

/**
 * vsl_note_count_words:
 * @note: of %VSL_PIXEL_TEXT
 * @words: (out):
 * @known: (out): 0 as long as the rules have no vocabulary
 *
 * Threads: any.
 */
void
vsl_note_count_words (const VslTextRules *rules, const VslImage *note, guint *words, guint *known)
{
  const VslVocabulary *vocabulary = vsl_text_rules_vocabulary (rules);
  g_autoptr (GArray) tokens = vsl_text_rules_tokens (rules, note->data, note->size);
  *words = tokens->len;
  *known = 0;
  for (guint i = 0; vocabulary && i < tokens->len; i++)
    *known += vsl_vocabulary_index (vocabulary, g_array_index (tokens, VslToken, i).word) > 1;
}

/**
 * vsl_dataset_unread_notes:
 * @dataset: prepared for a network that reads notes
 *
 * Returns: how many notes are nothing but padding and unknown words to it; 0 where something stands beside the notes
 */
guint
vsl_dataset_unread_notes (const VslDataset *dataset)
{
  guint n = vsl_dataset_n (dataset), unread = 0;
  gsize length = n && vsl_dataset_n_inputs (dataset) == 1 ? vsl_dataset_bytes (dataset) / n / sizeof (VslReal) : 0;
  g_autofree VslReal *numbers = g_new (VslReal, length + 1);
  for (guint32 i = 0; i < n && length; i++) {
    gboolean read = FALSE;
    vsl_dataset_read (dataset, &i, 1, numbers, NULL);
    for (gsize k = 0; k < length && !read; k++)
      read = numbers[k] > 1;
    unread += !read;
  }
  return unread;
}
