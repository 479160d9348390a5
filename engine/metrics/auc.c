/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area under the ROC curve, exactly, by ranks. Keras approximates it on 200 thresholds
 * (metrics/confusion_metrics.py), so its last digits differ. Several classes: the mean of one against the rest. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "evaluate/vsl-evaluate.h"
#include "metrics/vsl-metric.h"

static gboolean
applies (const VslMetricInput *input)
{
  return input->classes > 1 && (input->width == 1 || input->width == input->classes);
}

static double
of_class (const VslMetricInput *input, int c, double *score, gboolean *positive)
{
  guint n = 0;
  for (gsize i = 0; i < input->n; i++) {
    int label = vsl_metric_label (input, i);
    if (label < 0)
      continue;
    score[n] = vsl_metric_probability (input->pred + i * (gsize) input->width, input->width, c);
    positive[n++] = label == c;
  }
  return vsl_auc (n, score, positive);
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  g_autofree double *score = g_new (double, MAX (input->n, 1));
  g_autofree gboolean *positive = g_new (gboolean, MAX (input->n, 1));
  if (input->classes == 2)
    return of_class (input, input->positive >= 0 && input->positive < 2 ? input->positive : 1, score, positive);
  double sum = 0;
  int n = 0;
  for (int c = 0; c < input->classes; c++) {
    double a = of_class (input, c, score, positive);
    if (!isnan (a)) {
      sum += a;
      n++;
    }
  }
  return n ? sum / n : NAN;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_auc = {
  .head = {
    .name = "AUC",
    .title = N_("AUC"),
    .summary = N_("The chance that a sick case gets a higher score than a healthy one: the exact area under the ROC curve."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
  },
  .higher_is_better = TRUE,
  .applies = applies,
  .value = value,
};
