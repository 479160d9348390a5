/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Poolings. Paddings are written as numbers, from the shapes that the engine works with. */
#include <glib/gi18n-lib.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

static gboolean
is_same (const VslLayerPlan *plan)
{
  g_autofree char *padding = vsl_onnx_option_text (plan, "padding");
  return g_str_equal (padding, "same");
}

/* Keras's "same": what is missing for ceil (in / stride) outputs, the odd pixel at the end. begin, begin, end, end. */
static void
set_pads (VslOnnx *onnx, const VslLayerPlan *plan, const gint64 *kernel, const gint64 *stride, const gint64 *dilation)
{
  gint64 pads[4] = { 0 };
  for (int i = 0; i < 2 && is_same (plan); i++) {
    gint64 reach = (kernel[i] - 1) * dilation[i] + 1;
    gint64 total = MAX (0, (plan->out[0].dim[i] - 1) * stride[i] + reach - plan->in[0].dim[i]);
    pads[i] = total / 2;
    pads[i + 2] = total - total / 2;
  }
  vsl_onnx_ints (onnx, "pads", 4, pads);
}

static void
options (const VslLayerPlan *plan, const char *name, gint64 *out, const gint64 *missing)
{
  for (int i = 0; i < 2; i++)
    out[i] = vsl_onnx_option_int (plan, name, i, missing[i]);
}

static const gint64 ones[2] = { 1, 1 };

static const char *
pooling (VslOnnx *onnx, const VslLayerPlan *plan, const char *op)
{
  gint64 pool[2], stride[2];
  options (plan, "pool_size", pool, (const gint64[]) { 2, 2 });
  options (plan, "strides", stride, pool);
  const char *y = vsl_onnx_op (onnx, op, vsl_onnx_input (onnx, 0, VSL_ONNX_CHANNELS_FIRST), NULL);
  vsl_onnx_ints (onnx, "kernel_shape", 2, pool);
  vsl_onnx_ints (onnx, "strides", 2, stride);
  set_pads (onnx, plan, pool, stride, ones);
  vsl_onnx_set_output (onnx, VSL_ONNX_CHANNELS_FIRST, y);
  return y;
}

/**
 * vsl_onnx_max_pooling2d:
 *
 * MaxPooling2D; padding counts as minus infinity in both worlds.
 */
gboolean
vsl_onnx_max_pooling2d (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  pooling (onnx, plan, "MaxPool");
  return TRUE;
}

/**
 * vsl_onnx_average_pooling2d:
 *
 * AveragePooling2D; only pixels inside the picture are counted.
 */
gboolean
vsl_onnx_average_pooling2d (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  pooling (onnx, plan, "AveragePool");
  vsl_onnx_int (onnx, "count_include_pad", 0);
  return TRUE;
}

static gboolean
global_pooling (VslOnnx *onnx, const VslLayerPlan *plan, const char *op)
{
  VslOnnxLayout layout = vsl_onnx_input_layout (onnx, 0);
  gboolean keep = plan->out[0].rank == 3;
  const char *y = vsl_onnx_op (onnx, op, vsl_onnx_input (onnx, 0, layout), NULL);
  vsl_onnx_ints (onnx, "axes", 2, layout == VSL_ONNX_CHANNELS_FIRST ? (const gint64[]) { 2, 3 } : (const gint64[]) { 1, 2 });
  vsl_onnx_int (onnx, "keepdims", keep);
  vsl_onnx_set_output (onnx, keep ? layout : VSL_ONNX_PLAIN, y);
  return TRUE;
}

/**
 * vsl_onnx_global_average_pooling2d:
 *
 * GlobalAveragePooling2D as a mean over height and width.
 */
gboolean
vsl_onnx_global_average_pooling2d (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return global_pooling (onnx, plan, "ReduceMean");
}

/**
 * vsl_onnx_global_max_pooling2d:
 *
 * GlobalMaxPooling2D as a maximum over height and width.
 */
gboolean
vsl_onnx_global_max_pooling2d (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return global_pooling (onnx, plan, "ReduceMax");
}
