/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/normalization/group_normalization.py. A sample is rows × (channels × inner): sums go down the columns and are then
 * folded over the columns of a group. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint64 groups, axis;
  double epsilon;
  gboolean center, scale;
  VslWeightOptions gamma, beta;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, groups, N_("Groups"), N_("How many groups the channels form; must divide them. -1 takes each channel by itself."), 32, -1, 65536,
           .ui_min = 1, .ui_max = 64, .step = 1),
  VSL_INT (Config, axis, N_("Axis"), N_("The axis of the channels; -1 is the last."), -1, -VSL_MAX_RANK, VSL_MAX_RANK, .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, epsilon, N_("Epsilon"), N_("A small number that keeps the division safe."), 1e-3, 1e-12, 1, .ui_min = 1e-6, .ui_max = 0.1,
            .flags = VSL_PROP_ADVANCED | VSL_PROP_LOG),
  VSL_BOOL (Config, center, N_("Center (beta)"), N_("Adds a learned number to each channel."), TRUE, .flags = VSL_PROP_ADVANCED),
  VSL_BOOL (Config, scale, N_("Scale (gamma)"), N_("Multiplies each channel by a learned number."), TRUE, .flags = VSL_PROP_ADVANCED),
  VSL_ROWS_GAMMA (Config),
  VSL_ROWS_BETA (Config),
  VSL_PROPS_END
};

enum { GAMMA, BETA, GROUPS, CHANNELS, INNER };       /* plan->i: indices of parameters (-1: none), sizes */

#define DOUBLES (sizeof (double) / sizeof (VslReal))
#define PROBES 16                  /* values of a channel that are looked at for one near its mean */

/* A part's scratch: gradients of gamma and beta and two sums a column in double, four numbers a column. */
static gsize
part_scratch (const VslLayerPlan *plan)
{
  gsize channels = (gsize) plan->i[CHANNELS], width = channels * (gsize) plan->i[INNER];
  gsize reals = (2 * channels + 2 * width) * DOUBLES + 4 * width;
  return (reals + 15) & ~(gsize) 15;
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  const VslShape *in = &plan->in[0];
  int axis;
  if (!vsl_layer_need_inputs (plan, error) || !vsl_layer_axis (o->axis, in->rank, &axis, error))
    return FALSE;
  gint64 channels = in->dim[axis], groups = o->groups == -1 ? channels : o->groups, inner = 1;
  if (groups < 1 || channels % groups)
    return vsl_layer_fail (error, _("%d groups do not divide the %d channels: choose another number, or -1 for each channel by itself."),
                           (int) groups, (int) channels);
  for (int a = axis + 1; a < in->rank; a++)
    inner *= in->dim[a];
  VslShape one = { .rank = 1, .dim = { channels } };
  plan->i[GAMMA] = o->scale ? vsl_layer_weight (plan, "gamma", &o->gamma, one) : -1;
  plan->i[BETA] = o->center ? vsl_layer_weight (plan, "beta", &o->beta, one) : -1;
  plan->i[GROUPS] = groups;
  plan->i[CHANNELS] = channels;
  plan->i[INNER] = inner;
  plan->n_saved = 1;
  plan->saved[0] = 2 * (gsize) groups * (gsize) plan->batch * DOUBLES;            /* mean, 1 / deviation */
  plan->scratch = VSL_PARTS * part_scratch (plan);
  plan->macs = 4.0 * (double) vsl_shape_count (in);
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, *in, error);
}

typedef struct {
  const VslCall *call;
  gint64 rows, width, channels, inner, groups, each;     /* of a sample; each: columns of a group */
  double *dgamma, *dbeta, *sum, *sum2, *stat;            /* stat: of the sample, see plan */
  VslReal *centre, *a, *b, *c;
} Work;

static Work
work_of (const VslCall *call, int part, gint64 sample)
{
  const gint64 *i = call->plan->i;
  Work w = { .call = call, .channels = i[CHANNELS], .inner = i[INNER], .groups = i[GROUPS], .width = i[CHANNELS] * i[INNER] };
  w.rows = vsl_shape_count (&call->plan->in[0]) / w.width;
  w.each = w.width / w.groups;
  w.dgamma = (double *) (call->scratch + (gsize) part * part_scratch (call->plan));
  w.dbeta = w.dgamma + w.channels;
  w.sum = w.dbeta + w.channels;
  w.sum2 = w.sum + w.width;
  w.centre = (VslReal *) (w.sum2 + w.width);
  w.a = w.centre + w.width;
  w.b = w.a + w.width;
  w.c = w.b + w.width;
  w.stat = (double *) call->saved[0] + 2 * w.groups * sample;
  return w;
}

static double
weight (const Work *w, int which, gint64 channel, double missing)
{
  gint64 i = w->call->plan->i[which];
  return i < 0 ? missing : (double) w->call->w[i][channel];
}

