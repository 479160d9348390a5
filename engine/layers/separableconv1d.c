/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_ROW_FILTERS,
  VSL_ROW_KERNEL_1D,
  VSL_ROW_STRIDES_1D,
  VSL_ROW_PADDING_1D,
  VSL_ROW_DILATION_1D,
  VSL_ROW_MULTIPLIER,
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_DEPTHWISE,
  VSL_ROWS_POINTWISE,
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 4}", .in = { { 2, { 8, 3 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 4, \"padding\": \"same\", \"depth_multiplier\": 2, \"strides\": 2}", .in = { { 2, { 9, 3 } } } },
  { .config = "{\"filters\": 5, \"kernel_size\": 2, \"dilation_rate\": 2, \"use_bias\": false}", .in = { { 2, { 6, 10 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_separableconv1d = {
  .head = { .name = "SeparableConv1D", .title = N_("SeparableConv1D"),
            .summary = N_("Looks for patterns in each channel of a sequence and then mixes the channels, with far fewer weights than Conv1D."),
            .icon = "vsl-layer-separableconv1d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
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
