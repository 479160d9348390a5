/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pooling of one sample, channels last: the inner loops run over channels. */
#include "kernels/vsl-variant.h"

#include <string.h>

#define BLOCK 64                     /* channels handled at a time, in registers or L1 */

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

static void
max_block (const VslPool *p, Window w, gint64 n, const VslReal *x, VslReal *y, guint8 *arg)
{
  VslReal best[BLOCK];
  gint32 place[BLOCK];
  const VslReal *first = x + (w.y0 * p->w + w.x0) * p->c;
  gint32 at = (gint32) ((w.y0 - w.top) * p->kw + w.x0 - w.left);
  for (gint64 c = 0; c < n; c++) {
    best[c] = first[c];
    place[c] = at;
  }
  for (gint64 iy = w.y0; iy < w.y1; iy++)
    for (gint64 ix = w.x0; ix < w.x1; ix++) {
      const VslReal *v = x + (iy * p->w + ix) * p->c;
      at = (gint32) ((iy - w.top) * p->kw + ix - w.left);
      for (gint64 c = 0; c < n; c++) {
        gint32 old = place[c];
        VslReal b = best[c];
        place[c] = v[c] > b ? at : old;
        best[c] = v[c] > b ? v[c] : b;
      }
    }
  for (gint64 c = 0; c < n; c++)
    y[c] = best[c];
  if (arg)
    for (gint64 c = 0; c < n; c++)
      arg[c] = (guint8) place[c];
}

void
V (max_pool) (const VslPool *p, const VslReal *x, VslReal *y, guint8 *arg)
{
  for (gint64 oy = 0; oy < p->oh; oy++)
    for (gint64 ox = 0; ox < p->ow; ox++, y += p->c, arg = arg ? arg + p->c : NULL) {
      Window w = window (p, oy, ox);
      for (gint64 c = 0; c < p->c; c += BLOCK)
        max_block (p, w, MIN (BLOCK, p->c - c), x + c, y + c, arg ? arg + c : NULL);
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
