/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our reader's operators that move numbers: transposing, reshaping, joining, resizing, reducing over axes. */
#include <math.h>
#include <string.h>

#include "export/vsl-onnx-run-private.h"

static VslRunTensor *
run_identity (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  VslRunTensor *y = vsl_run_tensor (x->rank, x->dim, x->i != NULL, error);
  if (y && x->i)
    memcpy (y->i, x->i, (gsize) x->n * sizeof (gint64));
  else if (y)
    memcpy (y->f, x->f, (gsize) x->n * sizeof (float));
  return y;
}

static VslRunTensor *
run_transpose (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  gint64 perm[VSL_RUN_MAX_RANK], dim[VSL_RUN_MAX_RANK], stride[VSL_RUN_MAX_RANK];
  if (!x->f || x->rank < 1 || !vsl_run_ints (call, "perm", x->rank, 0, perm))
    return vsl_run_fail (call, error);
  for (gint64 i = x->rank - 1, s = 1; i >= 0; s *= x->dim[i], i--)
    stride[i] = s;
  for (int i = 0; i < x->rank; i++) {
    if (perm[i] >= x->rank)
      return vsl_run_fail (call, error);
    dim[i] = x->dim[perm[i]];
  }
  VslRunTensor *y = vsl_run_tensor (x->rank, dim, FALSE, error);
  for (gint64 k = 0; y && k < MIN (y->n, x->n); k++) {
    gint64 rest = k, at = 0;
    for (int i = x->rank - 1; i >= 0; rest /= dim[i], i--)
      at += rest % dim[i] * stride[perm[i]];
    y->f[k] = x->f[MIN (at, x->n - 1)];
  }
  return y;
}

static VslRunTensor *
run_reshape (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *shape = call->n_in > 1 ? call->in[1] : NULL;
  if (!x->f || !shape || !shape->i || shape->n > VSL_RUN_MAX_RANK)
    return vsl_run_fail (call, error);
  gint64 dim[VSL_RUN_MAX_RANK], known = 1;
  int open = -1;
  for (int i = 0; i < shape->n; i++) {
    dim[i] = shape->i[i] == 0 && i < x->rank ? x->dim[i] : shape->i[i];
    if (dim[i] == -1)
      open = i;
    else if (dim[i] < 1 || dim[i] > x->n)
      return vsl_run_fail (call, error);
    else if ((known *= dim[i]) > x->n)
      return vsl_run_fail (call, error);
  }
  if (open >= 0)
    dim[open] = x->n / known;
  VslRunTensor *y = vsl_run_tensor ((int) shape->n, dim, FALSE, error);
  if (y && y->n != x->n) {
    vsl_run_tensor_free (y);
    return vsl_run_fail (call, error);
  }
  if (y)
    memcpy (y->f, x->f, (gsize) x->n * sizeof (float));
  return y;
}

static VslRunTensor *
run_shape_of (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  VslRunTensor *y = vsl_run_tensor (1, (const gint64[]) { x->rank }, TRUE, error);
  for (int i = 0; y && i < x->rank; i++)
    y->i[i] = x->dim[i];
  return y;
}

/* A range of a list of integers. */
static VslRunTensor *
run_slice (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  if (call->n_in != 3 || !x->i || x->rank != 1 || !call->in[1] || !call->in[1]->i || !call->in[2] || !call->in[2]->i)
    return vsl_run_fail (call, error);
  gint64 from = CLAMP (call->in[1]->i[0], 0, x->n), to = CLAMP (call->in[2]->i[0], from, x->n);
  VslRunTensor *y = vsl_run_tensor (1, (const gint64[]) { to - from }, TRUE, error);
  if (y)
    memcpy (y->i, x->i + from, (gsize) (to - from) * sizeof (gint64));
  return y;
}

static VslRunTensor *
run_concat (const VslRunCall *call, GError **error)
{
  const VslRunTensor *a = call->in[0], *b = call->n_in == 2 ? call->in[1] : NULL;
  int axis = vsl_run_axis (vsl_run_int (call, "axis", 0), a->rank);
  if (!b || axis < 0 || a->rank != b->rank || (a->i != NULL) != (b->i != NULL))
    return vsl_run_fail (call, error);
  gint64 dim[VSL_RUN_MAX_RANK], inner = 1, outer = 1;
  for (int i = 0; i < a->rank; i++) {
    if (i != axis && a->dim[i] != b->dim[i])
      return vsl_run_fail (call, error);
    dim[i] = a->dim[i] + (i == axis ? b->dim[i] : 0);
    *(i < axis ? &outer : &inner) *= i == axis ? 1 : a->dim[i];
  }
  VslRunTensor *y = vsl_run_tensor (a->rank, dim, a->i != NULL, error);
  gsize size = a->i ? sizeof (gint64) : sizeof (float), na = (gsize) (a->dim[axis] * inner) * size, nb = (gsize) (b->dim[axis] * inner) * size;
  const char *pa = a->i ? (const char *) a->i : (const char *) a->f, *pb = b->i ? (const char *) b->i : (const char *) b->f;
  char *to = !y ? NULL : y->i ? (char *) y->i : (char *) y->f;
  for (gint64 k = 0; y && k < outer; k++) {
    memcpy (to + (gsize) k * (na + nb), pa + (gsize) k * na, na);
    memcpy (to + (gsize) k * (na + nb) + na, pb + (gsize) k * nb, nb);
  }
  return y;
}

