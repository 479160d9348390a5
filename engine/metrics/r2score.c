/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 1 - sum (t - p)^2 / sum (t - mean t)^2 of each column, 0 where the truth does not vary; then the mean over columns, or weighted
 * by their spread (Keras metrics/regression_metrics.py R2Score). Sums are taken from the first value of a column on, so that a large
 * mean costs no digits. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "metrics/vsl-metric.h"

static const char *const aggregations[] = { "uniform_average", "variance_weighted_average", NULL };

typedef struct {
  int class_aggregation;
} Config;

enum { FIRST, SUM, SQUARES, ERRORS, EACH };       /* of a column; after all columns: the number of rows */

static gsize
sums (gconstpointer config, int width)
{
  return EACH * (gsize) width + 1;
}

static void
add (gconstpointer config, const VslMetricInput *input, double *sum)
{
  gsize width = (gsize) input->width;
  double *rows = &sum[EACH * width];
  for (gsize i = 0; i < input->n; i++, *rows += 1)
    for (gsize c = 0; c < width; c++) {
      double *s = sum + EACH * c, t = (double) input->y_true[i * width + c], e = t - (double) input->pred[i * width + c];
      if (*rows == 0)
        s[FIRST] = t;
      s[SUM] += t - s[FIRST];
      s[SQUARES] += (t - s[FIRST]) * (t - s[FIRST]);
      s[ERRORS] += e * e;
    }
}

static double
result (gconstpointer config, int width, const double *sum)
{
  double n = sum[EACH * width], total = 0, weights = 0;
  if (n < 2)
    return NAN;
  for (int c = 0; c < width; c++) {
    const double *s = sum + EACH * c;
    double spread = fmax (s[SQUARES] - s[SUM] * s[SUM] / n, 0), score = spread > 0 ? 1 - s[ERRORS] / spread : 0;
    double weight = ((const Config *) config)->class_aggregation == 1 ? spread : 1;
    total += weight * score;
    weights += weight;
  }
  return weights > 0 ? total / weights : NAN;
}

static const VslProp props[] = {
  VSL_ENUM (Config, class_aggregation, N_("Columns"), N_("How several values of a sample become one number."), aggregations, 0),
  VSL_PROPS_END
};

const VslMetricClass vsl_metric_r2score = {
  .head = {
    .name = "R2Score",
    .title = N_("R² score"),
    .summary = N_("The share of the spread of the truth that the answers explain; 1 is perfect, 0 is no better than the mean."),
    .icon = "emblem-ok-symbolic",
    .group = N_("Metrics"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .higher_is_better = TRUE,
  .applies = vsl_metric_of_numbers,
  .sums = sums,
  .add = add,
  .result = result,
};
