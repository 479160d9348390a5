/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution in the general case: the values under a block of windows are unrolled into a matrix that stays in the second
 * cache, and the product is left to the BLAS. Work is cut by shape alone. */
#include "kernels/vsl-conv-private.h"

#include <string.h>

#define UNROLLED (64 * 1024)       /* values of an unrolled block: a quarter MiB */
#define MIN_CHUNK 8

gint64
vsl_conv_depth (const VslConv *c)
{
  return c->kh * c->kw * (c->c / c->groups);
}

/* Window positions a block has: enough for an efficient product, few enough for the cache and for all parts to have work. */
gint64
vsl_conv_chunk (const VslConv *c, gint64 pixels)
{
  gint64 fit = MAX (UNROLLED / vsl_conv_depth (c), MIN_CHUNK);
  gint64 share = MAX ((pixels + VSL_PARTS - 1) / VSL_PARTS, MIN_CHUNK);
  return MIN (fit, share);
}

/* A window is one pixel: the map itself is the unrolled matrix. */
gboolean
vsl_conv_pointwise (const VslConv *c)
{
  return c->kh == 1 && c->kw == 1 && c->sh == 1 && c->sw == 1 && c->top == 0 && c->left == 0 && c->oh == c->h && c->ow == c->w;
}

/* Gradients of the weights are cut by ranges of them when there are many, else by samples with a buffer a part. */
static gboolean
by_range (const VslConv *c)
{
  return vsl_conv_depth (c) >= 16 * VSL_PARTS;
}

static gsize
part_scratch (const VslConv *c, gboolean training)
{
  gint64 depth = vsl_conv_depth (c);
  gsize unrolled = (gsize) (MAX (UNROLLED / depth, MIN_CHUNK) * depth);
  gsize partial = training && !by_range (c) ? (gsize) (depth * c->filters) : 0;
  return (unrolled + partial + 15) & ~(gsize) 15;
}

/**
 * vsl_conv_scratch:
 *
 * Returns: the VslReals of scratch that the other functions need, for any number of samples
 */
gsize
vsl_conv_scratch (const VslConv *c, gboolean training)
{
  gsize general = part_scratch (c, training) * VSL_PARTS;
  gsize sums = training ? (gsize) (VSL_PARTS * c->filters) : 0;
  const gsize ways[] = { vsl_conv_direct_scratch (c, training), vsl_conv_gather_scratch (c, FALSE), vsl_conv_gather_scratch (c, TRUE),
                         vsl_conv_winograd_scratch (c, FALSE), vsl_conv_winograd_scratch (c, TRUE),
                         training ? vsl_conv_outer_scratch (c) : 0, training ? vsl_conv_winograd_weights_scratch (c) : 0 };
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    general = MAX (general, ways[i]);
  return general + sums;
}

/* Where sample, line and place of a window position are. */
typedef struct {
  gint64 sample, oy, ox;
} Place;

static inline Place
place_of (const VslConv *c, gint64 pixel)
{
  gint64 map = c->oh * c->ow, in = pixel % map;
  return (Place) { pixel / map, in / c->ow, in % c->ow };
}

static inline void
advance (const VslConv *c, Place *p)
{
  if (++p->ox < c->ow)
    return;
  p->ox = 0;
  if (++p->oy < c->oh)
    return;
  p->oy = 0;
  p->sample++;
}

/* Values [from, to) under each of the windows [begin, end), of one group's channels; col is (end - begin) × (to - from). */
static void
unroll (const VslConvJob *j, gint64 group, gint64 begin, gint64 end, gint64 from, gint64 to, VslReal *col)
{
  const VslConv *c = j->c;
  gint64 channels = c->c / c->groups;
  Place p = place_of (c, begin);
  for (gint64 i = begin; i < end; i++, advance (c, &p)) {
    const VslReal *map = j->x + p.sample * c->h * c->w * c->c + group * channels;
    for (gint64 k = from; k < to;) {
      gint64 tap = k / channels, skip = k % channels, count = MIN (channels - skip, to - k);
      gint64 iy = p.oy * c->sh - c->top + tap / c->kw * c->dh, ix = p.ox * c->sw - c->left + tap % c->kw * c->dw;
      if (iy >= 0 && iy < c->h && ix >= 0 && ix < c->w)
        memcpy (col, map + (iy * c->w + ix) * c->c + skip, (gsize) count * sizeof (VslReal));
      else
        memset (col, 0, (gsize) count * sizeof (VslReal));
      col += count;
      k += count;
    }
  }
}

