/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One name for the vectors of AVX2 and of AVX-512, for kernels whose source is the same for both. */
#include <glib.h>
#include <immintrin.h>

#ifdef __AVX512F__
#define LANES 16
typedef __m512 Vec;
typedef __mmask16 Mask;
#define v_zero() _mm512_setzero_ps ()
#define v_set1(a) _mm512_set1_ps (a)
#define v_fma(a, b, c) _mm512_fmadd_ps (a, b, c)
#define v_fnma(a, b, c) _mm512_fnmadd_ps (a, b, c)
#define v_add(a, b) _mm512_add_ps (a, b)
#define v_sub(a, b) _mm512_sub_ps (a, b)
#define v_mul(a, b) _mm512_mul_ps (a, b)
#define v_max(a, b) _mm512_max_ps (a, b)
#define v_loadu(p) _mm512_loadu_ps (p)
#define v_load(p, m) _mm512_maskz_loadu_ps (m, p)
#define v_storeu(p, v) _mm512_storeu_ps (p, v)
#define v_store(p, m, v) _mm512_mask_storeu_ps (p, m, v)
static inline Mask
mask_of (gsize n)
{
  return n >= LANES ? (Mask) 0xFFFF : (Mask) ((1u << n) - 1);
}
#else
#define LANES 8
typedef __m256 Vec;
typedef __m256i Mask;
#define v_zero() _mm256_setzero_ps ()
#define v_set1(a) _mm256_set1_ps (a)
#define v_fma(a, b, c) _mm256_fmadd_ps (a, b, c)
#define v_fnma(a, b, c) _mm256_fnmadd_ps (a, b, c)
#define v_add(a, b) _mm256_add_ps (a, b)
#define v_sub(a, b) _mm256_sub_ps (a, b)
#define v_mul(a, b) _mm256_mul_ps (a, b)
#define v_max(a, b) _mm256_max_ps (a, b)
#define v_loadu(p) _mm256_loadu_ps (p)
#define v_load(p, m) _mm256_maskload_ps (p, m)
#define v_storeu(p, v) _mm256_storeu_ps (p, v)
#define v_store(p, m, v) _mm256_maskstore_ps (p, m, v)
static inline Mask
mask_of (gsize n)
{
  return _mm256_cmpgt_epi32 (_mm256_set1_epi32 ((int) MIN (n, LANES)), _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7));
}
#endif
