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
static const double example_y[] = { 4, 8, 12, 16 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 4, 4, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"pool_size\": [2, 3]}", .in = { { 3, { 5, 7, 3 } } } },
  { .config = "{\"pool_size\": 3, \"strides\": 2, \"padding\": \"same\"}", .in = { { 3, { 5, 6, 67 } } } },
  { .config = "{\"pool_size\": 2, \"padding\": \"same\"}", .in = { { 3, { 5, 3, 2 } } } },
  { .config = "{\"pool_size\": 2, \"strides\": 3}", .in = { { 3, { 8, 8, 2 } } } },
  { .config = "{\"pool_size\": 17, \"strides\": 2}", .in = { { 3, { 18, 19, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_maxpooling2d = {
  .head = { .name = "MaxPooling2D", .title = N_("MaxPooling2D"),
            .summary = N_("Makes the picture smaller and keeps the strongest response in each window."),
            .icon = "vsl-layer-maxpooling2d-symbolic", .group = N_("Pooling"), .config_size = sizeof (VslPoolConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = vsl_layer_max_pool_plan,
  .forward = vsl_layer_max_pool_forward,
  .backward = vsl_layer_max_pool_backward,
  .onnx = vsl_onnx_max_pooling,
  .examples = examples,
};
