/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-util.h"

#include <string.h>

typedef struct {
  VslInts padding;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, padding, N_("Border"), N_("Pixels of zeros that are added: one number for all sides, two for height and width, or four for top, bottom, left, right."),
            0, "1", 0, 65536, .ui_min = 0, .ui_max = 32, .step = 1, .unit = N_("pixels")),
  VSL_PROPS_END
};

enum { TOP, BOTTOM, LEFT, RIGHT };

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  const gint64 *v = o->padding.v;
  if (!vsl_layer_need_picture (plan, error))
    return FALSE;
  int n = o->padding.n;
  if (n != 1 && n != 2 && n != 4)
    return vsl_layer_fail (error, _("The border takes one, two or four numbers, not %d."), n);
  plan->i[TOP] = v[0];
  plan->i[BOTTOM] = n == 4 ? v[1] : v[0];
  plan->i[LEFT] = n == 4 ? v[2] : v[n - 1];
  plan->i[RIGHT] = n == 4 ? v[3] : v[n - 1];
  VslShape out = plan->in[0];
  out.dim[0] += plan->i[TOP] + plan->i[BOTTOM];
  out.dim[1] += plan->i[LEFT] + plan->i[RIGHT];
  return vsl_layer_set_output (plan, out, error);
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslShape *in = &call->plan->in[0], *out = &call->plan->out[0];
  gint64 line = in->dim[1] * in->dim[2], wide = out->dim[1] * out->dim[2], b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    VslReal *y = call->y[0] + s * out->dim[0] * wide;
    memset (y, 0, (gsize) (out->dim[0] * wide) * sizeof (VslReal));
    y += call->plan->i[TOP] * wide + call->plan->i[LEFT] * out->dim[2];
    for (gint64 r = 0; r < in->dim[0]; r++)
      memcpy (y + r * wide, call->x[0] + (s * in->dim[0] + r) * line, (gsize) line * sizeof (VslReal));
  }
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
  const VslShape *in = &call->plan->in[0], *out = &call->plan->out[0];
  gint64 line = in->dim[1] * in->dim[2], wide = out->dim[1] * out->dim[2], b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    for (gint64 r = 0; r < in->dim[0]; r++) {
      const VslReal *dy = call->dy[0] + (s * out->dim[0] + r + call->plan->i[TOP]) * wide + call->plan->i[LEFT] * out->dim[2];
      VslReal *dx = call->dx[0] + (s * in->dim[0] + r) * line;
      if (call->dx_add[0])
        vsl_kernels ()->add ((gsize) line, dy, dx);
      else
        memcpy (dx, dy, (gsize) line * sizeof (VslReal));
    }
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

static const double example_x[] = { 5 };
static const double example_y[] = { 0, 0, 0, 0, 5, 0, 0, 0, 0 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 1, 1, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"padding\": [1, 2]}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"padding\": [[0, 2], [3, 1]]}", .in = { { 3, { 2, 3, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_zeropadding2d = {
  .head = { .name = "ZeroPadding2D", .title = N_("ZeroPadding2D"), .summary = N_("Adds a border of zeros around the picture."),
            .icon = "vsl-layer-zeropadding2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .examples = examples,
};
