/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loop of convolutions with many channels: six output pixels by two (AVX-512: four) vectors of their numbers stay in
 * registers, an input value is broadcast, and weights come in order from a packed panel. Where the six inputs of a tap lie is the
 * caller's business, so strides, dilation, padding and both directions are one kernel. */
#include "kernels/vsl-variant.h"
#include "kernels/variant-vector.h"
#include "kernels/variant-end.h"

#define ROWS VSL_GATHER_ROWS
#define LINE 16                      /* values of a line of the cache */
#define EACH(X) X (0) X (1) X (2) X (3) X (4) X (5)      /* single variables: the compiler would keep an array in memory */

typedef struct {
  const VslGather *g;
  gsize offset;
  const float *w;
  const VslConvEnd *end;             /* NULL: none */
  Mask last;
  gboolean add;
} Panel;

static inline __attribute__ ((always_inline)) void
finish (const Panel *p, float *y, const int v, const gboolean cut, Vec sum)
{
  y += v * LANES;
  if (p->add)
    sum = v_add (sum, cut ? v_load (y, p->last) : v_loadu (y));
  if (p->end)
    sum = ended (p->end, (gsize) v * LANES, !cut, p->last, sum);
  if (cut)
    v_store (y, p->last, sum);
  else
    v_storeu (y, sum);
}

/* One tile by `vecs` vectors, the last of them cut by a mask. With one vector, even and odd inputs have sums of their own, since
 * six are too few to keep the multipliers busy. */
