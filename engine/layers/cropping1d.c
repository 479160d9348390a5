/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-frame.h"

static const VslProp props[] = {
  VSL_FRAME_ROW ("cropping", N_("Border"),
                 N_("Steps that are cut off: one number for both ends, or two for start and end."),
                 "1,1", N_("steps")),
  VSL_PROPS_END
};

static const double example_x[] = { 1, 2, 3 };
static const double example_y[] = { 2 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 3, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"cropping\": [0, 2]}", .in = { { 2, { 5, 4 } } } },
  { .config = "{\"cropping\": 2}", .in = { { 2, { 7, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_cropping1d = {
  .head = { .name = "Cropping1D", .title = N_("Cropping1D"), .summary = N_("Cuts off steps at the ends of the sequence."),
            .icon = "vsl-layer-cropping1d-symbolic", .group = N_("Convolution"), .config_size = sizeof (VslFrameConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = vsl_layer_crop_plan_1d,
  .forward = vsl_layer_crop_forward,
  .backward = vsl_layer_crop_backward,
  .onnx = vsl_onnx_crop,
  .examples = examples,
};
