/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/normalization/layer_normalization.py */
#include "layers/vsl-layer-norm.h"

static const VslProp props[] = {
  VSL_ROW_NORM_AXES,
  VSL_REAL (VslNormConfig, epsilon, N_("Epsilon"), N_("A small number that keeps the division safe."), 1e-3, 1e-12, 1, .ui_min = 1e-6,
            .ui_max = 0.1, .flags = VSL_PROP_ADVANCED | VSL_PROP_LOG),
  VSL_BOOL (VslNormConfig, center, N_("Center (beta)"), N_("Adds a learned number to each place."), TRUE, .flags = VSL_PROP_ADVANCED),
  VSL_BOOL (VslNormConfig, scale, N_("Scale (gamma)"), N_("Multiplies each place by a learned number."), TRUE, .flags = VSL_PROP_ADVANCED),
  VSL_BOOL (VslNormConfig, rms_scaling, N_("Scale only"), N_("Leaves the mean where it is and only brings the spread to a common scale."), FALSE,
            .flags = VSL_PROP_ADVANCED),
  VSL_ROWS_GAMMA (VslNormConfig),
  VSL_ROWS_BETA (VslNormConfig),
  VSL_PROPS_END
};

enum { GAMMA, BETA };              /* plan->i: indices of parameters, -1: none */

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const VslNormConfig *o = plan->config;
  VslShape weights;
  if (!vsl_layer_need_inputs (plan, error) || !vsl_layer_norm_plan (plan, &o->axis, &weights, error))
    return FALSE;
  plan->i[GAMMA] = o->scale || o->rms_scaling ? vsl_layer_weight (plan, "gamma", &o->gamma, weights) : -1;
  plan->i[BETA] = o->center && !o->rms_scaling ? vsl_layer_weight (plan, "beta", &o->beta, weights) : -1;
  return TRUE;
}

static VslReal *
find (const VslCall *call, VslReal *const *of, int which)
{
  gint64 i = call->plan->i[which];
  return i < 0 ? NULL : of[i];
}

static VslRowNorm
norm_of (const VslNormConfig *o)
{
  return o->rms_scaling ? VSL_ROW_RMS : VSL_ROW_LAYER;
}

static void
forward (const VslCall *call)
{
  const VslNormConfig *o = call->config;
  vsl_layer_norm_forward (call, norm_of (o), o->epsilon, find (call, call->w, GAMMA), find (call, call->w, BETA));
}

static void
backward (const VslCall *call)
{
  vsl_layer_norm_backward (call, norm_of (call->config), find (call, call->w, GAMMA), find (call, call->dw, GAMMA),
                           find (call, call->dw, BETA));
}

static const VslLayerExample examples[] = {
  { .in = { { 1, { 5 } } } },
  { .in = { { 2, { 3, 20 } } } },
  { .config = "{\"axis\": [1, 2], \"scale\": false}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"axis\": 1, \"center\": false}", .in = { { 3, { 9, 4, 2 } } } },
  { .config = "{\"axis\": [3, 1], \"epsilon\": 0.01, \"gamma_regularizer\": {\"l2\": 0.1}}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"axis\": [1, 2, 3]}", .in = { { 3, { 4, 5, 3 } } } },
  { .config = "{\"rms_scaling\": true}", .in = { { 2, { 4, 17 } } } },
  { .config = "{\"center\": false, \"scale\": false}", .in = { { 2, { 4, 9 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_layernormalization = {
  .head = { .name = "LayerNormalization", .title = N_("LayerNormalization"),
            .summary = N_("Brings the values of each sample or step to a common scale, whatever the rest of the batch is."),
            .icon = "vsl-layer-layernormalization-symbolic", .group = N_("Normalisation"), .config_size = sizeof (VslNormConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_layer_normalization,
  .examples = examples,
};
