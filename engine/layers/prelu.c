/* SPDX-License-Identifier: GPL-3.0-or-later */
/* max (x, 0) - alpha max (-x, 0); alpha has the sample's shape with 1 along shared axes (Keras 3, layers/activations/prelu.py). */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <string.h>

typedef struct {
  VslWeightOptions alpha;
  VslInts shared_axes;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, shared_axes, N_("Shared axes"),
            N_("Axes along which one slope is learned for all; 1, 2 gives each channel of a picture one slope. Empty: each place has its own."), 0, "",
            -VSL_MAX_RANK, VSL_MAX_RANK, .flags = VSL_PROP_NULLABLE),
  VSL_ROWS_WEIGHT (Config, alpha, ZEROS, N_("Slope initializer"), N_("Slope regularizer"), N_("Slope constraint")),
  VSL_PROPS_END
};

/* Scratch: VSL_PARTS sums of alpha's gradient. */
static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  VslShape alpha = plan->in[0];
  for (int k = 0; k < o->shared_axes.n; k++) {
    int axis;
    if (!vsl_layer_axis (o->shared_axes.v[k], alpha.rank, &axis, error))
      return FALSE;
    alpha.dim[axis] = 1;
  }
  vsl_layer_weight (plan, "alpha", &o->alpha, alpha);
  if (plan->training)
    plan->scratch = VSL_PARTS * (gsize) vsl_shape_count (&alpha);
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

/* Where in alpha row `row` of a sample begins; a row runs along the last axis. */
static gint64
alpha_of (const VslLayerPlan *p, gint64 row)
{
  const VslShape *in = &p->in[0], *alpha = &p->params[0].shape;
  gint64 at = 0, stride = alpha->dim[in->rank - 1];
  for (int a = in->rank - 2; a >= 0; a--) {
    at += alpha->dim[a] > 1 ? row % in->dim[a] * stride : 0;
    row /= in->dim[a];
    stride *= alpha->dim[a];
  }
  return at;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  gint64 width = p->in[0].dim[p->in[0].rank - 1], rows = vsl_shape_count (&p->in[0]) / width, b, e;
  int step = p->params[0].shape.dim[p->in[0].rank - 1] > 1;
  vsl_part_range (call->n * rows, VSL_PARTS, part, &b, &e);
  for (gint64 r = b; r < e; r++) {
    const VslReal *x = call->x[0] + r * width, *alpha = call->w[0] + alpha_of (p, r % rows);
    VslReal *y = call->y[0] + r * width;
    for (gint64 k = 0; k < width; k++)
      y[k] = x[k] > 0 ? x[k] : alpha[k * step] * x[k];
  }
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
  const VslLayerPlan *p = call->plan;
  gint64 width = p->in[0].dim[p->in[0].rank - 1], rows = vsl_shape_count (&p->in[0]) / width, count = vsl_shape_count (&p->params[0].shape), b, e;
  int step = p->params[0].shape.dim[p->in[0].rank - 1] > 1;
  VslReal *sum = call->dw[0] ? call->scratch + part * count : NULL;
  if (sum)
    memset (sum, 0, (gsize) count * sizeof (VslReal));
  vsl_part_range (call->n * rows, VSL_PARTS, part, &b, &e);
  for (gint64 r = b; r < e; r++) {
    gint64 at = alpha_of (p, r % rows);
    const VslReal *x = call->x[0] + r * width, *dy = call->dy[0] + r * width, *alpha = call->w[0] + at;
    VslReal *dx = call->dx[0] ? call->dx[0] + r * width : NULL;
    for (gint64 k = 0; sum && k < width; k++)
      sum[at + k * step] += x[k] > 0 ? 0 : dy[k] * x[k];
    for (gint64 k = 0; dx && k < width; k++)
      dx[k] = (call->dx_add[0] ? dx[k] : 0) + (x[k] > 0 ? dy[k] : alpha[k * step] * dy[k]);
  }
}

static void
backward (const VslCall *call)
{
  gint64 count = vsl_shape_count (&call->plan->params[0].shape);
  vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
  if (call->dw[0])
    memcpy (call->dw[0], call->scratch, (gsize) count * sizeof (VslReal));
  for (int part = 1; part < VSL_PARTS && call->dw[0]; part++)
    vsl_kernels ()->add ((gsize) count, call->scratch + part * count, call->dw[0]);
}

static const double example_x[] = { -2, 0, 3 };
static const double example_y[] = { 0, 0, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example_x, .y = example_y },
  { .config = "{\"shared_axes\": [1, 2]}", .in = { { 3, { 4, 3, 5 } } } },
  { .config = "{\"shared_axes\": 2}", .in = { { 2, { 4, 5 } } } },
  { .config = "{\"alpha_initializer\": \"ones\"}", .in = { { 3, { 2, 3, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_prelu = {
  .head = { .name = "PReLU", .title = N_("PReLU"), .summary = N_("Keeps positive values and learns by how much to multiply negative ones."),
            .icon = "vsl-layer-prelu-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_prelu,
  .examples = examples,
};
