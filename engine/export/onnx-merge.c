/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that join inputs: value by value, side by side, and by sums of products. */
#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/* Channels first when all inputs exist so; they must be pictures for that. */
static VslOnnxLayout
common_layout (VslOnnx *onnx, const VslLayerPlan *plan)
{
  for (int i = 0; i < plan->n_in; i++)
    if (plan->in[i].rank != 3 || vsl_onnx_input_layout (onnx, i) != VSL_ONNX_CHANNELS_FIRST)
      return VSL_ONNX_PLAIN;
  return VSL_ONNX_CHANNELS_FIRST;
}

static const char *
with_axes (VslOnnx *onnx, const char *x, gint64 first, int n)
{
  gint64 axes[VSL_MAX_RANK];
  for (int i = 0; i < n; i++)
    axes[i] = first + i;
  return n > 0 ? vsl_onnx_op (onnx, "Unsqueeze", x, vsl_onnx_int64s (onnx, "axes", axes, n), NULL) : x;
}

/* Missing axes stand behind the batch, as in Keras. */
static const char *
operand (VslOnnx *onnx, const VslLayerPlan *plan, int i, VslOnnxLayout layout)
{
  return with_axes (onnx, vsl_onnx_input (onnx, i, layout), 1, plan->out[0].rank - plan->in[i].rank);
}

/* Where all masks hold together with the inputs they belong to: the result's mask. */
static void
join_masks (VslOnnx *onnx, const VslLayerPlan *plan)
{
  if (!plan->out_mask)
    return;
  const char *mask = vsl_onnx_input_mask (onnx, 0);
  for (int i = 1; i < plan->n_in; i++)
    mask = vsl_onnx_op (onnx, "Max", mask, vsl_onnx_input_mask (onnx, i), NULL);
  vsl_onnx_set_output_mask (onnx, mask);
}

/* The operator over all inputs in turn. */
static const char *
fold (VslOnnx *onnx, const VslLayerPlan *plan, const char *op, VslOnnxLayout layout)
{
  const char *y = operand (onnx, plan, 0, layout);
  for (int i = 1; i < plan->n_in; i++)
    y = vsl_onnx_op (onnx, op, y, operand (onnx, plan, i, layout), NULL);
  return y;
}

static gboolean
sums (VslOnnx *onnx, const VslLayerPlan *plan, const char *op)
{
  VslOnnxLayout layout = common_layout (onnx, plan);
  vsl_onnx_set_output (onnx, layout, fold (onnx, plan, op, layout));
  join_masks (onnx, plan);
  return TRUE;
}

gboolean
vsl_onnx_add (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return sums (onnx, plan, "Add");
}

gboolean
vsl_onnx_subtract (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return sums (onnx, plan, "Sub");
}

gboolean
vsl_onnx_average (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  VslOnnxLayout layout = common_layout (onnx, plan);
  const char *y = vsl_onnx_op (onnx, "Div", fold (onnx, plan, "Add", layout), vsl_onnx_scalar (onnx, plan->n_in), NULL);
  vsl_onnx_set_output (onnx, layout, y);
  join_masks (onnx, plan);
  return TRUE;
}

/* Where input i is valid, with as many axes as the output, as a condition; NULL: everywhere. */
static const char *
valid (VslOnnx *onnx, const VslLayerPlan *plan, int i)
{
  const char *mask = plan->in[i].rank == plan->out[0].rank ? vsl_onnx_input_mask (onnx, i) : NULL;
  if (!mask)
    return NULL;
  return vsl_onnx_op (onnx, "Less", vsl_onnx_scalar (onnx, 0.5), with_axes (onnx, mask, 2, plan->out[0].rank - 1), NULL);
}

static gboolean
any_mask (VslOnnx *onnx, const VslLayerPlan *plan)
{
  for (int i = 0; i < plan->n_in; i++)
    if (plan->in[i].rank == plan->out[0].rank && vsl_onnx_input_mask (onnx, i))
      return TRUE;
  return FALSE;
}

