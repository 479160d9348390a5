/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the memory of a plan and points every call to its places. */
#include <glib/gi18n-lib.h>

#include "graph/vsl-plan-private.h"

static VslReal *
at_offset (const VslPlan *plan, gsize offset)
{
  return (VslReal *) ((guint8 *) plan->arena.base + offset);
}

static VslReal *
grad_of (const VslPlan *plan, int buffer)
{
  const VslBuffer *r = _vsl_root (plan, buffer);
  return r->needs_grad && r->g_to >= r->g_from ? at_offset (plan, r->g_off) : NULL;
}

/* A value on the way back. */
static VslReal *
back_of (const VslPlan *plan, int buffer)
{
  const VslBuffer *r = _vsl_root (plan, buffer);
  return at_offset (plan, r->remade ? r->b_off : r->v_off);
}

static void
bind_params (VslPlan *plan, VslStep *step)
{
  for (guint i = 0; i < plan->params->n; i++) {
    const VslParam *p = &plan->params->param[i];
    gboolean more = step->more_from > 0 && p->node == step->more_node;
    int k = p->index + (more ? step->more_from : 0);
    if ((p->node != step->node && !more) || step->is_act)
      continue;
    step->w[k] = plan->params->data + p->offset;
    step->dw[k] = p->trainable && (plan->flags & VSL_PLAN_TRAIN) ? at_offset (plan, plan->grad_off) + p->offset : NULL;
  }
}

static VslReal *
mask_of (const VslPlan *plan, int buffer)
{
  return buffer >= 0 ? at_offset (plan, _vsl_root (plan, buffer)->v_off) : NULL;
}

/* Until a caller writes them, the masks of inputs leave nothing out. */
static void
fill_input_masks (VslPlan *plan)
{
  for (int i = 0; i < plan->n_inputs; i++) {
    VslReal *mask = mask_of (plan, plan->input_masks[i]);
    gsize count = mask ? (gsize) plan->batch * _vsl_buffer (plan, plan->input_masks[i])->count : 0;
    for (gsize k = 0; k < count; k++)
      mask[k] = 1;
  }
}

static void
bind (VslPlan *plan)
{
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    for (int k = 0; k < step->lp.n_in; k++) {
      step->x[k] = at_offset (plan, _vsl_root (plan, step->in[k])->v_off);
      step->x_mask[k] = step->is_act ? NULL : mask_of (plan, step->in_mask[k]);
      step->back_x[k] = back_of (plan, step->in[k]);
      step->dx[k] = step->backward ? grad_of (plan, step->in[k]) : NULL;
    }
    for (int k = 0; k < step->lp.n_out; k++) {
      step->y[k] = at_offset (plan, _vsl_root (plan, step->out[k])->v_off);
      step->back_y[k] = back_of (plan, step->out[k]);
      step->dy[k] = step->backward ? grad_of (plan, step->out[k]) : NULL;
    }
    for (int k = 0; k < step->lp.n_saved; k++)
      step->saved[k] = at_offset (plan, step->saved_off[k]);
    bind_params (plan, step);
    step->scratch = at_offset (plan, plan->scratch_off[_vsl_plan_scratch_place (plan, (int) s)]);
    step->back_scratch = at_offset (plan, plan->scratch_off[_vsl_plan_scratch_place (plan, 2 * (int) plan->steps->len - (int) s)]);
    step->call = (VslCall) { .plan = &step->lp, .config = step->lp.config, .x = step->x, .y = step->y, .x_mask = step->x_mask,
                             .y_mask = step->is_act ? NULL : mask_of (plan, step->out_mask),
                             .w = step->w, .saved = step->saved, .scratch = step->scratch,
                             .dy = step->dy, .dx = step->dx, .dx_add = step->dx_add, .dw = step->dw };
  }
}

/* A node takes part with weights only where params has them; a block of another network would be read out of bounds. */
static gboolean
params_fit (const VslPlan *plan, GError **error)
{
  for (guint s = 0; s < plan->steps->len; s++) {
    const VslStep *step = _vsl_step (plan, s);
    for (int k = 0; k < step->lp.n_params && !step->is_act; k++) {
      gboolean found = FALSE;
      for (guint i = 0; i < plan->params->n && !found; i++) {
        const VslParam *p = &plan->params->param[i];
        gboolean more = step->more_from > 0 && k >= step->more_from;
        found = p->node == (more ? step->more_node : step->node) && p->index == k - (more ? step->more_from : 0) && vsl_shape_equal (&p->shape, &step->lp.params[k].shape);
      }
      if (!found) {
        g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("%s: the weights belong to another network."), step->name);
        return FALSE;
      }
    }
  }
  return TRUE;
}

gboolean
_vsl_plan_book (VslPlan *plan, GError **error)
{
  gsize size;
  if (!params_fit (plan, error) || !_vsl_plan_place (plan, plan->params->trainable, &size, error)
      || !vsl_arena_init (&plan->arena, size, _("the network's values"), error))
    return FALSE;
  bind (plan);
  _vsl_plan_remake_list (plan);
  if (plan->flags & VSL_PLAN_EXAMPLES)
    _vsl_plan_examples_bind (plan);
  fill_input_masks (plan);
  return TRUE;
}