/* Mean and variance of each group; what is taken off before summing is one number a group. */
static void
statistics (Work *w, const VslReal *x, double epsilon)
{
  double n = (double) (w->rows * w->each);
  memset (w->sum, 0, (gsize) (2 * w->width) * sizeof (double));
  for (gint64 g = 0; g < w->groups; g++) {
    double probe = 0;
    for (gint64 i = 0; i < PROBES; i++)
      probe += (double) x[i * w->rows / PROBES * w->width + g * w->each + i * w->each / PROBES] / PROBES;
    for (gint64 j = g * w->each; j < (g + 1) * w->each; j++)
      w->centre[j] = (VslReal) probe;
  }
  vsl_kernels ()->moments ((gsize) w->rows, (gsize) w->width, x, w->centre, w->sum, w->sum2);
  for (gint64 g = 0; g < w->groups; g++) {
    double s = 0, s2 = 0;
    for (gint64 j = g * w->each; j < (g + 1) * w->each; j++) {
      s += w->sum[j];
      s2 += w->sum2[j];
    }
    double d = s / n, v = s2 / n - d * d;
    w->stat[2 * g] = (double) w->centre[g * w->each] + d;
    w->stat[2 * g + 1] = 1 / sqrt ((v > 0 ? v : 0) + epsilon);
  }
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Config *o = call->config;
  gint64 b, e;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (; b < e; b++) {
    Work w = work_of (call, part, b);
    gint64 from = b * w.rows * w.width;
    statistics (&w, call->x[0] + from, o->epsilon);
    for (gint64 j = 0; j < w.width; j++) {
      gint64 c = j / w.inner, g = j / w.each;
      double a = weight (&w, GAMMA, c, 1) * w.stat[2 * g + 1];
      w.centre[j] = (VslReal) w.stat[2 * g];
      w.a[j] = (VslReal) a;
      w.b[j] = (VslReal) (weight (&w, BETA, c, 0) - (w.stat[2 * g] - (double) w.centre[j]) * a);
    }
    vsl_kernels ()->scale_shift ((gsize) w.rows, (gsize) w.width, call->x[0] + from, w.centre, w.a, w.b, call->y[0] + from);
  }
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  vsl_layer_pass_mask (call);
}

/* With q = 1 / deviation, n values a group, s1 = sum gamma dy and s2 = sum gamma dy (x - mean) over the group:
 * dx = q (gamma dy - s1 / n - (x - mean) q² s2 / n). */
static void
sample_gradients (Work *w)
{
  double n = (double) (w->rows * w->each);
  for (gint64 g = 0; g < w->groups; g++) {
    double q = w->stat[2 * g + 1], rest = w->stat[2 * g] - (double) w->centre[g * w->each], s1 = 0, s2 = 0;
    for (gint64 j = g * w->each; j < (g + 1) * w->each; j++) {
      double gamma = weight (w, GAMMA, j / w->inner, 1), t = w->sum2[j] - rest * w->sum[j];
      w->dgamma[j / w->inner] += t * q;
      w->dbeta[j / w->inner] += w->sum[j];
      s1 += gamma * w->sum[j];
      s2 += gamma * t;
      w->a[j] = (VslReal) (gamma * q);
    }
    double b = -q * q * q * s2 / n, c = -q * s1 / n - b * rest;
    for (gint64 j = g * w->each; j < (g + 1) * w->each; j++) {
      w->b[j] = (VslReal) b;
      w->c[j] = (VslReal) c;
    }
  }
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  gint64 b, e;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  Work first = work_of (call, part, b);
  memset (first.dgamma, 0, (gsize) (2 * first.channels) * sizeof (double));
  for (; b < e; b++) {
    Work w = work_of (call, part, b);
    gint64 from = b * w.rows * w.width;
    for (gint64 j = 0; j < w.width; j++)
      w.centre[j] = (VslReal) w.stat[j / w.each * 2];
    memset (w.sum, 0, (gsize) (2 * w.width) * sizeof (double));
    vsl_kernels ()->norm_sums ((gsize) w.rows, (gsize) w.width, call->x[0] + from, call->dy[0] + from, w.centre, w.sum, w.sum2);
    sample_gradients (&w);
    if (call->dx[0])
      vsl_kernels ()->norm_backward ((gsize) w.rows, (gsize) w.width, call->x[0] + from, call->dy[0] + from, w.centre, w.a, w.b, w.c,
                                     call->dx[0] + from, call->dx_add[0]);
  }
}

static void
backward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
  for (int which = GAMMA; which <= BETA; which++) {
    gint64 i = call->plan->i[which], channels = call->plan->i[CHANNELS];
    for (gint64 c = 0; i >= 0 && call->dw[i] && c < channels; c++) {
      double sum = 0;
      for (int p = 0; p < VSL_PARTS; p++) {
        Work w = work_of (call, p, 0);
        sum += which == GAMMA ? w.dgamma[c] : w.dbeta[c];
      }
      call->dw[i][c] = (VslReal) sum;
    }
  }
}

static const VslLayerExample examples[] = {
  { .config = "{\"groups\": 3}", .in = { { 1, { 6 } } } },
  { .config = "{\"groups\": 2}", .in = { { 3, { 4, 3, 6 } } } },
  { .config = "{\"groups\": -1, \"epsilon\": 0.01}", .in = { { 3, { 4, 5, 3 } } } },
  { .config = "{\"groups\": 1, \"center\": false}", .in = { { 2, { 7, 20 } } } },
  { .config = "{\"groups\": 2, \"axis\": 1}", .in = { { 3, { 4, 3, 5 } } } },
  { .config = "{\"groups\": 2, \"axis\": 2, \"scale\": false}", .in = { { 3, { 3, 4, 2 } } } },
  { .in = { { 3, { 2, 9, 64 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_groupnormalization = {
  .head = { .name = "GroupNormalization", .title = N_("GroupNormalization"),
            .summary = N_("Brings groups of channels of each sample to a common scale; suits small batches and private training."),
            .icon = "vsl-layer-groupnormalization-symbolic", .group = N_("Normalisation"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_group_normalization,
  .examples = examples,
};
