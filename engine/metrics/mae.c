/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mean absolute difference, for numbers and autoencoders (Keras metrics/regression_metrics.py MeanAbsoluteError). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

static gboolean
applies (const VslMetricInput *input)
{
  return input->width == input->true_width;
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  gsize n = input->n * (gsize) input->width;
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += fabs ((double) input->pred[i] - input->y_true[i]);
  return n ? sum / (double) n : NAN;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_mae = {
  .head = {
    .name = "MAE",
    .title = N_("Mean absolute error"),
    .summary = N_("The mean absolute difference between answer and truth."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
  },
  .applies = applies,
  .value = value,
};
