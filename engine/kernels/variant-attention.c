/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the products of attention: scores to weights and back, and the random choice of dropout. */
#include "kernels/vsl-variant.h"

#include "kernels/variant-exp.h"
#include "kernels/variant-rows.h"

#define DRAWN 256                    /* 64-bit numbers drawn at a time */

/* stats of a row: the greatest score and 1 / the sum of the exponentials, or two zeros where all scores are -∞. */
void
V (weights_forward) (gsize rows, gsize width, VslReal factor, VslReal *x, VslReal *stats)
{
  for (gsize r = 0; r < rows; r++, x += width, stats += 2) {
    VslReal m = row_greatest (width, x) * factor;
    if (m == (VslReal) -INFINITY)
      m = 0;
    VslReal sum = (VslReal) row_exponentials (width, x, factor, m, x), q = sum == 0 ? 0 : 1 / sum;
    stats[0] = m;
    stats[1] = q;
    for (gsize j = 0; j < width; j++)
      x[j] *= q;
  }
}

/* With weights p, factors f of dropout and the gradient g of p f: the gradient of the products is factor p (f g - sum (p f g)). */
void
V (weights_backward) (gsize rows, gsize width, VslReal factor, const VslReal *stats, const VslReal *keep, VslReal *x, VslReal *dx)
{
  for (gsize r = 0; r < rows; r++, x += width, dx += width, stats += 2) {
    VslReal m = stats[0], q = stats[1];
    row_exponentials (width, x, factor, m, x);
    for (gsize j = 0; j < width; j++)
      x[j] *= q;
    VM_LOOP
    for (gsize j = 0; keep && j < width; j++)
      dx[j] *= keep[j];
    VslReal d = (VslReal) vm_row_dot (width, x, dx);
    VM_LOOP
    for (gsize j = 0; j < width; j++)
      dx[j] = factor * (x[j] * (dx[j] - d));
    VM_LOOP
    for (gsize j = 0; keep && j < width; j++)
      x[j] *= keep[j];
    keep = keep ? keep + width : NULL;
  }
}

/* vsl_random_bits(), written out so that it becomes vector code. */
static inline guint64
bits (guint64 key, guint64 i)
{
  guint64 z = key + (i + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

#define OTHER_END (G_BYTE_ORDER == G_BIG_ENDIAN)

/* Value i of a stream has 32 bits of its own: a half of number i / 2, the lower one first. */
void
V (random_keep) (guint64 key, guint64 begin, gsize n, guint64 limit, VslReal keep, VslReal *mask)
{
  guint64 drawn[DRAWN];
  guint32 half[2 * DRAWN], least = (guint32) MIN (limit, G_MAXUINT32);
  while (n > 0) {
    gsize odd = begin % 2, count = MIN (n, 2 * DRAWN - odd), words = (count + odd + 1) / 2;
    for (gsize i = 0; i < words; i++)
      drawn[i] = bits (key, begin / 2 + i);
    memcpy (half, drawn, words * sizeof *drawn);
    for (gsize i = 0; i < count; i++)
      mask[i] = half[(i + odd) ^ OTHER_END] >= least ? keep : 0;
    begin += count;
    mask += count;
    n -= count;
  }
}
