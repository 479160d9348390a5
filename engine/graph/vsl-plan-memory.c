/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where everything lies. Moments: step s runs forward at s, the loss is taken at T (the number of steps), step s runs backward at
 * 2T - s. Two tensors may share memory when no moment needs both. A value that is made anew on the way back (vsl-plan-remake.c) has two
 * lives, in places of their own; scratch lives for the moment of its step. */
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

void
_vsl_plan_value_at (VslPlan *plan, int buffer, int moment)
{
  VslBuffer *r = _vsl_root (plan, buffer);
  if (r->remade && moment > (int) plan->steps->len)
    live (&r->b_from, &r->b_to, moment);
  else
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
    _vsl_plan_value_at (plan, step->out[k], s);
    if (step->backward) {
      grad_at (plan, step->out[k], back);
      if ((flags & VSL_LAYER_NEEDS_Y) || step->is_act)
        _vsl_plan_value_at (plan, step->out[k], back);
    }
  }
  for (int k = 0; k < step->lp.n_in; k++) {
    _vsl_plan_value_at (plan, step->in[k], s);
    if (step->backward) {
      grad_at (plan, step->in[k], back);
      if ((flags & VSL_LAYER_NEEDS_X) || (step->is_act && vsl_activation_needs_x (step->act)))
        _vsl_plan_value_at (plan, step->in[k], back);
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
    _vsl_plan_value_at (plan, mask, s);
    if (step->backward)
      _vsl_plan_value_at (plan, mask, back);
  }
}

