/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resampling of pictures by tables of weights, one table an axis. Weights sum to 1 at the edges too, where those of missing pixels
 * fall away; for two taps that is the same as repeating the edge. */
#include "layers/vsl-layer-resample.h"

#include <math.h>
#include <string.h>

static double
radius_of (VslResampling how)
{
  static const double radius[] = { 0.5, 1, 2, 3, 5 };
  return radius[how];
}

/* How much wider the weights are than at equal size. */
static double
widening (const VslResample *r, int axis)
{
  const VslResampleAxis *a = &r->axis[axis];
  return r->antialias && r->how != VSL_RESAMPLE_NEAREST ? MAX (1, (double) a->from / (double) a->to) : 1;
}

gint64
vsl_resample_taps (const VslResample *r, int axis)
{
  if (r->how == VSL_RESAMPLE_NEAREST)
    return 1;
  return MIN ((gint64) ceil (2 * radius_of (r->how) * widening (r, axis)), r->axis[axis].from);
}

gsize
vsl_resample_table_size (const VslResample *r)
{
  return (gsize) (r->axis[0].to * (vsl_resample_taps (r, 0) + 1) + r->axis[1].to * (vsl_resample_taps (r, 1) + 1));
}

/* Keys (1981) with a = -1/2; Lanczos: sinc (x) sinc (x / radius). x >= 0 */
static double
kernel (VslResampling how, double x)
{
  double radius = radius_of (how), px = G_PI * x;
  if (x >= radius)
    return 0;
  switch (how) {
  case VSL_RESAMPLE_NEAREST:
    return 1;
  case VSL_RESAMPLE_BILINEAR:
    return 1 - x;
  case VSL_RESAMPLE_BICUBIC:
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
  case VSL_RESAMPLE_LANCZOS3:
  case VSL_RESAMPLE_LANCZOS5:
    return x > 1e-3 ? radius * sin (px) * sin (px / radius) / (px * px) : 1;
  }
  return 0;
}

static void
fill_table (const VslResample *r, int axis, VslReal *table)
{
  const VslResampleAxis *a = &r->axis[axis];
  gint64 taps = vsl_resample_taps (r, axis);
  double wide = widening (r, axis), scale = (double) a->from / (double) a->to, reach = radius_of (r->how) * wide;
  for (gint64 i = 0; i < a->to; i++, table += taps + 1) {
    double at = ((double) i + 0.5) * scale - 0.5, sum = 0;
    gint64 first = r->how == VSL_RESAMPLE_NEAREST ? (gint64) floor (at + 0.5) : (gint64) floor (at - reach) + 1;
    first = CLAMP (first, 0, a->from - taps);
    table[0] = (VslReal) (first + a->start);
    for (gint64 k = 0; k < taps; k++)
      sum += r->how == VSL_RESAMPLE_NEAREST ? 1 : kernel (r->how, fabs (at - (double) (first + k)) / wide);
    for (gint64 k = 0; k < taps; k++)
      table[1 + k] = (VslReal) (r->how == VSL_RESAMPLE_NEAREST ? 1 : kernel (r->how, fabs (at - (double) (first + k)) / wide) / sum);
  }
}

void
vsl_resample_tables (const VslResample *r, VslReal *table)
{
  fill_table (r, 0, table);
  fill_table (r, 1, table + r->axis[0].to * (vsl_resample_taps (r, 0) + 1));
}

/* One pixel of the result: y gets the mean of its taps, or they get their shares of dy. */
typedef struct {
  const VslResample *r;
  const VslReal *rows, *columns;     /* the tables' entries */
  gint64 n_rows, n_columns;
} Pixel;

