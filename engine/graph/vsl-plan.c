/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a plan: which steps run in which order and which tensors they share. */
#include "graph/vsl-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "graph/vsl-network-private.h"
#include "graph/vsl-plan-private.h"
#include "kernels/vsl-activation.h"

static int
add_buffer (VslPlan *plan, const VslShape *shape)
{
  VslBuffer b = { .shape = *shape, .count = (gsize) vsl_shape_count (shape), .root = (int) plan->buffers->len, .v_to = -1, .g_to = -1 };
  g_array_append_val (plan->buffers, b);
  return (int) plan->buffers->len - 1;
}

static int
add_alias (VslPlan *plan, const VslShape *shape, int of)
{
  int i = add_buffer (plan, shape);
  _vsl_buffer (plan, i)->root = _vsl_buffer (plan, of)->root;
  return i;
}

/* Which nodes lead to an output; the others are not run. */
static gboolean *
needed_nodes (const VslNetwork *network, GPtrArray *outputs)
{
  gboolean *needed = g_new0 (gboolean, network->nodes->len + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < outputs->len; i++) {
    int at = vsl_network_source_index (network, outputs->pdata[i], NULL);
    g_array_append_val (stack, at);
  }
  while (stack->len) {
    int at = g_array_index (stack, int, stack->len - 1);
    g_array_set_size (stack, stack->len - 1);
    if (at < 0 || needed[at])
      continue;
    needed[at] = TRUE;
    const VslNode *node = network->nodes->pdata[at];
    for (guint k = 0; k < node->inputs->len; k++) {
      int j = vsl_network_source_index (network, node->inputs->pdata[k], NULL);
      g_array_append_val (stack, j);
    }
  }
  return needed;
}

/* The activation that follows the node's layer: its option of that name, unless the layer applies it itself. */
static VslActivation
node_activation (const VslNode *node)
{
  const VslProp *p = vsl_kind_prop (&node->cls->head, "activation");
  if (!p || p->choices != vsl_activation_names || (node->cls->flags & VSL_LAYER_OWN_ACTIVATION))
    return VSL_ACT_LINEAR;
  return (VslActivation) *(const int *) ((const guint8 *) node->config + p->offset);
}

static int
add_mask (VslPlan *plan, const VslShape *shape)
{
  VslShape mask = { .rank = 1, .dim = { shape->dim[0] } };
  return add_buffer (plan, &mask);
}

/* Masks go along the wires beside the values. A layer that only hands its mask on shares its memory. */
static void
add_step_masks (VslPlan *plan, int at, VslStep *step)
{
  const VslNode *node = plan->network->nodes->pdata[at];
  const VslLayerPlan *lp = &step->lp;
  for (int k = 0; k < lp->n_in; k++)
    step->in_mask[k] = _vsl_plan_wire_mask (plan, node->inputs->pdata[k]);
  step->out_mask = -1;
  if (!lp->out_mask)
    return;
  gboolean same = lp->n_in > 0 && step->in_mask[0] >= 0 && lp->in[0].dim[0] == lp->out[0].dim[0] && (lp->same_mask || step->view);
  step->out_mask = same ? step->in_mask[0] : add_mask (plan, &lp->out[0]);
  plan->node_mask[at] = step->out_mask;
}

static gboolean
is_view (const VslLayerClass *cls, const VslLayerPlan *lp)
{
  return (cls->flags & VSL_LAYER_VIEW) || lp->view;
}

/* Whether the results of a step of the class must stay as it gave them: backward reads them, or the step runs forward again between two
 * backward passes, when what came in place after it would not. */
static gboolean
needs_results (const VslPlan *plan, const VslLayerClass *cls)
{
  return (cls->flags & VSL_LAYER_NEEDS_Y) || ((plan->flags & VSL_PLAN_EXAMPLES) && (cls->flags & VSL_LAYER_USES_UP));
}

