/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-conv.h"

static const VslProp props[] = {
  VSL_INT (VslConvConfig, filters, N_("Filters"), N_("How many channels the result has."), 32, 1, 65536, .ui_min = 1, .ui_max = 512, .step = 1),
  VSL_INTS (VslConvConfig, kernel_size, N_("Kernel size"), N_("How many steps each step of the input paints."), 1, "3", 1, 65536, .ui_min = 1, .ui_max = 15,
            .step = 1, .unit = N_("steps")),
  VSL_INTS (VslConvConfig, strides, N_("Strides"), N_("By how much the sequence grows; 2 doubles it."), 1, "1", 1, 65536, .ui_min = 1, .ui_max = 4, .step = 1,
            .unit = N_("steps")),
  VSL_ENUM (VslConvConfig, padding, N_("Padding"),
            N_("valid: what is painted at the ends is kept whole; same: the length is exactly that of the input times the step."),
            vsl_padding_names, VSL_PADDING_VALID),
  VSL_INTS (VslConvConfig, output_padding, N_("Output padding"), N_("How much is added at the end of the result; left empty, the usual size."), 1, NULL, 0,
            65535, .ui_min = 0, .ui_max = 3, .step = 1, .unit = N_("steps"), .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_ROW_ACTIVATION (VslConvConfig),
  VSL_ROW_DILATION_1D,
  VSL_ROW_USE_BIAS (VslConvConfig),
  VSL_ROWS_KERNEL (VslConvConfig),
  VSL_ROWS_BIAS (VslConvConfig),
  VSL_PROPS_END
};

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 3, \"strides\": 2}", .in = { { 2, { 5, 2 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 4, \"strides\": 2, \"padding\": \"same\"}", .in = { { 2, { 4, 3 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 2, \"strides\": 3, \"padding\": \"same\", \"use_bias\": false}", .in = { { 2, { 4, 3 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 3, \"strides\": 3, \"padding\": \"same\", \"output_padding\": 2}", .in = { { 2, { 4, 20 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 3, \"strides\": 2, \"output_padding\": 0, \"activation\": \"tanh\"}", .in = { { 2, { 4, 1 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 3, \"dilation_rate\": 2}", .in = { { 2, { 5, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_conv1dtranspose = {
  .head = { .name = "Conv1DTranspose", .title = N_("Conv1DTranspose"),
            .summary = N_("Paints a longer sequence from a short one; the way back in an autoencoder for signals."),
            .icon = "vsl-layer-conv1dtranspose-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslConvConfig), .props = props },
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
