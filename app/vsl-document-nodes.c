/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-document-nodes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-document-private.h"
#include "graph/vsl-network-place.h"

/**
 * vsl_document_copy_nodes:
 * @ids: names of nodes, %NULL-terminated
 *
 * Returns: (transfer full): the nodes as the text of a network file; wires from other nodes are left out
 */
char *
vsl_document_copy_nodes (VslDocument *self, const char *const *ids)
{
  g_autoptr (VslNetwork) part = vsl_network_copy (vsl_document_network (self));
  for (guint i = part->nodes->len; i-- > 0;) {
    VslNode *node = part->nodes->pdata[i];
    if (!g_strv_contains (ids, node->id)) {
      g_autofree char *id = g_strdup (node->id);
      vsl_network_remove (part, id);
    }
  }
  g_ptr_array_set_size (part->outputs, 0);
  return vsl_network_to_text (part);
}

/* Adds one node of another network with all it has but its wires; the new name. */
static char *
adopt (VslNetwork *network, const VslNode *node, double dx, double dy)
{
  if (network->nodes->len >= VSL_MAX_NODES)
    return NULL;
  VslNode *copy = vsl_network_add (network, node->cls, node->id, node->x + dx, node->y + dy);
  g_autofree char *id = g_strdup (copy->id);
  vsl_config_free (&node->cls->head, copy->config);
  copy->config = vsl_config_copy (&node->cls->head, node->config);
  copy->trainable = node->trainable;
  if (copy->preprocessing && node->preprocessing) {
    for (guint i = 0; i < node->preprocessing->len; i++) {
      VslStepSpec step = g_array_index (node->preprocessing, VslStepSpec, i);
      step.config = vsl_config_copy (&step.cls->head, step.config);
      g_array_append_val (copy->preprocessing, step);
    }
  }
  return g_steal_pointer (&id);
}

/**
 * vsl_document_paste_nodes:
 * @text: a network file's text, from this window or another
 * @ids: (out) (optional) (transfer full): the names that the new nodes got
 *
 * Returns: FALSE when the text is not a network or does not fit in; nothing is changed then
 */
gboolean
vsl_document_paste_nodes (VslDocument *self, const char *text, double dx, double dy, char ***ids, GError **error)
{
  g_autoptr (VslNetwork) part = vsl_network_parse (text, -1, error);
  if (!part)
    return FALSE;
  g_autoptr (VslNetwork) network = vsl_network_copy (vsl_document_network (self));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GHashTable) renamed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < part->nodes->len; i++) {
    const VslNode *node = part->nodes->pdata[i];
    char *id = adopt (network, node, dx, dy);
    if (!id) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("There is no room for more layers: a network has at most %d."),
                   VSL_MAX_NODES);
      return FALSE;
    }
    g_hash_table_insert (renamed, node->id, id);
    g_strv_builder_add (names, id);
  }
  for (guint i = 0; i < part->nodes->len; i++) {
    const VslNode *node = part->nodes->pdata[i];
    for (guint k = 0; k < node->inputs->len; k++) {
      char id[VSL_ID_SIZE];
      const char *source = g_hash_table_lookup (renamed, vsl_wire_id (node->inputs->pdata[k], id));
      g_autofree char *from = source ? g_strconcat (source, vsl_wire_rest (node->inputs->pdata[k]), NULL) : NULL;
      if (from && !vsl_network_connect (network, from, g_hash_table_lookup (renamed, node->id), error))
        return FALSE;
    }
  }
  if (!vsl_document_set_network (self, network, _("Paste layers")))
    return FALSE;
  if (ids)
    *ids = g_strv_builder_end (names);
  return TRUE;
}

/**
 * vsl_document_wire:
 *
 * Wires @from to @to. A layer that takes one input and has it already gets the new one instead: what a person who
 * drags a wire there means.
 *
 * Returns: FALSE when the wire would close a loop or is there already
 */
gboolean
vsl_document_wire (VslDocument *self, const char *from, const char *to, GError **error)
{
  const VslNode *node = vsl_network_find (vsl_document_network (self), to);
  if (!node || node->cls->max_inputs < 1 || node->inputs->len < (guint) node->cls->max_inputs)
    return vsl_document_connect (self, from, to, error);
  g_autoptr (VslNetwork) network = vsl_network_copy (vsl_document_network (self));
  g_autofree char *last = g_strdup (node->inputs->pdata[node->inputs->len - 1]);
  vsl_network_disconnect (network, last, to);
  if (!vsl_network_connect (network, from, to, error))
    return FALSE;
  return vsl_document_set_network (self, network, _("Move a wire"));
}

/**
 * vsl_document_set_trainable:
 */
