/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution, bias, relu and 2 × 2 maximum in one pass, for a first layer with few channels: the four pixels of a pooling window
 * stay in registers, and the map before the pooling is never written. The gradient by the weights then touches only the pixel that
 * won, a quarter of the work. Compiled where there are FMA vectors: eight filters in a vector, sixteen with
 * AVX-512, whose last vector of filters may be half empty. */
#include "kernels/vsl-variant.h"

#include <string.h>

#include "kernels/variant-vector.h"

/* Filters come in eights. Of the last vector only `last` are there; whole: all of them. */
typedef struct {
  gboolean whole;
  Mask mask;
  gsize count;
} Last;

#ifdef __AVX512F__
#define TAPS 27                      /* taps of a block: their sums, the bias's, index, gradient and one more in 32 registers */

typedef __m512i Places;
#define four_of(p) _mm512_broadcast_f32x4 (_mm_loadu_ps (p))
#define chosen(four, which) _mm512_permutevar_ps (four, which)
#define places_of(arg) _mm512_cvtepu8_epi32 (_mm_loadu_si128 ((const __m128i *) (const void *) (arg)))
#define half_places_of(arg) _mm512_cvtepu8_epi32 (_mm_loadl_epi64 ((const __m128i *) (const void *) (arg)))
#define where_alive(which, g) _mm512_maskz_mov_ps (_mm512_cmpgt_epi32_mask (_mm512_set1_epi32 (4), which), g)

static inline __attribute__ ((always_inline)) Mask
larger (Vec a, Vec b)
{
  return _mm512_cmpgt_epi32_mask (_mm512_castps_si512 (a), _mm512_castps_si512 (b));
}

static inline __attribute__ ((always_inline)) void
put_places (Mask right, Mask below, Mask alive, gsize n, guint8 *arg)
{
  __m128i bytes = _mm_or_si128 (_mm_maskz_set1_epi8 (right, 1), _mm_or_si128 (_mm_maskz_set1_epi8 (below, 2), _mm_maskz_set1_epi8 ((Mask) ~alive, 4)));
  if (n == LANES)
    _mm_storeu_si128 ((__m128i *) (void *) arg, bytes);
  else
    _mm_storel_epi64 ((__m128i *) (void *) arg, bytes);
}
#else
#define TAPS 9                       /* 16 registers */

typedef __m256i Places;
#define four_of(p) _mm256_broadcast_ps ((const __m128 *) (const void *) (p))
#define chosen(four, which) _mm256_permutevar_ps (four, which)
#define places_of(arg) _mm256_cvtepu8_epi32 (_mm_loadl_epi64 ((const __m128i *) (const void *) (arg)))
#define half_places_of(arg) places_of (arg)
#define where_alive(which, g) _mm256_and_ps (g, _mm256_castsi256_ps (_mm256_cmpgt_epi32 (_mm256_set1_epi32 (4), which)))

/* [m]: byte i is bit i of m. */
#define BIT(m, i) ((guint64) ((m) >> (i) & 1) << (8 * (i)))
#define ONE(m) BIT (m, 0) | BIT (m, 1) | BIT (m, 2) | BIT (m, 3) | BIT (m, 4) | BIT (m, 5) | BIT (m, 6) | BIT (m, 7)
#define TWO(m) ONE (m), ONE ((m) + 1)
#define EIGHT(m) TWO (m), TWO ((m) + 2), TWO ((m) + 4), TWO ((m) + 6)
#define SIXTY_FOUR(m)                                                                                                     \
  EIGHT (m), EIGHT ((m) + 8), EIGHT ((m) + 16), EIGHT ((m) + 24), EIGHT ((m) + 32), EIGHT ((m) + 40), EIGHT ((m) + 48), EIGHT ((m) + 56)
static const guint64 spread[256] = { SIXTY_FOUR (0), SIXTY_FOUR (64), SIXTY_FOUR (128), SIXTY_FOUR (192) };

