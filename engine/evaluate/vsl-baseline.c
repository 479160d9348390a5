/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear baseline and the majority class, from the samples alone. */
#include "evaluate/vsl-baseline.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/vsl-error.h"
#include "core/vsl-random.h"
#include "evaluate/vsl-baseline-private.h"
#include "evaluate/vsl-logistic.h"

/* It is to take seconds: no more samples than these are learnt from, or looked at for choosing a strength; nor more text. */
#define MOST_LEARNT 20000
#define MOST_CHOOSING 4000
#define MOST_BYTES ((gsize) 8 << 20)
/* Judged samples in memory at once. */
#define BLOCK 1024
/* Weights in all, over all classes; and features. */
#define MOST_WEIGHTS 600000
#define MOST_FEATURES 200000

/* From small weights to large ones: each begins from the one before. */
static const double strengths[] = { 0.1, 1, 10, 100 };
/* Where no other split may choose. */
#define USUAL 10

typedef struct {
  guint32 *index;
  int *label;                  /* of several labels the one that is learnt at the time */
  double *number;
  guint n;
} Chosen;

static void
chosen_clear (Chosen *c)
{
  g_free (c->index);
  g_free (c->label);
  g_free (c->number);
}

gboolean
_vsl_baseline_tick (gpointer data, double fraction)
{
  const VslBaselineJob *job = data;
  return !job->progress || job->progress (job->data, job->from + fraction * (job->to - job->from));
}

gboolean
_vsl_baseline_go_on (VslBaselineJob *job, double fraction, GError **error)
{
  if (_vsl_baseline_tick (job, fraction))
    return TRUE;
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CANCELLED, _("Cancelled."));
  return FALSE;
}

/* Bytes of a note that are read, 0 of other samples. */
static gsize
text_of (const VslSampleInfo *info)
{
  return info->kind == VSL_SAMPLE_NOTE ? MIN ((gsize) MAX (info->width, 0), VSL_BASELINE_NOTE_BYTES) : 0;
}

/* The labelled samples of a split; where there are too many a part drawn by lot, always the same. */
static Chosen
choose (const VslDataset *dataset, VslSplit split, guint most)
{
  guint n, labelled = 0;
  gsize bytes = 0;
  const guint32 *index = vsl_dataset_split (dataset, split, &n);
  g_autofree guint32 *order = g_new (guint32, n + 1), *all = g_new (guint32, n + 1);
  Chosen c = { g_new (guint32, MIN (n, most) + 1), g_new (int, MIN (n, most) + 1), g_new (double, MIN (n, most) + 1), 0 };
  for (guint i = 0; i < n; i++) {
    const VslSampleInfo *info = vsl_dataset_sample (dataset, index[i]);
    if (!vsl_sample_labelled (info, vsl_dataset_target (dataset)))
      continue;
    order[labelled] = labelled;
    all[labelled++] = index[i];
    bytes += text_of (info);
  }
  if (labelled > most || bytes > MOST_BYTES)
    vsl_random_permutation (vsl_random_key (0, VSL_RANDOM_SPLIT, split, 1), order, labelled);
  bytes = 0;
  for (guint i = 0; i < labelled && c.n < most; i++) {
    const VslSampleInfo *info = vsl_dataset_sample (dataset, all[order[i]]);
    bytes += text_of (info);
    if (c.n && bytes > MOST_BYTES)
      break;
    c.label[c.n] = info->label;
    c.number[c.n] = info->number;
    c.index[c.n++] = all[order[i]];
  }
  return c;
}

/**
 * vsl_majority_class:
 *
 * Returns: the class that most training samples have, the first of equals; -1 when none has one
 */
int
vsl_majority_class (const VslDataset *dataset)
{
  int classes = vsl_dataset_classes (dataset), best = -1;
  guint n;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  g_autofree guint *count = g_new0 (guint, MAX (classes, 1));
  for (guint i = 0; i < n; i++) {
    int label = vsl_dataset_sample (dataset, index[i])->label;
    if (label >= 0 && label < classes)
      count[label]++;
  }
  for (int c = 0; c < classes; c++)
    if (count[c] > (best < 0 ? 0 : count[best]))
      best = c;
  return best;
}

