/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluation of samples that have a number, or several labels each of which holds or not. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/vsl-random.h"
#include "evaluate/vsl-evaluate.h"

#define RESAMPLES 1000
#define LEAST 100

/* ---- numbers ---- */

enum { MAE, RMSE, R2, N_NUMBERS };

typedef struct {
  guint n, n_groups, patients;
  double *truth, *answer;
  guint *group;                  /* what is drawn together: a patient's samples */
  double *drawn;                 /* [n_groups] times */
} Pairs;

/* Each sample counts as often as its group was drawn. R2 is 1 - errors / spread of the truth. */
static void
compute (const Pairs *p, double out[N_NUMBERS])
{
  double n = 0, sum = 0, spread = 0, squares = 0, absolute = 0;
  for (guint i = 0; i < p->n; i++) {
    n += p->drawn[p->group[i]];
    sum += p->drawn[p->group[i]] * p->truth[i];
  }
  double mean = n > 0 ? sum / n : NAN;
  for (guint i = 0; i < p->n; i++) {
    double w = p->drawn[p->group[i]], d = p->answer[i] - p->truth[i], m = p->truth[i] - mean;
    squares += w * d * d;
    absolute += w * fabs (d);
    spread += w * m * m;
  }
  out[MAE] = n > 0 ? absolute / n : NAN;
  out[RMSE] = n > 0 ? sqrt (squares / n) : NAN;
  out[R2] = spread > 0 ? 1 - squares / spread : NAN;
}

static int
by_size (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
quantile (const double *sorted, guint n, double q)
{
  double at = q * (n - 1);
  guint i = (guint) at;
  return i + 1 < n ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

static void
set_interval (VslInterval *interval, double value, double *found)
{
  guint n = 0;
  for (guint r = 0; r < RESAMPLES; r++)
    if (!isnan (found[r]))
      found[n++] = found[r];
  qsort (found, n, sizeof *found, by_size);
  *interval = (VslInterval) { value, n >= LEAST ? quantile (found, n, 0.025) : NAN, n >= LEAST ? quantile (found, n, 0.975) : NAN };
}

/* Those of one patient are drawn together; without a patient a sample is drawn by itself. */
static void
make_groups (Pairs *p, const guint32 *patient)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < p->n; i++) {
    gpointer at;
    if (patient[i] && g_hash_table_lookup_extended (seen, GUINT_TO_POINTER (patient[i]), NULL, &at)) {
      p->group[i] = GPOINTER_TO_UINT (at);
      continue;
    }
    if (patient[i])
      g_hash_table_insert (seen, GUINT_TO_POINTER (patient[i]), GUINT_TO_POINTER (p->n_groups));
    p->patients += patient[i] != 0;
    p->group[i] = p->n_groups++;
  }
}

static void
bootstrap (Pairs *p, VslEvaluation *e, guint64 seed)
{
  VslInterval *into[N_NUMBERS] = { &e->mae_interval, &e->rmse, &e->r2 };
  g_autofree double *found = g_new (double, N_NUMBERS * RESAMPLES);
  double value[N_NUMBERS], out[N_NUMBERS];
  for (guint g = 0; g < p->n_groups; g++)
    p->drawn[g] = 1;
  compute (p, value);
  for (guint r = 0; r < RESAMPLES; r++) {
    guint64 key = vsl_random_key (seed, VSL_RANDOM_BOOTSTRAP, r, 0);
    memset (p->drawn, 0, sizeof *p->drawn * p->n_groups);
    for (guint g = 0; g < p->n_groups; g++)
      p->drawn[((vsl_random_bits (key, g) >> 32) * p->n_groups) >> 32] += 1;
    compute (p, out);
    for (int k = 0; k < N_NUMBERS; k++)
      found[k * RESAMPLES + (int) r] = out[k];
  }
  for (int k = 0; k < N_NUMBERS; k++)
    set_interval (into[k], value[k], found + k * RESAMPLES);
  e->mae = value[MAE];
  e->mse = value[RMSE] * value[RMSE];
}

/**
 * _vsl_evaluate_numbers:
 *
 * The mean absolute error, the root of the mean squared error and R2 of the samples whose number is known, with intervals resampled by
 * patient.
 */
