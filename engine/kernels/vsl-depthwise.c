/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depthwise convolution. Maps are cut into bands of rows; a band is copied with its padding made real, and each channel repeated
 * where it has several filters, into room that stays in the second cache. The gradient of the input is made of such convolutions
 * too: with step s there are s × s of them, each with every s-th tap, flipped, for every s-th pixel. */
#include "kernels/vsl-depthwise.h"

#include <string.h>

#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

#define BAND 32768                 /* values of a copied band */

/* One pass over a source map: outputs (oh × ow a sample) look at taps kh × kw of it. */
typedef struct {
  gint64 h, w, c, repeat;          /* the source; how often each channel stands in the band */
  gint64 oh, ow, kh, kw, sh, sw, dh, dw;
  gint64 top, left;                /* source pixel of the first tap, negated; may be negative */
} Pass;

typedef struct {
  const VslConv *conv;
  const VslKernels *k;
  Pass pass;
  gint64 n, rows, band;            /* samples; output rows of all samples; rows a band has */
  const VslReal *x, *dy, *w, *bias;
  VslReal *y, *room;
  gsize per_part;
  gint64 y_row, y_step, y_sample, y_first;   /* where results go, in values; dx: of the fine map */
  gboolean add;
} Job;

static gint64
filters_of (const Pass *p)
{
  return p->c * p->repeat;
}

static gint64
band_line (const Pass *p)
{
  return ((p->ow - 1) * p->sw + (p->kw - 1) * p->dw + 1) * filters_of (p);
}

static gint64
band_lines (const Pass *p, gint64 rows)
{
  return (rows - 1) * p->sh + (p->kh - 1) * p->dh + 1;
}

/* As many rows as the room holds, at least one. */
static gint64
band_rows (const Pass *p)
{
  gint64 lines = BAND / band_line (p);
  return CLAMP ((lines - band_lines (p, 1)) / p->sh + 1, 1, MAX (p->oh, 1));
}

static gsize
band_size (const Pass *p)
{
  return (gsize) (band_lines (p, band_rows (p)) * band_line (p));
}

static Pass
forward_pass (const VslConv *c)
{
  return (Pass) { .h = c->h, .w = c->w, .c = c->c, .repeat = c->filters / c->c, .oh = c->oh, .ow = c->ow, .kh = c->kh, .kw = c->kw,
                  .sh = c->sh, .sw = c->sw, .dh = c->dh, .dw = c->dw, .top = c->top, .left = c->left };
}

/* One axis of the gradient: pixels first, first + step … of the fine map see taps phase, phase + step … of the kernel. */
typedef struct {
  gint64 first, count, taps, before;
} Phase;

static Phase
phase_of (gint64 length, gint64 kernel, gint64 step, gint64 dilation, gint64 pad, gint64 phase)
{
  Phase p = { 0 };
  gint64 m = phase >= pad ? -((phase - pad) / step) : (pad - phase + step - 1) / step;      /* first m with a pixel phase - pad + step m >= 0 */
  p.first = phase - pad + step * m;
  p.count = p.first < length ? (length - p.first + step - 1) / step : 0;
  p.taps = phase < kernel ? (kernel - phase + step - 1) / step : 0;
  p.before = (p.taps - 1) * dilation - m;
  return p;
}

static Pass
data_pass (const VslConv *c, const Phase *row, const Phase *column)
{
  return (Pass) { .h = c->oh, .w = c->ow, .c = c->filters, .repeat = 1, .oh = row->count, .ow = column->count, .kh = row->taps,
                  .kw = column->taps, .sh = 1, .sw = 1, .dh = c->dh, .dw = c->dw, .top = row->before, .left = column->before };
}

