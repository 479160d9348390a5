/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/normalization/unit_normalization.py */
#include "layers/vsl-layer-norm.h"

#define SMALLEST 1e-12               /* of the sum of squares */

static const VslProp props[] = { VSL_ROW_NORM_AXES, VSL_PROPS_END };

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const VslNormConfig *o = plan->config;
  VslShape weights;
  return vsl_layer_need_inputs (plan, error) && vsl_layer_norm_plan (plan, &o->axis, &weights, error);
}

static void
forward (const VslCall *call)
{
  vsl_layer_norm_forward (call, VSL_ROW_UNIT, SMALLEST, NULL, NULL);
}

static void
backward (const VslCall *call)
{
  vsl_layer_norm_backward (call, VSL_ROW_UNIT, NULL, NULL, NULL);
}

static const VslLayerExample examples[] = {
  { .in = { { 1, { 2 } } }, .x = (const double[]) { 3, -4 }, .y = (const double[]) { 0.6, -0.8 } },
  { .in = { { 2, { 3, 19 } } } },
  { .config = "{\"axis\": [1, 3]}", .in = { { 3, { 3, 4, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_unitnormalization = {
  .head = { .name = "UnitNormalization", .title = N_("UnitNormalization"),
            .summary = N_("Brings each sample or step to length one, so that only its direction counts."),
            .icon = "vsl-layer-unitnormalization-symbolic", .group = N_("Normalisation"), .config_size = sizeof (VslNormConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .onnx = vsl_onnx_unit_normalization,
  .examples = examples,
};
