/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Exponentials of rows, as softmax and attention need them: vm_exp_low () of variant-math.h with fused multiply-adds, since they are most of
 * the time there. The last vector of a row is filled up, so that equal values get equal shares wherever they stand. */
#include "kernels/variant-lanes.h"
#include "kernels/variant-math.h"

#define EXP_SPAN 4096                /* values added in VslReal before the sum goes on in double */

/* a where it is greater, else b, also where one is no number. */
static inline Vec
vec_max (Vec a, Vec b)
{
#if defined(__AVX512F__) && !defined(VSL_REAL_DOUBLE)
  return _mm512_max_ps (a, b);
#elif defined(__AVX2__) && !defined(VSL_REAL_DOUBLE)
  return _mm256_max_ps (a, b);
#else
  Vec c;
  for (gsize i = 0; i < VEC; i++)
    c[i] = a[i] > b[i] ? a[i] : b[i];
  return c;
#endif
}

/* e^x for x <= 0, see vm_exp_low (). */
static inline Vec
vec_exp_low (Vec x)
{
#ifdef VSL_REAL_DOUBLE
  for (gsize i = 0; i < VEC; i++)
    x[i] = exp (x[i]);
  return x;
#else
  typedef gint32 Bits __attribute__ ((vector_size (VEC_BYTES)));
  Vec c = vec_max (vec_all (-88.0f), x), round = vec_all (VM_ROUND), z = vec_fma (c, vec_all (1.44269504088896341f), round), n = z - round;
  Vec r = vec_fma (n, vec_all (-VM_LN2_REST), vec_fma (n, vec_all (-VM_LN2), c)), q = vec_all (0.00139505391f);
  q = vec_fma (q, r, vec_all (0.0083689185f));
  q = vec_fma (q, r, vec_all (0.0416662051f));
  q = vec_fma (q, r, vec_all (0.166665186f));
  q = vec_fma (q, r, vec_all (0.5f));
  return (vec_fma (q * r, r, r) + vec_all (1)) * (Vec) ((Bits) z << 23);
#endif
}

/* The n values from x on, then `rest`. */
static inline Vec
vec_part (const VslReal *x, gsize n, VslReal rest)
{
  VslReal v[VEC_BYTES / sizeof (VslReal)];
  for (gsize i = 0; i < VEC; i++)
    v[i] = i < n ? x[i] : rest;
  return vec_load (v);
}

static inline VslReal
row_greatest (gsize width, const VslReal *x)
{
  Vec a = vec_all ((VslReal) -INFINITY), b = a;
  gsize j = 0;
  for (; j + 2 * VEC <= width; j += 2 * VEC) {
    a = vec_max (vec_load (x + j), a);
    b = vec_max (vec_load (x + j + VEC), b);
  }
  if (j + VEC <= width) {
    a = vec_max (vec_load (x + j), a);
    j += VEC;
  }
  if (j < width)
    b = vec_max (vec_part (x + j, width - j, (VslReal) -INFINITY), b);
  a = vec_max (a, b);
  VslReal m = a[0];
  for (gsize i = 1; i < VEC; i++)
    m = a[i] > m ? a[i] : m;
  return m;
}

/* e^(factor x - m) of a whole vector. */
static inline Vec
vec_share (Vec x, Vec factor, Vec m)
{
  return vec_exp_low (vec_fma (x, factor, -m));
}

/* y = e^(factor x - m), where that is at most 1; returns the sum. */
static inline double
row_exponentials (gsize width, const VslReal *x, VslReal factor, VslReal m, VslReal *y)
{
  Vec f = vec_all (factor), low = vec_all (m);
  double sum = 0;
  for (gsize begin = 0; begin < width; begin += EXP_SPAN) {
    gsize end = MIN (begin + EXP_SPAN, width), j = begin;
    Vec a = vec_all (0), b = a;
    for (; j + 2 * VEC <= end; j += 2 * VEC) {
      Vec e = vec_share (vec_load (x + j), f, low), g = vec_share (vec_load (x + j + VEC), f, low);
      vec_store (y + j, e);
      vec_store (y + j + VEC, g);
      a += e;
      b += g;
    }
    for (; j < end; j += VEC) {
      gsize n = MIN (VEC, end - j);
      Vec e = vec_share (vec_part (x + j, n, (VslReal) -INFINITY), f, low);
      memcpy (y + j, &e, n * sizeof (VslReal));
      for (gsize i = n; i < VEC; i++)
        e[i] = 0;                    /* of -∞ - ∞ there is none */
      a += e;
    }
    sum += vec_sum (a + b);
  }
  return sum;
}
