/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FIPS 180-4. Weights are checked whenever a model is loaded, so this decides how long that takes. */
#include "core/vsl-sha256.h"

#include <string.h>

/**
 * vsl_sha256_plain:
 */
void
vsl_sha256_plain (gconstpointer data, gsize n, guint8 digest[VSL_SHA256_BYTES])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = VSL_SHA256_BYTES;
  for (gsize at = 0; at < n; at += G_MAXINT32)
    g_checksum_update (sum, (const guchar *) data + at, (gssize) MIN (n - at, G_MAXINT32));
  g_checksum_get_digest (sum, digest, &length);
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

static const guint32 constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
  0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
  0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
  0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
  0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
  0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static gboolean
has_instructions (void)
{
  unsigned a, b, c, d;
  return __get_cpuid_count (7, 0, &a, &b, &c, &d) && (b & bit_SHA) && __builtin_cpu_supports ("sse4.1");
}

/* state: {a b e f}, {c d g h} from the highest lane down, as the instructions want them. */
__attribute__ ((target ("sha,sse4.1"))) static void
add_blocks (__m128i state[2], const guint8 *p, gsize blocks)
{
  const __m128i big_endian = _mm_set_epi64x (0x0c0d0e0f08090a0b, 0x0405060700010203);
  for (; blocks > 0; blocks--, p += 64) {
    __m128i abef = state[0], cdgh = state[1], w[16];
    for (int i = 0; i < 4; i++)
      w[i] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *) (p + 16 * i)), big_endian);
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {           /* four rounds each */
      if (i >= 4) {
        __m128i t = _mm_add_epi32 (_mm_sha256msg1_epu32 (w[i - 4], w[i - 3]), _mm_alignr_epi8 (w[i - 1], w[i - 2], 4));
        w[i] = _mm_sha256msg2_epu32 (t, w[i - 1]);
      }
      __m128i k = _mm_add_epi32 (w[i], _mm_loadu_si128 ((const __m128i *) (constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32 (cdgh, abef, k);
      abef = _mm_sha256rnds2_epu32 (abef, cdgh, _mm_shuffle_epi32 (k, 0x0e));
    }
    state[0] = _mm_add_epi32 (state[0], abef);
    state[1] = _mm_add_epi32 (state[1], cdgh);
  }
}

__attribute__ ((target ("sha,sse4.1"))) static void
with_instructions (const guint8 *data, gsize n, guint8 digest[VSL_SHA256_BYTES])
{
  __m128i state[2] = { _mm_set_epi32 (0x6a09e667, (int) 0xbb67ae85, 0x510e527f, (int) 0x9b05688c),
                       _mm_set_epi32 (0x3c6ef372, (int) 0xa54ff53a, 0x1f83d9ab, 0x5be0cd19) };
  add_blocks (state, data, n / 64);
  guint8 last[128] = { 0 };                  /* the rest, a one bit, zeros, and the number of bits */
  gsize rest = n % 64, end = rest + 9 <= 64 ? 64 : 128;
  if (rest)
    memcpy (last, data + (n - rest), rest);
  last[rest] = 0x80;
  guint64 bits = GUINT64_TO_BE ((guint64) n * 8);
  memcpy (last + end - 8, &bits, 8);
  add_blocks (state, last, end / 64);
  guint32 abef[4], cdgh[4];
  _mm_storeu_si128 ((__m128i *) abef, state[0]);
  _mm_storeu_si128 ((__m128i *) cdgh, state[1]);
  const guint32 words[8] = { abef[3], abef[2], cdgh[3], cdgh[2], abef[1], abef[0], cdgh[1], cdgh[0] };
  for (int i = 0; i < 8; i++) {
    guint32 be = GUINT32_TO_BE (words[i]);
    memcpy (digest + 4 * i, &be, 4);
  }
}
#endif

/**
 * vsl_sha256:
 */
void
vsl_sha256 (gconstpointer data, gsize n, guint8 digest[VSL_SHA256_BYTES])
{
#if defined(__x86_64__)
  if (has_instructions ()) {
    with_instructions (data, n, digest);
    return;
  }
#endif
  vsl_sha256_plain (data, n, digest);
}
