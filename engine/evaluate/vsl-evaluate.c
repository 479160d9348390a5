/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for clinicians from predictions, each with an interval resampled by patient: two scans of one patient
 * are not two independent facts. */
#include "evaluate/vsl-evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/vsl-bootstrap.h"
#include "evaluate/vsl-interval.h"

#define BINS 10

enum { ACCURACY = VSL_RATE_ACCURACY, AUC = VSL_RATE_AUC, SENSITIVITY = VSL_RATE_SENSITIVITY, SPECIFICITY = VSL_RATE_SPECIFICITY,
       PPV = VSL_RATE_PPV, NPV = VSL_RATE_NPV, F1 = VSL_RATE_F1, N_NUMBERS = VSL_N_RATES };

typedef struct {
  double score;
  guint sample;
} Scored;

/* The labelled samples and what is computed from them once. */
typedef struct {
  guint n;
  int classes, positive;
  int *label, *predicted;
  const double **prob;           /* [n] rows */
  VslBootstrap groups;
  Scored *sorted;                /* [scores][n], by score: the positive class's, or each class's */
  int n_scores;
  double *weight;                /* [n] times drawn */
  double *table;                 /* [classes, classes] */
  double *of_class;              /* [classes][N_NUMBERS] what to fill in of each class; NULL: nothing */
} Facts;

static int
by_score (gconstpointer a, gconstpointer b)
{
  double x = ((const Scored *) a)->score, y = ((const Scored *) b)->score;
  return (x > y) - (x < y);
}

static double
ratio (double a, double b)
{
  return b > 0 ? a / b : NAN;
}

/* As vsl_auc(), over samples that count `weight` times. */
static double
weighted_auc (const Facts *f, const Scored *s, int c)
{
  double below = 0, area = 0, positives = 0;
  for (guint i = 0, j; i < f->n; i = j) {
    double p = 0, q = 0;
    if (isnan (s[i].score))
      return NAN;
    for (j = i; j < f->n && s[j].score == s[i].score; j++)
      *(f->label[s[j].sample] == c ? &p : &q) += f->weight[s[j].sample];
    area += p * (below + q / 2);
    below += q;
    positives += p;
  }
  return ratio (area, positives * below);
}

static double
mean_defined (double sum, int n)
{
  return n ? sum / n : NAN;
}

/* One class against the rest, from the table of weights. */
static void
rates_of (const Facts *f, int c, double total, double *out)
{
  double tp = f->table[c * f->classes + c], actual = 0, called = 0;
  for (int k = 0; k < f->classes; k++) {
    actual += f->table[c * f->classes + k];
    called += f->table[k * f->classes + c];
  }
  double tn = total - actual - called + tp;
  out[SENSITIVITY] = ratio (tp, actual);
  out[SPECIFICITY] = ratio (tn, total - actual);
  out[PPV] = ratio (tp, called);
  out[NPV] = ratio (tn, total - called);
  out[F1] = ratio (2 * tp, actual + called);
}

/* All numbers for the current draw. */
static void
compute (gpointer data, double *out)
{
  Facts *f = data;
  double total = 0, right = 0, sum[N_NUMBERS] = { 0 }, one[N_NUMBERS] = { 0 };
  int n[N_NUMBERS] = { 0 };
  memset (f->table, 0, sizeof *f->table * (gsize) f->classes * (gsize) f->classes);
  for (guint i = 0; i < f->n; i++) {
    f->weight[i] = f->groups.drawn[f->groups.group[i]];
    f->table[f->label[i] * f->classes + f->predicted[i]] += f->weight[i];
    total += f->weight[i];
    right += f->label[i] == f->predicted[i] ? f->weight[i] : 0;
  }
  for (int c = 0; c < f->classes; c++) {
    if (f->positive >= 0 && c != f->positive)
      continue;
    rates_of (f, c, total, one);
    one[AUC] = weighted_auc (f, f->sorted + (f->positive >= 0 ? 0 : (gsize) c * f->n), c);
    if (f->of_class)
      memcpy (f->of_class + (gsize) c * N_NUMBERS, one, sizeof one);
    for (int k = AUC; k < N_NUMBERS; k++)
      if (!isnan (one[k])) {
        sum[k] += one[k];
        n[k]++;
      }
  }
  out[ACCURACY] = ratio (right, total);
  for (int k = AUC; k < N_NUMBERS; k++)
    out[k] = mean_defined (sum[k], n[k]);
}

