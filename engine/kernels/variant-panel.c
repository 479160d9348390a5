/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products whose right side was packed once into panels, for recurrent layers: the same weights meet a few rows at each of many
 * steps, where a BLAS would pack them anew each time. A block of rows by one panel stays in registers. */
#include "kernels/vsl-variant.h"

#ifdef VSL_VARIANT_DIRECT
#include <immintrin.h>

#ifdef __AVX512F__
#define LANES 16
typedef __m512 Vec;
#define v_zero() _mm512_setzero_ps ()
#define v_set1(a) _mm512_set1_ps (a)
#define v_add(a, b) _mm512_add_ps (a, b)
#define v_fma(a, b, c) _mm512_fmadd_ps (a, b, c)
#define v_loadu(p) _mm512_loadu_ps (p)
#define v_storeu(p, v) _mm512_storeu_ps (p, v)
#else
#define LANES 8
typedef __m256 Vec;
#define v_zero() _mm256_setzero_ps ()
#define v_set1(a) _mm256_set1_ps (a)
#define v_add(a, b) _mm256_add_ps (a, b)
#define v_fma(a, b, c) _mm256_fmadd_ps (a, b, c)
#define v_loadu(p) _mm256_loadu_ps (p)
#define v_storeu(p, v) _mm256_storeu_ps (p, v)
#endif

#define ROWS 6
#define PANEL (2 * LANES)

/* Sums are single variables, not an array: the compiler would keep that in memory. */
#define EACH(X) X (0) X (1) X (2) X (3) X (4) X (5)

