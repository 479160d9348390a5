/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a plan. Nothing here allocates. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "core/vsl-random.h"
#include "graph/vsl-plan-private.h"
#include "kernels/vsl-activation.h"

double
_vsl_now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static void
act_rows (const VslPlan *plan, const VslStep *step, int n, gint64 *rows, gint64 *width)
{
  const VslBuffer *b = _vsl_buffer (plan, step->in[0]);
  *width = b->shape.rank ? b->shape.dim[b->shape.rank - 1] : 1;
  *rows = (gint64) b->count / *width * n;
}

void
_vsl_plan_forward_step (VslPlan *plan, VslStep *step, int n)
{
  if (step->is_act) {
    gint64 rows, width;
    act_rows (plan, step, n, &rows, &width);
    vsl_activation_forward (step->act, rows, width, step->x[0], step->y[0]);
    return;
  }
  step->call.x = step->x;
  step->call.y = step->y;
  step->call.scratch = step->scratch;
  step->call.n = n;
  step->call.training = plan->last_training;
  step->call.given = step->has_given ? step->given : NULL;
  if (step->lp.cls->flags & VSL_LAYER_RANDOM)
    step->call.key = vsl_random_key (plan->seed, VSL_RANDOM_DROPOUT, (guint64) step->node, plan->step);
  step->lp.cls->forward (&step->call);
}

void
_vsl_plan_backward_step (VslPlan *plan, VslStep *step, int n)
{
  if (step->is_act) {
    gint64 rows, width;
    act_rows (plan, step, n, &rows, &width);
    if (step->dx[0])
      vsl_activation_backward (step->act, rows, width, step->back_x[0], step->back_y[0], step->dy[0], step->dx[0], step->dx_add[0]);
    return;
  }
  for (int k = 0; k < step->lp.n_out; k++)
    if (step->dy_zero[k] && step->dy[k])
      memset ((gpointer) step->dy[k], 0, sizeof (VslReal) * _vsl_buffer (plan, step->out[k])->count * (gsize) n);
  step->call.x = step->back_x;
  step->call.y = step->back_y;
  step->call.scratch = step->back_scratch;
  step->lp.cls->backward (&step->call);
}

/* What the step gave on the way there, once more, where it lies on the way back. */
void
_vsl_plan_again_step (const VslPlan *plan, VslStep *step, VslReal *scratch, int n)
{
  if (step->is_act) {
    gint64 rows, width;
    act_rows (plan, step, n, &rows, &width);
    vsl_activation_forward (step->act, rows, width, step->back_x[0], step->back_y[0]);
    return;
  }
  step->call.x = step->back_x;
  step->call.y = step->back_y;
  step->call.scratch = scratch;
  step->lp.cls->remake (&step->call);
}

static gboolean
all_finite (const VslReal *v, gsize count)
{
  for (gsize i = 0; i < count; i++)
    if (!isfinite (v[i]))
      return FALSE;
  return TRUE;
}

static void
note_broken (VslPlan *plan, const VslStep *step, gboolean backward)
{
  if (plan->broken)
    return;
  plan->broken = step->name;
  plan->broken_backward = backward;
}

static void
check_forward (VslPlan *plan, const VslStep *step, int n)
{
  for (int k = 0; k < step->lp.n_out && plan->check; k++)
    if (!all_finite (step->y[k], _vsl_buffer (plan, step->out[k])->count * (gsize) n))
      note_broken (plan, step, FALSE);
}

static void
check_backward (VslPlan *plan, const VslStep *step, int n)
{
  for (int k = 0; k < step->lp.n_in && plan->check; k++)
    if (step->dx[k] && !all_finite (step->dx[k], _vsl_buffer (plan, step->in[k])->count * (gsize) n))
      note_broken (plan, step, TRUE);
  for (int k = 0; k < step->lp.n_params && !step->is_act && plan->check; k++)
    if (step->dw[k] && !all_finite (step->dw[k], (gsize) vsl_shape_count (&step->lp.params[k].shape)))
      note_broken (plan, step, TRUE);
}

/**
 * vsl_plan_broken:
 * @backward: (out) (optional): whether it was a gradient
 *
 * Returns: (nullable): where numbers are checked, the id of the node that first gave one that is not finite since the last
 * vsl_plan_forward()
 */
const char *
vsl_plan_broken (const VslPlan *plan, gboolean *backward)
{
  if (backward)
    *backward = plan->broken_backward;
  return plan->broken;
}

/**
 * vsl_plan_forward:
 * @n: samples, 1 … batch, already in vsl_plan_input()
 * @training: dropout on, batch statistics used and kept
 * @seed: of the run; @step: counts the updates
 */
void
vsl_plan_forward (VslPlan *plan, int n, gboolean training, guint64 seed, guint64 step)
{
  plan->seed = seed;
  plan->step = step;
  plan->last_training = training;
  plan->broken = NULL;
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *one = _vsl_step (plan, s);
    if (one->view)
      continue;
    double t = plan->profile ? _vsl_now () : 0;
    _vsl_plan_forward_step (plan, one, n);
    check_forward (plan, one, n);
    if (plan->profile) {
      one->forward_s += _vsl_now () - t;
      one->samples += (guint64) n;
    }
  }
}

