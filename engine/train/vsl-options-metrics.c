/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option "metrics". */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-json.h"
#include "metrics/vsl-metric.h"
#include "train/vsl-options-private.h"

static void
clear_object (gpointer data)
{
  vsl_object_clear (data);
}

static gboolean
add (GArray *list, JsonNode *node, GError **error)
{
  VslObject object = { NULL, NULL };
  if (!vsl_object_from_json ("metric", node, _("metrics"), &object, error))
    return FALSE;
  g_array_append_val (list, object);
  return TRUE;
}

/**
 * vsl_metrics_parse:
 * @text: "accuracy, f1_score", or JSON ["accuracy", {"type": "F1Score", "config": {"average": "micro"}}]
 *
 * Returns: (transfer full) (nullable): a #VslObject for each metric
 */
GArray *
vsl_metrics_parse (const char *text, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (VslObject));
  g_array_set_clear_func (list, clear_object);
  g_autoptr (JsonNode) json = strchr (text, '[') ? vsl_json_parse (text, -1, error) : NULL;
  if (json && JSON_NODE_HOLDS_ARRAY (json)) {
    g_autoptr (GList) parts = json_array_get_elements (json_node_get_array (json));
    for (GList *l = parts; l; l = l->next)
      if (!add (list, l->data, error))
        return NULL;
    return g_steal_pointer (&list);
  }
  if (strchr (text, '['))
    return NULL;
  g_auto (GStrv) names = g_strsplit (text, ",", -1);
  for (int i = 0; names[i]; i++) {
    g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), g_strstrip (names[i]));
    if (*names[i] && !add (list, node, error))
      return NULL;
  }
  return g_steal_pointer (&list);
}

char *
_vsl_metrics_text (const char *text)
{
  g_autoptr (JsonNode) node = *text == '[' ? vsl_json_parse (text, -1, NULL) : NULL;
  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup (text);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GList) parts = json_array_get_elements (json_node_get_array (node));
  for (GList *l = parts; l; l = l->next) {
    if (!JSON_NODE_HOLDS_VALUE (l->data) || json_node_get_value_type (l->data) != G_TYPE_STRING)
      return g_strdup (text);
    g_string_append_printf (all, "%s%s", all->len ? "," : "", json_node_get_string (l->data));
  }
  return g_strdup (all->str);
}
