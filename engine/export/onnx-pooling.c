/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Poolings of sequences and pictures. Paddings are written as numbers, from the shapes that the engine works with. */
#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/* ONNX wants channels in front: [batch, channels, steps] or [batch, channels, height, width]. */
static const char *
channels_first (VslOnnx *onnx, const VslLayerPlan *plan)
{
  if (plan->in[0].rank == 3)
    return vsl_onnx_input (onnx, 0, VSL_ONNX_CHANNELS_FIRST);
  const char *x = vsl_onnx_op (onnx, "Transpose", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), NULL);
  vsl_onnx_ints (onnx, "perm", 3, (const gint64[]) { 0, 2, 1 });
  return x;
}

/* Keras's "same": what is missing for ceil (in / stride) outputs, the odd cell at the end. */
static void
set_windows (VslOnnx *onnx, const VslLayerPlan *plan)
{
  gint64 size[2], stride[2], pads[4] = { 0 };
  int n = plan->in[0].rank - 1;
  g_autofree char *padding = vsl_onnx_option_text (plan, "padding");
  for (int i = 0; i < n; i++) {
    size[i] = vsl_onnx_option_int (plan, "pool_size", i, 2);
    stride[i] = vsl_onnx_option_int (plan, "strides", i, size[i]);
    gint64 total = MAX (0, (plan->out[0].dim[i] - 1) * stride[i] + size[i] - plan->in[0].dim[i]);
    if (g_str_equal (padding, "same")) {
      pads[i] = total / 2;
      pads[i + n] = total - total / 2;
    }
  }
  vsl_onnx_ints (onnx, "kernel_shape", n, size);
  vsl_onnx_ints (onnx, "strides", n, stride);
  vsl_onnx_ints (onnx, "pads", 2 * n, pads);
}

static const char *
pooling (VslOnnx *onnx, const VslLayerPlan *plan, const char *op)
{
  const char *y = vsl_onnx_op (onnx, op, channels_first (onnx, plan), NULL);
  set_windows (onnx, plan);
  return y;
}

static gboolean
put_out (VslOnnx *onnx, const VslLayerPlan *plan, const char *y)
{
  if (plan->in[0].rank == 3) {
    vsl_onnx_set_output (onnx, VSL_ONNX_CHANNELS_FIRST, y);
    return TRUE;
  }
  y = vsl_onnx_op (onnx, "Transpose", y, NULL);
  vsl_onnx_ints (onnx, "perm", 3, (const gint64[]) { 0, 2, 1 });
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}

/**
 * vsl_onnx_max_pooling:
 *
 * MaxPooling1D and 2D; padding counts as minus infinity in both worlds.
 */
gboolean
vsl_onnx_max_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return put_out (onnx, plan, pooling (onnx, plan, "MaxPool"));
}

/**
 * vsl_onnx_average_pooling:
 *
 * AveragePooling1D and 2D; only cells inside the input are counted.
 */
gboolean
vsl_onnx_average_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const char *y = pooling (onnx, plan, "AveragePool");
  vsl_onnx_int (onnx, "count_include_pad", 0);
  return put_out (onnx, plan, y);
}

static gboolean
global_pooling (VslOnnx *onnx, const VslLayerPlan *plan, const char *op)
{
  VslOnnxLayout layout = vsl_onnx_input_layout (onnx, 0);
  gboolean picture = plan->in[0].rank == 3, keep = plan->out[0].rank > 1;
  const char *y = vsl_onnx_op (onnx, op, vsl_onnx_input (onnx, 0, layout), NULL);
  vsl_onnx_ints (onnx, "axes", picture ? 2 : 1, layout == VSL_ONNX_CHANNELS_FIRST ? (const gint64[]) { 2, 3 } : (const gint64[]) { 1, 2 });
  vsl_onnx_int (onnx, "keepdims", keep);
  vsl_onnx_set_output (onnx, keep ? layout : VSL_ONNX_PLAIN, y);
  return TRUE;
}

/* The mean over the valid steps; 0 where there are none. */
static gboolean
masked_average (VslOnnx *onnx, const VslLayerPlan *plan)
{
  const char *axes = vsl_onnx_int64s (onnx, "steps", (const gint64[]) { 1 }, 1);
  const char *mask = vsl_onnx_op (onnx, "Unsqueeze", vsl_onnx_input_mask (onnx, 0), vsl_onnx_int64s (onnx, "axes", (const gint64[]) { 2 }, 1), NULL);
  const char *valid = vsl_onnx_op (onnx, "Less", vsl_onnx_scalar (onnx, 0.5), mask, NULL);
  const char *x = vsl_onnx_op (onnx, "Where", valid, vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), vsl_onnx_scalar (onnx, 0), NULL);
  gint64 keep = plan->out[0].rank > 1;
  const char *sum = vsl_onnx_op (onnx, "ReduceSum", x, axes, NULL);
  vsl_onnx_int (onnx, "keepdims", keep);
  const char *count = vsl_onnx_op (onnx, "ReduceSum", mask, axes, NULL);
  vsl_onnx_int (onnx, "keepdims", keep);
  count = vsl_onnx_op (onnx, "Max", count, vsl_onnx_scalar (onnx, 1), NULL);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "Div", sum, count, NULL));
  return TRUE;
}

/**
 * vsl_onnx_global_average_pooling:
 *
 * GlobalAveragePooling1D and 2D as a mean over all places, without masked steps.
 */
gboolean
vsl_onnx_global_average_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  if (plan->in[0].rank == 2 && vsl_onnx_input_mask (onnx, 0))
    return masked_average (onnx, plan);
  return global_pooling (onnx, plan, "ReduceMean");
}

/**
 * vsl_onnx_global_max_pooling:
 *
 * GlobalMaxPooling1D and 2D as a maximum over all places.
 */
gboolean
vsl_onnx_global_max_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return global_pooling (onnx, plan, "ReduceMax");
}
