/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of a Dense layer, and sums over rows. Tall ones are cut by rows, wide ones by columns. */
#include "kernels/vsl-conv.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

#include <string.h>

#define NARROW VSL_DENSE_FEW       /* units up to which the BLAS is beaten by own kernels */
#define WIDE 64                    /* units that a part of the weights' gradient has at least */
#define TALL 128                   /* rows from which a product is cut by rows */
#define SMALL 65536                /* multiply-adds below which a hand-over to another thread costs more than the work */

typedef struct {
  gint64 rows, depth, units;
  const VslReal *x, *w, *bias, *dy;
  VslReal *out;
  gboolean add, by_rows;
  int parts;
} Job;

static int
parts_of (gint64 rows, gint64 depth, gint64 units)
{
  return rows * depth * units < SMALL ? 1 : VSL_PARTS;
}

/* Blocks of 16 numbers: whole cache lines and vectors. */
static void
block_range (gint64 n, int parts, int part, gint64 *begin, gint64 *end)
{
  vsl_part_range ((n + 15) / 16, parts, part, begin, end);
  *begin = MIN (*begin * 16, n);
  *end = MIN (*end * 16, n);
}

static gboolean
narrow (const Job *j)
{
  return j->units <= NARROW && vsl_kernels ()->direct_forward != NULL;
}

static VslDirect
rows_of (const Job *j)
{
  return (VslDirect) { .x = j->x, .runs = 1, .run = (gsize) j->depth, .line = 1, .line_step = (gsize) j->depth,
                       .width = (gsize) j->units };
}

static void
forward_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 b, e;
  if (j->by_rows) {
    vsl_part_range (j->rows, j->parts, part, &b, &e);
    if (narrow (j) && j->rows == 1) {
      for (gint64 r = b; r < e; r++)
        vsl_kernels ()->dense_row (j->depth, j->units, j->x, j->w, j->bias, j->out);
      return;
    }
    if (narrow (j)) {
      VslDirect d = rows_of (j);
      vsl_kernels ()->direct_forward (&d, (gsize) b, (gsize) e, j->w, j->bias, j->out);
      return;
    }
    vsl_gemm_bias (FALSE, FALSE, e - b, j->units, j->depth, j->x + b * j->depth, j->depth, j->w, j->units, 0, j->bias, j->out + b * j->units,
                   j->units);
    return;
  }
  block_range (j->units, j->parts, part, &b, &e);
  vsl_gemm_bias (FALSE, FALSE, j->rows, e - b, j->depth, j->x, j->depth, j->w + b, j->units, 0, j->bias ? j->bias + b : NULL, j->out + b,
                 j->units);
}

/**
 * vsl_dense_forward:
 * @x: rows × depth
 * @w: depth × units
 * @bias: (nullable): units
 * @y: (out): rows × units
 */
void
vsl_dense_forward (gint64 rows, gint64 depth, gint64 units, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y)
{
  Job j = { .rows = rows, .depth = depth, .units = units, .x = x, .w = w, .bias = bias, .out = y };
  j.by_rows = rows >= TALL || units <= NARROW;
  j.parts = rows == 1 && j.by_rows ? 1 : parts_of (rows, depth, units);
  vsl_parallel_for (j.parts, forward_part, &j);
}

static void
data_part (gpointer data, int part)
{
  const Job *j = data;
  VslReal beta = j->add ? 1 : 0;
  gint64 b, e;
  if (j->by_rows) {
    vsl_part_range (j->rows, j->parts, part, &b, &e);
    vsl_gemm (FALSE, TRUE, e - b, j->depth, j->units, j->dy + b * j->units, j->units, j->w, j->units, beta, j->out + b * j->depth, j->depth);
    return;
  }
  block_range (j->depth, j->parts, part, &b, &e);
  if (narrow (j)) {
    vsl_kernels ()->dense_data (j->rows, j->depth, j->units, b, e, j->dy, j->w, j->out, j->add);
    return;
  }
  vsl_gemm (FALSE, TRUE, j->rows, e - b, j->units, j->dy, j->units, j->w + b * j->units, j->units, beta, j->out + b, j->depth);
}

/**
 * vsl_dense_backward_data:
 * @dy: rows × units
 * @dx: (out): rows × depth
 * @add: add to @dx instead of overwriting it
 */
void
vsl_dense_backward_data (gint64 rows, gint64 depth, gint64 units, const VslReal *dy, const VslReal *w, VslReal *dx, gboolean add)
{
  Job j = { .rows = rows, .depth = depth, .units = units, .dy = dy, .w = w, .out = dx, .add = add };
  j.parts = parts_of (rows, depth, units);
  j.by_rows = rows >= TALL && !narrow (&j);
  vsl_parallel_for (j.parts, data_part, &j);
}

/* Ranges of the units that the parts share out, the rest of the sharing being by depth: wide enough for the product to be worth its
 * copying, and no narrower than needed, since each range of the depth copies dy anew. */
static int
columns_of (const Job *j)
{
  int n = 1;
  while (!narrow (j) && 2 * n <= j->parts && j->units / (2 * n) >= WIDE)
    n *= 2;
  return n;
}

/* A part has a block of the gradient and sums over all rows: no partial buffers. */
static void
weights_part (gpointer data, int part)
{
  const Job *j = data;
  int columns = columns_of (j);
  gint64 b, e, u, v;
  block_range (j->depth, j->parts / columns, part / columns, &b, &e);
  block_range (j->units, columns, part % columns, &u, &v);
  if (b >= e || u >= v)
    return;
  if (narrow (j)) {
    vsl_kernels ()->dense_weights (j->rows, j->depth, j->units, b, e, j->x, j->dy, j->out);
    return;
  }
  vsl_gemm (TRUE, FALSE, e - b, v - u, j->rows, j->x + b, j->depth, j->dy + u, j->units, 0, j->out + b * j->units + u, j->units);
}

/**
 * vsl_dense_backward_weights:
 * @x: rows × depth
 * @dy: rows × units
 * @dw: (out): depth × units
 */
void
vsl_dense_backward_weights (gint64 rows, gint64 depth, gint64 units, const VslReal *x, const VslReal *dy, VslReal *dw)
{
  Job j = { .rows = rows, .depth = depth, .units = units, .x = x, .dy = dy, .out = dw };
  j.parts = parts_of (rows, depth, units);
  vsl_parallel_for (j.parts, weights_part, &j);
}

static void
sums_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 b, e;
  vsl_part_range (j->rows, j->parts, part, &b, &e);
  vsl_kernels ()->column_sums ((gsize) (e - b), (gsize) j->units, j->x + b * j->units, j->out + part * j->units);
}

/**
 * vsl_sum_columns:
 * @x: rows × width
 * @sum: (out): width
 * @scratch: VSL_PARTS * width
 */
void
vsl_sum_columns (gint64 rows, gint64 width, const VslReal *x, VslReal *sum, VslReal *scratch)
{
  Job j = { .rows = rows, .units = width, .x = x, .out = scratch, .parts = rows * width < SMALL ? 1 : VSL_PARTS };
  vsl_parallel_for (j.parts, sums_part, &j);
  memcpy (sum, scratch, (gsize) width * sizeof (VslReal));
  for (int p = 1; p < j.parts; p++)
    vsl_kernels ()->add ((gsize) width, scratch + p * width, sum);
}
