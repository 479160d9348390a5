/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that are made anew on the way back. What backward steps read need not lie in memory from the way there on: the result of a
 * cheap step (an activation, a layer with remake (): normalisations, sums) can be computed once more right before the first backward
 * step that reads it, into memory of its own. Its inputs must be there at that moment, kept or made anew themselves. Which values it
 * is follows from shapes alone, and the bits are the same either way. */
#include "graph/vsl-plan-private.h"

#define SMALL ((gsize) 1 << 20)    /* bytes: smaller values are kept; they cost little, and small networks keep their speed */
#define WORTH 8                    /* one part in so many of what lives at once must be saved, or nothing is made anew */

static gsize
bytes_of (const VslPlan *plan, const VslBuffer *root)
{
  return (gsize) plan->batch * root->count * sizeof (VslReal);
}

/* The roots that can be made anew: every step that writes them can run again, and they are worth the trouble. */
static GArray *
candidates (const VslPlan *plan)
{
  g_autofree guint *writers = g_new0 (guint, plan->buffers->len + 1);
  g_autofree gboolean *fixed = g_new0 (gboolean, plan->buffers->len + 1);
  for (guint s = 0; s < plan->steps->len; s++) {
    const VslStep *step = _vsl_step (plan, s);
    for (int k = 0; k < step->lp.n_out && !step->view; k++) {
      int root = _vsl_buffer (plan, step->out[k])->root;
      writers[root]++;
      fixed[root] |= step->lp.n_out > 1 || !(step->is_act || step->lp.cls->remake);
    }
  }
  GArray *list = g_array_new (FALSE, FALSE, sizeof (int));
  for (int b = 0; b < (int) plan->buffers->len; b++) {
    const VslBuffer *r = _vsl_buffer (plan, b);
    if (r->root == b && writers[b] && !fixed[b] && !r->pinned && bytes_of (plan, r) >= SMALL)
      g_array_append_val (list, b);
  }
  return list;
}

static int
larger_first (gconstpointer a, gconstpointer b, gpointer data)
{
  const VslPlan *plan = data;
  const int *x = a, *y = b;
  gsize p = _vsl_buffer (plan, *x)->count, q = _vsl_buffer (plan, *y)->count;
  return p != q ? (p < q ? 1 : -1) : *y - *x;
}

/* All that can be is made anew, to see how little may live at once; then each is kept after all that can be without adding to that,
 * since keeping costs no time. */
gboolean
_vsl_plan_remake_choose (VslPlan *plan)
{
  if (!(plan->flags & VSL_PLAN_TRAIN) || (plan->flags & (VSL_PLAN_KEEP | VSL_PLAN_EXAMPLES | VSL_PLAN_PLAIN)))
    return FALSE;
  g_autoptr (GArray) list = candidates (plan);
  if (list->len == 0)
    return FALSE;
  gsize kept = _vsl_plan_peak (plan);
  for (guint i = 0; i < list->len; i++)
    _vsl_buffer (plan, g_array_index (list, int, i))->remade = TRUE;
  gsize least = _vsl_plan_peak (plan);
  if (least > kept - kept / WORTH) {
    _vsl_plan_remake_none (plan);
    return FALSE;
  }
  g_array_sort_with_data (list, larger_first, plan);
  for (guint i = 0; i < list->len; i++) {
    VslBuffer *r = _vsl_buffer (plan, g_array_index (list, int, i));
    r->remade = FALSE;
    r->remade = _vsl_plan_peak (plan) > least;
  }
  return TRUE;
}

void
_vsl_plan_remake_none (VslPlan *plan)
{
  for (guint b = 0; b < plan->buffers->len; b++)
    _vsl_buffer (plan, (int) b)->remade = FALSE;
}

/* From the last step to the first: whoever reads a value stands after the steps that make it, so when those are reached, the moment
 * at which it is made anew is known. Its steps then read their inputs and masks at that moment. */
void
_vsl_plan_remake_lifetimes (VslPlan *plan)
{
  for (guint s = plan->steps->len; s-- > 0;) {
    const VslStep *step = _vsl_step (plan, s);
    int moment = _vsl_plan_remake_moment (plan, step);
    if (moment < 0)
      continue;
    for (int k = 0; k < step->lp.n_in; k++) {
      _vsl_plan_value_at (plan, step->in[k], moment);
      if (!step->is_act && step->in_mask[k] >= 0)
        _vsl_plan_value_at (plan, step->in_mask[k], moment);
    }
    if (!step->is_act && step->out_mask >= 0)
      _vsl_plan_value_at (plan, step->out_mask, moment);
  }
}

/* Step by step as on the way there: what one reads was made before it, or at an earlier moment. */
void
_vsl_plan_remake_list (VslPlan *plan)
{
  int t = (int) plan->steps->len;
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (int));
  for (int s = t - 1; s >= 0; s--) {
    VslStep *step = _vsl_step (plan, (guint) s);
    step->redo = (int) list->len;
    for (int p = 0; p < s && step->backward; p++)
      if (_vsl_plan_remake_moment (plan, _vsl_step (plan, (guint) p)) == 2 * t - s)
        g_array_append_val (list, p);
    step->n_redo = (int) list->len - step->redo;
  }
  plan->redo = (int *) (gpointer) g_array_free (g_steal_pointer (&list), FALSE);
}

/* Its time is one of the way back, of the step that is run again. Allocates nothing. */
void
_vsl_plan_remake (VslPlan *plan, const VslStep *before, int n)
{
  for (int i = 0; i < before->n_redo; i++) {
    VslStep *step = _vsl_step (plan, (guint) plan->redo[before->redo + i]);
    double t = plan->profile ? _vsl_now () : 0;
    _vsl_plan_again_step (plan, step, before->back_scratch, n);
    if (plan->profile)
      step->backward_s += _vsl_now () - t;
  }
}