static void
add_layer_step (VslPlan *plan, int at, const VslLayerPlan *lp)
{
  const VslNode *node = plan->network->nodes->pdata[at];
  VslStep step = { .node = at, .name = node->id, .lp = *lp, .view = is_view (node->cls, lp) || (node->cls->flags & VSL_LAYER_INPUT) };
  step.lp.config = node->config;
  step.lp.node = node->id;
  step.lp.constant = (plan->flags & VSL_PLAN_FROZEN) != 0;
  for (int k = 0; k < lp->n_in; k++) {
    step.in[k] = _vsl_plan_wire (plan, node->inputs->pdata[k]);
    if (!step.view)
      _vsl_root (plan, step.in[k])->uses++;
  }
  for (int k = 0; k < lp->n_out; k++) {
    step.out[k] = is_view (node->cls, lp) ? add_alias (plan, &lp->out[k], step.in[0]) : add_buffer (plan, &lp->out[k]);
    plan->node_out[at * VSL_MAX_OUTPUTS + k] = step.out[k];
    if (needs_results (plan, node->cls))
      _vsl_root (plan, step.out[k])->producer_needs_y = TRUE;
  }
  plan->mixes |= (node->cls->flags & VSL_LAYER_MIXES) || lp->mixes;
  add_step_masks (plan, at, &step);
  g_array_append_val (plan->steps, step);
}

static void
add_act_step (VslPlan *plan, int at, VslActivation act)
{
  const VslNode *node = plan->network->nodes->pdata[at];
  VslStep step = { .node = at, .name = node->id, .is_act = TRUE, .act = act, .in_mask = { -1 }, .out_mask = -1 };
  step.in[0] = plan->node_out[at * VSL_MAX_OUTPUTS];
  step.lp.n_in = step.lp.n_out = 1;
  VslShape shape = _vsl_buffer (plan, step.in[0])->shape;
  step.lp.in[0] = step.lp.out[0] = shape;
  _vsl_root (plan, step.in[0])->uses++;
  step.out[0] = add_buffer (plan, &shape);     /* shared with the input later, where nobody else reads that */
  _vsl_root (plan, step.out[0])->producer_needs_y = !vsl_activation_needs_x (act);
  plan->node_out[at * VSL_MAX_OUTPUTS] = step.out[0];
  g_array_append_val (plan->steps, step);
}

static void
add_steps (VslPlan *plan, const VslReport *report, const VslLayerPlan *plans, const gboolean *needed)
{
  for (guint k = 0; k < report->n_order; k++) {
    int at = report->order[k];
    if (!needed[at])
      continue;
    add_layer_step (plan, at, &plans[at]);
    VslActivation act = node_activation (plan->network->nodes->pdata[at]);
    if (act != VSL_ACT_LINEAR)
      add_act_step (plan, at, act);
  }
}

/* Inputs and outputs of the network keep their memory for themselves. */
static void
pin_ends (VslPlan *plan, GPtrArray *inputs, GPtrArray *outputs)
{
  plan->n_inputs = (int) inputs->len;
  plan->inputs = g_new0 (int, inputs->len + 1);
  plan->input_masks = g_new0 (int, inputs->len + 1);
  for (guint i = 0; i < inputs->len; i++) {
    int at = vsl_network_index (plan->network, ((VslNode *) inputs->pdata[i])->id);
    int *own = &plan->node_out[at * VSL_MAX_OUTPUTS];
    if (*own < 0) {                             /* leads to no output: booked all the same, so that callers can fill it */
      VslShape shape = { 0 };
      *own = add_buffer (plan, &shape);
    }
    plan->inputs[i] = *own;
    plan->input_masks[i] = plan->node_mask[at];
    _vsl_root (plan, plan->inputs[i])->pinned = TRUE;
  }
  plan->n_outputs = (int) MIN (outputs->len, VSL_MAX_OUTPUTS);
  for (int i = 0; i < plan->n_outputs; i++) {
    plan->outputs[i] = _vsl_plan_wire (plan, outputs->pdata[i]);
    plan->output_masks[i] = _vsl_plan_wire_mask (plan, outputs->pdata[i]);
    plan->logits[i] = -1;
    _vsl_root (plan, plan->outputs[i])->pinned = TRUE;
  }
}

/* A last softmax or sigmoid that nobody else reads can be left to the loss, which is exact from the values before it
 * (Keras keeps them as _keras_logits for the same reason). */
static void
leave_out_activations (VslPlan *plan)
{
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    if (!step->is_act || (step->act != VSL_ACT_SOFTMAX && step->act != VSL_ACT_SIGMOID))
      continue;
    for (int i = 0; i < plan->n_outputs; i++)
      if ((plan->flags & (VSL_PLAN_LOGITS | VSL_PLAN_LOGITS_OF (i))) && plan->outputs[i] == step->out[0] &&
          _vsl_root (plan, step->out[0])->uses == 0 && _vsl_root (plan, step->in[0])->uses == 1) {
        plan->logits[i] = step->in[0];
        plan->logits_act[i] = step->act;
        step->fused = TRUE;
        _vsl_root (plan, step->in[0])->pinned = TRUE;
      }
  }
}

