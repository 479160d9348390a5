/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  VslInts dims;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, dims, N_("Order of the axes"), N_("The axes of the result, by their numbers in the input; 2, 1 exchanges steps and features."), 0, "2,1", 1,
            VSL_MAX_RANK, .ui_min = 1, .ui_max = VSL_MAX_RANK, .step = 1),
  VSL_PROPS_END
};

enum { STEP };               /* and on: by how much the input moves along each axis of the output */

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  const VslShape *in = &plan->in[0];
  VslShape out = *in;
  gboolean seen[VSL_MAX_RANK] = { FALSE }, ok = o->dims.n == in->rank;
  for (int a = 0; ok && a < in->rank; a++) {
    int from = (int) o->dims.v[a] - 1;
    ok = from >= 0 && from < in->rank && !seen[from];
    if (!ok)
      break;
    seen[from] = TRUE;
    out.dim[a] = in->dim[from];
    plan->i[STEP + a] = 1;
    for (int k = from + 1; k < in->rank; k++)
      plan->i[STEP + a] *= in->dim[k];
  }
  if (!ok) {
    g_autofree char *shape = vsl_shape_to_string (in);
    return vsl_layer_fail (error, _("The order of the axes must name each axis of the input %s once: 1 to %d."), shape, in->rank);
  }
  return vsl_layer_set_output (plan, out, error);
}

/* A row of the output is a walk through the input. */
typedef struct {
  const VslCall *call;
  gboolean back;
} Job;

static void
row (const Job *j, gint64 index)
{
  const VslCall *call = j->call;
  const VslShape *out = &call->plan->out[0];
  gint64 width = out->dim[out->rank - 1], step = call->plan->i[STEP + out->rank - 1], at = 0, rest = index;
  for (int a = out->rank - 2; a >= 0; a--) {
    at += rest % out->dim[a] * call->plan->i[STEP + a];
    rest /= out->dim[a];
  }
  at += rest * vsl_shape_count (out);
  if (!j->back) {
    const VslReal *x = call->x[0] + at;
    VslReal *y = call->y[0] + index * width;
    for (gint64 k = 0; k < width; k++)
      y[k] = x[k * step];
    return;
  }
  const VslReal *dy = call->dy[0] + index * width;
  VslReal *dx = call->dx[0] + at;
  for (gint64 k = 0; k < width; k++)
    dx[k * step] = (call->dx_add[0] ? dx[k * step] : 0) + dy[k];
}

static void
rows_part (gpointer data, int part)
{
  const Job *j = data;
  const VslShape *out = &j->call->plan->out[0];
  gint64 b, e;
  vsl_part_range (j->call->n * vsl_shape_count (out) / out->dim[out->rank - 1], VSL_PARTS, part, &b, &e);
  for (gint64 r = b; r < e; r++)
    row (j, r);
}

static void
forward (const VslCall *call)
{
  Job j = { call, FALSE };
  vsl_parallel_for (VSL_PARTS, rows_part, &j);
}

static void
backward (const VslCall *call)
{
  Job j = { call, TRUE };
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, rows_part, &j);
}

static const double example_x[] = { 1, 2, 3, 4, 5, 6 };
static const double example_y[] = { 1, 4, 2, 5, 3, 6 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 2, 3 } } }, .x = example_x, .y = example_y },
  { .config = "{\"dims\": [3, 1, 2]}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"dims\": [2, 4, 3, 1]}", .in = { { 4, { 2, 3, 4, 5 } } } },
  { .config = "{\"dims\": [1]}", .in = { { 1, { 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_permute = {
  .head = { .name = "Permute", .title = N_("Permute"), .summary = N_("Exchanges axes, such as the steps and the features of a sequence."),
            .icon = "vsl-layer-permute-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_permute,
  .examples = examples,
};
