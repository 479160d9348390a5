/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mean of t / |t| * p / |p|, lengths at least 1e-7 (Keras metrics/regression_metrics.py CosineSimilarity). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

static gsize
sums (gconstpointer config, int width)
{
  return 2;
}

static void
add (gconstpointer config, const VslMetricInput *input, double *sum)
{
  gsize width = (gsize) input->width;
  for (gsize i = 0; i < input->n; i++) {
    const VslReal *p = input->pred + i * width, *t = input->y_true + i * width;
    double dot = 0, pp = 0, tt = 0;
    for (gsize c = 0; c < width; c++) {
      dot += (double) p[c] * (double) t[c];
      pp += (double) p[c] * (double) p[c];
      tt += (double) t[c] * (double) t[c];
    }
    sum[0] += dot / (fmax (sqrt (pp), 1e-7) * fmax (sqrt (tt), 1e-7));
  }
  sum[1] += (double) input->n;
}

static double
result (gconstpointer config, int width, const double *sum)
{
  return sum[1] > 0 ? sum[0] / sum[1] : NAN;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslMetricClass vsl_metric_cosinesimilarity = {
  .head = {
    .name = "CosineSimilarity",
    .title = N_("Cosine similarity"),
    .summary = N_("How alike the directions of answer and truth are; 1 is the same, 0 at right angles."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .props = props,
  },
  .higher_is_better = TRUE,
  .applies = vsl_metric_of_numbers,
  .sums = sums,
  .add = add,
  .result = result,
};
