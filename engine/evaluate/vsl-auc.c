/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "evaluate/vsl-evaluate.h"

typedef struct {
  double score;
  gboolean positive;
} Scored;

static int
by_score (gconstpointer a, gconstpointer b)
{
  double x = ((const Scored *) a)->score, y = ((const Scored *) b)->score;
  return (x > y) - (x < y);
}

/**
 * vsl_auc:
 * @n: samples
 * @score: a number for each, higher means more likely positive
 * @positive: the truth
 *
 * The exact area under the ROC curve: the chance that a positive sample has a higher score than a negative one,
 * ties counting half (Mann and Whitney 1947), from sums of ranks.
 *
 * Returns: 0 … 1; NaN when a class is missing or a score is not a number
 */
double
vsl_auc (guint n, const double *score, const gboolean *positive)
{
  g_autofree Scored *s = g_new (Scored, MAX (n, 1));
  double positives = 0, ranks = 0;
  for (guint i = 0; i < n; i++) {
    if (isnan (score[i]))
      return NAN;
    s[i] = (Scored) { score[i], positive[i] };
    positives += positive[i] != 0;
  }
  qsort (s, n, sizeof *s, by_score);
  for (guint i = 0, j; i < n; i = j) {
    guint tied = 0;
    for (j = i; j < n && s[j].score == s[i].score; j++)
      tied += s[j].positive != 0;
    ranks += tied * (i + 1 + j) / 2.0;     /* the mean of ranks i+1 … j */
  }
  double negatives = n - positives;
  if (positives == 0 || negatives == 0)
    return NAN;
  return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
}
