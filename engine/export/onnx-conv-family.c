/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions over pictures and sequences. Paddings are written as numbers, from the shapes that the engine works with. */
#include <glib/gi18n-lib.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/* Windows of one layer, one entry an axis: two for pictures, one for sequences. */
typedef struct {
  int n;
  gint64 kernel[2], stride[2], dilation[2], pads[4];
} Windows;

static gboolean
no_weight (const VslLayerPlan *plan, GError **error)
{
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("%s: its weights could not be copied. Close other programs and export again."), plan->node);
  return FALSE;
}

static Windows
windows_of (const VslLayerPlan *plan)
{
  Windows w = { .n = plan->in[0].rank - 1 };
  for (int i = 0; i < w.n; i++) {
    w.kernel[i] = vsl_onnx_option_int (plan, "kernel_size", i, 1);
    w.stride[i] = vsl_onnx_option_int (plan, "strides", i, 1);
    w.dilation[i] = vsl_onnx_option_int (plan, "dilation_rate", i, 1);
  }
  return w;
}

static gint64
reach (const Windows *w, int axis)
{
  return (w->kernel[axis] - 1) * w->dilation[axis] + 1;
}

/* Keras's "same": what is missing for ceil (in / stride) outputs, the odd cell at the end; "causal": all of it at the start. */
static void
fill_pads (Windows *w, const VslLayerPlan *plan)
{
  g_autofree char *padding = vsl_onnx_option_text (plan, "padding");
  for (int i = 0; i < w->n; i++) {
    gint64 total = MAX (0, (plan->out[0].dim[i] - 1) * w->stride[i] + reach (w, i) - plan->in[0].dim[i]);
    if (g_str_equal (padding, "same")) {
      w->pads[i] = total / 2;
      w->pads[i + w->n] = total - total / 2;
    } else if (g_str_equal (padding, "causal"))
      w->pads[i] = reach (w, i) - 1;
  }
}

/* The input with channels first. */
static const char *
open_input (VslOnnx *onnx, const VslLayerPlan *plan)
{
  if (plan->in[0].rank == 3)
    return vsl_onnx_input (onnx, 0, VSL_ONNX_CHANNELS_FIRST);
  const char *x = vsl_onnx_op (onnx, "Transpose", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), NULL);
  vsl_onnx_ints (onnx, "perm", 3, (const gint64[]) { 0, 2, 1 });
  return x;
}

static void
close_output (VslOnnx *onnx, const VslLayerPlan *plan, const char *y)
{
  if (plan->in[0].rank == 3) {
    vsl_onnx_set_output (onnx, VSL_ONNX_CHANNELS_FIRST, y);
    return;
  }
  y = vsl_onnx_op (onnx, "Transpose", y, NULL);
  vsl_onnx_ints (onnx, "perm", 3, (const gint64[]) { 0, 2, 1 });
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
}

static void
set_windows (VslOnnx *onnx, const Windows *w)
{
  vsl_onnx_ints (onnx, "kernel_shape", w->n, w->kernel);
  vsl_onnx_ints (onnx, "strides", w->n, w->stride);
  vsl_onnx_ints (onnx, "dilations", w->n, w->dilation);
  vsl_onnx_ints (onnx, "pads", 2 * w->n, w->pads);
}

/* A kernel [k…, a, b] as [b, a, k…]. */
static const char *
kernel_of (VslOnnx *onnx, const VslLayerPlan *plan, const char *name)
{
  static const int picture[] = { 3, 2, 0, 1 }, sequence[] = { 2, 1, 0 };
  return vsl_onnx_weight_transposed (onnx, vsl_onnx_find_weight (onnx, name), plan->in[0].rank == 3 ? picture : sequence);
}

/* FALSE when there is a bias that cannot be copied; *bias is NULL without one. */
static gboolean
bias_of (VslOnnx *onnx, const char **bias)
{
  int k = vsl_onnx_find_weight (onnx, "bias");
  *bias = k < 0 ? NULL : vsl_onnx_weight (onnx, k);
  return k < 0 || *bias;
}

/**
 * vsl_onnx_conv:
 *
 * Conv1D and Conv2D, kernel [k…, in / groups, filters], as Conv with [filters, in / groups, k…].
 */
gboolean
vsl_onnx_conv (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  Windows w = windows_of (plan);
  const char *x = open_input (onnx, plan), *kernel = kernel_of (onnx, plan, "kernel"), *bias;
  if (!kernel || !bias_of (onnx, &bias))
    return no_weight (plan, error);
  fill_pads (&w, plan);
  const char *y = vsl_onnx_op (onnx, "Conv", x, kernel, bias, NULL);
  set_windows (onnx, &w);
  vsl_onnx_int (onnx, "group", vsl_onnx_option_int (plan, "groups", 0, 1));
  close_output (onnx, plan, y);
  return TRUE;
}

