/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files call things, in the words of the person who reads them. Names of functions (relu, he_normal) are the same in
 * every language and stay. */
#include "ui/vsl-words.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "core/vsl-kind.h"

static const struct {
  const char *name, *word;
} words[] = {
  { "auto", N_("automatic") },
  { "none", N_("none") },
  { "balanced", N_("balanced") },
  { "val_loss", N_("validation loss") },
  { "val_accuracy", N_("validation accuracy") },
  { "val_auc", N_("validation AUC") },
  { "loss", N_("training loss") },
  { "accuracy", N_("training accuracy") },
  { "min", N_("lower is better") },
  { "max", N_("higher is better") },
  { "valid", N_("valid (no border)") },
  { "same", N_("same size") },
  { "nearest", N_("nearest pixel") },
  { "bilinear", N_("bilinear") },
  { "grayscale", N_("grey") },
  { "rgb", N_("colour") },
  { "bit-depth", N_("by bit depth") },
  { "lower_and_strip_punctuation", N_("small letters, no punctuation") },
  { "lower", N_("small letters") },
  { "strip_punctuation", N_("no punctuation") },
  { "whitespace", N_("words between spaces") },
  { "words", N_("words of the language") },
  { "character", N_("characters") },
  { "pre", N_("at the beginning") },
  { "post", N_("at the end") },
  { "sum_over_batch_size", N_("mean") },
  { "sum", N_("sum") },
  { "true", N_("yes") },
  { "false", N_("no") },
  { "null", N_("none") },
};

/**
 * vsl_word:
 * @name: a choice as it is stored
 *
 * Returns: (transfer none): what to show for it; @name itself when it is a name in every language
 */
const char *
vsl_word (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].name, name))
      return _(words[i].word);
  return name;
}

/* {"clear": 1, "spot": 2.5} > "clear: 1 · spot: 2.5"; NULL: it is no such thing. */
static char *
weights_text (const char *text)
{
  g_autoptr (JsonNode) node = *text == '{' ? json_from_string (text, NULL) : NULL;
  GString *all;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  all = g_string_new (NULL);
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value))
      g_string_append_printf (all, "%s%s: %.6g", all->len > 0 ? " · " : "", name, json_node_get_double (value));
  return g_string_free (all, FALSE);
}

/**
 * vsl_word_value:
 * @text: any value of an option, as it is stored
 *
 * Returns: (transfer full): what to show for it
 */
char *
vsl_word_value (const char *text)
{
  char *weights = weights_text (text);
  const VslKind *metric = g_str_has_prefix (text, "val_") && vsl_word (text) == text ? vsl_kind_find ("metric", text + 4) : NULL;

  if (metric != NULL)
    return g_strdup_printf (_("validation: %s"), _(metric->title));
  return weights != NULL ? weights : g_strdup (vsl_word (text));
}

/**
 * vsl_word_auto:
 * @title: of what an automatic choice comes to, translated
 *
 * Returns: (transfer full): "automatic: Binary crossentropy"
 */
char *
vsl_word_auto (const char *title)
{
  return g_strdup_printf (_("automatic: %s"), title);
}
