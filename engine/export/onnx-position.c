/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that give numbers of the places of a sequence: constants, repeated for every sample. */
#include <glib/gi18n-lib.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/* Numbers of the places, [1, places, features], for every sample that the input has. */
static gboolean
repeat (VslOnnx *onnx, const VslLayerPlan *plan, float *values)
{
  const char *x = vsl_onnx_op (onnx, "Shape", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), NULL);
  const char *table = vsl_onnx_tensor (onnx, "positions", 3, (gint64[]) { 1, plan->in[0].dim[0], plan->in[0].dim[1] }, values);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "Expand", table, x, NULL));
  return TRUE;
}

/**
 * vsl_onnx_positions:
 *
 * PositionEmbedding: the rows of its table that the sequence has places for.
 */
gboolean
vsl_onnx_positions (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const VslReal *data = NULL;
  gint64 n = vsl_shape_count (&plan->in[0]);
  const VslParam *param = vsl_onnx_param (onnx, vsl_onnx_find_weight (onnx, "embeddings"), &data);
  float *values = param ? g_new (float, n) : NULL;
  if (!values) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("%s: its weights could not be copied. Close other programs and export again."), plan->node);
    return FALSE;
  }
  for (gint64 i = 0; i < n; i++)
    values[i] = (float) data[i];
  return repeat (onnx, plan, values);
}

/**
 * vsl_onnx_waves:
 *
 * SinePositionEncoding: what the layer gives, as a constant.
 */
gboolean
vsl_onnx_waves (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 n = vsl_shape_count (&plan->in[0]);
  g_autofree VslReal *y = g_new0 (VslReal, n);
  VslReal *const out[] = { y };
  VslLayerPlan own = *plan;
  own.out_mask = FALSE;                  /* no mask to hand on here */
  VslCall call = { .plan = &own, .config = plan->config, .n = 1, .y = out };
  plan->cls->forward (&call);
  float *values = g_new (float, n);
  for (gint64 i = 0; i < n; i++)
    values[i] = (float) y[i];
  return repeat (onnx, plan, values);
}
