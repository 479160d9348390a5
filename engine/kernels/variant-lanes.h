/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One vector type for kernels that every variant has, the plain and the double one too: operators + - * / work on it, FMA where
 * the processor has it. Loads and stores need no alignment. */
#include <string.h>

#include "kernels/vsl-variant.h"

#if defined(__AVX2__) && !defined(VSL_REAL_DOUBLE)
#include <immintrin.h>
#endif

#ifdef VSL_REAL_DOUBLE
#define VEC_BYTES 16
#elif defined(__AVX512F__)
#define VEC_BYTES 64
#elif defined(__AVX2__)
#define VEC_BYTES 32
#else
#define VEC_BYTES 16
#endif
#define VEC ((gsize) (VEC_BYTES / sizeof (VslReal)))       /* numbers of a vector */

typedef VslReal Vec __attribute__ ((vector_size (VEC_BYTES)));

static inline Vec
vec_load (const VslReal *p)
{
  Vec v;
  memcpy (&v, p, sizeof v);
  return v;
}

static inline void
vec_store (VslReal *p, Vec v)
{
  memcpy (p, &v, sizeof v);
}

/* Past the caches; `p` is a multiple of VEC_BYTES. vec_fence () comes behind the last one, before another thread reads. */
static inline void
vec_stream (VslReal *p, Vec v)
{
#if defined(__AVX512F__) && !defined(VSL_REAL_DOUBLE)
  _mm512_stream_ps (p, v);
#elif defined(__AVX2__) && !defined(VSL_REAL_DOUBLE)
  _mm256_stream_ps (p, v);
#else
  vec_store (p, v);
#endif
}

static inline void
vec_fence (void)
{
#if defined(__AVX2__) && !defined(VSL_REAL_DOUBLE)
  _mm_sfence ();
#endif
}

static inline Vec
vec_all (VslReal a)
{
  return a - (Vec) { 0 };
}

static inline Vec
vec_fma (Vec a, Vec b, Vec c)
{
#if defined(__AVX512F__) && !defined(VSL_REAL_DOUBLE)
  return _mm512_fmadd_ps (a, b, c);
#elif defined(__AVX2__) && !defined(VSL_REAL_DOUBLE)
  return _mm256_fmadd_ps (a, b, c);
#else
  return a * b + c;
#endif
}

/* In a fixed order: halves onto each other. */
static inline double
vec_sum (Vec v)
{
#if defined(__AVX2__) && !defined(VSL_REAL_DOUBLE)
#ifdef __AVX512F__
  __m256 w = _mm512_castps512_ps256 (v) + _mm256_castpd_ps (_mm512_extractf64x4_pd (_mm512_castps_pd (v), 1));
#else
  __m256 w = v;
#endif
  __m128 h = _mm256_castps256_ps128 (w) + _mm256_extractf128_ps (w, 1);
  h += _mm_movehl_ps (h, h);
  return (double) (h[0] + h[1]);
#else
  VslReal a[VEC_BYTES / sizeof (VslReal)];
  memcpy (a, &v, sizeof a);
  for (gsize n = VEC / 2; n > 0; n /= 2)
    for (gsize i = 0; i < n; i++)
      a[i] += a[i + n];
  return (double) a[0];
#endif
}
