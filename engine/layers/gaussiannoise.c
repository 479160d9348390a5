/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include "core/vsl-random.h"

#include <string.h>

typedef struct {
  double stddev;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, stddev, N_("Standard deviation"), N_("How strong the noise is that is added in training; 0 is none."), 0.1, 0, 1, .ui_min = 0,
            .ui_max = 0.5, .step = 0.01),
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

/* given[0], where a test gives it: the noise that is added. */
static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const double stddev = ((const Config *) call->config)->stddev;
  const VslReal *given = call->given ? call->given[0] : NULL;
  gint64 b, e;
  vsl_part_range (call->n * vsl_shape_count (&call->plan->in[0]), VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++)
    call->y[0][i] = call->x[0][i] + (given ? given[i] : (VslReal) (stddev * vsl_random_normal (call->key, (guint64) i)));
}

static void
forward (const VslCall *call)
{
  gint64 count = call->n * vsl_shape_count (&call->plan->in[0]);
  if (call->training && (((const Config *) call->config)->stddev > 0 || (call->given && call->given[0])))
    vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  else if (call->y[0] != call->x[0])
    memcpy (call->y[0], call->x[0], (gsize) count * sizeof (VslReal));
  vsl_layer_pass_mask (call);
}

static void
backward (const VslCall *call)
{
  vsl_layer_pass_back (call, 0, call->dy[0], call->n * vsl_shape_count (&call->plan->in[0]));
}

static const double example[] = { 1, -2, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example, .y = example },
  { .config = "{\"stddev\": 0.25}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"stddev\": 0}", .in = { { 1, { 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_gaussiannoise = {
  .head = { .name = "GaussianNoise", .title = N_("GaussianNoise"), .summary = N_("Adds random noise in training, so that the network does not rely on exact values."),
            .icon = "vsl-layer-gaussiannoise-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_IN_PLACE | VSL_LAYER_RANDOM,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_identity,
  .examples = examples,
};