/**
 * vsl_plan_backward:
 * @n: the samples of the forward pass before
 *
 * From vsl_plan_output_grad() to vsl_plan_grad().
 */
void
vsl_plan_backward (VslPlan *plan, int n)
{
  for (guint s = plan->steps->len; s-- > 0;) {
    VslStep *one = _vsl_step (plan, s);
    if (!one->backward)
      continue;
    _vsl_plan_remake (plan, one, n);
    double t = plan->profile ? _vsl_now () : 0;
    _vsl_plan_backward_step (plan, one, n);
    check_backward (plan, one, n);
    if (plan->profile)
      one->backward_s += _vsl_now () - t;
  }
}

static VslReal *
value_of (const VslPlan *plan, int buffer)
{
  return (VslReal *) ((guint8 *) plan->arena.base + _vsl_root (plan, buffer)->v_off);
}

static VslReal *
grad_of (const VslPlan *plan, int buffer)
{
  const VslBuffer *r = _vsl_root (plan, buffer);
  return r->g_to >= r->g_from ? (VslReal *) ((guint8 *) plan->arena.base + r->g_off) : NULL;
}

/**
 * vsl_plan_batch:
 *
 * Returns: most samples of a run
 */
int
vsl_plan_batch (const VslPlan *plan)
{
  return plan->batch;
}

/**
 * vsl_plan_bytes:
 *
 * Returns: memory of the plan, without the parameters
 */
gsize
vsl_plan_bytes (const VslPlan *plan)
{
  return plan->arena.size;
}

/**
 * vsl_plan_n_inputs:
 */
int
vsl_plan_n_inputs (const VslPlan *plan)
{
  return plan->n_inputs;
}

/**
 * vsl_plan_n_outputs:
 */
int
vsl_plan_n_outputs (const VslPlan *plan)
{
  return plan->n_outputs;
}

/**
 * vsl_plan_input_shape:
 */
const VslShape *
vsl_plan_input_shape (const VslPlan *plan, int input)
{
  return &_vsl_buffer (plan, plan->inputs[input])->shape;
}

/**
 * vsl_plan_output_shape:
 */
const VslShape *
vsl_plan_output_shape (const VslPlan *plan, int output)
{
  return &_vsl_buffer (plan, plan->outputs[output])->shape;
}

/**
 * vsl_plan_input:
 *
 * Returns: room for batch * count values
 */
VslReal *
vsl_plan_input (VslPlan *plan, int input)
{
  return value_of (plan, plan->inputs[input]);
}

/**
 * vsl_plan_input_mask:
 *
 * Returns: (nullable): with VSL_PLAN_INPUT_MASK (input), room for batch * dim[0] values 0/1; all ones until the caller writes them
 */
VslReal *
vsl_plan_input_mask (VslPlan *plan, int input)
{
  return plan->input_masks[input] >= 0 ? value_of (plan, plan->input_masks[input]) : NULL;
}

/**
 * vsl_plan_output:
 *
 * Returns: the values of an output, after its activation
 */
const VslReal *
vsl_plan_output (VslPlan *plan, int output)
{
  return value_of (plan, plan->outputs[output]);
}

/**
 * vsl_plan_output_mask:
 *
 * Returns: (nullable): the mask of an output that has one
 */
const VslReal *
vsl_plan_output_mask (VslPlan *plan, int output)
{
  return plan->output_masks[output] >= 0 ? value_of (plan, plan->output_masks[output]) : NULL;
}

/**
 * vsl_plan_logits:
 * @logits: (out) (optional): the values before the activation that was left to the loss
 *
 * Returns: that activation, %VSL_ACT_LINEAR when none was left out
 */
VslActivation
vsl_plan_logits (const VslPlan *plan, int output, const VslReal **logits)
{
  int b = plan->logits[output];
  if (logits)
    *logits = b >= 0 ? value_of (plan, b) : NULL;
  return b >= 0 ? plan->logits_act[output] : VSL_ACT_LINEAR;
}

/**
 * vsl_plan_output_grad:
 *
 * Returns: (nullable): room for the gradient of the loss by the output, or by its logits when vsl_plan_logits() gives them;
 * %NULL when nothing before it can be trained
 */
VslReal *
vsl_plan_output_grad (VslPlan *plan, int output)
{
  return grad_of (plan, _vsl_plan_end (plan, output));
}

/**
 * vsl_plan_grad:
 *
 * Returns: the gradients of all trainable weights, laid out as in the parameter block
 */
VslReal *
vsl_plan_grad (VslPlan *plan)
{
  return (VslReal *) ((guint8 *) plan->arena.base + plan->grad_off);
}

/**
 * vsl_plan_input_grad:
 *
 * Returns: (nullable): with %VSL_PLAN_INPUT_GRAD, the gradient by an input
 */
