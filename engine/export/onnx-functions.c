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

/**
 * vsl_onnx_masking:
 *
 * Masking: a step holds when one of its values is not the filling.
 */
gboolean
vsl_onnx_masking (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), *filling = vsl_onnx_scalar (onnx, vsl_onnx_option_real (plan, "mask_value", 0));
  const char *same = vsl_onnx_op (onnx, "Cast", vsl_onnx_op (onnx, "Equal", x, filling, NULL), NULL);
  vsl_onnx_int (onnx, "to", 1);
  const char *other = vsl_onnx_op (onnx, "ReduceMax", vsl_onnx_op (onnx, "Sub", vsl_onnx_scalar (onnx, 1), same, NULL), NULL);
  vsl_onnx_ints (onnx, "axes", 1, (const gint64[]) { 2 });
  vsl_onnx_int (onnx, "keepdims", 1);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "Mul", x, other, NULL));
  vsl_onnx_set_output_mask (onnx, vsl_onnx_op (onnx, "Squeeze", other, vsl_onnx_int64s (onnx, "axes", (const gint64[]) { 2 }, 1), NULL));
  return TRUE;
}

/* The statistics of a Normalization, from its options or its state, with 1 along the axes that share them. */
static const char *
statistics (VslOnnx *onnx, const VslLayerPlan *plan, const char *name, gboolean root)
{
  g_autofree char *text = vsl_onnx_option_text (plan, name);
  guint n;
  g_autofree double *given = vsl_config_numbers (text, &n);
  const VslReal *data = NULL;
  int k = vsl_onnx_find_weight (onnx, name), rank = plan->in[0].rank;
  gint64 dims[VSL_MAX_RANK], count = 1;
  gboolean keep[VSL_MAX_RANK + 1] = { FALSE };
  for (int i = 0; i < VSL_MAX_RANK && vsl_onnx_option_int (plan, "axis", i, 0) != 0; i++) {
    gint64 axis = vsl_onnx_option_int (plan, "axis", i, 0);
    keep[axis < 0 ? axis + rank + 1 : axis] = TRUE;
  }
  for (int a = 0; a < rank; a++) {
    dims[a] = keep[a + 1] ? plan->in[0].dim[a] : 1;
    count *= dims[a];
  }
  if (!given && (k < 0 || !vsl_onnx_param (onnx, k, &data)))
    return NULL;
  float *values = g_new (float, count);
  for (gint64 i = 0; i < count; i++) {
    double v = given ? given[i % (gint64) n] : (double) data[i];
    values[i] = (float) (root ? MAX (sqrt (v), 1e-7) : v);
  }
  return vsl_onnx_tensor (onnx, name, rank, dims, values);
}

/**
 * vsl_onnx_normalization:
 *
 * Normalization by its numbers, or back.
 */
gboolean
vsl_onnx_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), *mean = statistics (onnx, plan, "mean", FALSE), *spread = statistics (onnx, plan, "variance", TRUE);
  if (!mean || !spread) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("%s: Normalization needs its mean and variance as numbers here"), plan->node);
    return FALSE;
  }
  if (vsl_onnx_option_int (plan, "invert", 0, 0))
    x = vsl_onnx_op (onnx, "Add", vsl_onnx_op (onnx, "Mul", x, spread, NULL), mean, NULL);
  else
    x = vsl_onnx_op (onnx, "Div", vsl_onnx_op (onnx, "Sub", x, mean, NULL), spread, NULL);
  vsl_onnx_rescaled (onnx);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, x);
  return TRUE;
}
