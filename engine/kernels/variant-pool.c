/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pooling of one sample, channels last: the inner loops run over channels. */
#include "kernels/vsl-variant.h"

#include <string.h>

/* The part of the window of output (oy, ox) that lies in the input. */
typedef struct {
  gint64 y0, y1, x0, x1;             /* input lines and places, end exclusive */
  gint64 top, left;                  /* of the whole window; may be negative */
} Window;

static inline Window
window (const VslPool *p, gint64 oy, gint64 ox)
{
  Window w = { .top = oy * p->sh - p->top, .left = ox * p->sw - p->left };
  w.y0 = MAX (w.top, 0);
  w.x0 = MAX (w.left, 0);
  w.y1 = MIN (w.top + p->kh, p->h);
  w.x1 = MIN (w.left + p->kw, p->w);
  return w;
}

/* Eight channels in registers. Choices are made by bits, which every instruction set has. */
#define LANES 8
#ifdef VSL_REAL_DOUBLE
typedef gint64 Int;
#else
typedef gint32 Int;
#endif
typedef VslReal Vec __attribute__ ((vector_size (LANES * sizeof (VslReal)), aligned (sizeof (VslReal)), may_alias));
typedef Int IntVec __attribute__ ((vector_size (LANES * sizeof (VslReal))));
#define BLOCK (8 * LANES)            /* channels whose places are narrowed to bytes together */

static inline void
max_lanes (const VslPool *p, Window w, const VslReal *x, VslReal *y, Int *places)
{
  Vec best = *(const Vec *) (const void *) (x + (w.y0 * p->w + w.x0) * p->c);
  IntVec place = (IntVec) { 0 } + (Int) ((w.y0 - w.top) * p->kw + w.x0 - w.left);
  for (gint64 iy = w.y0; iy < w.y1; iy++)
    for (gint64 ix = w.x0; ix < w.x1; ix++) {
      Vec v = *(const Vec *) (const void *) (x + (iy * p->w + ix) * p->c);
      IntVec at = (IntVec) { 0 } + (Int) ((iy - w.top) * p->kw + ix - w.left), m = v > best;
      place = (at & m) | (place & ~m);
      best = (Vec) (((IntVec) v & m) | ((IntVec) best & ~m));
    }
  memcpy (y, &best, sizeof best);
  memcpy (places, &place, sizeof place);
}

static inline void
max_one (const VslPool *p, Window w, const VslReal *x, VslReal *y, Int *places)
{
  VslReal best = x[(w.y0 * p->w + w.x0) * p->c];
  gint64 place = (w.y0 - w.top) * p->kw + w.x0 - w.left;
  for (gint64 iy = w.y0; iy < w.y1; iy++)
    for (gint64 ix = w.x0; ix < w.x1; ix++) {
      VslReal v = x[(iy * p->w + ix) * p->c];
      if (v > best) {
        best = v;
        place = (iy - w.top) * p->kw + ix - w.left;
      }
    }
  *y = best;
  *places = (Int) place;
}

void
V (max_pool) (const VslPool *p, const VslReal *x, VslReal *y, guint8 *arg)
{
  for (gint64 oy = 0; oy < p->oh; oy++)
    for (gint64 ox = 0; ox < p->ow; ox++, y += p->c, arg = arg ? arg + p->c : NULL) {
      Window w = window (p, oy, ox);
      for (gint64 block = 0; block < p->c; block += BLOCK) {
        Int places[BLOCK];
        gint64 n = MIN (BLOCK, p->c - block), c = 0;
        for (; c + LANES <= n; c += LANES)
          max_lanes (p, w, x + block + c, y + block + c, places + c);
        for (; c < n; c++)
          max_one (p, w, x + block + c, y + block + c, places + c);
        for (c = 0; arg && c < n; c++)
          arg[block + c] = (guint8) places[c];
      }
    }
}

/* Windows that neither overlap nor leave gaps: each input value is written once. */
static void
max_backward_tiles (const VslPool *p, const guint8 *arg, const VslReal *dy, VslReal *dx, gboolean add)
{
  for (gint64 oy = 0; oy < p->oh; oy++)
    for (gint64 ox = 0; ox < p->ow; ox++, dy += p->c, arg += p->c) {
      Window w = window (p, oy, ox);
      for (gint64 iy = w.y0; iy < w.y1; iy++)
        for (gint64 ix = w.x0; ix < w.x1; ix++) {
          VslReal *d = dx + (iy * p->w + ix) * p->c;
          guint8 at = (guint8) ((iy - w.top) * p->kw + ix - w.left);
          if (add)
            for (gint64 c = 0; c < p->c; c++)
              d[c] += arg[c] == at ? dy[c] : 0;
          else
            for (gint64 c = 0; c < p->c; c++)
              d[c] = arg[c] == at ? dy[c] : 0;
        }
    }
}

/* What the tiles leave out at the right and at the bottom. */
static void
clear_edges (const VslPool *p, VslReal *dx)
{
  gint64 h = MIN (p->oh * p->sh - p->top, p->h), w = MIN (p->ow * p->sw - p->left, p->w);
  for (gint64 iy = 0; iy < h && w < p->w; iy++)
    memset (dx + (iy * p->w + w) * p->c, 0, (gsize) ((p->w - w) * p->c) * sizeof (VslReal));
  if (h < p->h)
    memset (dx + h * p->w * p->c, 0, (gsize) ((p->h - h) * p->w * p->c) * sizeof (VslReal));
}

void
V (max_pool_backward) (const VslPool *p, const guint8 *arg, const VslReal *dy, VslReal *dx, gboolean add)
{
  gboolean tiles = p->kh == p->sh && p->kw == p->sw;
  if (tiles) {
    max_backward_tiles (p, arg, dy, dx, add);
    if (!add)
      clear_edges (p, dx);
    return;
  }
  if (!add)
    memset (dx, 0, (gsize) (p->h * p->w * p->c) * sizeof (VslReal));
  max_backward_tiles (p, arg, dy, dx, TRUE);
}

void
V (average_pool) (const VslPool *p, const VslReal *x, VslReal *y)
{
  for (gint64 oy = 0; oy < p->oh; oy++)
    for (gint64 ox = 0; ox < p->ow; ox++, y += p->c) {
      Window w = window (p, oy, ox);
      VslReal q = 1 / (VslReal) ((w.y1 - w.y0) * (w.x1 - w.x0));       /* the cells inside the input */
      memset (y, 0, (gsize) p->c * sizeof (VslReal));
      for (gint64 iy = w.y0; iy < w.y1; iy++)
        for (gint64 ix = w.x0; ix < w.x1; ix++)
          V (add) ((gsize) p->c, x + (iy * p->w + ix) * p->c, y);
      V (scale) ((gsize) p->c, q, y, y);
    }
}

void
V (average_pool_backward) (const VslPool *p, const VslReal *dy, VslReal *dx, gboolean add)
{
  if (!add)
    memset (dx, 0, (gsize) (p->h * p->w * p->c) * sizeof (VslReal));
  for (gint64 oy = 0; oy < p->oh; oy++)
    for (gint64 ox = 0; ox < p->ow; ox++, dy += p->c) {
      Window w = window (p, oy, ox);
      VslReal q = 1 / (VslReal) ((w.y1 - w.y0) * (w.x1 - w.x0));
      for (gint64 iy = w.y0; iy < w.y1; iy++)
        for (gint64 ix = w.x0; ix < w.x1; ix++)
          V (axpy) ((gsize) p->c, q, dy, dx + (iy * p->w + ix) * p->c);
    }
}
