/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear maps of Winograd's algorithm F(4 × 4, 3 × 3), Lavin and Gray, "Fast algorithms for convolutional neural networks",
 * 2015, and their transposes for the gradient by the weights. Each works on vectors of channels: lines first, then columns. */
#include "kernels/vsl-variant.h"
#include "kernels/variant-vector.h"
#include "kernels/variant-end.h"

#define INLINE static inline __attribute__ ((always_inline))
#define N(a) v_set1 (a)

/* Six inputs to six: B'd. */
INLINE void
source_line (const Vec *d, Vec *t)
{
  Vec even = v_fnma (N (4), d[2], d[4]), odd = v_fnma (N (4), d[1], d[3]), a = v_sub (d[4], d[2]), b = v_mul (N (2), v_sub (d[3], d[1]));
  t[0] = v_fma (N (4), v_sub (d[0], d[2]), a);
  t[1] = v_add (even, odd);
  t[2] = v_sub (even, odd);
  t[3] = v_add (a, b);
  t[4] = v_sub (a, b);
  t[5] = v_fma (N (4), v_sub (d[1], d[3]), v_sub (d[5], d[3]));
}

/* Six sums to four results: A'm. */
INLINE void
result_line (const Vec *m, Vec *y)
{
  Vec a = v_add (m[1], m[2]), b = v_sub (m[1], m[2]), c = v_add (m[3], m[4]), d = v_sub (m[3], m[4]);
  y[0] = v_add (v_add (m[0], a), c);
  y[1] = v_fma (N (2), d, b);
  y[2] = v_fma (N (4), c, a);
  y[3] = v_add (v_fma (N (8), d, b), m[5]);
}

/* Four gradients to six: A y. */
INLINE void
gradient_line (const Vec *y, Vec *z)
{
  Vec a = v_add (y[0], y[2]), b = v_add (y[1], y[3]), c = v_fma (N (4), y[2], y[0]), d = v_fma (N (8), y[3], v_mul (N (2), y[1]));
  z[0] = y[0];
  z[1] = v_add (a, b);
  z[2] = v_sub (a, b);
  z[3] = v_add (c, d);
  z[4] = v_sub (c, d);
  z[5] = y[3];
}

/* Three weights to six: G g. */
INLINE void
weight_line (const Vec *g, Vec *u)
{
  Vec a = v_mul (N (-1.0f / 6), v_add (g[0], g[2])), b = v_mul (N (1.0f / 6), g[1]);
  Vec c = v_fma (N (1.0f / 24), g[0], v_mul (N (1.0f / 6), g[2])), d = v_mul (N (1.0f / 12), g[1]);
  u[0] = v_mul (N (0.25f), g[0]);
  u[1] = v_sub (a, b);
  u[2] = v_add (a, b);
  u[3] = v_add (c, d);
  u[4] = v_sub (c, d);
  u[5] = g[2];
}

/* Six gradients to three of the weights: G'u. */
INLINE void
weight_back_line (const Vec *u, Vec *g)
{
  Vec a = v_add (u[1], u[2]), b = v_sub (u[2], u[1]), c = v_add (u[3], u[4]), d = v_sub (u[3], u[4]);
  Vec sixth = v_mul (N (1.0f / 6), v_sub (c, a));
  g[0] = v_fma (N (1.0f / 24), c, v_fnma (N (1.0f / 6), a, v_mul (N (0.25f), u[0])));
  g[1] = v_fma (N (1.0f / 12), d, v_mul (N (1.0f / 6), b));
  g[2] = v_add (sixth, u[5]);
}

/* Applies a map to the lines and then to the columns of a square. LOAD (i, j) gives the input, STORE (i, j, v) takes the result. */
#define SQUARE(map, from, to, LOAD, STORE)                                                                                                 \
  {                                                                                                                                        \
    Vec half[from][to], in[from], out[to];                                                                                                 \
    _Pragma ("GCC unroll 6") for (int i = 0; i < from; i++)                                                                                \
    {                                                                                                                                      \
      _Pragma ("GCC unroll 6") for (int j = 0; j < from; j++) in[j] = LOAD (i, j);                                                         \
      map (in, half[i]);                                                                                                                   \
    }                                                                                                                                      \
    _Pragma ("GCC unroll 6") for (int j = 0; j < to; j++)                                                                                  \
    {                                                                                                                                      \
      _Pragma ("GCC unroll 6") for (int i = 0; i < from; i++) in[i] = half[i][j];                                                          \
      map (in, out);                                                                                                                       \
      _Pragma ("GCC unroll 6") for (int i = 0; i < to; i++) { STORE (i, j, out[i]); }                                                      \
    }                                                                                                                                      \
  }

