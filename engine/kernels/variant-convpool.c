/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution, bias, relu and 2 × 2 maximum in one pass, for a first layer with few channels: the four pixels of a pooling window
 * stay in registers, and the map before the pooling is never written. The gradient by the weights then touches only the pixel that
 * won, a quarter of the work. Compiled where there are FMA vectors; eight lanes also where wider ones exist, because a
 * permutation within four pixels is a 128-bit matter. */
#include "kernels/vsl-variant.h"

#include <immintrin.h>
#include <string.h>

#define LANES 8
#define TAPS 9                       /* taps of a block: 9 sums, the bias's, index, gradient and one more in 16 registers */

/* [m]: byte i is bit i of m. */
#define BIT(m, i) ((guint64) ((m) >> (i) & 1) << (8 * (i)))
#define ONE(m) BIT (m, 0) | BIT (m, 1) | BIT (m, 2) | BIT (m, 3) | BIT (m, 4) | BIT (m, 5) | BIT (m, 6) | BIT (m, 7)
#define TWO(m) ONE (m), ONE ((m) + 1)
#define EIGHT(m) TWO (m), TWO ((m) + 2), TWO ((m) + 4), TWO ((m) + 6)
#define SIXTY_FOUR(m)                                                                                                     \
  EIGHT (m), EIGHT ((m) + 8), EIGHT ((m) + 16), EIGHT ((m) + 24), EIGHT ((m) + 32), EIGHT ((m) + 40), EIGHT ((m) + 48), EIGHT ((m) + 56)
static const guint64 spread[256] = { SIXTY_FOUR (0), SIXTY_FOUR (64), SIXTY_FOUR (128), SIXTY_FOUR (192) };

/* One bit of each lane: whether a > b. Whole numbers are compared, which leaves the units for floating point free: positive floats
 * have the order of their bits, and negative ones matter only beside positive ones. */
static inline __attribute__ ((always_inline)) guint
larger (__m256 a, __m256 b)
{
  return (guint) _mm256_movemask_ps (_mm256_castsi256_ps (_mm256_cmpgt_epi32 (_mm256_castps_si256 (a), _mm256_castps_si256 (b))));
}

/* The largest of four, relu, and which one it was (4: none passed the relu). A later pixel must be larger to win, as in the
 * pooling layer. In pairs: less waiting than one by one. */
static inline __attribute__ ((always_inline)) void
pool4 (__m256 v0, __m256 v1, __m256 v2, __m256 v3, float *y, guint8 *arg)
{
  __m256 zero = _mm256_setzero_ps (), upper = _mm256_max_ps (v0, v1), lower = _mm256_max_ps (v2, v3), m = _mm256_max_ps (upper, lower);
  _mm256_storeu_ps (y, _mm256_max_ps (zero, m));
  if (arg) {
    guint alive = larger (m, zero), below = larger (lower, upper) & alive;
    guint right = ((larger (v3, v2) & below) | (larger (v1, v0) & ~below)) & alive;
    guint64 bytes = spread[right] | spread[below] << 1 | spread[alive ^ 0xff] << 2;
    memcpy (arg, &bytes, sizeof bytes);
  }
}

