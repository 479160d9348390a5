/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/regularization/alpha_dropout.py; Klambauer et al. 2017, "Self-Normalizing Neural Networks": what is dropped takes the
 * value at which selu ends for small numbers, and a, b bring mean 0 and variance 1 back. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <math.h>
#include <string.h>

#define SELU_END (-1.0507009873554805 * 1.6732632423543772)

typedef struct {
  double rate;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, rate, N_("Rate"), N_("The share of the values that is dropped in training."), 0.5, 0, 0.9999, .ui_min = 0, .ui_max = 0.5, .step = 0.05),
  VSL_PROPS_END
};

static double
slope (const VslCall *call)
{
  double rate = ((const Config *) call->config)->rate;
  return 1 / sqrt ((1 - rate) * (1 + rate * SELU_END * SELU_END));
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  plan->view = !plan->training;
  if (plan->training) {
    plan->n_saved = 1;               /* a where a value is kept, 0 where it is dropped */
    plan->saved[0] = (gsize) plan->batch * (gsize) vsl_shape_count (&plan->in[0]);
  }
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

static gboolean
active (const VslCall *call)
{
  return call->training && call->plan->n_saved && ((const Config *) call->config)->rate > 0;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  double rate = ((const Config *) call->config)->rate, a = slope (call), b = -a * SELU_END * rate;
  const VslReal shift[2] = { (VslReal) b, (VslReal) (a * SELU_END + b) };
  VslReal *factor = call->saved[0];
  gint64 i, e;
  vsl_part_range (call->n * vsl_shape_count (&call->plan->in[0]), VSL_PARTS, part, &i, &e);
  vsl_kernels ()->random_keep (call->key, (guint64) i, (gsize) (e - i), (guint64) (rate * 4294967296.0), (VslReal) a, factor + i);
  for (; i < e; i++)
    call->y[0][i] = call->x[0][i] * factor[i] + shift[factor[i] == 0];
}

static void
forward (const VslCall *call)
{
  if (active (call))
    vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  else if (call->y[0] != call->x[0])
    memcpy (call->y[0], call->x[0], (gsize) (call->n * vsl_shape_count (&call->plan->in[0])) * sizeof (VslReal));
  vsl_layer_pass_mask (call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  gint64 b, e;
  vsl_part_range (call->n * vsl_shape_count (&call->plan->in[0]), VSL_PARTS, part, &b, &e);
  vsl_kernels ()->mul ((gsize) (e - b), call->dy[0] + b, call->saved[0] + b, call->dx[0] + b, call->dx_add[0]);
}

static void
backward (const VslCall *call)
{
  if (call->dx[0] && active (call))
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
  else if (call->dx[0])
    vsl_layer_pass_back (call, 0, call->dy[0], call->n * vsl_shape_count (&call->plan->in[0]));
}

static const double example[] = { 1, -2, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example, .y = example },
  { .config = "{\"rate\": 0.25}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"rate\": 0}", .in = { { 1, { 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_alphadropout = {
  .head = { .name = "AlphaDropout", .title = N_("AlphaDropout"),
            .summary = N_("Dropout for layers with selu: what is dropped takes selu's lowest value, so that mean and spread stay."),
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
