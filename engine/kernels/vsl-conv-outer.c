/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gradient of a convolution by its weights without unrolling. A block of pixels is copied with its border, so that one list of
 * places serves all taps; small maps are taken several samples at a time, each tap with a list of its own, so that no border is
 * multiplied. Few weights: a part has a range of blocks and sums of its own. Many: a part has a range of channels. */
#include "kernels/vsl-conv-private.h"

#include <string.h>

#define PIXELS 256                   /* about as many a block: their gradients by one panel fill half of the first cache */
#define SMALL_MAP 100
#define MANY 140000                  /* weights from which parts are ranges of channels */
#define SUMS (4 * 1024 * 1024)       /* most values of the parts' sums together */

typedef struct {
  const VslKernels *k;
  const VslConv *c;
  gint64 n, cg, og;
  const VslReal *x, *dy;
  VslReal *dw;
  gboolean exact, by_range, in_place;/* a list a tap; parts are channels; x is read where it is */
  gint64 rows, samples;              /* of a block: output rows of one sample, or whole samples */
  gint64 room_h, room_w, width;      /* the copy: its channels, */
  gint64 pitch;                      /* and from pixel to pixel: apart, so that pixels do not meet in the same sets of a cache */
  gint64 pixels;                     /* most outputs of a block */
  gint64 blocks, per_sample;
  gsize weights;
  VslReal *sums;                     /* [part], after the buffers */
  guint8 *room;
  gsize per_part;
  int parts;
} Job;

typedef struct {
  VslReal *copy, *panel;
  VslOuterAt *at;                    /* [tap] when exact */
  gint64 *count;                     /* [tap]: of one sample */
} Work;

static gboolean
suits (const VslConv *c)
{
  return c->c / c->groups >= 6 && c->filters / c->groups >= 4 && c->kh <= 32 && c->kw <= 32 && c->w * c->c * c->kh < 1 << 24;
}

gboolean
vsl_conv_wants_outer (const VslConv *c)
{
  return suits (c) && vsl_kernels ()->outer != NULL;
}

static gpointer
carve (guint8 **at, gsize bytes)
{
  guint8 *p = *at;
  *at += (bytes + 63) & ~(gsize) 63;
  return p;
}

static Work
carve_work (const Job *j, guint8 **at)
{
  gint64 taps = j->c->kh * j->c->kw;
  Work w;
  w.copy = carve (at, j->in_place ? 0 : (gsize) (j->samples * j->room_h * j->room_w * j->pitch) * sizeof (VslReal));
  w.panel = carve (at, (gsize) (j->pixels * (gint64) vsl_kernels_widest ()->panel) * sizeof (VslReal));
  w.at = carve (at, (gsize) (j->pixels * (j->exact ? taps : 1)) * sizeof (VslOuterAt));
  w.count = carve (at, (gsize) taps * sizeof (gint64));
  return w;
}

static void
lay_out (Job *j, const VslConv *c, guint8 **at)
{
  gint64 map = c->oh * c->ow;
  *j = (Job) { .k = vsl_kernels (), .c = c, .cg = c->c / c->groups, .og = c->filters / c->groups };
  j->weights = (gsize) (c->kh * c->kw * j->cg * c->filters);
  j->exact = map <= SMALL_MAP;
  j->by_range = c->groups == 1 && j->weights > MANY && c->c >= 8 * VSL_PARTS;
  j->samples = j->exact ? MAX (PIXELS / map, 1) : 1;
  j->rows = j->exact ? c->oh : CLAMP (PIXELS / c->ow, 1, c->oh);
  j->per_sample = (c->oh + j->rows - 1) / j->rows;
  j->pixels = j->samples * j->rows * c->ow;
  j->width = j->by_range ? (c->c + VSL_PARTS - 1) / VSL_PARTS : c->c;
  j->room_h = j->exact ? c->h : (j->rows - 1) * c->sh + (c->kh - 1) * c->dh + 1;
  j->room_w = j->exact ? c->w : (c->ow - 1) * c->sw + (c->kw - 1) * c->dw + 1;
  j->pitch = j->width % 32 ? j->width : j->width + 16;
  j->in_place = !j->by_range && j->pitch == j->width && (j->exact || vsl_conv_pointwise (c));
  if (j->in_place)
    j->room_w = c->w;
  j->parts = j->by_range ? VSL_PARTS : (int) CLAMP (SUMS / j->weights, 1, VSL_PARTS);
  j->room = *at;
  carve_work (j, at);
  j->per_part = (gsize) (*at - j->room);
  *at = j->room + VSL_PARTS * j->per_part;
  j->sums = carve (at, j->by_range ? 0 : (gsize) j->parts * j->weights * sizeof (VslReal));
}

