/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean ((p - t)^2), Keras metrics/regression_metrics.py MeanSquaredError. */
#include <glib/gi18n-lib.h>

#include "metrics/vsl-metric.h"

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
  .sums = vsl_metric_mean_sums,
  .add = vsl_metric_add_squares,
  .result = vsl_metric_mean_result,
};