static inline __attribute__ ((always_inline)) guint
larger (Vec a, Vec b)
{
  return (guint) _mm256_movemask_ps (_mm256_castsi256_ps (_mm256_cmpgt_epi32 (_mm256_castps_si256 (a), _mm256_castps_si256 (b))));
}

static inline __attribute__ ((always_inline)) void
put_places (guint right, guint below, guint alive, gsize n, guint8 *arg)
{
  guint64 bytes = spread[right] | spread[below] << 1 | spread[alive ^ 0xff] << 2;
  memcpy (arg, &bytes, sizeof bytes);
}
#endif

/* The largest of four, relu, and which one it was (4: none passed the relu). A later pixel must be larger to win, as in the
 * pooling layer. In pairs: less waiting than one by one. Whole numbers are compared, which leaves the units for floating point free: positive
 * floats have the order of their bits, and negative ones matter only beside positive ones. */
static inline __attribute__ ((always_inline)) void
pool4 (Vec v0, Vec v1, Vec v2, Vec v3, const gboolean whole, const Last *last, float *y, guint8 *arg)
{
  Vec zero = v_zero (), upper = v_max (v0, v1), lower = v_max (v2, v3), m = v_max (upper, lower);
  if (whole)
    v_storeu (y, v_max (zero, m));
  else
    v_store (y, last->mask, v_max (zero, m));
  if (arg) {
    guint alive = larger (m, zero), below = larger (lower, upper) & alive;
    guint right = ((larger (v3, v2) & below) | (larger (v1, v0) & ~below)) & alive;
    put_places (right, below, alive, whole ? LANES : last->count, arg);
  }
}

static inline __attribute__ ((always_inline)) Vec
take (const float *p, const gboolean whole, const Last *last)
{
  return whole ? v_loadu (p) : v_load (p, last->mask);
}

/* One window, `vecs` vectors of filters from `w` on, the last of them whole or not. kh and run: of the geometry, constants where the caller
 * knows them. */
static inline __attribute__ ((always_inline)) void
window (const VslConvPool *p, const gint64 kh, const gint64 run, const int vecs, const gboolean whole, const Last *last, const float *x,
        const float *w, const float *bias, float *y, guint8 *arg)
{
  Vec a0[2], a1[2], a2[2], a3[2];
#pragma GCC unroll 2
  for (int v = 0; v < vecs; v++)
    a0[v] = a1[v] = a2[v] = a3[v] = bias ? take (bias + v * LANES, whole || v + 1 < vecs, last) : v_zero ();
#pragma GCC unroll 3
  for (gint64 ky = 0; ky < kh; ky++, x += p->line) {
    const float *upper = x, *lower = x + p->line;
#pragma GCC unroll 3
    for (gint64 t = 0; t < run; t++, w += p->filters) {
      Vec b0 = v_set1 (upper[t]), b1 = v_set1 (upper[t + p->c]), b2 = v_set1 (lower[t]), b3 = v_set1 (lower[t + p->c]);
#pragma GCC unroll 2
      for (int v = 0; v < vecs; v++) {
        Vec k = take (w + v * LANES, whole || v + 1 < vecs, last);
        a0[v] = v_fma (b0, k, a0[v]);
        a1[v] = v_fma (b1, k, a1[v]);
        a2[v] = v_fma (b2, k, a2[v]);
        a3[v] = v_fma (b3, k, a3[v]);
      }
    }
  }
#pragma GCC unroll 2
  for (int v = 0; v < vecs; v++)
    pool4 (a0[v], a1[v], a2[v], a3[v], whole || v + 1 < vecs, last, y + v * LANES, arg ? arg + v * LANES : NULL);
}

