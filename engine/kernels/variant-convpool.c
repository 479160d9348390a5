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

/* Eight bytes from eight small ints. */
static inline void
store_bytes (guint8 *to, __m256i v)
{
  __m128i words = _mm_packs_epi32 (_mm256_castsi256_si128 (v), _mm256_extracti128_si256 (v, 1));
  _mm_storel_epi64 ((__m128i *) to, _mm_packus_epi16 (words, words));
}

/* The largest of four, relu, and which one it was (4: none passed the relu). A later pixel must be larger to win, as in
 * the pooling layer; comparisons let what is not a number win, so that it is noticed. */
static inline __attribute__ ((always_inline)) void
pool4 (__m256 v0, __m256 v1, __m256 v2, __m256 v3, float *y, guint8 *arg)
{
  __m256 m = v0, zero = _mm256_setzero_ps ();
  __m256i best = _mm256_setzero_si256 ();
  __m256 v[3] = { v1, v2, v3 };
#pragma GCC unroll 3
  for (int i = 0; i < 3; i++) {
    __m256 larger = _mm256_cmp_ps (v[i], m, _CMP_NLE_UQ);
    m = _mm256_blendv_ps (m, v[i], larger);
    if (arg)
      best = _mm256_blendv_epi8 (best, _mm256_set1_epi32 (i + 1), _mm256_castps_si256 (larger));
  }
  if (arg) {
    __m256 dead = _mm256_cmp_ps (m, zero, _CMP_LE_OQ);
    store_bytes (arg, _mm256_blendv_epi8 (best, _mm256_set1_epi32 (4), _mm256_castps_si256 (dead)));
  }
  _mm256_storeu_ps (y, _mm256_max_ps (zero, m));
}

/* One window, 8 * vecs filters from `w` on. */
static inline __attribute__ ((always_inline)) void
window (const VslConvPool *p, const int vecs, const float *x, const float *w, const float *bias, float *y, guint8 *arg)
{
  __m256 a0[2], a1[2], a2[2], a3[2];
#pragma GCC unroll 2
  for (int v = 0; v < vecs; v++)
    a0[v] = a1[v] = a2[v] = a3[v] = bias ? _mm256_loadu_ps (bias + v * LANES) : _mm256_setzero_ps ();
  for (gint64 ky = 0; ky < p->kh; ky++, x += p->line) {
    const float *upper = x, *lower = x + p->line;
    for (gint64 t = 0; t < p->run; t++, w += p->filters) {
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

void
V (conv_pool_forward) (const VslConvPool *p, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, guint8 *arg)
{
  /* Filters outside, so that a block's weights stay in the first cache level over the whole map. */
  for (gint64 f = 0; f < p->filters; f += 2 * LANES) {
    const float *b = bias ? bias + f : NULL;
    gboolean two = p->filters - f > LANES;
    for (gint64 r = 0; r < p->ph; r++)
      for (gint64 c = 0; c < p->pw; c++) {
        const float *at = x + 2 * r * p->line + 2 * c * p->c;
        gint64 out = (r * p->pw + c) * p->filters + f;
        if (two)
          window (p, 2, at, w + f, b, y + out, arg ? arg + out : NULL);
        else
          window (p, 1, at, w + f, b, y + out, arg ? arg + out : NULL);
      }
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

/* The four pixels under each tap of each window of a row, side by side. */
static void
gather (const VslConvPool *p, const float *x, float *pixels)
{
  for (gint64 c = 0; c < p->pw; c++, x += 2 * p->c)
    for (gint64 ky = 0; ky < p->kh; ky++) {
      const float *upper = x + ky * p->line, *lower = upper + p->line;
      for (gint64 t = 0; t < p->run; t++, pixels += 4) {
        pixels[0] = upper[t];
        pixels[1] = upper[t + p->c];
        pixels[2] = lower[t];
        pixels[3] = lower[t + p->c];
      }
    }
}

void
V (conv_pool_weights) (const VslConvPool *p, const VslReal *x, const VslReal *dy, const guint8 *arg, VslReal *dw, VslReal *db, VslReal *pixels)
{
  const gint64 all = p->kh * p->run;
  for (gint64 r = 0; r < p->ph; r++) {
    gint64 out = r * p->pw * p->filters;
    gather (p, x + 2 * r * p->line, pixels);
    for (gint64 t = 0; t < all; t += TAPS)
      for (gint64 f = 0; f < p->filters; f += LANES)
        weights_taps (p, (int) MIN (TAPS, all - t), db && t == 0, pixels + 4 * t, dy + out + f, arg + out + f, dw + t * p->filters + f,
                      db ? db + f : NULL);
  }
}
