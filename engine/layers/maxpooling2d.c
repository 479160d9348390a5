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

#define MAX_PLACES 256       /* the place of the maximum is kept in a byte */

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const VslPoolConfig *o = plan->config;
  if (!vsl_layer_pool_plan (plan, error))
    return FALSE;
  if (o->pool_size.v[0] * o->pool_size.v[1] > MAX_PLACES)
    return vsl_layer_fail (error, _("A window of %d × %d is too large; at most %d pixels are possible. Use GlobalMaxPooling2D for the whole picture."),
                           (int) o->pool_size.v[0], (int) o->pool_size.v[1], MAX_PLACES);
  if (plan->training) {
    plan->n_saved = 1;
    plan->saved[0] = ((gsize) plan->batch * (gsize) vsl_shape_count (&plan->out[0]) + sizeof (VslReal) - 1) / sizeof (VslReal);
  }
  return TRUE;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = vsl_layer_pool (call->plan);
  gint64 in = p.h * p.w * p.c, out = p.oh * p.ow * p.c, b, e;
  guint8 *arg = call->plan->n_saved ? (guint8 *) call->saved[0] : NULL;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->max_pool (&p, call->x[0] + s * in, call->y[0] + s * out, arg ? arg + s * out : NULL);
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
  const guint8 *arg = (const guint8 *) call->saved[0];
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->max_pool_backward (&p, arg + s * out, call->dy[0] + s * out, call->dx[0] + s * in, call->dx_add[0]);
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

static const double example_x[] = { 1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16 };
static const double example_y[] = { 4, 8, 12, 16 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 4, 4, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"pool_size\": [2, 3]}", .in = { { 3, { 5, 7, 3 } } } },
  { .config = "{\"pool_size\": 3, \"strides\": 2, \"padding\": \"same\"}", .in = { { 3, { 5, 6, 67 } } } },
  { .config = "{\"pool_size\": 2, \"padding\": \"same\"}", .in = { { 3, { 5, 3, 2 } } } },
  { .config = "{\"pool_size\": 2, \"strides\": 3}", .in = { { 3, { 8, 8, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_maxpooling2d = {
  .head = { .name = "MaxPooling2D", .title = N_("MaxPooling2D"),
            .summary = N_("Makes the picture smaller and keeps the strongest response in each window."),
            .icon = "vsl-layer-maxpooling2d-symbolic", .group = N_("Pooling"), .config_size = sizeof (VslPoolConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_max_pooling2d,
  .examples = examples,
};