static void
bootstrap (Facts *f, VslEvaluation *e, guint64 seed)
{
  VslInterval *into[N_NUMBERS] = { &e->accuracy, &e->auc, &e->sensitivity, &e->specificity, &e->ppv, &e->npv, &e->f1 };
  VslIntervalFacts facts = { f->n, f->groups.n_groups, f->classes, f->positive, f->label, f->predicted, f->groups.group, NULL };
  g_autofree double *of_class = g_new0 (double, (gsize) f->classes * N_NUMBERS);
  double out[N_NUMBERS];
  vsl_bootstrap_run (&f->groups, seed, compute, f, into, N_NUMBERS);
  for (guint g = 0; g < f->groups.n_groups; g++)
    f->groups.drawn[g] = 1;
  f->of_class = of_class;
  compute (f, out);
  f->of_class = NULL;
  facts.of_class = of_class;
  for (int k = 0; k < N_NUMBERS; k++)
    vsl_interval_rescue (&facts, k, into[k]);
}

/* Brier score: for two classes of the positive one, else summed over classes. ECE: ten equal bins of the
 * probability of the class that was called (Guo et al. 2017). */
static void
calibration (const Facts *f, VslEvaluation *e)
{
  double brier = 0, hits[BINS] = { 0 }, confidence[BINS] = { 0 }, ece = 0;
  for (guint i = 0; i < f->n; i++) {
    for (int c = 0; c < f->classes; c++) {
      double d = f->prob[i][c] - (f->label[i] == c);
      if (f->positive < 0 || c == f->positive)
        brier += d * d;
    }
    double p = f->prob[i][f->predicted[i]];
    int bin = isnan (p) ? 0 : CLAMP ((int) (p * BINS), 0, BINS - 1);
    confidence[bin] += p;
    hits[bin] += f->label[i] == f->predicted[i];
  }
  for (int b = 0; b < BINS; b++)
    ece += fabs (hits[b] - confidence[b]);
  e->brier = ratio (brier, f->n);
  e->ece = ratio (ece, f->n);
}

static void
sort_scores (Facts *f)
{
  f->n_scores = f->positive >= 0 ? 1 : f->classes;
  f->sorted = g_new (Scored, MAX (f->n, 1) * (gsize) f->n_scores);
  for (int s = 0; s < f->n_scores; s++) {
    Scored *row = f->sorted + (gsize) s * f->n;
    for (guint i = 0; i < f->n; i++)
      row[i] = (Scored) { f->prob[i][f->positive >= 0 ? f->positive : s], i };
    qsort (row, f->n, sizeof *row, by_score);
  }
}

/**
 * _vsl_evaluate_patients:
 *
 * Returns: (transfer full): the patient of each prediction, 0: unknown
 */
guint32 *
_vsl_evaluate_patients (const VslPredictions *p, const VslDataset *dataset)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint32 *patient = g_new0 (guint32, MAX (p->n, 1));
  gpointer at;
  for (guint i = 0; dataset && i < vsl_dataset_n (dataset); i++)
    g_hash_table_insert (by_id, (gpointer) &vsl_dataset_sample (dataset, i)->id, GUINT_TO_POINTER (i));
  for (guint i = 0; i < p->n; i++)
    if (g_hash_table_lookup_extended (by_id, &p->id[i], NULL, &at))
      patient[i] = vsl_dataset_sample (dataset, GPOINTER_TO_UINT (at))->patient;
  return patient;
}

