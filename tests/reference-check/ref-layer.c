/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer by itself: Input nodes, the layer, a plan with the gradients of inputs and weights. */
#include <string.h>

#include "ref.h"

#define NODE "layer"

typedef struct {
  RefCase *c;
  int n_inputs;
  RefTensor input[VSL_MAX_INPUTS];
  gboolean masked[VSL_MAX_INPUTS];
  int attention_mask;            /* place among the inputs, -1: none */
  gint64 batch;
  VslNetwork *network;
  VslParams *params;
  VslPlan *plan;
  VslReal *given[VSL_MAX_SAVED];
} Layer;

static void
layer_clear (Layer *l)
{
  for (int i = 0; i < l->n_inputs; i++)
    ref_tensor_clear (&l->input[i]);
  for (int i = 0; i < VSL_MAX_SAVED; i++)
    g_free (l->given[i]);
  g_clear_pointer (&l->plan, vsl_plan_free);
  g_clear_pointer (&l->params, vsl_params_free);
  g_clear_pointer (&l->network, vsl_network_free);
}

static gboolean
read_inputs (Layer *l)
{
  JsonArray *inputs = ref_array (l->c->o, "inputs");
  guint n = inputs ? json_array_get_length (inputs) : 0;
  if (n == 0 || n > VSL_MAX_INPUTS) {
    ref_bad (l->c, "no inputs");
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    RefTensor *t = &l->input[i];
    if (!ref_tensor (l->c, json_array_get_element (inputs, i), "inputs", t))
      return FALSE;
    l->n_inputs++;
    if (t->rank < 1 || t->rank > VSL_MAX_RANK || t->dim[0] < 1 || t->dim[0] > 65536 || t->dim[0] != l->input[0].dim[0]) {
      ref_bad (l->c, "inputs: the batches differ");
      return FALSE;
    }
  }
  l->batch = l->input[0].dim[0];
  return TRUE;
}

/* Which inputs come with a mask. */
static gboolean
read_masks (Layer *l)
{
  JsonArray *masks = ref_array (l->c->o, "masks");
  for (guint i = 0; masks && i < json_array_get_length (masks); i++) {
    if (JSON_NODE_HOLDS_NULL (json_array_get_element (masks, i)))
      continue;
    if ((int) i >= l->n_inputs || l->input[i].rank < 2) {
      ref_bad (l->c, "masks: there is no such input");
      return FALSE;
    }
    l->masked[i] = TRUE;
  }
  return TRUE;
}

/* A call's argument that is a list of lists of lists: [batch, query, key] of 0/1. */
static gboolean
read_cube (RefCase *c, JsonArray *a, RefTensor *t)
{
  JsonArray *rows = ref_element_array (a, 0), *row = rows ? ref_element_array (rows, 0) : NULL;
  *t = (RefTensor) { .rank = 3 };
  gint64 dim[3] = { json_array_get_length (a), rows ? json_array_get_length (rows) : 0, row ? json_array_get_length (row) : 0 };
  gboolean ok = dim[0] > 0 && dim[1] > 0 && dim[2] > 0 && dim[0] * dim[1] * dim[2] <= 1 << 20;
  t->n = ok ? (gsize) (dim[0] * dim[1] * dim[2]) : 0;
  t->data = g_new0 (double, t->n + 1);
  memcpy (t->dim, dim, sizeof dim);
  for (gsize k = 0; ok && k < t->n; k++) {
    JsonArray *m = ref_element_array (a, (guint) (k / (gsize) (dim[1] * dim[2])));
    JsonArray *r = m ? ref_element_array (m, (guint) (k / (gsize) dim[2] % (gsize) dim[1])) : NULL;
    ok = r && (gint64) json_array_get_length (r) == dim[2] && ref_element_number (r, (guint) (k % (gsize) dim[2]), &t->data[k]);
  }
  if (!ok)
    ref_bad (c, "attention_mask: [batch, query, key] is expected");
  return ok;
}

