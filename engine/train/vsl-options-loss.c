/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weights of classes: an option that depends on the data. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "train/vsl-options-private.h"
#include "core/vsl-json.h"

static JsonObject *
parse_weights (const char *value, GError **error)
{
  g_autoptr (JsonNode) node = vsl_json_parse (value, -1, NULL);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("class_weight: none, balanced or {\"class\": weight} is expected, not “%s”."),
                 value);
    return NULL;
  }
  g_autoptr (JsonObject) o = json_object_ref (json_node_get_object (node));
  g_autoptr (GList) names = json_object_get_members (o);
  for (GList *l = names; l; l = l->next) {
    JsonNode *v = json_object_get_member (o, l->data);
    GType type = JSON_NODE_HOLDS_VALUE (v) ? json_node_get_value_type (v) : G_TYPE_INVALID;
    double w = type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (v) : -1;
    if (!(w >= 0 && w <= 1e9)) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("class_weight: the weight of “%s” must be a number from 0 to 1e9."),
                   (const char *) l->data);
      return NULL;
    }
  }
  return g_steal_pointer (&o);
}

/**
 * vsl_options_check_class_weight:
 *
 * Returns: FALSE with %VSL_ERROR_CONFIG when the text is not legal for class_weight
 */
gboolean
vsl_options_check_class_weight (const char *value, GError **error)
{
  if (!*value || g_str_equal (value, "none") || g_str_equal (value, "balanced"))
    return TRUE;
  g_autoptr (JsonObject) o = parse_weights (value, error);
  return o != NULL;
}

/* By name, else by class number. */
static int
find_class (const char *name, const char *const *names, int n)
{
  for (int c = 0; c < n; c++)
    if (names && names[c] && g_str_equal (names[c], name))
      return c;
  char *end;
  gint64 v = g_ascii_strtoll (name, &end, 10);
  return *name && !*end && v >= 0 && v < n ? (int) v : -1;
}

/**
 * vsl_options_class_weights:
 * @names: (nullable): the class names, @n of them
 * @counts: training samples of each class
 *
 * "balanced" weighs a class by samples / (classes * its samples), as is common; classes without samples have 1.
 *
 * Returns: (transfer full) (nullable): @n weights, %NULL when there are none or with an error
 */
double *
vsl_options_class_weights (const VslOptions *options, const char *const *names, const guint *counts, int n, GError **error)
{
  const char *value = options->config->class_weight;
  if (n <= 0 || !*value || g_str_equal (value, "none"))
    return NULL;
  g_autofree double *w = g_new (double, (gsize) n);
  double total = 0;
  for (int c = 0; c < n; c++)
    total += counts[c];
  for (int c = 0; c < n; c++)
    w[c] = counts[c] && g_str_equal (value, "balanced") ? total / ((double) n * counts[c]) : 1.0;
  if (g_str_equal (value, "balanced"))
    return g_steal_pointer (&w);
  g_autoptr (JsonObject) o = parse_weights (value, error);
  if (!o)
    return NULL;
  g_autoptr (GList) members = json_object_get_members (o);
  for (GList *l = members; l; l = l->next) {
    int c = find_class (l->data, names, n);
    if (c < 0) {
      g_autofree char *near = names ? vsl_nearest (l->data, names) : g_strdup ("");
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("class_weight: there is no class “%s”; nearest: %s"), (const char *) l->data,
                   near);
      return NULL;
    }
    w[c] = json_object_get_double_member (o, l->data);
  }
  return g_steal_pointer (&w);
}
