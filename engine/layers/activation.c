/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <string.h>

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

/* The function itself is the step that the plan adds for every option of this name. */
static void
forward (const VslCall *call)
{
  if (call->y[0] != call->x[0])
    memcpy (call->y[0], call->x[0], (gsize) (call->n * vsl_shape_count (&call->plan->in[0])) * sizeof (VslReal));
  vsl_layer_pass_mask (call);
}

static void
backward (const VslCall *call)
{
  vsl_layer_pass_back (call, 0, call->dy[0], call->n * vsl_shape_count (&call->plan->in[0]));
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
  .flags = VSL_LAYER_IN_PLACE,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_identity,
  .examples = examples,
};
