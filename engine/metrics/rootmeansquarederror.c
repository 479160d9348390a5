/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqrt (mean ((p - t)^2)), Keras metrics/regression_metrics.py RootMeanSquaredError. */
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
  return sum[1] > 0 ? sqrt (sum[0] / sum[1]) : NAN;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_rootmeansquarederror = {
  .head = {
    .name = "RootMeanSquaredError",
    .title = N_("Root mean squared error"),
    .summary = N_("The root of the mean squared difference: in the units of the answer, and large errors count more."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
    .aliases = "rmse",
  },
  .applies = vsl_metric_of_numbers,
  .sums = sums,
  .add = add,
  .result = result,
};
