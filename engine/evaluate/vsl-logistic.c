/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression: minimises the mean of -log p(label) plus |weights|² / (2 strength n). The penalty is that of a normal
 * prior with variance `strength` on each weight, so a strength means the same for few samples and many; biases have none.
 *
 * Work is cut into parts of rows for the scores and into parts of columns for the gradient, so that a part writes only what is
 * its own and every sum has one order, whatever the number of threads. */
#include "evaluate/vsl-logistic-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "evaluate/vsl-lbfgs.h"
#include "kernels/vsl-parallel.h"

#define MOST_STEPS 200
/* Ten times less moves the AUC by at most 0.001 on every data set tried, and takes half as long again. */
#define TOLERANCE 1e-3

typedef struct {
  const VslLogistic *model;
  const VslFeatures *features;
  const int *label;
  const double *number;          /* of least squares, with mean 0 and spread 1; NULL: classes */
  double penalty;
  double *residual;              /* [n, units]: scores, then what is wrong with them */
  double loss[VSL_PARTS];
  const double *weight;
  double *gradient;
} Problem;

/**
 * vsl_logistic_new:
 * @width: features
 * @classes: of the data
 * @n: samples to learn from
 * @label: (array length=n): their classes; one that has none is never predicted
 *
 * Returns: (transfer full) (nullable): a model with zero weights; %NULL when there is no sample or no memory
 */
VslLogistic *
vsl_logistic_new (guint width, int classes, guint n, const int *label, GError **error)
{
  g_autoptr (VslLogistic) m = g_new0 (VslLogistic, 1);
  m->classes = classes;
  m->width = width;
  m->tolerance = TOLERANCE;
  m->class_of = g_new0 (int, MAX (classes, 1));
  m->place_of = g_new0 (int, MAX (classes, 1));
  for (guint i = 0; i < n; i++)
    m->place_of[label[i]] = 1;
  for (int c = 0; c < classes; c++) {
    gboolean has = m->place_of[c];
    m->place_of[c] = has ? m->seen : -1;
    if (has)
      m->class_of[m->seen++] = c;
  }
  if (m->seen == 0) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_DATA, _("The linear baseline has nothing to learn from: no training sample has a class."));
    return NULL;
  }
  m->units = m->seen <= 2 ? m->seen - 1 : m->seen;
  m->weight = g_try_malloc0_n ((gsize) width + 1, MAX ((gsize) m->units, 1) * sizeof *m->weight);
  if (m->weight)
    return g_steal_pointer (&m);
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the linear baseline: close other programs."));
  return NULL;
}

/**
 * vsl_logistic_free:
 */
void
vsl_logistic_free (VslLogistic *m)
{
  if (!m)
    return;
  g_free (m->class_of);
  g_free (m->place_of);
  g_free (m->weight);
  g_free (m);
}

/* s += x[j] * w[j, ·] over the features of a row. */
static void
add_row (const VslFeatures *f, guint i, const double *restrict w, gsize units, double *restrict s)
{
  if (f->dense) {
    const float *x = f->dense + (gsize) i * f->width;
    for (gsize j = 0; j < f->width; j++)
      for (gsize k = 0; k < units; k++)
        s[k] += x[j] * w[j * units + k];
    return;
  }
  for (gsize e = f->row[i]; e < f->row[i + 1]; e++)
    for (gsize k = 0; k < units; k++)
      s[k] += f->value[e] * w[f->column[e] * units + k];
}

/* One unit: four sums that do not wait for each other. */
static double
dot_row (const VslFeatures *f, guint i, const double *w)
{
  double s[4] = { 0 };
  if (f->dense) {
    const float *x = f->dense + (gsize) i * f->width;
    gsize j = 0;
    for (; j + 4 <= f->width; j += 4)
      for (int k = 0; k < 4; k++)
        s[k] += x[j + k] * w[j + k];
    for (; j < f->width; j++)
      s[0] += x[j] * w[j];
  } else {
    gsize e = f->row[i], end = f->row[i + 1];
    for (; e + 4 <= end; e += 4)
      for (int k = 0; k < 4; k++)
        s[k] += f->value[e + k] * w[f->column[e + k]];
    for (; e < end; e++)
      s[0] += f->value[e] * w[f->column[e]];
  }
  return (s[0] + s[1]) + (s[2] + s[3]);
}

void
_vsl_logistic_scores (const VslLogistic *m, const VslFeatures *f, guint i, const double *weight, double *s)
{
  gsize units = (gsize) m->units;
  memcpy (s, weight, units * sizeof *s);
  if (units == 1)
    *s += dot_row (f, i, weight + 1);
  else
    add_row (f, i, weight + units, units, s);
}

