/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary and the rules for words, which no graph holds, written beside it and read back. */
#include "export/vsl-export-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-json.h"

static const VslNode *
notes_input (const VslNetwork *network)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  for (guint i = 0; i < inputs->len; i++)
    if (vsl_prepare_text_rules (inputs->pdata[i]))
      return inputs->pdata[i];
  return NULL;
}

/**
 * vsl_export_text_rules:
 *
 * Returns: (transfer none) (nullable): the rules by which the network's Input turns notes into numbers
 */
const VslTextRules *
vsl_export_text_rules (const VslNetwork *network)
{
  const VslNode *input = notes_input (network);
  return input ? vsl_prepare_text_rules (input) : NULL;
}

/**
 * vsl_export_text_check:
 *
 * Returns: FALSE when a network for notes has no vocabulary, or one that does not fit its Input or the layers after it
 */
gboolean
vsl_export_text_check (const VslNetwork *network, GError **error)
{
  const VslNode *input = notes_input (network);
  if (!input)
    return TRUE;
  g_autoptr (VslReport) report = vsl_network_check (network, 1);
  if (!vsl_report_ok (report)) {
    vsl_report_to_error (network, report, error);
    return FALSE;
  }
  if (vsl_text_rules_complete (vsl_prepare_text_rules (input), error))
    return TRUE;
  g_prefix_error (error, "%s: TextVectorization: ", input->id);
  return FALSE;
}

static JsonArray *
vocabulary_array (const VslTextRules *rules)
{
  const VslVocabulary *v = vsl_text_rules_vocabulary (rules);
  guint n = v ? vsl_vocabulary_size (v) : 0;
  JsonArray *a = json_array_sized_new (n);
  for (guint i = 0; i < n; i++)
    json_array_add_string_element (a, vsl_vocabulary_word (v, i));
  return a;
}

static JsonObject *
rules_object (const VslTextRules *rules)
{
  JsonObject *o = vsl_config_to_json (vsl_kind_find ("layer", "TextVectorization"), rules, TRUE);
  json_object_remove_member (o, "vocabulary");
  return o;
}

static char *
array_text (JsonArray *array)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  return json_to_string (node, FALSE);
}

static char *
object_text (JsonObject *object, gboolean pretty)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  return json_to_string (node, pretty);
}

/**
 * vsl_export_vocabulary_json:
 *
 * Returns: (transfer full): a JSON list in which the place of a word, counted from 0, is its number; 0 is padding ("") and 1 "[UNK]"
 */
char *
vsl_export_vocabulary_json (const VslTextRules *rules)
{
  return array_text (vocabulary_array (rules));
}

/**
 * vsl_export_rules_json:
 *
 * Returns: (transfer full): TextVectorization's options but for the vocabulary, as a JSON object
 */
char *
vsl_export_rules_json (const VslTextRules *rules)
{
  return object_text (rules_object (rules), FALSE);
}

/**
 * vsl_export_vocabulary_file:
 *
 * Returns: (transfer full) (nullable): {"format", "version", "rules", "vocabulary"}
 */
GBytes *
vsl_export_vocabulary_file (const VslExportInput *input)
{
  const VslTextRules *rules = vsl_export_text_rules (input->network);
  if (!rules)
    return NULL;
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "format", "vesalius-vocabulary");
  json_object_set_int_member (o, "version", 1);
  json_object_set_object_member (o, "rules", rules_object (rules));
  json_object_set_array_member (o, "vocabulary", vocabulary_array (rules));
  char *text = object_text (o, TRUE);
  return g_bytes_new_take (text, strlen (text));
}

static VslTextRules *
damaged (GError **error)
{
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("The file's vocabulary, or its rules for words, cannot be read."));
  return NULL;
}

/**
 * vsl_export_rules_read:
 * @vocabulary: (nullable): as vsl_export_vocabulary_json() writes it
 * @rules: (nullable): as vsl_export_rules_json() does
 *
 * Returns: (transfer full) (nullable): what both say
 */
VslTextRules *
vsl_export_rules_read (const char *vocabulary, const char *rules, GError **error)
{
  g_autoptr (JsonNode) words = vocabulary ? vsl_json_parse (vocabulary, -1, NULL) : NULL, options = rules ? vsl_json_parse (rules, -1, NULL) : NULL;
  if (!words || !JSON_NODE_HOLDS_ARRAY (words) || !options || !JSON_NODE_HOLDS_OBJECT (options) || json_array_get_length (json_node_get_array (words)) < 2)
    return damaged (error);
  JsonArray *list = json_node_get_array (words), *own = json_array_new ();
  for (guint i = 2; i < json_array_get_length (list); i++)
    json_array_add_element (own, json_array_dup_element (list, i));
  json_object_set_array_member (json_node_get_object (options), "vocabulary", own);
  return vsl_config_from_json (vsl_kind_find ("layer", "TextVectorization"), json_node_get_object (options), "TextVectorization", error);
}

/**
 * vsl_export_rules_free:
 * @rules: (nullable):
 */
void
vsl_export_rules_free (VslTextRules *rules)
{
  vsl_config_free (vsl_kind_find ("layer", "TextVectorization"), rules);
}
