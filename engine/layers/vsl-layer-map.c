/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that work on single values, and those that repeat rows. */
#include "layers/vsl-layer-map.h"

#include <string.h>

gboolean
vsl_layer_map_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

typedef struct {
  const VslCall *call;
  VslMapForward forward;
  VslMapBackward backward;
} Map;

static void
map_part (gpointer data, int part)
{
  const Map *m = data;
  const VslCall *call = m->call;
  gint64 b, e;
  vsl_part_range (call->n * vsl_shape_count (&call->plan->in[0]), VSL_PARTS, part, &b, &e);
  m->forward (call->config, (gsize) (e - b), call->x[0] + b, call->y[0] + b);
}

void
vsl_layer_map_forward (const VslCall *call, VslMapForward map)
{
  Map m = { .call = call, .forward = map };
  vsl_parallel_for (VSL_PARTS, map_part, &m);
  vsl_layer_pass_mask (call);
}

static void
map_backward_part (gpointer data, int part)
{
  const Map *m = data;
  const VslCall *call = m->call;
  gint64 b, e;
  vsl_part_range (call->n * vsl_shape_count (&call->plan->in[0]), VSL_PARTS, part, &b, &e);
  m->backward (call->config, (gsize) (e - b), call->x[0] ? call->x[0] + b : NULL, call->y[0] ? call->y[0] + b : NULL, call->dy[0] + b,
               call->dx[0] + b, call->dx_add[0]);
}

void
vsl_layer_map_backward (const VslCall *call, VslMapBackward map)
{
  Map m = { .call = call, .backward = map };
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, map_backward_part, &m);
}

typedef struct {
  const VslCall *call;
  gint64 rows, times, width;
} Repeat;

static Repeat
repeat_of (const VslCall *call, gint64 times, gint64 width)
{
  return (Repeat) { call, call->n * vsl_shape_count (&call->plan->in[0]) / width, times, width };
}

static void
repeat_part (gpointer data, int part)
{
  const Repeat *r = data;
  gint64 b, e;
  vsl_part_range (r->rows, VSL_PARTS, part, &b, &e);
  for (gint64 k = b * r->times; k < e * r->times; k++)
    memcpy (r->call->y[0] + k * r->width, r->call->x[0] + k / r->times * r->width, (gsize) r->width * sizeof (VslReal));
}

void
vsl_layer_repeat_forward (const VslCall *call, gint64 times, gint64 width)
{
  Repeat r = repeat_of (call, times, width);
  vsl_parallel_for (VSL_PARTS, repeat_part, &r);
}

static void
repeat_backward_part (gpointer data, int part)
{
  const Repeat *r = data;
  gint64 b, e;
  vsl_part_range (r->rows, VSL_PARTS, part, &b, &e);
  for (gint64 k = b; k < e; k++) {
    VslReal *dx = r->call->dx[0] + k * r->width;
    if (!r->call->dx_add[0])
      memset (dx, 0, (gsize) r->width * sizeof (VslReal));
    for (gint64 t = 0; t < r->times; t++)
      vsl_kernels ()->add ((gsize) r->width, r->call->dy[0] + (k * r->times + t) * r->width, dx);
  }
}

void
vsl_layer_repeat_backward (const VslCall *call, gint64 times, gint64 width)
{
  Repeat r = repeat_of (call, times, width);
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, repeat_backward_part, &r);
}
