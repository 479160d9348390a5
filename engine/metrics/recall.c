/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tp / (tp + fn), 0 without a case (Keras metrics/confusion_metrics.py Recall: all columns together, above 0.5). */
#include <glib/gi18n-lib.h>

#include "metrics/vsl-metric.h"

static double
rule (const VslMetricCounts *c)
{
  return c->tp + c->fn > 0 ? c->tp / (c->tp + c->fn) : 0;
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  return vsl_metric_calls (config, input, rule);
}

const VslMetricClass vsl_metric_recall = {
  .head = {
    .name = "Recall",
    .title = N_("Recall"),
    .summary = N_("Of those that have the finding, the share that was called."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .config_size = sizeof (VslMetricCalls),
    .props = vsl_metric_calls_props,
  },
  .higher_is_better = TRUE,
  .applies = vsl_metric_of_classes,
  .value = value,
};