INLINE Vec
load (const float *p, const gboolean whole, Mask last)
{
  return whole ? v_loadu (p) : v_load (p, last);
}

/* One vector of channels; not whole: the last of them are cut off. */
INLINE void
source (const VslReal *const *src, gsize at, float *dst, gsize step, const gboolean whole, Mask last)
{
#define LOAD(i, j) load (src[6 * (i) + (j)] + at, whole, last)
#define STORE(i, j, v) v_storeu (dst + (gsize) (6 * (i) + (j)) * step, v)
  SQUARE (source_line, 6, 6, LOAD, STORE)
#undef LOAD
#undef STORE
}

void
V (wino_source) (const VslReal *const *src, gsize skip, gsize width, VslReal *dst, gsize step)
{
  gsize c = 0;
  for (; c + LANES <= width; c += LANES)
    source (src, skip + c, dst + c, step, TRUE, mask_of (LANES));
  if (c < width)
    source (src, skip + c, dst + c, step, FALSE, mask_of (width - c));
}

INLINE void
gradient (const VslReal *const *src, gsize at, float *dst, gsize step, const gboolean whole, Mask last)
{
#define LOAD(i, j) load (src[4 * (i) + (j)] + at, whole, last)
#define STORE(i, j, v) v_storeu (dst + (gsize) (6 * (i) + (j)) * step, v)
  SQUARE (gradient_line, 4, 6, LOAD, STORE)
#undef LOAD
#undef STORE
}

void
V (wino_gradient) (const VslReal *const *src, gsize skip, gsize width, VslReal *dst, gsize step)
{
  gsize c = 0;
  for (; c + LANES <= width; c += LANES)
    gradient (src, skip + c, dst + c, step, TRUE, mask_of (LANES));
  if (c < width)
    gradient (src, skip + c, dst + c, step, FALSE, mask_of (width - c));
}

/* simple: the square is inside and nothing is added, so that there is nothing to ask. */
INLINE void
result (const VslReal *m, gsize step, const VslConvEnd *end, gsize c, gsize offset, VslReal *const *dst, gboolean add, const gboolean simple,
        const gboolean whole, Mask last)
{
#define LOAD(i, j) v_loadu (m + (gsize) (6 * (i) + (j)) * step + c)
#define STORE(i, j, v)                                                                                                                     \
  if (simple || dst[4 * (i) + (j)]) {                                                                                                      \
    float *y = dst[4 * (i) + (j)] + offset + c;                                                                                            \
    Vec sum = v;                                                                                                                           \
    if (!simple && add)                                                                                                                    \
      sum = v_add (sum, load (y, whole, last));                                                                                            \
    if (end)                                                                                                                               \
      sum = ended (end, c, whole, last, sum);                                                                                              \
    if (whole)                                                                                                                             \
      v_storeu (y, sum);                                                                                                                   \
    else                                                                                                                                   \
      v_store (y, last, sum);                                                                                                              \
  }
  SQUARE (result_line, 6, 4, LOAD, STORE)
#undef LOAD
#undef STORE
}

void
V (wino_result) (const VslReal *m, gsize step, const VslConvEnd *end, gsize offset, gsize width, VslReal *const *dst, gboolean add)
{
  gsize c = 0;
  gboolean simple = !add && dst[0] && dst[3] && dst[12] && dst[15];
  for (; c + LANES <= width; c += LANES) {
    if (simple)
      result (m, step, end, c, offset, dst, add, TRUE, TRUE, mask_of (LANES));
    else
      result (m, step, end, c, offset, dst, add, FALSE, TRUE, mask_of (LANES));
  }
  if (c < width)
    result (m, step, end, c, offset, dst, add, FALSE, FALSE, mask_of (width - c));
}

void
V (wino_weights) (gsize n, const VslReal *w, gsize w_step, VslReal *u, gsize u_step)
{
  for (gsize c = 0; c < n; c += LANES) {
#define LOAD(i, j) v_loadu (w + (gsize) (3 * (i) + (j)) * w_step + c)
#define STORE(i, j, v) v_storeu (u + (gsize) (6 * (i) + (j)) * u_step + c, v)
    SQUARE (weight_line, 3, 6, LOAD, STORE)
#undef LOAD
#undef STORE
  }
}

void
V (wino_weights_back) (gsize n, const VslReal *u, gsize u_step, VslReal *w, gsize w_step)
{
  for (gsize c = 0; c < n; c += LANES) {
#define LOAD(i, j) v_loadu (u + (gsize) (6 * (i) + (j)) * u_step + c)
#define STORE(i, j, v) v_storeu (w + (gsize) (3 * (i) + (j)) * w_step + c, v)
    SQUARE (weight_back_line, 6, 3, LOAD, STORE)
#undef LOAD
#undef STORE
  }
}
