/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options as JSON: what a run records, and what `vsl options --json` and the Train page list. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "train/vsl-options-private.h"

/**
 * vsl_options_to_json:
 * @full: also what has its default
 *
 * Returns: (transfer full): an object that vsl_options_from_json() reads
 */
JsonNode *
vsl_options_to_json (const VslOptions *options, gboolean full)
{
  JsonObject *o = vsl_config_to_json (&vsl_train_options_kind, options->config, full);
  json_object_set_int_member (o, "seed", (gint64) options->seed);
  if (full || options->threads)
    json_object_set_int_member (o, "threads", options->threads);
  JsonNode *node = json_node_init_object (json_node_alloc (), o);
  json_object_unref (o);
  return node;
}

static gboolean
read_whole (JsonObject *o, const char *name, gint64 max, gint64 *out, GError **error)
{
  JsonNode *node = json_object_get_member (o, name);
  if (!node)
    return TRUE;
  gint64 v = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
  if (v < 0 || v > max) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("%s: a whole number from 0 to %" PRId64 " is expected."), name, max);
    return FALSE;
  }
  *out = v;
  json_object_remove_member (o, name);
  return TRUE;
}

/* Options that hold JSON as text may stand in a file as JSON. */
static void
texts_from_json (JsonObject *o)
{
  static const char *const names[] = { "losses", "loss_weights", "class_weight" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonNode *node = json_object_get_member (o, names[i]);
    if (!node || !(JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_ARRAY (node)))
      continue;
    g_autofree char *text = json_to_string (node, FALSE);
    json_object_set_string_member (o, names[i], text);
  }
}

/**
 * vsl_options_from_json:
 * @node: an object; missing names have their defaults
 *
 * Returns: (transfer full) (nullable): the options; %NULL with an error that names what is wrong
 */
VslOptions *
vsl_options_from_json (JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_FORMAT, _("Training options are a JSON object."));
    return NULL;
  }
  g_autoptr (JsonNode) copy = json_node_copy (node);
  g_autoptr (JsonObject) o = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (copy));
  for (GList *l = names; l; l = l->next)
    json_object_set_member (o, l->data, json_node_copy (json_object_get_member (json_node_get_object (copy), l->data)));
  gint64 seed = 0, threads = 0;
  if (!read_whole (o, "seed", G_MAXINT64, &seed, error) || !read_whole (o, "threads", 64, &threads, error))
    return NULL;
  texts_from_json (o);
  g_autoptr (GError) own = NULL;
  VslTrainConfig *config = vsl_config_from_json (&vsl_train_options_kind, o, _("training"), &own);
  if (!config) {
    g_propagate_error (error, g_steal_pointer (&own));
    return NULL;
  }
  VslOptions *options = g_new0 (VslOptions, 1);
  options->config = config;
  options->seed = (guint64) seed;
  options->threads = (int) threads;
  if (!config->optimizer.kind || !vsl_options_check_class_weight (config->class_weight, error) ||
      !vsl_options_check_losses ("losses", config->losses, error) ||
      !vsl_options_check_losses ("loss_weights", config->loss_weights, error)) {
    if (!config->optimizer.kind)
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("optimizer: one is needed, such as Adam."));
    vsl_options_free (options);
    return NULL;
  }
  return options;
}

/* Rows of a table, with a prefix and the values they have. */
static void
describe_into (JsonArray *array, const VslKind *kind, gconstpointer config, const char *prefix)
{
  g_autoptr (JsonObject) all = vsl_kind_describe (kind, TRUE);
  JsonArray *rows = json_object_get_array_member (all, "properties");
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_object_ref (json_array_get_object_element (rows, i));
    g_autofree char *own = g_strdup (json_object_get_string_member (row, "name"));
    g_autofree char *name = g_strconcat (prefix, own, NULL);
    if (kind != &vsl_train_options_kind || !g_str_equal (own, "loss_options")) {
      json_object_set_string_member (row, "name", name);
      json_object_set_member (row, "value", vsl_config_get (kind, config, own));
      json_array_add_object_element (array, row);
    } else {
      json_object_unref (row);
    }
  }
}

static JsonArray *
class_names (const char *family, const char *first)
{
  JsonArray *a = json_array_new ();
  if (first)
    json_array_add_string_element (a, first);
  for (const VslKind *const *k = vsl_family (family)->kinds; *k; k++)
    json_array_add_string_element (a, (*k)->name);
  return a;
}

/* An object is chosen by its class's name; its own options follow with their prefix. */
static void
as_choice (JsonObject *row, const char *value, JsonArray *choices, const char *def)
{
  json_object_set_string_member (row, "type", "enum");
  json_object_set_array_member (row, "choices", choices);
  json_object_set_string_member (row, "value", value);
  json_object_set_string_member (row, "default", def);
}

static void
add_whole (JsonArray *array, const char *name, const char *title, const char *help, gint64 max, gint64 value)
{
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "name", name);
  json_object_set_string_member (o, "title", title);
  json_object_set_string_member (o, "help", help);
  json_object_set_string_member (o, "type", "int");
  json_object_set_int_member (o, "default", 0);
  json_object_set_int_member (o, "min", 0);
  json_object_set_int_member (o, "max", max);
  json_object_set_int_member (o, "value", value);
  json_array_add_object_element (array, o);
}

/**
 * vsl_options_describe:
 *
 * Returns: (transfer full): an object a setting, titles in the user's language, with the names that
 * vsl_options_set() takes: the run's own first, then those of the chosen optimizer, loss and schedule
 */
JsonArray *
vsl_options_describe (const VslOptions *options)
{
  const VslTrainConfig *c = options->config;
  JsonArray *array = json_array_new ();
  describe_into (array, &vsl_train_options_kind, c, "");
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *row = json_array_get_object_element (array, i);
    const char *name = json_object_get_string_member (row, "name");
    if (g_str_equal (name, "optimizer"))
      as_choice (row, c->optimizer.kind->name, class_names ("optimizer", NULL), "Adam");
    else if (g_str_equal (name, "schedule"))
      as_choice (row, c->schedule.kind ? c->schedule.kind->name : "none", class_names ("schedule", "none"), "none");
    else if (g_str_equal (name, "loss"))
      as_choice (row, c->loss_name, class_names ("loss", "auto"), "auto");
  }
  add_whole (array, "seed", _("Seed"), _("The same seed gives the same run."), G_MAXINT64, (gint64) options->seed);
  add_whole (array, "threads", _("Threads"), _("Processors to use; 0: all."), 64, options->threads);
  describe_into (array, c->optimizer.kind, c->optimizer.config, "optimizer.");
  if (c->loss.kind)
    describe_into (array, c->loss.kind, c->loss.config, "loss.");
  if (c->schedule.kind)
    describe_into (array, c->schedule.kind, c->schedule.config, "schedule.");
  return array;
}
