/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Softmax along any axes. A masked step has the weight 0 where the axes run over the steps (Keras 3, layers/activations/softmax.py,
 * where the mask must have the input's shape; here it counts for all values of its step). */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <math.h>

typedef struct {
  VslInts axis;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, axis, N_("Axis"), N_("Along which axis the values become shares of 1: 1 is the first, such as the steps of a sequence, -1 the last."), 0,
            "-1", -VSL_MAX_RANK, VSL_MAX_RANK, .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

enum { CHOSEN };              /* and on: whether the axis is one of those */

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  for (int k = 0; k < o->axis.n; k++) {
    int axis;
    if (!vsl_layer_axis (o->axis.v[k], plan->in[0].rank, &axis, error))
      return FALSE;
    plan->i[CHOSEN + axis] = TRUE;
  }
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

/* The rows of a tensor: values `step` apart along the chosen axes, and where each row begins. Axes that are not neighbours are
 * walked one by one. */
typedef struct {
  int n_in, n_out;
  gint64 length[VSL_MAX_RANK], stride[VSL_MAX_RANK];       /* chosen axes, the last one innermost */
  gint64 rows_length[VSL_MAX_RANK], rows_stride[VSL_MAX_RANK];
  gint64 count, rows;
} Walk;

static Walk
walk_of (const VslLayerPlan *p)
{
  const VslShape *in = &p->in[0];
  Walk w = { .count = 1, .rows = 1 };
  for (int a = 0; a < in->rank; a++) {
    gint64 stride = 1;
    for (int k = a + 1; k < in->rank; k++)
      stride *= in->dim[k];
    if (p->i[CHOSEN + a]) {
      w.length[w.n_in] = in->dim[a];
      w.stride[w.n_in++] = stride;
      w.count *= in->dim[a];
    } else {
      w.rows_length[w.n_out] = in->dim[a];
      w.rows_stride[w.n_out++] = stride;
      w.rows *= in->dim[a];
    }
  }
  return w;
}

static gint64
place (int n, const gint64 *length, const gint64 *stride, gint64 index)
{
  gint64 at = 0;
  for (int a = n - 1; a >= 0; a--) {
    at += index % length[a] * stride[a];
    index /= length[a];
  }
  return at;
}

/* Whether value `at` of a sample counts. */
static gboolean
valid (const VslCall *call, gint64 sample, gint64 at)
{
  const VslShape *in = &call->plan->in[0];
  if (!call->plan->in_mask[0] || !call->x_mask || !call->x_mask[0] || !call->plan->i[CHOSEN])
    return TRUE;
  return call->x_mask[0][sample * in->dim[0] + at / (vsl_shape_count (in) / in->dim[0])] != 0;
}

static void
softmax_row (const VslCall *call, const Walk *w, gint64 sample, gint64 from)
{
  gint64 base = sample * vsl_shape_count (&call->plan->in[0]);
  const VslReal *x = call->x[0] + base;
  VslReal *y = call->y[0] + base, max = -(VslReal) INFINITY;
  double sum = 0;
  for (gint64 k = 0; k < w->count; k++) {
    gint64 at = from + place (w->n_in, w->length, w->stride, k);
    if (valid (call, sample, at) && !(x[at] <= max))
      max = x[at];
  }
  for (gint64 k = 0; k < w->count; k++) {
    gint64 at = from + place (w->n_in, w->length, w->stride, k);
    double e = valid (call, sample, at) ? exp ((double) (x[at] - max)) : 0;
    y[at] = (VslReal) e;
    sum += e;
  }
  double share = sum > 0 ? 1 / sum : sum;          /* no valid value: all 0; NaN stays */
  for (gint64 k = 0; k < w->count; k++) {
    gint64 at = from + place (w->n_in, w->length, w->stride, k);
    y[at] = (VslReal) ((double) y[at] * share);
  }
}

static void
backward_row (const VslCall *call, const Walk *w, gint64 sample, gint64 from)
{
  gint64 base = sample * vsl_shape_count (&call->plan->in[0]);
  const VslReal *y = call->y[0] + base, *dy = call->dy[0] + base;
  VslReal *dx = call->dx[0] + base;
  double dot = 0;
  for (gint64 k = 0; k < w->count; k++) {
    gint64 at = from + place (w->n_in, w->length, w->stride, k);
    dot += (double) y[at] * (double) dy[at];
  }
  for (gint64 k = 0; k < w->count; k++) {
    gint64 at = from + place (w->n_in, w->length, w->stride, k);
    dx[at] = (call->dx_add[0] ? dx[at] : 0) + y[at] * (dy[at] - (VslReal) dot);
  }
}

/* Contiguous rows without a mask: the kernel's. */
static gboolean
contiguous (const VslCall *call, const Walk *w)
{
  int last = call->plan->in[0].rank - 1;
  return w->n_in == 1 && call->plan->i[CHOSEN + last] && !(call->plan->in_mask[0] && call->plan->i[CHOSEN]);
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  Walk w = walk_of (call->plan);
  gint64 b, e;
  vsl_part_range (call->n * w.rows, VSL_PARTS, part, &b, &e);
  if (contiguous (call, &w)) {
    vsl_kernels ()->softmax ((gsize) (e - b), (gsize) w.count, call->x[0] + b * w.count, call->y[0] + b * w.count);
    return;
  }
  for (gint64 r = b; r < e; r++)
    softmax_row (call, &w, r / w.rows, place (w.n_out, w.rows_length, w.rows_stride, r % w.rows));
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
  Walk w = walk_of (call->plan);
  gint64 b, e;
  vsl_part_range (call->n * w.rows, VSL_PARTS, part, &b, &e);
  if (contiguous (call, &w)) {
    gint64 at = b * w.count;
    vsl_kernels ()->softmax_backward ((gsize) (e - b), (gsize) w.count, call->y[0] + at, call->dy[0] + at, call->dx[0] + at, call->dx_add[0]);
    return;
  }
  for (gint64 r = b; r < e; r++)
    backward_row (call, &w, r / w.rows, place (w.n_out, w.rows_length, w.rows_stride, r % w.rows));
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

static const double example_x[] = { 0, 0.69314718055994530942, 0, 0 };
static const double example_y[] = { 1.0 / 3, 2.0 / 3, 0.5, 0.5 };
static const double example_first[] = { 0.5, 2.0 / 3, 0.5, 1.0 / 3 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 2, 2 } } }, .x = example_x, .y = example_y },
  { .config = "{\"axis\": 1}", .in = { { 2, { 2, 2 } } }, .x = example_x, .y = example_first },
  { .config = "{\"axis\": [1, -1]}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"axis\": 2}", .in = { { 3, { 3, 4, 5 } } } },
  { .in = { { 1, { 17 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_softmax = {
  .head = { .name = "Softmax", .title = N_("Softmax"), .summary = N_("Turns values into shares that are positive and sum to 1."),
            .icon = "vsl-layer-softmax-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_Y,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_softmax,
  .examples = examples,
};