static inline __attribute__ ((always_inline)) void
block (const int rows, gsize k, const float *a, gsize lda, const float *b, float *c, gsize ldc, gboolean add)
{
#define START(r)                                                                                                                           \
  const float *a##r = a + (r < rows ? r : 0) * lda;                                                                                        \
  Vec p##r = v_zero (), q##r = v_zero ();                                                                                                  \
  if (r < rows && add) {                                                                                                                   \
    p##r = v_loadu (c + r * ldc);                                                                                                          \
    q##r = v_loadu (c + r * ldc + LANES);                                                                                                  \
  }
  EACH (START)
#undef START
  for (gsize t = 0; t < k; t++, b += PANEL) {
    Vec b0 = v_loadu (b), b1 = v_loadu (b + LANES);
#define STEP(r)                                                                                                                            \
  if (r < rows) {                                                                                                                          \
    Vec v = v_set1 (a##r[t]);                                                                                                              \
    p##r = v_fma (v, b0, p##r);                                                                                                            \
    q##r = v_fma (v, b1, q##r);                                                                                                            \
  }
    EACH (STEP)
#undef STEP
  }
#define STORE(r)                                                                                                                           \
  if (r < rows) {                                                                                                                          \
    v_storeu (c + r * ldc, p##r);                                                                                                          \
    v_storeu (c + r * ldc + LANES, q##r);                                                                                                  \
  }
  EACH (STORE)
#undef STORE
}

/* Not inlined: there the compiler would run out of registers for the sums. */
static __attribute__ ((noinline)) void
rows_block (int rows, gsize k, const float *a, gsize lda, const float *b, float *c, gsize ldc, gboolean add)
{
  switch (rows) {
  case 6:
    block (6, k, a, lda, b, c, ldc, add);
    break;
  case 5:
    block (5, k, a, lda, b, c, ldc, add);
    break;
  case 4:
    block (4, k, a, lda, b, c, ldc, add);
    break;
  case 3:
    block (3, k, a, lda, b, c, ldc, add);
    break;
  case 2:
    block (2, k, a, lda, b, c, ldc, add);
    break;
  default:
    block (1, k, a, lda, b, c, ldc, add);
  }
}

/* One row by four panels at once: a single panel's two sums would wait for each other. */
static gsize
one_row (gsize n, gsize k, const float *a, const float *b, float *c, gboolean add)
{
  gsize j = 0;
  for (; j + 4 * PANEL <= n; j += 4 * PANEL, b += 4 * PANEL * k) {
    Vec s0 = v_zero (), s1 = v_zero (), s2 = v_zero (), s3 = v_zero (), s4 = v_zero (), s5 = v_zero (), s6 = v_zero (), s7 = v_zero ();
    const float *b1 = b + PANEL * k, *b2 = b1 + PANEL * k, *b3 = b2 + PANEL * k;
    for (gsize t = 0; t < k; t++) {
      Vec v = v_set1 (a[t]);
      s0 = v_fma (v, v_loadu (b + t * PANEL), s0);
      s1 = v_fma (v, v_loadu (b + t * PANEL + LANES), s1);
      s2 = v_fma (v, v_loadu (b1 + t * PANEL), s2);
      s3 = v_fma (v, v_loadu (b1 + t * PANEL + LANES), s3);
      s4 = v_fma (v, v_loadu (b2 + t * PANEL), s4);
      s5 = v_fma (v, v_loadu (b2 + t * PANEL + LANES), s5);
      s6 = v_fma (v, v_loadu (b3 + t * PANEL), s6);
      s7 = v_fma (v, v_loadu (b3 + t * PANEL + LANES), s7);
    }
    Vec sums[8] = { s0, s1, s2, s3, s4, s5, s6, s7 };
    for (int i = 0; i < 8; i++) {
      float *to = c + j + (gsize) i * LANES;
      v_storeu (to, add ? v_add (v_loadu (to), sums[i]) : sums[i]);
    }
  }
  return j;
}

#else

static gsize
one_row (gsize n, gsize k, const VslReal *a, const VslReal *b, VslReal *c, gboolean add)
{
  return 0;
}

#define ROWS 2
#define PANEL 16

static void
rows_block (int rows, gsize k, const VslReal *a, gsize lda, const VslReal *b, VslReal *c, gsize ldc, gboolean add)
{
  for (int r = 0; r < rows; r++) {
    VslReal sum[PANEL];
    for (int j = 0; j < PANEL; j++)
      sum[j] = add ? c[(gsize) r * ldc + (gsize) j] : 0;
    for (gsize t = 0; t < k; t++)
      for (int j = 0; j < PANEL; j++)
        sum[j] += a[(gsize) r * lda + t] * b[t * PANEL + (gsize) j];
    for (int j = 0; j < PANEL; j++)
      c[(gsize) r * ldc + (gsize) j] = sum[j];
  }
}

#endif

const int V (panel_width) = PANEL;

/* The last panel may be cut: then the sums go through a buffer. */
static void
cut_block (int rows, gsize width, gsize k, const VslReal *a, gsize lda, const VslReal *b, VslReal *c, gsize ldc, gboolean add)
{
  VslReal sum[ROWS * PANEL];
  rows_block (rows, k, a, lda, b, sum, PANEL, FALSE);
  for (int r = 0; r < rows; r++)
    for (gsize j = 0; j < width; j++)
      c[(gsize) r * ldc + j] = (add ? c[(gsize) r * ldc + j] : 0) + sum[(gsize) r * PANEL + j];
}

void
V (panel_product) (gsize m, gsize n, gsize k, const VslReal *a, gsize lda, const VslReal *panels, VslReal *c, gsize ldc, gboolean add)
{
  gsize blocks = (m + ROWS - 1) / ROWS, done = m == 1 ? one_row (n, k, a, panels, c, add) : 0;
  panels += done * k;
  for (gsize j = done; j < n; j += PANEL, panels += k * PANEL)
    for (gsize i = 0; i < blocks; i++) {         /* of nearly equal height: a low one would leave the multipliers waiting */
      gsize begin = m * i / blocks, end = m * (i + 1) / blocks;
      if (n - j >= PANEL)
        rows_block ((int) (end - begin), k, a + begin * lda, lda, panels, c + begin * ldc + j, ldc, add);
      else
        cut_block ((int) (end - begin), n - j, k, a + begin * lda, lda, panels, c + begin * ldc + j, ldc, add);
    }
}