/* ---- Resize, half pixel, the last two axes of [batch, channels, height, width] ---- */

static float
sample (const float *x, gint64 h, gint64 w, double row, double column, gboolean nearest)
{
  if (nearest) {
    gint64 r = CLAMP ((gint64) floor (row + 0.5), 0, h - 1), c = CLAMP ((gint64) floor (column + 0.5), 0, w - 1);
    return x[r * w + c];
  }
  row = CLAMP (row, 0, (double) (h - 1));
  column = CLAMP (column, 0, (double) (w - 1));
  gint64 r0 = (gint64) row, c0 = (gint64) column, r1 = MIN (r0 + 1, h - 1), c1 = MIN (c0 + 1, w - 1);
  double tr = row - (double) r0, tc = column - (double) c0;
  double top = x[r0 * w + c0] * (1 - tc) + x[r0 * w + c1] * tc, bottom = x[r1 * w + c0] * (1 - tc) + x[r1 * w + c1] * tc;
  return (float) (top * (1 - tr) + bottom * tr);
}

static VslRunTensor *
run_resize (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *size = call->n_in == 4 ? call->in[3] : NULL;
  gboolean nearest = vsl_run_text_is (call, "mode", "nearest");
  if (!x->f || x->rank != 4 || !size || !size->i || size->n != 4 || size->i[0] != x->dim[0] || size->i[1] != x->dim[1]
      || !vsl_run_text_is (call, "coordinate_transformation_mode", "half_pixel") || (!nearest && !vsl_run_text_is (call, "mode", "linear"))
      || (nearest && !vsl_run_text_is (call, "nearest_mode", "round_prefer_ceil")))
    return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_tensor (4, size->i, FALSE, error);
  if (!y)
    return NULL;
  gint64 h = x->dim[2], w = x->dim[3], at = 0;
  for (gint64 plane = 0; plane < x->dim[0] * x->dim[1]; plane++)
    for (gint64 r = 0; r < y->dim[2]; r++)
      for (gint64 c = 0; c < y->dim[3]; c++)
        y->f[at++] = sample (x->f + plane * h * w, h, w, ((double) r + 0.5) * (double) h / (double) y->dim[2] - 0.5,
                             ((double) c + 0.5) * (double) w / (double) y->dim[3] - 0.5, nearest);
  return y;
}

/* ---- the mean or the maximum over two neighbouring axes ---- */

static VslRunTensor *
run_reduce (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  gboolean keep = vsl_run_int (call, "keepdims", 1) != 0, mean = g_str_equal (call->node->op_type, "ReduceMean");
  gint64 axes[2], dim[VSL_RUN_MAX_RANK], inner = 1, outer = 1;
  if (!x->f || !vsl_run_ints (call, "axes", 2, 0, axes) || axes[1] != axes[0] + 1 || axes[1] >= x->rank)
    return vsl_run_fail (call, error);
  int rank = 0;
  for (int i = 0; i < x->rank; i++) {
    gboolean gone = i == axes[0] || i == axes[1];
    if (!gone || keep)
      dim[rank++] = gone ? 1 : x->dim[i];
    if (!gone)
      *(i < axes[0] ? &outer : &inner) *= x->dim[i];
  }
  VslRunTensor *y = vsl_run_tensor (rank, dim, FALSE, error);
  gint64 n = x->dim[axes[0]] * x->dim[axes[1]];
  for (gint64 k = 0; y && k < outer * inner; k++) {
    const float *from = x->f + k / inner * n * inner + k % inner;
    double sum = 0, max = -INFINITY;
    for (gint64 i = 0; i < n; i++) {
      sum += from[i * inner];
      max = MAX (max, (double) from[i * inner]);
    }
    y->f[k] = (float) (mean ? sum / (double) n : max);
  }
  return y;
}

static const VslRunOp ops[] = {
  { "Identity", run_identity }, { "Transpose", run_transpose }, { "Reshape", run_reshape }, { "Shape", run_shape_of },
  { "Slice", run_slice }, { "Concat", run_concat }, { "Resize", run_resize }, { "ReduceMean", run_reduce },
  { "ReduceMax", run_reduce },
};

/**
 * vsl_run_shape:
 *
 * Returns: (nullable): the function for an operator
 */
VslRunFunc
vsl_run_shape (const char *op)
{
  return vsl_run_find (ops, G_N_ELEMENTS (ops), op);
}
