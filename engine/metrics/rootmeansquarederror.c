/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqrt (mean ((p - t)^2)), Keras metrics/regression_metrics.py RootMeanSquaredError. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

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
  .sums = vsl_metric_mean_sums,
  .add = vsl_metric_add_squares,
  .result = result,
};
