/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_ROW_FILTERS,
  VSL_ROW_KERNEL_2D,
  VSL_ROW_STRIDES_2D,
  VSL_ROW_PADDING (VslConvConfig),
  VSL_ROW_DILATION_2D,
  VSL_ROW_MULTIPLIER,
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_DEPTHWISE,
  VSL_ROWS_POINTWISE,
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 4}", .in = { { 3, { 6, 5, 3 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": [3, 2], \"padding\": \"same\", \"depth_multiplier\": 2, \"strides\": 2}", .in = { { 3, { 5, 6, 3 } } } },
  { .config = "{\"filters\": 5, \"kernel_size\": 2, \"dilation_rate\": 2, \"use_bias\": false, \"activation\": \"relu\"}", .in = { { 3, { 6, 5, 10 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_separableconv2d = {
  .head = { .name = "SeparableConv2D", .title = N_("SeparableConv2D"),
            .summary = N_("Looks for patterns in each channel and then mixes the channels: nearly as able as Conv2D with far fewer weights."),
            .icon = "vsl-layer-separableconv2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = vsl_layer_separable_plan,
  .forward = vsl_layer_separable_forward,
  .backward = vsl_layer_separable_backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_separable_convolution,
  .examples = examples,
};
