/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/normalization/batch_normalization.py. Sums are of differences from a value near the mean: E[x²] - E[x]² would lose
 * digits. Under a mask the statistics are those of the valid steps; all steps are normalised with them. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint64 axis;
  double momentum, epsilon;
  gboolean center, scale;
  VslWeightOptions gamma, beta;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, momentum, N_("Momentum"), N_("How slowly the running average follows the batches; use less for short trainings."), 0.99, 0, 1,
            .ui_min = 0.5, .ui_max = 0.999, .step = 0.01),
  VSL_REAL (Config, epsilon, N_("Epsilon"), N_("A small number that keeps the division safe."), 1e-3, 1e-12, 1, .ui_min = 1e-6, .ui_max = 0.1,
            .flags = VSL_PROP_ADVANCED | VSL_PROP_LOG),
  VSL_INT (Config, axis, N_("Axis"), N_("The axis of the channels; -1 is the last."), -1, -VSL_MAX_RANK, VSL_MAX_RANK, .flags = VSL_PROP_ADVANCED),
  VSL_BOOL (Config, center, N_("Center (beta)"), N_("Adds a learned number to each channel."), TRUE, .flags = VSL_PROP_ADVANCED),
  VSL_BOOL (Config, scale, N_("Scale (gamma)"), N_("Multiplies each channel by a learned number."), TRUE, .flags = VSL_PROP_ADVANCED),
  VSL_ROWS_GAMMA (Config),
  VSL_ROWS_BETA (Config),
  VSL_PROPS_END
};

enum { GAMMA, BETA, MEAN, VARIANCE, CHANNELS, INNER };      /* plan->i: indices of parameters (-1: none), sizes */

#define MASK_EPSILON 1e-7          /* Keras's epsilon (): added to the number of valid steps */
#define PROBES 16                  /* values of a channel that are looked at for one near its mean */

/* The tensor is rows × (channels × inner): sums go down the columns and are then folded over inner. */
static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  int axis;
  if (!vsl_layer_need_inputs (plan, error) || !vsl_layer_axis (o->axis, plan->in[0].rank, &axis, error))
    return FALSE;
  if (plan->in_mask[0] && (plan->in[0].rank != 2 || axis != 1))
    return vsl_layer_fail (error, _("Where steps are masked, only a sequence (steps × channels) can be normalised, along its channels: put the layer elsewhere."));
  gint64 channels = plan->in[0].dim[axis], inner = 1;
  VslShape one = { .rank = 1, .dim = { channels } };
  for (int a = axis + 1; a < plan->in[0].rank; a++)
    inner *= plan->in[0].dim[a];
  plan->i[GAMMA] = o->scale ? vsl_layer_weight (plan, "gamma", &o->gamma, one) : -1;
  plan->i[BETA] = o->center ? vsl_layer_weight (plan, "beta", &o->beta, one) : -1;
  plan->i[MEAN] = vsl_layer_state (plan, "moving_mean", VSL_INIT_ZEROS, one);
  plan->i[VARIANCE] = vsl_layer_state (plan, "moving_variance", VSL_INIT_ONES, one);
  plan->i[CHANNELS] = channels;
  plan->i[INNER] = inner;
  const gsize doubles = sizeof (double) / sizeof (VslReal), width = (gsize) (channels * inner);
  plan->n_saved = 1;
  plan->saved[0] = (2 * (gsize) channels + 1) * doubles;                /* mean, 1 / deviation; number of values */
  plan->scratch = 2 * VSL_PARTS * width * doubles + 5 * width;          /* sums of the parts; centre, coefficients, zeros */
  plan->macs = 2.0 * (double) vsl_shape_count (&plan->in[0]);
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

typedef struct {
  const VslCall *call;
  gint64 rows, width, channels, inner;
  const VslReal *mask;             /* of the rows, or NULL */
  double *sums;                    /* VSL_PARTS pairs of columns */
  VslReal *centre;                 /* a column: what is taken off before summing */
  VslReal *a, *b, *c, *zero;       /* coefficients a column */
  double *stat, *count;            /* saved: mean and 1 / deviation a channel; number of values of a channel */
} Work;

static Work
work_of (const VslCall *call)
{
  const gint64 *i = call->plan->i;
  Work w = { .call = call, .channels = i[CHANNELS], .inner = i[INNER], .width = i[CHANNELS] * i[INNER] };
  w.rows = call->n * vsl_shape_count (&call->plan->in[0]) / w.width;
  w.mask = call->plan->in_mask[0] && call->x_mask ? call->x_mask[0] : NULL;
  w.sums = (double *) call->scratch;
  w.centre = (VslReal *) (w.sums + 2 * VSL_PARTS * w.width);
  w.a = w.centre + w.width;
  w.b = w.a + w.width;
  w.c = w.b + w.width;
  w.zero = w.c + w.width;
  w.stat = (double *) call->saved[0];
  w.count = w.stat + 2 * w.channels;
  return w;
}