/* The mask of an attention is wire 3 here, after query, value and key; the key is then given, if only as the value again. */
static gboolean
read_attention_mask (Layer *l)
{
  JsonArray *a = ref_array (ref_object (l->c->o, "call_args"), "attention_mask");
  l->attention_mask = -1;
  if (!a)
    return TRUE;
  if (l->n_inputs < 2 || l->n_inputs > 3) {
    ref_bad (l->c, "attention_mask: query and value are needed");
    return FALSE;
  }
  RefTensor *t = &l->input[l->n_inputs];
  if (!read_cube (l->c, a, t) || t->dim[0] != l->batch) {
    ref_bad (l->c, "attention_mask: the batch differs");
    ref_tensor_clear (t);
    return FALSE;
  }
  l->attention_mask = l->n_inputs++;
  return TRUE;
}

/* Input nodes, their wires, and a wire from each output that the case has. */
static gboolean
add_ends (Layer *l, VslNode *node)
{
  JsonArray *outputs = ref_array (l->c->o, "outputs");
  for (int i = 0; i < l->n_inputs; i++) {
    g_autofree char *id = g_strdup_printf ("input%d", i);
    VslShape shape = ref_sample_shape (&l->input[i]);
    if (!ref_add_input (l->c, l->network, id, &shape))
      return FALSE;
    if (i == l->attention_mask && i == 2)
      g_ptr_array_add (node->inputs, g_strdup ("input1"));
    g_ptr_array_add (node->inputs, g_steal_pointer (&id));
  }
  for (guint i = 0; outputs && json_array_get_length (outputs) > 1 && i < json_array_get_length (outputs); i++)
    g_ptr_array_add (l->network->outputs, i ? g_strdup_printf (NODE ":%u", i) : g_strdup (NODE));
  return TRUE;
}

static gboolean
build (Layer *l)
{
  JsonObject *spec = ref_object (l->c->o, "layer");
  g_autoptr (JsonObject) whole = json_object_new ();
  static const char *const keys[] = { "type", "config", NULL };
  for (int i = 0; keys[i]; i++)
    if (spec && json_object_has_member (spec, keys[i]))
      json_object_set_member (whole, keys[i], json_node_copy (json_object_get_member (spec, keys[i])));
  if (ref_object (l->c->o, "call_args")) {
    json_object_set_member (whole, "call_args", json_node_copy (json_object_get_member (l->c->o, "call_args")));
    json_object_remove_member (json_object_get_object_member (whole, "call_args"), "attention_mask");
  }
  l->network = vsl_network_new ();
  VslNode *node = ref_add_node (l->c, l->network, NODE, whole);
  return node && add_ends (l, node);
}

/* Every weight of the layer must be given, and nothing else. */
static void
fill_weights (Layer *l, const char *key, gboolean state)
{
  JsonObject *given = ref_object (l->c->o, key);
  g_autoptr (GList) names = given ? json_object_get_members (given) : NULL;
  for (GList *n = names; n; n = n->next) {
    g_autofree char *name = g_strconcat (NODE, "/", n->data, NULL);
    const VslParam *p = vsl_params_find (l->params, name);
    g_auto (RefTensor) t = { 0 };
    if (!ref_tensor_member (l->c, given, n->data, &t))
      return;
    if (!p || p->state != state || !ref_shape_is (&t, &p->shape, -1))
      ref_bad (l->c, "weight %s: not as in the layer", name);
    else
      ref_copy (&t, l->params->data + p->offset);
  }
  for (guint i = 0; i < l->params->n; i++) {
    const char *name = strchr (l->params->param[i].name, '/') + 1;
    if (l->params->param[i].state == state && !(given && json_object_has_member (given, name)))
      ref_bad (l->c, "weight %s is not given", name);
  }
}

