/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that are neither convolutions nor steps of the preprocessing. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/**
 * vsl_onnx_identity:
 *
 * Layers that do nothing outside training (Dropout), or nothing but their activation.
 */
gboolean
vsl_onnx_identity (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  vsl_onnx_pass (onnx);
  return TRUE;
}

/**
 * vsl_onnx_reshape:
 *
 * Flatten and Reshape: another shape over the same row-major numbers of the engine's layout.
 */
gboolean
vsl_onnx_reshape (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 dims[VSL_MAX_RANK + 1] = { -1 };
  for (int i = 0; i < plan->out[0].rank; i++)
    dims[i + 1] = plan->out[0].dim[i];
  const char *shape = vsl_onnx_int64s (onnx, "shape", dims, plan->out[0].rank + 1);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "Reshape", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), shape, NULL));
  return TRUE;
}

/**
 * vsl_onnx_dense:
 *
 * Dense on the last axis: Gemm for flat inputs, MatMul and Add for others.
 */
gboolean
vsl_onnx_dense (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN);
  const char *w = vsl_onnx_weight (onnx, vsl_onnx_find_weight (onnx, "kernel"));
  int bias = vsl_onnx_find_weight (onnx, "bias");
  const char *b = bias < 0 ? NULL : vsl_onnx_weight (onnx, bias);
  if (!w || (bias >= 0 && !b)) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("%s: its weights could not be copied. Close other programs and export again."), plan->node);
    return FALSE;
  }
  const char *y;
  if (plan->in[0].rank == 1)
    y = vsl_onnx_op (onnx, "Gemm", x, w, b, NULL);
  else {
    y = vsl_onnx_op (onnx, "MatMul", x, w, NULL);
    if (b)
      y = vsl_onnx_op (onnx, "Add", y, b, NULL);
  }
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}

/* A weight by name as n doubles, or n times `missing`. */
static double *
numbers (VslOnnx *onnx, const char *name, gint64 n, double missing)
{
  const VslReal *data = NULL;
  int k = vsl_onnx_find_weight (onnx, name);
  const VslParam *param = k < 0 ? NULL : vsl_onnx_param (onnx, k, &data);
  double *out = g_new (double, n);
  for (gint64 i = 0; i < n; i++)
    out[i] = param && (gsize) i < param->count ? (double) data[i] : missing;
  return out;
}

/* As scale * x + shift along any axis of the engine's layout, 1-based. */
static void
scale_and_shift (VslOnnx *onnx, const VslLayerPlan *plan, int axis, const double *scale, const double *shift)
{
  int after = plan->in[0].rank - axis;
  gint64 n = plan->in[0].dim[axis - 1], dims[VSL_MAX_RANK] = { n };
  for (int i = 1; i <= after; i++)
    dims[i] = 1;
  float *a = g_new (float, n), *b = g_new (float, n);
  for (gint64 i = 0; i < n; i++) {
    a[i] = (float) scale[i];
    b[i] = (float) shift[i];
  }
  const char *y = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN);
  y = vsl_onnx_op (onnx, "Mul", y, vsl_onnx_tensor (onnx, "scale", after + 1, dims, a), NULL);
  y = vsl_onnx_op (onnx, "Add", y, vsl_onnx_tensor (onnx, "shift", after + 1, dims, b), NULL);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
}

/**
 * vsl_onnx_batch_normalization:
 *
 * BatchNormalization with its moving statistics. ONNX's operator takes axis 1 alone: channels of a picture and flat values;
 * for other axes the statistics become one factor and one summand.
 */
gboolean
vsl_onnx_batch_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  int rank = plan->in[0].rank;
  gint64 axis = vsl_onnx_option_int (plan, "axis", 0, -1);
  if (axis < 0)
    axis += rank + 1;
  if (axis < 1 || axis > rank) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("%s: this axis cannot be exported"), plan->node);
    return FALSE;
  }
  gint64 n = plan->in[0].dim[axis - 1];
  double epsilon = vsl_onnx_option_real (plan, "epsilon", 1e-3);
  g_autofree double *gamma = numbers (onnx, "gamma", n, 1), *beta = numbers (onnx, "beta", n, 0);
  g_autofree double *mean = numbers (onnx, "moving_mean", n, 0), *variance = numbers (onnx, "moving_variance", n, 1);
  if (axis == rank && (rank == 1 || rank == 3)) {
    VslOnnxLayout layout = rank == 3 ? VSL_ONNX_CHANNELS_FIRST : VSL_ONNX_PLAIN;
    const char *y = vsl_onnx_op (onnx, "BatchNormalization", vsl_onnx_input (onnx, 0, layout), vsl_onnx_vector (onnx, "gamma", gamma, n),
                                 vsl_onnx_vector (onnx, "beta", beta, n), vsl_onnx_vector (onnx, "moving_mean", mean, n),
                                 vsl_onnx_vector (onnx, "moving_variance", variance, n), NULL);
    vsl_onnx_real (onnx, "epsilon", epsilon);
    vsl_onnx_set_output (onnx, layout, y);
    return TRUE;
  }
  for (gint64 i = 0; i < n; i++) {
    gamma[i] /= sqrt (variance[i] + epsilon);
    beta[i] -= mean[i] * gamma[i];
  }
  scale_and_shift (onnx, plan, (int) axis, gamma, beta);
  return TRUE;
}
