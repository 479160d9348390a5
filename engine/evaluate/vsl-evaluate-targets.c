/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluation of samples that have a number, or several labels each of which holds or not. */
#include <math.h>

#include "evaluate/vsl-bootstrap.h"

/* ---- numbers ---- */

enum { MAE, RMSE, R2, BIAS, N_NUMBERS };

typedef struct {
  guint n;
  double *truth, *answer;
  VslBootstrap groups;
} Pairs;

/* Each sample counts as often as its group was drawn. R2 is 1 - errors / spread of the truth. */
static void
compute (gpointer data, double *out)
{
  const Pairs *p = data;
  const double *drawn = p->groups.drawn;
  const guint *group = p->groups.group;
  double n = 0, sum = 0, spread = 0, squares = 0, absolute = 0, off = 0;
  for (guint i = 0; i < p->n; i++) {
    n += drawn[group[i]];
    sum += drawn[group[i]] * p->truth[i];
  }
  double mean = n > 0 ? sum / n : NAN;
  for (guint i = 0; i < p->n; i++) {
    double w = drawn[group[i]], d = p->answer[i] - p->truth[i], m = p->truth[i] - mean;
    squares += w * d * d;
    absolute += w * fabs (d);
    off += w * d;
    spread += w * m * m;
  }
  out[MAE] = n > 0 ? absolute / n : NAN;
  out[RMSE] = n > 0 ? sqrt (squares / n) : NAN;
  out[R2] = spread > 0 ? 1 - squares / spread : NAN;
  out[BIAS] = n > 0 ? off / n : NAN;
}

/**
 * _vsl_evaluate_numbers:
 *
 * The mean absolute error, the root of the mean squared error, R2 and the bias (mean of answer - truth) of the samples whose number is known, with intervals resampled by
 * patient.
 */
void
_vsl_evaluate_numbers (VslEvaluation *e, const VslPredictions *p, const VslDataset *dataset, guint64 seed)
{
  gsize n = MAX (p->n, 1);
  g_autofree double *truth = g_new (double, n), *answer = g_new (double, n);
  g_autofree guint32 *patient = _vsl_evaluate_patients (p, dataset);
  Pairs pairs = { .truth = truth, .answer = answer };
  VslInterval *into[N_NUMBERS] = { &e->mae_interval, &e->rmse, &e->r2, &e->bias };
  for (guint i = 0; i < p->n && p->values && p->width == 1; i++) {
    if (isnan (p->number[i]))
      continue;
    truth[pairs.n] = p->number[i];
    answer[pairs.n] = (double) p->values[i];
    patient[pairs.n++] = patient[i];
  }
  vsl_bootstrap_init (&pairs.groups, patient, pairs.n);
  vsl_bootstrap_run (&pairs.groups, seed, compute, &pairs, into, N_NUMBERS);
  e->mae = e->mae_interval.value;
  e->mse = e->rmse.value * e->rmse.value;
  e->n = pairs.n;
  e->patients = pairs.groups.patients;
  vsl_bootstrap_clear (&pairs.groups);
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
