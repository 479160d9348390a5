/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TextVectorization: notes as numbers of words (Keras 3, layers/preprocessing/text_vectorization.py, with output_mode "int"). It stands only in
 * an Input's preprocessing. Where Keras leaves short notes open at the end, padding and truncating say what happens, as in Keras's
 * pad_sequences. */
#include "layers/vsl-layer-util.h"
#include "text/vsl-text-rules.h"

#include "data/vsl-image.h"

static const char *const standardizations[] = { "none", "lower", "strip_punctuation", "lower_and_strip_punctuation", NULL };
static const char *const splits[] = { "whitespace", "words", "character", NULL };
static const char *const sides[] = { "pre", "post", NULL };

static const VslProp props[] = {
  VSL_INT (VslTextRules, max_tokens, N_("Largest vocabulary"),
           N_("How many entries the vocabulary may have, padding and unknown words included; empty: as many as the layer after it has room for."), VSL_INT_NULL, 2,
           VSL_TEXT_MAX_WORDS + 2, .ui_min = 100, .ui_max = 100000, .step = 1000, .flags = VSL_PROP_NULLABLE),
  VSL_ENUM (VslTextRules, standardize, N_("Before splitting"), N_("Whether letters are made small and signs such as commas are taken away."), standardizations,
            VSL_TEXT_LOWER_AND_STRIP),
  VSL_ENUM (VslTextRules, split, N_("Split into"),
            N_("What counts as a word: what stands between spaces; words found by the rules of the language, as Chinese, Japanese and Thai need; or each character."),
            splits, VSL_TEXT_WHITESPACE),
  VSL_INT (VslTextRules, output_sequence_length, N_("Length"), N_("How many words of a note the network gets to see; the same as the length of the input."),
           VSL_INT_NULL, 1, VSL_TEXT_MAX_LENGTH, .ui_min = 10, .ui_max = 1000, .step = 10, .unit = N_("words"), .flags = VSL_PROP_NULLABLE),
  VSL_WORDS (VslTextRules, vocabulary, N_("Word list"),
             N_("The known words, the commonest first, without padding and [UNK]. Empty: taken from the notes that the network learns from."), VSL_TEXT_MAX_WORDS),
  VSL_ENUM (VslTextRules, padding, N_("Padding"),
            N_("Where short notes are filled up with zeros. In front is best: a network that reads word by word then ends with the note's last word, not with a row "
               "of zeros. Keras's own TextVectorization fills up at the end; choose post for a network that was trained so."),
            sides, VSL_TEXT_PRE),
  VSL_ENUM (VslTextRules, truncating, N_("Cut long notes"), N_("Where notes with more words are cut: their beginning (pre) or their end (post)."), sides,
            VSL_TEXT_PRE),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_layer_fail (error, _("TextVectorization makes numbers of notes before the network sees them: it belongs into the preparation of an Input."));
}

static gboolean
prepare (gconstpointer config, VslImage *image, GError **error)
{
  const VslTextRules *rules = config;
  VslImage out;
  if (image->type != VSL_PIXEL_TEXT) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the sample is a scan, but this step takes notes: remove it from the preparation of the input"));
    return FALSE;
  }
  if (!vsl_text_rules_complete (rules, error)
      || !vsl_image_alloc (&out, (int) rules->output_sequence_length, 1, 1, VSL_PIXEL_REAL, VSL_IMAGE_REAL_BITS, error))
    return FALSE;
  if (!vsl_text_rules_numbers (rules, image->data, image->size, out.data, error)) {
    vsl_image_clear (&out);
    return FALSE;
  }
  vsl_image_clear (image);
  *image = out;
  return TRUE;
}

static const VslLayerExample examples[] = { { NULL } };

const VslLayerClass vsl_layer_textvectorization = {
  .head = { .name = "TextVectorization", .title = N_("TextVectorization"), .summary = N_("Makes numbers of the words of a note, by a vocabulary."),
            .icon = "vsl-layer-textvectorization-symbolic", .group = N_("Preprocessing"), .config_size = sizeof (VslTextRules), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE | VSL_LAYER_NOTES | VSL_LAYER_HIDDEN,
  .plan = plan,
  .prepare = prepare,
  .examples = examples,
};