/* Given masks: the input's from 0 on, the recurrent ones from 4 on; one short of what the layer reads is filled with zeros. */
static void
give_masks (Layer *l)
{
  static const char *const keys[] = { "input", "recurrent", NULL };
  JsonObject *o = ref_object (l->c->o, "dropout_masks");
  for (int k = 0; o && keys[k]; k++) {
    JsonArray *a = ref_array (o, keys[k]);
    int at = 4 * k;
    for (guint i = 0; a && i < json_array_get_length (a); i++) {
      g_auto (RefTensor) t = { 0 };
      if (!ref_tensor (l->c, json_array_get_element (a, i), "dropout_masks", &t))
        return;
      if (i == 4) {
        ref_bad (l->c, "dropout_masks: too many");
        return;
      }
      l->given[at] = g_new0 (VslReal, MAX (t.n, l->input[0].n) + 1);
      ref_copy (&t, l->given[at]);
      vsl_plan_set_given (l->plan, NODE, at, l->given[at]);
      at++;
    }
  }
}

static void
fill_inputs (Layer *l)
{
  JsonArray *masks = ref_array (l->c->o, "masks");
  for (int i = 0; i < l->n_inputs; i++)
    ref_copy (&l->input[i], vsl_plan_input (l->plan, i));
  for (guint i = 0; masks && i < json_array_get_length (masks); i++) {
    JsonNode *node = json_array_get_element (masks, i);
    g_auto (RefTensor) t = { 0 };
    if (!l->masked[i])
      continue;
    VslReal *into = vsl_plan_input_mask (l->plan, (int) i);
    if (!ref_tensor (l->c, node, "masks", &t))
      return;
    if (!into)
      ref_bad (l->c, "the plan takes no mask");
    else if (t.rank != 2 || t.dim[0] != l->batch || t.dim[1] != l->input[i].dim[1])
      ref_bad (l->c, "masks: the shape differs");
    else
      ref_copy (&t, into);
  }
}

static void
compare_mask (Layer *l, const RefTensor *want)
{
  const VslReal *got = vsl_plan_output_mask (l->plan, 0);
  if (!got)
    ref_bad (l->c, "output_mask: one is wanted, the plan has none");
  else if (want->rank != 2 || want->dim[0] != l->batch || want->dim[1] != vsl_plan_output_shape (l->plan, 0)->dim[0])
    ref_bad (l->c, "output_mask: the shape differs");
  else
    ref_compare (l->c, got, want, "output_mask");
}

static void
compare_outputs (Layer *l)
{
  JsonArray *outputs = ref_array (l->c->o, "outputs");
  guint n = outputs ? json_array_get_length (outputs) : 0;
  if (n == 0 || (int) n != vsl_plan_n_outputs (l->plan)) {
    ref_bad (l->c, "outputs: %u are wanted, the plan has %d", n, vsl_plan_n_outputs (l->plan));
    return;
  }
  for (guint i = 0; i < n; i++) {
    g_auto (RefTensor) t = { 0 };
    if (!ref_tensor (l->c, json_array_get_element (outputs, i), "outputs", &t))
      return;
    if (ref_shape_is (&t, vsl_plan_output_shape (l->plan, (int) i), l->batch))
      ref_compare (l->c, vsl_plan_output (l->plan, (int) i), &t, "output");
    else
      ref_bad (l->c, "output: the shape differs");
  }
  g_auto (RefTensor) mask = { 0 };
  if (json_object_has_member (l->c->o, "output_mask") && ref_tensor_member (l->c, l->c->o, "output_mask", &mask))
    compare_mask (l, &mask);
}

