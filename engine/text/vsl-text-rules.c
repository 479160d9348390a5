/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/vsl-text-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"

/**
 * vsl_text_rules_tokens:
 *
 * Returns: (transfer full) (element-type VslToken): the words of a note, those too that the vocabulary does not know
 */
GArray *
vsl_text_rules_tokens (const VslTextRules *rules, const char *text, gsize length)
{
  return vsl_text_tokens (text, length, (VslTextStandardize) rules->standardize, (VslTextSplit) rules->split);
}

static gpointer
make_vocabulary (const char *const *words, guint n)
{
  return vsl_vocabulary_new (words, n);
}

/**
 * vsl_text_rules_vocabulary:
 *
 * Returns: (transfer none) (nullable): the numbers of the words, as long as the rules keep their vocabulary
 */
const VslVocabulary *
vsl_text_rules_vocabulary (const VslTextRules *rules)
{
  return rules->vocabulary ? vsl_strings_made (rules->vocabulary, make_vocabulary, (GDestroyNotify) vsl_vocabulary_free) : NULL;
}

/**
 * vsl_text_rules_adapt:
 * @counts: of the training notes
 * @most: size of the vocabulary at most, padding and [UNK] included; 0: only max_tokens counts
 *
 * Gives the rules the commonest words. With no words at all they stay without a vocabulary.
 */
void
vsl_text_rules_adapt (VslTextRules *rules, const VslWordCounts *counts, guint most)
{
  guint words = VSL_TEXT_MAX_WORDS;
  if (rules->max_tokens != VSL_INT_NULL)
    words = (guint) CLAMP (rules->max_tokens - 2, 0, words);
  if (most)
    words = MIN (words, MAX (most, 2) - 2);
  g_auto (GStrv) list = vsl_word_counts_words (counts, words);
  guint n = g_strv_length (list);
  vsl_strings_unref (rules->vocabulary);
  rules->vocabulary = n ? vsl_strings_new ((const char *const *) list, n) : NULL;
}

/**
 * vsl_text_rules_place:
 * @n_tokens: of a note
 *
 * Returns: which tokens the network gets to see, and at which places
 */
VslTextPlace
vsl_text_rules_place (const VslTextRules *rules, guint n_tokens)
{
  guint length = rules->output_sequence_length == VSL_INT_NULL ? n_tokens : (guint) rules->output_sequence_length;
  VslTextPlace place = { .count = MIN (n_tokens, length) };
  place.first = rules->truncating == VSL_TEXT_PRE ? n_tokens - place.count : 0;
  place.at = rules->padding == VSL_TEXT_PRE ? length - place.count : 0;
  return place;
}

/**
 * vsl_text_rules_complete:
 *
 * Returns: whether notes can be turned into numbers; else the error says what is missing
 */
gboolean
vsl_text_rules_complete (const VslTextRules *rules, GError **error)
{
  guint size = vsl_strings_length (rules->vocabulary) + 2;
  if (!rules->vocabulary)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("there is no vocabulary yet: it is taken from the training notes when training begins, or give the option vocabulary a list of words"));
  else if (rules->max_tokens != VSL_INT_NULL && size > rules->max_tokens)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("the vocabulary has %u entries with padding and unknown words, but max_tokens allows only %d: make max_tokens larger or leave it empty"),
                 size, (int) rules->max_tokens);
  else if (rules->output_sequence_length == VSL_INT_NULL)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("set output_sequence_length to the length that the input has"));
  else
    return TRUE;
  return FALSE;
}

/**
 * vsl_text_rules_numbers:
 * @text: a note in UTF-8
 * @out: (out caller-allocates): output_sequence_length numbers of words, 0 for padding, 1 for what the vocabulary does not know
 *
 * Threads: any.
 *
 * Returns: FALSE when the rules are not complete
 */
gboolean
vsl_text_rules_numbers (const VslTextRules *rules, const char *text, gsize length, VslReal *out, GError **error)
{
  if (!vsl_text_rules_complete (rules, error))
    return FALSE;
  const VslVocabulary *vocabulary = vsl_text_rules_vocabulary (rules);
  g_autoptr (GArray) tokens = vsl_text_rules_tokens (rules, text, length);
  VslTextPlace place = vsl_text_rules_place (rules, tokens->len);
  memset (out, 0, (gsize) rules->output_sequence_length * sizeof *out);
  for (guint i = 0; i < place.count; i++)
    out[place.at + i] = (VslReal) vsl_vocabulary_index (vocabulary, g_array_index (tokens, VslToken, place.first + i).word);
  return TRUE;
}