static gboolean
uses_batch (const VslCall *call)
{
  return call->training && !call->plan->frozen;
}

/* The next rows [*begin, *end) before `last` that are all valid or all masked; returns which. */
static gboolean
next_run (const Work *w, gint64 *begin, gint64 *end, gint64 last)
{
  *begin = *end;
  gboolean valid = !w->mask || w->mask[*begin] != 0;
  *end = w->mask ? *begin + 1 : last;
  while (*end < last && (w->mask[*end] != 0) == valid)
    ++*end;
  return valid;
}

static void
moments_part (gpointer data, int part)
{
  const Work *w = data;
  double *sum = w->sums + 2 * part * w->width;
  gint64 b, e = 0, last;
  memset (sum, 0, (gsize) (2 * w->width) * sizeof (double));
  vsl_part_range (w->rows, VSL_PARTS, part, &e, &last);
  while (e < last)
    if (next_run (w, &b, &e, last))
      vsl_kernels ()->moments ((gsize) (e - b), (gsize) w->width, w->call->x[0] + b * w->width, w->centre, sum, sum + w->width);
}

static void
norm_part (gpointer data, int part)
{
  const Work *w = data;
  double *sum = w->sums + 2 * part * w->width;
  gint64 b, e;
  memset (sum, 0, (gsize) (2 * w->width) * sizeof (double));
  vsl_part_range (w->rows, VSL_PARTS, part, &b, &e);
  vsl_kernels ()->norm_sums ((gsize) (e - b), (gsize) w->width, w->call->x[0] + b * w->width, w->call->dy[0] + b * w->width, w->centre,
                             sum, sum + w->width);
}

/* The sum of one kind (0, 1) of a channel over all parts and inner columns, in a fixed order. */
static double
fold (const Work *w, int kind, gint64 channel)
{
  double total = 0;
  for (int p = 0; p < VSL_PARTS; p++)
    for (gint64 k = 0; k < w->inner; k++)
      total += w->sums[(2 * p + kind) * w->width + channel * w->inner + k];
  return total;
}

/* The mean of a few values of each channel, spread over the batch. */
static void
find_centres (const Work *w)
{
  const VslReal *x = w->call->x[0];
  for (gint64 c = 0; c < w->channels; c++) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < PROBES; i++) {
      gint64 row = i * w->rows / PROBES;
      if (w->mask && w->mask[row] == 0)
        continue;
      sum += (double) x[row * w->width + c * w->inner + i * w->inner / PROBES];
      n++;
    }
    for (gint64 row = 0; !n && row < w->rows; row++)
      if (w->mask[row] != 0) {
        sum = (double) x[row * w->width + c];
        n = 1;
      }
    for (gint64 k = 0; k < w->inner; k++)
      w->centre[c * w->inner + k] = (VslReal) (n ? sum / n : 0);
  }
}

static void
batch_statistics (Work *w)
{
  const VslCall *call = w->call;
  const Config *o = call->config;
  double valid = (double) w->rows, count;
  for (gint64 r = 0; w->mask && r < w->rows; r++)
    valid -= w->mask[r] == 0;
  valid *= (double) w->inner;
  count = *w->count = valid + (w->mask ? MASK_EPSILON : 0);
  find_centres (w);
  vsl_parallel_for (VSL_PARTS, moments_part, w);
  VslReal *mean = call->w[call->plan->i[MEAN]], *variance = call->w[call->plan->i[VARIANCE]];
  for (gint64 c = 0; c < w->channels; c++) {
    double centre = (double) w->centre[c * w->inner], s = fold (w, 0, c), s2 = fold (w, 1, c);
    double m = (centre * valid + s) / count, d = m - centre, v = (s2 - 2 * d * s + valid * d * d) / count;
    v = v < 0 ? 0 : v;
    w->stat[c] = m;
    w->stat[w->channels + c] = 1 / sqrt (v + o->epsilon);
    mean[c] = (VslReal) ((double) mean[c] * o->momentum + m * (1 - o->momentum));
    variance[c] = (VslReal) ((double) variance[c] * o->momentum + v * (1 - o->momentum));
  }
}

static void
moving_statistics (Work *w)
{
  const VslCall *call = w->call;
  const Config *o = call->config;
  const VslReal *mean = call->w[call->plan->i[MEAN]], *variance = call->w[call->plan->i[VARIANCE]];
  for (gint64 c = 0; c < w->channels; c++) {
    w->stat[c] = (double) mean[c];
    w->stat[w->channels + c] = 1 / sqrt ((double) variance[c] + o->epsilon);
  }
}

/* A second pass over the same values begins with those that were read last and may still be near. */
static int
again (int part)
{
  return VSL_PARTS - 1 - part;
}

static double
gamma_of (const Work *w, gint64 channel)
{
  gint64 i = w->call->plan->i[GAMMA];
  return i < 0 ? 1 : (double) w->call->w[i][channel];
}

