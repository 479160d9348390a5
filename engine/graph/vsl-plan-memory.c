/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where everything lies. Moments: step s runs forward at s, the loss is taken at T (the number of steps), step s runs backward at
 * 2T - s. Two tensors may share memory when no moment needs both. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "graph/vsl-plan-private.h"
#include "kernels/vsl-activation.h"

typedef struct {
  gsize size;
  int from, to;
  gsize *offset;
} Block;

static void
live (int *from, int *to, int moment)
{
  if (*to < *from) {
    *from = *to = moment;
  } else {
    *from = MIN (*from, moment);
    *to = MAX (*to, moment);
  }
}

static void
value_at (VslPlan *plan, int buffer, int moment)
{
  VslBuffer *r = _vsl_root (plan, buffer);
  live (&r->v_from, &r->v_to, moment);
}

static void
grad_at (VslPlan *plan, int buffer, int moment)
{
  VslBuffer *r = _vsl_root (plan, buffer);
  if (r->needs_grad)
    live (&r->g_from, &r->g_to, moment);
}

static void
step_lifetimes (VslPlan *plan, int s, int back)
{
  const VslStep *step = _vsl_step (plan, (guint) s);
  guint flags = step->is_act ? 0 : step->lp.cls->flags;
  for (int k = 0; k < step->lp.n_out; k++) {
    value_at (plan, step->out[k], s);
    if (step->backward) {
      grad_at (plan, step->out[k], back);
      if ((flags & VSL_LAYER_NEEDS_Y) || step->is_act)
        value_at (plan, step->out[k], back);
    }
  }
  for (int k = 0; k < step->lp.n_in; k++) {
    value_at (plan, step->in[k], s);
    if (step->backward) {
      grad_at (plan, step->in[k], back);
      if ((flags & VSL_LAYER_NEEDS_X) || (step->is_act && vsl_activation_needs_x (step->act)))
        value_at (plan, step->in[k], back);
    }
  }
}

/* A mask is read wherever its step runs, forward and backward. */
static void
mask_lifetimes (VslPlan *plan, int s, int back)
{
  const VslStep *step = _vsl_step (plan, (guint) s);
  for (int k = 0; k <= step->lp.n_in && !step->is_act; k++) {
    int mask = k < step->lp.n_in ? step->in_mask[k] : step->out_mask;
    if (mask < 0)
      continue;
    value_at (plan, mask, s);
    if (step->backward)
      value_at (plan, mask, back);
  }
}

static void
lifetimes (VslPlan *plan)
{
  int t = (int) plan->steps->len, end = 2 * t + 1;
  for (guint b = 0; b < plan->buffers->len; b++) {
    VslBuffer *r = _vsl_buffer (plan, (int) b);
    r->v_from = r->g_from = 0;
    r->v_to = r->g_to = -1;
  }
  for (int s = 0; s < t; s++) {
    step_lifetimes (plan, s, 2 * t - s);
    mask_lifetimes (plan, s, 2 * t - s);
  }
  for (int i = 0; i < plan->n_inputs; i++) {
    value_at (plan, plan->inputs[i], 0);
    value_at (plan, plan->inputs[i], end);
    if (plan->input_masks[i] >= 0) {
      value_at (plan, plan->input_masks[i], 0);
      value_at (plan, plan->input_masks[i], end);
    }
    if (plan->flags & VSL_PLAN_INPUT_GRAD)
      grad_at (plan, plan->inputs[i], end);
  }
  for (int i = 0; i < plan->n_outputs; i++) {
    value_at (plan, plan->outputs[i], end);
    if (plan->output_masks[i] >= 0)
      value_at (plan, plan->output_masks[i], end);
    grad_at (plan, plan->outputs[i], t);
    if (plan->logits[i] >= 0) {
      value_at (plan, plan->logits[i], end);
      grad_at (plan, plan->logits[i], t);
    }
  }
  /* Norms of examples take a backward pass more than one: nothing that it reads may go. */
  for (guint b = 0; b < plan->buffers->len && (plan->flags & (VSL_PLAN_KEEP | VSL_PLAN_EXAMPLES)); b++)
    value_at (plan, (int) b, end);
}

static void
add_block (GArray *blocks, gsize size, int from, int to, gsize *offset)
{
  Block b = { vsl_align (size), from, to, offset };
  *offset = 0;
  if (to >= from && size)
    g_array_append_val (blocks, b);
}

static int
larger_first (gconstpointer a, gconstpointer b)
{
  const Block *x = a, *y = b;
  if (x->size != y->size)
    return x->size < y->size ? 1 : -1;
  return x->from - y->from;
}

static int
lower_first (gconstpointer a, gconstpointer b)
{
  const Block *x = *(Block *const *) a, *y = *(Block *const *) b;
  return *x->offset < *y->offset ? -1 : *x->offset > *y->offset;
}

