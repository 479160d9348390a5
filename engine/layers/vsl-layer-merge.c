/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging of inputs value by value. Keras 3, layers/merging/base_merge.py: shapes as broadcast there, and masks too: the result is
 * masked only when all inputs are, and holds where one of them does. Multiply counts a masked value as 1, Maximum and Minimum pass
 * over it; the sums take it as it is. */
#include "layers/vsl-layer-merge.h"

#include <string.h>

gboolean
vsl_layer_merge_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  VslShape out = plan->in[0];
  for (int i = 1; i < plan->n_in; i++) {
    VslShape s = plan->in[i], longer = s.rank > out.rank ? s : out, shorter = s.rank > out.rank ? out : s;
    for (int a = 0; a < shorter.rank; a++) {
      gint64 *to = &longer.dim[longer.rank - shorter.rank + a], from = shorter.dim[a];
      if (*to != from && *to != 1 && from != 1) {
        g_autofree char *first = vsl_shape_to_string (&plan->in[0]), *other = vsl_shape_to_string (&s);
        return vsl_layer_fail (error, _("All inputs must have the same size, but one is %s and another %s: make them equal, or use Concatenate."), first, other);
      }
      *to = MAX (*to, from);
    }
    out = longer;
  }
  plan->out_mask = TRUE;
  for (int i = 0; i < plan->n_in; i++)
    plan->out_mask = plan->out_mask && plan->in_mask[i] && plan->in[i].rank == out.rank;
  return vsl_layer_set_output (plan, out, error);
}

/* Values that are handled together: `length` values of the output, which are 0 or 1 steps apart in each input and belong to one
 * place of the masks. */
typedef struct {
  const VslCall *call;
  VslMerge merge;
  gint64 length;
  gboolean simple;               /* all inputs have the output's shape, and no mask counts */
  gboolean masks;                /* masks change values */
} Job;

typedef struct {
  gint64 at[VSL_MAX_INPUTS];     /* the first value of input i */
  int step[VSL_MAX_INPUTS];
  gboolean valid[VSL_MAX_INPUTS];
  gboolean any;                  /* one input is valid */
} Row;

static gboolean
counts (const VslCall *call, int i)
{
  const VslLayerPlan *p = call->plan;
  return p->in_mask[i] && call->x_mask && call->x_mask[i] && p->in[i].rank == p->out[0].rank;
}

static Job
job_of (const VslCall *call, VslMerge merge)
{
  const VslLayerPlan *p = call->plan;
  const VslShape *out = &p->out[0];
  Job j = { .call = call, .merge = merge, .simple = TRUE };
  for (int i = 0; i < p->n_in; i++) {
    j.simple = j.simple && vsl_shape_equal (&p->in[i], out);
    j.masks = j.masks || (merge >= VSL_MERGE_MULTIPLY && counts (call, i));
  }
  j.simple = j.simple && !j.masks;
  j.length = j.simple ? vsl_shape_count (out) : j.masks && out->rank == 1 ? 1 : out->dim[out->rank - 1];
  return j;
}

/* The row from value `at` of a sample on. */
static Row
row_of (const Job *j, gint64 sample, gint64 at)
{
  const VslLayerPlan *p = j->call->plan;
  const VslShape *o = &p->out[0];
  Row row = { .any = FALSE };
  for (int i = 0; i < p->n_in; i++) {
    const VslShape *s = &p->in[i];
    gint64 index = 0, stride = 1, rest = at;
    for (int a = o->rank - 1, b = s->rank - 1; a >= 0; a--, b--) {
      if (b >= 0 && s->dim[b] > 1)
        index += rest % o->dim[a] * stride;
      stride *= b >= 0 ? s->dim[b] : 1;
      rest /= o->dim[a];
    }
    row.at[i] = sample * vsl_shape_count (s) + index;
    row.step[i] = j->simple || s->dim[s->rank - 1] > 1;
    row.valid[i] = TRUE;
    if (j->masks && counts (j->call, i)) {
      gint64 time = at / (vsl_shape_count (o) / o->dim[0]);
      row.valid[i] = j->call->x_mask[i][sample * s->dim[0] + MIN (time, s->dim[0] - 1)] != 0;
    }
    row.any |= row.valid[i];
  }
  return row;
}

static inline gboolean
wins (VslMerge merge, VslReal new, VslReal old)
{
  return merge == VSL_MERGE_MAXIMUM ? new > old || new != new : new < old || new != new;
}

/* Sums and products: y op= x. */
static void
take_in (VslMerge merge, gint64 n, const VslReal *x, int step, VslReal *y)
{
  if (merge == VSL_MERGE_MULTIPLY && step)
    vsl_kernels ()->mul ((gsize) n, y, x, y, FALSE);
  else if (merge == VSL_MERGE_MULTIPLY)
    vsl_kernels ()->scale ((gsize) n, *x, y, y);
  else if (merge == VSL_MERGE_SUBTRACT)
    for (gint64 k = 0; k < n; k++)
      y[k] -= x[k * step];
  else if (step)
    vsl_kernels ()->add ((gsize) n, x, y);
  else
    for (gint64 k = 0; k < n; k++)
      y[k] += *x;
}

