/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Right and wrong calls, class by class, and what is averaged from them (Keras metrics/f_score_metrics.py, confusion_metrics.py). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

const char *const vsl_metric_averages[] = { "macro", "micro", "weighted", NULL };

/* Whether column c of a row is called. */
static gboolean
called (const VslReal *row, int width, int c, double threshold)
{
  if (!isnan (threshold))
    return (double) row[c] > threshold;
  return vsl_metric_class_of (row, width) == (width == 1 ? 1 : c);
}

/**
 * vsl_metric_counts:
 * @threshold: what a value must be above to be a call; NaN: the largest is the call
 * @n: (out): columns: classes, or 1
 *
 * Returns: (transfer full): counts of each column; samples without a class are left out
 */
VslMetricCounts *
vsl_metric_counts (const VslMetricInput *input, double threshold, int *n)
{
  VslMetricCounts *counts = g_new0 (VslMetricCounts, input->width);
  *n = input->width;
  for (gsize i = 0; i < input->n; i++) {
    int label = vsl_metric_label (input, i);
    const VslReal *row = input->pred + i * (gsize) input->width;
    for (int c = 0; label >= 0 && c < input->width; c++) {
      gboolean is = label == (input->width == 1 ? 1 : c), got = called (row, input->width, c, threshold);
      counts[c].tp += is && got;
      counts[c].fp += !is && got;
      counts[c].fn += is && !got;
    }
  }
  return counts;
}

/**
 * vsl_metric_average:
 *
 * Macro: the mean over classes. Micro: of all calls together. Weighted: classes count as often as they occur.
 */
double
vsl_metric_average (const VslMetricInput *input, double threshold, int average, gint64 class_id, double (*rule) (const VslMetricCounts *counts))
{
  int n;
  VslMetricCounts all = { 0 };
  double sum = 0, weight = 0;
  g_autofree VslMetricCounts *counts = vsl_metric_counts (input, threshold, &n);
  if (class_id != VSL_INT_NULL) {
    gint64 c = n == 1 ? class_id - 1 : class_id;
    return c >= 0 && c < n ? rule (&counts[c]) : NAN;
  }
  for (int c = 0; c < n; c++) {
    double w = average == VSL_AVERAGE_WEIGHTED ? counts[c].tp + counts[c].fn : 1;
    sum += w * rule (&counts[c]);
    weight += w;
    all.tp += counts[c].tp;
    all.fp += counts[c].fp;
    all.fn += counts[c].fn;
  }
  if (average == VSL_AVERAGE_MICRO)
    return rule (&all);
  return weight > 0 ? sum / weight : NAN;
}

/**
 * vsl_metric_of_positive:
 * @input: predictions and class numbers; `positive` is the class that is looked for, -1: class 1
 * @column: (out): borrows from @input or from what is returned
 *
 * So that recall is the sensitivity of the class that is looked for, in training and afterwards, with one sigmoid unit as with two of
 * a softmax, and never a mean over both classes.
 *
 * Returns: (transfer full) (nullable): the numbers of @column; %NULL when it borrows
 */
VslReal *
vsl_metric_of_positive (const VslMetricInput *input, VslMetricInput *column)
{
  *column = *input;
  if (input->classes != 2 || input->width > 2 || input->true_width != 1)
    return NULL;
  int positive = input->positive == 0 ? 0 : 1;
  VslReal *all = g_new (VslReal, 2 * MAX (input->n, 1)), *truth = all + MAX (input->n, 1);
  for (gsize i = 0; i < input->n; i++) {
    int label = vsl_metric_label (input, i);
    all[i] = (VslReal) vsl_metric_probability (input->pred + i * (gsize) input->width, input->width, positive);
    truth[i] = label < 0 ? (VslReal) label : label == positive;
  }
  *column = (VslMetricInput) { input->n, 1, all, truth, 1, 2, 1 };
  return all;
}

const VslProp vsl_metric_calls_props[] = {
  VSL_ENUM (VslMetricCalls, average, N_("Average"),
            N_("macro: each class counts the same; micro: each call counts the same; weighted: classes count as often as they occur."),
            vsl_metric_averages, VSL_AVERAGE_MICRO),
  VSL_REAL (VslMetricCalls, threshold, N_("Threshold"), N_("A class is called when its value is above this; empty: the largest value is the call."), 0.5, 0, 1,
            .step = 0.05, .flags = VSL_PROP_NULLABLE),
  VSL_INT (VslMetricCalls, class_id, N_("Class"), N_("Only this class, counted from 0; empty: all."), (double) VSL_INT_NULL, 0, 1e6,
           .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

/**
 * vsl_metric_calls:
 * @rule: the number of one class, or of all together
 */
double
vsl_metric_calls (const VslMetricCalls *config, const VslMetricInput *input, double (*rule) (const VslMetricCounts *counts))
{
  return vsl_metric_average (input, config->threshold, config->average, config->class_id, rule);
}
