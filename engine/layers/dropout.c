/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include "core/vsl-random.h"

#include <string.h>

typedef struct {
  double rate;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, rate, N_("Rate"), N_("The share of values that is left out at random in training, so that the network does not rely on single ones."), 0.5,
            0, 1, .ui_min = 0, .ui_max = 0.9, .step = 0.05),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->training) {
    plan->n_saved = 1;
    plan->saved[0] = (gsize) plan->batch * (gsize) vsl_shape_count (&plan->in[0]);
  }
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

static gint64
count_of (const VslCall *call)
{
  return call->n * vsl_shape_count (&call->plan->in[0]);
}

static gboolean
active (const VslCall *call)
{
  const Config *o = call->config;
  return call->training && call->plan->n_saved && (o->rate > 0 || (call->given && call->given[0]));
}

/* Value i of the batch is left out by bits of its own: 32 of the (i / 2)-th number of the stream. */
static void
draw (const VslCall *call, gint64 begin, gint64 end)
{
  const Config *o = call->config;
  VslReal *mask = call->saved[0], keep = o->rate < 1 ? (VslReal) (1 / (1 - o->rate)) : 0;
  guint64 limit = (guint64) (o->rate * 4294967296.0);
  for (gint64 i = begin; i < end;) {
    guint64 bits = vsl_random_bits (call->key, (guint64) i / 2);
    if (i % 2 == 0)
      mask[i++] = (bits & 0xFFFFFFFFu) >= limit ? keep : 0;
    if (i < end)
      mask[i++] = (bits >> 32) >= limit ? keep : 0;
  }
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  gint64 b, e;
  vsl_part_range (count_of (call), VSL_PARTS, part, &b, &e);
  if (call->given && call->given[0])
    memcpy (call->saved[0] + b, call->given[0] + b, (gsize) (e - b) * sizeof (VslReal));
  else
    draw (call, b, e);
  vsl_kernels ()->mul ((gsize) (e - b), call->x[0] + b, call->saved[0] + b, call->y[0] + b, FALSE);
}

/* given[0]: the mask, as many values as the input, 0 or 1 / (1 - rate) */
static void
forward (const VslCall *call)
{
  if (active (call))
    vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  else if (call->y[0] != call->x[0])
    memcpy (call->y[0], call->x[0], (gsize) count_of (call) * sizeof (VslReal));
  vsl_layer_pass_mask (call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  gint64 b, e;
  vsl_part_range (count_of (call), VSL_PARTS, part, &b, &e);
  vsl_kernels ()->mul ((gsize) (e - b), call->dy[0] + b, call->saved[0] + b, call->dx[0] + b, call->dx_add[0]);
}

static void
backward (const VslCall *call)
{
  if (!call->dx[0])
    return;
  if (active (call))
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
  else
    vsl_layer_pass_back (call, 0, call->dy[0], count_of (call));
}

static const double example[] = { 1, -2, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example, .y = example },
  { .config = "{\"rate\": 0.25}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"rate\": 0}", .in = { { 1, { 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_dropout = {
  .head = { .name = "Dropout", .title = N_("Dropout"), .summary = N_("Leaves out values at random in training; helps against learning by heart."),
            .icon = "vsl-layer-dropout-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_IN_PLACE | VSL_LAYER_RANDOM,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_identity,
  .examples = examples,
};