/* The labelled samples among the predictions, and which of them are drawn together. */
static void
gather (Facts *f, const VslPredictions *p, const VslDataset *dataset)
{
  gsize n = MAX (p->n, 1), k = (gsize) MAX (p->classes, 1);
  g_autofree guint32 *patient = _vsl_evaluate_patients (p, dataset);
  f->label = g_new (int, n);
  f->predicted = g_new (int, n);
  f->prob = g_new (const double *, n);
  f->weight = g_new0 (double, n);
  f->table = g_new0 (double, k * k);
  for (guint i = 0; i < p->n; i++) {
    if (p->classes > 0 && (p->label[i] < 0 || p->label[i] >= p->classes || p->predicted[i] < 0 || p->predicted[i] >= p->classes))
      continue;
    patient[f->n] = patient[i];
    f->label[f->n] = p->label[i];
    f->predicted[f->n] = p->predicted[i];
    f->prob[f->n++] = p->prob ? p->prob + (gsize) i * (gsize) p->classes : NULL;
  }
  vsl_bootstrap_init (&f->groups, patient, f->n);
}

static void
facts_clear (Facts *f)
{
  g_free (f->label);
  g_free (f->predicted);
  g_free (f->prob);
  g_free (f->sorted);
  g_free (f->weight);
  vsl_bootstrap_clear (&f->groups);
  g_free (f->table);
}

static void
evaluate_classes (Facts *f, VslEvaluation *e, guint64 seed)
{
  gsize k = (gsize) f->classes;
  e->confusion = g_new0 (guint, k * k);
  for (guint i = 0; i < f->n; i++) {
    e->confusion[f->label[i] * f->classes + f->predicted[i]]++;
    e->correct += f->label[i] == f->predicted[i];
  }
  sort_scores (f);
  bootstrap (f, e, seed);
  calibration (f, e);
  if (f->positive >= 0)
    e->threshold = 0.5;
}

/* The mean of the samples that have the number; a note without tokens has none. */
static double
mean_of (const double *value, guint n)
{
  double sum = 0;
  int defined = 0;
  for (guint i = 0; i < n; i++)
    if (!isnan (value[i])) {
      sum += value[i];
      defined++;
    }
  return mean_defined (sum, defined);
}

static void
evaluate_numbers (const VslPredictions *p, VslEvaluation *e)
{
  double mae = 0, mse = 0;
  e->sequence = p->error && p->sequence;
  if (e->sequence) {
    e->cross_entropy = mean_of (p->error, p->n);
    e->token_accuracy = p->abs_error ? 1 - mean_of (p->abs_error, p->n) : NAN;
    return;
  }
  for (guint i = 0; i < p->n; i++) {
    double d = p->values && p->width == 1 ? (double) p->values[i] - p->label[i] : NAN;
    mse += p->error ? p->error[i] : d * d;
    mae += p->error ? (p->abs_error ? p->abs_error[i] : NAN) : fabs (d);
  }
  e->mae = ratio (mae, p->n);
  e->mse = ratio (mse, p->n);
}

/* An autoencoder's error as the score of the positive class: what it repeats badly is unlike most. Samples without a class are
 * left out, as are those without an error. */
static void
evaluate_error (const VslPredictions *p, const VslDataset *dataset, int positive, VslEvaluation *e, guint64 seed)
{
  gsize n = MAX (p->n, 1);
  g_autofree int *label = g_new (int, n), *predicted = g_new0 (int, n);
  g_autofree double *prob = g_new0 (double, 2 * n);
  VslPredictions scores = { .n = p->n, .classes = 2, .id = p->id, .label = label, .predicted = predicted, .prob = prob };
  VslEvaluation own = { 0 };
  Facts f = { .classes = 2, .positive = positive };
  for (guint i = 0; i < p->n; i++) {
    label[i] = isnan (p->error[i]) ? -1 : p->label[i];
    prob[2 * i + (guint) positive] = p->error[i];
  }
  gather (&f, &scores, dataset);
  sort_scores (&f);
  bootstrap (&f, &own, seed);
  e->has_error_auc = TRUE;
  e->error_positive = positive;
  e->error_auc = own.auc;
  facts_clear (&f);
}