/**
 * vsl_conv_outer_scratch:
 *
 * Returns: the VslReals of scratch that vsl_conv_outer() needs
 */
gsize
vsl_conv_outer_scratch (const VslConv *c)
{
  Job j;
  guint8 *at = NULL;
  if (!suits (c))
    return 0;
  lay_out (&j, c, &at);
  return ((gsize) at + 64) / sizeof (VslReal);
}

/* Channels [from, from + width) of a line of pixels. */
static void
copy_pixels (const Job *j, gint64 pixels, const VslReal *x, gint64 width, VslReal *to)
{
  if (width == j->c->c && width == j->pitch) {
    memcpy (to, x, (gsize) (pixels * width) * sizeof (VslReal));
    return;
  }
  for (gint64 p = 0; p < pixels; p++, x += j->c->c, to += j->pitch)
    memcpy (to, x, (gsize) width * sizeof (VslReal));
}

/* The same under rows [oy, oy + rows) of a sample, with the border. */
static void
copy_rows (const Job *j, gint64 sample, gint64 oy, gint64 from, gint64 width, VslReal *to)
{
  const VslConv *c = j->c;
  gsize pixel = (gsize) j->pitch * sizeof (VslReal);
  for (gint64 y = 0; y < j->room_h; y++, to += j->room_w * j->pitch) {
    gint64 iy = oy * c->sh - c->top + y, right = MIN (j->room_w, c->left + c->w);
    if (iy < 0 || iy >= c->h) {
      memset (to, 0, (gsize) j->room_w * pixel);
      continue;
    }
    memset (to, 0, (gsize) c->left * pixel);
    copy_pixels (j, right - c->left, j->x + (sample * c->h + iy) * c->w * c->c + from, width, to + c->left * j->pitch);
    memset (to + right * j->pitch, 0, (gsize) (j->room_w - right) * pixel);
  }
}

/* Numbers [column, column + width) of the gradients of `pixels` outputs, filled up with zeros to whole vectors. */
static void
copy_panel (const Job *j, gint64 pixels, const VslReal *dy, gint64 width, gint64 round, VslReal *to)
{
  gsize step = (gsize) j->c->filters;
  for (gint64 p = 0; p < pixels; p++, dy += step, to += round) {
    if (width == 16) {
      memcpy (to, dy, 16 * sizeof (VslReal));     /* of constant size: a few moves, no call */
    } else if (width == 64) {
      memcpy (to, dy, 64 * sizeof (VslReal));
    } else {
      memcpy (to, dy, (gsize) width * sizeof (VslReal));
      memset (to + width, 0, (gsize) (round - width) * sizeof (VslReal));
    }
  }
}

/* Where the inputs of a block are under the first tap, or under each tap those that are inside. */
static void
list_places (const Job *j, Work *w)
{
  const VslConv *c = j->c;
  if (!j->exact) {
    for (gint64 p = 0; p < j->pixels; p++)
      w->at[p] = (VslOuterAt) { (guint32) ((p / c->ow * c->sh * j->room_w + p % c->ow * c->sw) * j->pitch), (guint32) p };
    return;
  }
  for (gint64 t = 0; t < c->kh * c->kw; t++) {
    VslOuterAt *at = w->at + t * j->pixels;
    for (gint64 p = 0; p < j->pixels; p++) {
      gint64 s = p / (c->oh * c->ow), oy = p / c->ow % c->oh, ox = p % c->ow;
      gint64 iy = oy * c->sh - c->top + t / c->kw * c->dh, ix = ox * c->sw - c->left + t % c->kw * c->dw;
      if (iy >= 0 && iy < c->h && ix >= 0 && ix < c->w)
        *at++ = (VslOuterAt) { (guint32) (((s * c->h + iy) * c->w + ix) * j->pitch), (guint32) p };
    }
    w->count[t] = (at - (w->at + t * j->pixels)) / j->samples;
  }
}

