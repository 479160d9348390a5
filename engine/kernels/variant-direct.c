/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dot products of windows with narrow weight matrices, without copying the windows: a block of 6 outputs by 2 vectors of
 * their numbers stays in registers while the taps go by; an input value is broadcast. Compiled where there are FMA vectors. */
#include "kernels/vsl-variant.h"

#include <immintrin.h>

#ifdef __AVX512F__
#define LANES 16
typedef __m512 Vec;
typedef __mmask16 Mask;
#define v_zero() _mm512_setzero_ps ()
#define v_set1(a) _mm512_set1_ps (a)
#define v_fma(a, b, c) _mm512_fmadd_ps (a, b, c)
#define v_add(a, b) _mm512_add_ps (a, b)
#define v_loadu(p) _mm512_loadu_ps (p)
#define v_load(p, m) _mm512_maskz_loadu_ps (m, p)
#define v_storeu(p, v) _mm512_storeu_ps (p, v)
#define v_store(p, m, v) _mm512_mask_storeu_ps (p, m, v)
static inline Mask
mask_of (gsize n)
{
  return n >= LANES ? (Mask) 0xFFFF : (Mask) ((1u << n) - 1);
}
#else
#define LANES 8
typedef __m256 Vec;
typedef __m256i Mask;
#define v_zero() _mm256_setzero_ps ()
#define v_set1(a) _mm256_set1_ps (a)
#define v_fma(a, b, c) _mm256_fmadd_ps (a, b, c)
#define v_add(a, b) _mm256_add_ps (a, b)
#define v_loadu(p) _mm256_loadu_ps (p)
#define v_load(p, m) _mm256_maskload_ps (p, m)
#define v_storeu(p, v) _mm256_storeu_ps (p, v)
#define v_store(p, m, v) _mm256_maskstore_ps (p, m, v)
static inline Mask
mask_of (gsize n)
{
  return _mm256_cmpgt_epi32 (_mm256_set1_epi32 ((int) MIN (n, LANES)), _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7));
}
#endif

#define ROWS 6                       /* outputs, or taps, of a block */

static inline const float *
input_of (const VslDirect *d, gsize output)
{
  return d->x + (output / d->line) * d->line_step + (output % d->line) * d->step;
}


/* The first input under taps [tap, tap + n) as offsets from the window's first. */
static inline void
tap_offsets (const VslDirect *d, gsize tap, int n, gsize *offset)
{
  for (int i = 0; i < n; i++)
    offset[i] = ((tap + (gsize) i) / d->run) * d->run_stride + (tap + (gsize) i) % d->run;
}

/* `rows` outputs by `vecs` vectors of numbers; the last vector may be cut by a mask. */
static inline __attribute__ ((always_inline)) void
forward_block (const VslDirect *d, const int rows, const int vecs, gsize begin, const float *w, const float *bias, Mask last, float *y)
{
  const gsize tail = (gsize) (vecs - 1) * LANES;
  const float *x[ROWS];
  Vec acc[ROWS][2];
  for (int r = 0; r < rows; r++) {
    x[r] = input_of (d, begin + (gsize) r);
    acc[r][0] = acc[r][1] = v_zero ();
    if (bias && vecs > 1)
      acc[r][0] = v_loadu (bias);
    if (bias)
      acc[r][vecs - 1] = v_load (bias + tail, last);
  }
  for (gsize run = 0; run < d->runs; run++) {
    for (gsize t = 0; t < d->run; t++, w += d->width) {
      Vec w1 = v_load (w + tail, last), w0 = vecs > 1 ? v_loadu (w) : w1;
      for (int r = 0; r < rows; r++) {
        Vec v = v_set1 (x[r][t]);
        acc[r][0] = v_fma (v, w0, acc[r][0]);
        if (vecs > 1)
          acc[r][1] = v_fma (v, w1, acc[r][1]);
      }
    }
    for (int r = 0; r < rows; r++)
      x[r] += d->run_stride;
  }
  for (int r = 0; r < rows; r++, y += d->width) {
    if (vecs > 1)
      v_storeu (y, acc[r][0]);
    v_store (y + tail, last, acc[r][vecs - 1]);
  }
}

#define EACH_ROWS(call)                                                                                                                    \
  switch (rows) {                                                                                                                          \
  case 6:                                                                                                                                  \
    call (6);                                                                                                                              \
    break;                                                                                                                                 \
  case 5:                                                                                                                                  \
    call (5);                                                                                                                              \
    break;                                                                                                                                 \
  case 4:                                                                                                                                  \
    call (4);                                                                                                                              \
    break;                                                                                                                                 \
  case 3:                                                                                                                                  \
    call (3);                                                                                                                              \
    break;                                                                                                                                 \
  case 2:                                                                                                                                  \
    call (2);                                                                                                                              \
    break;                                                                                                                                 \
  default:                                                                                                                                 \
    call (1);                                                                                                                              \
  }