/**
 * vsl_evaluate:
 * @predictions: of a split; samples without a class are left out
 * @dataset: (nullable): knows the patients
 * @seed: of the resampling; the same seed gives the same intervals
 *
 * Two classes: sensitivity and the others are those of the positive class at a threshold of 0.5. More classes: the mean over
 * classes of each against the rest. Autoencoders: the mean error, and where the samples have two classes, how well a sample's error
 * tells the positive one.
 *
 * Returns: (transfer full)
 */
VslEvaluation *
vsl_evaluate (const VslPredictions *predictions, const VslDataset *dataset, guint64 seed)
{
  VslEvaluation *e = g_new0 (VslEvaluation, 1);
  VslInterval none = { NAN, NAN, NAN, VSL_INTERVAL_NONE };
  gboolean labels = predictions->target == VSL_TARGET_LABELS && predictions->labels;
  Facts f = { .classes = predictions->classes, .positive = -1 };
  int positive = dataset ? vsl_dataset_positive (dataset) : 1;
  positive = positive >= 0 && positive < 2 ? positive : 1;
  if (labels)
    f.classes = 0;
  if (f.classes == 2)
    f.positive = positive;
  gather (&f, predictions, dataset);
  e->split = predictions->split;
  e->n = f.n;
  e->classes = f.classes;
  e->positive = f.positive;
  e->patients = f.groups.patients;
  e->target = predictions->target;
  e->mae_interval = e->rmse = e->r2 = e->bias = none;
  e->exact_match = NAN;
  e->accuracy = e->auc = e->sensitivity = e->specificity = e->ppv = e->npv = e->f1 = e->error_auc = none;
  e->brier = e->ece = e->threshold = e->mae = e->mse = e->cross_entropy = e->token_accuracy = NAN;
  if (labels)
    _vsl_evaluate_labels (e, predictions, (VslDataset *) dataset, seed);
  else if (predictions->number && predictions->target == VSL_TARGET_NUMBER)
    _vsl_evaluate_numbers (e, predictions, dataset, seed);
  else if (f.classes > 0)
    evaluate_classes (&f, e, seed);
  else
    evaluate_numbers (predictions, e);
  if (predictions->error && dataset && vsl_dataset_classes (dataset) == 2)
    evaluate_error (predictions, dataset, positive, e, seed);
  if (predictions->target == VSL_TARGET_CLASS)
    _vsl_evaluate_metrics (e, predictions);
  facts_clear (&f);
  return e;
}

static gboolean
by_formula (const VslInterval *interval)
{
  return interval->method > VSL_INTERVAL_BOOTSTRAP;
}

/**
 * vsl_evaluation_has_formula:
 *
 * Returns: whether an interval that is told comes from a formula, since resampling gave it no width
 */
gboolean
vsl_evaluation_has_formula (const VslEvaluation *e)
{
  const VslInterval *all[] = { &e->accuracy, &e->auc, &e->sensitivity, &e->specificity, &e->ppv, &e->npv, &e->f1, &e->error_auc };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (by_formula (all[i]))
      return TRUE;
  for (int k = 0; e->label && k < e->classes; k++) {
    const VslLabelEvaluation *l = &e->label[k];
    if (by_formula (&l->auc) || by_formula (&l->f1) || by_formula (&l->sensitivity) || by_formula (&l->specificity) || by_formula (&l->ppv)
        || by_formula (&l->npv))
      return TRUE;
  }
  return FALSE;
}

/**
 * vsl_evaluation_free:
 */
void
vsl_evaluation_free (VslEvaluation *e)
{
  if (!e)
    return;
  g_free (e->confusion);
  g_free (e->label);
  g_free (e);
}