static gboolean
give_gradients (Layer *l)
{
  JsonArray *grads = ref_array (l->c->o, "grad_outputs");
  if (!grads)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (grads) && (int) i < vsl_plan_n_outputs (l->plan); i++) {
    g_auto (RefTensor) t = { 0 };
    VslReal *into = vsl_plan_output_grad (l->plan, (int) i);
    if (!ref_tensor (l->c, json_array_get_element (grads, i), "grad_outputs", &t))
      return FALSE;
    if (!ref_shape_is (&t, vsl_plan_output_shape (l->plan, (int) i), l->batch)) {
      ref_bad (l->c, "grad_outputs: the shape differs");
      return FALSE;
    }
    if (into)
      ref_copy (&t, into);
  }
  return TRUE;
}

static void
compare_input_gradients (Layer *l)
{
  JsonArray *grads = ref_array (l->c->o, "grad_inputs");
  for (guint i = 0; grads && i < json_array_get_length (grads); i++) {
    g_auto (RefTensor) t = { 0 };
    JsonNode *node = json_array_get_element (grads, i);
    if (JSON_NODE_HOLDS_NULL (node))
      continue;
    if (!ref_tensor (l->c, node, "grad_inputs", &t))
      return;
    if ((int) i < l->n_inputs && ref_shape_is (&t, vsl_plan_input_shape (l->plan, (int) i), l->batch))
      ref_compare (l->c, vsl_plan_input_grad (l->plan, (int) i), &t, "grad_inputs");
    else
      ref_bad (l->c, "grad_inputs: the shape differs");
  }
}

/* key: grad_weights (values: gradients) or state_after (values: the block). */
static void
compare_weights (Layer *l, const char *key, gboolean gradients)
{
  JsonObject *want = ref_object (l->c->o, key);
  g_autoptr (GList) names = want ? json_object_get_members (want) : NULL;
  for (GList *n = names; n; n = n->next) {
    g_autofree char *name = g_strconcat (NODE, "/", n->data, NULL);
    const VslParam *p = vsl_params_find (l->params, name);
    g_auto (RefTensor) t = { 0 };
    if (!ref_tensor_member (l->c, want, n->data, &t))
      return;
    if (!p || !ref_shape_is (&t, &p->shape, -1) || (gradients && !p->trainable))
      ref_bad (l->c, "%s %s: not as in the layer", key, name);
    else
      ref_compare (l->c, (gradients ? vsl_plan_grad (l->plan) : l->params->data) + p->offset, &t, name);
  }
  for (guint i = 0; want && gradients && i < l->params->n; i++) {
    const VslParam *p = &l->params->param[i];
    if (p->trainable && !json_object_has_member (want, strchr (p->name, '/') + 1))
      ref_bad (l->c, "%s has a gradient, but none is wanted", p->name);
  }
}

static void
run (Layer *l)
{
  fill_weights (l, "weights", FALSE);
  fill_weights (l, "state_before", TRUE);
  give_masks (l);
  fill_inputs (l);
  if (l->c->bad || l->c->unsupported)
    return;
  vsl_plan_forward (l->plan, (int) l->batch, ref_bool (l->c->o, "training"), 1, 0);
  compare_outputs (l);
  if (give_gradients (l)) {
    vsl_plan_backward (l->plan, (int) l->batch);
    compare_input_gradients (l);
    compare_weights (l, "grad_weights", TRUE);
  }
  compare_weights (l, "state_after", FALSE);
}

void
ref_run_layer (RefCase *c)
{
  Layer l = { .c = c };
  g_autoptr (GError) error = NULL;
  guint flags = VSL_PLAN_TRAIN | VSL_PLAN_INPUT_GRAD;
  if (read_inputs (&l) && read_masks (&l) && read_attention_mask (&l) && build (&l)) {
    for (int i = 0; i < l.n_inputs; i++)
      flags |= l.masked[i] ? VSL_PLAN_INPUT_MASK (i) : 0;
    l.params = vsl_params_new (l.network, &error);
    if (l.params)
      l.plan = vsl_plan_new (l.network, l.params, (int) l.batch, flags, &error);
    if (l.plan)
      run (&l);
    else
      ref_bad (c, "%s", error ? error->message : "no plan");
  }
  layer_clear (&l);
}