/* The reverse of unroll for whole windows: adds the columns into the map of gradients. */
static void
roll (const VslConvJob *j, gint64 group, gint64 begin, gint64 end, const VslReal *col)
{
  const VslConv *c = j->c;
  gint64 channels = c->c / c->groups;
  Place p = place_of (c, begin);
  for (gint64 i = begin; i < end; i++, advance (c, &p)) {
    VslReal *map = j->dx + p.sample * c->h * c->w * c->c + group * channels;
    for (gint64 ky = 0; ky < c->kh; ky++)
      for (gint64 kx = 0; kx < c->kw; kx++, col += channels) {
        gint64 iy = p.oy * c->sh - c->top + ky * c->dh, ix = p.ox * c->sw - c->left + kx * c->dw;
        if (iy >= 0 && iy < c->h && ix >= 0 && ix < c->w)
          j->k->add ((gsize) channels, col, map + (iy * c->w + ix) * c->c);
      }
  }
}

static VslConvJob
job_of (const VslConv *c, gint64 n, gboolean training, VslReal *scratch)
{
  VslConvJob j = { .c = c, .k = vsl_kernels (), .n = n, .pixels = n * c->oh * c->ow, .depth = vsl_conv_depth (c), .scratch = scratch };
  j.chunk = vsl_conv_chunk (c, j.pixels);
  j.per_part = part_scratch (c, training);
  j.parts = (int) MIN (VSL_PARTS, (j.pixels + j.chunk - 1) / j.chunk);
  return j;
}

static void
forward_part (gpointer data, int part)
{
  const VslConvJob *j = data;
  const VslConv *c = j->c;
  gint64 cg = c->c / c->groups, og = c->filters / c->groups, first, last;
  gboolean pointwise = vsl_conv_pointwise (c);
  VslReal *col = j->scratch + (gsize) part * j->per_part;
  vsl_part_range (j->pixels, j->parts, part, &first, &last);
  for (gint64 b = first; b < last; b += j->chunk) {
    gint64 rows = MIN (j->chunk, last - b);
    VslReal *y = j->y + b * c->filters;
    for (gint64 g = 0; g < c->groups; g++) {
      if (!pointwise)
        unroll (j, g, b, b + rows, 0, j->depth, col);
      vsl_gemm (FALSE, FALSE, rows, og, j->depth, pointwise ? j->x + b * c->c + g * cg : col, pointwise ? c->c : j->depth, j->w + g * og,
                c->filters, j->add ? 1 : 0, y + g * og, c->filters);
    }
    if (j->bias)
      j->k->bias_add ((gsize) rows, (gsize) c->filters, j->bias, y);
  }
}

/**
 * vsl_conv_forward:
 * @x: n maps of h × w × c
 * @bias: (nullable): one number a filter
 * @y: (out): n maps of oh × ow × filters
 * @add: add to @y instead of overwriting it
 * @scratch: vsl_conv_scratch() VslReals
 *
 * To time one pass of one shape, take the scratch for training once and call this, vsl_conv_backward_data() or
 * vsl_conv_backward_weights(); weights are packed or transformed inside, so that is counted. Which way a call takes depends on the
 * shape, on @n, on the processor and on vsl_conv_set_exact().
 */
void
vsl_conv_forward (const VslConv *c, gint64 n, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, gboolean add,
                  VslReal *scratch)
{
  const VslConvEnd end = { NULL, bias, FALSE };
  if (vsl_conv_wants_winograd (c, n)) {
    vsl_conv_winograd (c, FALSE, n, x, w, bias ? &end : NULL, y, add, scratch);
    return;
  }
  VslConvJob j = job_of (c, n, FALSE, scratch);
  j.x = x;
  j.w = w;
  j.bias = bias;
  j.y = y;
  j.add = add;
  if (!add && vsl_conv_wants_direct (c))
    vsl_conv_direct_forward (&j);
  else if (vsl_conv_wants_gather (c, FALSE))
    vsl_conv_gather (c, FALSE, n, x, w, bias ? &end : NULL, y, add, scratch);
  else
    vsl_parallel_for (j.parts, forward_part, &j);
}