/* Copies `count` pixels, repeating channels. */
static void
copy_pixels (const Pass *p, gint64 count, const VslReal *from, VslReal *to)
{
  if (p->repeat == 1) {
    memcpy (to, from, (gsize) (count * p->c) * sizeof (VslReal));
    return;
  }
  for (gint64 i = 0; i < count * p->c; i++)
    for (gint64 r = 0; r < p->repeat; r++)
      *to++ = from[i];
}

/* The lines under output rows [row, row + rows) of a sample; the map itself where there is nothing to pad or repeat. */
static const VslReal *
open_band (const Pass *p, const VslReal *map, gint64 row, gint64 rows, VslReal *room, gint64 *line)
{
  gint64 f = filters_of (p), y0 = row * p->sh - p->top, lines = band_lines (p, rows), width = band_line (p) / f;
  if (p->repeat == 1 && y0 >= 0 && y0 + lines <= p->h && p->left == 0 && width <= p->w) {
    *line = p->w * p->c;
    return map + y0 * p->w * p->c;
  }
  *line = width * f;
  gint64 b = CLAMP (p->left, 0, width), e = CLAMP (p->w + p->left, b, width);      /* columns with pixels */
  for (gint64 i = 0; i < lines; i++) {
    VslReal *to = room + i * width * f;
    gint64 y = y0 + i;
    if (y < 0 || y >= p->h) {
      memset (to, 0, (gsize) (width * f) * sizeof (VslReal));
      continue;
    }
    memset (to, 0, (gsize) (b * f) * sizeof (VslReal));
    copy_pixels (p, e - b, map + (y * p->w + b - p->left) * p->c, to + b * f);
    memset (to + e * f, 0, (gsize) ((width - e) * f) * sizeof (VslReal));
  }
  return room;
}

static VslDepthwise
kernel_view (const Job *j, gint64 rows, gint64 line)
{
  const Pass *p = &j->pass;
  gint64 f = filters_of (p);
  return (VslDepthwise) { .oh = rows, .ow = p->ow, .c = f, .kh = p->kh, .kw = p->kw, .x_row = p->sh * line, .x_step = p->sw * f,
                          .tap_line = p->dh * line, .tap_step = p->dw * f, .y_row = j->y_row, .y_step = j->y_step };
}

/* ---- forward, and the gradient of the input where a channel has one filter ---- */

static void
map_part (gpointer data, int part)
{
  const Job *j = data;
  const Pass *p = &j->pass;
  VslReal *room = j->room + (gsize) part * j->per_part;
  gint64 b, e;
  vsl_part_range (j->rows, VSL_PARTS, part, &b, &e);
  while (b < e) {
    gint64 s = b / p->oh, row = b % p->oh, rows = MIN (MIN (j->band, p->oh - row), e - b), line;
    const VslReal *x = open_band (p, j->x + s * p->h * p->w * p->c, row, rows, room, &line);
    VslDepthwise d = kernel_view (j, rows, line);
    j->k->depthwise_forward (&d, x, j->w, j->bias, j->y + s * j->y_sample + j->y_first + row * j->y_row, j->add);
    b += rows;
  }
}

static void
run_map (Job *j)
{
  j->rows = j->n * j->pass.oh;
  j->band = band_rows (&j->pass);
  vsl_parallel_for (VSL_PARTS, map_part, j);
}

/**
 * vsl_depthwise_forward:
 * @x: n maps of h × w × c
 * @bias: (nullable): one number a filter
 * @y: (out): n maps of oh × ow × filters
 * @scratch: vsl_depthwise_scratch() VslReals
 */
void
vsl_depthwise_forward (const VslConv *c, gint64 n, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, VslReal *scratch)
{
  Job j = { .conv = c, .k = vsl_kernels (), .pass = forward_pass (c), .n = n, .x = x, .w = w, .bias = bias, .y = y, .room = scratch,
            .y_row = c->ow * c->filters, .y_step = c->filters, .y_sample = c->oh * c->ow * c->filters };
  j.per_part = band_size (&j.pass);
  run_map (&j);
}

