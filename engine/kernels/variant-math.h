/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* exp and its relatives, written so that loops over them become vector code. Only additions, products, quotients and selections
 * in a fixed order: the same bits in every variant. The polynomials are least-maximum fits of the relative error, made for this
 * file; the text beside each says over which range. The double build, which serves tests, takes the C library's. */
#include "core/vsl-real.h"

#include <math.h>
#include <string.h>

/* A loop whose results may overwrite its own inputs, place by place, but nothing else that it reads. */
#define VM_LOOP _Pragma ("GCC ivdep")

#ifdef VSL_REAL_DOUBLE

static inline VslReal vm_exp (VslReal x) { return exp (x); }
static inline VslReal vm_exp_low (VslReal x) { return exp (x); }
static inline VslReal vm_expm1_low (VslReal x) { return expm1 (x); }
static inline VslReal vm_log1p_unit (VslReal x) { return log1p (x); }
static inline VslReal vm_abs (VslReal x) { return fabs (x); }
static inline VslReal vm_sqrt (VslReal x) { return sqrt (x); }
static inline VslReal vm_tanh (VslReal x) { return tanh (x); }
static inline VslReal vm_normal (VslReal x) { return 0.5 * erfc (-x * 0.70710678118654752440); }

static inline VslReal
vm_normal_both (VslReal x, VslReal *density)
{
  *density = 0.39894228040143267794 * exp (-0.5 * x * x);
  return vm_normal (x);
}

#else

static inline VslReal vm_abs (VslReal x) { return fabsf (x); }
static inline VslReal vm_sqrt (VslReal x) { return sqrtf (x); }

static inline float
vm_of_bits (guint32 bits)
{
  float f;
  memcpy (&f, &bits, sizeof f);
  return f;
}

static inline guint32
vm_bits (float f)
{
  guint32 bits;
  memcpy (&bits, &f, sizeof bits);
  return bits;
}

/* Adding it rounds to a whole number n, and leaves n + 127 in the lowest bits: 2^n once they stand in the exponent's place. */
#define VM_ROUND 12583039.0f         /* 1.5 * 2^23 + 127 */

/* ln 2 in two pieces: a product of the first with a whole number up to 2^11 is exact. */
#define VM_LN2 0.693145751953125f
#define VM_LN2_REST 1.42860682030941723e-6f

/* e^r - 1 for |r| <= ln 2 / 2. */
static inline float
vm_exp_series (float r)
{
  float q = 0.00139505391f;
  q = q * r + 0.0083689185f;
  q = q * r + 0.0416662051f;
  q = q * r + 0.166665186f;
  q = q * r + 0.5f;
  return (q * r) * r + r;
}

/* e^(x + rest) = 2^n e^r for x from -88 to 0 and a small rest. */
static inline float
vm_exp_sum (float x, float rest)
{
  float z = x * 1.44269504088896341f + VM_ROUND, n = z - VM_ROUND;
  float r = ((x - n * VM_LN2) + rest) - n * VM_LN2_REST;
  return (vm_exp_series (r) + 1.0f) * vm_of_bits (vm_bits (z) << 23);
}

/* e^x for x <= 0. Below 2^-126.5 the result is exactly zero; passes NaN on. */
static inline float
vm_exp_low (float x)
{
  float c = x < -88.0f ? -88.0f : x;
  float z = c * 1.44269504088896341f + VM_ROUND, n = z - VM_ROUND;
  float r = (c - n * VM_LN2) - n * VM_LN2_REST;
  return (vm_exp_series (r) + 1.0f) * vm_of_bits (vm_bits (z) << 23);
}

/* e^x - 1 for x <= 0: 2^n (e^r - 1) + (2^n - 1), which near zero, where n is 0, is the series alone. */
static inline float
vm_expm1_low (float x)
{
  float c = x < -20.0f ? -20.0f : x;
  float z = c * 1.44269504088896341f + VM_ROUND, n = z - VM_ROUND;
  float r = (c - n * VM_LN2) - n * VM_LN2_REST, s = vm_of_bits (vm_bits (z) << 23);
  return vm_exp_series (r) * s + (s - 1.0f);
}