void
_vsl_evaluate_numbers (VslEvaluation *e, const VslPredictions *p, const VslDataset *dataset, guint64 seed)
{
  gsize n = MAX (p->n, 1);
  g_autofree double *truth = g_new (double, n), *answer = g_new (double, n), *drawn = g_new0 (double, n);
  g_autofree guint *group = g_new0 (guint, n);
  g_autofree guint32 *patient = _vsl_evaluate_patients (p, dataset);
  Pairs pairs = { .truth = truth, .answer = answer, .group = group, .drawn = drawn };
  for (guint i = 0; i < p->n && p->values && p->width == 1; i++) {
    if (isnan (p->number[i]))
      continue;
    truth[pairs.n] = p->number[i];
    answer[pairs.n] = (double) p->values[i];
    patient[pairs.n++] = patient[i];
  }
  make_groups (&pairs, patient);
  bootstrap (&pairs, e, seed);
  e->n = pairs.n;
  e->patients = pairs.patients;
}

/* ---- labels ---- */

/* One label as two classes: it holds or not. */
static void
evaluate_label (VslEvaluation *e, const VslPredictions *p, VslDataset *dataset, int k, guint64 seed)
{
  gsize n = MAX (p->n, 1);
  g_autofree int *label = g_new (int, n), *predicted = g_new (int, n);
  g_autofree double *prob = g_new (double, 2 * n);
  VslPredictions two = { .n = p->n, .classes = 2, .id = p->id, .label = label, .predicted = predicted, .prob = prob, .split = p->split };
  VslLabelEvaluation *one = &e->label[k];
  for (guint i = 0; i < p->n; i++) {
    double yes = p->prob[(gsize) i * (gsize) p->classes + (gsize) k];
    label[i] = p->known[i] ? (int) (p->labels[i] >> k & 1) : -1;
    predicted[i] = yes > 0.5;
    prob[2 * i] = 1 - yes;
    prob[2 * i + 1] = yes;
    one->positives += label[i] == 1;
  }
  g_autoptr (VslEvaluation) own = vsl_evaluate (&two, dataset, seed);
  e->n = own->n;
  e->patients = own->patients;
  one->auc = own->auc;
  one->f1 = own->f1;
  one->sensitivity = own->sensitivity;
  one->specificity = own->specificity;
  one->ppv = own->ppv;
  one->npv = own->npv;
}

/* Of the labels that have the number. */
static double
mean_of (const VslEvaluation *e, gsize offset)
{
  double sum = 0;
  int n = 0;
  for (int k = 0; k < e->classes; k++) {
    double v = ((const VslInterval *) ((const guint8 *) &e->label[k] + offset))->value;
    sum += isnan (v) ? 0 : v;
    n += !isnan (v);
  }
  return n ? sum / n : NAN;
}

/**
 * _vsl_evaluate_labels:
 *
 * Each label by itself at a threshold of 0.5, with intervals; over all labels the share told rightly, the share of samples without a mistake, and
 * the means of AUC and F1 over the labels that have them.
 */
void
_vsl_evaluate_labels (VslEvaluation *e, const VslPredictions *p, VslDataset *dataset, guint64 seed)
{
  guint known = 0, right = 0, exact = 0;
  e->classes = p->classes;
  e->positive = -1;
  e->label = g_new0 (VslLabelEvaluation, MAX (p->classes, 1));
  for (int k = 0; k < p->classes; k++)
    evaluate_label (e, p, dataset, k, seed);
  for (guint i = 0; i < p->n; i++) {
    int good = 0;
    for (int k = 0; p->known[i] && k < p->classes; k++)
      good += (p->prob[(gsize) i * (gsize) p->classes + (gsize) k] > 0.5) == (p->labels[i] >> k & 1);
    known += p->known[i];
    right += (guint) good;
    exact += p->known[i] && good == p->classes;
  }
  e->correct = exact;
  e->accuracy.value = known && p->classes ? (double) right / ((double) known * p->classes) : NAN;
  e->exact_match = known ? (double) exact / known : NAN;
  e->auc.value = mean_of (e, G_STRUCT_OFFSET (VslLabelEvaluation, auc));
  e->f1.value = mean_of (e, G_STRUCT_OFFSET (VslLabelEvaluation, f1));
  e->threshold = 0.5;
}