/* Whether the step may write over its first input: an activation whose derivative follows from its result, or a layer that says so. */
static gboolean
in_place (const VslStep *step)
{
  if (step->is_act)
    return !step->fused && !vsl_activation_needs_x (step->act);
  return (step->lp.cls->flags & VSL_LAYER_IN_PLACE) && vsl_shape_equal (&step->lp.in[0], &step->lp.out[0]);
}

/* Such a step runs in place when nothing else reads what it overwrites. */
static void
share_in_place (VslPlan *plan)
{
  for (guint s = 0; s < plan->steps->len && !(plan->flags & VSL_PLAN_KEEP); s++) {
    VslStep *step = _vsl_step (plan, s);
    if (!in_place (step))
      continue;
    int from = _vsl_buffer (plan, step->in[0])->root;
    VslBuffer *root = _vsl_buffer (plan, from);
    if (root->uses != 1 || root->pinned || root->producer_needs_y)
      continue;
    VslBuffer *out = _vsl_buffer (plan, step->out[0]);
    root->uses = out->uses;
    root->pinned = out->pinned;
    root->producer_needs_y = out->producer_needs_y;
    for (guint b = 0; b < plan->buffers->len; b++)
      if (_vsl_buffer (plan, (int) b)->root == step->out[0])
        _vsl_buffer (plan, (int) b)->root = from;
  }
}

gboolean
_vsl_plan_has_trainable (const VslPlan *plan, const VslStep *step)
{
  const VslNode *node = plan->network->nodes->pdata[step->node];
  for (int k = 0; k < step->lp.n_params && !step->is_act; k++)
    if (node->trainable && !step->lp.params[k].state)
      return TRUE;
  return FALSE;
}

static void
find_gradients (VslPlan *plan)
{
  for (int i = 0; i < plan->n_inputs && (plan->flags & VSL_PLAN_INPUT_GRAD); i++)
    _vsl_root (plan, plan->inputs[i])->needs_grad = TRUE;
  for (guint s = 0; s < plan->steps->len && (plan->flags & VSL_PLAN_TRAIN); s++) {
    VslStep *step = _vsl_step (plan, s);
    gboolean wanted = _vsl_plan_has_trainable (plan, step);
    for (int k = 0; k < step->lp.n_in; k++)
      wanted |= _vsl_root (plan, step->in[k])->needs_grad;
    if (!wanted)
      continue;
    step->backward = !step->view && !step->fused;
    for (int k = 0; k < step->lp.n_out; k++)
      _vsl_root (plan, step->out[k])->needs_grad = TRUE;
  }
}

/* The first gradient to reach a tensor overwrites, later ones add; the caller's own counts for outputs. */
static void
find_additions (VslPlan *plan)
{
  g_autofree gboolean *written = g_new0 (gboolean, plan->buffers->len + 1);
  for (int i = 0; i < plan->n_outputs; i++)
    written[_vsl_buffer (plan, _vsl_plan_end (plan, i))->root] = TRUE;
  for (guint s = plan->steps->len; s-- > 0;) {
    VslStep *step = _vsl_step (plan, s);
    if (!step->backward)
      continue;
    for (int k = 0; k < step->lp.n_out; k++)
      step->dy_zero[k] = !written[_vsl_buffer (plan, step->out[k])->root];
    for (int k = 0; k < step->lp.n_in; k++) {
      int root = _vsl_buffer (plan, step->in[k])->root;
      if (root == _vsl_buffer (plan, step->out[0])->root)
        continue;                                /* in place: dy becomes dx */
      step->dx_add[k] = written[root];
      written[root] = TRUE;
    }
  }
}

static void
book_tables (VslPlan *plan)
{
  gsize n = plan->network->nodes->len + 1;
  plan->node_out = g_new (int, n * VSL_MAX_OUTPUTS);
  plan->node_mask = g_new (int, n);
  for (gsize i = 0; i < n * VSL_MAX_OUTPUTS; i++)
    plan->node_out[i] = -1;
  for (gsize i = 0; i < n; i++)
    plan->node_mask[i] = -1;
}

