/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normalisation of each sample, made of simple operators: the operator set that we write has none of its own for it. */
#include <glib/gi18n-lib.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/* Means along axes, one after the other (each mean is over equally many values); the axes stay with length 1. */
static const char *
mean (VslOnnx *onnx, const char *x, const gint64 *axes, int n)
{
  for (int i = 0; i < n; i++) {
    x = vsl_onnx_op (onnx, "ReduceMean", x, NULL);
    vsl_onnx_ints (onnx, "axes", 1, axes + i);
    vsl_onnx_int (onnx, "keepdims", 1);
  }
  return x;
}

/* *centred = x - mean; returns the deviation, sqrt (variance + epsilon). */
static const char *
deviation (VslOnnx *onnx, const VslLayerPlan *plan, const char *x, const gint64 *axes, int n, const char **centred)
{
  *centred = vsl_onnx_op (onnx, "Sub", x, mean (onnx, x, axes, n), NULL);
  const char *variance = mean (onnx, vsl_onnx_op (onnx, "Mul", *centred, *centred, NULL), axes, n);
  variance = vsl_onnx_op (onnx, "Add", variance, vsl_onnx_scalar (onnx, vsl_onnx_option_real (plan, "epsilon", 1e-3)), NULL);
  return vsl_onnx_op (onnx, "Sqrt", variance, NULL);
}

/* x `op` the weight, if the layer has it, with the weight's numbers along the axes of a sample that `own` names. */
static const char *
apply (VslOnnx *onnx, const VslLayerPlan *plan, const char *op, const char *name, const gboolean *own, const char *x, GError **error)
{
  const VslReal *data = NULL;
  int k = vsl_onnx_find_weight (onnx, name), rank = plan->in[0].rank;
  if (k < 0)
    return x;
  const VslParam *param = vsl_onnx_param (onnx, k, &data);
  float *out = param ? g_try_new (float, param->count) : NULL;
  if (!out) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("%s: its weights could not be copied. Close other programs and export again."), plan->node);
    return NULL;
  }
  gint64 dims[VSL_MAX_RANK];
  for (int a = 0; a < rank; a++)
    dims[a] = own[a] ? plan->in[0].dim[a] : 1;
  for (gsize i = 0; i < param->count; i++)
    out[i] = (float) data[i];
  return vsl_onnx_op (onnx, op, x, vsl_onnx_tensor (onnx, name, rank, dims, out), NULL);
}

static gboolean
finish (VslOnnx *onnx, const VslLayerPlan *plan, const gboolean *own, const char *y, GError **error)
{
  y = apply (onnx, plan, "Mul", "gamma", own, y, error);
  y = y ? apply (onnx, plan, "Add", "beta", own, y, error) : NULL;
  if (!y)
    return FALSE;
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}

/* The axes of the list `axis` in their order, counted with the batch; own: of a sample. */
static int
axes_of (const VslLayerPlan *plan, gint64 *axes, gboolean *own)
{
  int rank = plan->in[0].rank, n = 0;
  for (int a = 0; a < rank; a++)
    own[a] = FALSE;
  for (int i = 0; i < VSL_MAX_RANK; i++) {
    gint64 a = vsl_onnx_option_int (plan, "axis", i, 0);
    a = a < 0 ? a + rank : a - 1;
    if (a >= 0 && a < rank)
      own[a] = TRUE;
  }
  for (int a = 0; a < rank; a++)
    if (own[a])
      axes[n++] = a + 1;
  return n;
}

/**
 * vsl_onnx_layer_normalization:
 *
 * LayerNormalization along any axes, with rms_scaling or without.
 */
gboolean
vsl_onnx_layer_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 axes[VSL_MAX_RANK];
  gboolean own[VSL_MAX_RANK];
  int n = axes_of (plan, axes, own);
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), *centred, *d = deviation (onnx, plan, x, axes, n, &centred);
  gboolean rms = vsl_onnx_option_int (plan, "rms_scaling", 0, 0) != 0;
  return finish (onnx, plan, own, vsl_onnx_op (onnx, "Div", rms ? x : centred, d, NULL), error);
}

/**
 * vsl_onnx_group_normalization:
 *
 * GroupNormalization: the sample as before × groups × a group's values, normalised along the first and the last of these.
 */
gboolean
vsl_onnx_group_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const VslShape *in = &plan->in[0];
  gint64 axes[VSL_MAX_RANK], before = 1, dims[VSL_MAX_RANK + 1] = { -1 };
  gboolean own[VSL_MAX_RANK];
  axes_of (plan, axes, own);
  int axis = (int) axes[0] - 1;
  gint64 groups = vsl_onnx_option_int (plan, "groups", 0, 32);
  groups = groups < 0 ? in->dim[axis] : groups;
  for (int a = 0; a < axis; a++)
    before *= in->dim[a];
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), *centred;
  const gint64 grouped[4] = { -1, before, groups, vsl_shape_count (in) / before / groups };
  x = vsl_onnx_op (onnx, "Reshape", x, vsl_onnx_int64s (onnx, "grouped", grouped, 4), NULL);
  const char *d = deviation (onnx, plan, x, (const gint64[]) { 1, 3 }, 2, &centred);
  for (int a = 0; a < in->rank; a++)
    dims[a + 1] = in->dim[a];
  const char *y = vsl_onnx_op (onnx, "Div", centred, d, NULL);
  y = vsl_onnx_op (onnx, "Reshape", y, vsl_onnx_int64s (onnx, "shape", dims, in->rank + 1), NULL);
  return finish (onnx, plan, own, y, error);
}

/**
 * vsl_onnx_unit_normalization:
 *
 * UnitNormalization: x / sqrt (max (sum of squares, 1e-12)).
 */
gboolean
vsl_onnx_unit_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 axes[VSL_MAX_RANK], count = 1;
  gboolean own[VSL_MAX_RANK];
  int n = axes_of (plan, axes, own);
  for (int i = 0; i < n; i++)
    count *= plan->in[0].dim[axes[i] - 1];
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), *sum = mean (onnx, vsl_onnx_op (onnx, "Mul", x, x, NULL), axes, n);
  sum = vsl_onnx_op (onnx, "Mul", sum, vsl_onnx_scalar (onnx, (double) count), NULL);
  sum = vsl_onnx_op (onnx, "Sqrt", vsl_onnx_op (onnx, "Max", sum, vsl_onnx_scalar (onnx, 1e-12), NULL), NULL);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "Div", x, sum, NULL));
  return TRUE;
}
