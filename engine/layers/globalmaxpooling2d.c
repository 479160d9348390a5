/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-util.h"

#include <string.h>

typedef struct {
  gboolean keepdims;
} Config;

static const VslProp props[] = {
  VSL_BOOL (Config, keepdims, N_("Keep the axes"), N_("Gives a picture of one pixel instead of a list of values."), FALSE,
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

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslShape *in = &call->plan->in[0];
  gint64 channels = in->dim[2], pixels = in->dim[0] * in->dim[1], b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *x = call->x[0] + s * pixels * channels;
    VslReal *y = call->y[0] + s * channels;
    memcpy (y, x, (gsize) channels * sizeof (VslReal));
    for (gint64 p = 1; p < pixels; p++)
      for (gint64 c = 0; c < channels; c++)
        y[c] = x[p * channels + c] > y[c] ? x[p * channels + c] : y[c];
  }
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), forward_part, (gpointer) call);
}

/* The gradient goes to the first pixel that has the maximum. */
static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslShape *in = &call->plan->in[0];
  gint64 channels = in->dim[2], pixels = in->dim[0] * in->dim[1], b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *x = call->x[0] + s * pixels * channels, *y = call->y[0] + s * channels, *dy = call->dy[0] + s * channels;
    VslReal *dx = call->dx[0] + s * pixels * channels;
    if (!call->dx_add[0])
      memset (dx, 0, (gsize) (pixels * channels) * sizeof (VslReal));
    for (gint64 c = 0; c < channels; c++) {
      gint64 p = 0;
      while (p < pixels - 1 && x[p * channels + c] != y[c])
        p++;
      dx[p * channels + c] += dy[c];
    }
  }
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

static const double example_x[] = { 1, 8, 3, 4, 5, 6, 7, 2 };
static const double example_y[] = { 7, 8 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 2, 2, 2 } } }, .x = example_x, .y = example_y },
  { .config = "{\"keepdims\": true}", .in = { { 3, { 3, 5, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_globalmaxpooling2d = {
  .head = { .name = "GlobalMaxPooling2D", .title = N_("GlobalMaxPooling2D"),
            .summary = N_("Gives one number a channel: its strongest response anywhere in the picture."),
            .icon = "vsl-layer-globalmaxpooling2d-symbolic", .group = N_("Pooling"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X | VSL_LAYER_NEEDS_Y,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .examples = examples,
};
