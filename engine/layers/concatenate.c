/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <string.h>

typedef struct {
  gint64 axis;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, axis, N_("Axis"), N_("Along which axis the inputs are put side by side; -1 is the last, the channels of a picture."), -1, -VSL_MAX_RANK,
           VSL_MAX_RANK, .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

enum { AXIS };

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  int axis;
  if (!vsl_layer_need_inputs (plan, error) || !vsl_layer_axis (o->axis, plan->in[0].rank, &axis, error))
    return FALSE;
  VslShape out = plan->in[0];
  for (int i = 1; i < plan->n_in; i++) {
    VslShape same = plan->in[i];
    if (same.rank == out.rank)
      same.dim[axis] = out.dim[axis];
    if (!vsl_shape_equal (&same, &out)) {
      g_autofree char *a = vsl_shape_to_string (&plan->in[0]), *b = vsl_shape_to_string (&plan->in[i]);
      return vsl_layer_fail (error, _("%s and %s cannot be put side by side: only the joined axis may differ in length. Insert Flatten or Reshape."), a, b);
    }
    out.dim[axis] += plan->in[i].dim[axis];
  }
  plan->i[AXIS] = axis;
  plan->out_mask = FALSE;
  for (int i = 0; i < plan->n_in && out.rank > 1; i++)
    plan->out_mask |= plan->in_mask[i];
  return vsl_layer_set_output (plan, out, error);
}

/* Values that stay together: those from the axis on. */
static gint64
run_of (const VslLayerPlan *plan, const VslShape *shape)
{
  gint64 run = 1;
  for (int a = (int) plan->i[AXIS]; a < shape->rank; a++)
    run *= shape->dim[a];
  return run;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  gint64 width = run_of (p, &p->out[0]), rows = call->n * vsl_shape_count (&p->out[0]) / width, at = 0, b, e;
  vsl_part_range (rows, VSL_PARTS, part, &b, &e);
  for (int i = 0; i < p->n_in; i++) {
    gint64 run = run_of (p, &p->in[i]);
    for (gint64 r = b; r < e; r++)
      memcpy (call->y[0] + r * width + at, call->x[i] + r * run, (gsize) run * sizeof (VslReal));
    at += run;
  }
}

/* Keras 3, layers/merging/concatenate.py: an input without a mask is valid everywhere; masks are put one after another along the
 * steps, along another axis a step is valid where one of the inputs is. */
static void
write_mask (const VslCall *call)
{
  const VslLayerPlan *p = call->plan;
  gint64 time = p->out[0].dim[0], at = 0;
  if (!p->out_mask || !call->y_mask)
    return;
  if (p->i[AXIS] > 0)
    memset (call->y_mask, 0, (gsize) (call->n * time) * sizeof (VslReal));
  for (int i = 0; i < p->n_in; i++) {
    const VslReal *mask = p->in_mask[i] ? call->x_mask[i] : NULL;
    gint64 own = p->in[i].dim[0];
    for (gint64 k = 0; k < call->n * own; k++) {
      VslReal valid = !mask || mask[k] != 0;
      VslReal *y = &call->y_mask[k / own * time + at + k % own];
      *y = p->i[AXIS] > 0 ? MAX (*y, valid) : valid;
    }
    at += p->i[AXIS] > 0 ? 0 : own;
  }
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  write_mask (call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  gint64 width = run_of (p, &p->out[0]), rows = call->n * vsl_shape_count (&p->out[0]) / width, at = 0, b, e;
  vsl_part_range (rows, VSL_PARTS, part, &b, &e);
  for (int i = 0; i < p->n_in; i++) {
    gint64 run = run_of (p, &p->in[i]);
    for (gint64 r = b; r < e && call->dx[i]; r++) {
      if (call->dx_add[i])
        vsl_kernels ()->add ((gsize) run, call->dy[0] + r * width + at, call->dx[i] + r * run);
      else
        memcpy (call->dx[i] + r * run, call->dy[0] + r * width + at, (gsize) run * sizeof (VslReal));
    }
    at += run;
  }
}

static void
backward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

static const VslLayerExample examples[] = {
  { .in = { { 3, { 2, 3, 4 } }, { 3, { 2, 3, 1 } }, { 3, { 2, 3, 2 } } } },
  { .config = "{\"axis\": 1}", .in = { { 3, { 2, 3, 2 } }, { 3, { 4, 3, 2 } } } },
  { .in = { { 1, { 5 } }, { 1, { 3 } } } },
  { .config = "{\"axis\": 1}", .in = { { 2, { 2, 3 } }, { 2, { 4, 3 } } } },
  { .in = { { 2, { 3, 2 } }, { 2, { 3, 5 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_concatenate = {
  .head = { .name = "Concatenate", .title = N_("Concatenate"), .summary = N_("Puts its inputs side by side, such as a scan's features and a table's values."),
            .icon = "vsl-layer-concatenate-symbolic", .group = N_("Merge"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 2,
  .max_inputs = -1,
  .plan = plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .onnx = vsl_onnx_concatenate,
  .examples = examples,
};
