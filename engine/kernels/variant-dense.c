/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dense layers of few units, as at the end of a classifier. Lanes run along the depth, so that 10 units waste no lane of 8; the
 * weights lie the other way round and are turned in registers, 8 × 4 at a time. */
#include "kernels/vsl-variant.h"

#include <immintrin.h>

#define LANES 8
#define UNITS 12                     /* sums of one block */
#define PANEL 6                      /* vectors of depth that are turned together */

/* In each half, four vectors of four become the four others: the way there and the way back. */
static inline __attribute__ ((always_inline)) void
turn (__m256 a[4])
{
  __m256 t0 = _mm256_unpacklo_ps (a[0], a[1]), t1 = _mm256_unpackhi_ps (a[0], a[1]);
  __m256 t2 = _mm256_unpacklo_ps (a[2], a[3]), t3 = _mm256_unpackhi_ps (a[2], a[3]);
  a[0] = _mm256_shuffle_ps (t0, t2, 0x44);
  a[1] = _mm256_shuffle_ps (t0, t2, 0xee);
  a[2] = _mm256_shuffle_ps (t1, t3, 0x44);
  a[3] = _mm256_shuffle_ps (t1, t3, 0xee);
}

static inline __attribute__ ((always_inline)) __m128
load_few (const float *p, int n)
{
  __m128 zero = _mm_setzero_ps ();
  if (n >= 4)
    return _mm_loadu_ps (p);
  if (n == 3)
    return _mm_movelh_ps (_mm_loadl_pi (zero, (const __m64 *) (const void *) p), _mm_load_ss (p + 2));
  return n == 2 ? _mm_loadl_pi (zero, (const __m64 *) (const void *) p) : _mm_load_ss (p);
}

static inline __attribute__ ((always_inline)) void
store_few (float *p, int n, __m128 v)
{
  if (n >= 4) {
    _mm_storeu_ps (p, v);
    return;
  }
  if (n >= 2)
    _mm_storel_pi ((__m64 *) (void *) p, v);
  if (n == 3)
    _mm_store_ss (p + 2, _mm_movehl_ps (v, v));
  if (n == 1)
    _mm_store_ss (p, v);
}

/* dw of 8 depths by n units from `dw` on, summed over the rows. */
static inline __attribute__ ((always_inline)) void
weights_block (const int n, gint64 rows, gint64 depth, gint64 units, const float *x, const float *dy, float *dw)
{
  __m256 acc[UNITS];
#pragma GCC unroll 12
  for (int u = 0; u < UNITS; u++)
    acc[u] = _mm256_setzero_ps ();
  for (gint64 r = 0; r < rows; r++, x += depth, dy += units) {
    __m256 v = _mm256_loadu_ps (x);
#pragma GCC unroll 12
    for (int u = 0; u < n; u++)
      acc[u] = _mm256_fmadd_ps (v, _mm256_broadcast_ss (dy + u), acc[u]);
  }
#pragma GCC unroll 3
  for (int u = 0; u < n; u += 4) {
    turn (acc + u);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      store_few (dw + i * units + u, n - u, _mm256_castps256_ps128 (acc[u + i]));
      store_few (dw + (i + 4) * units + u, n - u, _mm256_extractf128_ps (acc[u + i], 1));
    }
  }
}

#define EACH(X) X (1) X (2) X (3) X (4) X (5) X (6) X (7) X (8) X (9) X (10) X (11) X (12)

static void
weights_units (int n, gint64 rows, gint64 depth, gint64 units, const float *x, const float *dy, float *dw)
{
#define CASE(k)                                                         \
  case k:                                                               \
    weights_block (k, rows, depth, units, x, dy, dw);                   \
    break;
  switch (n) {
    EACH (CASE)
  }
#undef CASE
}

void
V (dense_weights) (gint64 rows, gint64 depth, gint64 units, gint64 begin, gint64 end, const VslReal *x, const VslReal *dy, VslReal *dw)
{
  gint64 k = begin;
  for (; k + LANES <= end; k += LANES)
    for (gint64 u = 0; u < units; u += UNITS)
      weights_units ((int) MIN (UNITS, units - u), rows, depth, units, x + k, dy + u, dw + k * units + u);
  for (; k < end; k++)
    for (gint64 u = 0; u < units; u++) {
      float sum = 0;
      for (gint64 r = 0; r < rows; r++)
        sum += x[r * depth + k] * dy[r * units + u];
      dw[k * units + u] = sum;
    }
}

