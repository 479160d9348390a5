/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dot products of windows with narrow weight matrices, without copying the windows: a block of 6 outputs by 2 vectors of
 * their numbers stays in registers while the taps go by; an input value is broadcast. Compiled where there are FMA vectors. */
#include "kernels/vsl-variant.h"

#include "kernels/variant-vector.h"

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

/* The last vector may be cut by a mask. Plain loads and stores are much faster on some processors: they serve where the vector is
 * whole, and also where what follows in memory (`left` values) is the same matrix: those lanes are never stored. */
#define load_last(p, left) (whole || (left) >= (gsize) vecs * LANES ? v_loadu (p) : v_load (p, last))
#define store_last(p, v)                                                                                                                   \
  if (whole)                                                                                                                               \
    v_storeu (p, v);                                                                                                                       \
  else                                                                                                                                     \
    v_store (p, last, v)

/* Sums are single variables, not an array: the compiler would keep that in memory. */
#define EACH(X) X (0) X (1) X (2) X (3) X (4) X (5)

/* `rows` outputs by `vecs` vectors of numbers; left: values from w to the end of its matrix. */
static inline __attribute__ ((always_inline)) void
forward_block (const VslDirect *d, const int rows, const int vecs, const gboolean whole, gsize begin, const float *w, gsize left,
               const float *bias, Mask last, float *y)
{
  const gsize tail = (gsize) (vecs - 1) * LANES;
  Vec bias0 = bias && vecs > 1 ? v_loadu (bias) : v_zero (), bias1 = bias ? load_last (bias + tail, 0) : v_zero ();
#define START(r)                                                                                                                           \
  const float *x##r = input_of (d, begin + (r < rows ? r : 0));                                                                            \
  Vec first##r = bias0, last##r = bias1;
  EACH (START)
#undef START
  for (gsize run = 0; run < d->runs; run++) {
    for (gsize t = 0; t < d->run; t++, w += d->width, left -= d->width) {
      Vec w0 = vecs > 1 ? v_loadu (w) : v_zero (), w1 = load_last (w + tail, left);
#define STEP(r)                                                                                                                            \
  if (r < rows) {                                                                                                                          \
    Vec v = v_set1 (x##r[t]);                                                                                                              \
    last##r = v_fma (v, w1, last##r);                                                                                                      \
    if (vecs > 1)                                                                                                                          \
      first##r = v_fma (v, w0, first##r);                                                                                                  \
  }
      EACH (STEP)
#undef STEP
    }
#define NEXT(r) x##r += d->run_stride;
    EACH (NEXT)
#undef NEXT
  }
#define STORE(r)                                                                                                                           \
  if (r < rows) {                                                                                                                          \
    if (vecs > 1)                                                                                                                          \
      v_storeu (y + r * d->width, first##r);                                                                                               \
    store_last (y + r * d->width + tail, last##r);                                                                                         \
  }
  EACH (STORE)
#undef STORE
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
forward_two_whole (const VslDirect *d, int rows, gsize begin, const float *w, gsize left, const float *bias, Mask last, float *y)
{
#define CALL(n) forward_block (d, n, 2, TRUE, begin, w, left, bias, last, y)
  EACH_ROWS (CALL)
#undef CALL
}

static void
forward_two_cut (const VslDirect *d, int rows, gsize begin, const float *w, gsize left, const float *bias, Mask last, float *y)
{
#define CALL(n) forward_block (d, n, 2, FALSE, begin, w, left, bias, last, y)
  EACH_ROWS (CALL)
#undef CALL
}

static void
forward_one_whole (const VslDirect *d, int rows, gsize begin, const float *w, gsize left, const float *bias, Mask last, float *y)
{
#define CALL(n) forward_block (d, n, 1, TRUE, begin, w, left, bias, last, y)
  EACH_ROWS (CALL)
#undef CALL
}

static void
forward_one_cut (const VslDirect *d, int rows, gsize begin, const float *w, gsize left, const float *bias, Mask last, float *y)
{
#define CALL(n) forward_block (d, n, 1, FALSE, begin, w, left, bias, last, y)
  EACH_ROWS (CALL)
#undef CALL
}

void
V (direct_forward) (const VslDirect *d, gsize begin, gsize end, const VslReal *w, const VslReal *bias, VslReal *y)
{
  gsize size = d->runs * d->run * d->width;
  for (gsize i = begin; i < end; i += ROWS) {
    int rows = (int) MIN (ROWS, end - i);
    for (gsize j = 0; j < d->width; j += 2 * LANES) {
      gsize wide = d->width - j;
      const float *b = bias ? bias + j : NULL;
      float *out = y + i * d->width + j;
      if (wide >= 2 * LANES)
        forward_two_whole (d, rows, i, w + j, size - j, b, mask_of (LANES), out);
      else if (wide > LANES)
        forward_two_cut (d, rows, i, w + j, size - j, b, mask_of (wide - LANES), out);
      else if (wide == LANES)
        forward_one_whole (d, rows, i, w + j, size - j, b, mask_of (wide), out);
      else
        forward_one_cut (d, rows, i, w + j, size - j, b, mask_of (wide), out);
    }
  }
}

/* dw of `taps` taps by `vecs` vectors, summed over outputs [begin, end); left: values from dy to the end of its matrix. */
static inline __attribute__ ((always_inline)) void
weights_block (const VslDirect *d, const int taps, const int vecs, const gboolean whole, gsize begin, gsize end, gsize tap,
               const float *dy, gsize left, Mask last, float *dw, gboolean add)
{
  const gsize tail = (gsize) (vecs - 1) * LANES;
  gsize offset[ROWS];
  tap_offsets (d, tap, taps, offset);
#define START(r)                                                                                                                           \
  const gsize at##r = offset[r < taps ? r : 0];                                                                                            \
  Vec first##r = v_zero (), last##r = v_zero ();
  EACH (START)
#undef START
  for (gsize i = begin; i < end;) {
    gsize n = MIN (d->line - i % d->line, end - i);
    const float *x = input_of (d, i), *g = dy + i * d->width;
    for (gsize k = 0; k < n; k++, x += d->step, g += d->width, left -= d->width) {
      Vec g0 = vecs > 1 ? v_loadu (g) : v_zero (), g1 = load_last (g + tail, left);
#define STEP(r)                                                                                                                            \
  if (r < taps) {                                                                                                                          \
    Vec v = v_set1 (x[at##r]);                                                                                                             \
    last##r = v_fma (v, g1, last##r);                                                                                                      \
    if (vecs > 1)                                                                                                                          \
      first##r = v_fma (v, g0, first##r);                                                                                                  \
  }
      EACH (STEP)
#undef STEP
    }
    i += n;
  }
#define STORE(r)                                                                                                                           \
  if (r < taps) {                                                                                                                          \
    float *to = dw + r * d->width;                                                                                                         \
    if (vecs > 1)                                                                                                                          \
      v_storeu (to, add ? v_add (v_loadu (to), first##r) : first##r);                                                                      \
    Vec sum = add ? v_add (load_last (to + tail, 0), last##r) : last##r;                                                                   \
    store_last (to + tail, sum);                                                                                                           \
  }
  EACH (STORE)
#undef STORE
}

static void
weights_two_whole (const VslDirect *d, int rows, gsize begin, gsize end, gsize tap, const float *dy, gsize left, Mask last, float *dw, gboolean add)
{
#define CALL(n) weights_block (d, n, 2, TRUE, begin, end, tap, dy, left, last, dw, add)
  EACH_ROWS (CALL)
#undef CALL
}

static void
weights_two_cut (const VslDirect *d, int rows, gsize begin, gsize end, gsize tap, const float *dy, gsize left, Mask last, float *dw, gboolean add)
{
#define CALL(n) weights_block (d, n, 2, FALSE, begin, end, tap, dy, left, last, dw, add)
  EACH_ROWS (CALL)
#undef CALL
}

static void
weights_one_whole (const VslDirect *d, int rows, gsize begin, gsize end, gsize tap, const float *dy, gsize left, Mask last, float *dw, gboolean add)
{
#define CALL(n) weights_block (d, n, 1, TRUE, begin, end, tap, dy, left, last, dw, add)
  EACH_ROWS (CALL)
#undef CALL
}

static void
weights_one_cut (const VslDirect *d, int rows, gsize begin, gsize end, gsize tap, const float *dy, gsize left, Mask last, float *dw, gboolean add)
{
#define CALL(n) weights_block (d, n, 1, FALSE, begin, end, tap, dy, left, last, dw, add)
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
      gsize tap = tap_begin + taps * b / blocks, wide = d->width - j, left = (end - begin) * d->width - j;
      int rows = (int) (tap_begin + taps * (b + 1) / blocks - tap);
      float *out = dw + tap * d->width + j;
      if (wide >= 2 * LANES)
        weights_two_whole (d, rows, begin, end, tap, dy + j, left, mask_of (LANES), out, add);
      else if (wide > LANES)
        weights_two_cut (d, rows, begin, end, tap, dy + j, left, mask_of (wide - LANES), out, add);
      else if (wide == LANES)
        weights_one_whole (d, rows, begin, end, tap, dy + j, left, mask_of (wide), out, add);
      else
        weights_one_cut (d, rows, begin, end, tap, dy + j, left, mask_of (wide), out, add);
    }
}