/* e^x for all x: overflows to infinity, underflows through the denormals. 2^n in two steps, since alone it may be out of range. */
static inline float
vm_exp (float x)
{
  float c = x < -104.0f ? -104.0f : x;
  c = c > 89.0f ? 89.0f : c;
  float z = c * 1.44269504088896341f + VM_ROUND, n = z - VM_ROUND;
  float r = (c - n * VM_LN2) - n * VM_LN2_REST;
  gint32 i = (gint32) (vm_bits (z) - 0x4B400000u) - 127, half = i >> 1;
  return (vm_exp_series (r) + 1.0f) * vm_of_bits ((guint32) (half + 127) << 23) * vm_of_bits ((guint32) (i - half + 127) << 23);
}

/* ln (1 + z) for z from 0 to 1. */
static inline float
vm_log1p_unit (float z)
{
  float p = -0.00324398735f;
  p = p * z + 0.019851302f;
  p = p * z - 0.056959255f;
  p = p * z + 0.106036292f;
  p = p * z - 0.153055794f;
  p = p * z + 0.196759356f;
  p = p * z - 0.249541332f;
  p = p * z + 0.333299624f;
  p = p * z - 0.499999024f;
  return (p * z) * z + z;
}

/* x P(x²) / Q(x²) up to 9.02, from where on the nearest number is 1. */
static inline float
vm_tanh (float x)
{
  float a = vm_abs (x), c = a > 9.02f ? 9.02f : a, u = c * c;
  float p = 1.33842397e-08f, q = 7.79022741e-07f;
  p = p * u + 2.06357827e-05f;
  q = q * u + 0.00032885133f;
  p = p * u + 0.00349745515f;
  q = q * u + 0.0258843512f;
  p = p * u + 0.133826851f;
  q = q * u + 0.467160064f;
  float y = (p * u * c + c) / (q * u + 1.0f);
  y = y > 1.0f ? 1.0f : y;
  y = a > 9.01f ? 1.0f : y;
  return vm_of_bits (vm_bits (y) | (vm_bits (x) & 0x80000000u));
}

/* Φ(-a) for a >= 0 is e^(-a²/2) R(a); R by a polynomial in t = 1 / (1 + 0.3 a). Beyond a = 13.2 the result is exactly zero.
 * a² is taken in two pieces, or its rounding would cost digits of the exponential: *e gets e^(-a²/2). */
static inline float
vm_normal_tail (float a, float *e)
{
  float c = a > 13.2f ? 13.2f : a;
  float high = vm_of_bits (vm_bits (c) & 0xFFFFF000u), low = c - high;       /* 12 digits: its square is exact */
  float exponential = vm_exp_sum (-0.5f * (high * high), -0.5f * (low * (c + high)));
  *e = a > 13.2f ? 0.0f : exponential;
  float t = 1.0f / (1.0f + 0.3f * c);
  float p = -0.0206235144f;
  p = p * t + 0.112435872f;
  p = p * t - 0.228214238f;
  p = p * t + 0.191785421f;
  p = p * t - 0.0794242534f;
  p = p * t + 0.0961572529f;
  p = p * t + 0.0783895014f;
  p = p * t + 0.110235457f;
  p = p * t + 0.11957181f;
  p = p * t + 0.11968669f;
  return *e * (p * t);
}

/* Φ(x), the share of a standard normal distribution below x, and its density: both keep their digits in the left tail. */
static inline float
vm_normal_both (float x, float *density)
{
  float e, tail = vm_normal_tail (vm_abs (x), &e);
  *density = 0.39894228040143267794f * e;
  return x > 0 ? 1.0f - tail : tail;
}

static inline float
vm_normal (float x)
{
  float e, tail = vm_normal_tail (vm_abs (x), &e);
  return x > 0 ? 1.0f - tail : tail;
}

#endif

static inline VslReal
vm_sigmoid (VslReal x)
{
  VslReal z = vm_exp_low (-vm_abs (x));
  return (x >= 0 ? 1 : z) / (1 + z);
}
