/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean (|p - t|), Keras metrics/regression_metrics.py MeanAbsoluteError. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

static void
add (gconstpointer config, const VslMetricInput *input, double *sum)
{
  gsize n = input->n * (gsize) input->width;
  for (gsize i = 0; i < n; i++) {
    double d = (double) input->pred[i] - (double) input->y_true[i];
    sum[0] += fabs (d);
  }
  sum[1] += (double) n;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_meanabsoluteerror = {
  .head = {
    .name = "MeanAbsoluteError",
    .title = N_("Mean absolute error"),
    .summary = N_("The mean absolute difference between answer and truth."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
    .aliases = "mae",
  },
  .applies = vsl_metric_of_numbers,
  .sums = vsl_metric_mean_sums,
  .add = add,
  .result = vsl_metric_mean_result,
};