/* Scores become probabilities minus the truth; returns -log p(truth). place -1: a class that was never learnt. */
static double
judge_row (int units, double *s, int place)
{
  double top = s[0], sum = 0, loss;
  if (place < 0)
    return NAN;
  if (units == 1) {
    double z = s[0];
    loss = fmax (z, 0) + log1p (exp (-fabs (z))) - (place ? z : 0);
    s[0] = 1 / (1 + exp (-z)) - place;
    return loss;
  }
  for (int k = 1; k < units; k++)
    top = fmax (top, s[k]);
  loss = top - s[place];
  for (int k = 0; k < units; k++)
    sum += s[k] = exp (s[k] - top);
  for (int k = 0; k < units; k++)
    s[k] = s[k] / sum - (k == place);
  return loss + log (sum);
}

static void
forward_part (gpointer data, int part)
{
  Problem *p = data;
  const VslLogistic *m = p->model;
  gint64 begin, end;
  double loss = 0;
  vsl_part_range (p->features->n, VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++) {
    double *s = p->residual + i * m->units;
    _vsl_logistic_scores (m, p->features, (guint) i, p->weight, s);
    if (p->number) {
      s[0] -= p->number[i];
      loss += s[0] * s[0] / 2;
      continue;
    }
    loss += judge_row (m->units, s, m->place_of[p->label[i]]);
  }
  p->loss[part] = loss;
}

static void
dense_gradient (const Problem *p, gsize begin, gsize end)
{
  const VslFeatures *f = p->features;
  gsize units = (gsize) p->model->units;
  double *restrict g = p->gradient + units;
  for (guint i = 0; i < f->n; i++) {
    const float *restrict x = f->dense + (gsize) i * f->width;
    const double *restrict r = p->residual + i * units;
    if (units == 1) {
      double only = r[0];
      for (gsize j = begin; j < end; j++)
        g[j] += x[j] * only;
    } else {
      for (gsize j = begin; j < end; j++)
        for (gsize k = 0; k < units; k++)
          g[j * units + k] += x[j] * r[k];
    }
  }
}

static void
sparse_gradient (const Problem *p, gsize begin, gsize end)
{
  const VslFeatures *f = p->features;
  gsize units = (gsize) p->model->units;
  for (gsize j = begin; j < end; j++) {
    double *restrict g = p->gradient + units * (j + 1);
    for (gsize e = f->first[j]; e < f->first[j + 1]; e++) {
      const double *restrict r = p->residual + f->entry_row[e] * units;
      for (gsize k = 0; k < units; k++)
        g[k] += f->entry_value[e] * r[k];
    }
  }
}

