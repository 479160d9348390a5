/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-frame.h"

static const VslProp props[] = {
  VSL_FRAME_ROW ("padding", N_("Border"),
                 N_("Pixels of zeros that are added: one number for all sides, two for height and width, or four for top, bottom, left, right."),
                 "1", N_("pixels")),
  VSL_PROPS_END
};

static const double example_x[] = { 5 };
static const double example_y[] = { 0, 0, 0, 0, 5, 0, 0, 0, 0 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 1, 1, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"padding\": [1, 2]}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"padding\": [[0, 2], [3, 1]]}", .in = { { 3, { 2, 3, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_zeropadding2d = {
  .head = { .name = "ZeroPadding2D", .title = N_("ZeroPadding2D"), .summary = N_("Adds a border of zeros around the picture."),
            .icon = "vsl-layer-zeropadding2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslFrameConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = vsl_layer_pad_plan_2d,
  .forward = vsl_layer_pad_forward,
  .backward = vsl_layer_pad_backward,
  .onnx = vsl_onnx_pad,
  .examples = examples,
};
