/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-frame.h"

static const VslProp props[] = {
  VSL_FRAME_ROW ("cropping", N_("Border"),
                 N_("Pixels that are cut off: one number for all sides, two for height and width, or four for top, bottom, left, right."),
                 "0", N_("pixels")),
  VSL_PROPS_END
};

static const double example_x[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
static const double example_y[] = { 5 };
static const VslLayerExample examples[] = {
  { .config = "{\"cropping\": 1}", .in = { { 3, { 3, 3, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"cropping\": [1, 0]}", .in = { { 3, { 4, 3, 2 } } } },
  { .config = "{\"cropping\": [[0, 2], [3, 1]]}", .in = { { 3, { 4, 6, 3 } } } },
  { .in = { { 3, { 2, 3, 1 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_cropping2d = {
  .head = { .name = "Cropping2D", .title = N_("Cropping2D"), .summary = N_("Cuts off the border of the picture."),
            .icon = "vsl-layer-cropping2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslFrameConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = vsl_layer_crop_plan_2d,
  .forward = vsl_layer_crop_forward,
  .backward = vsl_layer_crop_backward,
  .onnx = vsl_onnx_crop,
  .examples = examples,
};
