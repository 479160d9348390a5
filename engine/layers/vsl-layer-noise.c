/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random factors in training (Keras 3, layers/regularization). */
#include "layers/vsl-layer-noise.h"

#include "core/vsl-random.h"

#include <math.h>
#include <string.h>

/* Factors of one sample. */
static gint64
factors (const VslLayerPlan *plan, VslNoise noise)
{
  const VslShape *in = &plan->in[0];
  return noise == VSL_NOISE_CHANNELS ? in->dim[in->rank - 1] : vsl_shape_count (in);
}

gboolean
vsl_layer_noise_plan (VslLayerPlan *plan, VslNoise noise, int rank, GError **error)
{
  if (!(rank == 3 ? vsl_layer_need_picture (plan, error) : rank == 2 ? vsl_layer_need_sequence (plan, error) : vsl_layer_need_inputs (plan, error)))
    return FALSE;
  plan->view = !plan->training;
  if (plan->training) {
    plan->n_saved = 1;
    plan->saved[0] = (gsize) plan->batch * (gsize) factors (plan, noise);
  }
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

typedef struct {
  const VslCall *call;
  VslNoise noise;
  const VslReal *x;
  VslReal *y;
  gboolean add;
} Job;

static gboolean
active (const VslCall *call)
{
  const VslNoiseConfig *o = call->config;
  return call->training && call->plan->n_saved && (o->rate > 0 || (call->given && call->given[0]));
}

/* Factor i of the batch is left out by bits of its own. */
static void
draw (const VslCall *call, gint64 begin, gint64 end)
{
  const VslNoiseConfig *o = call->config;
  VslReal keep = o->rate < 1 ? (VslReal) (1 / (1 - o->rate)) : 0;
  vsl_kernels ()->random_keep (call->key, (guint64) begin, (gsize) (end - begin), (guint64) (o->rate * 4294967296.0), keep,
                               call->saved[0] + begin);
}

static void
draw_part (gpointer data, int part)
{
  const Job *j = data;
  const VslCall *call = j->call;
  const VslNoiseConfig *o = call->config;
  gint64 b, e;
  vsl_part_range (call->n * factors (call->plan, j->noise), VSL_PARTS, part, &b, &e);
  if (call->given && call->given[0])
    memcpy (call->saved[0] + b, call->given[0] + b, (gsize) (e - b) * sizeof (VslReal));
  else if (j->noise != VSL_NOISE_GAUSSIAN)
    draw (call, b, e);
  else
    for (gint64 i = b; i < e; i++)
      call->saved[0][i] = (VslReal) (1 + sqrt (o->rate / (1 - o->rate)) * vsl_random_normal (call->key, (guint64) i));
}

/* y = x * factor */
static void
multiply_part (gpointer data, int part)
{
  const Job *j = data;
  const VslCall *call = j->call;
  gint64 each = factors (call->plan, j->noise), repeat = vsl_shape_count (&call->plan->in[0]) / each, b, e;
  if (repeat == 1) {
    vsl_part_range (call->n * each, VSL_PARTS, part, &b, &e);
    vsl_kernels ()->mul ((gsize) (e - b), j->x + b, call->saved[0] + b, j->y + b, j->add);
    return;
  }
  vsl_part_range (call->n * repeat, VSL_PARTS, part, &b, &e);
  for (gint64 r = b; r < e; r++)
    vsl_kernels ()->mul ((gsize) each, j->x + r * each, call->saved[0] + r / repeat * each, j->y + r * each, j->add);
}

void
vsl_layer_noise_forward (const VslCall *call, VslNoise noise)
{
  Job j = { call, noise, call->x[0], call->y[0], FALSE };
  if (active (call)) {
    vsl_parallel_for (VSL_PARTS, draw_part, &j);
    vsl_parallel_for (VSL_PARTS, multiply_part, &j);
  } else if (call->y[0] != call->x[0]) {
    memcpy (call->y[0], call->x[0], (gsize) (call->n * vsl_shape_count (&call->plan->in[0])) * sizeof (VslReal));
  }
  vsl_layer_pass_mask (call);
}

void
vsl_layer_noise_backward (const VslCall *call, VslNoise noise)
{
  if (!call->dx[0])
    return;
  Job j = { call, noise, call->dy[0], call->dx[0], call->dx_add[0] };
  if (active (call))
    vsl_parallel_for (VSL_PARTS, multiply_part, &j);
  else
    vsl_layer_pass_back (call, 0, call->dy[0], call->n * vsl_shape_count (&call->plan->in[0]));
}
