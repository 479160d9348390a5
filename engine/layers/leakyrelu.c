/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-util.h"

typedef struct {
  double negative_slope;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, negative_slope, N_("Slope"), N_("What negative values are multiplied by."), 0.3, 0, 100, .ui_min = 0, .ui_max = 1, .step = 0.05),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

static gint64
count_of (const VslCall *call)
{
  return call->n * vsl_shape_count (&call->plan->in[0]);
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Config *o = call->config;
  const VslReal slope = (VslReal) o->negative_slope, *x = call->x[0];
  VslReal *y = call->y[0];
  gint64 b, e;
  vsl_part_range (count_of (call), VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++)
    y[i] = x[i] > 0 ? x[i] : slope * x[i];
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  vsl_layer_pass_mask (call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Config *o = call->config;
  const VslReal slope = (VslReal) o->negative_slope, *x = call->x[0], *dy = call->dy[0];
  VslReal *dx = call->dx[0];
  gint64 b, e;
  vsl_part_range (count_of (call), VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++)
    dx[i] = (call->dx_add[0] ? dx[i] : 0) + (x[i] > 0 ? dy[i] : slope * dy[i]);
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

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
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .examples = examples,
};
