/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* exp and its relatives, written so that loops over them become vector code. Only additions, products and selections in a
 * fixed order: the same bits in every variant. The double build, which serves tests, takes the C library's. */
#include "core/vsl-real.h"

#include <math.h>
#include <string.h>

#ifdef VSL_REAL_DOUBLE

static inline VslReal vm_exp (VslReal x) { return exp (x); }
static inline VslReal vm_expm1 (VslReal x) { return expm1 (x); }
static inline VslReal vm_log1p (VslReal x) { return log1p (x); }
static inline VslReal vm_abs (VslReal x) { return fabs (x); }
static inline VslReal vm_sqrt (VslReal x) { return sqrt (x); }
static inline VslReal vm_copysign (VslReal x, VslReal s) { return copysign (x, s); }

#else

static inline VslReal vm_log1p (VslReal x) { return log1pf (x); }
static inline VslReal vm_abs (VslReal x) { return fabsf (x); }
static inline VslReal vm_sqrt (VslReal x) { return sqrtf (x); }
static inline VslReal vm_copysign (VslReal x, VslReal s) { return copysignf (x, s); }

static inline float
vm_power_of_two (int n)              /* -126 … 127 */
{
  gint32 bits = (n + 127) << 23;
  float f;
  memcpy (&f, &bits, sizeof f);
  return f;
}

/* e^x = 2^n e^r with |r| <= ln 2 / 2 and the Taylor series of e^r to r^7 (remainder 5e-9). About 1 ulp; overflows to infinity,
 * underflows through the denormals, passes NaN on. */
static inline float
vm_exp (float x)
{
  const float magic = 12582912.0f;   /* 1.5 * 2^23: adding it rounds to a whole number */
  float c = x < -104.0f ? -104.0f : x;
  c = c > 89.0f ? 89.0f : c;
  c = c == c ? c : 0.0f;
  float n = (c * 1.44269504088896341f + magic) - magic;
  float r = (c - n * 0.693145751953125f) - n * 1.42860682030941723e-6f;      /* ln 2 in two pieces; the first product is exact */
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = (p * r) * r + r;
  p = p + 1.0f;
  int i = (int) n, half = i >> 1;    /* in two steps, since 2^n alone may be out of range */
  float y = p * vm_power_of_two (half) * vm_power_of_two (i - half);
  return x == x ? y : x;
}

/* e^x - 1: the series near zero, where the difference would lose digits. */
static inline float
vm_expm1 (float x)
{
  float r = vm_abs (x) < 0.5f ? x : 0.0f;
  float p = 1.0f / 40320;
  p = p * r + 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = (p * r) * r + r;
  float e = vm_exp (x) - 1.0f;
  return vm_abs (x) < 0.5f ? p : e;
}

#endif

/* tanh |x| = t / (t + 2) with t = e^(2|x|) - 1. */
static inline VslReal
vm_tanh (VslReal x)
{
  VslReal a = vm_abs (x);
  a = a > 20 ? 20 : a;
  VslReal t = vm_expm1 (2 * a);
  return vm_copysign (t / (t + 2), x);
}

static inline VslReal
vm_sigmoid (VslReal x)
{
  VslReal z = vm_exp (-vm_abs (x));
  VslReal q = 1 / (1 + z);
  return x >= 0 ? q : z * q;
}