/* One window, 8 * vecs filters from `w` on. kh and run: of the geometry, constants where the caller knows them. */
static inline __attribute__ ((always_inline)) void
window (const VslConvPool *p, const gint64 kh, const gint64 run, const int vecs, const float *x, const float *w, const float *bias, float *y,
        guint8 *arg)
{
  __m256 a0[2], a1[2], a2[2], a3[2];
#pragma GCC unroll 2
  for (int v = 0; v < vecs; v++)
    a0[v] = a1[v] = a2[v] = a3[v] = bias ? _mm256_loadu_ps (bias + v * LANES) : _mm256_setzero_ps ();
#pragma GCC unroll 3
  for (gint64 ky = 0; ky < kh; ky++, x += p->line) {
    const float *upper = x, *lower = x + p->line;
#pragma GCC unroll 3
    for (gint64 t = 0; t < run; t++, w += p->filters) {
      __m256 b0 = _mm256_broadcast_ss (upper + t), b1 = _mm256_broadcast_ss (upper + t + p->c);
      __m256 b2 = _mm256_broadcast_ss (lower + t), b3 = _mm256_broadcast_ss (lower + t + p->c);
#pragma GCC unroll 2
      for (int v = 0; v < vecs; v++) {
        __m256 k = _mm256_loadu_ps (w + v * LANES);
        a0[v] = _mm256_fmadd_ps (b0, k, a0[v]);
        a1[v] = _mm256_fmadd_ps (b1, k, a1[v]);
        a2[v] = _mm256_fmadd_ps (b2, k, a2[v]);
        a3[v] = _mm256_fmadd_ps (b3, k, a3[v]);
      }
    }
  }
#pragma GCC unroll 2
  for (int v = 0; v < vecs; v++)
    pool4 (a0[v], a1[v], a2[v], a3[v], y + v * LANES, arg ? arg + v * LANES : NULL);
}

/* 8 * vecs filters of the whole map. */
static inline __attribute__ ((always_inline)) void
map (const VslConvPool *p, const gint64 kh, const gint64 run, const int vecs, const gboolean with_arg, const float *x, const float *w,
     const float *bias, float *y, guint8 *arg)
{
  for (gint64 r = 0; r < p->ph; r++)
    for (gint64 c = 0; c < p->pw; c++, y += p->filters) {
      window (p, kh, run, vecs, x + 2 * r * p->line + 2 * c * p->c, w, bias, y, with_arg ? arg : NULL);
      if (with_arg)
        arg += p->filters;
    }
}

static void
map_any (const VslConvPool *p, gboolean two, const float *x, const float *w, const float *bias, float *y, guint8 *arg)
{
  if (two && arg)
    map (p, p->kh, p->run, 2, TRUE, x, w, bias, y, arg);
  else if (two)
    map (p, p->kh, p->run, 2, FALSE, x, w, bias, y, NULL);
  else if (arg)
    map (p, p->kh, p->run, 1, TRUE, x, w, bias, y, arg);
  else
    map (p, p->kh, p->run, 1, FALSE, x, w, bias, y, NULL);
}

/* 3 × 3 over one channel, the classic case, without inner loops. */
static void
map_3x3 (const VslConvPool *p, const float *x, const float *w, const float *bias, float *y, guint8 *arg)
{
  if (arg)
    map (p, 3, 3, 2, TRUE, x, w, bias, y, arg);
  else
    map (p, 3, 3, 2, FALSE, x, w, bias, y, NULL);
}

void
V (conv_pool_forward) (const VslConvPool *p, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, guint8 *arg)
{
  /* Filters outside, so that a block's weights stay in the first cache level over the whole map. */
  for (gint64 f = 0; f < p->filters; f += 2 * LANES) {
    const float *b = bias ? bias + f : NULL;
    gboolean two = p->filters - f > LANES;
    if (two && p->kh == 3 && p->run == 3)
      map_3x3 (p, x, w + f, b, y + f, arg ? arg + f : NULL);
    else
      map_any (p, two, x, w + f, b, y + f, arg ? arg + f : NULL);
  }
}

