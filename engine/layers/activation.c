/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  int activation;
} Config;

static const VslProp props[] = {
  VSL_ENUM (Config, activation, N_("Activation"), N_("The function that each value passes through; relu suits most hidden layers."),
            vsl_activation_names, VSL_ACT_RELU),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

static const VslLayerExample examples[] = {
  { .config = "{\"activation\": \"tanh\"}", .in = { { 1, { 9 } } } },
  { .config = "{\"activation\": \"softmax\"}", .in = { { 2, { 3, 4 } } } },
  { .config = "{\"activation\": \"gelu\"}", .in = { { 3, { 2, 3, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_activation = {
  .head = { .name = "Activation", .title = N_("Activation"), .summary = N_("Passes every value through a function such as relu."),
            .icon = "vsl-layer-activation-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_VIEW,        /* the function itself is the step that the plan adds for every option of this name */
  .plan = plan,
  .onnx = vsl_onnx_identity,
  .examples = examples,
};
