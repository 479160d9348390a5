/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ridge regression: logistic regression's sister for numbers. Minimises half the mean squared error of the numbers, brought to mean 0 and spread 1,
 * plus |weights|² / (2 strength n). */
#include "evaluate/vsl-logistic.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/vsl-error.h"
#include "evaluate/vsl-logistic-private.h"

/**
 * vsl_ridge_new:
 * @number: (array length=n): of the samples to learn from
 *
 * Returns: (transfer full) (nullable): a model with zero weights; %NULL when there is no sample or no memory
 */
VslLogistic *
vsl_ridge_new (guint width, guint n, const double *number, GError **error)
{
  static const int two[] = { 0, 1 };
  VslLogistic *m = vsl_logistic_new (width, 2, n ? 2 : 0, two, error);      /* one unit */
  double squares = 0;
  if (!m)
    return NULL;
  m->squares = TRUE;
  for (guint i = 0; i < n; i++)
    m->mean += number[i] / n;
  for (guint i = 0; i < n; i++)
    squares += (number[i] - m->mean) * (number[i] - m->mean) / n;
  m->spread = squares > 0 ? sqrt (squares) : 1;
  return m;
}

/**
 * vsl_ridge_fit:
 *
 * As vsl_logistic_fit().
 */
gboolean
vsl_ridge_fit (VslLogistic *m, VslFeatures *features, const double *number, double strength, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autofree double *z = g_try_new (double, MAX (features->n, 1));
  if (!z) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the linear baseline: close other programs."));
    return FALSE;
  }
  for (guint i = 0; i < features->n; i++)
    z[i] = (number[i] - m->mean) / m->spread;
  return _vsl_logistic_fit (m, features, NULL, z, strength, progress, data, error);
}

/**
 * vsl_ridge_predict:
 * @number: (out): [n]
 */
void
vsl_ridge_predict (const VslLogistic *m, const VslFeatures *features, double *number)
{
  for (guint i = 0; i < features->n; i++) {
    double score;
    _vsl_logistic_scores (m, features, i, m->weight, &score);
    number[i] = m->mean + m->spread * score;
  }
}

/**
 * vsl_ridge_loss:
 *
 * Returns: the mean squared error, of numbers with spread 1; NaN without rows
 */
double
vsl_ridge_loss (const VslLogistic *m, const VslFeatures *features, const double *number)
{
  g_autofree double *got = g_new (double, features->n + 1);
  double sum = 0;
  vsl_ridge_predict (m, features, got);
  for (guint i = 0; i < features->n; i++)
    sum += (got[i] - number[i]) * (got[i] - number[i]) / (m->spread * m->spread);
  return features->n ? sum / features->n : NAN;
}