static void
forward_two (const VslDirect *d, int rows, gsize begin, const float *w, const float *bias, Mask last, float *y)
{
#define CALL(n) forward_block (d, n, 2, begin, w, bias, last, y)
  EACH_ROWS (CALL)
#undef CALL
}

static void
forward_one (const VslDirect *d, int rows, gsize begin, const float *w, const float *bias, Mask last, float *y)
{
#define CALL(n) forward_block (d, n, 1, begin, w, bias, last, y)
  EACH_ROWS (CALL)
#undef CALL
}

void
V (direct_forward) (const VslDirect *d, gsize begin, gsize end, const VslReal *w, const VslReal *bias, VslReal *y)
{
  for (gsize i = begin; i < end; i += ROWS) {
    int rows = (int) MIN (ROWS, end - i);
    for (gsize j = 0; j < d->width; j += 2 * LANES) {
      gsize left = d->width - j;
      const float *b = bias ? bias + j : NULL;
      if (left > LANES)
        forward_two (d, rows, i, w + j, b, mask_of (left - LANES), y + i * d->width + j);
      else
        forward_one (d, rows, i, w + j, b, mask_of (left), y + i * d->width + j);
    }
  }
}

/* dw of `taps` taps by `vecs` vectors, summed over outputs [begin, end). */
static inline __attribute__ ((always_inline)) void
weights_block (const VslDirect *d, const int taps, const int vecs, gsize begin, gsize end, gsize tap, const float *dy, Mask last, float *dw,
               gboolean add)
{
  const gsize tail = (gsize) (vecs - 1) * LANES;
  gsize offset[ROWS];
  Vec acc[ROWS][2];
  tap_offsets (d, tap, taps, offset);
  for (int t = 0; t < taps; t++)
    acc[t][0] = acc[t][1] = v_zero ();
  for (gsize i = begin; i < end;) {
    gsize place = i % d->line, n = MIN (d->line - place, end - i);
    const float *x = input_of (d, i), *g = dy + i * d->width;
    for (gsize k = 0; k < n; k++, x += d->step, g += d->width) {
      Vec g1 = v_load (g + tail, last), g0 = vecs > 1 ? v_loadu (g) : g1;
      for (int t = 0; t < taps; t++) {
        Vec v = v_set1 (x[offset[t]]);
        acc[t][0] = v_fma (v, g0, acc[t][0]);
        if (vecs > 1)
          acc[t][1] = v_fma (v, g1, acc[t][1]);
      }
    }
    i += n;
  }
  for (int t = 0; t < taps; t++, dw += d->width) {
    if (vecs > 1)
      v_storeu (dw, add ? v_add (v_loadu (dw), acc[t][0]) : acc[t][0]);
    v_store (dw + tail, last, add ? v_add (v_load (dw + tail, last), acc[t][vecs - 1]) : acc[t][vecs - 1]);
  }
}

static void
weights_two (const VslDirect *d, int rows, gsize begin, gsize end, gsize tap, const float *dy, Mask last, float *dw, gboolean add)
{
#define CALL(n) weights_block (d, n, 2, begin, end, tap, dy, last, dw, add)
  EACH_ROWS (CALL)
#undef CALL
}

static void
weights_one (const VslDirect *d, int rows, gsize begin, gsize end, gsize tap, const float *dy, Mask last, float *dw, gboolean add)
{
#define CALL(n) weights_block (d, n, 1, begin, end, tap, dy, last, dw, add)
  EACH_ROWS (CALL)
#undef CALL
}

void
V (direct_weights) (const VslDirect *d, gsize begin, gsize end, gsize tap_begin, gsize tap_end, const VslReal *dy, VslReal *dw,
                    gboolean add)
{
  gsize taps = tap_end - tap_begin, blocks = (taps + ROWS - 1) / ROWS;
  for (gsize j = 0; j < d->width; j += 2 * LANES)
    for (gsize b = 0; b < blocks; b++) {      /* 9 taps are 5 + 4, not 6 + 3: every block has enough sums in flight */
      gsize tap = tap_begin + taps * b / blocks;
      int rows = (int) (tap_begin + taps * (b + 1) / blocks - tap);
      gsize left = d->width - j;
      if (left > LANES)
        weights_two (d, rows, begin, end, tap, dy + j, mask_of (left - LANES), dw + tap * d->width + j, add);
      else
        weights_one (d, rows, begin, end, tap, dy + j, mask_of (left), dw + tap * d->width + j, add);
    }
}