/**
 * vsl_majority_accuracy:
 *
 * Returns: how often vsl_majority_class() is right among the samples of @split that have a class; NaN when there is none
 */
double
vsl_majority_accuracy (const VslDataset *dataset, VslSplit split)
{
  int majority = vsl_majority_class (dataset);
  guint n, labelled = 0, right = 0;
  const guint32 *index = vsl_dataset_split (dataset, split, &n);
  for (guint i = 0; i < n; i++) {
    int label = vsl_dataset_sample (dataset, index[i])->label;
    labelled += label >= 0;
    right += label >= 0 && label == majority;
  }
  return labelled && majority >= 0 ? (double) right / labelled : NAN;
}

/* ---- learning ---- */

typedef struct {
  VslBaselineJob job;
  const VslBaselineClass *cls;
  gpointer state;
  VslLogistic *model;
  VslTarget target;
  VslLogistic *of_label[VSL_MAX_LABELS];      /* of several labels, one each */
  double strength;
  guint features, learnt;
} Work;

static void
stretch (Work *w, double from, double to)
{
  w->job.from = from;
  w->job.to = to;
}

static void
work_clear (Work *w)
{
  if (w->state)
    w->cls->free (w->state);
  vsl_logistic_free (w->model);
  for (int k = 0; k < VSL_MAX_LABELS; k++)
    vsl_logistic_free (w->of_label[k]);
}

static gboolean
keep_weights (double *kept, const VslLogistic *m, gboolean keep)
{
  gsize all = (gsize) MAX (m->units, 1) * ((gsize) m->width + 1);
  for (gsize i = 0; i < all; i++)
    if (keep)
      kept[i] = m->weight[i];
    else
      m->weight[i] = kept[i];
  return TRUE;
}

static gboolean
fit_one (Work *w, VslFeatures *rows, const Chosen *train, double strength, GError **error)
{
  return w->model->squares ? vsl_ridge_fit (w->model, rows, train->number, strength, _vsl_baseline_tick, &w->job, error)
                           : vsl_logistic_fit (w->model, rows, train->label, strength, _vsl_baseline_tick, &w->job, error);
}

/* All strengths in turn; the one under which the choosing samples are least surprising stays, the smaller of equals. */
static gboolean
fit_best (Work *w, VslFeatures *rows, const Chosen *train, VslFeatures *choosing, const Chosen *val, GError **error)
{
  VslLogistic *m = w->model;
  gsize all = (gsize) MAX (m->units, 1) * ((gsize) m->width + 1);
  g_autofree double *best = g_try_new (double, all);
  double least = INFINITY, from = w->job.from, span = (w->job.to - from) / G_N_ELEMENTS (strengths);
  if (!best) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the linear baseline: close other programs."));
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (strengths); i++) {
    w->job.from = from + i * span;
    w->job.to = w->job.from + span;
    if (!fit_one (w, rows, train, strengths[i], error))
      return FALSE;
    double loss = m->squares ? vsl_ridge_loss (m, choosing, val->number) : vsl_logistic_loss (m, choosing, val->label);
    if (i == 0 || loss < least) {
      least = loss;
      w->strength = strengths[i];
      keep_weights (best, m, TRUE);
    }
  }
  return keep_weights (best, m, FALSE);
}

static gboolean
fit_usual (Work *w, VslFeatures *rows, const Chosen *train, GError **error)
{
  w->strength = USUAL;
  return fit_one (w, rows, train, w->strength, error);
}

/* Label k of the samples as two classes. */
static void
take_label (const VslDataset *dataset, const Chosen *c, int k)
{
  for (guint i = 0; i < c->n; i++)
    c->label[i] = (int) (vsl_dataset_sample (dataset, c->index[i])->labels >> k & 1);
}

