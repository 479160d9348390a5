/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our reader's operators that choose, reduce, frame and multiply stacks of matrices: after the definitions of ONNX's operator
 * set 13. Truth values are integers. */
#include <math.h>
#include <string.h>

#include "export/vsl-onnx-run-private.h"

/* ---- conditions ---- */

/* Stretches dim by t's shape, from the last axis on; FALSE when they do not fit. */
static gboolean
stretch (const VslRunTensor *t, int *rank, gint64 *dim)
{
  int more = t->rank - *rank;
  if (more > 0) {
    memmove (dim + more, dim, (gsize) *rank * sizeof *dim);
    for (int i = 0; i < more; i++)
      dim[i] = 1;
    *rank = t->rank;
  }
  for (int i = 0; i < t->rank; i++) {
    gint64 *d = &dim[*rank - t->rank + i];
    if (*d != t->dim[i] && *d != 1 && t->dim[i] != 1)
      return FALSE;
    *d = MAX (*d, t->dim[i]);
  }
  return TRUE;
}

/* Where t has the number for place k of the stretched shape. */
static gint64
place (const VslRunTensor *t, int rank, const gint64 *dim, gint64 k)
{
  gint64 at = 0, step = 1;
  for (int i = rank - 1, j = t->rank - 1; j >= 0; i--, j--) {
    at += t->dim[j] > 1 ? k % dim[i] * step : 0;
    step *= t->dim[j];
    k /= dim[i];
  }
  return at;
}

static VslRunTensor *
run_condition (const VslRunCall *call, GError **error)
{
  const VslRunTensor *a = call->in[0], *b = call->n_in == 2 ? call->in[1] : NULL;
  gboolean less = g_str_equal (call->node->op_type, "Less"), or = g_str_equal (call->node->op_type, "Or");
  gint64 dim[VSL_RUN_MAX_RANK];
  int rank = 0;
  if (!b || (or ? !a->i || !b->i : !a->f || !b->f) || !stretch (a, &rank, dim) || !stretch (b, &rank, dim))
    return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_tensor (rank, dim, VSL_RUN_INTEGER, error);
  for (gint64 k = 0; y && k < y->n; k++) {
    gint64 i = place (a, rank, dim, k), j = place (b, rank, dim, k);
    y->i[k] = or ? a->i[i] || b->i[j] : less ? a->f[i] < b->f[j] : a->f[i] == b->f[j];
  }
  return y;
}

static VslRunTensor *
run_where (const VslRunCall *call, GError **error)
{
  const VslRunTensor *c = call->in[0], *a = call->n_in == 3 ? call->in[1] : NULL, *b = call->n_in == 3 ? call->in[2] : NULL;
  gint64 dim[VSL_RUN_MAX_RANK];
  int rank = 0;
  if (!a || !b || !c->i || !a->f || !b->f || !stretch (c, &rank, dim) || !stretch (a, &rank, dim) || !stretch (b, &rank, dim))
    return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_tensor (rank, dim, VSL_RUN_FLOAT, error);
  for (gint64 k = 0; y && k < y->n; k++)
    y->f[k] = c->i[place (c, rank, dim, k)] ? a->f[place (a, rank, dim, k)] : b->f[place (b, rank, dim, k)];
  return y;
}

static VslRunTensor *
run_shrink (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  double limit = vsl_run_real (call, "lambd", 0.5), bias = vsl_run_real (call, "bias", 0);
  VslRunTensor *y = x->f ? vsl_run_like (x, error) : vsl_run_fail (call, error);
  for (gint64 k = 0; y && k < x->n; k++)
    y->f[k] = x->f[k] < -limit ? (float) (x->f[k] + bias) : x->f[k] > limit ? (float) (x->f[k] - bias) : 0;
  return y;
}

/* ---- axes ---- */

/* The axes of an attribute or of a second input, as switches. */
static gboolean
chosen_axes (const VslRunCall *call, int rank, gboolean *chosen)
{
  gint64 axes[VSL_RUN_MAX_RANK] = { 0 };
  int n = 0;
  memset (chosen, 0, VSL_RUN_MAX_RANK * sizeof *chosen);
  if (call->n_in > 1) {
    const VslRunTensor *list = call->in[1];
    if (!list || !list->i || list->n > rank)
      return FALSE;
    for (n = 0; n < list->n; n++)
      axes[n] = list->i[n];
  } else {
    for (n = 1; n <= rank && !vsl_run_ints (call, "axes", n, -1, axes);)
      n++;
    if (n > rank)
      return FALSE;
  }
  for (int i = 0; i < n; i++) {
    int axis = vsl_run_axis (axes[i], rank);
    if (axis < 0 || chosen[axis])
      return FALSE;
    chosen[axis] = TRUE;
  }
  return n > 0;
}