static void
mix (const Pixel *p, const VslReal *x, VslReal *y)
{
  const VslResampleAxis *h = &p->r->axis[0], *w = &p->r->axis[1];
  gint64 c = p->r->channels, top = (gint64) p->rows[0], left = (gint64) p->columns[0];
  memset (y, 0, (gsize) c * sizeof (VslReal));
  for (gint64 i = 0; i < p->n_rows; i++)
    for (gint64 j = 0; j < p->n_columns; j++) {
      VslReal weight = p->rows[1 + i] * p->columns[1 + j];
      gboolean inside = top + i >= 0 && top + i < h->length && left + j >= 0 && left + j < w->length;
      const VslReal *from = inside ? x + ((top + i) * w->length + left + j) * c : NULL;
      if (from)
        for (gint64 k = 0; k < c; k++)
          y[k] += weight * from[k];
      else
        for (gint64 k = 0; k < c; k++)
          y[k] += weight * p->r->filling;
    }
}

static void
share (const Pixel *p, const VslReal *dy, VslReal *dx)
{
  const VslResampleAxis *h = &p->r->axis[0], *w = &p->r->axis[1];
  gint64 c = p->r->channels, top = (gint64) p->rows[0], left = (gint64) p->columns[0];
  for (gint64 i = 0; i < p->n_rows; i++)
    for (gint64 j = 0; j < p->n_columns; j++) {
      VslReal weight = p->rows[1 + i] * p->columns[1 + j];
      if (top + i < 0 || top + i >= h->length || left + j < 0 || left + j >= w->length)
        continue;
      VslReal *to = dx + ((top + i) * w->length + left + j) * c;
      for (gint64 k = 0; k < c; k++)
        to[k] += weight * dy[k];
    }
}

static void
walk (const VslResample *r, const VslReal *table, const VslReal *from, VslReal *to, gboolean back)
{
  Pixel p = { .r = r, .n_rows = vsl_resample_taps (r, 0), .n_columns = vsl_resample_taps (r, 1) };
  const VslReal *columns = table + r->axis[0].to * (p.n_rows + 1);
  for (gint64 y = 0; y < r->axis[0].to; y++)
    for (gint64 x = 0; x < r->axis[1].to; x++) {
      gint64 at = (y * r->axis[1].to + x) * r->channels;
      p.rows = table + y * (p.n_rows + 1);
      p.columns = columns + x * (p.n_columns + 1);
      if (back)
        share (&p, from + at, to);
      else
        mix (&p, from, to + at);
    }
}

void
vsl_resample (const VslResample *r, const VslReal *table, const VslReal *x, VslReal *y)
{
  walk (r, table, x, y, FALSE);
}

void
vsl_resample_back (const VslResample *r, const VslReal *table, const VslReal *dy, VslReal *dx)
{
  walk (r, table, dy, dx, TRUE);
}

/* ---- as a layer ---- */

typedef struct {
  const VslCall *call;
  const VslResample *r;
} Job;

static void
forward_part (gpointer data, int part)
{
  const Job *j = data;
  const VslCall *call = j->call;
  gint64 in = vsl_shape_count (&call->plan->in[0]), out = vsl_shape_count (&call->plan->out[0]), b, e;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_resample (j->r, call->scratch, call->x[0] + s * in, call->y[0] + s * out);
}

void
vsl_layer_resample_forward (const VslCall *call, const VslResample *r)
{
  Job j = { call, r };
  vsl_resample_tables (r, call->scratch);
  vsl_parallel_for (VSL_PARTS, forward_part, &j);
}

static void
backward_part (gpointer data, int part)
{
  const Job *j = data;
  const VslCall *call = j->call;
  gint64 in = vsl_shape_count (&call->plan->in[0]), out = vsl_shape_count (&call->plan->out[0]), b, e;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    if (!call->dx_add[0])
      memset (call->dx[0] + s * in, 0, (gsize) in * sizeof (VslReal));
    vsl_resample_back (j->r, call->scratch, call->dy[0] + s * out, call->dx[0] + s * in);
  }
}

void
vsl_layer_resample_backward (const VslCall *call, const VslResample *r)
{
  Job j = { call, r };
  if (!call->dx[0])
    return;
  vsl_resample_tables (r, call->scratch);
  vsl_parallel_for (VSL_PARTS, backward_part, &j);
}
