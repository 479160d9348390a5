/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loop of the gradient by a convolution's weights: six input values by two (AVX-512: four) vectors of output gradients
 * stay in registers while the pixels go by. */
#include "kernels/vsl-variant.h"
#include "kernels/variant-vector.h"

#define EACH(X) X (0) X (1) X (2) X (3) X (4) X (5)

typedef struct {
  const VslOuterAt *at;
  gsize n;
  const float *x, *dy;
  float *dw;
  gsize ldw;
  Mask last;
  gboolean add;
} Outer;

static inline __attribute__ ((always_inline)) void
finish (const Outer *o, float *y, const gboolean cut, Vec sum)
{
  if (o->add)
    sum = v_add (sum, cut ? v_load (y, o->last) : v_loadu (y));
  if (cut)
    v_store (y, o->last, sum);
  else
    v_storeu (y, sum);
}

static inline __attribute__ ((always_inline)) void
block (const Outer *o, const int rows, const int vecs, const gboolean cut)
{
#define START(r) Vec a##r = v_zero (), b##r = v_zero (), c##r = v_zero (), d##r = v_zero ();
  EACH (START)
#undef START
  for (gsize k = 0; k < o->n; k++) {
    const float *x = o->x + o->at[k].x, *y = o->dy + (gsize) o->at[k].y * (gsize) vecs * LANES;
    Vec y0 = v_loadu (y), y1 = vecs > 1 ? v_loadu (y + LANES) : v_zero (), y2 = vecs > 2 ? v_loadu (y + 2 * LANES) : v_zero (),
        y3 = vecs > 3 ? v_loadu (y + 3 * LANES) : v_zero ();
#define STEP(r)                                                                                                                            \
  if (r < rows) {                                                                                                                          \
    Vec v = v_set1 (x[r]);                                                                                                                 \
    a##r = v_fma (v, y0, a##r);                                                                                                            \
    if (vecs > 1)                                                                                                                          \
      b##r = v_fma (v, y1, b##r);                                                                                                          \
    if (vecs > 2)                                                                                                                          \
      c##r = v_fma (v, y2, c##r);                                                                                                          \
    if (vecs > 3)                                                                                                                          \
      d##r = v_fma (v, y3, d##r);                                                                                                          \
  }
    EACH (STEP)
#undef STEP
  }
#define STORE(r)                                                                                                                           \
  if (r < rows) {                                                                                                                          \
    float *y = o->dw + r * o->ldw;                                                                                                         \
    finish (o, y, cut && vecs == 1, a##r);                                                                                                 \
    if (vecs > 1)                                                                                                                          \
      finish (o, y + LANES, cut && vecs == 2, b##r);                                                                                       \
    if (vecs > 2)                                                                                                                          \
      finish (o, y + 2 * LANES, cut && vecs == 3, c##r);                                                                                   \
    if (vecs > 3)                                                                                                                          \
      finish (o, y + 3 * LANES, cut && vecs == 4, d##r);                                                                                   \
  }
  EACH (STORE)
#undef STORE
}

#define CASE(r, vecs, cut)                                                                                                                 \
  case r:                                                                                                                                  \
    block (o, r, vecs, cut);                                                                                                               \
    break;
#define BLOCK(name, vecs, cut)                                                                                                             \
  static void name (const Outer *o, gsize rows)                                                                                            \
  {                                                                                                                                        \
    switch (rows) {                                                                                                                        \
      CASE (6, vecs, cut) CASE (5, vecs, cut) CASE (4, vecs, cut) CASE (3, vecs, cut) CASE (2, vecs, cut)                                  \
    default:                                                                                                                               \
      block (o, 1, vecs, cut);                                                                                                             \
    }                                                                                                                                      \
  }

BLOCK (one_whole, 1, FALSE)
BLOCK (one_cut, 1, TRUE)
BLOCK (two_whole, 2, FALSE)
BLOCK (two_cut, 2, TRUE)
#ifdef __AVX512F__
BLOCK (three_whole, 3, FALSE)
BLOCK (three_cut, 3, TRUE)
BLOCK (four_whole, 4, FALSE)
BLOCK (four_cut, 4, TRUE)
#endif

void
V (outer) (const VslOuterAt *at, gsize n, gsize rows, gsize width, const VslReal *x, const VslReal *dy, VslReal *dw, gsize ldw, gboolean add)
{
  static void (*const blocks[][2]) (const Outer *, gsize) = {
    { one_whole, one_cut },
    { two_whole, two_cut },
#ifdef __AVX512F__
    { three_whole, three_cut },
    { four_whole, four_cut },
#endif
  };
  Outer o = { at, n, x, dy, dw, ldw, mask_of (width % LANES ? width % LANES : LANES), add };
  gsize count = (rows + 5) / 6;
  for (gsize b = 0; b < count; b++) {            /* 16 rows are 5 + 5 + 6, not 6 + 6 + 4 */
    gsize from = rows * b / count, to = rows * (b + 1) / count;
    o.x = x + from;
    o.dw = dw + from * ldw;
    blocks[(width - 1) / LANES][width % LANES != 0](&o, to - from);
  }
}
