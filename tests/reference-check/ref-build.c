/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks, options and optimizers from the words of a case. */
#include <math.h>
#include <string.h>

#include "ref.h"

static gboolean
left_out (const char *name, const char *const *skip)
{
  static const char *const base[] = { "name", "dtype", "trainable", NULL };
  return g_strv_contains (base, name) || (skip && g_strv_contains (skip, name));
}

gboolean
ref_configured (RefCase *c, JsonObject *spec, const char *family, const char *const *skip, VslObject *out)
{
  const char *type = ref_string (spec, "type");
  if (!type) {
    ref_bad (c, "%s: no type", family);
    return FALSE;
  }
  const VslKind *kind = vsl_kind_find (family, type);
  if (!kind) {
    ref_unsupported (c, "%s %s is unknown", family, type);
    return FALSE;
  }
  JsonObject *given = ref_object (spec, "config");
  g_autoptr (GList) names = given ? json_object_get_members (given) : NULL;
  g_autoptr (GError) error = NULL;
  gpointer config = vsl_config_new (kind);
  for (GList *l = names; l; l = l->next)
    if (!left_out (l->data, skip) && !vsl_config_set (kind, config, l->data, json_object_get_member (given, l->data), type, &error)) {
      ref_bad (c, "%s", error->message);
      vsl_config_free (kind, config);
      return FALSE;
    }
  out->kind = kind;
  out->config = config;
  return TRUE;
}

gboolean
ref_optimizer (RefCase *c, JsonObject *spec, VslObject *optimizer, VslObject *schedule)
{
  static const char *const rate[] = { "learning_rate", NULL };
  JsonObject *object = ref_object (ref_object (spec, "config"), "learning_rate");
  if (!ref_configured (c, spec, "optimizer", object ? rate : NULL, optimizer))
    return FALSE;
  return !object || ref_configured (c, object, "schedule", NULL, schedule);
}

double
ref_rate (const VslObject *optimizer, const VslObject *schedule, guint64 step)
{
  double rate = ((const VslOptimizerBase *) optimizer->config)->learning_rate;
  const VslScheduleClass *cls = (const VslScheduleClass *) schedule->kind;
  return cls && cls->rate ? cls->rate (schedule->config, rate, step) : rate;
}

VslNode *
ref_add_input (RefCase *c, VslNetwork *network, const char *id, const VslShape *shape)
{
  const VslLayerClass *cls = vsl_layer_class ("Input");
  g_autoptr (JsonNode) value = json_node_init_array (json_node_alloc (), json_array_new ());
  g_autoptr (GError) error = NULL;
  json_array_unref (json_node_get_array (value));
  for (int i = 0; i < shape->rank; i++)
    json_array_add_int_element (json_node_get_array (value), shape->dim[i]);
  VslNode *node = cls && !vsl_network_find (network, id) ? vsl_network_add (network, cls, id, 0, 0) : NULL;
  if (!node || !vsl_config_set (&cls->head, node->config, "shape", value, id, &error)) {
    ref_bad (c, "input %s: %s", id, error ? error->message : "not possible");
    return NULL;
  }
  return node;
}

VslNode *
ref_add_node (RefCase *c, VslNetwork *network, const char *id, JsonObject *spec)
{
  VslObject layer = { NULL, NULL };
  if (!ref_configured (c, spec, "layer", NULL, &layer))
    return NULL;
  VslNode *node = vsl_network_find (network, id) ? NULL : vsl_network_add (network, (const VslLayerClass *) layer.kind, id, 0, 0);
  if (!node) {
    vsl_object_clear (&layer);
    ref_bad (c, "node %s: not possible", id);
    return NULL;
  }
  vsl_config_free (layer.kind, node->config);
  node->config = layer.config;
  JsonObject *config = ref_object (spec, "config"), *args = ref_object (spec, "call_args");
  if (config && json_object_has_member (config, "trainable"))
    node->trainable = ref_bool (config, "trainable");
  /* What Keras takes as an argument of the call is an option here, where it exists. */
  g_autoptr (GList) names = args ? json_object_get_members (args) : NULL;
  g_autoptr (GError) error = NULL;
  for (GList *l = names; l; l = l->next)
    if (!vsl_config_set (&node->cls->head, node->config, l->data, json_object_get_member (args, l->data), id, &error)) {
      ref_bad (c, "%s", error->message);
      return NULL;
    }
  return node;
}

/* {"0": w, …}; classes that are not named have 1. */
double *
ref_class_weights (RefCase *c, JsonObject *o, int *n)
{
  g_autoptr (GList) names = json_object_get_members (o);
  double *w = NULL;
  *n = 0;
  for (GList *l = names; l; l = l->next) {
    char *end;
    gint64 k = g_ascii_strtoll (l->data, &end, 10);
    double v;
    if (*end || !*(char *) l->data || k < 0 || k > 100000 || !ref_number (o, l->data, &v)) {
      ref_bad (c, "class_weight: %s", (char *) l->data);
      continue;
    }
    for (; *n <= k; (*n)++) {
      w = g_renew (double, w, *n + 1);
      w[*n] = 1.0;
    }
    w[k] = v;
  }
  return w;
}
