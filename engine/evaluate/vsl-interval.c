/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals where resampling says nothing: 12 right of 12 are 12 of 12 in every resample, which does not make the next
 * one certain. Each number then gets an interval by a formula, with patients (samples where they are unknown) as its n. */
#include <math.h>

#include "evaluate/vsl-interval.h"

#define Z 1.959963984540054            /* of 95 %, two sides */

const char *const vsl_interval_method_names[] = { NULL, "bootstrap", "wilson", "newcombe" };

/**
 * vsl_interval_wilson:
 * @p: a share, 0 to 1
 * @n: of how many
 * @low: (out): at least 0
 * @high: (out): at most 1
 *
 * The score interval (Wilson, J. Am. Stat. Assoc. 22, 1927, 209-212), which Brown, Cai and DasGupta (Statistical Science 16, 2001,
 * 101-133) advise for small n. Of n of n the lower bound is n / (n + z²). NaN where there is no share.
 */
void
vsl_interval_wilson (double p, double n, double *low, double *high)
{
  *low = *high = NAN;
  if (!(p >= 0 && p <= 1 && n > 0))
    return;
  double middle = p + Z * Z / (2 * n), half = Z * sqrt (p * (1 - p) / n + Z * Z / (4 * n * n)), scale = 1 + Z * Z / n;
  *low = p == 0 ? 0 : fmax (0, (middle - half) / scale);
  *high = p == 1 ? 1 : fmin (1, (middle + half) / scale);
}

/* How far theta may lie from what was measured, by the variance of an AUC of theta (Hanley and McNeil 1982) with both groups taken as equally large. */
static double
room (double theta, double m, double n)
{
  double most = (m + n) / 2 - 1;
  return Z * sqrt (theta * (1 - theta) * (1 + most * (1 - theta) / (2 - theta) + most * theta / (1 + theta)) / (m * n));
}

/* The last theta between auc and edge that does not contradict what was measured. */
static double
bound (double auc, double edge, double m, double n)
{
  double inside = auc, outside = edge;
  if (fabs (edge - auc) <= room (edge, m, n))
    return edge;
  for (int i = 0; i < 60; i++) {
    double middle = (inside + outside) / 2;
    *(fabs (middle - auc) <= room (middle, m, n) ? &inside : &outside) = middle;
  }
  return inside;
}

/**
 * vsl_interval_auc:
 * @auc: 0 to 1
 * @m: positives
 * @n: negatives
 * @low: (out): at least 0
 * @high: (out): at most 1
 *
 * The score-type interval of Newcombe (Statistics in Medicine 25, 2006, 559-573, method 5), which has a width at 0 and 1, too. NaN where there is no AUC.
 */
void
vsl_interval_auc (double auc, double m, double n, double *low, double *high)
{
  *low = *high = NAN;
  if (!(auc >= 0 && auc <= 1 && m > 0 && n > 0))
    return;
  *low = bound (auc, 0, m, n);
  *high = bound (auc, 1, m, n);
}

/* ---- of classes ---- */

/* Of samples that have a property, the patients: each counts once. */
typedef struct {
  guint *seen;                   /* [groups] number of the last count that met it */
  guint count;
} Counter;

static double
count_groups (const VslIntervalFacts *f, Counter *counter, int truth, int called, gboolean either, gboolean not)
{
  guint found = 0;
  counter->count++;
  for (guint i = 0; i < f->n; i++) {
    gboolean is = truth >= 0 && f->label[i] == truth, says = called >= 0 && f->predicted[i] == called;
    gboolean counts = either ? is || says : truth >= 0 ? is != not : called >= 0 ? says != not : TRUE;
    if (!counts || counter->seen[f->group[i]] == counter->count)
      continue;
    counter->seen[f->group[i]] = counter->count;
    found++;
  }
  return found;
}

/* F1 of J = tp / (tp + fp + fn), the share of those that are or are called the class: 2 J / (1 + J), which grows with it. */
static void
interval_f1 (double f1, double n, double *low, double *high)
{
  vsl_interval_wilson (f1 / (2 - f1), n, low, high);
  *low = 2 * *low / (1 + *low);
  *high = 2 * *high / (1 + *high);
}

static void
interval_of_class (const VslIntervalFacts *f, Counter *counter, int c, int number, double value, double *low, double *high)
{
  switch (number) {
  case VSL_RATE_AUC:
    vsl_interval_auc (value, count_groups (f, counter, c, -1, FALSE, FALSE), count_groups (f, counter, c, -1, FALSE, TRUE), low, high);
    break;
  case VSL_RATE_SENSITIVITY:
    vsl_interval_wilson (value, count_groups (f, counter, c, -1, FALSE, FALSE), low, high);
    break;
  case VSL_RATE_SPECIFICITY:
    vsl_interval_wilson (value, count_groups (f, counter, c, -1, FALSE, TRUE), low, high);
    break;
  case VSL_RATE_PPV:
    vsl_interval_wilson (value, count_groups (f, counter, -1, c, FALSE, FALSE), low, high);
    break;
  case VSL_RATE_NPV:
    vsl_interval_wilson (value, count_groups (f, counter, -1, c, FALSE, TRUE), low, high);
    break;
  case VSL_RATE_F1:
    interval_f1 (value, count_groups (f, counter, c, c, TRUE, FALSE), low, high);
    break;
  default:
    vsl_interval_wilson (value, count_groups (f, counter, -1, -1, FALSE, FALSE), low, high);
  }
}

/**
 * vsl_interval_rescue:
 * @facts: the samples, and each class's own numbers
 * @number: which number
 * @interval: what resampling made of it
 *
 * Where all resamples gave one value, or too few gave any, @interval gets bounds by a formula. A mean over classes gets the means of the classes' own bounds, which is
 * wider than need be.
 */
void
vsl_interval_rescue (const VslIntervalFacts *f, int number, VslInterval *interval)
{
  if (isnan (interval->value) || interval->high - interval->low > 1e-12 || f->n == 0)
    return;
  g_autofree guint *seen = g_new0 (guint, f->n_groups);
  Counter counter = { seen, 0 };
  double low = 0, high = 0, one[2];
  int defined = 0;
  for (int c = 0; c < f->classes; c++) {
    double value = number == VSL_RATE_ACCURACY ? interval->value : f->of_class[c * VSL_N_RATES + number];
    if ((f->positive >= 0 && c != f->positive) || isnan (value))
      continue;
    interval_of_class (f, &counter, c, number, value, &one[0], &one[1]);
    low += one[0];
    high += one[1];
    defined++;
  }
  interval->low = defined ? low / defined : NAN;
  interval->high = defined ? high / defined : NAN;
  interval->method = !defined ? VSL_INTERVAL_NONE : number == VSL_RATE_AUC ? VSL_INTERVAL_NEWCOMBE : VSL_INTERVAL_WILSON;
}
