/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tp / (tp + fp), 0 without a call (Keras metrics/confusion_metrics.py Precision: all columns together, above 0.5). */
#include <glib/gi18n-lib.h>

#include "metrics/vsl-metric.h"

static double
rule (const VslMetricCounts *c)
{
  return c->tp + c->fp > 0 ? c->tp / (c->tp + c->fp) : 0;
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  return vsl_metric_calls (config, input, rule);
}

const VslMetricClass vsl_metric_precision = {
  .head = {
    .name = "Precision",
    .title = N_("Precision"),
    .summary = N_("Of those that were called, the share that was right."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .config_size = sizeof (VslMetricCalls),
    .props = vsl_metric_calls_props,
  },
  .higher_is_better = TRUE,
  .applies = vsl_metric_of_classes,
  .value = value,
};