/* Two outputs in the same memory (a layer and its Flatten) would have one gradient between them. */
static gboolean
outputs_differ (const VslPlan *plan, GPtrArray *outputs, GError **error)
{
  for (int i = 0; i < plan->n_outputs; i++)
    for (int k = 0; k < i; k++)
      if (_vsl_buffer (plan, plan->outputs[i])->root == _vsl_buffer (plan, plan->outputs[k])->root) {
        g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("The outputs “%s” and “%s” hold the same values: leave one of them out."),
                     (char *) outputs->pdata[k], (char *) outputs->pdata[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
build (VslPlan *plan, GError **error)
{
  g_autofree VslLayerPlan *plans = NULL;
  g_autoptr (VslReport) report = _vsl_network_infer_masked (plan->network, plan->batch, (plan->flags & VSL_PLAN_TRAIN) != 0,
                                                            plan->flags >> VSL_PLAN_MASK_BIT, &plans);
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (plan->network);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (plan->network);
  if (!vsl_report_ok (report)) {
    vsl_report_to_error (plan->network, report, error);
    return FALSE;
  }
  if (inputs->len == 0 || outputs->len == 0 || outputs->len > VSL_MAX_OUTPUTS) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("The network needs an Input and between 1 and %d outputs."), VSL_MAX_OUTPUTS);
    return FALSE;
  }
  book_tables (plan);
  g_autofree gboolean *needed = needed_nodes (plan->network, outputs);
  add_steps (plan, report, plans, needed);
  pin_ends (plan, inputs, outputs);
  if (!outputs_differ (plan, outputs, error))
    return FALSE;
  leave_out_activations (plan);
  _vsl_plan_fuse (plan);
  share_in_place (plan);
  find_gradients (plan);
  find_additions (plan);
  return !(plan->flags & VSL_PLAN_EXAMPLES) || _vsl_plan_examples_new (plan, error);
}

static VslPlan *
plan_of (const VslNetwork *network, VslParams *params, int batch, guint flags)
{
  VslPlan *plan = g_new0 (VslPlan, 1);
  plan->network = vsl_network_copy (network);
  plan->params = params;
  plan->batch = MAX (batch, 1);
  plan->flags = flags;
  plan->buffers = g_array_new (FALSE, TRUE, sizeof (VslBuffer));
  plan->steps = g_array_new (FALSE, TRUE, sizeof (VslStep));
  return plan;
}

/**
 * vsl_plan_estimate:
 * @trainable: numbers that training changes
 *
 * Returns: the bytes that vsl_plan_new() would book; 0: the network has a problem
 */
gsize
vsl_plan_estimate (const VslNetwork *network, int batch, guint flags, gsize trainable)
{
  gsize size = 0;
  g_autoptr (VslPlan) plan = plan_of (network, NULL, batch, flags);
  return build (plan, NULL) && _vsl_plan_place (plan, trainable, &size, NULL) ? size : 0;
}

static gboolean
checks_numbers (void)
{
#ifdef VSL_CHECK_NUMBERS
  return TRUE;
#else
  return g_strcmp0 (g_getenv ("VESALIUS_CHECK_NUMBERS"), "1") == 0;
#endif
}

/**
 * vsl_plan_new:
 * @params: (transfer none): made from the same network; must live as long as the plan
 * @batch: most samples of a run
 * @flags: #VslPlanFlags
 *
 * Compiles the network. All memory is taken here.
 *
 * Returns: (transfer full) (nullable): the plan
 */
VslPlan *
vsl_plan_new (const VslNetwork *network, VslParams *params, int batch, guint flags, GError **error)
{
  VslPlan *plan = plan_of (network, params, batch, flags);
  plan->check = checks_numbers ();
  if (!build (plan, error) || !_vsl_plan_book (plan, error)) {
    vsl_plan_free (plan);
    return NULL;
  }
  return plan;
}

/**
 * vsl_plan_free:
 * @plan: (nullable):
 */
void
vsl_plan_free (VslPlan *plan)
{
  if (!plan)
    return;
  vsl_arena_clear (&plan->arena);
  for (guint s = 0; s < plan->steps->len; s++)
    g_free (_vsl_step (plan, s)->alone);
  g_array_unref (plan->buffers);
  g_array_unref (plan->steps);
  g_free (plan->node_out);
  g_free (plan->node_mask);
  g_free (plan->redo);
  g_free (plan->scratch_off);
  g_free (plan->input_masks);
  g_free (plan->inputs);
  vsl_network_free (plan->network);
  g_free (plan);
}