/* Largest first, each at the lowest place that is free for as long as it lives. */
static gsize
place (GArray *blocks)
{
  gsize total = 0;
  g_array_sort (blocks, larger_first);
  g_autoptr (GPtrArray) busy = g_ptr_array_new ();
  for (guint i = 0; i < blocks->len; i++) {
    Block *b = &g_array_index (blocks, Block, i);
    g_ptr_array_set_size (busy, 0);
    for (guint j = 0; j < i; j++) {
      Block *o = &g_array_index (blocks, Block, j);
      if (o->from <= b->to && b->from <= o->to)
        g_ptr_array_add (busy, o);
    }
    g_ptr_array_sort (busy, lower_first);
    gsize at = 0;
    for (guint j = 0; j < busy->len; j++) {
      const Block *o = busy->pdata[j];
      if (*o->offset >= at + b->size)
        break;
      at = MAX (at, *o->offset + o->size);
    }
    *b->offset = at;
    total = MAX (total, at + b->size);
  }
  return total;
}

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
      step->dx[k] = step->backward ? grad_of (plan, step->in[k]) : NULL;
    }
    for (int k = 0; k < step->lp.n_out; k++) {
      step->y[k] = at_offset (plan, _vsl_root (plan, step->out[k])->v_off);
      step->dy[k] = step->backward ? grad_of (plan, step->out[k]) : NULL;
    }
    for (int k = 0; k < step->lp.n_saved; k++)
      step->saved[k] = at_offset (plan, step->saved_off[k]);
    bind_params (plan, step);
    step->call = (VslCall) { .plan = &step->lp, .config = step->lp.config, .x = step->x, .y = step->y, .x_mask = step->x_mask,
                             .y_mask = step->is_act ? NULL : mask_of (plan, step->out_mask),
                             .w = step->w, .saved = step->saved, .scratch = at_offset (plan, plan->scratch_off),
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

/* Where everything stands in the arena, for that many trainable numbers; the bytes of the whole in *size. */
static gboolean
place_all (VslPlan *plan, gsize trainable, gsize *size, GError **error)
{
  lifetimes (plan);
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  int t = (int) plan->steps->len;
  gsize scratch = 0, batch = (gsize) plan->batch;
  double sum = 0;
  for (guint b = 0; b < plan->buffers->len; b++) {
    VslBuffer *r = _vsl_buffer (plan, (int) b);
    if (r->root != (int) b)
      continue;
    add_block (blocks, batch * r->count * sizeof (VslReal), r->v_from, r->v_to, &r->v_off);
    add_block (blocks, batch * r->count * sizeof (VslReal), r->g_from, r->g_to, &r->g_off);
    sum += 2.0 * (double) batch * (double) r->count;
  }
  for (int s = 0; s < t; s++) {
    VslStep *step = _vsl_step (plan, (guint) s);
    for (int k = 0; k < step->lp.n_saved; k++) {
      gboolean again = (plan->flags & VSL_PLAN_EXAMPLES) != 0;
      int first = step->lp.keeps ? 0 : s, last = step->lp.keeps || again ? 2 * t + 1 : step->backward ? 2 * t - s : s;
      add_block (blocks, step->lp.saved[k] * sizeof (VslReal), first, last, &step->saved_off[k]);
      sum += (double) step->lp.saved[k];
    }
    scratch = MAX (scratch, step->lp.scratch);
  }
  if (plan->flags & VSL_PLAN_EXAMPLES) {
    add_block (blocks, _vsl_plan_examples_bytes (plan, &scratch), 0, 2 * t + 1, &plan->one_off);
    for (int i = 0; i < plan->n_outputs; i++)
      add_block (blocks, batch * _vsl_buffer (plan, _vsl_plan_end (plan, i))->count * sizeof (VslReal), 0, 2 * t + 1, &plan->kept_off[i]);
  }
  if (sum * sizeof (VslReal) > 1e13) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOMEM,
                 _("The network would need %.0f GiB of memory. Use a smaller batch size or a smaller network."), sum * sizeof (VslReal) / (1 << 30));
    return FALSE;
  }
  plan->grad_off = place (blocks);
  gsize grads = (plan->flags & VSL_PLAN_TRAIN) ? trainable * sizeof (VslReal) : 0;
  plan->scratch_off = plan->grad_off + vsl_align (grads);
  *size = plan->scratch_off + vsl_align (scratch * sizeof (VslReal)) + VSL_ALIGN;
  return TRUE;
}

gboolean
_vsl_plan_measure (VslPlan *plan, gsize trainable, gsize *size)
{
  return place_all (plan, trainable, size, NULL);
}

gboolean
_vsl_plan_book (VslPlan *plan, GError **error)
{
  gsize size;
  if (!params_fit (plan, error) || !place_all (plan, plan->params->trainable, &size, error)
      || !vsl_arena_init (&plan->arena, size, _("the network's values"), error))
    return FALSE;
  bind (plan);
  if (plan->flags & VSL_PLAN_EXAMPLES)
    _vsl_plan_examples_bind (plan);
  fill_input_masks (plan);
  return TRUE;
}
