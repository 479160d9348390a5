/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-random.h"

#include <math.h>

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
 * generators"): a bijection of 64 bits that passes the usual batteries on counters. */
static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

#define GOLDEN G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)

/**
 * vsl_random_key:
 * @seed: the run's seed
 * @purpose: what the numbers are for
 * @index: which parameter, epoch or node
 * @step: which step, 0 where there is none
 *
 * Returns: the key of a stream of its own
 */
guint64
vsl_random_key (guint64 seed, VslRandomPurpose purpose, guint64 index, guint64 step)
{
  guint64 k = mix (seed + GOLDEN);
  k = mix (k ^ ((guint64) purpose * GOLDEN));
  k = mix (k + index * GOLDEN + 1);
  return mix (k ^ (step * GOLDEN + 2));
}

/**
 * vsl_random_bits:
 *
 * Returns: the @i-th 64 bits of the stream
 */
guint64
vsl_random_bits (guint64 key, guint64 i)
{
  return mix (key + (i + 1) * GOLDEN);
}

/**
 * vsl_random_uniform:
 *
 * Returns: the @i-th number of the stream, in [0, 1)
 */
double
vsl_random_uniform (guint64 key, guint64 i)
{
  return (double) (vsl_random_bits (key, i) >> 11) * 0x1.0p-53;
}

/**
 * vsl_random_normal:
 *
 * The @i-th normal number of the stream, by Box and Muller (1958) from numbers 2i and 2i+1.
 */
double
vsl_random_normal (guint64 key, guint64 i)
{
  double u = 1.0 - vsl_random_uniform (key, 2 * i); /* (0, 1]: its logarithm is finite */
  double v = vsl_random_uniform (key, 2 * i + 1);
  return sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v);
}

/**
 * vsl_random_truncated_normal:
 *
 * The @i-th number of a standard normal whose values beyond 2 are drawn again.
 */
double
vsl_random_truncated_normal (guint64 key, guint64 i)
{
  guint64 own = mix (key ^ mix (i + GOLDEN));
  for (guint64 k = 0;; k++) {
    double x = vsl_random_normal (own, k);
    if (fabs (x) <= 2.0)
      return x;
  }
}

/**
 * vsl_random_permutation:
 * @order: (out): @n numbers
 *
 * Fills @order with 0 … n-1 in random order (Fisher and Yates).
 */
void
vsl_random_permutation (guint64 key, guint32 *order, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    order[i] = i;
  for (guint32 i = n; i > 1; i--) {
    /* The high half times i: bias below 2^-32 for any n here. */
    guint32 j = (guint32) (((vsl_random_bits (key, i) >> 32) * (guint64) i) >> 32);
    guint32 t = order[i - 1];
    order[i - 1] = order[j];
    order[j] = t;
  }
}
