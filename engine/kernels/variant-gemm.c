/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of matrices of middling size, where a library's general copying costs more than it saves. Six rows of C by two vectors
 * stay in registers; B is copied, a panel of two vectors' width and up to DEPTH rows at a time, onto the stack; A is read where it
 * lies, whichever way it is stored. */
#include "kernels/vsl-variant.h"
#include "kernels/variant-vector.h"

#define ROWS 6
#define WIDTH (2 * LANES)
#define DEPTH 256
#define BLOCK 192                    /* rows of A, a multiple of ROWS: with DEPTH values each they stay in the second cache */
#define EACH(X) X (0) X (1) X (2) X (3) X (4) X (5)      /* single variables: the compiler would keep an array in memory */

typedef struct {
  const float *a, *panel, *bias;     /* bias: NULL, or added to each row at the end */
  gsize row, step;                   /* of A: from row to row, and along the depth */
  gsize depth;
  float *c;
  gsize ldc, width;
  gboolean add;
} Tile;

static inline __attribute__ ((always_inline)) void
finish (const Tile *t, float *c, Vec v, Vec w, Vec bias0, Vec bias1)
{
  if (t->width == WIDTH) {
    if (t->add) {
      v = v_add (v, v_loadu (c));
      w = v_add (w, v_loadu (c + LANES));
    }
    v_storeu (c, v_add (v, bias0));
    v_storeu (c + LANES, v_add (w, bias1));
    return;
  }
  Mask first = mask_of (t->width), second = mask_of (t->width > LANES ? t->width - LANES : 0);
  if (t->add) {
    v = v_add (v, v_load (c, first));
    w = v_add (w, v_load (c + LANES, second));
  }
  v_store (c, first, v_add (v, bias0));
  v_store (c + LANES, second, v_add (w, bias1));
}

static inline __attribute__ ((always_inline)) void
tile (const Tile *t, const int rows)
{
#define START(r) Vec v##r = v_zero (), w##r = v_zero ();
  EACH (START)
#undef START
  const float *a = t->a, *far = a + 3 * t->row, *b = t->panel;
  const gsize row = t->row, step = t->step;
#define STEP(r)                                                                                                                            \
  if (r < rows) {                                                                                                                          \
    Vec x = v_set1 (r < 3 ? a[r * row] : far[(r - 3) * row]);                                                                              \
    v##r = v_fma (x, b0, v##r);                                                                                                            \
    w##r = v_fma (x, b1, w##r);                                                                                                            \
  }
#pragma GCC unroll 4
  for (gsize k = 0; k < t->depth; k++, a += step, far += step, b += WIDTH) {
    Vec b0 = v_loadu (b), b1 = v_loadu (b + LANES);
    EACH (STEP)
  }
#undef STEP
  Vec bias0 = v_zero (), bias1 = v_zero ();
  if (t->bias) {
    bias0 = v_load (t->bias, mask_of (t->width));
    bias1 = v_load (t->bias + LANES, mask_of (t->width > LANES ? t->width - LANES : 0));
  }
#define STORE(r)                                                                                                                           \
  if (r < rows)                                                                                                                            \
    finish (t, t->c + r * t->ldc, v##r, w##r, bias0, bias1);
  EACH (STORE)
#undef STORE
}

static void
rest (const Tile *t, gsize rows)
{
  switch (rows) {
  case 1:
    tile (t, 1);
    break;
  case 2:
    tile (t, 2);
    break;
  case 3:
    tile (t, 3);
    break;
  case 4:
    tile (t, 4);
    break;
  default:
    tile (t, 5);
  }
}

/* Rows [0, depth) of `width` columns of B, zeros behind them. */
static void
pack (gboolean turned, gsize depth, gsize width, const float *b, gsize ldb, float *panel)
{
  if (turned && width > LANES) {
    V (pack_transposed) (depth, width, b, ldb, panel);
    return;
  }
  if (turned) {                      /* one vector wide: packed at the end, then spread from the front */
    float *half = panel + depth * LANES;
    V (pack_transposed) (depth, width, b, ldb, half);
    for (gsize k = 0; k < depth; k++) {
      v_storeu (panel + k * WIDTH, v_loadu (half + k * LANES));
      v_storeu (panel + k * WIDTH + LANES, v_zero ());
    }
    return;
  }
  Mask first = mask_of (width), second = mask_of (width > LANES ? width - LANES : 0);
  for (gsize k = 0; k < depth; k++, b += ldb, panel += WIDTH) {
    v_storeu (panel, width == WIDTH ? v_loadu (b) : v_load (b, first));
    v_storeu (panel + LANES, width == WIDTH ? v_loadu (b + LANES) : v_load (b + LANES, second));
  }
}

/* C = A B, or C += A B when `add`, and then the bias (may be NULL) to each row; ta, tb: A, B are stored transposed. */
void
V (gemm) (gboolean ta, gboolean tb, gsize m, gsize n, gsize k, const VslReal *a, gsize lda, const VslReal *b, gsize ldb, gboolean add,
          const VslReal *bias, VslReal *c, gsize ldc)
{
  float panel[DEPTH * WIDTH] __attribute__ ((aligned (64)));
  Tile t = { .panel = panel, .row = ta ? 1 : lda, .step = ta ? lda : 1, .ldc = ldc };
  for (gsize begin = 0; begin < m; begin += BLOCK)
    for (gsize p = 0; p < k; p += t.depth) {
      t.depth = MIN (DEPTH, k - p);
      t.add = add || p > 0;
      for (gsize j = 0; j < n; j += WIDTH) {
        t.width = MIN (WIDTH, n - j);
        t.bias = bias && p + t.depth == k ? bias + j : NULL;
        pack (tb, t.depth, t.width, tb ? b + j * ldb + p : b + p * ldb + j, ldb, panel);
        for (gsize i = begin; i < MIN (begin + BLOCK, m); i += ROWS) {
          t.a = ta ? a + p * lda + i : a + i * lda + p;
          t.c = c + i * ldc + j;
          if (m - i < ROWS)
            rest (&t, m - i);
          else
            tile (&t, ROWS);
        }
      }
    }
}
