/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of samples whose class is right (Keras metrics/accuracy_metrics.py). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

static gboolean
applies (const VslMetricInput *input)
{
  return input->classes > 1 && (input->width == 1 || input->width == input->classes);
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  gsize n = 0, right = 0;
  for (gsize i = 0; i < input->n; i++) {
    int label = vsl_metric_label (input, i);
    if (label < 0)
      continue;
    n++;
    right += label == vsl_metric_class_of (input->pred + i * (gsize) input->width, input->width);
  }
  return n ? (double) right / (double) n : NAN;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_accuracy = {
  .head = {
    .name = "Accuracy",
    .title = N_("Accuracy"),
    .summary = N_("The share of samples that are classified rightly."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
    .aliases = "acc binary_accuracy categorical_accuracy sparse_categorical_accuracy",
  },
  .higher_is_better = TRUE,
  .applies = applies,
  .value = value,
};
