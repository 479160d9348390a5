/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-map.h"

typedef struct {
  double alpha;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, alpha, N_("Alpha"), N_("How far below zero results can go: large negative values come close to minus this number."), 1, -1e6, 1e6,
            .ui_min = 0, .ui_max = 2, .step = 0.1),
  VSL_PROPS_END
};

/* The kernel's elu has alpha 1. */
static void
map (gconstpointer config, gsize n, const VslReal *x, VslReal *y)
{
  const VslReal alpha = (VslReal) ((const Config *) config)->alpha;
  vsl_kernels ()->act_forward (VSL_ACT_ELU, n, x, y);
  for (gsize i = 0; i < n; i++)
    y[i] = y[i] > 0 ? y[i] : alpha * y[i];
}

/* alpha e^x = y + alpha */
static void
back (gconstpointer config, gsize n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add)
{
  const VslReal alpha = (VslReal) ((const Config *) config)->alpha;
  for (gsize i = 0; i < n; i++)
    dx[i] = (add ? dx[i] : 0) + (x[i] > 0 ? dy[i] : dy[i] * (y[i] + alpha));
}

VSL_MAP_FUNCTIONS (map, back)

static const double example_x[] = { -0.69314718055994530942, 0, 3 };
static const double example_y[] = { -0.5, 0, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example_x, .y = example_y },
  { .config = "{\"alpha\": 0.3}", .in = { { 3, { 3, 4, 5 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_elu = {
  .head = { .name = "ELU", .title = N_("ELU"), .summary = N_("Keeps positive values and bends negative ones smoothly towards a limit."),
            .icon = "vsl-layer-elu-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X | VSL_LAYER_NEEDS_Y,
  .plan = vsl_layer_map_plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .onnx = vsl_onnx_elu,
  .examples = examples,
};
