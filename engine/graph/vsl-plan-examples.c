/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of single examples: their norms in one backward pass, a weighted sum in another; none is ever stored. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "graph/vsl-plan-private.h"

static gboolean
refuse (const VslStep *step, GError **error)
{
  gboolean mixes = step->lp.mixes || (step->lp.cls->flags & VSL_LAYER_MIXES);
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_UNSUPPORTED,
               mixes ? _("%s: %s mixes the samples of a batch, so what each one contributes cannot be told apart. Use GroupNormalization instead, or freeze the layer.")
                     : _("%s: %s cannot tell what each sample of a batch contributes. Use another layer, or freeze it."),
               step->name, step->lp.cls->head.name);
  return FALSE;
}

gboolean
_vsl_plan_examples_new (VslPlan *plan, GError **error)
{
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    if (step->is_act || step->view)
      continue;
    gboolean mixes = !step->lp.frozen && (step->lp.mixes || (step->lp.cls->flags & VSL_LAYER_MIXES));
    gboolean trains = step->backward && _vsl_plan_has_trainable (plan, step);
    if (mixes || (trains && !step->lp.cls->example_norms))
      return refuse (step, error);
    if (!trains)
      continue;
    VslLayerPlan *alone = step->alone = g_new0 (VslLayerPlan, 1);
    *alone = (VslLayerPlan) { .cls = step->lp.cls, .config = step->lp.config, .node = step->lp.node, .batch = 1, .training = step->lp.training,
                              .n_in = step->lp.n_in, .frozen = step->lp.frozen, .n_out = 1 };
    memcpy (alone->in, step->lp.in, sizeof alone->in);
    memcpy (alone->in_mask, step->lp.in_mask, sizeof alone->in_mask);
    const char *remedy = NULL;
    if (!alone->cls->plan (alone, &remedy, error))
      return FALSE;
  }
  return TRUE;
}

static gsize
aligned (gsize count)
{
  return vsl_align (count * sizeof (VslReal));
}

/* Most that a step's sample by itself needs; scratch grows to what it wants beside. */
gsize
_vsl_plan_examples_bytes (const VslPlan *plan, gsize *scratch)
{
  gsize most = 0;
  for (guint s = 0; s < plan->steps->len; s++) {
    const VslLayerPlan *alone = _vsl_step (plan, s)->alone;
    gsize own = 0;
    for (int k = 0; alone && k < alone->n_out; k++)
      own += aligned ((gsize) vsl_shape_count (&alone->out[k]));
    for (int k = 0; alone && k < alone->n_saved; k++)
      own += aligned (alone->saved[k]);
    most = MAX (most, own);
    *scratch = MAX (*scratch, alone ? alone->scratch : 0);
  }
  return most;
}

void
_vsl_plan_examples_bind (VslPlan *plan)
{
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    guint8 *at = (guint8 *) plan->arena.base + plan->one_off;
    for (int k = 0; step->alone && k < step->alone->n_out; k++) {
      step->one_y[k] = (VslReal *) (gpointer) at;
      at += aligned ((gsize) vsl_shape_count (&step->alone->out[k]));
    }
    for (int k = 0; step->alone && k < step->alone->n_saved; k++) {
      step->one_saved[k] = (VslReal *) (gpointer) at;
      at += aligned (step->alone->saved[k]);
    }
    step->one = (VslOne) { step->alone, step->one_y, step->one_saved };
    step->call.one = &step->one;
  }
}

static VslReal *
kept_of (const VslPlan *plan, int output)
{
  return (VslReal *) (gpointer) ((guint8 *) plan->arena.base + plan->kept_off[output]);
}

static gsize
end_count (const VslPlan *plan, int output)
{
  return _vsl_buffer (plan, _vsl_plan_end (plan, output))->count;
}

/* The layer's gradients by its inputs alone. */
static void
pass_back (VslPlan *plan, VslStep *step, int n)
{
  static VslReal *const nothing[VSL_MAX_PARAMS];
  gboolean wanted = FALSE;
  for (int k = 0; k < step->lp.n_in; k++)
    wanted |= step->dx[k] != NULL;
  if (!wanted)
    return;
  step->call.dw = nothing;
  _vsl_plan_backward_step (plan, step, n);
  step->call.dw = step->dw;
}

static void
clear_unread (const VslPlan *plan, VslStep *step, int n)
{
  for (int k = 0; k < step->lp.n_out; k++)
    if (step->dy_zero[k] && step->dy[k])
      memset ((gpointer) step->dy[k], 0, sizeof (VslReal) * _vsl_buffer (plan, step->out[k])->count * (gsize) n);
}

/**
 * vsl_plan_example_norms:
 * @n: the samples of the forward pass before
 * @sq: (out caller-allocates): the squared norm of each example's gradient, [n]
 *
 * From vsl_plan_output_grad(), whose rows must each be the gradient of one example's loss. The gradients of weights are undefined
 * afterwards; vsl_plan_backward_weighted() makes them. Allocates nothing.
 */
void
vsl_plan_example_norms (VslPlan *plan, int n, double *sq)
{
  g_return_if_fail (plan->flags & VSL_PLAN_EXAMPLES);
  memset (sq, 0, sizeof *sq * (gsize) n);
  for (int i = 0; i < plan->n_outputs; i++)
    if (vsl_plan_output_grad (plan, i))
      memcpy (kept_of (plan, i), vsl_plan_output_grad (plan, i), sizeof (VslReal) * (gsize) n * end_count (plan, i));
  for (guint s = plan->steps->len; s-- > 0;) {
    VslStep *step = _vsl_step (plan, s);
    if (!step->backward)
      continue;
    if (step->alone) {
      clear_unread (plan, step, n);
      step->call.n = n;
      step->lp.cls->example_norms (&step->call, sq);
    }
    pass_back (plan, step, n);
  }
}

/**
 * vsl_plan_backward_weighted:
 * @n: as in vsl_plan_example_norms(), which must have been called since the forward pass
 * @factor: of each example, [n]
 *
 * vsl_plan_backward() for the sum of @factor[i] times the loss of example i; with all ones it is the same. Allocates nothing.
 */
void
vsl_plan_backward_weighted (VslPlan *plan, int n, const VslReal *factor)
{
  g_return_if_fail (plan->flags & VSL_PLAN_EXAMPLES);
  for (int o = 0; o < plan->n_outputs; o++) {
    VslReal *grad = vsl_plan_output_grad (plan, o);
    gsize count = end_count (plan, o);
    for (gsize i = 0; grad && i < (gsize) n * count; i++)
      grad[i] = factor[i / count] * kept_of (plan, o)[i];
  }
  for (guint s = plan->steps->len; s-- > 0;) {
    VslStep *step = _vsl_step (plan, s);
    if (!step->backward)
      continue;
    if (!step->is_act && (step->lp.cls->flags & VSL_LAYER_USES_UP))
      _vsl_plan_forward_step (plan, step, n);
    _vsl_plan_backward_step (plan, step, n);
  }
}
