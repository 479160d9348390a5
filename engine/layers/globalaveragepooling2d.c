/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  gboolean keepdims;
} Config;

static const VslProp props[] = {
  VSL_BOOL (Config, keepdims, N_("Keep dimensions"), N_("Gives a picture of one pixel instead of a list of values."), FALSE,
            .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_picture (plan, error))
    return FALSE;
  int channels = (int) plan->in[0].dim[2];
  return vsl_layer_set_output (plan, o->keepdims ? vsl_shape_make (3, 1, 1, channels) : vsl_shape_make (1, channels), error);
}

/* One window over the whole picture. */
static VslPool
whole (const VslLayerPlan *plan)
{
  const VslShape *in = &plan->in[0];
  return (VslPool) { .h = in->dim[0], .w = in->dim[1], .c = in->dim[2], .oh = 1, .ow = 1, .kh = in->dim[0], .kw = in->dim[1],
                     .sh = 1, .sw = 1 };
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = whole (call->plan);
  gint64 in = p.h * p.w * p.c, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->average_pool (&p, call->x[0] + s * in, call->y[0] + s * p.c);
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
  VslPool p = whole (call->plan);
  gint64 in = p.h * p.w * p.c, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->average_pool_backward (&p, call->dy[0] + s * p.c, call->dx[0] + s * in, call->dx_add[0]);
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

static const double example_x[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const double example_y[] = { 4, 5 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 2, 2, 2 } } }, .x = example_x, .y = example_y },
  { .config = "{\"keepdims\": true}", .in = { { 3, { 3, 5, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_globalaveragepooling2d = {
  .head = { .name = "GlobalAveragePooling2D", .title = N_("GlobalAveragePooling2D"),
            .summary = N_("Gives one number a channel: its average over the whole picture."),
            .icon = "vsl-layer-globalaveragepooling2d-symbolic", .group = N_("Pooling"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_global_average_pooling2d,
  .examples = examples,
};