/**
 * vsl_onnx_transposed_convolution:
 *
 * Conv1DTranspose and Conv2DTranspose, kernel [k…, filters, in], as ConvTranspose with [in, filters, k…]. "same" cuts the overhang,
 * its smaller half at the start; what is missing at the end is padded.
 */
gboolean
vsl_onnx_transposed_convolution (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  Windows w = windows_of (plan);
  g_autofree char *padding = vsl_onnx_option_text (plan, "padding");
  gint64 more[2] = { 0 };
  for (int i = 0; i < w.n; i++) {
    gint64 over = (plan->in[0].dim[i] - 1) * w.stride[i] + reach (&w, i) - plan->out[0].dim[i];
    w.pads[i] = g_str_equal (padding, "same") ? MAX (over, 0) / 2 : 0;
    w.pads[i + w.n] = MAX (over - w.pads[i], 0);
    more[i] = MAX (w.pads[i] - over, 0);
  }
  const char *x = open_input (onnx, plan), *kernel = kernel_of (onnx, plan, "kernel"), *bias;
  if (!kernel || !bias_of (onnx, &bias))
    return no_weight (plan, error);
  const char *y = vsl_onnx_op (onnx, "ConvTranspose", x, kernel, bias, NULL);
  set_windows (onnx, &w);
  vsl_onnx_ints (onnx, "output_padding", w.n, more);
  close_output (onnx, plan, y);
  return TRUE;
}

/* [k…, channels, multiplier] as [channels * multiplier, 1, k…]: filter c * multiplier + m. */
static const char *
depthwise_kernel (VslOnnx *onnx, const VslLayerPlan *plan, const char *name)
{
  const VslReal *data = NULL;
  int k = vsl_onnx_find_weight (onnx, name), n = plan->in[0].rank - 1;
  const VslParam *param = k < 0 ? NULL : vsl_onnx_param (onnx, k, &data);
  float *out = param ? g_try_new (float, param->count) : NULL;
  if (!out)
    return NULL;
  gint64 filters = param->shape.dim[n] * param->shape.dim[n + 1], taps = (gint64) param->count / filters;
  gint64 dims[4] = { filters, 1, param->shape.dim[0], n == 2 ? param->shape.dim[1] : 1 };
  for (gint64 t = 0; t < taps; t++)
    for (gint64 f = 0; f < filters; f++)
      out[f * taps + t] = (float) data[t * filters + f];
  return vsl_onnx_tensor (onnx, name, n + 2, dims, out);
}

/* x by channels; NULL when the kernel cannot be copied. */
static const char *
depthwise (VslOnnx *onnx, const VslLayerPlan *plan, const char *name, const char *bias)
{
  Windows w = windows_of (plan);
  const char *x = open_input (onnx, plan), *kernel = depthwise_kernel (onnx, plan, name);
  if (!kernel)
    return NULL;
  fill_pads (&w, plan);
  const char *y = vsl_onnx_op (onnx, "Conv", x, kernel, bias, NULL);
  set_windows (onnx, &w);
  vsl_onnx_int (onnx, "group", plan->in[0].dim[w.n]);
  return y;
}

/**
 * vsl_onnx_depthwise_convolution:
 *
 * DepthwiseConv1D and DepthwiseConv2D, as Conv with a group a channel.
 */
gboolean
vsl_onnx_depthwise_convolution (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const char *bias, *y = bias_of (onnx, &bias) ? depthwise (onnx, plan, "kernel", bias) : NULL;
  if (!y)
    return no_weight (plan, error);
  close_output (onnx, plan, y);
  return TRUE;
}

/**
 * vsl_onnx_separable_convolution:
 *
 * SeparableConv1D and SeparableConv2D: a Conv with a group a channel, then one with a window of one cell.
 */
gboolean
vsl_onnx_separable_convolution (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const char *y = depthwise (onnx, plan, "depthwise_kernel", NULL), *kernel = kernel_of (onnx, plan, "pointwise_kernel"), *bias;
  if (!y || !kernel || !bias_of (onnx, &bias))
    return no_weight (plan, error);
  y = vsl_onnx_op (onnx, "Conv", y, kernel, bias, NULL);
  vsl_onnx_ints (onnx, "kernel_shape", plan->in[0].rank - 1, (const gint64[]) { 1, 1 });
  close_output (onnx, plan, y);
  return TRUE;
}