/**
 * vsl_onnx_multiply:
 *
 * Multiply: what a mask leaves out counts as 1; where all masks leave out, the result is 0.
 */
gboolean
vsl_onnx_multiply (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  if (!any_mask (onnx, plan))
    return sums (onnx, plan, "Mul");
  const char *y = NULL, *one = vsl_onnx_scalar (onnx, 1);
  for (int i = 0; i < plan->n_in; i++) {
    const char *holds = valid (onnx, plan, i), *x = operand (onnx, plan, i, VSL_ONNX_PLAIN);
    if (holds)
      x = vsl_onnx_op (onnx, "Where", holds, x, one, NULL);
    y = y ? vsl_onnx_op (onnx, "Mul", y, x, NULL) : x;
  }
  join_masks (onnx, plan);
  if (plan->out_mask) {
    const char *mask = vsl_onnx_input_mask (onnx, 0);
    for (int i = 1; i < plan->n_in; i++)
      mask = vsl_onnx_op (onnx, "Max", mask, vsl_onnx_input_mask (onnx, i), NULL);
    y = vsl_onnx_op (onnx, "Mul", y, with_axes (onnx, mask, 2, plan->out[0].rank - 1), NULL);
  }
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}

/* Maximum and Minimum pass over what a mask leaves out. y holds where `held` does; NULL: everywhere. */
static gboolean
extreme (VslOnnx *onnx, const VslLayerPlan *plan, const char *op)
{
  if (!any_mask (onnx, plan))
    return sums (onnx, plan, op);
  const char *y = operand (onnx, plan, 0, VSL_ONNX_PLAIN), *held = valid (onnx, plan, 0);
  for (int i = 1; i < plan->n_in; i++) {
    const char *holds = valid (onnx, plan, i), *x = operand (onnx, plan, i, VSL_ONNX_PLAIN);
    const char *own = holds ? vsl_onnx_op (onnx, "Where", holds, x, y, NULL) : x;
    y = held ? vsl_onnx_op (onnx, "Where", held, y, own, NULL) : y;
    y = vsl_onnx_op (onnx, op, y, own, NULL);
    held = held && holds ? vsl_onnx_op (onnx, "Or", held, holds, NULL) : NULL;
  }
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  join_masks (onnx, plan);
  return TRUE;
}

gboolean
vsl_onnx_maximum (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return extreme (onnx, plan, "Max");
}

gboolean
vsl_onnx_minimum (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return extreme (onnx, plan, "Min");
}

/* An input's mask; ones where it has none. */
static const char *
mask_or_ones (VslOnnx *onnx, const VslLayerPlan *plan, int i)
{
  const char *mask = vsl_onnx_input_mask (onnx, i);
  if (mask)
    return mask;
  /* A number a step, whatever it is, times 0 and plus 1. */
  gint64 axes[VSL_MAX_RANK];
  for (int a = 0; a < plan->in[i].rank - 1; a++)
    axes[a] = a + 2;
  const char *x = vsl_onnx_op (onnx, "ReduceMax", vsl_onnx_input (onnx, i, VSL_ONNX_PLAIN), NULL);
  vsl_onnx_ints (onnx, "axes", plan->in[i].rank - 1, axes);
  vsl_onnx_int (onnx, "keepdims", 0);
  return vsl_onnx_op (onnx, "Add", vsl_onnx_op (onnx, "Mul", x, vsl_onnx_scalar (onnx, 0), NULL), vsl_onnx_scalar (onnx, 1), NULL);
}

/**
 * vsl_onnx_concatenate:
 *
 * Concatenate along an axis, counted with the batch as Keras does.
 */