typedef struct {
  const VslConvEnd *end;
  gint64 rows, width;
  VslReal *y;
} EndJob;

static void
end_part (gpointer data, int part)
{
  const EndJob *j = data;
  const VslReal *scale = j->end->scale, *bias = j->end->bias;
  gint64 b, e;
  vsl_part_range (j->rows, VSL_PARTS, part, &b, &e);
  for (gint64 r = b; r < e; r++) {
    VslReal *y = j->y + r * j->width;
    for (gint64 i = 0; i < j->width && scale; i++)
      y[i] = y[i] * scale[i] + (bias ? bias[i] : 0);
  }
  if (j->end->relu)
    vsl_kernels ()->act_forward (VSL_ACT_RELU, (gsize) ((e - b) * j->width), j->y + b * j->width, j->y + b * j->width);
}

/**
 * vsl_conv_forward_end:
 * @end: what is made of each sum: scale and bias of its filter (a BatchNormalization with fixed statistics), relu
 *
 * vsl_conv_forward() with what follows it, while the results are in registers.
 */
void
vsl_conv_forward_end (const VslConv *c, gint64 n, const VslReal *x, const VslReal *w, const VslConvEnd *end, VslReal *y, VslReal *scratch)
{
  if (vsl_conv_wants_winograd (c, n)) {
    vsl_conv_winograd (c, FALSE, n, x, w, end, y, FALSE, scratch);
  } else if (!vsl_conv_wants_direct (c) && vsl_conv_wants_gather (c, FALSE)) {
    vsl_conv_gather (c, FALSE, n, x, w, end, y, FALSE, scratch);
  } else {
    EndJob j = { end, n * c->oh * c->ow, c->filters, y };
    vsl_conv_forward (c, n, x, w, end->scale ? NULL : end->bias, y, FALSE, scratch);
    if (end->scale || end->relu)
      vsl_parallel_for (VSL_PARTS, end_part, &j);
  }
}

/* Parts are whole samples, since windows of one sample overlap in dx. */
static void
data_part (gpointer data, int part)
{
  const VslConvJob *j = data;
  const VslConv *c = j->c;
  gint64 og = c->filters / c->groups, map = c->h * c->w * c->c, positions = c->oh * c->ow, s0, s1;
  VslReal *col = j->scratch + (gsize) part * j->per_part;
  vsl_part_range (j->n, j->parts, part, &s0, &s1);
  if (!j->add)
    memset (j->dx + s0 * map, 0, (gsize) ((s1 - s0) * map) * sizeof (VslReal));
  for (gint64 b = s0 * positions; b < s1 * positions; b += j->chunk) {
    gint64 rows = MIN (j->chunk, s1 * positions - b);
    for (gint64 g = 0; g < c->groups; g++) {
      vsl_gemm (FALSE, TRUE, rows, j->depth, og, j->dy + b * c->filters + g * og, c->filters, j->w + g * og, c->filters, 0, col, j->depth);
      roll (j, g, b, b + rows, col);
    }
  }
}

static void
pointwise_data_part (gpointer data, int part)
{
  const VslConvJob *j = data;
  const VslConv *c = j->c;
  gint64 cg = c->c / c->groups, og = c->filters / c->groups, b, e;
  vsl_part_range (j->pixels, j->parts, part, &b, &e);
  for (gint64 g = 0; g < c->groups; g++)
    vsl_gemm (FALSE, TRUE, e - b, cg, og, j->dy + b * c->filters + g * og, c->filters, j->w + g * og, c->filters, j->add ? 1 : 0,
              j->dx + b * c->c + g * cg, c->c);
}

/**
 * vsl_conv_backward_data:
 * @dy: n maps of oh × ow × filters
 * @dx: (out): n maps of h × w × c
 * @add: add to @dx instead of overwriting it
 */