/* One block of one group, channels [from, from + width) of it that begin at x. */
static void
run_block (const Job *j, Work *w, const VslReal *x, gint64 group, gint64 from, gint64 width, gint64 first, gint64 pixels,
           VslReal *dw, gboolean add)
{
  const VslConv *c = j->c;
  gint64 panel = (gint64) j->k->panel, lanes = (gint64) j->k->lanes, samples = pixels / (c->oh * c->ow);
  for (gint64 column = 0; column < j->og; column += panel) {
    gint64 wide = MIN (panel, j->og - column), at = group * j->og + column;
    copy_panel (j, pixels, j->dy + first * c->filters + at, wide, (wide + lanes - 1) / lanes * lanes, w->panel);
    for (gint64 t = 0; t < c->kh * c->kw; t++) {
      gint64 shift = j->exact ? 0 : (t / c->kw * c->dh * j->room_w + t % c->kw * c->dw) * j->pitch;
      j->k->outer (j->exact ? w->at + t * j->pixels : w->at, (gsize) (j->exact ? w->count[t] * samples : pixels), (gsize) width, (gsize) wide,
                   x + shift, w->panel, dw + (t * j->cg + from) * c->filters + at, (gsize) c->filters, add);
    }
  }
}

/* Blocks [b, e) into dw, of channels [from, from + width). */
static void
run_blocks (const Job *j, Work *w, gint64 b, gint64 e, gint64 from, gint64 width, VslReal *dw)
{
  const VslConv *c = j->c;
  gint64 map = c->oh * c->ow, first = b;
  list_places (j, w);
  for (; b < e; b++) {
    gint64 sample = j->exact ? b * j->samples : b / j->per_sample, oy = j->exact ? 0 : b % j->per_sample * j->rows;
    gint64 count = MIN (j->samples, j->n - sample), pixels = j->exact ? count * map : MIN (j->rows, c->oh - oy) * c->ow;
    const VslReal *x = w->copy;
    if (j->in_place)
      x = j->x + (sample * c->h + oy) * c->w * c->c;       /* pointwise when not exact */
    else if (j->exact)
      copy_pixels (j, count * c->h * c->w, j->x + sample * c->h * c->w * c->c + from, width, w->copy);
    else
      copy_rows (j, sample, oy, from, width, w->copy);
    for (gint64 g = 0; g < c->groups; g++)
      run_block (j, w, x + g * j->cg, g, j->by_range ? from : 0, j->by_range ? width : j->cg, sample * map + oy * c->ow, pixels, dw,
                 b > first);
  }
}

static void
outer_part (gpointer data, int part)
{
  const Job *j = data;
  guint8 *at = j->room + (gsize) part * j->per_part;
  Work w = carve_work (j, &at);
  gint64 b, e;
  if (j->by_range) {
    vsl_part_range (j->c->c, VSL_PARTS, part, &b, &e);
    run_blocks (j, &w, 0, j->blocks, b, e - b, j->dw);
    return;
  }
  vsl_part_range (j->blocks, j->parts, part, &b, &e);
  run_blocks (j, &w, b, e, 0, j->c->c, j->parts > 1 ? j->sums + (gsize) part * j->weights : j->dw);
}

/* The parts' sums, in their order. */
static void
reduce_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 b, e;
  vsl_part_range ((gint64) j->weights, VSL_PARTS, part, &b, &e);
  memcpy (j->dw + b, j->sums + b, (gsize) (e - b) * sizeof (VslReal));
  for (int p = 1; p < j->parts; p++)
    j->k->add ((gsize) (e - b), j->sums + (gsize) p * j->weights + b, j->dw + b);
}

/**
 * vsl_conv_outer:
 * @dw: (out): summed over the samples
 * @scratch: vsl_conv_outer_scratch() VslReals
 */
void
vsl_conv_outer (const VslConv *c, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *scratch)
{
  Job j;
  guint8 *at = (guint8 *) (((gsize) scratch + 63) & ~(gsize) 63);
  lay_out (&j, c, &at);
  j.n = n;
  j.x = x;
  j.dy = dy;
  j.dw = dw;
  j.blocks = j.exact ? (n + j.samples - 1) / j.samples : n * j.per_sample;
  if (!j.by_range)
    j.parts = (int) MIN (j.parts, j.blocks);
  vsl_parallel_for (j.parts, outer_part, &j);
  if (!j.by_range && j.parts > 1)
    vsl_parallel_for (VSL_PARTS, reduce_part, &j);
}