const VslReal *
vsl_plan_input_grad (VslPlan *plan, int input)
{
  return (plan->flags & VSL_PLAN_INPUT_GRAD) ? grad_of (plan, plan->inputs[input]) : NULL;
}

/**
 * vsl_plan_node_output:
 * @node: its id, or a wire for another output than the first
 * @shape: (out) (optional): of one sample
 *
 * Returns: (nullable): with %VSL_PLAN_KEEP, the values of a node after its activation
 */
const VslReal *
vsl_plan_node_output (VslPlan *plan, const char *node, VslShape *shape)
{
  int buffer = _vsl_plan_wire (plan, node);
  if (buffer < 0 || !(plan->flags & VSL_PLAN_KEEP))
    return NULL;
  if (shape)
    *shape = _vsl_buffer (plan, buffer)->shape;
  return value_of (plan, buffer);
}

/**
 * vsl_plan_set_given:
 * @mask: (nullable): scaled mask that the node uses instead of a random one; stays the caller's
 */
void
vsl_plan_set_given (VslPlan *plan, const char *node, int index, const VslReal *mask)
{
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    if (!step->is_act && g_str_equal (step->name, node)) {
      step->given[index] = mask;
      step->has_given |= mask != NULL;
    }
  }
}

/**
 * vsl_plan_nonfinite:
 *
 * Runs the last forward pass again, looking at each step, because memory of earlier steps may have been used again since.
 *
 * Returns: (nullable): the id of the first node with a number that is not finite
 */
const char *
vsl_plan_nonfinite (VslPlan *plan, int n)
{
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    if (!step->view)
      _vsl_plan_forward_step (plan, step, n);
    for (int k = 0; k < step->lp.n_out; k++)
      if (!all_finite (value_of (plan, step->out[k]), _vsl_buffer (plan, step->out[k])->count * (gsize) n))
        return step->name;
  }
  return NULL;
}

/**
 * vsl_plan_mixes:
 */
gboolean
vsl_plan_mixes (const VslPlan *plan)
{
  return plan->mixes;
}

/**
 * vsl_plan_profile:
 *
 * Starts or ends taking the time of each step; starting clears what was taken.
 */
void
vsl_plan_profile (VslPlan *plan, gboolean on)
{
  plan->profile = on;
  for (guint s = 0; s < plan->steps->len && on; s++) {
    VslStep *step = _vsl_step (plan, s);
    step->forward_s = step->backward_s = 0;
    step->samples = 0;
  }
}

static double
step_bytes (const VslPlan *plan, const VslStep *step)
{
  double values = 0;
  for (int k = 0; k < step->lp.n_in; k++)
    values += (double) _vsl_buffer (plan, step->in[k])->count;
  for (int k = 0; k < step->lp.n_out; k++)
    values += (double) _vsl_buffer (plan, step->out[k])->count;
  return values * sizeof (VslReal);
}

/**
 * vsl_plan_times:
 *
 * Returns: (transfer full): an array of #VslStepTime
 */
GArray *
vsl_plan_times (VslPlan *plan)
{
  GArray *times = g_array_new (FALSE, TRUE, sizeof (VslStepTime));
  for (guint s = 0; s < plan->steps->len; s++) {
    const VslStep *step = _vsl_step (plan, s);
    if (step->view)
      continue;
    VslStepTime t = { step->name, step->is_act ? vsl_activation_names[step->act] : step->lp.cls->head.name,
                      step->forward_s, step->backward_s, step->is_act ? 0 : step->lp.macs, step_bytes (plan, step), step->samples };
    g_array_append_val (times, t);
  }
  return times;
}

static const VslParam *
table_of (const VslPlan *plan, const VslStep *step, guint *index, int *input)
{
  if (step->is_act || !(step->lp.cls->flags & VSL_LAYER_ROWS))
    return NULL;
  *input = -1;
  for (int i = 0; i < plan->n_inputs; i++)
    if (plan->inputs[i] == step->in[0])
      *input = i;
  for (*index = 0; *index < plan->params->n; (*index)++) {
    const VslParam *p = &plan->params->param[*index];
    if (p->node == step->node && p->index == 0)
      return *input >= 0 && p->trainable ? p : NULL;
  }
  return NULL;
}

/**
 * vsl_plan_tables:
 * @out: (out): @most places
 *
 * Returns: how many tables of trained weights have their rows named by an input of the network
 */
int
vsl_plan_tables (const VslPlan *plan, VslPlanTable *out, int most)
{
  int n = 0;
  for (guint s = 0; s < plan->steps->len && n < most; s++)
    if (table_of (plan, _vsl_step (plan, s), &out[n].param, &out[n].input))
      n++;
  return n;
}

/**
 * vsl_plan_rows_only:
 * @param: of vsl_plan_tables()
 * @on: the optimizer looks at the gradients of named rows only
 */
void
vsl_plan_rows_only (VslPlan *plan, guint param, gboolean on)
{
  guint index;
  int input;
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    if (table_of (plan, step, &index, &input) && index == param)
      step->call.rows_only = on;
  }
}
