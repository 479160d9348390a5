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

/* A part has a range of the samples. */
static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  gint64 count = vsl_shape_count (&p->out[0]), b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  VslReal *y = call->y[0] + b * count;
  memset (y, 0, (gsize) ((e - b) * count) * sizeof (VslReal));
  for (int i = 0; i < p->n_in; i++) {
    gint64 own = vsl_shape_count (&p->in[i]);
    if (vsl_layer_merge_simple (p, i))
      vsl_kernels ()->add ((gsize) ((e - b) * count), call->x[i] + b * count, y);
    else
      for (gint64 s = b; s < e; s++)
        for (gint64 k = 0; k < count; k++)
          call->y[0][s * count + k] += call->x[i][s * own + vsl_layer_merge_index (p, i, k)];
  }
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), forward_part, (gpointer) call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  gint64 count = vsl_shape_count (&p->out[0]), b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (int i = 0; i < p->n_in; i++) {
    gint64 own = vsl_shape_count (&p->in[i]);
    if (!call->dx[i])
      continue;
    if (!call->dx_add[i])
      memset (call->dx[i] + b * own, 0, (gsize) ((e - b) * own) * sizeof (VslReal));
    if (vsl_layer_merge_simple (p, i))
      vsl_kernels ()->add ((gsize) ((e - b) * count), call->dy[0] + b * count, call->dx[i] + b * count);
    else
      for (gint64 s = b; s < e; s++)
        for (gint64 k = 0; k < count; k++)
          call->dx[i][s * own + vsl_layer_merge_index (p, i, k)] += call->dy[0][s * count + k];
  }
}

static void
backward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

static const VslLayerExample examples[] = {
  { .in = { { 3, { 3, 2, 4 } }, { 3, { 3, 2, 4 } }, { 3, { 3, 2, 4 } } } },
  { .in = { { 3, { 3, 2, 4 } }, { 3, { 1, 1, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_add = {
  .head = { .name = "Add", .title = N_("Add"), .summary = N_("Adds its inputs value by value, as in a network with shortcuts."),
            .icon = "vsl-layer-add-symbolic", .group = N_("Merge"), .props = props },
  .min_inputs = 2,
  .max_inputs = -1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_add,
  .examples = examples,
};