static inline __attribute__ ((always_inline)) void
tile (const Panel *p, gsize t, const int vecs, const gboolean cut)
{
  const VslGather *g = p->g;
#define START(r) Vec a##r = v_zero (), b##r = v_zero (), c##r = v_zero (), d##r = v_zero ();
  EACH (START)
#undef START
#define WANT(r)                                                                                                                            \
  if (t * ROWS + r < g->rows)                                                                                                              \
    __builtin_prefetch (g->dst[t * ROWS + r] + p->offset, 1);
  EACH (WANT)
#undef WANT
  for (gsize s = g->first[t * g->step]; s < g->first[t * g->step + 1]; s++) {
    const float *const *src = g->src + s * ROWS, *w = p->w + (gsize) g->weight[s] * (gsize) vecs * LANES;
    gsize n = g->length[s], i = 0;
#define OPEN(r) const float *x##r = src[r] + g->skip;
    EACH (OPEN)
#undef OPEN
    for (; vecs == 1 && i + 2 <= n; i += 2, w += 2 * LANES) {
      Vec w0 = v_loadu (w), w1 = v_loadu (w + LANES);
#define STEP(r)                                                                                                                            \
  a##r = v_fma (v_set1 (x##r[i]), w0, a##r);                                                                                               \
  b##r = v_fma (v_set1 (x##r[i + 1]), w1, b##r);
      EACH (STEP)
#undef STEP
    }
    for (; i < n; i++, w += vecs * LANES) {
      if (vecs > 1 && i % LINE == 0) {
/* What the next segment reads: the processor does not guess it where segments are short. */
#define AHEAD(r) _mm_prefetch ((const char *) (src[ROWS + r] + g->skip + i), _MM_HINT_T0);
        EACH (AHEAD)
#undef AHEAD
      }
      Vec w0 = v_loadu (w), w1 = vecs > 1 ? v_loadu (w + LANES) : v_zero (), w2 = vecs > 2 ? v_loadu (w + 2 * LANES) : v_zero (),
          w3 = vecs > 3 ? v_loadu (w + 3 * LANES) : v_zero ();
#define STEP(r)                                                                                                                            \
  {                                                                                                                                        \
    Vec x = v_set1 (x##r[i]);                                                                                                              \
    a##r = v_fma (x, w0, a##r);                                                                                                            \
    if (vecs > 1)                                                                                                                          \
      b##r = v_fma (x, w1, b##r);                                                                                                          \
    if (vecs > 2)                                                                                                                          \
      c##r = v_fma (x, w2, c##r);                                                                                                          \
    if (vecs > 3)                                                                                                                          \
      d##r = v_fma (x, w3, d##r);                                                                                                          \
  }
      EACH (STEP)
#undef STEP
    }
  }
  const gsize rows = MIN (ROWS, g->rows - t * ROWS);
#define STORE(r)                                                                                                                           \
  if (r < rows) {                                                                                                                          \
    float *y = g->dst[t * ROWS + r] + p->offset;                                                                                           \
    finish (p, y, 0, cut && vecs == 1, vecs == 1 ? v_add (a##r, b##r) : a##r);                                                             \
    if (vecs > 1)                                                                                                                          \
      finish (p, y, 1, cut && vecs == 2, b##r);                                                                                            \
    if (vecs > 2)                                                                                                                          \
      finish (p, y, 2, cut && vecs == 3, c##r);                                                                                            \
    if (vecs > 3)                                                                                                                          \
      finish (p, y, 3, cut && vecs == 4, d##r);                                                                                            \
  }
  EACH (STORE)
#undef STORE
}

#define PANEL(name, vecs, cut)                                                                                                             \
  static void name (const Panel *p)                                                                                                        \
  {                                                                                                                                        \
    for (gsize t = 0; t * ROWS < p->g->rows; t++)                                                                                          \
      tile (p, t, vecs, cut);                                                                                                              \
  }

PANEL (one_whole, 1, FALSE)
PANEL (one_cut, 1, TRUE)
PANEL (two_whole, 2, FALSE)
PANEL (two_cut, 2, TRUE)
#ifdef __AVX512F__
PANEL (three_whole, 3, FALSE)
PANEL (three_cut, 3, TRUE)
PANEL (four_whole, 4, FALSE)
PANEL (four_cut, 4, TRUE)
#endif

void
V (gather) (const VslGather *g, gsize offset, gsize width, const VslReal *w, const VslConvEnd *end, gboolean add)
{
  static void (*const panels[][2]) (const Panel *) = {
    { one_whole, one_cut },
    { two_whole, two_cut },
#ifdef __AVX512F__
    { three_whole, three_cut },
    { four_whole, four_cut },
#endif
  };
  Panel p = { g, offset, w, end, mask_of (width % LANES ? width % LANES : LANES), add };
  panels[(width - 1) / LANES][width % LANES != 0](&p);
}

static inline void
transpose8 (const float *src, gsize lds, float *dst, gsize ldd)
{
  __m256 r0 = _mm256_loadu_ps (src), r1 = _mm256_loadu_ps (src + lds), r2 = _mm256_loadu_ps (src + 2 * lds), r3 = _mm256_loadu_ps (src + 3 * lds);
  __m256 r4 = _mm256_loadu_ps (src + 4 * lds), r5 = _mm256_loadu_ps (src + 5 * lds), r6 = _mm256_loadu_ps (src + 6 * lds), r7 = _mm256_loadu_ps (src + 7 * lds);
  __m256 a0 = _mm256_unpacklo_ps (r0, r1), a1 = _mm256_unpackhi_ps (r0, r1), a2 = _mm256_unpacklo_ps (r2, r3), a3 = _mm256_unpackhi_ps (r2, r3);
  __m256 a4 = _mm256_unpacklo_ps (r4, r5), a5 = _mm256_unpackhi_ps (r4, r5), a6 = _mm256_unpacklo_ps (r6, r7), a7 = _mm256_unpackhi_ps (r6, r7);
  r0 = _mm256_shuffle_ps (a0, a2, 0x44), r1 = _mm256_shuffle_ps (a0, a2, 0xEE), r2 = _mm256_shuffle_ps (a1, a3, 0x44), r3 = _mm256_shuffle_ps (a1, a3, 0xEE);
  r4 = _mm256_shuffle_ps (a4, a6, 0x44), r5 = _mm256_shuffle_ps (a4, a6, 0xEE), r6 = _mm256_shuffle_ps (a5, a7, 0x44), r7 = _mm256_shuffle_ps (a5, a7, 0xEE);
  _mm256_storeu_ps (dst, _mm256_permute2f128_ps (r0, r4, 0x20));
  _mm256_storeu_ps (dst + ldd, _mm256_permute2f128_ps (r1, r5, 0x20));
  _mm256_storeu_ps (dst + 2 * ldd, _mm256_permute2f128_ps (r2, r6, 0x20));
  _mm256_storeu_ps (dst + 3 * ldd, _mm256_permute2f128_ps (r3, r7, 0x20));
  _mm256_storeu_ps (dst + 4 * ldd, _mm256_permute2f128_ps (r0, r4, 0x31));
  _mm256_storeu_ps (dst + 5 * ldd, _mm256_permute2f128_ps (r1, r5, 0x31));
  _mm256_storeu_ps (dst + 6 * ldd, _mm256_permute2f128_ps (r2, r6, 0x31));
  _mm256_storeu_ps (dst + 7 * ldd, _mm256_permute2f128_ps (r3, r7, 0x31));
}

void
V (pack_transposed) (gsize rows, gsize width, const VslReal *src, gsize lds, VslReal *dst)
{
  const gsize round = (width + LANES - 1) / LANES * LANES, fast = width / 8 * 8, tall = rows / 8 * 8;
  for (gsize i = 0; i < tall; i += 8)
    for (gsize j = 0; j < fast; j += 8)
      transpose8 (src + j * lds + i, lds, dst + i * round + j, round);
  for (gsize i = 0; i < rows; i++)
    for (gsize j = i < tall ? fast : 0; j < round; j++)
      dst[i * round + j] = j < width ? src[j * lds + i] : 0;
}
