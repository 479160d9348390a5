/* SPDX-License-Identifier: GPL-3.0-or-later */
/* (x - mean) / max (sqrt (variance), 1e-7), by numbers that are given or taken from the training data before the first step
 * (Keras 3, layers/preprocessing/normalization.py, where adapt() does that). */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include "data/vsl-image.h"

#include <math.h>
#include <string.h>

typedef struct {
  VslInts axis;
  char *mean, *variance;
  gboolean invert;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, axis, N_("Axis"),
            N_("The axis whose places each have a mean and a spread of their own; -1 are the features or channels. Empty: one for all values."), 0, "-1",
            -VSL_MAX_RANK, VSL_MAX_RANK, .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_STRING (Config, mean, N_("Mean"), N_("Empty: taken from the training data. Otherwise one number, or one a feature or channel."), "",
              .flags = VSL_PROP_NULLABLE | VSL_PROP_NUMBERS),
  VSL_STRING (Config, variance, N_("Variance"), N_("The square of the spread; given together with the mean, or empty."), "",
              .flags = VSL_PROP_NULLABLE | VSL_PROP_NUMBERS),
  VSL_BOOL (Config, invert, N_("Invert"), N_("Goes the other way: brings normalized values back to what they were."), FALSE, .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

#define EPSILON 1e-7
enum { COUNT, STEP };                /* statistics; and on: by how many of them each axis moves */
enum { MEAN, VARIANCE, SEEN };       /* parameters, when they are not given */

static gboolean
given (const Config *o)
{
  return *o->mean || *o->variance;
}

/* The statistics: in the order of the kept axes. Given ones may be fewer, and then repeat along the first of those. */
static gboolean
check_given (const Config *o, const VslShape *kept, GError **error)
{
  guint n, m;
  g_autofree double *mean = vsl_config_numbers (o->mean, &n), *variance = vsl_config_numbers (o->variance, &m);
  gint64 repeat = vsl_shape_count (kept);
  if (n != m)
    return vsl_layer_fail (error, _("There are %u means and %u variances: give as many of each, or leave both empty."), n, m);
  for (guint i = 0; i < m; i++)
    if (variance[i] < 0)
      return vsl_layer_fail (error, _("A variance cannot be negative."));
  for (int a = 0; a < kept->rank && repeat != (gint64) n; a++)
    repeat /= kept->dim[a];
  if (n == 1 || repeat == (gint64) n)
    return TRUE;
  return vsl_layer_fail (error, _("There are %u means, but %d are needed, one a place of the axis; one for all is possible too."), n,
                         (int) vsl_shape_count (kept));
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  gboolean keep[VSL_MAX_RANK] = { FALSE };
  VslShape kept = { 0 };
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  const VslShape *in = &plan->in[0];
  for (int k = 0; k < o->axis.n; k++) {
    int axis;
    if (!vsl_layer_axis (o->axis.v[k], in->rank, &axis, error))
      return FALSE;
    keep[axis] = TRUE;
  }
  for (int a = 0; a < in->rank; a++)
    if (keep[a])
      kept.dim[kept.rank++] = in->dim[a];
  plan->i[COUNT] = vsl_shape_count (&kept);
  for (gint64 a = in->rank - 1, step = 1; a >= 0; a--) {
    plan->i[STEP + a] = keep[a] ? step : 0;
    step *= keep[a] ? in->dim[a] : 1;
  }
  if (given (o)) {
    if (!check_given (o, &kept, error))
      return FALSE;
  } else {
    vsl_layer_state (plan, "mean", VSL_INIT_ZEROS, kept);
    vsl_layer_state (plan, "variance", VSL_INIT_ONES, kept);
    vsl_layer_state (plan, "count", VSL_INIT_ZEROS, (VslShape) { 0 });
    plan->fit = 4 * (gsize) plan->i[COUNT] + 1;
  }
  plan->scratch = 2 * (gsize) plan->i[COUNT];
  plan->macs = (double) vsl_shape_count (in);
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, *in, error);
}

/* Where the statistics of row `row` of the batch begin; a row runs along the last axis. */
static gint64
place (const VslLayerPlan *p, gint64 row)
{
  gint64 at = 0;
  for (int a = p->in[0].rank - 2; a >= 0; a--) {
    at += row % p->in[0].dim[a] * p->i[STEP + a];
    row /= p->in[0].dim[a];
  }
  return at;
}

/* The next of the numbers in a text, which begin again after the last; nothing is allocated in a step. */
static double
next_number (const char *text, const char **at)
{
  char *end;
  double value = g_ascii_strtod (*at, &end);
  *at = *end == ',' ? end + 1 : text;
  return value;
}

/* Means, then spreads, into the scratch. */
static void
prepare_numbers (const VslCall *call)
{
  const Config *o = call->config;
  gint64 count = call->plan->i[COUNT];
  const char *mean = o->mean, *variance = o->variance;
  for (gint64 k = 0; k < count; k++) {
    call->scratch[k] = given (o) ? (VslReal) next_number (o->mean, &mean) : call->w[MEAN][k];
    double v = given (o) ? next_number (o->variance, &variance) : (double) call->w[VARIANCE][k];
    call->scratch[count + k] = (VslReal) MAX (sqrt (v), EPSILON);
  }
}

typedef struct {
  const VslCall *call;
  gboolean back;
} Job;

static void
rows_part (gpointer data, int part)
{
  const Job *j = data;
  const VslCall *call = j->call;
  const VslLayerPlan *p = call->plan;
  int last = p->in[0].rank - 1, step = p->i[STEP + last] > 0;
  gint64 width = p->in[0].dim[last], b, e;
  gboolean invert = ((const Config *) call->config)->invert;
  vsl_part_range (call->n * vsl_shape_count (&p->in[0]) / width, VSL_PARTS, part, &b, &e);
  for (gint64 r = b; r < e; r++) {
    const VslReal *mean = call->scratch + place (p, r), *spread = mean + p->i[COUNT];
    const VslReal *from = (j->back ? call->dy[0] : call->x[0]) + r * width;
    VslReal *to = (j->back ? call->dx[0] : call->y[0]) + r * width;
    if (j->back)
      for (gint64 k = 0; k < width; k++)
        to[k] = (call->dx_add[0] ? to[k] : 0) + (invert ? from[k] * spread[k * step] : from[k] / spread[k * step]);
    else
      for (gint64 k = 0; k < width; k++)
        to[k] = invert ? mean[k * step] + from[k] * spread[k * step] : (from[k] - mean[k * step]) / spread[k * step];
  }
}

static void
forward (const VslCall *call)
{
  Job j = { call, FALSE };
  prepare_numbers (call);
  vsl_parallel_for (VSL_PARTS, rows_part, &j);
  vsl_layer_pass_mask (call);
}

static void
backward (const VslCall *call)
{
  Job j = { call, TRUE };
  if (!call->dx[0])
    return;
  prepare_numbers (call);
  vsl_parallel_for (VSL_PARTS, rows_part, &j);
}

/* sums: values a place so far; means; sums of squares around them; room for those of a batch. Batches are joined as Chan, Golub and
 * LeVeque (1979) do, so that large means cost no digits. */
static void
fit (const VslCall *call, double *sums)
{
  const VslLayerPlan *p = call->plan;
  int last = p->in[0].rank - 1, step = p->i[STEP + last] > 0;
  gint64 count = p->i[COUNT], width = p->in[0].dim[last], rows = call->n * vsl_shape_count (&p->in[0]) / width;
  double *mean = sums + 1, *squares = mean + count, *own = squares + count, *own_squares = own + count;
  double n = (double) (rows * width / count), before = sums[0], all = before + n;
  memset (own, 0, 2 * (gsize) count * sizeof *own);
  for (gint64 r = 0; r < rows; r++)
    for (gint64 k = 0, at = place (p, r); k < width; k++)
      own[at + k * step] += (double) call->x[0][r * width + k] / n;
  for (gint64 r = 0; r < rows; r++)
    for (gint64 k = 0, at = place (p, r); k < width; k++) {
      double d = (double) call->x[0][r * width + k] - own[at + k * step];
      own_squares[at + k * step] += d * d;
    }
  for (gint64 k = 0; k < count; k++) {
    double d = own[k] - mean[k];
    mean[k] += d * (n / all);
    squares[k] += own_squares[k] + d * d * (before * n / all);
  }
  sums[0] = all;
}

static void
fitted (const VslCall *call, const double *sums)
{
  gint64 count = call->plan->i[COUNT];
  for (gint64 k = 0; k < count; k++) {
    call->w[MEAN][k] = (VslReal) sums[1 + k];
    call->w[VARIANCE][k] = (VslReal) (sums[1 + count + k] / sums[0]);
  }
  call->w[SEEN][0] = (VslReal) sums[0];
}

/* In an Input's preprocessing the numbers are options; training fills them in (data/vsl-dataset-normalize.c). */
static gboolean
prepare (gconstpointer config, VslImage *image, GError **error)
{
  const Config *o = config;
  guint n, m;
  g_autofree double *mean = vsl_config_numbers (o->mean, &n), *variance = vsl_config_numbers (o->variance, &m);
  if (n == 0 || n != m || (n > 1 && n != (guint) image->channels)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG,
                 _("its mean and variance are not known yet, or not one for all or one a channel: they are taken from the scans when the network is trained"));
    return FALSE;
  }
  if (!vsl_image_make_real (image, error))
    return FALSE;
  VslReal *v = image->data;
  gsize count = (gsize) image->width * image->height * image->channels;
  for (gsize i = 0; i < count; i++) {
    VslReal center = (VslReal) mean[i % n], spread = (VslReal) MAX (sqrt (MAX (variance[i % n], 0)), EPSILON);
    v[i] = o->invert ? center + v[i] * spread : (v[i] - center) / spread;
  }
  image->bits = VSL_IMAGE_REAL_BITS;
  return TRUE;
}

static const double example_x[] = { 1, 10, 3, 30 };
static const double example_y[] = { -0.5, 0, 0.5, 2 };
static const VslLayerExample examples[] = {
  { .config = "{\"mean\": [2, 10], \"variance\": [4, 100]}", .in = { { 2, { 2, 2 } } }, .x = example_x, .y = example_y },
  { .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"axis\": [1, 3]}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"axis\": null, \"invert\": true}", .in = { { 2, { 3, 4 } } } },
  { .config = "{\"axis\": [1, 2], \"mean\": [1, 2], \"variance\": [4, 0.25], \"invert\": true}", .in = { { 2, { 3, 2 } } } },
  { .config = "{\"axis\": null, \"mean\": 0.5, \"variance\": 0.25}", .in = { { 1, { 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_normalization = {
  .head = { .name = "Normalization", .title = N_("Normalization"),
            .summary = N_("Brings values to mean 0 and spread 1 by what the training data are like, or by given numbers."),
            .icon = "vsl-layer-normalization-symbolic", .group = N_("Preprocessing"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .fit = fit,
  .fitted = fitted,
  .prepare = prepare,
  .onnx = vsl_onnx_normalization,
  .examples = examples,
};
