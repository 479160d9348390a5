/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pooling over all places of a sequence or a picture (Keras 3, layers/pooling/base_global_pooling.py). The average of a masked
 * sequence is that of its valid steps; where none is valid it is 0 (Keras divides by zero there). */
#include "layers/vsl-layer-pool.h"

#include <string.h>

static gboolean
plan_axes (VslLayerPlan *plan, int axes, GError **error)
{
  const VslGlobalPoolConfig *o = plan->config;
  VslShape out = { .rank = 1, .dim = { plan->in[0].dim[axes] } };
  if (o->keepdims)
    out = (VslShape) { .rank = axes + 1, .dim = { 1, axes > 1 ? 1 : out.dim[0], out.dim[0] } };
  plan->out_mask = FALSE;
  return vsl_layer_set_output (plan, out, error);
}

gboolean
vsl_layer_global_plan_1d (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_layer_need_sequence (plan, error) && plan_axes (plan, 1, error);
}

gboolean
vsl_layer_global_plan_2d (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_layer_need_picture (plan, error) && plan_axes (plan, 2, error);
}

/* One window over everything. */
static VslPool
whole (const VslLayerPlan *plan)
{
  const VslShape *in = &plan->in[0];
  gint64 h = in->rank == 3 ? in->dim[0] : 1, w = in->dim[in->rank - 2];
  return (VslPool) { .h = h, .w = w, .c = in->dim[in->rank - 1], .oh = 1, .ow = 1, .kh = h, .kw = w, .sh = 1, .sw = 1 };
}

/* ---- the average ---- */

/* The sample's mask and how many of its steps are valid; NULL: all. */
static const VslReal *
mask_of (const VslCall *call, gint64 sample, gint64 *valid)
{
  const VslShape *in = &call->plan->in[0];
  if (in->rank != 2 || !call->plan->in_mask[0] || !call->x_mask || !call->x_mask[0])
    return NULL;
  const VslReal *mask = call->x_mask[0] + sample * in->dim[0];
  *valid = 0;
  for (gint64 t = 0; t < in->dim[0]; t++)
    *valid += mask[t] != 0;
  return mask;
}

static void
average_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = whole (call->plan);
  gint64 in = p.h * p.w * p.c, b, e, valid;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *x = call->x[0] + s * in, *mask = mask_of (call, s, &valid);
    VslReal *y = call->y[0] + s * p.c;
    if (!mask) {
      vsl_kernels ()->average_pool (&p, x, y);
      continue;
    }
    memset (y, 0, (gsize) p.c * sizeof (VslReal));
    for (gint64 t = 0; t < p.w; t++)
      if (mask[t] != 0)
        vsl_kernels ()->add ((gsize) p.c, x + t * p.c, y);
    vsl_kernels ()->scale ((gsize) p.c, 1 / (VslReal) MAX (valid, 1), y, y);
  }
}

void
vsl_layer_global_average_forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), average_part, (gpointer) call);
}

static void
average_backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = whole (call->plan);
  gint64 in = p.h * p.w * p.c, b, e, valid;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *dy = call->dy[0] + s * p.c, *mask = mask_of (call, s, &valid);
    VslReal *dx = call->dx[0] + s * in;
    if (!mask) {
      vsl_kernels ()->average_pool_backward (&p, dy, dx, call->dx_add[0]);
      continue;
    }
    if (!call->dx_add[0])
      memset (dx, 0, (gsize) in * sizeof (VslReal));
    for (gint64 t = 0; t < p.w; t++)
      if (mask[t] != 0)
        vsl_kernels ()->axpy ((gsize) p.c, 1 / (VslReal) MAX (valid, 1), dy, dx + t * p.c);
  }
}

void
vsl_layer_global_average_backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), average_backward_part, (gpointer) call);
}

/* ---- the maximum ---- */

static void
max_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = whole (call->plan);
  gint64 places = p.h * p.w, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *x = call->x[0] + s * places * p.c;
    VslReal *y = call->y[0] + s * p.c;
    memcpy (y, x, (gsize) p.c * sizeof (VslReal));
    for (gint64 k = 1; k < places; k++)
      for (gint64 c = 0; c < p.c; c++)
        y[c] = x[k * p.c + c] > y[c] ? x[k * p.c + c] : y[c];
  }
}

void
vsl_layer_global_max_forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), max_part, (gpointer) call);
}

/* The gradient goes to the first place that has the maximum. */
static void
max_backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = whole (call->plan);
  gint64 places = p.h * p.w, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *x = call->x[0] + s * places * p.c, *y = call->y[0] + s * p.c, *dy = call->dy[0] + s * p.c;
    VslReal *dx = call->dx[0] + s * places * p.c;
    if (!call->dx_add[0])
      memset (dx, 0, (gsize) (places * p.c) * sizeof (VslReal));
    for (gint64 c = 0; c < p.c; c++) {
      gint64 k = 0;
      while (k < places - 1 && x[k * p.c + c] != y[c])
        k++;
      dx[k * p.c + c] += dy[c];
    }
  }
}

void
vsl_layer_global_max_backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), max_backward_part, (gpointer) call);
}
