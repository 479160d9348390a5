/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <string.h>

static const VslProp props[] = { VSL_PROPS_END };

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_layer_merge_plan (plan, error);
}

/* Value k of a sample of input i. */
static inline VslReal
value (const VslCall *call, int i, gint64 sample, gint64 k)
{
  const VslLayerPlan *p = call->plan;
  gint64 at = vsl_layer_merge_simple (p, i) ? k : vsl_layer_merge_index (p, i, k);
  return call->x[i][sample * vsl_shape_count (&p->in[i]) + at];
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  gint64 count = vsl_shape_count (&p->out[0]), b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (int i = 0; i < p->n_in; i++)
    for (gint64 s = b; s < e; s++) {
      VslReal *y = call->y[0] + s * count;
      if (i > 0 && vsl_layer_merge_simple (p, i))
        vsl_kernels ()->mul ((gsize) count, y, call->x[i] + s * count, y, FALSE);
      else
        for (gint64 k = 0; k < count; k++)
          y[k] = (i == 0 ? 1 : y[k]) * value (call, i, s, k);
    }
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), forward_part, (gpointer) call);
}

/* dx of one input gets dy times the product of the others; not y / x, since x may be zero. */
static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  gint64 count = vsl_shape_count (&p->out[0]), b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (int i = 0; i < p->n_in; i++) {
    gint64 own = vsl_shape_count (&p->in[i]);
    gboolean simple = vsl_layer_merge_simple (p, i);
    if (!call->dx[i])
      continue;
    if (!call->dx_add[i])
      memset (call->dx[i] + b * own, 0, (gsize) ((e - b) * own) * sizeof (VslReal));
    for (gint64 s = b; s < e; s++)
      for (gint64 k = 0; k < count; k++) {
        VslReal product = call->dy[0][s * count + k];
        for (int o = 0; o < p->n_in; o++)
          if (o != i)
            product *= value (call, o, s, k);
        call->dx[i][s * own + (simple ? k : vsl_layer_merge_index (p, i, k))] += product;
      }
  }
}

static void
backward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

static const VslLayerExample examples[] = {
  { .in = { { 2, { 3, 4 } }, { 2, { 3, 4 } }, { 2, { 3, 4 } } } },
  { .in = { { 3, { 3, 2, 4 } }, { 3, { 1, 1, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_multiply = {
  .head = { .name = "Multiply", .title = N_("Multiply"), .summary = N_("Multiplies its inputs value by value, so that one can weigh the other."),
            .icon = "vsl-layer-multiply-symbolic", .group = N_("Merge"), .props = props },
  .min_inputs = 2,
  .max_inputs = -1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_multiply,
  .examples = examples,
};