/* 8 * PANEL depths of the weights, turned: [unit][depth]. */
static inline __attribute__ ((always_inline)) void
turn_units (const int n, gint64 units, const float *w, int vecs, float *to)
{
  for (int v = 0; v < vecs; v++, w += LANES * units, to += LANES) {
    __m256 a[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
      a[i] = _mm256_insertf128_ps (_mm256_castps128_ps256 (load_few (w + i * units, n)), load_few (w + (i + 4) * units, n), 1);
    turn (a);
#pragma GCC unroll 4
    for (int i = 0; i < n; i++)
      _mm256_storeu_ps (to + i * LANES * PANEL, a[i]);
  }
}

static void
turn_panel (gint64 units, const float *w, int vecs, float *to)
{
  for (gint64 u = 0; u < units; u += 4, w += 4, to += 4 * LANES * PANEL)
    switch (MIN (units - u, 4)) {
    case 1:
      turn_units (1, units, w, vecs, to);
      break;
    case 2:
      turn_units (2, units, w, vecs, to);
      break;
    case 3:
      turn_units (3, units, w, vecs, to);
      break;
    default:
      turn_units (4, units, w, vecs, to);
    }
}

/* rows × vecs vectors of dx. */
static inline __attribute__ ((always_inline)) void
data_block (const int rows, const int vecs, gint64 depth, gint64 units, const float *dy, const float *panel, float *dx, gboolean add)
{
  __m256 acc[4][3];
#pragma GCC unroll 4
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (int v = 0; v < vecs; v++)
      acc[r][v] = _mm256_setzero_ps ();
  for (gint64 u = 0; u < units; u++, panel += LANES * PANEL) {
    __m256 w[3];
#pragma GCC unroll 3
    for (int v = 0; v < vecs; v++)
      w[v] = _mm256_loadu_ps (panel + v * LANES);
#pragma GCC unroll 4
    for (int r = 0; r < rows; r++) {
      __m256 g = _mm256_broadcast_ss (dy + r * units + u);
#pragma GCC unroll 3
      for (int v = 0; v < vecs; v++)
        acc[r][v] = _mm256_fmadd_ps (g, w[v], acc[r][v]);
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 3
    for (int v = 0; v < vecs; v++) {
      float *to = dx + r * depth + v * LANES;
      _mm256_storeu_ps (to, add ? _mm256_add_ps (_mm256_loadu_ps (to), acc[r][v]) : acc[r][v]);
    }
}

static void
data_rows (int rows, int vecs, gint64 depth, gint64 units, const float *dy, const float *panel, float *dx, gboolean add)
{
  int v = 0;
  for (; rows == 4 && v + 3 <= vecs; v += 3)
    data_block (4, 3, depth, units, dy, panel + v * LANES, dx + v * LANES, add);
  for (; rows == 4 && v < vecs; v++)
    data_block (4, 1, depth, units, dy, panel + v * LANES, dx + v * LANES, add);
  for (; v + 3 <= vecs; v += 3)
    for (int r = 0; r < rows; r++)
      data_block (1, 3, depth, units, dy + r * units, panel + v * LANES, dx + r * depth + v * LANES, add);
  for (; v < vecs; v++)
    for (int r = 0; r < rows; r++)
      data_block (1, 1, depth, units, dy + r * units, panel + v * LANES, dx + r * depth + v * LANES, add);
}

void
V (dense_data) (gint64 rows, gint64 depth, gint64 units, gint64 begin, gint64 end, const VslReal *dy, const VslReal *w, VslReal *dx,
                gboolean add)
{
  float panel[VSL_DENSE_FEW * LANES * PANEL];
  gint64 k = begin;
  while (k + LANES <= end) {
    int vecs = (int) MIN (PANEL, (end - k) / LANES);
    turn_panel (units, w + k * units, vecs, panel);
    for (gint64 r = 0; r < rows; r += 4)
      data_rows ((int) MIN (4, rows - r), vecs, depth, units, dy + r * units, panel, dx + r * depth + k, add);
    k += vecs * LANES;
  }
  for (; k < end; k++)
    for (gint64 r = 0; r < rows; r++) {
      float sum = 0;
      for (gint64 u = 0; u < units; u++)
        sum += dy[r * units + u] * w[k * units + u];
      dx[r * depth + k] = add ? dx[r * depth + k] + sum : sum;
    }
}

static inline __m256i
mask_of (gint64 n)
{
  return _mm256_cmpgt_epi32 (_mm256_set1_epi32 ((int) MIN (n, LANES)), _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7));
}

/* One row, 8 * vecs units at most: four sums for every unit, added in pairs at the end, since one would have to be waited for. */
static inline __attribute__ ((always_inline)) void
row_block (const int vecs, gint64 depth, gint64 units, const float *x, const float *w, const float *bias, __m256i last, float *y)
{
  __m256 acc[4][2];
#pragma GCC unroll 4
  for (int c = 0; c < 4; c++)
    acc[c][0] = acc[c][1] = _mm256_setzero_ps ();
  gint64 k = 0;
  for (; k + 4 <= depth; k += 4)
#pragma GCC unroll 4
    for (int c = 0; c < 4; c++, w += units) {
      __m256 v = _mm256_broadcast_ss (x + k + c);
      if (vecs > 1)
        acc[c][0] = _mm256_fmadd_ps (v, _mm256_loadu_ps (w), acc[c][0]);
      acc[c][1] = _mm256_fmadd_ps (v, _mm256_maskload_ps (w + (vecs - 1) * LANES, last), acc[c][1]);
    }
  for (; k < depth; k++, w += units) {
    __m256 v = _mm256_broadcast_ss (x + k);
    if (vecs > 1)
      acc[0][0] = _mm256_fmadd_ps (v, _mm256_loadu_ps (w), acc[0][0]);
    acc[0][1] = _mm256_fmadd_ps (v, _mm256_maskload_ps (w + (vecs - 1) * LANES, last), acc[0][1]);
  }
#pragma GCC unroll 2
  for (int v = 2 - vecs; v < 2; v++) {
    int at = (v - 2 + vecs) * LANES;
    __m256i m = v == 1 ? last : _mm256_set1_epi32 (-1);
    __m256 sum = _mm256_add_ps (_mm256_add_ps (acc[0][v], acc[1][v]), _mm256_add_ps (acc[2][v], acc[3][v]));
    _mm256_maskstore_ps (y + at, m, bias ? _mm256_add_ps (sum, _mm256_maskload_ps (bias + at, m)) : sum);
  }
}

void
V (dense_row) (gint64 depth, gint64 units, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y)
{
  for (gint64 u = 0; u < units; u += 2 * LANES) {
    const float *b = bias ? bias + u : NULL;
    if (units - u > LANES)
      row_block (2, depth, units, x, w + u, b, mask_of (units - u - LANES), y + u);
    else
      row_block (1, depth, units, x, w + u, b, mask_of (units - u), y + u);
  }
}
