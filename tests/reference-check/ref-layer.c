/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layer by itself: Input nodes, the layer, a plan with the gradients of inputs and weights. */
#include <string.h>

#include "ref.h"

#define NODE "layer"

typedef struct {
  RefCase *c;
  int n_inputs;
  RefTensor input[VSL_MAX_INPUTS];
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

static gboolean
build (Layer *l)
{
  JsonObject *spec = ref_object (l->c->o, "layer");
  g_autoptr (JsonObject) whole = json_object_new ();
  static const char *const keys[] = { "type", "config", NULL };
  for (int i = 0; keys[i]; i++)
    if (spec && json_object_has_member (spec, keys[i]))
      json_object_set_member (whole, keys[i], json_node_copy (json_object_get_member (spec, keys[i])));
  if (json_object_has_member (l->c->o, "call_args"))
    json_object_set_member (whole, "call_args", json_node_copy (json_object_get_member (l->c->o, "call_args")));
  l->network = vsl_network_new ();
  VslNode *node = ref_add_node (l->c, l->network, NODE, whole);
  for (int i = 0; node && i < l->n_inputs; i++) {
    g_autofree char *id = g_strdup_printf ("input%d", i);
    VslShape shape = ref_sample_shape (&l->input[i]);
    if (!ref_add_input (l->c, l->network, id, &shape))
      return FALSE;
    g_ptr_array_add (node->inputs, g_steal_pointer (&id));
  }
  return node != NULL;
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

/* Given masks stand in the order input, recurrent; one short of what the layer reads is filled with zeros. */
static void
give_masks (Layer *l)
{
  static const char *const keys[] = { "input", "recurrent", NULL };
  JsonObject *o = ref_object (l->c->o, "dropout_masks");
  int at = 0;
  for (int k = 0; o && keys[k]; k++) {
    JsonArray *a = ref_array (o, keys[k]);
    for (guint i = 0; a && i < json_array_get_length (a); i++) {
      g_auto (RefTensor) t = { 0 };
      if (!ref_tensor (l->c, json_array_get_element (a, i), "dropout_masks", &t))
        return;
      if (at == VSL_MAX_SAVED) {
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
    if (JSON_NODE_HOLDS_NULL (node))
      continue;
    VslReal *into = (int) i < l->n_inputs ? vsl_plan_input_mask (l->plan, (int) i) : NULL;
    if (!ref_tensor (l->c, node, "masks", &t))
      return;
    if (!into)
      ref_unsupported (l->c, "the plan takes no mask");
    else if (t.rank != 2 || t.dim[0] != l->batch || t.dim[1] != l->input[i].dim[1])
      ref_bad (l->c, "masks: the shape differs");
    else
      ref_copy (&t, into);
  }
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
    ref_compare (l->c, vsl_plan_output_mask (l->plan, 0), &mask, "output_mask");
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
  if (read_inputs (&l) && build (&l)) {
    l.params = vsl_params_new (l.network, &error);
    if (l.params)
      l.plan = vsl_plan_new (l.network, l.params, (int) l.batch, VSL_PLAN_TRAIN | VSL_PLAN_INPUT_GRAD, &error);
    if (l.plan)
      run (&l);
    else
      ref_bad (c, "%s", error ? error->message : "no plan");
  }
  layer_clear (&l);
}
