/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The percentile bootstrap (Efron 1979): groups drawn with replacement. */
#include "evaluate/vsl-bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/vsl-order.h"
#include "core/vsl-random.h"

#define RESAMPLES 1000
/* Fewer defined resamples than this give no interval. */
#define LEAST 100

/**
 * vsl_bootstrap_init:
 *
 * Samples of one patient are drawn together; one without a patient is drawn by itself.
 */
void
vsl_bootstrap_init (VslBootstrap *b, const guint32 *patient, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  *b = (VslBootstrap) { .group = g_new0 (guint, (gsize) n + 1) };
  for (guint i = 0; i < n; i++) {
    gpointer at = NULL;
    if (patient[i] && g_hash_table_lookup_extended (seen, GUINT_TO_POINTER (patient[i]), NULL, &at)) {
      b->group[i] = GPOINTER_TO_UINT (at);
      continue;
    }
    if (patient[i])
      g_hash_table_insert (seen, GUINT_TO_POINTER (patient[i]), GUINT_TO_POINTER (b->n_groups));
    b->patients += patient[i] != 0;
    b->group[i] = b->n_groups++;
  }
  b->drawn = g_new0 (double, (gsize) b->n_groups + 1);
}

/**
 * vsl_bootstrap_clear:
 */
void
vsl_bootstrap_clear (VslBootstrap *b)
{
  g_clear_pointer (&b->group, g_free);
  g_clear_pointer (&b->drawn, g_free);
}

/* Resamples that all say the same (one patient, nothing wrong, no error at all) are no interval. */
static void
set_interval (VslInterval *interval, double value, double *found)
{
  guint n = 0;
  for (guint r = 0; r < RESAMPLES; r++)
    if (!isnan (found[r]))
      found[n++] = found[r];
  qsort (found, n, sizeof *found, vsl_order_doubles);
  *interval = (VslInterval) { value, NAN, NAN, VSL_INTERVAL_NONE };
  if (isnan (value) || n < LEAST || !(found[n - 1] - found[0] > 1e-12))
    return;
  *interval = (VslInterval) { value, vsl_sorted_quantile (found, n, 0.025), vsl_sorted_quantile (found, n, 0.975), VSL_INTERVAL_BOOTSTRAP };
}

/**
 * vsl_bootstrap_run:
 * @compute: called once with each group drawn once, which gives the values, then once a resample
 * @into: [n_numbers] filled in: values with intervals of 95 %, NAN ends where too few resamples have the number, or all have the same
 *
 * The same seed gives the same intervals.
 */
void
vsl_bootstrap_run (VslBootstrap *b, guint64 seed, VslBootstrapFunc compute, gpointer data, VslInterval *const *into, int n_numbers)
{
  gsize numbers = (gsize) n_numbers;
  g_autofree double *found = g_new (double, numbers * RESAMPLES), *value = g_new (double, numbers), *out = g_new (double, numbers);
  for (guint g = 0; g < b->n_groups; g++)
    b->drawn[g] = 1;
  compute (data, value);
  for (guint r = 0; r < RESAMPLES; r++) {
    guint64 key = vsl_random_key (seed, VSL_RANDOM_BOOTSTRAP, r, 0);
    memset (b->drawn, 0, sizeof *b->drawn * b->n_groups);
    for (guint g = 0; g < b->n_groups; g++)
      b->drawn[((vsl_random_bits (key, g) >> 32) * b->n_groups) >> 32] += 1;
    compute (data, out);
    for (int k = 0; k < n_numbers; k++)
      found[k * RESAMPLES + (int) r] = out[k];
  }
  for (int k = 0; k < n_numbers; k++)
    set_interval (into[k], value[k], found + k * RESAMPLES);
}