/* `vecs` vectors of filters of the whole map. */
static inline __attribute__ ((always_inline)) void
map (const VslConvPool *p, const gint64 kh, const gint64 run, const int vecs, const gboolean whole, const Last *last, const gboolean with_arg,
     const float *x, const float *w, const float *bias, float *y, guint8 *arg)
{
  for (gint64 r = 0; r < p->ph; r++)
    for (gint64 c = 0; c < p->pw; c++, y += p->filters) {
      window (p, kh, run, vecs, whole, last, x + 2 * r * p->line + 2 * c * p->c, w, bias, y, with_arg ? arg : NULL);
      if (with_arg)
        arg += p->filters;
    }
}

/* Any window, any number of filters. */
static inline __attribute__ ((always_inline)) void
map_part (const VslConvPool *p, gboolean two, const gboolean whole, const Last *last, const float *x, const float *w, const float *bias, float *y,
          guint8 *arg)
{
  if (two && arg)
    map (p, p->kh, p->run, 2, whole, last, TRUE, x, w, bias, y, arg);
  else if (two)
    map (p, p->kh, p->run, 2, whole, last, FALSE, x, w, bias, y, NULL);
  else if (arg)
    map (p, p->kh, p->run, 1, whole, last, TRUE, x, w, bias, y, arg);
  else
    map (p, p->kh, p->run, 1, whole, last, FALSE, x, w, bias, y, NULL);
}

static __attribute__ ((noinline)) void
map_any (const VslConvPool *p, gboolean two, const Last *last, const float *x, const float *w, const float *bias, float *y, guint8 *arg)
{
  if (last->whole)
    map_part (p, two, TRUE, last, x, w, bias, y, arg);
  else
    map_part (p, two, FALSE, last, x, w, bias, y, arg);
}

/* Two whole vectors under the usual windows, without inner loops: 3 × 3 over one channel, the classic case, or three; 5 × 5 over one. */
#define USUAL(name, kh, run)                                                                                            \
  static __attribute__ ((noinline)) void name (const VslConvPool *p, const float *x, const float *w, const float *bias, float *y, guint8 *arg)      \
  {                                                                                                                      \
    if (arg)                                                                                                             \
      map (p, kh, run, 2, TRUE, NULL, TRUE, x, w, bias, y, arg);                                                         \
    else                                                                                                                 \
      map (p, kh, run, 2, TRUE, NULL, FALSE, x, w, bias, y, NULL);                                                       \
  }
USUAL (map_3x3, 3, 3)
USUAL (map_3x3_colour, 3, 9)
USUAL (map_5x5, 5, 5)
USUAL (map_other, p->kh, p->run)

void
V (conv_pool_forward) (const VslConvPool *p, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, guint8 *arg)
{
  /* Filters outside, so that a block's weights stay in the first cache level over the whole map. */
  for (gint64 f = 0; f < p->filters; f += 2 * LANES) {
    gint64 left = MIN (p->filters - f, 2 * LANES), count = left > LANES ? left - LANES : left;
    Last last = { count == LANES, mask_of ((gsize) count), (gsize) count };
    const float *b = bias ? bias + f : NULL;
    guint8 *a = arg ? arg + f : NULL;
    if (left < 2 * LANES)
      map_any (p, left > LANES, &last, x, w + f, b, y + f, a);
    else if (p->kh == 3 && p->run == 3)
      map_3x3 (p, x, w + f, b, y + f, a);
    else if (p->kh == 3 && p->run == 9)
      map_3x3_colour (p, x, w + f, b, y + f, a);
    else if (p->kh == 5 && p->run == 5)
      map_5x5 (p, x, w + f, b, y + f, a);
    else
      map_other (p, x, w + f, b, y + f, a);
  }
}

