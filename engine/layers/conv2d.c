/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_ROW_FILTERS,
  VSL_ROW_KERNEL_2D,
  VSL_ROW_STRIDES_2D,
  VSL_ROW_PADDING (VslConvConfig),
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_DILATION_2D,
  VSL_ROW_GROUPS,
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_KERNEL (VslConvConfig),
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 5, \"kernel_size\": 3}", .in = { { 3, { 7, 6, 1 } } } },
  { .config = "{\"filters\": 4, \"kernel_size\": [3, 2], \"padding\": \"same\", \"strides\": 2}", .in = { { 3, { 7, 6, 3 } } } },
  { .config = "{\"filters\": 4, \"kernel_size\": 2, \"dilation_rate\": 2, \"use_bias\": false, \"kernel_regularizer\": {\"l2\": 0.1}}", .in = { { 3, { 6, 5, 18 } } } },
  { .config = "{\"filters\": 4, \"kernel_size\": 3, \"padding\": \"same\", \"groups\": 2, \"activation\": \"tanh\"}", .in = { { 3, { 4, 5, 6 } } } },
  { .config = "{\"filters\": 6, \"kernel_size\": 3, \"padding\": \"same\", \"groups\": 6, \"dilation_rate\": [1, 2]}", .in = { { 3, { 5, 6, 6 } } } },
  { .config = "{\"filters\": 6, \"kernel_size\": 1, \"groups\": 3}", .in = { { 3, { 3, 4, 9 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 1}", .in = { { 3, { 4, 3, 5 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 3, \"padding\": \"same\"}", .in = { { 3, { 4, 4, 20 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 5, \"padding\": \"same\", \"strides\": 3}", .in = { { 3, { 2, 3, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_conv2d = {
  .head = { .name = "Conv2D", .title = N_("Conv2D"),
            .summary = N_("Looks for small patterns such as edges and textures everywhere in a picture."),
            .icon = "vsl-layer-conv2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
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
