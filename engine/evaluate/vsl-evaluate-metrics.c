/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry's metrics over a split. What has a field of its own (accuracy, AUC, the mean errors) is not repeated. */
#include <math.h>
#include <string.h>

#include "evaluate/vsl-evaluate.h"
#include "metrics/vsl-metric.h"

static gboolean
has_field (const VslKind *kind)
{
  static const char *const own[] = { "accuracy", "auc", "mean_absolute_error", "mean_squared_error", NULL };
  g_autofree char *key = vsl_metric_key (kind);
  return g_strv_contains (own, key);
}

static VslReal *
gather (const VslPredictions *p, int positive, VslMetricInput *input)
{
  gsize n = MAX (p->n, 1), columns = (gsize) MAX (p->classes, 1);
  VslReal *all = g_new (VslReal, n * (columns + 1)), *truth = all + n * columns;
  for (gsize i = 0; i < p->n; i++) {
    for (gsize c = 0; c < columns; c++)
      all[i * columns + c] = p->classes ? (VslReal) p->prob[i * (gsize) p->classes + c] : p->values[i];
    truth[i] = (VslReal) p->label[i];
  }
  *input = (VslMetricInput) { p->n, (int) columns, all, truth, 1, p->classes, positive };
  return all;
}

/**
 * _vsl_evaluate_metrics:
 * @predictions: of classes, or of one number a sample; the answers of autoencoders are not kept beside their inputs
 *
 * Fills the metrics of @evaluation.
 */
void
_vsl_evaluate_metrics (VslEvaluation *e, const VslPredictions *p)
{
  VslMetricInput whole, input;
  if (p->n == 0 || (p->classes == 0 && (p->width != 1 || p->error || !p->values)))
    return;
  g_autofree VslReal *all = gather (p, e->positive, &whole), *column = vsl_metric_of_positive (&whole, &input);
  for (const VslKind *const *k = vsl_family ("metric")->kinds; *k && e->n_metrics < VSL_EVALUATION_METRICS; k++) {
    const VslMetricClass *cls = (const VslMetricClass *) *k;
    if (has_field (*k) || !cls->applies (&input))
      continue;
    g_autofree char *key = vsl_metric_key (*k);
    g_strlcpy (e->metric[e->n_metrics].name, key, sizeof e->metric->name);
    e->metric[e->n_metrics++].value = vsl_metric_value (cls, NULL, &input);
  }
}
