/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the machine can do at best: multiply-adds in registers, and numbers moved from and to memory. */
#include <stdio.h>

#include "app/vsl-benchmark.h"
#include "core/vsl-arena.h"
#include "kernels/vsl-parallel.h"

#define SECONDS 0.08           /* for each of the three */

/* ---- the speed limit: independent chains of fused multiply-adds in registers ---- */

#define CHAINS 10
#define LOOPS 2000

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__ ((target ("avx512f"))) static double
chains_avx512 (void)
{
  __m512 a = _mm512_set1_ps (0.999f), b = _mm512_set1_ps (0.001f), c[CHAINS];
  for (int k = 0; k < CHAINS; k++)
    c[k] = _mm512_set1_ps ((float) k);
  for (int i = 0; i < LOOPS; i++)
#pragma GCC unroll 10
    for (int k = 0; k < CHAINS; k++)
      c[k] = _mm512_fmadd_ps (c[k], a, b);
  for (int k = 1; k < CHAINS; k++)
    c[0] = _mm512_add_ps (c[0], c[k]);
  volatile float sink = _mm512_cvtss_f32 (c[0]);
  (void) sink;
  return 2.0 * 16 * CHAINS * LOOPS;
}

__attribute__ ((target ("avx2,fma"))) static double
chains_avx2 (void)
{
  __m256 a = _mm256_set1_ps (0.999f), b = _mm256_set1_ps (0.001f), c[CHAINS];
  for (int k = 0; k < CHAINS; k++)
    c[k] = _mm256_set1_ps ((float) k);
  for (int i = 0; i < LOOPS; i++)
#pragma GCC unroll 10
    for (int k = 0; k < CHAINS; k++)
      c[k] = _mm256_fmadd_ps (c[k], a, b);
  for (int k = 1; k < CHAINS; k++)
    c[0] = _mm256_add_ps (c[0], c[k]);
  volatile float sink = _mm256_cvtss_f32 (c[0]);
  (void) sink;
  return 2.0 * 8 * CHAINS * LOOPS;
}
#endif

typedef float Four __attribute__ ((vector_size (16)));

static double
chains_generic (void)
{
  Four a = { 0.999f, 0.999f, 0.999f, 0.999f }, b = { 0.001f, 0.001f, 0.001f, 0.001f }, c[CHAINS];
  for (int k = 0; k < CHAINS; k++)
    c[k] = b * (float) k;
  for (int i = 0; i < LOOPS; i++)
#pragma GCC unroll 10
    for (int k = 0; k < CHAINS; k++)
      c[k] = c[k] * a + b;
  for (int k = 1; k < CHAINS; k++)
    c[0] += c[k];
  volatile float sink = c[0][0];
  (void) sink;
  return 2.0 * 4 * CHAINS * LOOPS;
}

static double (*
best_chains (void)) (void)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx512f"))
    return chains_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return chains_avx2;
#endif
  return chains_generic;
}

typedef struct {
  double (*chains) (void);
  float *a;
  const float *b, *c;
  gsize n;                     /* values in each */
  int parts;
} Work;

static void
chains_part (gpointer data, int part)
{
  const Work *w = data;
  for (int i = 0; i < 20; i++)
    w->chains ();
}

static void
triad_part (gpointer data, int part)
{
  const Work *w = data;
  gint64 begin, end;
  vsl_part_range ((gint64) w->n / 16, w->parts, part, &begin, &end);
  begin *= 4;
  end *= 4;
  Four *a = (Four *) w->a, three = { 3, 3, 3, 3 };
  const Four *b = (const Four *) w->b, *c = (const Four *) w->c;
  for (gint64 i = begin; i < end; i += 4)
    for (int k = 0; k < 4; k++)
      a[i + k] = b[i + k] + three * c[i + k];
}

/* The most that was seen done in a second. */
static double
best_rate (Work *w, VslPartFunc part, int repeat, double amount)
{
  double best = 0, end = vsl_benchmark_now () + SECONDS;
  while (vsl_benchmark_now () < end) {
    double t = vsl_benchmark_now ();
    for (int i = 0; i < repeat; i++)
      vsl_parallel_for (w->parts, part, w);
    best = MAX (best, amount * repeat / (vsl_benchmark_now () - t));
  }
  return best;
}

/* The three arrays together have `bytes`. */
static double
triad (Work *w, gsize bytes, int repeat)
{
  VslArena arena = { 0 };
  w->n = bytes / 3 / sizeof (float) / 16 * 16;
  if (!vsl_arena_init (&arena, 3 * w->n * sizeof (float), "triad", NULL))
    return 0;
  w->a = arena.base;
  w->b = w->a + w->n;
  w->c = w->b + w->n;
  vsl_parallel_for (w->parts, triad_part, w);
  double rate = best_rate (w, triad_part, repeat, 3.0 * (double) w->n * sizeof (float));
  vsl_arena_clear (&arena);
  return rate;
}

/**
 * vsl_machine_measure:
 * @threads: 0: all processors
 *
 * Takes about a quarter of a second and 192 MiB, so not in the process whose memory is looked at.
 *
 * Returns: what that many threads were seen to do at best
 */
VslMachine
vsl_machine_measure (int threads)
{
  vsl_parallel_set_threads (threads);
  Work w = { .chains = best_chains (), .parts = vsl_parallel_threads () };
  VslMachine m = { .peak = best_rate (&w, chains_part, 1, w.chains () * 20 * w.parts) };
  m.memory = triad (&w, (gsize) 192 << 20, 1);
  m.cache = triad (&w, (gsize) 6 << 20, 20);
  return m;
}

/**
 * vsl_machine_to_text:
 */
char *
vsl_machine_to_text (const VslMachine *m)
{
  return g_strdup_printf ("%.0f %.0f %.0f", m->peak, m->memory, m->cache);
}

/**
 * vsl_machine_from_text:
 * @text: (nullable): of vsl_machine_to_text()
 */
gboolean
vsl_machine_from_text (VslMachine *m, const char *text)
{
  return text && sscanf (text, "%lf %lf %lf", &m->peak, &m->memory, &m->cache) == 3;
}
