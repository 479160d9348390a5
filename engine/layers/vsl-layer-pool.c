/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pooling over windows: the maximum or the average (Keras 3, layers/pooling/base_pooling.py). */
#include "layers/vsl-layer-pool.h"

#include <string.h>

enum { TOP, LEFT, WIDE };
#define NARROW 256           /* places of a window up to which a byte holds the place of its maximum */

/* Number k of an option, for the picture's axis `axis`: a sequence has one number, and one line. */
static gint64
along (const VslInts *option, int axis)
{
  return option->n > 1 ? option->v[axis] : axis == 1 ? option->v[0] : 1;
}

static gint64
stride_of (const VslPoolConfig *o, int axis)
{
  return along (o->strides.n ? &o->strides : &o->pool_size, axis);
}

static VslPool
geometry (const VslLayerPlan *plan)
{
  const VslPoolConfig *o = plan->config;
  const VslShape *in = &plan->in[0], *out = &plan->out[0];
  gboolean picture = o->pool_size.n > 1;
  return (VslPool) { .h = picture ? in->dim[0] : 1, .w = in->dim[picture], .c = in->dim[picture + 1], .oh = picture ? out->dim[0] : 1,
                     .ow = out->dim[picture], .kh = along (&o->pool_size, 0), .kw = along (&o->pool_size, 1), .sh = stride_of (o, 0),
                     .sw = stride_of (o, 1), .top = plan->i[TOP], .left = plan->i[LEFT] };
}

static gboolean
fits (VslLayerPlan *plan, GError **error)
{
  const VslPoolConfig *o = plan->config;
  gboolean picture = o->pool_size.n > 1;
  if (!(picture ? vsl_layer_need_picture (plan, error) : vsl_layer_need_sequence (plan, error)))
    return FALSE;
  VslShape out = plan->in[0];
  for (int a = picture ? 0 : 1; a < 2; a++) {
    gint64 *length = &out.dim[picture ? a : 0], whole = *length;
    vsl_layer_window (o->padding, whole, along (&o->pool_size, a), stride_of (o, a), 1, length, &plan->i[TOP + a]);
    if (*length < 1 && picture)
      return vsl_layer_fail (error,
                             _("The window of %d × %d does not fit into a picture of %d × %d: choose a smaller one, or the border “same”."),
                             (int) o->pool_size.v[0], (int) o->pool_size.v[1], (int) plan->in[0].dim[0], (int) plan->in[0].dim[1]);
    if (*length < 1)
      return vsl_layer_fail (error, _("The window of %d steps does not fit into a sequence of %d: choose a smaller one, or the border “same”."),
                             (int) o->pool_size.v[0], (int) whole);
  }
  return vsl_layer_set_output (plan, out, error);
}

/* ---- the maximum ---- */

/**
 * vsl_layer_max_pool_plan:
 *
 * Keeps the place of each maximum: in a byte, or behind windows of more than 256 places in a number of its own.
 */
gboolean
vsl_layer_max_pool_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!fits (plan, error))
    return FALSE;
  VslPool p = geometry (plan);
  plan->i[WIDE] = p.kh * p.kw > NARROW;
  if (plan->training) {
    gsize each = plan->i[WIDE] ? sizeof (gint32) : 1;
    plan->n_saved = 1;
    plan->saved[0] = ((gsize) plan->batch * (gsize) vsl_shape_count (&plan->out[0]) * each + sizeof (VslReal) - 1) / sizeof (VslReal);
  }
  return TRUE;
}

/* Windows too large for the kernel's bytes; at: the place in the whole map, NULL: not wanted. */
static void
max_wide (const VslPool *p, const VslReal *x, VslReal *y, gint32 *at)
{
  for (gint64 oy = 0; oy < p->oh; oy++)
    for (gint64 ox = 0; ox < p->ow; ox++) {
      gint64 y0 = MAX (oy * p->sh - p->top, 0), y1 = MIN (oy * p->sh - p->top + p->kh, p->h);
      gint64 x0 = MAX (ox * p->sw - p->left, 0), x1 = MIN (ox * p->sw - p->left + p->kw, p->w);
      for (gint64 c = 0; c < p->c; c++) {
        gint64 best = (y0 * p->w + x0) * p->c + c;
        for (gint64 iy = y0; iy < y1; iy++)
          for (gint64 ix = x0; ix < x1; ix++) {
            gint64 i = (iy * p->w + ix) * p->c + c;
            best = x[i] > x[best] ? i : best;
          }
        *y++ = x[best];
        if (at)
          *at++ = (gint32) best;
      }
    }
}

static void
max_forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = geometry (call->plan);
  gint64 in = p.h * p.w * p.c, out = p.oh * p.ow * p.c, b, e;
  gpointer at = call->plan->n_saved ? call->saved[0] : NULL;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    if (call->plan->i[WIDE])
      max_wide (&p, call->x[0] + s * in, call->y[0] + s * out, at ? (gint32 *) at + s * out : NULL);
    else
      vsl_kernels ()->max_pool (&p, call->x[0] + s * in, call->y[0] + s * out, at ? (guint8 *) at + s * out : NULL);
}

void
vsl_layer_max_pool_forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), max_forward_part, (gpointer) call);
}

static void
max_backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = geometry (call->plan);
  gint64 in = p.h * p.w * p.c, out = p.oh * p.ow * p.c, b, e;
  gconstpointer at = call->saved[0];
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *dy = call->dy[0] + s * out;
    VslReal *dx = call->dx[0] + s * in;
    if (!call->plan->i[WIDE]) {
      vsl_kernels ()->max_pool_backward (&p, (const guint8 *) at + s * out, dy, dx, call->dx_add[0]);
      continue;
    }
    if (!call->dx_add[0])
      memset (dx, 0, (gsize) in * sizeof (VslReal));
    for (gint64 k = 0; k < out; k++)
      dx[((const gint32 *) at)[s * out + k]] += dy[k];
  }
}

void
vsl_layer_max_pool_backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), max_backward_part, (gpointer) call);
}

/* ---- the average ---- */

gboolean
vsl_layer_average_pool_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return fits (plan, error);
}

static void
average_forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = geometry (call->plan);
  gint64 in = p.h * p.w * p.c, out = p.oh * p.ow * p.c, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->average_pool (&p, call->x[0] + s * in, call->y[0] + s * out);
}

void
vsl_layer_average_pool_forward (const VslCall *call)
{
  vsl_parallel_for (MIN (VSL_PARTS, call->n), average_forward_part, (gpointer) call);
}

static void
average_backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  VslPool p = geometry (call->plan);
  gint64 in = p.h * p.w * p.c, out = p.oh * p.ow * p.c, b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->average_pool_backward (&p, call->dy[0] + s * out, call->dx[0] + s * in, call->dx_add[0]);
}

void
vsl_layer_average_pool_backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), average_backward_part, (gpointer) call);
}
