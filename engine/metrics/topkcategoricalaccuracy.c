/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fewer than k classes have a larger value than the true one (Keras metrics/accuracy_metrics.py TopKCategoricalAccuracy; equal
 * values count as being among the k). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

typedef struct {
  gint64 k;
} Config;

static gboolean
applies (const VslMetricInput *input)
{
  return input->classes > 1 && input->width == input->classes;
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  gsize n = 0, right = 0;
  for (gsize i = 0; i < input->n; i++) {
    int label = vsl_metric_label (input, i);
    const VslReal *row = input->pred + i * (gsize) input->width;
    gint64 above = 0;
    if (label < 0)
      continue;
    for (int c = 0; c < input->width; c++)
      above += row[c] > row[label];
    n++;
    right += above < ((const Config *) config)->k && isfinite (row[label]);
  }
  return n ? (double) right / (double) n : NAN;
}

static const VslProp props[] = {
  VSL_INT (Config, k, N_("k"), N_("How many classes are looked at."), VSL_TOP_K, 1, 1e6, .ui_min = 1, .ui_max = 20),
  VSL_PROPS_END
};

const VslMetricClass vsl_metric_topkcategoricalaccuracy = {
  .head = {
    .name = "TopKCategoricalAccuracy",
    .title = N_("Top-k accuracy"),
    .summary = N_("The share of samples whose class is among the k most likely."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "sparse_top_k_categorical_accuracy",
  },
  .higher_is_better = TRUE,
  .applies = applies,
  .value = value,
};