/* A model for each label, one after the other. */
static gboolean
learn_labels (Work *w, VslFeatures *rows, const Chosen *train, VslFeatures *choosing, const Chosen *val, GError **error)
{
  int labels = vsl_dataset_classes (w->job.dataset);
  double from = w->job.from, span = (w->job.to - from) / MAX (labels, 1);
  for (int k = 0; k < labels; k++) {
    take_label (w->job.dataset, train, k);
    take_label (w->job.dataset, val, k);
    w->model = vsl_logistic_new (rows->width, 2, train->n, train->label, error);
    stretch (w, from + k * span, from + (k + 1) * span);
    gboolean ok = w->model && (choosing ? fit_best (w, rows, train, choosing, val, error) : fit_usual (w, rows, train, error));
    w->of_label[k] = g_steal_pointer (&w->model);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static gboolean
learn (Work *w, VslSplit judged, const Chosen *train, const Chosen *val, GError **error)
{
  int classes = vsl_dataset_classes (w->job.dataset);
  g_autoptr (VslFeatures) rows = NULL, choosing = NULL;
  guint most = (guint) CLAMP (MOST_WEIGHTS / MAX (classes, 1), 2000, MOST_FEATURES);
  stretch (w, 0, 0.3);
  w->state = w->cls->learn (&w->job, train->index, train->n, most, &rows, error);
  if (!w->state)
    return FALSE;
  if (w->target != VSL_TARGET_LABELS)
    w->model = w->target == VSL_TARGET_NUMBER ? vsl_ridge_new (rows->width, train->n, train->number, error)
                                              : vsl_logistic_new (rows->width, classes, train->n, train->label, error);
  if (w->target != VSL_TARGET_LABELS && !w->model)
    return FALSE;
  w->features = rows->width;
  w->learnt = train->n;
  stretch (w, 0.3, 0.4);
  if (judged != VSL_SPLIT_VAL && val->n > 0) {
    choosing = w->cls->read (w->state, &w->job, val->index, val->n, error);
    if (!choosing)
      return FALSE;
  }
  stretch (w, 0.4, 0.9);
  if (w->target == VSL_TARGET_LABELS)
    return learn_labels (w, rows, train, choosing, val, error);
  return choosing ? fit_best (w, rows, train, choosing, val, error) : fit_usual (w, rows, train, error);
}

/* ---- judging ---- */

static VslPredictions *
predictions_new (guint n, int classes, VslTarget target, VslSplit split, GError **error)
{
  VslPredictions *p = g_new0 (VslPredictions, 1);
  p->n = n;
  p->split = split;
  p->classes = classes;
  p->id = g_new0 (gint64, MAX (n, 1));
  p->label = g_new0 (int, MAX (n, 1));
  p->predicted = g_new0 (int, MAX (n, 1));
  p->target = target;
  p->number = target == VSL_TARGET_NUMBER ? g_new0 (double, MAX (n, 1)) : NULL;
  p->values = target == VSL_TARGET_NUMBER ? g_new0 (VslReal, MAX (n, 1)) : NULL;
  p->width = target == VSL_TARGET_NUMBER;
  p->labels = target == VSL_TARGET_LABELS ? g_new0 (guint64, MAX (n, 1)) : NULL;
  p->known = target == VSL_TARGET_LABELS ? g_new0 (gboolean, MAX (n, 1)) : NULL;
  p->prob = target == VSL_TARGET_NUMBER ? NULL : g_try_new0 (double, MAX ((gsize) n * (gsize) classes, 1));
  if (p->prob || target == VSL_TARGET_NUMBER)
    return p;
  vsl_predictions_free (p);
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the predictions of %u samples."), n);
  return NULL;
}

/* One block's answers by the models. */
static void
answer (Work *w, const VslFeatures *rows, VslPredictions *p, guint at, int classes)
{
  if (w->target == VSL_TARGET_CLASS) {
    vsl_logistic_predict (w->model, rows, p->prob + (gsize) at * (gsize) classes);
    return;
  }
  g_autofree double *one = g_new0 (double, 2 * (gsize) rows->n + 2);
  if (w->target == VSL_TARGET_NUMBER)
    vsl_ridge_predict (w->model, rows, one);
  for (guint i = 0; w->target == VSL_TARGET_NUMBER && i < rows->n; i++)
    p->values[at + i] = (VslReal) one[i];
  for (int k = 0; w->target == VSL_TARGET_LABELS && k < classes; k++) {
    vsl_logistic_predict (w->of_label[k], rows, one);
    for (guint i = 0; i < rows->n; i++)
      p->prob[(gsize) (at + i) * (gsize) classes + (gsize) k] = one[2 * i + 1];
  }
}

/* Of equals the first. */
static int
largest (const double *prob, int classes)
{
  int best = 0;
  for (int c = 1; c < classes; c++)
    if (prob[c] > prob[best])
      best = c;
  return best;
}

static VslPredictions *
judge (Work *w, VslSplit split, GError **error)
{
  guint n;
  const guint32 *index = vsl_dataset_split (w->job.dataset, split, &n);
  int classes = vsl_dataset_classes (w->job.dataset);
  g_autoptr (VslPredictions) p = predictions_new (n, w->target == VSL_TARGET_NUMBER ? 0 : classes, w->target, split, error);
  for (guint at = 0; p && at < n; at += BLOCK) {
    guint here = MIN (BLOCK, n - at);
    stretch (w, 0.9 + 0.1 * at / n, 0.9 + 0.1 * (at + here) / n);
    g_autoptr (VslFeatures) rows = w->cls->read (w->state, &w->job, index + at, here, error);
    if (!rows)
      return NULL;
    answer (w, rows, p, at, classes);
    for (guint i = at; i < at + here; i++) {
      const VslSampleInfo *info = vsl_dataset_sample (w->job.dataset, index[i]);
      p->id[i] = info->id;
      p->label[i] = info->label;
      p->predicted[i] = w->target == VSL_TARGET_CLASS ? largest (p->prob + (gsize) i * (gsize) classes, classes) : -1;
      if (p->number)
        p->number[i] = info->has_target ? info->number : (double) NAN;
      if (p->labels) {
        p->labels[i] = info->labels;
        p->known[i] = info->has_target;
      }
    }
  }
  return g_steal_pointer (&p);
}

static gboolean
check (const VslDataset *dataset, const Chosen *train, GError **error)
{
  if ((vsl_dataset_classes (dataset) > 0 || vsl_dataset_target (dataset) == VSL_TARGET_NUMBER) && train->n > 0)
    return TRUE;
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_DATA,
               _("There is no linear baseline: no training sample has a class. Give classes to samples of the split “train”."));
  return FALSE;
}

/**
 * vsl_baseline_make:
 * @dataset: of a project: samples are read through its fetch; it need not be prepared
 * @split: which samples are judged
 * @progress: (nullable): called from this thread; FALSE cancels
 *
 * Logistic regression on the samples as they were imported, learnt from the training split. The strength of its penalty is the
 * one under which the validation split is most likely, and a fixed one where the validation split is judged or empty. Takes
 * seconds: of more than 20,000 training samples, or 8 MiB of notes, a part drawn by lot is used, and of a note the first 16 KiB.
 * The same data give the same bits.
 *
 * Returns: (transfer full) (nullable): %NULL when no training sample has a class, a sample cannot be read, memory is short or it
 *   was cancelled
 */
VslBaseline *
vsl_baseline_make (VslDataset *dataset, VslSplit split, VslProgressFunc progress, gpointer data, GError **error)
{
  Chosen train = choose (dataset, VSL_SPLIT_TRAIN, MOST_LEARNT), val = choose (dataset, VSL_SPLIT_VAL, MOST_CHOOSING);
  Work w = { .job = { dataset, progress, data, 0, 1 } };
  VslPredictions *p = NULL;
  VslBaseline *b = NULL;
  const VslSampleInfo *first = vsl_dataset_sample (dataset, 0);
  w.cls = first && first->kind == VSL_SAMPLE_NOTE ? &_vsl_baseline_notes
          : first && first->kind == VSL_SAMPLE_TABLE ? &_vsl_baseline_tables
          : _vsl_baseline_is_joint (dataset) ? &_vsl_baseline_joint : &_vsl_baseline_scans;
  w.target = vsl_dataset_target (dataset);
  if (check (dataset, &train, error) && learn (&w, split, &train, &val, error))
    p = judge (&w, split, error);
  if (p) {
    b = g_new0 (VslBaseline, 1);
    *b = (VslBaseline) { p, w.target == VSL_TARGET_NUMBER ? w.cls->kind_numbers : w.cls->kind, w.strength, w.features, w.learnt };
  }
  work_clear (&w);
  chosen_clear (&train);
  chosen_clear (&val);
  return b;
}

/**
 * vsl_baseline_free:
 */
void
vsl_baseline_free (VslBaseline *baseline)
{
  if (!baseline)
    return;
  vsl_predictions_free (baseline->predictions);
  g_free (baseline);
}