/* The first column at or after the share `part` of the entries. */
static gsize
column_at (const VslFeatures *f, int part)
{
  if (f->dense || part == VSL_PARTS)
    return (gsize) f->width * (gsize) part / VSL_PARTS;
  gsize wanted = f->first[f->width] / VSL_PARTS * (gsize) part, low = 0, high = f->width;
  while (low < high) {
    gsize middle = (low + high) / 2;
    if (f->first[middle] < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void
backward_part (gpointer data, int part)
{
  const Problem *p = data;
  gsize units = (gsize) p->model->units, begin = column_at (p->features, part), end = column_at (p->features, part + 1);
  double *g = p->gradient + units;
  memset (g + begin * units, 0, (end - begin) * units * sizeof *g);
  if (p->features->dense)
    dense_gradient (p, begin, end);
  else
    sparse_gradient (p, begin, end);
  for (gsize i = begin * units; i < end * units; i++)
    g[i] = g[i] / p->features->n + p->penalty * p->weight[units + i];
}

static double
objective (gpointer data, const double *weight, double *gradient)
{
  Problem *p = data;
  gsize units = (gsize) p->model->units, all = units * ((gsize) p->model->width + 1);
  double loss = 0, squares = 0;
  p->weight = weight;
  p->gradient = gradient;
  vsl_parallel_for (VSL_PARTS, forward_part, p);
  vsl_parallel_for (VSL_PARTS, backward_part, p);
  for (int part = 0; part < VSL_PARTS; part++)
    loss += p->loss[part];
  memset (gradient, 0, units * sizeof *gradient);
  for (guint i = 0; i < p->features->n; i++)
    for (gsize k = 0; k < units; k++)
      gradient[k] += p->residual[i * units + k];
  for (gsize k = 0; k < units; k++)
    gradient[k] /= p->features->n;
  for (gsize i = units; i < all; i++)
    squares += weight[i] * weight[i];
  return loss / p->features->n + p->penalty * squares / 2;
}

typedef struct {
  VslProgressFunc progress;
  gpointer data;
} Tick;

static gboolean
tick (gpointer data, int step, double norm)
{
  Tick *t = data;
  return !t->progress || t->progress (t->data, (double) step / MOST_STEPS);
}

/* The scale against which a gradient is small: its norm where nothing is learnt yet. */
static gboolean
find_scale (VslLogistic *m, Problem *p)
{
  gsize all = (gsize) m->units * ((gsize) m->width + 1);
  g_autofree double *zero = g_try_new0 (double, all), *gradient = g_try_new0 (double, all);
  double squares = 0;
  if (!zero || !gradient)
    return FALSE;
  objective (p, zero, gradient);
  for (gsize i = 0; i < all; i++)
    squares += gradient[i] * gradient[i];
  m->scale = sqrt (squares);
  return TRUE;
}

/**
 * vsl_logistic_fit:
 * @model: begins from its weights: a strength a little above the last one takes few steps
 * @features: n rows to learn from; sparse ones get their list by column
 * @label: (array): class numbers that the model was made for
 * @strength: variance of the prior; small: weights stay small
 * @progress: (nullable): FALSE cancels
 *
 * The same features and strengths in the same order give the same bits on any number of threads.
 *
 * Returns: FALSE when memory is short or it was cancelled
 */
gboolean
vsl_logistic_fit (VslLogistic *m, VslFeatures *features, const int *label, double strength, VslProgressFunc progress, gpointer data,
                  GError **error)
{
  return _vsl_logistic_fit (m, features, label, NULL, strength, progress, data, error);
}

gboolean
_vsl_logistic_fit (VslLogistic *m, VslFeatures *features, const int *label, const double *number, double strength, VslProgressFunc progress, gpointer data, GError **error)
{
  if (m->units == 0)
    return TRUE;
  Problem p = { .model = m, .features = features, .label = label, .number = number, .penalty = 1 / (strength * features->n) };
  gsize all = (gsize) m->units * ((gsize) m->width + 1);
  Tick t = { progress, data };
  if (!vsl_features_by_column (features, error))
    return FALSE;
  p.residual = g_try_malloc_n (MAX (features->n, 1), (gsize) m->units * sizeof *p.residual);
  VslLbfgsEnd end = VSL_LBFGS_NOMEM;
  if (p.residual && (m->scale > 0 || find_scale (m, &p)))
    end = vsl_lbfgs (all, m->weight, objective, &p, MOST_STEPS, m->tolerance * m->scale, tick, &t);
  g_free (p.residual);
  if (end == VSL_LBFGS_NOMEM)
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the linear baseline: close other programs."));
  else if (end == VSL_LBFGS_STOPPED)
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CANCELLED, _("Cancelled."));
  return end != VSL_LBFGS_NOMEM && end != VSL_LBFGS_STOPPED;
}

/* The probabilities of one row from its scores. */
static void
spread (const VslLogistic *m, const double *s, double *prob)
{
  double top = -INFINITY, sum = 0;
  if (m->units == 0) {
    prob[m->class_of[0]] = 1;
    return;
  }
  if (m->units == 1) {
    prob[m->class_of[1]] = 1 / (1 + exp (-s[0]));
    prob[m->class_of[0]] = 1 / (1 + exp (s[0]));
    return;
  }
  for (int k = 0; k < m->units; k++)
    top = fmax (top, s[k]);
  for (int k = 0; k < m->units; k++)
    sum += exp (s[k] - top);
  for (int k = 0; k < m->units; k++)
    prob[m->class_of[k]] = exp (s[k] - top) / sum;
}

/**
 * vsl_logistic_predict:
 * @features: of the model's width
 * @prob: (out): [n, classes]; 0 for a class that had no sample to learn from
 */
void
vsl_logistic_predict (const VslLogistic *m, const VslFeatures *features, double *prob)
{
  g_autofree double *s = g_new0 (double, MAX (m->units, 1));
  for (guint i = 0; i < features->n; i++) {
    double *row = prob + (gsize) i * (gsize) m->classes;
    memset (row, 0, (gsize) m->classes * sizeof *row);
    if (m->units)
      _vsl_logistic_scores (m, features, i, m->weight, s);
    spread (m, s, row);
  }
}

/**
 * vsl_logistic_loss:
 *
 * Returns: the mean of -log p(label) over the rows whose class was learnt; NaN when there is none
 */
double
vsl_logistic_loss (const VslLogistic *m, const VslFeatures *features, const int *label)
{
  g_autofree double *s = g_new0 (double, MAX (m->units, 1));
  double sum = 0, n = 0;
  for (guint i = 0; i < features->n; i++) {
    int place = label[i] >= 0 ? m->place_of[label[i]] : -1;
    if (place < 0)
      continue;
    n++;
    if (m->units == 0)
      continue;
    _vsl_logistic_scores (m, features, i, m->weight, s);
    sum += judge_row (m->units, s, place);
  }
  return n ? sum / n : NAN;
}