/* `taps` taps of 8 filters over one row of windows. pixels: [window][all taps][4]. */
static inline __attribute__ ((always_inline)) void
weights_row (const VslConvPool *p, const int taps, gboolean bias, const float *pixels, const float *dy, const guint8 *arg, float *dw, float *db)
{
  const gint64 all = p->kh * p->run;
  __m256 acc[TAPS], sum = _mm256_setzero_ps ();
#pragma GCC unroll 9
  for (int t = 0; t < taps; t++)
    acc[t] = _mm256_loadu_ps (dw + t * p->filters);
  for (gint64 c = 0; c < p->pw; c++, dy += p->filters, arg += p->filters, pixels += 4 * all) {
    __m256i which = _mm256_cvtepu8_epi32 (_mm_loadl_epi64 ((const __m128i *) arg));
    __m256 g = _mm256_and_ps (_mm256_loadu_ps (dy), _mm256_castsi256_ps (_mm256_cmpgt_epi32 (_mm256_set1_epi32 (4), which)));
    sum = _mm256_add_ps (sum, g);
#pragma GCC unroll 9
    for (int t = 0; t < taps; t++) {
      __m256 four = _mm256_broadcast_ps ((const __m128 *) (pixels + 4 * t));
      acc[t] = _mm256_fmadd_ps (_mm256_permutevar_ps (four, which), g, acc[t]);
    }
  }
#pragma GCC unroll 9
  for (int t = 0; t < taps; t++)
    _mm256_storeu_ps (dw + t * p->filters, acc[t]);
  if (bias)
    _mm256_storeu_ps (db, _mm256_add_ps (_mm256_loadu_ps (db), sum));
}

#define CASE(n)                                                         \
  case n:                                                               \
    weights_row (p, n, bias, pixels, dy, arg, dw, db);                  \
    break;

static void
weights_taps (const VslConvPool *p, int taps, gboolean bias, const float *pixels, const float *dy, const guint8 *arg, float *dw, float *db)
{
  switch (taps) {
    CASE (9) CASE (8) CASE (7) CASE (6) CASE (5) CASE (4) CASE (3) CASE (2)
  default:
    weights_row (p, 1, bias, pixels, dy, arg, dw, db);
  }
}

/* The four pixels under each tap of each window of a row, side by side. Of one channel two of them are neighbours already.
 * kh and run: of the geometry, constants where the caller knows them. */
static inline __attribute__ ((always_inline)) void
gather (const VslConvPool *p, const gint64 kh, const gint64 run, const gint64 channels, const float *x, float *pixels)
{
  for (gint64 c = 0; c < p->pw; c++, x += 2 * channels, pixels += 4 * kh * run)
#pragma GCC unroll 3
    for (gint64 ky = 0; ky < kh; ky++) {
      const float *upper = x + ky * p->line, *lower = upper + p->line;
#pragma GCC unroll 3
      for (gint64 t = 0; t < run; t++) {
        __m128 four;
        if (channels == 1)
          four = _mm_loadh_pi (_mm_loadl_pi (_mm_setzero_ps (), (const __m64 *) (const void *) (upper + t)), (const __m64 *) (const void *) (lower + t));
        else
          four = _mm_setr_ps (upper[t], upper[t + channels], lower[t], lower[t + channels]);
        _mm_storeu_ps (pixels + 4 * (ky * run + t), four);
      }
    }
}

static void
gather_row (const VslConvPool *p, const float *x, float *pixels)
{
  if (p->c == 1 && p->kh == 3 && p->run == 3)
    gather (p, 3, 3, 1, x, pixels);
  else if (p->c == 1)
    gather (p, p->kh, p->run, 1, x, pixels);
  else
    gather (p, p->kh, p->run, p->c, x, pixels);
}

void
V (conv_pool_weights) (const VslConvPool *p, const VslReal *x, const VslReal *dy, const guint8 *arg, VslReal *dw, VslReal *db, VslReal *pixels)
{
  const gint64 all = p->kh * p->run;
  for (gint64 r = 0; r < p->ph; r++) {
    gint64 out = r * p->pw * p->filters;
    gather_row (p, x + 2 * r * p->line, pixels);
    for (gint64 t = 0; t < all; t += TAPS)
      for (gint64 f = 0; f < p->filters; f += LANES)
        weights_taps (p, (int) MIN (TAPS, all - t), db && t == 0, pixels + 4 * t, dy + out + f, arg + out + f, dw + t * p->filters + f,
                      db ? db + f : NULL);
  }
}
