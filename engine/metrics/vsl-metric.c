/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/vsl-metric.h"

#include <math.h>
#include <string.h>

/**
 * vsl_metric_class:
 * @name: class name such as "AUC", any case
 *
 * Returns: (transfer none) (nullable): the metric
 */
const VslMetricClass *
vsl_metric_class (const char *name)
{
  return (const VslMetricClass *) vsl_kind_find ("metric", name);
}

/**
 * vsl_metric_value:
 * @config: (nullable): of @cls
 *
 * Returns: the metric over all of @input; NaN where it is not defined
 */
double
vsl_metric_value (const VslMetricClass *cls, gconstpointer config, const VslMetricInput *input)
{
  gpointer own = config ? NULL : vsl_config_new (&cls->head);
  gconstpointer c = config ? config : own;
  double value;
  if (cls->value) {
    value = cls->value (c, input);
  } else {
    g_autofree double *sums = g_new0 (double, cls->sums (c, input->width));
    cls->add (c, input, sums);
    value = cls->result (c, input->width, sums);
  }
  vsl_config_free (&cls->head, own);
  return value;
}

/**
 * vsl_metric_class_of:
 * @pred: a row of @width predictions
 *
 * Keras's rule: a single number is class 1 when it is strictly above 0.5, a row is its first largest.
 */
int
vsl_metric_class_of (const VslReal *pred, int width)
{
  if (width == 1)
    return pred[0] > (VslReal) 0.5;
  int best = 0;
  for (int c = 1; c < width; c++)
    if (pred[c] > pred[best])
      best = c;
  return best;
}

/**
 * vsl_metric_probability:
 *
 * Returns: the probability of class @c in a row of predictions
 */
double
vsl_metric_probability (const VslReal *pred, int width, int c)
{
  if (width == 1)
    return c == 1 ? (double) pred[0] : 1.0 - pred[0];
  return c < width ? (double) pred[c] : 0.0;
}

/**
 * vsl_metric_from_logits:
 * @pred: @rows rows of @width logits, changed to probabilities
 */
void
vsl_metric_from_logits (VslReal *pred, gsize rows, int width)
{
  for (gsize r = 0; r < rows; r++, pred += width) {
    double top = pred[0], sum = 0;
    if (width == 1) {
      pred[0] = (VslReal) (1.0 / (1.0 + exp (-(double) pred[0])));
      continue;
    }
    for (int c = 1; c < width; c++)
      top = fmax (top, pred[c]);
    for (int c = 0; c < width; c++)
      sum += exp (pred[c] - top);
    for (int c = 0; c < width; c++)
      pred[c] = (VslReal) (exp (pred[c] - top) / sum);
  }
}

/**
 * vsl_metric_label:
 *
 * Returns: the true class of sample @i, -1 when it has none
 */
int
vsl_metric_label (const VslMetricInput *input, gsize i)
{
  const VslReal *y = input->y_true + i * (gsize) input->true_width;
  if (input->true_width > 1)
    return vsl_metric_class_of (y, input->true_width);
  double label = rint (y[0]);
  return label >= 0 && label < input->classes ? (int) label : -1;
}

/**
 * vsl_metric_confusion:
 * @counts: (out): [classes, classes], a row for each true class
 */
void
vsl_metric_confusion (const VslMetricInput *input, guint *counts)
{
  memset (counts, 0, sizeof *counts * (gsize) input->classes * (gsize) input->classes);
  for (gsize i = 0; i < input->n; i++) {
    int label = vsl_metric_label (input, i);
    int got = vsl_metric_class_of (input->pred + i * (gsize) input->width, input->width);
    if (label >= 0 && got < input->classes)
      counts[label * input->classes + got]++;
  }
}

/**
 * vsl_metric_of_classes:
 *
 * Returns: whether the samples have classes and the predictions a value for each, or one for two
 */
gboolean
vsl_metric_of_classes (const VslMetricInput *input)
{
  return input->classes > 1 && (input->width == 1 || input->width == input->classes);
}

/**
 * vsl_metric_of_numbers:
 *
 * Returns: whether there is a true value for each predicted one
 */
gboolean
vsl_metric_of_numbers (const VslMetricInput *input)
{
  return input->classes == 0 && input->width == input->true_width;
}

/**
 * vsl_metric_mean_sums:
 */
gsize
vsl_metric_mean_sums (gconstpointer config, int width)
{
  return 2;
}

/**
 * vsl_metric_mean_result:
 */
double
vsl_metric_mean_result (gconstpointer config, int width, const double *sums)
{
  return sums[1] > 0 ? sums[0] / sums[1] : NAN;
}

/**
 * vsl_metric_add_squares:
 */
void
vsl_metric_add_squares (gconstpointer config, const VslMetricInput *input, double *sums)
{
  gsize n = input->n * (gsize) input->width;
  for (gsize i = 0; i < n; i++) {
    double d = (double) input->pred[i] - (double) input->y_true[i];
    sums[0] += d * d;
  }
  sums[1] += (double) n;
}