static void
scale_part (gpointer data, int part)
{
  const Work *w = data;
  gint64 b, e;
  vsl_part_range (w->rows, VSL_PARTS, again (part), &b, &e);
  vsl_kernels ()->scale_shift ((gsize) (e - b), (gsize) w->width, w->call->x[0] + b * w->width, w->centre, w->a, w->b,
                               w->call->y[0] + b * w->width);
}

/* From the saved mean and deviation. */
static void
normalise (Work *w)
{
  const VslCall *call = w->call;
  gint64 beta = call->plan->i[BETA];
  for (gint64 j = 0; j < w->width; j++) {
    gint64 c = j / w->inner;
    double a = gamma_of (w, c) * w->stat[w->channels + c];
    w->centre[j] = (VslReal) w->stat[c];
    w->a[j] = (VslReal) a;
    w->b[j] = (VslReal) ((beta < 0 ? 0 : (double) call->w[beta][c]) - (w->stat[c] - (double) w->centre[j]) * a);
  }
  vsl_parallel_for (VSL_PARTS, scale_part, w);
}

static void
forward (const VslCall *call)
{
  Work w = work_of (call);
  if (uses_batch (call))
    batch_statistics (&w);
  else
    moving_statistics (&w);
  normalise (&w);
  vsl_layer_pass_mask (call);
}

/* The moving statistics have had this batch already. */
static void
remake (const VslCall *call)
{
  Work w = work_of (call);
  normalise (&w);
}

static void
backward_part (gpointer data, int part)
{
  const Work *w = data;
  gint64 b, e = 0, last;
  vsl_part_range (w->rows, VSL_PARTS, again (part), &e, &last);
  while (e < last) {
    gboolean valid = next_run (w, &b, &e, last);         /* a masked step has no part in the statistics */
    gint64 o = b * w->width;
    vsl_kernels ()->norm_backward ((gsize) (e - b), (gsize) w->width, w->call->x[0] + o, w->call->dy[0] + o, w->centre, w->a,
                                   valid ? w->b : w->zero, valid ? w->c : w->zero, w->call->dx[0] + o, w->call->dx_add[0]);
  }
}

/* With q = 1 / deviation, s1 = sum dy, s2 = sum dy (x - mean), m values a channel:
 * dx = gamma q (dy - s1 / m - (x - mean) q² s2 / m); the last two terms only when the batch's own statistics were used. */
static void
backward (const VslCall *call)
{
  Work w = work_of (call);
  gint64 gamma = call->plan->i[GAMMA], beta = call->plan->i[BETA];
  gboolean batch = uses_batch (call);
  for (gint64 j = 0; j < w.width; j++) {
    w.centre[j] = (VslReal) w.stat[j / w.inner];
    w.zero[j] = 0;
  }
  vsl_parallel_for (VSL_PARTS, norm_part, &w);
  for (gint64 c = 0; c < w.channels; c++) {
    double q = w.stat[w.channels + c], rest = w.stat[c] - (double) w.centre[c * w.inner];
    double s1 = fold (&w, 0, c), s2 = fold (&w, 1, c) - rest * s1, a = gamma_of (&w, c) * q;
    double b = batch ? -a * q * q * s2 / *w.count : 0, shift = batch ? -a * s1 / *w.count : 0;
    if (gamma >= 0 && call->dw[gamma])
      call->dw[gamma][c] = (VslReal) (s2 * q);
    if (beta >= 0 && call->dw[beta])
      call->dw[beta][c] = (VslReal) s1;
    for (gint64 k = 0, j = c * w.inner; k < w.inner; k++, j++) {
      w.a[j] = (VslReal) a;
      w.b[j] = (VslReal) b;
      w.c[j] = (VslReal) (shift - b * rest);
    }
  }
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, backward_part, &w);
}

static const VslLayerExample examples[] = {
  { .in = { { 1, { 5 } } } },
  { .in = { { 3, { 4, 3, 3 } } } },
  { .config = "{\"axis\": 1, \"momentum\": 0.9}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"scale\": false, \"epsilon\": 0.01}", .in = { { 2, { 6, 4 } } } },
  { .config = "{\"axis\": 2}", .in = { { 2, { 40, 7 } } } },
  { .config = "{\"center\": false, \"gamma_regularizer\": {\"l2\": 0.1}}", .in = { { 3, { 5, 5, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_batchnormalization = {
  .head = { .name = "BatchNormalization", .title = N_("BatchNormalization"),
            .summary = N_("Brings each channel to a common scale; training becomes faster and steadier."),
            .icon = "vsl-layer-batchnormalization-symbolic", .group = N_("Normalisation"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X | VSL_LAYER_MIXES,
  .plan = plan,
  .forward = forward,
  .remake = remake,
  .backward = backward,
  .onnx = vsl_onnx_batch_normalization,
  .examples = examples,
};
