/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_ROW_KERNEL_1D,
  VSL_ROW_STRIDES_1D,
  VSL_ROW_PADDING_1D,
  VSL_ROW_MULTIPLIER,
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_DILATION_1D,
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_DEPTHWISE,
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .in = { { 2, { 8, 3 } } } },
  { .config = "{\"kernel_size\": 4, \"padding\": \"same\", \"depth_multiplier\": 2, \"strides\": 2}", .in = { { 2, { 9, 5 } } } },
  { .config = "{\"kernel_size\": 2, \"dilation_rate\": 3, \"use_bias\": false}", .in = { { 2, { 8, 18 } } } },
  { .config = "{\"kernel_size\": 3, \"padding\": \"same\", \"activation\": \"tanh\"}", .in = { { 2, { 21, 8 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_depthwiseconv1d = {
  .head = { .name = "DepthwiseConv1D", .title = N_("DepthwiseConv1D"),
            .summary = N_("Looks for patterns in each channel of a sequence separately; few weights and little work."),
            .icon = "vsl-layer-depthwiseconv1d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = vsl_layer_depthwise_plan,
  .forward = vsl_layer_depthwise_forward,
  .backward = vsl_layer_depthwise_backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_depthwise_convolution,
  .examples = examples,
};
