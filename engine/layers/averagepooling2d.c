/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

static const VslProp props[] = {
  VSL_INTS (VslPoolConfig, pool_size, N_("Pool size"), N_("Height and width of the window that becomes one pixel."), 2, "2,2", 1, 1024,
            .ui_min = 1, .ui_max = 8, .step = 1, .unit = N_("pixels")),
  VSL_INTS (VslPoolConfig, strides, N_("Strides"), N_("By how many pixels the window moves; empty: by its own size."), 2, "", 1, 1024,
            .ui_min = 1, .ui_max = 8, .step = 1, .unit = N_("pixels"), .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_ROW_PADDING (VslPoolConfig),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_layer_pool_plan (plan, error);
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = vsl_layer_pool (call->plan);
  gint64 in = p.h * p.w * p.c, out = p.oh * p.ow * p.c, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->average_pool (&p, call->x[0] + s * in, call->y[0] + s * out);
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), forward_part, (gpointer) call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = vsl_layer_pool (call->plan);
  gint64 in = p.h * p.w * p.c, out = p.oh * p.ow * p.c, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->average_pool_backward (&p, call->dy[0] + s * out, call->dx[0] + s * in, call->dx_add[0]);
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

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
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_average_pooling2d,
  .examples = examples,
};