/* ---- the gradient of the input ---- */

/* Room a part needs in any phase. */
static gsize
data_room (const VslConv *c)
{
  gsize room = 0;
  for (gint64 py = 0; py < c->sh; py++)
    for (gint64 px = 0; px < c->sw; px++) {
      Phase row = phase_of (c->h, c->kh, c->sh, c->dh, c->top, py), column = phase_of (c->w, c->kw, c->sw, c->dw, c->left, px);
      if (!row.count || !column.count || !row.taps || !column.taps)
        continue;
      Pass p = data_pass (c, &row, &column);
      room = MAX (room, band_size (&p) + (c->filters > c->c ? (gsize) (band_rows (&p) * column.count * c->filters) : 0));
    }
  return room;
}

/* Several filters a channel: their gradients, made in the room behind the band, are added up. */
static void
fold_part (gpointer data, int part)
{
  const Job *j = data;
  const Pass *p = &j->pass;
  VslReal *room = j->room + (gsize) part * j->per_part, *made = room + band_size (p);
  gint64 b, e, m = j->conv->filters / j->conv->c;
  vsl_part_range (j->rows, VSL_PARTS, part, &b, &e);
  while (b < e) {
    gint64 s = b / p->oh, row = b % p->oh, rows = MIN (MIN (j->band, p->oh - row), e - b), line;
    const VslReal *x = open_band (p, j->x + s * p->h * p->w * p->c, row, rows, room, &line), *from = made;
    VslDepthwise d = kernel_view (j, rows, line);
    d.y_step = p->c;
    d.y_row = p->ow * p->c;
    j->k->depthwise_forward (&d, x, j->w, NULL, made, FALSE);
    for (gint64 r = row; r < row + rows; r++)
      for (gint64 i = 0; i < p->ow; i++) {
        VslReal *to = j->y + s * j->y_sample + j->y_first + r * j->y_row + i * j->y_step;
        for (gint64 c = 0; c < j->conv->c; c++) {
          VslReal sum = j->add ? to[c] : 0;
          for (gint64 k = 0; k < m; k++)
            sum += *from++;
          to[c] = sum;
        }
      }
    b += rows;
  }
}

/* Pixels that no window sees: there are some when the step is longer than the kernel. */
static void
clear_pixels (const Job *j, const Phase *row, const Phase *column)
{
  for (gint64 s = 0; s < j->n && !j->add; s++)
    for (gint64 r = 0; r < row->count; r++)
      for (gint64 i = 0; i < column->count; i++)
        memset (j->y + s * j->y_sample + j->y_first + r * j->y_row + i * j->y_step, 0, (gsize) j->conv->c * sizeof (VslReal));
}

/* Every step-th tap of the kernel from the phase on, last first. */
static void
flip (const VslConv *c, const VslReal *w, gint64 py, gint64 px, const Phase *row, const Phase *column, VslReal *out)
{
  for (gint64 a = row->taps - 1; a >= 0; a--)
    for (gint64 b = column->taps - 1; b >= 0; b--, out += c->filters)
      memcpy (out, w + ((py + a * c->sh) * c->kw + px + b * c->sw) * c->filters, (gsize) c->filters * sizeof (VslReal));
}

/**
 * vsl_depthwise_backward_data:
 * @dy: n maps of oh × ow × filters
 * @dx: (out): n maps of h × w × c
 * @add: add to @dx instead of overwriting it
 * @scratch: vsl_depthwise_scratch() VslReals, for training
 */
