/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_INT (VslConvConfig, filters, N_("Filters"), N_("How many channels the result has."), 32, 1, 65536, .ui_min = 1, .ui_max = 512, .step = 1),
  VSL_INTS (VslConvConfig, kernel_size, N_("Kernel size"), N_("Height and width of the patch that each pixel paints."), 2, "3,3", 1, 1024, .ui_min = 1,
            .ui_max = 11, .step = 1, .unit = N_("pixels")),
  VSL_INTS (VslConvConfig, strides, N_("Strides"), N_("By how much the picture grows; 2 doubles it."), 2, "1,1", 1, 1024, .ui_min = 1, .ui_max = 4,
            .step = 1, .unit = N_("pixels")),
  VSL_ENUM (VslConvConfig, padding, N_("Padding"),
            N_("valid: the patches at the border are kept whole; same: the size is exactly that of the input times the step."),
            vsl_padding_names, VSL_PADDING_VALID),
  VSL_INTS (VslConvConfig, output_padding, N_("Output padding"), N_("How much is added at the end of the result; left empty, the usual size."), 2, NULL, 0,
            1023, .ui_min = 0, .ui_max = 3, .step = 1, .unit = N_("pixels"), .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_DILATION_2D,
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_KERNEL (VslConvConfig),
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 3, \"kernel_size\": 3, \"strides\": 2}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 3, \"strides\": 2, \"padding\": \"same\"}", .in = { { 3, { 4, 3, 3 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 2, \"strides\": 3, \"padding\": \"same\"}", .in = { { 3, { 3, 3, 2 } } } },
  { .config = "{\"filters\": 1, \"kernel_size\": [4, 3], \"use_bias\": false}", .in = { { 3, { 4, 3, 18 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 3, \"strides\": [3, 2], \"output_padding\": [2, 0]}", .in = { { 3, { 3, 3, 2 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": [3, 4], \"strides\": 2, \"padding\": \"same\", \"output_padding\": 1}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": [3, 2], \"dilation_rate\": [2, 3], \"padding\": \"same\"}", .in = { { 3, { 4, 5, 3 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 2, \"dilation_rate\": 2}", .in = { { 3, { 3, 4, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_conv2dtranspose = {
  .head = { .name = "Conv2DTranspose", .title = N_("Conv2DTranspose"),
            .summary = N_("Paints a larger picture from a small one; the way back in an autoencoder."),
            .icon = "vsl-layer-conv2dtranspose-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = vsl_layer_transpose_plan,
  .forward = vsl_layer_transpose_forward,
  .backward = vsl_layer_transpose_backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_transposed_convolution,
  .examples = examples,
};