static VslRunTensor *
run_reduce (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  gboolean keep = vsl_run_int (call, "keepdims", 1) != 0, gone[VSL_RUN_MAX_RANK];
  gboolean mean = g_str_equal (call->node->op_type, "ReduceMean"), max = g_str_equal (call->node->op_type, "ReduceMax");
  gint64 dim[VSL_RUN_MAX_RANK], step[VSL_RUN_MAX_RANK], n = 1;
  int rank = 0;
  if (!x->f || !chosen_axes (call, x->rank, gone))
    return vsl_run_fail (call, error);
  for (int i = 0; i < x->rank; i++) {
    n *= gone[i] ? x->dim[i] : 1;
    if (!gone[i] || keep)
      dim[rank++] = gone[i] ? 1 : x->dim[i];
  }
  VslRunTensor *y = vsl_run_tensor (rank, dim, VSL_RUN_FLOAT, error);
  g_autofree double *sum = y ? g_try_new (double, y->n) : NULL;
  if (!sum) {
    vsl_run_tensor_free (y);
    return y ? vsl_run_fail (call, error) : NULL;
  }
  for (gint64 i = x->rank - 1, s = 1; i >= 0; i--) {
    step[i] = gone[i] ? 0 : s;
    s *= gone[i] ? 1 : x->dim[i];
  }
  for (gint64 k = 0; k < y->n; k++)
    sum[k] = max ? -INFINITY : 0;
  for (gint64 k = 0; k < x->n; k++) {
    gint64 at = 0, rest = k;
    for (int i = x->rank - 1; i >= 0; rest /= x->dim[i], i--)
      at += rest % x->dim[i] * step[i];
    sum[at] = max ? MAX (sum[at], (double) x->f[k]) : sum[at] + (double) x->f[k];
  }
  for (gint64 k = 0; k < y->n; k++)
    y->f[k] = (float) (mean ? sum[k] / (double) n : sum[k]);
  return y;
}

/* Unsqueeze adds axes of length 1, Squeeze takes them away: the same numbers under another shape. */
static VslRunTensor *
run_squeeze (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  gboolean add = g_str_equal (call->node->op_type, "Unsqueeze"), chosen[VSL_RUN_MAX_RANK];
  int rank = x->rank + (add && call->n_in > 1 && call->in[1] ? (int) MIN (call->in[1]->n, VSL_RUN_MAX_RANK) : 0);
  gint64 dim[VSL_RUN_MAX_RANK];
  if (!x->f || call->n_in != 2 || rank > VSL_RUN_MAX_RANK || !chosen_axes (call, rank, chosen))
    return vsl_run_fail (call, error);
  int from = 0, to = 0;
  for (int i = 0; i < rank; i++) {
    if (add)
      dim[to++] = chosen[i] ? 1 : x->dim[from++];
    else if (!chosen[i])
      dim[to++] = x->dim[i];
    else if (x->dim[i] != 1)
      return vsl_run_fail (call, error);
  }
  VslRunTensor *y = vsl_run_tensor (to, dim, VSL_RUN_FLOAT, error);
  if (y)
    memcpy (y->f, x->f, (gsize) x->n * sizeof (float));
  return y;
}

/* A frame of zeros. */
static VslRunTensor *
run_pad (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *pads = call->n_in == 2 ? call->in[1] : NULL;
  gint64 dim[VSL_RUN_MAX_RANK];
  if (!x->f || !pads || !pads->i || pads->n != 2 * x->rank || call->node->n_attribute)
    return vsl_run_fail (call, error);
  for (int i = 0; i < x->rank; i++) {
    if (pads->i[i] < 0 || pads->i[i] > G_MAXINT32 || pads->i[x->rank + i] < 0 || pads->i[x->rank + i] > G_MAXINT32)
      return vsl_run_fail (call, error);
    dim[i] = x->dim[i] + pads->i[i] + pads->i[x->rank + i];
  }
  VslRunTensor *y = vsl_run_tensor (x->rank, dim, VSL_RUN_FLOAT, error);
  for (gint64 k = 0; y && k < x->n; k++) {
    gint64 at = 0, step = 1, rest = k;
    for (int i = x->rank - 1; i >= 0; i--) {
      at += (rest % x->dim[i] + pads->i[i]) * step;
      step *= dim[i];
      rest /= x->dim[i];
    }
    y->f[at] = x->f[k];
  }
  return y;
}

/* ---- stacks of matrices ---- */

/**
 * vsl_run_stacked_product:
 *
 * MatMul of two values with the same axes before the last two.
 */
VslRunTensor *
vsl_run_stacked_product (const VslRunCall *call, GError **error)
{
  const VslRunTensor *a = call->in[0], *b = call->n_in == 2 ? call->in[1] : NULL;
  if (!b || !a->f || !b->f || a->rank < 3 || a->rank != b->rank || a->dim[a->rank - 1] != b->dim[b->rank - 2])
    return vsl_run_fail (call, error);
  int rank = a->rank;
  gint64 rows = a->dim[rank - 2], depth = a->dim[rank - 1], columns = b->dim[rank - 1], dim[VSL_RUN_MAX_RANK];
  memcpy (dim, a->dim, sizeof dim);
  dim[rank - 1] = columns;
  for (int i = 0; i < rank - 2; i++)
    if (a->dim[i] != b->dim[i])
      return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_tensor (rank, dim, VSL_RUN_FLOAT, error);
  for (gint64 k = 0; y && k < y->n; k++) {
    gint64 matrix = k / columns / rows, row = k / columns % rows;
    const float *p = a->f + (matrix * rows + row) * depth, *q = b->f + matrix * depth * columns + k % columns;
    double sum = 0;
    for (gint64 i = 0; i < depth; i++)
      sum += (double) p[i] * (double) q[i * columns];
    y->f[k] = (float) sum;
  }
  return y;
}

static const VslRunOp ops[] = {
  { "Less", run_condition }, { "Or", run_condition }, { "Equal", run_condition }, { "Where", run_where }, { "Shrink", run_shrink }, { "ReduceMean", run_reduce },
  { "ReduceMax", run_reduce }, { "ReduceSum", run_reduce }, { "Unsqueeze", run_squeeze }, { "Squeeze", run_squeeze }, { "Pad", run_pad },
};

/**
 * vsl_run_choose:
 *
 * Returns: (nullable): the function for an operator
 */
VslRunFunc
vsl_run_choose (const char *op)
{
  return vsl_run_find (ops, G_N_ELEMENTS (ops), op);
}