void
vsl_conv_backward_data (const VslConv *c, gint64 n, const VslReal *dy, const VslReal *w, VslReal *dx, gboolean add, VslReal *scratch)
{
  VslConvJob j = job_of (c, n, FALSE, scratch);
  j.dy = dy;
  j.w = w;
  j.dx = dx;
  j.add = add;
  if (vsl_conv_wants_winograd (c, n)) {
    vsl_conv_winograd (c, TRUE, n, dy, w, NULL, dx, add, scratch);
    return;
  }
  if (vsl_conv_wants_gather (c, TRUE)) {
    vsl_conv_gather (c, TRUE, n, dy, w, NULL, dx, add, scratch);
    return;
  }
  if (vsl_conv_pointwise (c)) {
    vsl_parallel_for (j.parts, pointwise_data_part, &j);
    return;
  }
  j.parts = (int) MIN (VSL_PARTS, n);
  vsl_parallel_for (j.parts, data_part, &j);
}

/* dw of values [from, to) under the windows, summed over window positions [first, last). */
static void
weights_range (const VslConvJob *j, gint64 from, gint64 to, gint64 first, gint64 last, VslReal *col, VslReal *dw)
{
  const VslConv *c = j->c;
  gint64 cg = c->c / c->groups, og = c->filters / c->groups, m = to - from;
  gboolean pointwise = vsl_conv_pointwise (c);
  for (gint64 b = first; b < last; b += j->chunk) {
    gint64 rows = MIN (j->chunk, last - b);
    for (gint64 g = 0; g < c->groups; g++) {
      if (!pointwise)
        unroll (j, g, b, b + rows, from, to, col);
      vsl_gemm (TRUE, FALSE, m, og, rows, pointwise ? j->x + b * c->c + g * cg + from : col, pointwise ? c->c : m,
                j->dy + b * c->filters + g * og, c->filters, b > first ? 1 : 0, dw + from * c->filters + g * og, c->filters);
    }
  }
}

static void
weights_by_range_part (gpointer data, int part)
{
  const VslConvJob *j = data;
  gint64 b, e;
  vsl_part_range (j->depth / 8, VSL_PARTS, part, &b, &e);
  weights_range (j, b * 8, part == VSL_PARTS - 1 ? j->depth : e * 8, 0, j->pixels, j->scratch + (gsize) part * j->per_part, j->dw);
}

static void
weights_by_position_part (gpointer data, int part)
{
  const VslConvJob *j = data;
  VslReal *partial = j->scratch + (gsize) part * j->per_part;
  gint64 b, e;
  vsl_part_range (j->pixels, j->parts, part, &b, &e);
  weights_range (j, 0, j->depth, b, e, partial + j->depth * j->c->filters, partial);
}

/**
 * vsl_conv_backward_weights:
 * @x: n maps of h × w × c
 * @dy: n maps of oh × ow × filters
 * @dw: (out) (nullable): summed over the samples
 * @db: (out) (nullable): gradient of the bias
 * @scratch: vsl_conv_scratch() VslReals, for training
 */
void
vsl_conv_backward_weights (const VslConv *c, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *db, VslReal *scratch)
{
  VslConvJob j = job_of (c, n, TRUE, scratch);
  gsize size = (gsize) (j.depth * c->filters);
  j.x = x;
  j.dy = dy;
  j.dw = dw;
  j.db = db;
  gboolean winograd = dw && vsl_conv_wants_winograd (c, n);
  if (dw && !winograd && vsl_conv_wants_direct (c)) {
    vsl_conv_direct_weights (&j);
    return;
  }
  if (winograd) {
    vsl_conv_winograd_weights (c, n, x, dy, dw, scratch);
  } else if (dw && vsl_conv_wants_outer (c)) {
    vsl_conv_outer (c, n, x, dy, dw, scratch);
  } else if (dw && by_range (c)) {
    vsl_parallel_for (VSL_PARTS, weights_by_range_part, &j);
  } else if (dw) {
    vsl_parallel_for (j.parts, weights_by_position_part, &j);
    memcpy (dw, j.scratch, size * sizeof (VslReal));
    for (int p = 1; p < j.parts; p++)
      j.k->add (size, j.scratch + (gsize) p * j.per_part, dw);
  }
  if (db)
    vsl_sum_columns (j.pixels, c->filters, dy, db, scratch);
}
