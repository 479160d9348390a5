/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the products of attention: scores to weights and back, and the random choice of dropout. */
#include "kernels/vsl-variant.h"

#include "kernels/variant-math.h"

#define LANES 16                     /* partial sums of a row: fixed, so the order of additions is too */
#define DRAWN 256                    /* 64-bit numbers drawn at a time */

static VslReal
row_max (gsize width, VslReal factor, const VslReal *x)
{
  VslReal lane[LANES], m = (VslReal) -INFINITY;
  gsize whole = width - width % LANES;
  for (int l = 0; l < LANES; l++)
    lane[l] = m;
  for (gsize j = 0; j < whole; j += LANES)
    for (int l = 0; l < LANES; l++)
      lane[l] = x[j + l] * factor > lane[l] ? x[j + l] * factor : lane[l];
  for (gsize j = whole; j < width; j++)
    m = x[j] * factor > m ? x[j] * factor : m;
  for (int l = 0; l < LANES; l++)
    m = lane[l] > m ? lane[l] : m;
  return m;
}

static inline VslReal
lane_sum (const VslReal *lane)
{
  VslReal s[LANES];
  memcpy (s, lane, sizeof s);
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int l = 0; l < half; l++)
      s[l] += s[l + half];
  return s[0];
}

static VslReal
row_exp (gsize width, VslReal factor, VslReal m, VslReal *x)
{
  VslReal lane[LANES] = { 0 };
  gsize whole = width - width % LANES;
  for (gsize j = 0; j < width; j++)
    x[j] = vm_exp (x[j] * factor - m);
  for (gsize j = 0; j < whole; j += LANES)
    for (int l = 0; l < LANES; l++)
      lane[l] += x[j + l];
  for (gsize j = whole; j < width; j++)
    lane[j - whole] += x[j];
  return lane_sum (lane);
}

/* stats of a row: the greatest score and 1 / the sum of the exponentials, or two zeros where all scores are -∞. */
void
V (weights_forward) (gsize rows, gsize width, VslReal factor, VslReal *x, VslReal *stats)
{
  for (gsize r = 0; r < rows; r++, x += width, stats += 2) {
    VslReal m = row_max (width, factor, x);
    if (m == (VslReal) -INFINITY)
      m = 0;
    VslReal sum = row_exp (width, factor, m, x), q = sum == 0 ? 0 : 1 / sum;
    stats[0] = m;
    stats[1] = q;
    for (gsize j = 0; j < width; j++)
      x[j] *= q;
  }
}

static VslReal
row_dot (gsize width, const VslReal *a, const VslReal *b)
{
  VslReal lane[LANES] = { 0 };
  gsize whole = width - width % LANES;
  for (gsize j = 0; j < whole; j += LANES)
    for (int l = 0; l < LANES; l++)
      lane[l] += a[j + l] * b[j + l];
  for (gsize j = whole; j < width; j++)
    lane[j - whole] += a[j] * b[j];
  return lane_sum (lane);
}

/* With weights p, factors f of dropout and the gradient g of p f: the gradient of the products is factor p (f g - sum (p f g)). */
void
V (weights_backward) (gsize rows, gsize width, VslReal factor, const VslReal *stats, const VslReal *keep, VslReal *x, VslReal *dx)
{
  for (gsize r = 0; r < rows; r++, x += width, dx += width, stats += 2) {
    VslReal m = stats[0], q = stats[1];
    for (gsize j = 0; j < width; j++)
      x[j] = vm_exp (x[j] * factor - m) * q;
    for (gsize j = 0; keep && j < width; j++)
      dx[j] *= keep[j];
    VslReal d = row_dot (width, x, dx);
    for (gsize j = 0; j < width; j++)
      dx[j] = factor * (x[j] * (dx[j] - d));
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

/* Value i of a stream has 32 bits of its own: a half of number i / 2, the lower one first. */
void
V (random_keep) (guint64 key, guint64 begin, gsize n, guint64 limit, VslReal keep, VslReal *mask)
{
  guint64 drawn[DRAWN];
  while (n > 0) {
    gsize odd = begin % 2, count = MIN (n, 2 * DRAWN - odd), words = (count + odd + 1) / 2;
    for (gsize i = 0; i < words; i++)
      drawn[i] = bits (key, begin / 2 + i);
    for (gsize i = 0; i < count; i++) {
      gsize at = i + odd;
      guint32 half = (guint32) (drawn[at / 2] >> (at % 2 * 32));
      mask[i] = half >= limit ? keep : 0;
    }
    begin += count;
    mask += count;
    n -= count;
  }
}
