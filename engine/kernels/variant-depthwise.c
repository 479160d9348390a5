/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depthwise convolution: each channel by itself, so vectors run along the channels. The map is already padded. */
#include "kernels/variant-lanes.h"

#define WIDE 4                       /* outputs of a row that share the weights */

/* `wide` outputs, one channel vector. */
static inline __attribute__ ((always_inline)) void
forward_block (const VslDepthwise *d, const int wide, const gint64 kh, const gint64 kw, const VslReal *x, const VslReal *w, const VslReal *bias,
               VslReal *y, gboolean add)
{
  Vec first = bias ? vec_load (bias) : vec_all (0), sum[WIDE];
  for (int i = 0; i < wide; i++)
    sum[i] = add ? first + vec_load (y + i * d->y_step) : first;
  for (gint64 ky = 0; ky < kh; ky++, x += d->tap_line) {
    const VslReal *from = x;
#pragma GCC unroll 3
    for (gint64 kx = 0; kx < kw; kx++, w += d->c, from += d->tap_step) {
      Vec weight = vec_load (w);
      for (int i = 0; i < wide; i++)
        sum[i] = vec_fma (vec_load (from + i * d->x_step), weight, sum[i]);
    }
  }
  for (int i = 0; i < wide; i++)
    vec_store (y + i * d->y_step, sum[i]);
}

static inline void
forward_one (const VslDepthwise *d, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, gboolean add)
{
  VslReal sum = (bias ? *bias : 0) + (add ? *y : 0);
  for (gint64 ky = 0; ky < d->kh; ky++)
    for (gint64 kx = 0; kx < d->kw; kx++, w += d->c)
      sum += x[ky * d->tap_line + kx * d->tap_step] * *w;
  *y = sum;
}

static inline __attribute__ ((always_inline)) void
forward_map (const VslDepthwise *d, const gint64 kh, const gint64 kw, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y,
             gboolean add)
{
  gint64 whole = d->c - d->c % (gint64) VEC;
  for (gint64 oy = 0; oy < d->oh; oy++)
    for (gint64 ox = 0; ox < d->ow; ox += WIDE) {
      const VslReal *from = x + oy * d->x_row + ox * d->x_step;
      VslReal *to = y + oy * d->y_row + ox * d->y_step;
      gint64 wide = MIN (WIDE, d->ow - ox);
      for (gint64 c = 0; c < whole; c += (gint64) VEC)
        if (wide == WIDE)
          forward_block (d, WIDE, kh, kw, from + c, w + c, bias ? bias + c : NULL, to + c, add);
        else
          for (gint64 i = 0; i < wide; i++)
            forward_block (d, 1, kh, kw, from + i * d->x_step + c, w + c, bias ? bias + c : NULL, to + i * d->y_step + c, add);
      for (gint64 c = whole; c < d->c; c++)
        for (gint64 i = 0; i < wide; i++)
          forward_one (d, from + i * d->x_step + c, w + c, bias ? bias + c : NULL, to + i * d->y_step + c, add);
    }
}

void
V (depthwise_forward) (const VslDepthwise *d, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, gboolean add)
{
  if (d->kh == 3 && d->kw == 3)
    forward_map (d, 3, 3, x, w, bias, y, add);
  else
    forward_map (d, d->kh, d->kw, x, w, bias, y, add);
}

/* Gradients of `kh` × `kw` taps and one channel vector, summed along a row of the map. */
static inline __attribute__ ((always_inline)) void
weights_block (const VslDepthwise *d, const int kh, const int kw, const VslReal *x, const VslReal *dy, VslReal *dw)
{
  Vec sum[9];
  for (int k = 0; k < kh * kw; k++)
    sum[k] = vec_load (dw + (k / kw * d->kw + k % kw) * d->c);
  for (gint64 ox = 0; ox < d->ow; ox++, x += d->x_step, dy += d->y_step) {
    Vec v = vec_load (dy);
#pragma GCC unroll 9
    for (int k = 0; k < kh * kw; k++)
      sum[k] = vec_fma (vec_load (x + k / kw * d->tap_line + k % kw * d->tap_step), v, sum[k]);
  }
  for (int k = 0; k < kh * kw; k++)
    vec_store (dw + (k / kw * d->kw + k % kw) * d->c, sum[k]);
}

static void
weights_one (const VslDepthwise *d, const VslReal *x, const VslReal *dy, VslReal *dw)
{
  VslReal sum = *dw;
  for (gint64 oy = 0; oy < d->oh; oy++)
    for (gint64 ox = 0; ox < d->ow; ox++)
      sum += x[oy * d->x_row + ox * d->x_step] * dy[oy * d->y_row + ox * d->y_step];
  *dw = sum;
}

/* Taps [kx, kx + taps) of row ky, one row of the map. */
static void
weights_row (const VslDepthwise *d, gint64 taps, const VslReal *x, const VslReal *dy, VslReal *dw)
{
  gint64 whole = d->c - d->c % (gint64) VEC;
  for (gint64 c = 0; c < whole; c += (gint64) VEC)
    switch (taps) {
    case 1: weights_block (d, 1, 1, x + c, dy + c, dw + c); break;
    case 2: weights_block (d, 1, 2, x + c, dy + c, dw + c); break;
    case 3: weights_block (d, 1, 3, x + c, dy + c, dw + c); break;
    default: weights_block (d, 1, WIDE, x + c, dy + c, dw + c); break;
    }
}

void
V (depthwise_weights) (const VslDepthwise *d, const VslReal *x, const VslReal *dy, VslReal *dw)
{
  gint64 whole = d->c - d->c % (gint64) VEC;
  for (gint64 oy = 0; oy < d->oh; oy++) {
    const VslReal *row = x + oy * d->x_row, *with = dy + oy * d->y_row;
    if (d->kh == 3 && d->kw == 3)
      for (gint64 c = 0; c < whole; c += (gint64) VEC)
        weights_block (d, 3, 3, row + c, with + c, dw + c);
    else
      for (gint64 ky = 0; ky < d->kh; ky++)
        for (gint64 kx = 0; kx < d->kw; kx += WIDE)
          weights_row (d, MIN (WIDE, d->kw - kx), row + ky * d->tap_line + kx * d->tap_step, with, dw + (ky * d->kw + kx) * d->c);
  }
  for (gint64 k = 0; whole < d->c && k < d->kh * d->kw; k++)
    for (gint64 c = whole; c < d->c; c++)
      weights_one (d, x + k / d->kw * d->tap_line + k % d->kw * d->tap_step + c, dy + c, dw + k * d->c + c);
}
