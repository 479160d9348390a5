/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our reader's operators that move numbers: transposing, reshaping, joining, resizing. */
#include <math.h>
#include <string.h>

#include "export/vsl-onnx-run-private.h"

static VslRunTensor *
run_identity (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  if (x->d)
    return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_tensor (x->rank, x->dim, x->i ? VSL_RUN_INTEGER : VSL_RUN_FLOAT, error);
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
  VslRunTensor *y = vsl_run_tensor (x->rank, dim, VSL_RUN_FLOAT, error);
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
  VslRunTensor *y = vsl_run_tensor ((int) shape->n, dim, VSL_RUN_FLOAT, error);
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
  VslRunTensor *y = vsl_run_tensor (1, (const gint64[]) { x->rank }, VSL_RUN_INTEGER, error);
  for (int i = 0; y && i < x->rank; i++)
    y->i[i] = x->dim[i];
  return y;
}

/* x repeated along axes of length 1 to a list of lengths, of as many axes. */
static VslRunTensor *
run_expand (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *to = call->n_in == 2 ? call->in[1] : NULL;
  if (!to || !to->i || !x->f || to->rank != 1 || to->n != x->rank || x->rank > VSL_RUN_MAX_RANK)
    return vsl_run_fail (call, error);
  gint64 dim[VSL_RUN_MAX_RANK];
  for (int i = 0; i < x->rank; i++) {
    dim[i] = x->dim[i] == 1 ? to->i[i] : x->dim[i];
    if (to->i[i] != 1 && to->i[i] != dim[i])
      return vsl_run_fail (call, error);
  }
  VslRunTensor *y = vsl_run_tensor (x->rank, dim, VSL_RUN_FLOAT, error);
  for (gint64 k = 0; y && k < y->n; k++) {
    gint64 rest = k, at = 0, step = 1;
    for (int i = x->rank - 1; i >= 0; i--) {
      at += x->dim[i] == 1 ? 0 : rest % dim[i] * step;
      rest /= dim[i];
      step *= x->dim[i];
    }
    y->f[k] = x->f[at];
  }
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
  VslRunTensor *y = vsl_run_tensor (1, (const gint64[]) { to - from }, VSL_RUN_INTEGER, error);
  if (y)
    memcpy (y->i, x->i + from, (gsize) (to - from) * sizeof (gint64));
  return y;
}

static VslRunTensor *
run_concat (const VslRunCall *call, GError **error)
{
  const VslRunTensor *a = call->in[0], *b = call->n_in == 2 ? call->in[1] : NULL;
  int axis = vsl_run_axis (vsl_run_int (call, "axis", 0), a->rank);
  if (!b || axis < 0 || a->rank != b->rank || (a->i != NULL) != (b->i != NULL) || a->d || b->d)
    return vsl_run_fail (call, error);
  gint64 dim[VSL_RUN_MAX_RANK], inner = 1, outer = 1;
  for (int i = 0; i < a->rank; i++) {
    if (i != axis && a->dim[i] != b->dim[i])
      return vsl_run_fail (call, error);
    dim[i] = a->dim[i] + (i == axis ? b->dim[i] : 0);
    *(i < axis ? &outer : &inner) *= i == axis ? 1 : a->dim[i];
  }
  VslRunTensor *y = vsl_run_tensor (a->rank, dim, a->i ? VSL_RUN_INTEGER : VSL_RUN_FLOAT, error);
  gsize size = a->i ? sizeof (gint64) : sizeof (float), na = (gsize) (a->dim[axis] * inner) * size, nb = (gsize) (b->dim[axis] * inner) * size;
  const char *pa = a->i ? (const char *) a->i : (const char *) a->f, *pb = b->i ? (const char *) b->i : (const char *) b->f;
  char *to = !y ? NULL : y->i ? (char *) y->i : (char *) y->f;
  for (gint64 k = 0; y && k < outer; k++) {
    memcpy (to + (gsize) k * (na + nb), pa + (gsize) k * na, na);
    memcpy (to + (gsize) k * (na + nb) + na, pb + (gsize) k * nb, nb);
  }
  return y;
}

/* ---- lines by their numbers, and from one type to another: how pictures are resized ---- */

static VslRunTensor *
run_gather (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *index = call->n_in == 2 ? call->in[1] : NULL;
  int axis = vsl_run_axis (vsl_run_int (call, "axis", 0), x->rank);
  if (!x->f || !index || !index->i || index->rank < 1 || axis < 0 || x->rank + index->rank - 1 > VSL_RUN_MAX_RANK)
    return vsl_run_fail (call, error);
  gint64 dim[VSL_RUN_MAX_RANK], inner = 1, n = x->dim[axis], at = 0;
  int rank = 0;
  for (int i = 0; i < x->rank; i++)
    for (int k = 0; k < (i == axis ? index->rank : 1); k++)
      dim[rank++] = i == axis ? index->dim[k] : x->dim[i];
  for (int i = axis + 1; i < x->rank; i++)
    inner *= x->dim[i];
  for (gint64 i = 0; i < index->n; i++)
    if (index->i[i] < 0 || index->i[i] >= n)
      return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_tensor (rank, dim, VSL_RUN_FLOAT, error);
  for (gint64 outer = 0; y && outer < x->n / inner / n; outer++)
    for (gint64 i = 0; i < index->n; i++, at += inner)
      memcpy (y->f + at, x->f + (outer * n + index->i[i]) * inner, (gsize) inner * sizeof (float));
  return y;
}

static VslRunTensor *
run_cast (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  gint64 to = vsl_run_int (call, "to", 0);
  gboolean integer = to == ONNX__TENSOR_PROTO__DATA_TYPE__INT64, real = to == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
  if ((!integer && !real && to != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT))
    return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_tensor (x->rank, x->dim, integer ? VSL_RUN_INTEGER : real ? VSL_RUN_DOUBLE : VSL_RUN_FLOAT, error);
  for (gint64 k = 0; y && k < x->n; k++) {
    double v = x->i ? (double) x->i[k] : x->f ? (double) x->f[k] : x->d[k];
    if (integer)
      y->i[k] = fabs (v) < 1e15 ? (gint64) v : -1;
    else if (real)
      y->d[k] = v;
    else
      y->f[k] = (float) v;
  }
  return y;
}

static const VslRunOp ops[] = {
  { "Identity", run_identity }, { "Transpose", run_transpose }, { "Reshape", run_reshape }, { "Shape", run_shape_of }, { "Expand", run_expand },
  { "Slice", run_slice }, { "Concat", run_concat }, { "Gather", run_gather }, { "Cast", run_cast },
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
