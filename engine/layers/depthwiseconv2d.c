/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_ROW_KERNEL_2D,
  VSL_ROW_STRIDES_2D,
  VSL_ROW_PADDING (VslConvConfig),
  VSL_ROW_MULTIPLIER,
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_DILATION_2D,
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_DEPTHWISE,
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .in = { { 3, { 6, 5, 3 } } } },
  { .config = "{\"kernel_size\": [3, 2], \"padding\": \"same\", \"depth_multiplier\": 2}", .in = { { 3, { 5, 6, 3 } } } },
  { .config = "{\"strides\": 2, \"padding\": \"same\"}", .in = { { 3, { 7, 6, 9 } } } },
  { .config = "{\"kernel_size\": 2, \"dilation_rate\": [2, 1], \"use_bias\": false}", .in = { { 3, { 6, 5, 33 } } } },
  { .config = "{\"kernel_size\": 5, \"strides\": [1, 3], \"padding\": \"same\", \"depth_multiplier\": 3, \"activation\": \"relu\"}", .in = { { 3, { 4, 7, 5 } } } },
  { .config = "{\"padding\": \"same\", \"dilation_rate\": 2}", .in = { { 3, { 5, 6, 40 } } } },
  { .config = "{\"padding\": \"same\"}", .in = { { 3, { 9, 11, 17 } } } },
  { .config = "{\"kernel_size\": 1, \"depthwise_regularizer\": {\"l2\": 0.1}}", .in = { { 3, { 3, 4, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_depthwiseconv2d = {
  .head = { .name = "DepthwiseConv2D", .title = N_("DepthwiseConv2D"),
            .summary = N_("Looks for patterns in each channel of a picture separately; few weights and little work."),
            .icon = "vsl-layer-depthwiseconv2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
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