/* `taps` taps of a vector of filters over one row of windows. pixels: [window][all taps][4]. */
static inline __attribute__ ((always_inline)) void
weights_row (const VslConvPool *p, const int taps, const gboolean whole, const Last *last, gboolean bias, const float *pixels, const float *dy,
             const guint8 *arg, float *dw, float *db)
{
  const gint64 all = p->kh * p->run;
  Vec acc[TAPS], sum = v_zero ();
#pragma GCC unroll 27
  for (int t = 0; t < taps; t++)
    acc[t] = take (dw + t * p->filters, whole, last);
  for (gint64 c = 0; c < p->pw; c++, dy += p->filters, arg += p->filters, pixels += 4 * all) {
    Places which = whole ? places_of (arg) : half_places_of (arg);
    Vec g = where_alive (which, take (dy, whole, last));
    sum = v_add (sum, g);
#pragma GCC unroll 27
    for (int t = 0; t < taps; t++)
      acc[t] = v_fma (chosen (four_of (pixels + 4 * t), which), g, acc[t]);
  }
#pragma GCC unroll 27
  for (int t = 0; t < taps; t++)
    whole ? v_storeu (dw + t * p->filters, acc[t]) : v_store (dw + t * p->filters, last->mask, acc[t]);
  if (bias && whole)
    v_storeu (db, v_add (v_loadu (db), sum));
  else if (bias)
    v_store (db, last->mask, v_add (v_load (db, last->mask), sum));
}

#define CASE(n)                                                                        \
  case n:                                                                              \
    if (last->whole)                                                                   \
      weights_row (p, n, TRUE, last, bias, pixels, dy, arg, dw, db);                   \
    else                                                                               \
      weights_row (p, n, FALSE, last, bias, pixels, dy, arg, dw, db);                  \
    break;

static void
weights_taps (const VslConvPool *p, int taps, const Last *last, gboolean bias, const float *pixels, const float *dy, const guint8 *arg, float *dw,
              float *db)
{
  switch (taps) {
#ifdef __AVX512F__
    CASE (27) CASE (26) CASE (25) CASE (24) CASE (23) CASE (22) CASE (21) CASE (20) CASE (19) CASE (18) CASE (17) CASE (16)
    CASE (15) CASE (14) CASE (13) CASE (12) CASE (11) CASE (10)
#endif
    CASE (9) CASE (8) CASE (7) CASE (6) CASE (5) CASE (4) CASE (3) CASE (2) CASE (1)
  }
}

/* The four pixels under each tap of each window of a row, side by side. Of one channel two of them are neighbours already; of more, four taps
 * are turned over together. kh and run: of the geometry, constants where the caller knows them. */
static inline __attribute__ ((always_inline)) void
gather (const VslConvPool *p, const gint64 kh, const gint64 run, const gint64 channels, const float *x, float *pixels)
{
  for (gint64 c = 0; c < p->pw; c++, x += 2 * channels, pixels += 4 * kh * run)
#pragma GCC unroll 3
    for (gint64 ky = 0; ky < kh; ky++) {
      const float *upper = x + ky * p->line, *lower = upper + p->line;
      gint64 t = 0;
      for (; channels > 1 && t + 4 <= run; t += 4) {
        __m128 a = _mm_loadu_ps (upper + t), b = _mm_loadu_ps (upper + t + channels), d = _mm_loadu_ps (lower + t), e = _mm_loadu_ps (lower + t + channels);
        float *to = pixels + 4 * (ky * run + t);
        _MM_TRANSPOSE4_PS (a, b, d, e);
        _mm_storeu_ps (to, a);
        _mm_storeu_ps (to + 4, b);
        _mm_storeu_ps (to + 8, d);
        _mm_storeu_ps (to + 12, e);
      }
#pragma GCC unroll 3
      for (; t < run; t++) {
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
  else if (p->c == 3 && p->kh == 3 && p->run == 9)
    gather (p, 3, 9, 3, x, pixels);
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
      for (gint64 f = 0; f < p->filters; f += LANES) {
        gsize count = (gsize) MIN (p->filters - f, LANES);
        Last last = { count == LANES, mask_of (count), count };
        weights_taps (p, (int) MIN (TAPS, all - t), &last, db && t == 0, pixels + 4 * t, dy + out + f, arg + out + f, dw + t * p->filters + f,
                      db ? db + f : NULL);
      }
  }
}
