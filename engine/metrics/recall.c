/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tp / (tp + fn), 0 without a case (Keras metrics/confusion_metrics.py Recall: all columns together, above 0.5). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

typedef struct {
  int average;
  double threshold;
  gint64 class_id;
} Config;

static double
rule (const VslMetricCounts *c)
{
  return c->tp + c->fn > 0 ? c->tp / (c->tp + c->fn) : 0;
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  const Config *o = config;
  return vsl_metric_average (input, o->threshold, o->average, o->class_id, rule);
}

static const VslProp props[] = {
  VSL_ENUM (Config, average, N_("Average"),
            N_("macro: each class counts the same; micro: each call counts the same; weighted: classes count as often as they occur."),
            vsl_metric_averages, VSL_AVERAGE_MICRO),
  VSL_REAL (Config, threshold, N_("Threshold"), N_("A class is called when its value is above this; empty: the largest value is the call."), 0.5, 0, 1,
            .step = 0.05, .flags = VSL_PROP_NULLABLE),
  VSL_INT (Config, class_id, N_("Class"), N_("Only this class, counted from 0; empty: all."), (double) VSL_INT_NULL, 0, 1e6,
           .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

const VslMetricClass vsl_metric_recall = {
  .head = {
    .name = "Recall",
    .title = N_("Recall (sensitivity)"),
    .summary = N_("Of those that have the finding, the share that was called."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .higher_is_better = TRUE,
  .applies = vsl_metric_of_classes,
  .value = value,
};
