/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2 p r / (p + r) of precision p and recall r of each class, each with 1e-7 under the line (Keras metrics/f_score_metrics.py). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

static double
rule (const VslMetricCounts *c)
{
  double p = c->tp / (c->tp + c->fp + 1e-7), r = c->tp / (c->tp + c->fn + 1e-7);
  return 2 * p * r / (p + r + 1e-7);
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  return vsl_metric_calls (config, input, rule);
}

static const VslProp props[] = {
  VSL_ENUM (VslMetricCalls, average, N_("Average"),
            N_("macro: each class counts the same; micro: each call counts the same; weighted: classes count as often as they occur."),
            vsl_metric_averages, VSL_AVERAGE_MACRO),
  VSL_REAL (VslMetricCalls, threshold, N_("Threshold"), N_("A class is called when its value is above this; empty: the largest value is the call."), NAN, 0, 1,
            .step = 0.05, .flags = VSL_PROP_NULLABLE),
  VSL_INT (VslMetricCalls, class_id, N_("Class"), N_("Only this class, counted from 0; empty: all."), (double) VSL_INT_NULL, 0, 1e6,
           .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

const VslMetricClass vsl_metric_f1score = {
  .head = {
    .name = "F1Score",
    .title = N_("F1 score"),
    .summary = N_("One number for precision and recall together: their harmonic mean."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .config_size = sizeof (VslMetricCalls),
    .props = props,
  },
  .higher_is_better = TRUE,
  .applies = vsl_metric_of_classes,
  .value = value,
};
