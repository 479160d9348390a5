/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution of maps with few channels, where unrolling costs more than the product: windows are read where they are. Padding
 * is made real by a copy of each sample. */
#include "kernels/vsl-conv-private.h"

#include <string.h>

#define FEW_CHANNELS 16
#define FEW_WEIGHTS (48 * 1024)

gboolean
vsl_conv_padded (const VslConv *c)
{
  gint64 bottom = (c->oh - 1) * c->sh + (c->kh - 1) * c->dh + 1 - c->top, right = (c->ow - 1) * c->sw + (c->kw - 1) * c->dw + 1 - c->left;
  return c->top > 0 || c->left > 0 || bottom > c->h || right > c->w;
}

void
vsl_conv_padded_size (const VslConv *c, gint64 *h, gint64 *w)
{
  *h = MAX ((c->oh - 1) * c->sh + (c->kh - 1) * c->dh + 1, c->top + c->h);
  *w = MAX ((c->ow - 1) * c->sw + (c->kw - 1) * c->dw + 1, c->left + c->w);
}

static gboolean
suits (const VslConv *c)
{
  return c->groups == 1 && c->c <= FEW_CHANNELS && c->dw == 1 && vsl_conv_depth (c) * c->filters <= FEW_WEIGHTS && !vsl_conv_pointwise (c);
}

gboolean
vsl_conv_wants_direct (const VslConv *c)
{
  return suits (c) && vsl_kernels ()->direct_forward != NULL;
}

static gsize
padded_count (const VslConv *c)
{
  gint64 h = 0, w = 0;
  if (vsl_conv_padded (c))
    vsl_conv_padded_size (c, &h, &w);
  return ((gsize) (h * w * c->c) + 15) & ~(gsize) 15;
}

gsize
vsl_conv_direct_scratch (const VslConv *c, gboolean training)
{
  if (!suits (c))
    return 0;
  gsize partial = training ? (gsize) ((vsl_conv_depth (c) + 2) * c->filters) : 0;
  return (padded_count (c) + ((partial + 15) & ~(gsize) 15)) * VSL_PARTS;
}

/* The sample with its padding in `room`, or where it is; fills d. */
static void
open_sample (const VslConvJob *j, gint64 sample, VslReal *room, VslDirect *d)
{
  const VslConv *c = j->c;
  const VslReal *x = j->x + sample * c->h * c->w * c->c;
  gint64 w = c->w, h;
  if (vsl_conv_padded (c)) {
    vsl_conv_padded_size (c, &h, &w);
    memset (room, 0, (gsize) (h * w * c->c) * sizeof (VslReal));
    for (gint64 y = 0; y < c->h; y++)
      memcpy (room + ((y + c->top) * w + c->left) * c->c, x + y * c->w * c->c, (gsize) (c->w * c->c) * sizeof (VslReal));
    x = room;
  }
  *d = (VslDirect) { .x = x, .runs = (gsize) c->kh, .run = (gsize) (c->kw * c->c), .run_stride = (gsize) (c->dh * w * c->c),
                     .line = (gsize) c->ow, .line_step = (gsize) (c->sh * w * c->c), .step = (gsize) (c->sw * c->c),
                     .width = (gsize) c->filters };
}

static void
forward_part (gpointer data, int part)
{
  const VslConvJob *j = data;
  gint64 map = j->c->oh * j->c->ow, b, e;
  VslReal *room = j->scratch + (gsize) part * padded_count (j->c);
  vsl_part_range (j->pixels, j->parts, part, &b, &e);
  while (b < e) {
    gint64 s = b / map, end = MIN (e, (s + 1) * map);
    VslDirect d;
    open_sample (j, s, room, &d);
    j->k->direct_forward (&d, (gsize) (b - s * map), (gsize) (end - s * map), j->w, j->bias, j->y + s * map * j->c->filters);
    b = end;
  }
}

void
vsl_conv_direct_forward (VslConvJob *j)
{
  vsl_parallel_for (j->parts, forward_part, j);
}

/* The part's buffers: padded sample, dw, db, and a row of sums. */
static void
weights_part (gpointer data, int part)
{
  const VslConvJob *j = data;
  const VslConv *c = j->c;
  gint64 map = c->oh * c->ow, b, e;
  VslReal *room = j->scratch + (gsize) part * j->per_part, *dw = room + padded_count (c), *db = dw + j->depth * c->filters;
  VslReal *sums = db + c->filters;
  gboolean add = FALSE;
  vsl_part_range (j->pixels, j->parts, part, &b, &e);
  while (b < e) {
    gint64 s = b / map, end = MIN (e, (s + 1) * map);
    const VslReal *dy = j->dy + s * map * c->filters;
    VslDirect d;
    open_sample (j, s, room, &d);
    j->k->direct_weights (&d, (gsize) (b - s * map), (gsize) (end - s * map), 0, (gsize) j->depth, dy, dw, add);
    if (j->db) {                   /* here, while dy is in the cache */
      j->k->column_sums ((gsize) (end - b), (gsize) c->filters, j->dy + b * c->filters, add ? sums : db);
      if (add)
        j->k->add ((gsize) c->filters, sums, db);
    }
    add = TRUE;
    b = end;
  }
}

void
vsl_conv_direct_weights (VslConvJob *j)
{
  const VslConv *c = j->c;
  gsize size = (gsize) (j->depth * c->filters), filters = (gsize) c->filters;
  j->per_part = vsl_conv_direct_scratch (c, TRUE) / VSL_PARTS;
  vsl_parallel_for (j->parts, weights_part, j);
  const VslReal *first = j->scratch + padded_count (c);
  memcpy (j->dw, first, size * sizeof (VslReal));
  if (j->db)
    memcpy (j->db, first + size, filters * sizeof (VslReal));
  for (int p = 1; p < j->parts; p++) {
    const VslReal *partial = first + (gsize) p * j->per_part;
    j->k->add (size, partial, j->dw);
    if (j->db)
      j->k->add (filters, partial + size, j->db);
  }
}