void
vsl_depthwise_backward_data (const VslConv *c, gint64 n, const VslReal *dy, const VslReal *w, VslReal *dx, gboolean add, VslReal *scratch)
{
  VslReal *flipped = scratch;
  Job j = { .conv = c, .k = vsl_kernels (), .n = n, .x = dy, .w = flipped, .y = dx, .room = scratch + c->kh * c->kw * c->filters,
            .per_part = data_room (c), .y_row = c->sh * c->w * c->c, .y_step = c->sw * c->c, .y_sample = c->h * c->w * c->c, .add = add };
  for (gint64 py = 0; py < c->sh; py++)
    for (gint64 px = 0; px < c->sw; px++) {
      Phase row = phase_of (c->h, c->kh, c->sh, c->dh, c->top, py), column = phase_of (c->w, c->kw, c->sw, c->dw, c->left, px);
      if (!row.count || !column.count)
        continue;
      j.y_first = (row.first * c->w + column.first) * c->c;
      if (!row.taps || !column.taps) {
        clear_pixels (&j, &row, &column);
        continue;
      }
      flip (c, w, py, px, &row, &column, flipped);
      j.pass = data_pass (c, &row, &column);
      if (c->filters == c->c) {
        run_map (&j);
        continue;
      }
      j.rows = n * j.pass.oh;
      j.band = band_rows (&j.pass);
      vsl_parallel_for (VSL_PARTS, fold_part, &j);
    }
}

/* ---- the gradient of the weights: partial sums a part, added in their order ---- */

static void
weights_part (gpointer data, int part)
{
  const Job *j = data;
  const Pass *p = &j->pass;
  gint64 f = filters_of (p), b, e;
  VslReal *dw = j->room + (gsize) part * j->per_part, *room = dw + p->kh * p->kw * f;
  memset (dw, 0, (gsize) (p->kh * p->kw * f) * sizeof (VslReal));
  vsl_part_range (j->rows, VSL_PARTS, part, &b, &e);
  while (b < e) {
    gint64 s = b / p->oh, row = b % p->oh, rows = MIN (MIN (j->band, p->oh - row), e - b), line;
    const VslReal *x = open_band (p, j->x + s * p->h * p->w * p->c, row, rows, room, &line);
    VslDepthwise d = kernel_view (j, rows, line);
    j->k->depthwise_weights (&d, x, j->dy + b * p->ow * f, dw);
    b += rows;
  }
}

/**
 * vsl_depthwise_backward_weights:
 * @x: n maps of h × w × c
 * @dy: n maps of oh × ow × filters
 * @dw: (out) (nullable): summed over the samples
 * @db: (out) (nullable): gradient of the bias
 * @scratch: vsl_depthwise_scratch() VslReals, for training
 */
void
vsl_depthwise_backward_weights (const VslConv *c, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *db, VslReal *scratch)
{
  gsize size = (gsize) (c->kh * c->kw * c->filters);
  Job j = { .conv = c, .k = vsl_kernels (), .pass = forward_pass (c), .n = n, .x = x, .dy = dy, .room = scratch, .rows = n * c->oh,
            .y_row = c->ow * c->filters, .y_step = c->filters };
  j.band = band_rows (&j.pass);
  j.per_part = band_size (&j.pass) + size;
  if (dw) {
    vsl_parallel_for (VSL_PARTS, weights_part, &j);
    memcpy (dw, scratch, size * sizeof (VslReal));
    for (int p = 1; p < VSL_PARTS; p++)
      j.k->add (size, scratch + (gsize) p * j.per_part, dw);
  }
  if (db)
    vsl_sum_columns (n * c->oh * c->ow, c->filters, dy, db, scratch);
}

/**
 * vsl_depthwise_scratch:
 *
 * Returns: the VslReals of scratch that the other functions need, for any number of samples
 */
gsize
vsl_depthwise_scratch (const VslConv *c, gboolean training)
{
  Pass p = forward_pass (c);
  gsize forward = VSL_PARTS * band_size (&p), size = (gsize) (c->kh * c->kw * c->filters);
  if (!training)
    return forward;
  gsize weights = VSL_PARTS * (band_size (&p) + MAX (size, (gsize) c->filters)), data = size + VSL_PARTS * data_room (c);
  return MAX (weights, data);
}
