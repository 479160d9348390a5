/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timing on a machine that others use too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "app/vsl-benchmark.h"
#include "core/vsl-order.h"

#define MIN_ROUNDS 7
#define MAX_ROUNDS 4096
#define SHORTEST 0.12          /* seconds a round takes, unless all takes less */
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

struct _VslRounds {
  double seconds;
  double clean[MAX_ROUNDS], every[MAX_ROUNDS];
  int n_clean, n_all;
  double began;                /* of the first round; 0: none yet */
  double start, busy, own;     /* of the round under way */
};

/**
 * vsl_rounds_new:
 * @seconds: to measure; up to six times that while the machine is busy with other things
 *
 * Returns: (transfer full): for vsl_rounds_finish()
 */
VslRounds *
vsl_rounds_new (double seconds)
{
  VslRounds *r = g_new0 (VslRounds, 1);
  r->seconds = seconds;
  return r;
}

/**
 * vsl_rounds_warm:
 *
 * Returns: a fifth of the time, 0.2 to 1 s unless there is less
 */
double
vsl_rounds_warm (const VslRounds *r)
{
  return CLAMP (r->seconds * 0.2, MIN (0.2, r->seconds), 1.0);
}

/**
 * vsl_rounds_begin:
 */
void
vsl_rounds_begin (VslRounds *r)
{
  r->busy = busy_seconds ();
  r->own = own_seconds ();
  r->start = vsl_benchmark_now ();
  if (r->began == 0)
    r->began = r->start;
}

static double
round_seconds (const VslRounds *r)
{
  return MAX (r->seconds / 15, MIN (SHORTEST, r->seconds));
}

/**
 * vsl_rounds_long_enough:
 */
gboolean
vsl_rounds_long_enough (const VslRounds *r)
{
  return vsl_benchmark_now () - r->start >= round_seconds (r);
}

/**
 * vsl_rounds_end:
 * @steps: done in this round
 *
 * Returns: whether there are enough rounds
 */
gboolean
vsl_rounds_end (VslRounds *r, double steps)
{
  double now = vsl_benchmark_now (), dt = now - r->start;
  double others = busy_seconds () - r->busy - (own_seconds () - r->own);
  r->every[r->n_all++] = dt / steps;
  if (others / dt < NOISE)
    r->clean[r->n_clean++] = dt / steps;
  double t = now - r->began;
  return (t >= r->seconds && r->n_clean >= MIN_ROUNDS) || (t >= r->seconds * PATIENCE && r->n_all >= 3) || r->n_all == MAX_ROUNDS;
}

/**
 * vsl_rounds_finish:
 * @rounds: (transfer full): with at least one round
 *
 * Returns: the median of the clean rounds and what else is worth knowing; with fewer than three clean ones, of the faster half of all
 */
VslTiming
vsl_rounds_finish (VslRounds *r)
{
  qsort (r->clean, (gsize) r->n_clean, sizeof *r->clean, vsl_order_doubles);
  qsort (r->every, (gsize) r->n_all, sizeof *r->every, vsl_order_doubles);
  gboolean enough = r->n_clean >= 3;
  const double *used = enough ? r->clean : r->every;
  int n = enough ? r->n_clean : MAX (1, r->n_all / 2);
  VslTiming timing = { .median = n % 2 ? used[n / 2] : (used[n / 2 - 1] + used[n / 2]) / 2, .best = used[0], .worst = used[n - 1],
                       .clean = r->n_clean, .all = r->n_all };
  g_free (r);
  return timing;
}

/**
 * vsl_benchmark_time:
 * @step: one step, again and again on the same memory
 *
 * Returns: see vsl_rounds_finish()
 */
VslTiming
vsl_benchmark_time (VslStepFunc step, gpointer data, double seconds)
{
  VslRounds *rounds = vsl_rounds_new (seconds);
  double start = vsl_benchmark_now (), end;
  step (data);
  double first = vsl_benchmark_now () - start;
  for (end = vsl_benchmark_now () + vsl_rounds_warm (rounds); vsl_benchmark_now () < end;)
    step (data);
  start = vsl_benchmark_now ();
  step (data);
  double one = MAX (vsl_benchmark_now () - start, 1e-9);
  int steps = (int) CLAMP (round_seconds (rounds) / one, 1, 1e8);
  do {
    vsl_rounds_begin (rounds);
    for (int i = 0; i < steps; i++)
      step (data);
  } while (!vsl_rounds_end (rounds, steps));
  VslTiming timing = vsl_rounds_finish (rounds);
  timing.first = first;
  return timing;
}

/**
 * vsl_benchmark_memory:
 * @peak: at its highest instead of now
 *
 * Of this process alone: getrusage() would tell that of the process that started it, when that was larger.
 *
 * Returns: MiB, 0 where the system doesn't tell
 */
double
vsl_benchmark_memory (gboolean peak)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  const char *at = strstr (text, peak ? "VmHWM:" : "VmRSS:");
  return at ? g_ascii_strtod (at + strlen ("VmHWM:"), NULL) / 1024 : 0;
}