gboolean
vsl_onnx_concatenate (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  static const gint64 moved[4] = { 0, 2, 3, 1 };       /* where each axis is with channels first */
  VslOnnxLayout layout = common_layout (onnx, plan);
  gint64 axis = vsl_onnx_option_int (plan, "axis", 0, -1), own;
  if (axis < 0)
    axis += plan->in[0].rank + 1;
  own = layout == VSL_ONNX_CHANNELS_FIRST ? moved[CLAMP (axis, 0, 3)] : axis;
  const char *y = vsl_onnx_input (onnx, 0, layout);
  for (int i = 1; i < plan->n_in; i++) {
    y = vsl_onnx_op (onnx, "Concat", y, vsl_onnx_input (onnx, i, layout), NULL);
    vsl_onnx_int (onnx, "axis", own);
  }
  vsl_onnx_set_output (onnx, layout, y);
  const char *mask = plan->out_mask ? mask_or_ones (onnx, plan, 0) : NULL;
  for (int i = 1; i < plan->n_in && mask; i++) {
    mask = vsl_onnx_op (onnx, axis == 1 ? "Concat" : "Max", mask, mask_or_ones (onnx, plan, i), NULL);
    if (axis == 1)
      vsl_onnx_int (onnx, "axis", 1);
  }
  if (mask)
    vsl_onnx_set_output_mask (onnx, mask);
  return TRUE;
}

/* An input as [batch, rows, depth]: the axis of the sum comes last. normalize: each row divided by its length. */
static const char *
rows (VslOnnx *onnx, const VslLayerPlan *plan, int i)
{
  int rank = plan->in[i].rank;
  gint64 axis = vsl_onnx_option_int (plan, "axes", i, -1), perm[VSL_MAX_RANK + 1] = { 0 }, at = 1;
  axis = axis < 0 ? axis + rank + 1 : axis;
  for (int a = 1; a <= rank; a++)
    if (a != axis)
      perm[at++] = a;
  perm[at] = axis;
  const char *x = vsl_onnx_input (onnx, i, VSL_ONNX_PLAIN);
  if (axis != rank) {
    x = vsl_onnx_op (onnx, "Transpose", x, NULL);
    vsl_onnx_ints (onnx, "perm", rank + 1, perm);
  }
  gint64 depth = plan->in[i].dim[axis - 1], dims[3] = { -1, vsl_shape_count (&plan->in[i]) / depth, depth };
  x = vsl_onnx_op (onnx, "Reshape", x, vsl_onnx_int64s (onnx, "shape", dims, 3), NULL);
  if (!vsl_onnx_option_int (plan, "normalize", 0, 0))
    return x;
  const char *length = vsl_onnx_op (onnx, "ReduceSum", vsl_onnx_op (onnx, "Mul", x, x, NULL), vsl_onnx_int64s (onnx, "axes", (const gint64[]) { 2 }, 1), NULL);
  vsl_onnx_int (onnx, "keepdims", 1);
  length = vsl_onnx_op (onnx, "Max", vsl_onnx_op (onnx, "Sqrt", length, NULL), vsl_onnx_scalar (onnx, 1e-7), NULL);
  return vsl_onnx_op (onnx, "Div", x, length, NULL);
}

/**
 * vsl_onnx_dot:
 *
 * Dot as a product of matrices.
 */
gboolean
vsl_onnx_dot (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const char *a = rows (onnx, plan, 0), *b = vsl_onnx_op (onnx, "Transpose", rows (onnx, plan, 1), NULL);
  vsl_onnx_ints (onnx, "perm", 3, (const gint64[]) { 0, 2, 1 });
  gint64 dims[VSL_MAX_RANK + 1] = { -1 };
  for (int i = 0; i < plan->out[0].rank; i++)
    dims[i + 1] = plan->out[0].dim[i];
  const char *y = vsl_onnx_op (onnx, "MatMul", a, b, NULL);
  y = vsl_onnx_op (onnx, "Reshape", y, vsl_onnx_int64s (onnx, "shape", dims, plan->out[0].rank + 1), NULL);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}
