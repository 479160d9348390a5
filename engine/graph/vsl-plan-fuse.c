/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding chains of steps that run faster as one. Runs before memory is shared, when every step still has tensors of its own. */
#include "graph/vsl-fusion.h"
#include "graph/vsl-plan-private.h"

static const char *
step_kind (const VslStep *step)
{
  return step->is_act ? vsl_activation_names[step->act] : step->lp.cls->head.name;
}

/* The one step that reads the output of step s, if only through views that keep the shape (an Activation layer); -1 when there is
 * another reader or the network's end. */
static int
only_reader (const VslPlan *plan, guint s)
{
  int out = _vsl_step (plan, s)->out[0];
  const VslBuffer *root = _vsl_root (plan, out);
  if (root->uses != 1 || root->pinned)
    return -1;
  for (guint i = s + 1; i < plan->steps->len; i++) {
    const VslStep *step = _vsl_step (plan, i);
    for (int k = 0; k < step->lp.n_in; k++) {
      if (_vsl_buffer (plan, step->in[k])->root != _vsl_buffer (plan, out)->root)
        continue;
      if (!step->view)
        return step->in[k] != out ? -1 : (int) i;
      if (step->in[k] != out || !vsl_shape_equal (&_vsl_buffer (plan, step->out[0])->shape, &_vsl_buffer (plan, out)->shape))
        return -1;
      out = step->out[0];
    }
  }
  return -1;
}

/* Whether a gradient will be asked for the step's input: something before it is trained, or the caller wants it. */
static gboolean
input_needs_gradient (const VslPlan *plan, const VslStep *step)
{
  if (plan->flags & VSL_PLAN_INPUT_GRAD)
    return TRUE;
  if (!(plan->flags & VSL_PLAN_TRAIN))
    return FALSE;
  for (int i = 0; i < plan->n_inputs; i++)
    if (plan->inputs[i] == step->in[0])
      return FALSE;
  return TRUE;
}

static gboolean
try_fusion (VslPlan *plan, guint s, const VslFusion *fusion)
{
  guint at[VSL_FUSION_MAX] = { s };
  const VslLayerPlan *parts[VSL_FUSION_MAX] = { &_vsl_step (plan, s)->lp };
  int n = 0;
  while (n < VSL_FUSION_MAX && fusion->chain[n])
    n++;
  for (int k = 0; k < n; k++) {
    const VslStep *step = _vsl_step (plan, at[k]);
    if (step->fused || step->out_mask >= 0 || step->lp.n_out > 1 || !g_str_equal (step_kind (step), fusion->chain[k]))
      return FALSE;
    parts[k] = &step->lp;
    if (k + 1 < n) {
      int next = only_reader (plan, at[k]);
      if (next < 0)
        return FALSE;
      at[k + 1] = (guint) next;
    }
  }
  VslStep *first = _vsl_step (plan, s), *last = _vsl_step (plan, at[n - 1]);
  if (!fusion->input_gradient && input_needs_gradient (plan, first))
    return FALSE;
  if (fusion->all_weights && first->lp.n_params + parts[1]->n_params > VSL_MAX_PARAMS)
    return FALSE;
  VslLayerPlan whole = first->lp;
  if (!fusion->plan (&whole, parts))
    return FALSE;
  int between[VSL_FUSION_MAX];
  for (int k = 0; k < n - 1; k++) {
    between[k] = _vsl_step (plan, at[k])->out[0];
    _vsl_root (plan, between[k])->uses = 0;
  }
  first->out[0] = last->out[0];
  first->lp = whole;
  first->lp.cls = &fusion->cls;
  _vsl_root (plan, first->out[0])->producer_needs_y |= (fusion->cls.flags & VSL_LAYER_NEEDS_Y) != 0;
  if (fusion->all_weights) {
    const VslStep *second = _vsl_step (plan, at[1]);
    first->more_node = second->node;
    first->more_from = first->lp.n_params;
    for (int k = 0; k < second->lp.n_params; k++)
      first->lp.params[first->lp.n_params++] = second->lp.params[k];
  }
  for (int k = n - 1; k > 0; k--)
    for (guint i = at[k]; i > at[k - 1]; i--)         /* and the views on what lay between */
      if (i == at[k] || (_vsl_step (plan, i)->view && _vsl_root (plan, _vsl_step (plan, i)->in[0]) == _vsl_root (plan, between[k - 1])))
        g_array_remove_index (plan->steps, i);
  return TRUE;
}

void
_vsl_plan_fuse (VslPlan *plan)
{
  if (plan->flags & (VSL_PLAN_KEEP | VSL_PLAN_PLAIN | VSL_PLAN_EXAMPLES))   /* the values in between are wanted */
    return;
  for (guint s = 0; s < plan->steps->len; s++) {
    if (_vsl_step (plan, s)->view || _vsl_step (plan, s)->is_act)
      continue;
    for (int f = 0; vsl_fusions[f]; f++)
      if (try_fusion (plan, s, vsl_fusions[f]))
        break;
  }
}
