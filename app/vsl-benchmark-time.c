/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timing on a machine that others use too, and the speed limit of a core. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "app/vsl-benchmark.h"

#define MIN_ROUNDS 7
#define MAX_ROUNDS 4096
#define PATIENCE 6.0           /* times the seconds asked for, waiting for clean rounds */
#define NOISE 0.15

/**
 * vsl_benchmark_now:
 *
 * Returns: seconds on the monotonic clock
 */
double
vsl_benchmark_now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

/* Processor seconds that everything on the machine has used; 0 where that is not told. */
static double
busy_seconds (void)
{
  unsigned long long v[8] = { 0 };
  FILE *f = fopen ("/proc/stat", "r");
  if (!f)
    return 0;
  int n = fscanf (f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]);
  fclose (f);
  return n == 8 ? (double) (v[0] + v[1] + v[2] + v[5] + v[6] + v[7]) / (double) sysconf (_SC_CLK_TCK) : 0;
}

static double
own_seconds (void)
{
  struct rusage r;
  getrusage (RUSAGE_SELF, &r);
  return (double) (r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double) (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

static int
ascending (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static void
summarise (VslTiming *timing, double *clean, double *all)
{
  qsort (clean, timing->clean, sizeof *clean, ascending);
  qsort (all, timing->all, sizeof *all, ascending);
  /* Too few clean rounds: the faster half of all. */
  gboolean enough = timing->clean >= 3;
  const double *used = enough ? clean : all;
  int n = enough ? timing->clean : MAX (1, timing->all / 2);
  timing->median = n % 2 ? used[n / 2] : (used[n / 2 - 1] + used[n / 2]) / 2;
  timing->best = used[0];
  timing->worst = used[n - 1];
}

/* Steps until a fifth of the time is over (0.2 to 1 s), then how many make a round. */
static int
warm_up (VslStepFunc step, gpointer data, double seconds)
{
  double end = vsl_benchmark_now () + CLAMP (seconds * 0.2, MIN (0.2, seconds), 1.0);
  while (vsl_benchmark_now () < end)
    step (data);
  double start = vsl_benchmark_now ();
  step (data);
  double one = MAX (vsl_benchmark_now () - start, 1e-9);
  return (int) CLAMP (MAX (seconds / 15, MIN (0.12, seconds)) / one, 1, 1e8);
}

/**
 * vsl_benchmark_time:
 * @step: one step, again and again on the same memory
 * @seconds: to measure; up to six times that while the machine is busy with other things
 *
 * Returns: the median of the clean rounds and what else is worth knowing
 */
VslTiming
vsl_benchmark_time (VslStepFunc step, gpointer data, double seconds)
{
  VslTiming timing = { 0 };
  g_autofree double *clean = g_new (double, MAX_ROUNDS), *all = g_new (double, MAX_ROUNDS);
  double start = vsl_benchmark_now ();
  step (data);
  timing.first = vsl_benchmark_now () - start;
  int steps = warm_up (step, data, seconds);
  start = vsl_benchmark_now ();
  while (timing.all < MAX_ROUNDS) {
    double busy = busy_seconds (), own = own_seconds (), t0 = vsl_benchmark_now ();
    for (int i = 0; i < steps; i++)
      step (data);
    double dt = vsl_benchmark_now () - t0;
    double others = busy_seconds () - busy - (own_seconds () - own);
    all[timing.all++] = dt / steps;
    if (others / dt < NOISE)
      clean[timing.clean++] = dt / steps;
    double t = vsl_benchmark_now () - start;
    if ((t >= seconds && timing.clean >= MIN_ROUNDS) || (t >= seconds * PATIENCE && timing.all >= 3))
      break;
  }
  summarise (&timing, clean, all);
  return timing;
}

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

/**
 * vsl_benchmark_peak:
 *
 * Returns: the floating-point operations a second that one core was seen to do
 */
double
vsl_benchmark_peak (void)
{
  double (*chains) (void) = chains_generic;
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx512f"))
    chains = chains_avx512;
  else if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    chains = chains_avx2;
#endif
  double best = 0, end = vsl_benchmark_now () + 0.05;
  while (vsl_benchmark_now () < end) {
    double t0 = vsl_benchmark_now (), flops = 0;
    for (int i = 0; i < 20; i++)
      flops += chains ();
    best = MAX (best, flops / (vsl_benchmark_now () - t0));
  }
  return best;
}
