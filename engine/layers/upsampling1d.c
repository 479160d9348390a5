/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-map.h"

typedef struct {
  gint64 size;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, size, N_("Factor"), N_("How many times each step is repeated."), 2, 1, 65536, .ui_min = 1, .ui_max = 8, .step = 1),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_sequence (plan, error))
    return FALSE;
  VslShape out = plan->in[0];
  out.dim[0] *= o->size;
  return vsl_layer_set_output (plan, out, error);
}

VSL_REPEAT_FUNCTIONS (((const Config *) call->config)->size, call->plan->in[0].dim[1])

static const double example_x[] = { 1, 2, 3, 4 };
static const double example_y[] = { 1, 2, 1, 2, 3, 4, 3, 4 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 2, 2 } } }, .x = example_x, .y = example_y },
  { .config = "{\"size\": 3}", .in = { { 2, { 4, 9 } } } },
  { .config = "{\"size\": 1}", .in = { { 2, { 2, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_upsampling1d = {
  .head = { .name = "UpSampling1D", .title = N_("UpSampling1D"), .summary = N_("Makes the sequence longer by repeating its steps."),
            .icon = "vsl-layer-upsampling1d-symbolic", .group = N_("Convolution"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_upsampling,
  .examples = examples,
};
