/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing as a data structure: nodes, wires and their edits. */
#include "graph/vsl-network.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "graph/vsl-network-private.h"

static void
step_spec_clear (gpointer data)
{
  VslStepSpec *spec = data;
  vsl_config_free (&spec->cls->head, spec->config);
}

/* Makes a list of preprocessing steps that frees its configs. */
GArray *
_vsl_preprocessing_new (void)
{
  GArray *list = g_array_new (FALSE, TRUE, sizeof (VslStepSpec));
  g_array_set_clear_func (list, step_spec_clear);
  return list;
}

static void
node_free (gpointer data)
{
  VslNode *node = data;
  vsl_config_free (&node->cls->head, node->config);
  g_ptr_array_unref (node->inputs);
  g_clear_pointer (&node->preprocessing, g_array_unref);
  g_free (node->id);
  g_free (node);
}

/* A node with default options and no wires; not yet in a network. */
VslNode *
_vsl_node_new (const VslLayerClass *cls, const char *id)
{
  VslNode *node = g_new0 (VslNode, 1);
  node->id = g_strdup (id);
  node->cls = cls;
  node->config = vsl_config_new (&cls->head);
  node->trainable = TRUE;
  node->inputs = g_ptr_array_new_with_free_func (g_free);
  if (cls->flags & VSL_LAYER_INPUT)
    node->preprocessing = _vsl_preprocessing_new ();
  return node;
}

static VslNode *
node_copy (const VslNode *from)
{
  VslNode *node = g_new0 (VslNode, 1);
  node->id = g_strdup (from->id);
  node->cls = from->cls;
  node->config = vsl_config_copy (&from->cls->head, from->config);
  node->trainable = from->trainable;
  node->x = from->x;
  node->y = from->y;
  node->inputs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < from->inputs->len; i++)
    g_ptr_array_add (node->inputs, g_strdup (from->inputs->pdata[i]));
  if (from->preprocessing) {
    node->preprocessing = _vsl_preprocessing_new ();
    for (guint i = 0; i < from->preprocessing->len; i++) {
      const VslStepSpec *s = &g_array_index (from->preprocessing, VslStepSpec, i);
      VslStepSpec copy = { s->cls, vsl_config_copy (&s->cls->head, s->config) };
      g_array_append_val (node->preprocessing, copy);
    }
  }
  return node;
}

/**
 * vsl_network_new:
 *
 * Returns: (transfer full): an empty network
 */
VslNetwork *
vsl_network_new (void)
{
  VslNetwork *network = g_new0 (VslNetwork, 1);
  network->nodes = g_ptr_array_new_with_free_func (node_free);
  network->outputs = g_ptr_array_new_with_free_func (g_free);
  return network;
}

/**
 * vsl_network_copy:
 *
 * Returns: (transfer full): a deep copy
 */
VslNetwork *
vsl_network_copy (const VslNetwork *network)
{
  VslNetwork *copy = vsl_network_new ();
  for (guint i = 0; i < network->nodes->len; i++)
    g_ptr_array_add (copy->nodes, node_copy (network->nodes->pdata[i]));
  for (guint i = 0; i < network->outputs->len; i++)
    g_ptr_array_add (copy->outputs, g_strdup (network->outputs->pdata[i]));
  return copy;
}

/**
 * vsl_network_free:
 * @network: (nullable):
 */
void
vsl_network_free (VslNetwork *network)
{
  if (!network)
    return;
  g_ptr_array_unref (network->nodes);
  g_ptr_array_unref (network->outputs);
  g_free (network);
}

static gboolean
same_wires (const GPtrArray *a, const GPtrArray *b)
{
  gboolean same = a->len == b->len;
  for (guint i = 0; same && i < a->len; i++)
    same = g_str_equal (a->pdata[i], b->pdata[i]);
  return same;
}

static gboolean
same_steps (const GArray *a, const GArray *b)
{
  gboolean same = (a ? a->len : 0) == (b ? b->len : 0);
  for (guint i = 0; same && a && i < a->len; i++) {
    const VslStepSpec *x = &g_array_index (a, VslStepSpec, i), *y = &g_array_index (b, VslStepSpec, i);
    same = x->cls == y->cls && vsl_config_equal (&x->cls->head, x->config, y->config);
  }
  return same;
}

/**
 * vsl_network_equal:
 *
 * Asked at every step of a drag, so nothing is written out for it: a vocabulary that both share costs nothing.
 *
 * Returns: whether both would be the same file
 */
gboolean
vsl_network_equal (const VslNetwork *a, const VslNetwork *b)
{
  gboolean same = a->nodes->len == b->nodes->len && same_wires (a->outputs, b->outputs);
  for (guint i = 0; same && i < a->nodes->len; i++) {
    const VslNode *x = a->nodes->pdata[i], *y = b->nodes->pdata[i];
    same = x->cls == y->cls && g_str_equal (x->id, y->id) && x->trainable == y->trainable && x->x == y->x && x->y == y->y
           && same_wires (x->inputs, y->inputs) && same_steps (x->preprocessing, y->preprocessing)
           && vsl_config_equal (&x->cls->head, x->config, y->config);
  }
  return same;
}

