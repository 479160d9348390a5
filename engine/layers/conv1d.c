/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_ROW_FILTERS,
  VSL_ROW_KERNEL_1D,
  VSL_ROW_STRIDES_1D,
  VSL_ENUM (VslConvConfig, padding, N_("Padding"),
            N_("valid: windows stay inside the sequence, which shrinks; same: the ends are filled up, so the length stays; causal: likewise, but no result sees a later step."),
            vsl_causal_padding_names, VSL_PADDING_VALID),
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_DILATION_1D,
  VSL_ROW_GROUPS,
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_KERNEL (VslConvConfig),
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 5}", .in = { { 2, { 9, 3 } } } },
  { .config = "{\"filters\": 5, \"kernel_size\": 4, \"padding\": \"same\", \"strides\": 2}", .in = { { 2, { 10, 2 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 3, \"padding\": \"causal\", \"dilation_rate\": 2, \"use_bias\": false}", .in = { { 2, { 7, 5 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 2, \"padding\": \"causal\", \"strides\": 3, \"activation\": \"relu\"}", .in = { { 2, { 8, 2 } } } },
  { .config = "{\"filters\": 6, \"kernel_size\": 3, \"groups\": 3, \"kernel_regularizer\": {\"l1\": 0.1}}", .in = { { 2, { 6, 9 } } } },
  { .config = "{\"filters\": 7, \"kernel_size\": 5, \"padding\": \"same\", \"dilation_rate\": 3}", .in = { { 2, { 12, 20 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 1}", .in = { { 2, { 6, 33 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_conv1d = {
  .head = { .name = "Conv1D", .title = N_("Conv1D"),
            .summary = N_("Looks for short patterns everywhere in a sequence, such as words in a note or beats in a signal."),
            .icon = "vsl-layer-conv1d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = vsl_layer_conv_plan,
  .forward = vsl_layer_conv_forward,
  .backward = vsl_layer_conv_backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_conv,
  .examples = examples,
};
