/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-frame.h"

static const VslProp props[] = {
  VSL_FRAME_ROW ("padding", N_("Border"),
                 N_("Steps of zeros that are added: one number for both ends, or two for start and end."),
                 "1", N_("steps")),
  VSL_PROPS_END
};

static const double example_x[] = { 5 };
static const double example_y[] = { 0, 5, 0 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 1, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"padding\": [0, 2]}", .in = { { 2, { 3, 4 } } } },
  { .config = "{\"padding\": 3}", .in = { { 2, { 2, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_zeropadding1d = {
  .head = { .name = "ZeroPadding1D", .title = N_("ZeroPadding1D"), .summary = N_("Adds steps of zeros at the ends of the sequence."),
            .icon = "vsl-layer-zeropadding1d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslFrameConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = vsl_layer_pad_plan_1d,
  .forward = vsl_layer_pad_forward,
  .backward = vsl_layer_pad_backward,
  .onnx = vsl_onnx_pad,
  .examples = examples,
};