/**
 * vsl_network_index:
 *
 * Returns: the place of the node in @network->nodes, -1 when there is none
 */
int
vsl_network_index (const VslNetwork *network, const char *id)
{
  for (guint i = 0; i < network->nodes->len; i++)
    if (g_str_equal (((VslNode *) network->nodes->pdata[i])->id, id))
      return (int) i;
  return -1;
}

/**
 * vsl_network_find:
 *
 * Returns: (transfer none) (nullable): the node with that id
 */
VslNode *
vsl_network_find (const VslNetwork *network, const char *id)
{
  int i = vsl_network_index (network, id);
  return i < 0 ? NULL : network->nodes->pdata[i];
}

/* Ids stand in file names, JSON and ONNX: letters, digits, _ and - only. */
gboolean
_vsl_id_legal (const char *id)
{
  gsize n = strlen (id);
  if (n < 1 || n > 64)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (id[i]) && id[i] != '_' && id[i] != '-')
      return FALSE;
  return TRUE;
}

static char *
free_id (const VslNetwork *network, const char *stem)
{
  g_autofree char *lower = g_ascii_strdown (stem, -1);
  char *id = g_strdup (lower);
  for (int k = 1; vsl_network_index (network, id) >= 0; k++) {
    g_free (id);
    id = g_strdup_printf ("%s_%d", lower, k);
  }
  return id;
}

/**
 * vsl_network_add:
 * @id: (nullable): a legal, free id; %NULL: one is made from the class name
 *
 * Returns: (transfer none): the new node, without wires
 */
VslNode *
vsl_network_add (VslNetwork *network, const VslLayerClass *cls, const char *id, double x, double y)
{
  g_autofree char *made = id && vsl_network_index (network, id) < 0 ? g_strdup (id) : free_id (network, id ? id : cls->head.name);
  VslNode *node = _vsl_node_new (cls, made);
  node->x = x;
  node->y = y;
  g_ptr_array_add (network->nodes, node);
  return node;
}

/* Takes away one wire, or all from the node of that id. */
static gboolean
remove_wires (GPtrArray *list, const char *wire, gboolean whole_node)
{
  gboolean found = FALSE;
  for (guint i = list->len; i-- > 0;)
    if (whole_node ? _vsl_wire_is_from (list->pdata[i], wire) : g_str_equal (list->pdata[i], wire)) {
      g_ptr_array_remove_index (list, i);
      found = TRUE;
    }
  return found;
}

/**
 * vsl_network_remove:
 *
 * Takes a node away, with the wires to and from it.
 *
 * Returns: FALSE when there is no such node
 */
gboolean
vsl_network_remove (VslNetwork *network, const char *id)
{
  int at = vsl_network_index (network, id);
  if (at < 0)
    return FALSE;
  g_autofree char *own = g_strdup (id);
  for (guint i = 0; i < network->nodes->len; i++)
    remove_wires (((VslNode *) network->nodes->pdata[i])->inputs, own, TRUE);
  remove_wires (network->outputs, own, TRUE);
  g_ptr_array_remove_index (network->nodes, (guint) at);
  return TRUE;
}

static void
rename_wires (GPtrArray *list, const char *from, const char *to)
{
  for (guint i = 0; i < list->len; i++)
    if (_vsl_wire_is_from (list->pdata[i], from)) {
      char *renamed = g_strconcat (to, vsl_wire_rest (list->pdata[i]), NULL);
      g_free (list->pdata[i]);
      list->pdata[i] = renamed;
    }
}

/**
 * vsl_network_rename:
 */
gboolean
vsl_network_rename (VslNetwork *network, const char *id, const char *new_id, GError **error)
{
  VslNode *node = vsl_network_find (network, id);
  if (!node)
    return _vsl_no_node (network, id, error);
  if (g_str_equal (id, new_id))
    return TRUE;
  if (!_vsl_id_legal (new_id)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG,
                 _("“%s” cannot be a name: use 1 to 64 letters, digits, “_” and “-”."), new_id);
    return FALSE;
  }
  if (vsl_network_find (network, new_id)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("There is a layer called “%s” already: choose another name."), new_id);
    return FALSE;
  }
  g_autofree char *old = g_strdup (id);
  for (guint i = 0; i < network->nodes->len; i++)
    rename_wires (((VslNode *) network->nodes->pdata[i])->inputs, old, new_id);
  rename_wires (network->outputs, old, new_id);
  g_free (node->id);
  node->id = g_strdup (new_id);
  return TRUE;
}

