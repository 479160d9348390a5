/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of products of two inputs along one axis of each: [a, k, b] and [c, k, d] give [a, b, c, d] (Keras 3, layers/merging/dot.py).
 * Each sample is copied so that the axis comes last; the rest is matrix products. normalize: each of those rows is divided by its
 * length, or by 1e-7 where it is shorter. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <math.h>
#include <string.h>

typedef struct {
  VslInts axes;
  gboolean normalize;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, axes, N_("Axes"), N_("Along which axis the inputs are multiplied and summed: one number for both, or one for each; -1 is the last."), 2, "-1,-1",
            -VSL_MAX_RANK, VSL_MAX_RANK, .ui_min = -1, .ui_max = VSL_MAX_RANK, .step = 1),
  VSL_BOOL (Config, normalize, N_("Normalize"), N_("Brings the values along the axis to length 1 first: the result is the cosine of the angle, from -1 to 1."), FALSE),
  VSL_PROPS_END
};

#define EPSILON 1e-7
enum { DEPTH, ROWS, BEHIND = ROWS + 2, END = BEHIND + 2 };     /* ROWS, BEHIND: of each input; values after the axis */

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  int axis[2];
  VslShape out = { 0 };
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  for (int i = 0; i < 2; i++)
    if (!vsl_layer_axis (o->axes.v[i], plan->in[i].rank, &axis[i], error))
      return FALSE;
  plan->i[DEPTH] = plan->in[0].dim[axis[0]];
  if (plan->in[1].dim[axis[1]] != plan->i[DEPTH])
    return vsl_layer_fail (error, _("The inputs have %d and %d values along their axes; both must have the same number."), (int) plan->i[DEPTH],
                           (int) plan->in[1].dim[axis[1]]);
  if (plan->in[0].rank + plan->in[1].rank - 2 > VSL_MAX_RANK)
    return vsl_layer_fail (error, _("The result would have more than %d axes: insert Flatten or Reshape before it."), VSL_MAX_RANK);
  for (int i = 0; i < 2; i++) {
    const VslShape *in = &plan->in[i];
    plan->i[ROWS + i] = vsl_shape_count (in) / plan->i[DEPTH];
    plan->i[BEHIND + i] = 1;
    for (int a = 0; a < in->rank; a++) {
      if (a != axis[i])
        out.dim[out.rank++] = in->dim[a];
      if (a > axis[i])
        plan->i[BEHIND + i] *= in->dim[a];
    }
  }
  if (out.rank == 0)
    out = vsl_shape_make (1, 1);
  plan->out_mask = FALSE;
  /* A part's copies of both inputs, the lengths of their rows, and the gradient by a copy. */
  gsize rows = (gsize) (plan->i[ROWS] + plan->i[ROWS + 1]), depth = (gsize) plan->i[DEPTH];
  plan->scratch = VSL_PARTS * rows * ((plan->training ? 2 : 1) * depth + 1);
  plan->macs = (double) plan->i[ROWS] * (double) plan->i[ROWS + 1] * (double) depth;
  return vsl_layer_set_output (plan, out, error);
}

typedef struct {
  VslReal *row[2], *factor[2], *gradient[2];
} Room;

static Room
room_of (const VslCall *call, int part)
{
  const gint64 *i = call->plan->i;
  gint64 rows = i[ROWS] + i[ROWS + 1];
  VslReal *base = call->scratch + part * rows * ((call->plan->training ? 2 : 1) * i[DEPTH] + 1);
  Room r = { .row = { base, base + i[ROWS] * i[DEPTH] } };
  r.factor[0] = base + rows * i[DEPTH];
  r.factor[1] = r.factor[0] + i[ROWS];
  r.gradient[0] = r.factor[0] + rows;
  r.gradient[1] = r.gradient[0] + i[ROWS] * i[DEPTH];
  return r;
}

/* Copies a sample's input, the axis last, and normalises it. factor: 1 / length of each row, negative where the length is held at
 * EPSILON. */
