/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean ((p - t)^2), Keras metrics/regression_metrics.py MeanSquaredError. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

static gsize
sums (gconstpointer config, int width)
{
  return 2;
}

static void
add (gconstpointer config, const VslMetricInput *input, double *sum)
{
  gsize n = input->n * (gsize) input->width;
  for (gsize i = 0; i < n; i++) {
    double d = (double) input->pred[i] - (double) input->y_true[i];
    sum[0] += d * d;
  }
  sum[1] += (double) n;
}

static double
result (gconstpointer config, int width, const double *sum)
{
  return sum[1] > 0 ? sum[0] / sum[1] : NAN;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_meansquarederror = {
  .head = {
    .name = "MeanSquaredError",
    .title = N_("Mean squared error"),
    .summary = N_("The mean squared difference between answer and truth."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
    .aliases = "mse",
  },
  .applies = vsl_metric_of_numbers,
  .sums = sums,
  .add = add,
  .result = result,
};
