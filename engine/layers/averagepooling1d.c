/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-pool.h"

static const VslProp props[] = {
  VSL_POOL_ROWS (1, "2", N_("Length of the window that becomes one step."),
                 N_("By how many steps the window moves; empty: by its own length."), N_("steps")),
  VSL_ENUM (VslPoolConfig, padding, N_("Padding"),
            N_("valid: windows stay inside the sequence, which gets shorter; same: its ends are filled up, so that no step is lost."),
            vsl_padding_names, VSL_PADDING_VALID),
  VSL_PROPS_END
};

static const double example_x[] = { 1, 8, 3, 4, 5, 6 };
static const double example_y[] = { 2, 6 };
static const VslLayerExample examples[] = {
  { .config = "{\"pool_size\": 2}", .in = { { 2, { 3, 2 } } }, .x = example_x, .y = example_y },
  { .config = "{\"pool_size\": 3, \"strides\": 2, \"padding\": \"same\"}", .in = { { 2, { 8, 9 } } } },
  { .config = "{\"strides\": 3}", .in = { { 2, { 7, 3 } } } },
  { .config = "{\"pool_size\": 300, \"strides\": 10, \"padding\": \"same\"}", .in = { { 2, { 33, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_averagepooling1d = {
  .head = { .name = "AveragePooling1D", .title = N_("AveragePooling1D"),
            .summary = N_("Makes the sequence shorter by averaging each window."),
            .icon = "vsl-layer-averagepooling1d-symbolic", .group = N_("Pooling"), .config_size = sizeof (VslPoolConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = vsl_layer_average_pool_plan,
  .forward = vsl_layer_average_pool_forward,
  .backward = vsl_layer_average_pool_backward,
  .onnx = vsl_onnx_average_pooling,
  .examples = examples,
};
