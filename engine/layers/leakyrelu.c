/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-map.h"

typedef struct {
  double negative_slope;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, negative_slope, N_("Slope"), N_("What negative values are multiplied by."), 0.3, 0, 100, .ui_min = 0, .ui_max = 1, .step = 0.05),
  VSL_PROPS_END
};

static void
map (gconstpointer config, gsize n, const VslReal *x, VslReal *y)
{
  const VslReal slope = (VslReal) ((const Config *) config)->negative_slope;
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : slope * x[i];
}

static void
back (gconstpointer config, gsize n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add)
{
  const VslReal slope = (VslReal) ((const Config *) config)->negative_slope;
  for (gsize i = 0; i < n; i++)
    dx[i] = (add ? dx[i] : 0) + (x[i] > 0 ? dy[i] : slope * dy[i]);
}

VSL_MAP_FUNCTIONS (map, back)

static const double example_x[] = { -2, 0, 3 };
static const double example_y[] = { -0.6, 0, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example_x, .y = example_y },
  { .config = "{\"negative_slope\": 0.1}", .in = { { 3, { 3, 4, 5 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_leakyrelu = {
  .head = { .name = "LeakyReLU", .title = N_("LeakyReLU"), .summary = N_("Keeps positive values and lets a little of the negative ones through."),
            .icon = "vsl-layer-leakyrelu-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = vsl_layer_map_plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .onnx = vsl_onnx_leaky_relu,
  .examples = examples,
};