static void
gather (const VslCall *call, int input, gint64 sample, const Room *room)
{
  const gint64 *i = call->plan->i, depth = i[DEPTH], behind = i[BEHIND + input];
  const VslReal *x = call->x[input] + sample * i[ROWS + input] * depth;
  VslReal *row = room->row[input];
  for (gint64 r = 0; r < i[ROWS + input]; r++, row += depth) {
    const VslReal *from = x + r / behind * depth * behind + r % behind;
    double sum = 0;
    for (gint64 k = 0; k < depth; k++) {
      row[k] = from[k * behind];
      sum += (double) row[k] * (double) row[k];
    }
    if (!((const Config *) call->config)->normalize)
      continue;
    double length = sqrt (sum);
    room->factor[input][r] = (VslReal) (length < EPSILON ? -1 / EPSILON : 1 / length);
    vsl_kernels ()->scale ((gsize) depth, (VslReal) fabs ((double) room->factor[input][r]), row, row);
  }
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const gint64 *i = call->plan->i;
  Room room = room_of (call, part);
  gint64 b, e;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    gather (call, 0, s, &room);
    gather (call, 1, s, &room);
    vsl_gemm (FALSE, TRUE, i[ROWS], i[ROWS + 1], i[DEPTH], room.row[0], i[DEPTH], room.row[1], i[DEPTH], 0,
              call->y[0] + s * i[ROWS] * i[ROWS + 1], i[ROWS + 1]);
  }
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
}

/* Writes the gradient by a sample's copy back to the input. By a normalised row u = x / |x|: dx = (du - u (u · du)) / |x|. */
static void
scatter (const VslCall *call, int input, gint64 sample, const Room *room)
{
  const gint64 *i = call->plan->i, depth = i[DEPTH], behind = i[BEHIND + input];
  VslReal *dx = call->dx[input] + sample * i[ROWS + input] * depth;
  const VslReal *u = room->row[input], *du = room->gradient[input];
  for (gint64 r = 0; r < i[ROWS + input]; r++, u += depth, du += depth) {
    VslReal *to = dx + r / behind * depth * behind + r % behind;
    double dot = 0, factor = 1;
    if (((const Config *) call->config)->normalize) {
      factor = (double) room->factor[input][r];
      for (gint64 k = 0; k < depth && factor > 0; k++)
        dot += (double) u[k] * (double) du[k];
    }
    for (gint64 k = 0; k < depth; k++)
      to[k * behind] = (call->dx_add[input] ? to[k * behind] : 0) + (VslReal) (((double) du[k] - (double) u[k] * dot) * fabs (factor));
  }
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const gint64 *i = call->plan->i;
  Room room = room_of (call, part);
  gint64 b, e;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *dy = call->dy[0] + s * i[ROWS] * i[ROWS + 1];
    gather (call, 0, s, &room);
    gather (call, 1, s, &room);
    if (call->dx[0]) {
      vsl_gemm (FALSE, FALSE, i[ROWS], i[DEPTH], i[ROWS + 1], dy, i[ROWS + 1], room.row[1], i[DEPTH], 0, room.gradient[0], i[DEPTH]);
      scatter (call, 0, s, &room);
    }
    if (call->dx[1]) {
      vsl_gemm (TRUE, FALSE, i[ROWS + 1], i[DEPTH], i[ROWS], dy, i[ROWS + 1], room.row[0], i[DEPTH], 0, room.gradient[1], i[DEPTH]);
      scatter (call, 1, s, &room);
    }
  }
}

static void
backward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

static const VslLayerExample examples[] = {
  { .in = { { 1, { 5 } }, { 1, { 5 } } } },
  { .config = "{\"axes\": [2, 2]}", .in = { { 2, { 3, 5 } }, { 2, { 4, 5 } } } },
  { .config = "{\"axes\": [1, 1], \"normalize\": true}", .in = { { 2, { 4, 3 } }, { 1, { 4 } } } },
  { .config = "{\"axes\": [2, 1]}", .in = { { 3, { 2, 4, 3 } }, { 2, { 4, 5 } } } },
  { .config = "{\"axes\": 1, \"normalize\": true}", .in = { { 1, { 6 } }, { 1, { 6 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_dot = {
  .head = { .name = "Dot", .title = N_("Dot"), .summary = N_("Multiplies two inputs along an axis and sums: how alike they are, or a weighted sum of steps."),
            .icon = "vsl-layer-dot-symbolic", .group = N_("Merge"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 2,
  .max_inputs = 2,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_dot,
  .examples = examples,
};
