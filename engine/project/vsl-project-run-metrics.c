/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics beside those that the table of epochs has columns for: a small fact of each epoch, {"val_f1_score": 0.81}, under the name
 * metrics/RUN/EPOCH. */
#include <math.h>

#include "core/vsl-json.h"
#include "project/vsl-project-private.h"

static char *
key_of (int run, guint epoch)
{
  return g_strdup_printf ("metrics/%d/%u", run, epoch);
}

gboolean
_vsl_run_write_metrics (VslStore *store, int run, const VslEpochEvent *event, GError **error)
{
  g_autofree char *key = key_of (run, event->epoch), *text = NULL;
  if (event->n_metrics > 0) {
    g_autoptr (JsonObject) o = json_object_new ();
    g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), o);
    for (int i = 0; i < event->n_metrics; i++)
      if (isfinite (event->metric[i].value))
        json_object_set_double_member (o, event->metric[i].name, event->metric[i].value);
      else
        json_object_set_null_member (o, event->metric[i].name);
    text = json_to_string (node, FALSE);
  }
  return vsl_meta_set (store, key, text, error);
}

gboolean
_vsl_run_read_metrics (VslStore *store, int run, VslEpochEvent *event, GError **error)
{
  g_autofree char *key = key_of (run, event->epoch), *text = NULL;
  if (!vsl_meta_get (store, key, &text, error))
    return FALSE;
  g_autoptr (JsonNode) node = text ? vsl_json_parse (text, -1, NULL) : NULL;
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (node));
  for (GList *l = names; l && event->n_metrics < VSL_EVENT_METRICS; l = l->next) {
    JsonNode *v = json_object_get_member (json_node_get_object (node), l->data);
    gboolean number = JSON_NODE_HOLDS_VALUE (v) && json_node_get_value_type (v) != G_TYPE_STRING;
    g_strlcpy (event->metric[event->n_metrics].name, l->data, sizeof event->metric->name);
    event->metric[event->n_metrics++].value = number ? json_node_get_double (v) : NAN;
  }
  return TRUE;
}