/* Whether `to` can be reached from `from` along the wires. Depth first over a stack of our own: a foreign file can be deep. */
static gboolean
reaches (const VslNetwork *network, const char *from, const char *to)
{
  g_autofree gboolean *seen = g_new0 (gboolean, network->nodes->len + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (int));
  int start = vsl_network_index (network, to), goal = vsl_network_index (network, from);
  g_array_append_val (stack, start);
  while (stack->len) {
    int i = g_array_index (stack, int, stack->len - 1);
    g_array_set_size (stack, stack->len - 1);
    if (i < 0 || seen[i])
      continue;
    if (i == goal)
      return TRUE;
    seen[i] = TRUE;
    const VslNode *node = network->nodes->pdata[i];
    for (guint k = 0; k < node->inputs->len; k++) {
      int j = vsl_network_source_index (network, node->inputs->pdata[k], NULL);
      g_array_append_val (stack, j);
    }
  }
  return FALSE;
}

gboolean
_vsl_no_node (const VslNetwork *network, const char *id, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < network->nodes->len; i++)
    g_ptr_array_add (names, ((VslNode *) network->nodes->pdata[i])->id);
  g_ptr_array_add (names, NULL);
  g_autofree char *near = vsl_nearest (id, (const char *const *) names->pdata);
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND, _("There is no layer called “%s”; nearest: %s"), id, *near ? near : "–");
  return FALSE;
}

/**
 * vsl_network_connect:
 *
 * Draws a wire as the last input of @to. Refuses loops, doubled wires and more inputs than the layer takes; a layer
 * with one input has its old wire replaced.
 */
gboolean
vsl_network_connect (VslNetwork *network, const char *from, const char *to, GError **error)
{
  VslNode *source = vsl_network_source (network, from, NULL), *target = vsl_network_find (network, to);
  if (!source || !target)
    return _vsl_no_node (network, source ? to : from, error);
  g_autofree char *wire = _vsl_wire_read (from, to, error);
  if (!wire)
    return FALSE;
  if (target->cls->max_inputs == 0) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("“%s” is an input of the network: no wire can lead to it."), to);
    return FALSE;
  }
  if (reaches (network, to, source->id)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("A wire from “%s” to “%s” would make a loop."), from, to);
    return FALSE;
  }
  for (guint i = 0; i < target->inputs->len; i++)
    if (g_str_equal (target->inputs->pdata[i], wire)) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("“%s” and “%s” are connected already."), from, to);
      return FALSE;
    }
  int most = target->cls->max_inputs < 0 ? VSL_MAX_INPUTS : target->cls->max_inputs;
  if (most == 1) {
    g_ptr_array_set_size (target->inputs, 0);
  } else if ((int) target->inputs->len >= most) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, ngettext ("“%s” takes %d input: take a wire away first.",
                 "“%s” takes %d inputs: take a wire away first.", (gulong) most), to, most);
    return FALSE;
  }
  g_ptr_array_add (target->inputs, g_steal_pointer (&wire));
  return TRUE;
}

/**
 * vsl_network_disconnect:
 *
 * @from: a wire, or the id of a node where no such wire is: then all wires from that node are taken away
 *
 * Returns: FALSE when there was no such wire
 */
gboolean
vsl_network_disconnect (VslNetwork *network, const char *from, const char *to)
{
  VslNode *target = vsl_network_find (network, to);
  g_autofree char *own = g_strdup (from);
  return target && (remove_wires (target->inputs, own, FALSE) || remove_wires (target->inputs, own, TRUE));
}

/* The place of the wire among the inputs of `to`, or of the first from that node; -1: none. */
static int
find_wire (const VslNode *to, const char *from)
{
  for (int whole = 0; whole < 2; whole++)
    for (guint i = 0; i < to->inputs->len; i++)
      if (whole ? _vsl_wire_is_from (to->inputs->pdata[i], from) : g_str_equal (to->inputs->pdata[i], from))
        return (int) i;
  return -1;
}

/**
 * vsl_network_insert:
 *
 * Puts a new node on the wire from @from to @to, which keeps its place among the inputs of @to.
 *
 * Returns: (transfer none) (nullable): the new node
 */
VslNode *
vsl_network_insert (VslNetwork *network, const VslLayerClass *cls, const char *from, const char *to, GError **error)
{
  VslNode *source = vsl_network_source (network, from, NULL), *target = vsl_network_find (network, to);
  if (!source || !target) {
    _vsl_no_node (network, source ? to : from, error);
    return NULL;
  }
  if (cls->max_inputs == 0) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("%s takes no input: it cannot stand between two layers."), cls->head.name);
    return NULL;
  }
  int at = find_wire (target, from);
  if (at < 0) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND, _("There is no wire from “%s” to “%s”."), from, to);
    return NULL;
  }
  VslNode *node = vsl_network_add (network, cls, NULL, (source->x + target->x) / 2, (source->y + target->y) / 2);
  g_ptr_array_add (node->inputs, target->inputs->pdata[at]);
  target->inputs->pdata[at] = g_strdup (node->id);
  return node;
}
