/* SPDX-License-Identifier: GPL-3.0-or-later */
/* x >= max_value: max_value; x > threshold: x; else negative_slope * (x - threshold). Keras 3, activations/activations.py. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-map.h"

#include <math.h>

typedef struct {
  double max_value, negative_slope, threshold;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, max_value, N_("Largest value"), N_("Where results are cut off; empty: nowhere."), NAN, 0, 1e12, .ui_min = 0, .ui_max = 10, .step = 1,
            .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_REAL (Config, negative_slope, N_("Slope"), N_("What values below the threshold are multiplied by."), 0, 0, 1e6, .ui_min = 0, .ui_max = 1,
            .step = 0.05),
  VSL_REAL (Config, threshold, N_("Threshold"), N_("Only values above it pass unchanged."), 0, 0, 1e12, .ui_min = 0, .ui_max = 2, .step = 0.1,
            .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

static VslReal
limit (const Config *o)
{
  return isnan (o->max_value) ? (VslReal) INFINITY : (VslReal) o->max_value;
}

static void
map (gconstpointer config, gsize n, const VslReal *x, VslReal *y)
{
  const Config *o = config;
  const VslReal max = limit (o), slope = (VslReal) o->negative_slope, threshold = (VslReal) o->threshold;
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > threshold ? (x[i] > max ? max : x[i]) : slope * (x[i] - threshold);
}

static void
back (gconstpointer config, gsize n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add)
{
  const Config *o = config;
  const VslReal max = limit (o), slope = (VslReal) o->negative_slope, threshold = (VslReal) o->threshold;
  for (gsize i = 0; i < n; i++)
    dx[i] = (add ? dx[i] : 0) + (x[i] > threshold ? (x[i] > max ? 0 : dy[i]) : slope * dy[i]);
}

VSL_MAP_FUNCTIONS (map, back)

static const double example_x[] = { -2, 0.5, 3 };
static const double example_y[] = { 0, 0.5, 3 };
static const double example_all[] = { -0.6, -0.1, 1.5 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example_x, .y = example_y },
  { .config = "{\"max_value\": 1.5, \"negative_slope\": 0.2, \"threshold\": 1}", .in = { { 1, { 3 } } }, .x = example_x, .y = example_all },
  { .config = "{\"negative_slope\": 0.1, \"threshold\": 0.2}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"max_value\": 0.5}", .in = { { 2, { 30, 5 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_relu = {
  .head = { .name = "ReLU", .title = N_("ReLU"), .summary = N_("Keeps positive values and turns negative ones into zero; a limit, a slope and a threshold can be set."),
            .icon = "vsl-layer-relu-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = vsl_layer_map_plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .onnx = vsl_onnx_relu,
  .examples = examples,
};