gboolean
vsl_document_set_trainable (VslDocument *self, const char *id, gboolean trainable, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_network_copy (vsl_document_network (self));
  VslNode *node = vsl_network_find (network, id);
  if (!node || node->trainable == trainable)
    return TRUE;
  node->trainable = trainable;
  return vsl_document_set_network (self, network, trainable ? _("Let the weights learn") : _("Freeze the weights"));
}

/**
 * vsl_document_set_step_option:
 * @step: index into the node's preprocessing
 */
gboolean
vsl_document_set_step_option (VslDocument *self, const char *id, guint step, const char *option, JsonNode *value, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_network_copy (vsl_document_network (self));
  VslNode *node = vsl_network_find (network, id);
  g_return_val_if_fail (node && node->preprocessing && step < node->preprocessing->len, FALSE);
  VslStepSpec *spec = &g_array_index (node->preprocessing, VslStepSpec, step);
  if (!vsl_config_set (&spec->cls->head, spec->config, option, value, id, error))
    return FALSE;
  return vsl_document_set_network (self, network, _("Change the preparation of samples"));
}

/* The first of several wires between two nodes, as its target has it; NULL: none. */
static const char *
wire_between (const VslNode *from, const VslNode *to)
{
  char id[VSL_ID_SIZE];
  for (guint i = 0; i < to->inputs->len; i++)
    if (g_str_equal (vsl_wire_id (to->inputs->pdata[i], id), from->id))
      return to->inputs->pdata[i];
  return NULL;
}

/* A layer behind the one that a network file names as its output is the output from then on. */
static void
pass_output_on (VslNetwork *network, const char *from, const char *to)
{
  char id[VSL_ID_SIZE];
  for (guint i = 0; i < network->outputs->len; i++)
    if (g_str_equal (vsl_wire_id (network->outputs->pdata[i], id), from)) {
      g_free (network->outputs->pdata[i]);
      network->outputs->pdata[i] = g_strdup (to);
    }
}

/**
 * vsl_document_append_node:
 * @type: class name
 * @from: (nullable): the node behind which the new one comes
 * @id: (out) (optional) (transfer full): its name
 *
 * Puts a layer behind @from: on the wire where that leads to one other layer, else as a branch of its own. @x and @y are for a layer that takes no wire, or for %NULL as
 * @from; it comes below what lies there already.
 */
gboolean
vsl_document_append_node (VslDocument *self, const char *type, const char *from, double x, double y, char **id, GError **error)
{
  const VslLayerClass *cls = vsl_layer_class (type);
  const VslNetwork *now = vsl_document_network (self);
  const VslNode *source = from && cls && cls->max_inputs != 0 ? vsl_network_find (now, from) : NULL;
  const VslNode *next = source ? vsl_network_only_consumer (now, from) : NULL;
  const char *wire = next ? wire_between (source, next) : NULL;
  if (!cls || now->nodes->len >= VSL_MAX_NODES)
    return vsl_document_add_node (self, type, x, y, id, error);
  if (wire) {
    g_autofree char *of = g_strdup (wire), *to = g_strdup (next->id);
    return vsl_document_insert_node (self, type, of, to, id, error);
  }
  VslNetwork *network = vsl_network_copy (now);
  VslNode *node = vsl_network_add (network, cls, NULL, x, y);
  if (source && vsl_network_connect (network, from, node->id, NULL)) {
    vsl_network_place_behind (network, node, from);
    if (!vsl_network_only_consumer (now, from))
      pass_output_on (network, from, node->id);
  } else
    vsl_network_place_free (network, node);
  vsl_document_take_added (self, network, node, id);
  return TRUE;
}

/**
 * vsl_document_add_wired:
 * @type: class name
 * @from: a node that gets a wire to the new one
 * @id: (out) (optional) (transfer full): its name
 *
 * A layer at a place that a person chose, wired in the same step.
 */
gboolean
vsl_document_add_wired (VslDocument *self, const char *type, const char *from, double x, double y, char **id, GError **error)
{
  const VslLayerClass *cls = vsl_layer_class (type);
  if (!cls || vsl_document_network (self)->nodes->len >= VSL_MAX_NODES)
    return vsl_document_add_node (self, type, x, y, id, error);
  VslNetwork *network = vsl_network_copy (vsl_document_network (self));
  VslNode *node = vsl_network_add (network, cls, NULL, x, y);
  if (!vsl_network_connect (network, from, node->id, error)) {
    vsl_network_free (network);
    return FALSE;
  }
  pass_output_on (network, from, node->id);
  vsl_network_place_free (network, node);
  vsl_document_take_added (self, network, node, id);
  return TRUE;
}
