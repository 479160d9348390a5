/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sum over thresholds of (recall gained) * precision, exactly, at each distinct score. Keras has AUC (curve="PR") on 200
 * thresholds. Several classes: the mean of one against the rest. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "metrics/vsl-metric.h"

typedef struct {
  double score;
  gboolean positive;
} Scored;

static int
by_score (gconstpointer a, gconstpointer b)
{
  double x = ((const Scored *) a)->score, y = ((const Scored *) b)->score;
  return (x < y) - (x > y);
}

/* The largest score first; equal scores are one threshold. */
static double
of_class (const VslMetricInput *input, int c, Scored *s)
{
  gsize n = 0;
  double all = 0, tp = 0, sum = 0;
  for (gsize i = 0; i < input->n; i++) {
    int label = vsl_metric_label (input, i);
    if (label < 0)
      continue;
    s[n].score = vsl_metric_probability (input->pred + i * (gsize) input->width, input->width, c);
    if (isnan (s[n].score))
      return NAN;
    s[n].positive = label == c;
    all += s[n++].positive;
  }
  qsort (s, n, sizeof *s, by_score);
  for (gsize i = 0, j; i < n; i = j) {
    double gained = 0;
    for (j = i; j < n && s[j].score == s[i].score; j++)
      gained += s[j].positive;
    tp += gained;
    sum += gained * tp / (double) j;
  }
  return all > 0 ? sum / all : NAN;
}

static double
value (gconstpointer config, const VslMetricInput *input)
{
  g_autofree Scored *s = g_new (Scored, MAX (input->n, 1));
  double sum = 0;
  int n = 0;
  if (input->classes == 2)
    return of_class (input, input->positive >= 0 && input->positive < 2 ? input->positive : 1, s);
  for (int c = 0; c < input->classes; c++) {
    double a = of_class (input, c, s);
    if (!isnan (a)) {
      sum += a;
      n++;
    }
  }
  return n ? sum / n : NAN;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_averageprecision = {
  .head = {
    .name = "AveragePrecision",
    .title = N_("Average precision"),
    .summary = N_("The exact area under the curve of precision over recall; tells more than AUC where the finding is rare."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
    .aliases = "auc_pr ap",
  },
  .higher_is_better = TRUE,
  .applies = vsl_metric_of_classes,
  .value = value,
};
