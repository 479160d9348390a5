/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-pool.h"

static const VslProp props[] = {
  VSL_BOOL (VslGlobalPoolConfig, keepdims, N_("Keep the axes"), N_("Gives a sequence of one step instead of a list of values."), FALSE,
            .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

static const double example_x[] = { 1, 8, 3, 4, 5, 6, 7, 2 };
static const double example_y[] = { 7, 8 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 4, 2 } } }, .x = example_x, .y = example_y },
  { .config = "{\"keepdims\": true}", .in = { { 2, { 7, 9 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_globalmaxpooling1d = {
  .head = { .name = "GlobalMaxPooling1D", .title = N_("GlobalMaxPooling1D"),
            .summary = N_("Gives one number a feature: its strongest response anywhere in the sequence."),
            .icon = "vsl-layer-globalmaxpooling1d-symbolic", .group = N_("Pooling"), .config_size = sizeof (VslGlobalPoolConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X | VSL_LAYER_NEEDS_Y,
  .plan = vsl_layer_global_plan_1d,
  .forward = vsl_layer_global_max_forward,
  .backward = vsl_layer_global_max_backward,
  .onnx = vsl_onnx_global_max_pooling,
  .examples = examples,
};
