/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations that are layers of their own, with their options. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/* An operator with the option as its attribute alpha, in whatever layout the input has. */
static gboolean
with_alpha (VslOnnx *onnx, const VslLayerPlan *plan, const char *op, const char *option)
{
  VslOnnxLayout layout = vsl_onnx_input_layout (onnx, 0);
  const char *y = vsl_onnx_op (onnx, op, vsl_onnx_input (onnx, 0, layout), NULL);
  vsl_onnx_real (onnx, "alpha", vsl_onnx_option_real (plan, option, 0));
  vsl_onnx_set_output (onnx, layout, y);
  return TRUE;
}

/**
 * vsl_onnx_leaky_relu:
 *
 * LeakyReLU.
 */
gboolean
vsl_onnx_leaky_relu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return with_alpha (onnx, plan, "LeakyRelu", "negative_slope");
}

/**
 * vsl_onnx_elu:
 *
 * ELU.
 */
gboolean
vsl_onnx_elu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  return with_alpha (onnx, plan, "Elu", "alpha");
}

/**
 * vsl_onnx_relu:
 *
 * ReLU with its limit, slope and threshold.
 */
gboolean
vsl_onnx_relu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  double max = vsl_onnx_option_real (plan, "max_value", NAN), slope = vsl_onnx_option_real (plan, "negative_slope", 0);
  double threshold = vsl_onnx_option_real (plan, "threshold", 0);
  VslOnnxLayout layout = vsl_onnx_input_layout (onnx, 0);
  const char *x = vsl_onnx_input (onnx, 0, layout), *y = x, *limit = isnan (max) ? NULL : vsl_onnx_scalar (onnx, max);
  if (threshold == 0) {
    y = vsl_onnx_op (onnx, "LeakyRelu", x, NULL);
    vsl_onnx_real (onnx, "alpha", slope);
  }
  if (limit)
    y = vsl_onnx_op (onnx, "Min", y, limit, NULL);
  if (threshold != 0) {
    const char *at = vsl_onnx_scalar (onnx, threshold);
    const char *below = vsl_onnx_op (onnx, "Mul", vsl_onnx_op (onnx, "Sub", x, at, NULL), vsl_onnx_scalar (onnx, slope), NULL);
    y = vsl_onnx_op (onnx, "Where", vsl_onnx_op (onnx, "Less", at, x, NULL), y, below, NULL);
  }
  vsl_onnx_set_output (onnx, layout, y);
  return TRUE;
}

/**
 * vsl_onnx_prelu:
 *
 * PReLU: its slopes have the shape of a sample, with 1 along shared axes.
 */
gboolean
vsl_onnx_prelu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  int k = vsl_onnx_find_weight (onnx, "alpha");
  const VslReal *data = NULL;
  const VslParam *param = k < 0 ? NULL : vsl_onnx_param (onnx, k, &data);
  float *slope = param ? g_try_new (float, param->count) : NULL;
  if (!slope) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("%s: its weights could not be copied. Close other programs and export again."), plan->node);
    return FALSE;
  }
  for (gsize i = 0; i < param->count; i++)
    slope[i] = (float) data[i];
  const char *w = vsl_onnx_tensor (onnx, "alpha", param->shape.rank, param->shape.dim, slope);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "PRelu", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), w, NULL));
  return TRUE;
}

/* The mask of the steps with as many axes as the input, or NULL where the softmax does not run over the steps. */
static const char *
step_mask (VslOnnx *onnx, const VslLayerPlan *plan, gboolean over_steps)
{
  const char *mask = vsl_onnx_input_mask (onnx, 0);
  gint64 axes[VSL_MAX_RANK];
  int n = plan->in[0].rank - 1;
  if (!mask || !over_steps || n == 0)
    return over_steps ? mask : NULL;
  for (int i = 0; i < n; i++)
    axes[i] = i + 2;
  return vsl_onnx_op (onnx, "Unsqueeze", mask, vsl_onnx_int64s (onnx, "axes", axes, n), NULL);
}

/**
 * vsl_onnx_softmax:
 *
 * Softmax along one or more axes; masked steps get nothing.
 */
gboolean
vsl_onnx_softmax (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 axes[VSL_MAX_RANK];
  int n = 0, rank = plan->in[0].rank;
  gboolean chosen[VSL_MAX_RANK + 1] = { FALSE };
  for (int i = 0; i < VSL_MAX_RANK && vsl_onnx_option_int (plan, "axis", i, 0) != 0; i++) {
    gint64 axis = vsl_onnx_option_int (plan, "axis", i, 0);
    chosen[axis < 0 ? axis + rank + 1 : axis] = TRUE;
  }
  for (int a = 1; a <= rank; a++)
    if (chosen[a])
      axes[n++] = a;
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), *mask = step_mask (onnx, plan, chosen[1]), *y;
  if (mask) {
    const char *valid = vsl_onnx_op (onnx, "Less", vsl_onnx_scalar (onnx, 0.5), mask, NULL);
    x = vsl_onnx_op (onnx, "Where", valid, x, vsl_onnx_scalar (onnx, -1e9), NULL);
  }
  if (n == 1) {
    y = vsl_onnx_op (onnx, "Softmax", x, NULL);
    vsl_onnx_int (onnx, "axis", axes[0]);
  } else {
    const char *max = vsl_onnx_op (onnx, "ReduceMax", x, NULL);
    vsl_onnx_ints (onnx, "axes", n, axes);
    vsl_onnx_int (onnx, "keepdims", 1);
    y = vsl_onnx_op (onnx, "Exp", vsl_onnx_op (onnx, "Sub", x, max, NULL), NULL);
    const char *sum = vsl_onnx_op (onnx, "ReduceSum", y, vsl_onnx_int64s (onnx, "axes", axes, n), NULL);
    vsl_onnx_int (onnx, "keepdims", 1);
    y = vsl_onnx_op (onnx, "Div", y, sum, NULL);
  }
  if (mask)
    y = vsl_onnx_op (onnx, "Mul", y, mask, NULL);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}
