/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attention (Vaswani et al. 2017, section 3.2) one head of one sample at a time, in blocks of queries whose scores stay in the
 * second cache. The weights are not kept for backward but found again from the scores, as Dao et al. 2022 do: that costs one
 * more product and saves t × s values a head. */
#include "kernels/vsl-attention.h"

#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

#include <math.h>

#define BLOCK (32 * 1024)          /* scores of a block: an eighth of a MiB */
#define MIN_ROWS 16

static gint64
block_rows (const VslAttention *a)
{
  return MIN (a->t, MAX (BLOCK / MAX (a->s, 1), MIN_ROWS));
}

static gsize
part_scratch (const VslAttention *a)
{
  return ((gsize) (block_rows (a) * a->s) + 15) & ~(gsize) 15;
}

/**
 * vsl_attention_scratch:
 *
 * Returns: the VslReals of scratch that the other functions need, for any number of samples and heads
 */
gsize
vsl_attention_scratch (const VslAttention *a, gboolean training)
{
  return part_scratch (a) * VSL_PARTS * (training ? 3 : 2);
}

/* One head of one sample, and the block of its queries [begin, begin + rows). */
typedef struct {
  gint64 sample, head, begin, rows;
  const VslReal *q, *k, *v;
  gint64 o;                              /* offset into o and d_o */
  VslReal *stats;
} Block;

static Block
block_of (const VslAttention *a, gint64 item, gint64 begin)
{
  Block b = { .sample = item / a->heads, .head = item % a->heads, .begin = begin, .rows = MIN (block_rows (a), a->t - begin) };
  b.q = a->q + (b.sample * a->t + begin) * a->ld_q + b.head * a->key_dim;
  b.k = a->k + b.sample * a->s * a->ld_k + b.head * a->key_dim;
  b.v = a->v + b.sample * a->s * a->ld_v + b.head * a->value_dim;
  b.o = ((b.sample * a->t + begin) * a->heads + b.head) * a->value_dim;
  b.stats = a->stats + 2 * (item * a->t + begin);
  return b;
}

/* A key that may not be seen gets the score -∞, hence a weight of exactly zero. */
static void
hide (const VslAttention *a, const Block *b, VslReal *x)
{
  const VslReal none = (VslReal) -INFINITY;
  for (int m = 0; m < 2; m++)
    for (gint64 r = 0; a->key_mask[m] && r < b->rows; r++)
      for (gint64 j = 0; j < a->s; j++)
        x[r * a->s + j] = a->key_mask[m][b->sample * a->s + j] > (VslReal) 0.5 ? x[r * a->s + j] : none;
  const VslReal *mask = a->mask ? a->mask + (b->sample * a->t + b->begin) * a->s : NULL;
  for (gint64 i = 0; mask && i < b->rows * a->s; i++)
    x[i] = mask[i] > (VslReal) 0.5 ? x[i] : none;
  for (gint64 r = 0; a->causal && r < b->rows; r++)
    for (gint64 j = b->begin + r + 1; j < a->s; j++)
      x[r * a->s + j] = none;
}

static void
scores (const VslAttention *a, const Block *b, VslReal *x)
{
  vsl_gemm (FALSE, TRUE, b->rows, a->s, a->key_dim, b->q, a->ld_q, b->k, a->ld_k, 0, x, a->s);
  hide (a, b, x);
}

/* The factors of the weights that are left out or kept; NULL: all are one. */
static const VslReal *
drawn (const VslAttention *a, const Block *b, VslReal *room)
{
  gint64 first = (((a->first + b->sample) * a->heads + b->head) * a->t + b->begin) * a->s;
  if (a->given)
    return a->given + first;
  if (!(a->rate > 0))
    return NULL;
  VslReal keep = a->rate < 1 ? (VslReal) (1 / (1 - a->rate)) : 0;
  vsl_kernels ()->random_keep (a->key, (guint64) first, (gsize) (b->rows * a->s), (guint64) (a->rate * 4294967296.0), keep, room);
  return room;
}

static void
forward_part (gpointer data, int part)
{
  const VslAttention *a = data;
  const VslKernels *k = vsl_kernels ();
  gsize own = part_scratch (a);
  VslReal *x = a->scratch + (gsize) part * 2 * own;
  gint64 first, end;
  vsl_part_range (a->samples * a->heads, VSL_PARTS, part, &first, &end);
  for (gint64 item = first; item < end; item++)
    for (gint64 begin = 0; begin < a->t; begin += block_rows (a)) {
      Block b = block_of (a, item, begin);
      gsize n = (gsize) (b.rows * a->s);
      scores (a, &b, x);
      k->weights_forward ((gsize) b.rows, (gsize) a->s, a->factor, x, b.stats);
      const VslReal *keep = drawn (a, &b, x + own);
      if (keep)
        k->mul (n, x, keep, x, FALSE);
      vsl_gemm (FALSE, FALSE, b.rows, a->value_dim, a->s, x, a->s, b.v, a->ld_v, 0, a->o + b.o, a->heads * a->value_dim);
    }
}

/**
 * vsl_attention_forward:
 *
 * A query that may see nothing gets zeros.
 */
void
vsl_attention_forward (const VslAttention *a)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) a);
}

static void
backward_block (const VslAttention *a, gint64 item, gint64 begin, VslReal *x, VslReal *dx, VslReal *room)
{
  const VslKernels *k = vsl_kernels ();
  Block b = block_of (a, item, begin);
  gint64 ld_o = a->heads * a->value_dim;
  const VslReal *dy = a->d_o + b.o, beta = begin > 0;
  VslReal *dq = a->d_q + (b.q - a->q), *dk = a->d_k + (b.k - a->k), *dv = a->d_v + (b.v - a->v);
  scores (a, &b, x);
  vsl_gemm (FALSE, TRUE, b.rows, a->s, a->value_dim, dy, ld_o, b.v, a->ld_v, 0, dx, a->s);
  k->weights_backward ((gsize) b.rows, (gsize) a->s, a->factor, b.stats, drawn (a, &b, room), x, dx);
  vsl_gemm (TRUE, FALSE, a->s, a->value_dim, b.rows, x, a->s, dy, ld_o, beta, dv, a->ld_v);
  vsl_gemm (TRUE, FALSE, a->s, a->key_dim, b.rows, dx, a->s, b.q, a->ld_q, beta, dk, a->ld_k);
  vsl_gemm (FALSE, FALSE, b.rows, a->key_dim, a->s, dx, a->s, b.k, a->ld_k, 0, dq, a->ld_q);
}

static void
backward_part (gpointer data, int part)
{
  const VslAttention *a = data;
  gsize own = part_scratch (a);
  VslReal *x = a->scratch + (gsize) part * 3 * own;
  gint64 first, end;
  vsl_part_range (a->samples * a->heads, VSL_PARTS, part, &first, &end);
  for (gint64 item = first; item < end; item++)
    for (gint64 begin = 0; begin < a->t; begin += block_rows (a))
      backward_block (a, item, begin, x, x + own, x + 2 * own);
}

/**
 * vsl_attention_backward:
 *
 * After vsl_attention_forward() with the same masks and the same random stream.
 */
void
vsl_attention_backward (const VslAttention *a)
{
  vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) a);
}
