/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-pool.h"

static const VslProp props[] = {
  VSL_POOL_ROWS (2, "2,2", N_("Height and width of the window that becomes one pixel."),
                 N_("By how many pixels the window moves; empty: by its own size."), N_("pixels")),
  VSL_ROW_PADDING (VslPoolConfig),
  VSL_PROPS_END
};

static const double example_x[] = { 1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16 };
static const double example_y[] = { 2.5, 6.5, 10.5, 14.5 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 4, 4, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"pool_size\": 3, \"strides\": 2, \"padding\": \"same\"}", .in = { { 3, { 5, 6, 3 } } } },
  { .config = "{\"pool_size\": [2, 3], \"strides\": 1}", .in = { { 3, { 5, 4, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_averagepooling2d = {
  .head = { .name = "AveragePooling2D", .title = N_("AveragePooling2D"),
            .summary = N_("Makes the picture smaller by averaging each window."),
            .icon = "vsl-layer-averagepooling2d-symbolic", .group = N_("Pooling"), .config_size = sizeof (VslPoolConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = vsl_layer_average_pool_plan,
  .forward = vsl_layer_average_pool_forward,
  .backward = vsl_layer_average_pool_backward,
  .onnx = vsl_onnx_average_pooling,
  .examples = examples,
};