static void
lifetimes (VslPlan *plan)
{
  int t = (int) plan->steps->len, end = 2 * t + 1;
  for (guint b = 0; b < plan->buffers->len; b++) {
    VslBuffer *r = _vsl_buffer (plan, (int) b);
    r->v_from = r->g_from = r->b_from = 0;
    r->v_to = r->g_to = r->b_to = -1;
  }
  for (int s = 0; s < t; s++) {
    step_lifetimes (plan, s, 2 * t - s);
    mask_lifetimes (plan, s, 2 * t - s);
  }
  for (int i = 0; i < plan->n_inputs; i++) {
    _vsl_plan_value_at (plan, plan->inputs[i], 0);
    _vsl_plan_value_at (plan, plan->inputs[i], end);
    if (plan->input_masks[i] >= 0) {
      _vsl_plan_value_at (plan, plan->input_masks[i], 0);
      _vsl_plan_value_at (plan, plan->input_masks[i], end);
    }
    if (plan->flags & VSL_PLAN_INPUT_GRAD)
      grad_at (plan, plan->inputs[i], end);
  }
  for (int i = 0; i < plan->n_outputs; i++) {
    _vsl_plan_value_at (plan, plan->outputs[i], end);
    if (plan->output_masks[i] >= 0)
      _vsl_plan_value_at (plan, plan->output_masks[i], end);
    grad_at (plan, plan->outputs[i], t);
    if (plan->logits[i] >= 0) {
      _vsl_plan_value_at (plan, plan->logits[i], end);
      grad_at (plan, plan->logits[i], t);
    }
  }
  /* Norms of examples take a backward pass more than one: nothing that it reads may go. */
  for (guint b = 0; b < plan->buffers->len && (plan->flags & (VSL_PLAN_KEEP | VSL_PLAN_EXAMPLES)); b++)
    _vsl_plan_value_at (plan, (int) b, end);
  _vsl_plan_remake_lifetimes (plan);
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

/* A piece for each moment, or one for all of them. */
static void
list_scratch (VslPlan *plan, GArray *blocks)
{
  int t = (int) plan->steps->len, moments = 2 * t + 2;
  gboolean always = _vsl_plan_scratch_always (plan);
  g_autofree gsize *most = g_new0 (gsize, moments);
  if (!plan->scratch_off)
    plan->scratch_off = g_new0 (gsize, moments);
  if (plan->flags & VSL_PLAN_EXAMPLES)
    add_block (blocks, _vsl_plan_examples_bytes (plan, &most[0]), 0, moments - 1, &plan->one_off);
  for (int s = 0; s < t; s++) {
    const VslStep *step = _vsl_step (plan, (guint) s);
    const int used[] = { s, step->backward ? 2 * t - s : s, MAX (s, _vsl_plan_remake_moment (plan, step)) };
    for (guint i = 0; i < G_N_ELEMENTS (used); i++) {
      gsize *at = &most[_vsl_plan_scratch_place (plan, used[i])];
      *at = MAX (*at, step->lp.scratch);
    }
  }
  for (int m = 0; m < moments; m++)
    add_block (blocks, most[m] * sizeof (VslReal), always ? 0 : m, always ? moments - 1 : m, &plan->scratch_off[m]);
}

/* What stands in the arena before the gradients of weights, with its lifetime; returns how many numbers that is if nothing is shared. */
static double
list_blocks (VslPlan *plan, GArray *blocks)
{
  int t = (int) plan->steps->len;
  gsize batch = (gsize) plan->batch;
  double sum = 0;
  lifetimes (plan);
  for (guint b = 0; b < plan->buffers->len; b++) {
    VslBuffer *r = _vsl_buffer (plan, (int) b);
    if (r->root != (int) b)
      continue;
    add_block (blocks, batch * r->count * sizeof (VslReal), r->v_from, r->v_to, &r->v_off);
    add_block (blocks, batch * r->count * sizeof (VslReal), r->b_from, r->b_to, &r->b_off);
    add_block (blocks, batch * r->count * sizeof (VslReal), r->g_from, r->g_to, &r->g_off);
    sum += 2.0 * (double) batch * (double) r->count;
  }
  for (int s = 0; s < t; s++) {
    VslStep *step = _vsl_step (plan, (guint) s);
    gboolean again = (plan->flags & VSL_PLAN_EXAMPLES) != 0;
    int back = step->backward ? 2 * t - s : MAX (s, _vsl_plan_remake_moment (plan, step));
    for (int k = 0; k < step->lp.n_saved; k++) {
      int first = step->lp.keeps ? 0 : s, last = step->lp.keeps || again ? 2 * t + 1 : back;
      add_block (blocks, step->lp.saved[k] * sizeof (VslReal), first, last, &step->saved_off[k]);
      sum += (double) step->lp.saved[k];
    }
  }
  for (int i = 0; i < plan->n_outputs && (plan->flags & VSL_PLAN_EXAMPLES); i++)
    add_block (blocks, batch * _vsl_buffer (plan, _vsl_plan_end (plan, i))->count * sizeof (VslReal), 0, 2 * t + 1, &plan->kept_off[i]);
  list_scratch (plan, blocks);
  return sum;
}

gsize
_vsl_plan_peak (VslPlan *plan)
{
  gsize live = 0, peak = 0, moments = 2 * (gsize) plan->steps->len + 2;
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  list_blocks (plan, blocks);
  g_autofree gsize *begin = g_new0 (gsize, moments), *end = g_new0 (gsize, moments);
  for (guint i = 0; i < blocks->len; i++) {
    const Block *b = &g_array_index (blocks, Block, i);
    begin[b->from] += b->size;
    end[b->to] += b->size;
  }
  for (gsize m = 0; m < moments; m++) {
    live += begin[m];
    peak = MAX (peak, live);
    live -= end[m];
  }
  return peak;
}

static gsize
arrange (VslPlan *plan, double *sum)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  *sum = list_blocks (plan, blocks);
  return place (blocks);
}

gboolean
_vsl_plan_place (VslPlan *plan, gsize trainable, gsize *size, GError **error)
{
  double sum;
  gsize kept = arrange (plan, &sum);
  if (sum * sizeof (VslReal) > 1e13) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOMEM,
                 _("The network would need %.0f GiB of memory. Use a smaller batch size or a smaller network."), sum * sizeof (VslReal) / (1 << 30));
    return FALSE;
  }
  gboolean some = _vsl_plan_remake_choose (plan);
  plan->grad_off = arrange (plan, &sum);
  if (some && plan->grad_off >= kept) {          /* less lives at a time, but there are gaps between */
    _vsl_plan_remake_none (plan);
    plan->grad_off = arrange (plan, &sum);
  }
  gsize grads = (plan->flags & VSL_PLAN_TRAIN) ? trainable * sizeof (VslReal) : 0;
  *size = plan->grad_off + vsl_align (grads) + VSL_ALIGN;
  return TRUE;
}