static void
forward_row (const Job *j, const Row *row, VslReal *y)
{
  const VslCall *call = j->call;
  int n_in = call->plan->n_in, first = 0;
  gboolean extreme = j->merge >= VSL_MERGE_MAXIMUM;
  while (j->merge >= VSL_MERGE_MULTIPLY && row->any && !row->valid[first])
    first++;
  const VslReal *x = call->x[first] + row->at[first];
  int next = first + 1;
  if (j->merge == VSL_MERGE_ADD && row->step[0] && row->step[1]) {       /* a shortcut, mostly: both in one pass */
    const VslReal *other = call->x[next] + row->at[next];
    for (gint64 k = 0; k < j->length; k++)
      y[k] = x[k] + other[k];
    next++;
  } else {
    for (gint64 k = 0; k < j->length; k++)
      y[k] = x[k * row->step[first]];
  }
  for (int i = next; i < n_in; i++) {
    int step = row->step[i];
    x = call->x[i] + row->at[i];
    if (!row->valid[i])
      continue;
    if (!extreme)
      take_in (j->merge, j->length, x, step, y);
    for (gint64 k = 0; k < j->length && extreme; k++)
      y[k] = wins (j->merge, x[k * step], y[k]) ? x[k * step] : y[k];
  }
  for (gint64 k = 0; k < j->length && j->merge == VSL_MERGE_AVERAGE; k++)
    y[k] /= (VslReal) n_in;
  if (j->merge == VSL_MERGE_MULTIPLY && !row->any)
    memset (y, 0, (gsize) j->length * sizeof (VslReal));
}

static void
forward_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 count = vsl_shape_count (&j->call->plan->out[0]), b, e;
  vsl_part_range (j->call->n, MIN (VSL_PARTS, j->call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    for (gint64 k = 0; k < count; k += j->length) {
      Row row = row_of (j, s, k);
      forward_row (j, &row, j->call->y[0] + s * count + k);
    }
}

/* Where one input holds, the result does. */
static void
write_mask (const VslCall *call)
{
  const VslLayerPlan *p = call->plan;
  gint64 time = p->out[0].dim[0];
  if (!p->out_mask || !call->y_mask || !call->x_mask)
    return;
  for (gint64 k = 0; k < call->n * time; k++) {
    gboolean holds = FALSE;
    for (int i = 0; i < p->n_in; i++) {
      gint64 own = p->in[i].dim[0];
      holds |= call->x_mask[i][k / time * own + MIN (k % time, own - 1)] != 0;
    }
    call->y_mask[k] = holds;
  }
}

/**
 * vsl_layer_merge_forward:
 */
void
vsl_layer_merge_forward (const VslCall *call, VslMerge merge)
{
  Job j = job_of (call, merge);
  vsl_parallel_for (MIN (VSL_PARTS, call->n), forward_part, &j);
  write_mask (call);
}

/* The derivative of value k of the row by input i; not y / x for the product, since x may be zero. */
static inline VslReal
slope (const Job *j, const Row *row, int i, gint64 k, VslReal y)
{
  const VslCall *call = j->call;
  VslReal product = 1;
  if (j->merge == VSL_MERGE_MULTIPLY) {
    for (int o = 0; o < call->plan->n_in; o++)
      if (o != i && row->valid[o])
        product *= call->x[o][row->at[o] + k * row->step[o]];
    return row->valid[i] ? product : 0;
  }
  if (!row->any)
    return i == 0;
  /* The first of the inputs that have the extreme value gets all of the gradient. */
  for (int o = 0; o <= i; o++)
    if (row->valid[o] && call->x[o][row->at[o] + k * row->step[o]] == y)
      return o == i;
  return 0;
}

static void
backward_row (const Job *j, const Row *row, int i, gint64 at)
{
  const VslReal *dy = j->call->dy[0] + at;
  VslReal *dx = j->call->dx[i] + row->at[i];
  int step = row->step[i];
  VslReal factor = j->merge == VSL_MERGE_AVERAGE ? 1 / (VslReal) j->call->plan->n_in : j->merge == VSL_MERGE_SUBTRACT && i == 1 ? -1 : 1;
  if (j->merge >= VSL_MERGE_MULTIPLY)
    for (gint64 k = 0; k < j->length; k++)
      dx[k * step] += dy[k] * slope (j, row, i, k, j->merge == VSL_MERGE_MULTIPLY ? 0 : j->call->y[0][at + k]);
  else if (step)
    vsl_kernels ()->axpy ((gsize) j->length, factor, dy, dx);
  else
    for (gint64 k = 0; k < j->length; k++)
      dx[0] += factor * dy[k];
}

static void
backward_part (gpointer data, int part)
{
  const Job *j = data;
  const VslCall *call = j->call;
  const VslLayerPlan *p = call->plan;
  gint64 count = vsl_shape_count (&p->out[0]), b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (int i = 0; i < p->n_in; i++) {
    gint64 own = vsl_shape_count (&p->in[i]);
    if (!call->dx[i])
      continue;
    if (call->dx[i] == call->dy[0])                  /* in place: the first of a sum or difference has the gradient as it is */
      continue;
    if (!call->dx_add[i] && vsl_shape_equal (&p->in[i], &p->out[0]) && (j->merge == VSL_MERGE_ADD || (j->merge == VSL_MERGE_SUBTRACT && i == 0))) {
      memcpy (call->dx[i] + b * count, call->dy[0] + b * count, (gsize) ((e - b) * count) * sizeof (VslReal));
      continue;
    }
    if (!call->dx_add[i])
      memset (call->dx[i] + b * own, 0, (gsize) ((e - b) * own) * sizeof (VslReal));
    for (gint64 s = b; s < e; s++)
      for (gint64 k = 0; k < count; k += j->length) {
        Row row = row_of (j, s, k);
        backward_row (j, &row, i, s * count + k);
      }
  }
}

/**
 * vsl_layer_merge_backward:
 */
void
vsl_layer_merge_backward (const VslCall *call, VslMerge merge)
{
  Job j = job_of (call, merge);
  vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, &j);
}
