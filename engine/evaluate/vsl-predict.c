/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trained network over samples: probabilities for every class, or the raw numbers. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "evaluate/vsl-evaluate.h"
#include "graph/vsl-plan.h"
#include "metrics/vsl-metric.h"
#include "train/vsl-options.h"

/* Most samples a pass. */
#define BATCH 64

/* What the outputs mean. */
typedef struct {
  int width;
  int classes;                   /* 0: numbers */
  gboolean logits;               /* no activation made probabilities of them */
  gboolean autoencoder;
} Meaning;

static Meaning
find_meaning (const VslNetwork *network, VslPlan *plan, int classes)
{
  Meaning m = { .width = (int) vsl_shape_count (vsl_plan_output_shape (plan, 0)) };
  m.autoencoder = vsl_options_autoencoder (network, vsl_loss_class ("MeanSquaredError"));
  if (m.autoencoder)
    return m;
  if (m.width == 1 && (classes == 2 || classes < 0) && vsl_options_output_is (network, 0, "sigmoid"))
    m.classes = 2;
  else if (m.width > 1 && (classes == m.width || classes < 0))
    m.classes = m.width;
  m.logits = m.classes && vsl_options_output_is (network, 0, "linear");
  return m;
}

/* One row of outputs as probabilities of all classes. */
static void
to_probabilities (const Meaning *m, const VslReal *row, double *prob)
{
  double top = row[0], sum = 0;
  if (m->width == 1) {
    prob[0] = 1.0 - row[0];
    prob[1] = row[0];
    return;
  }
  for (int c = 0; c < m->classes; c++)
    top = fmax (top, row[c]);
  for (int c = 0; c < m->classes; c++)
    sum += prob[c] = m->logits ? exp (row[c] - top) : row[c];
  for (int c = 0; m->logits && c < m->classes; c++)
    prob[c] /= sum;
}

static VslPredictions *
predictions_new (guint n, const Meaning *m, VslSplit split, GError **error)
{
  VslPredictions *p = g_new0 (VslPredictions, 1);
  p->n = n;
  p->split = split;
  p->width = m->width;
  p->classes = m->classes;
  p->id = g_new0 (gint64, MAX (n, 1));
  p->label = g_new0 (int, MAX (n, 1));
  p->predicted = g_new0 (int, MAX (n, 1));
  p->values = g_try_new0 (VslReal, MAX ((gsize) n, 1) * (gsize) m->width);
  p->prob = m->classes ? g_try_new0 (double, MAX ((gsize) n, 1) * (gsize) m->classes) : NULL;
  if (m->autoencoder) {
    p->error = g_new0 (double, MAX (n, 1));
    p->abs_error = g_new0 (double, MAX (n, 1));
  }
  if (!p->values || (m->classes && !p->prob)) {
    vsl_predictions_free (p);
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the predictions of %u samples."), n);
    return NULL;
  }
  return p;
}

/**
 * vsl_predictions_free:
 */
void
vsl_predictions_free (VslPredictions *p)
{
  if (!p)
    return;
  g_free (p->id);
  g_free (p->label);
  g_free (p->predicted);
  g_free (p->prob);
  g_free (p->values);
  g_free (p->error);
  g_free (p->abs_error);
  g_free (p);
}

static void
store_batch (VslPredictions *p, const Meaning *m, const VslDataset *dataset, const guint32 *index, guint at, int n, const VslReal *x,
             const VslReal *y)
{
  gsize width = (gsize) m->width;
  memcpy (p->values + at * width, y, sizeof *y * (gsize) n * width);
  for (int i = 0; i < n; i++) {
    const VslSampleInfo *info = vsl_dataset_sample (dataset, index[at + (guint) i]);
    const VslReal *row = y + (gsize) i * width, *in = x + (gsize) i * width;
    guint k = at + (guint) i;
    p->id[k] = info->id;
    p->label[k] = info->label;
    p->predicted[k] = m->classes ? vsl_metric_class_of (row, m->width) : -1;
    if (m->classes)
      to_probabilities (m, row, p->prob + (gsize) k * (gsize) m->classes);
    for (gsize v = 0; m->autoencoder && v < width; v++) {
      double d = (double) row[v] - in[v];
      p->error[k] += d * d / (double) width;
      p->abs_error[k] += fabs (d) / (double) width;
    }
  }
}

static gboolean
run_all (VslPredictions *p, const Meaning *m, VslPlan *plan, const VslDataset *dataset, const guint32 *index, VslProgressFunc progress,
         gpointer data, GError **error)
{
  for (guint at = 0; at < p->n;) {
    int n = (int) MIN (p->n - at, (guint) vsl_plan_batch (plan));
    VslReal *x = vsl_plan_input (plan, 0);
    vsl_dataset_read (dataset, index + at, n, x, NULL);
    vsl_plan_forward (plan, n, FALSE, 0, 0);
    store_batch (p, m, dataset, index, at, n, x, vsl_plan_output (plan, 0));
    at += (guint) n;
    if (progress && !progress (data, (double) at / p->n)) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CANCELLED, _("Cancelled."));
      return FALSE;
    }
  }
  return TRUE;
}

static VslPlan *
inference_plan (const VslNetwork *network, VslParams *params, int batch, GError **error)
{
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, batch, VSL_PLAN_FROZEN, error);
  if (plan && (vsl_plan_n_inputs (plan) != 1 || vsl_plan_n_outputs (plan) != 1)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_UNSUPPORTED, _("The network has %d inputs and %d outputs; predicting takes one of each."),
                 vsl_plan_n_inputs (plan), vsl_plan_n_outputs (plan));
    return NULL;
  }
  return g_steal_pointer (&plan);
}

/**
 * vsl_predict:
 * @params: of @network; only read
 * @dataset: prepared for @network
 * @split: which samples
 * @progress: (nullable): told the fraction done; FALSE cancels
 *
 * The network in inference mode over all samples of a split, in id order.
 *
 * Returns: (transfer full) (nullable): %NULL with an error
 */
VslPredictions *
vsl_predict (const VslNetwork *network, VslParams *params, VslDataset *dataset, VslSplit split, VslProgressFunc progress, gpointer data,
             GError **error)
{
  guint n;
  const guint32 *index = vsl_dataset_split (dataset, split, &n);
  g_autoptr (VslPlan) plan = inference_plan (network, params, (int) CLAMP (n, 1, BATCH), error);
  if (!plan)
    return NULL;
  Meaning m = find_meaning (network, plan, vsl_dataset_classes (dataset));
  VslPredictions *p = predictions_new (n, &m, split, error);
  if (p && !run_all (p, &m, plan, dataset, index, progress, data, error))
    g_clear_pointer (&p, vsl_predictions_free);
  return p;
}

/**
 * vsl_predict_image:
 * @image: a raw scan; the Input's preprocessing is run on it
 * @classes: (out): 0 for numbers and autoencoders, whose raw outputs are returned
 * @n: (out): how many numbers come back
 *
 * Returns: (transfer full) (nullable): the probability of each class; %NULL with an error
 */
double *
vsl_predict_image (const VslNetwork *network, VslParams *params, const VslImage *image, int *classes, int *n,
                   GError **error)
{
  g_autoptr (VslPlan) plan = inference_plan (network, params, 1, error);
  if (!plan)
    return NULL;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  if (!vsl_prepare_image (inputs->pdata[0], image, vsl_plan_input (plan, 0), error))
    return NULL;
  vsl_plan_forward (plan, 1, FALSE, 0, 0);
  Meaning m = find_meaning (network, plan, -1);
  const VslReal *y = vsl_plan_output (plan, 0);
  double *prob = g_new0 (double, (gsize) MAX (m.width, 2));
  *classes = m.classes;
  *n = m.classes ? m.classes : m.width;
  if (m.classes)
    to_probabilities (&m, y, prob);
  else
    for (int i = 0; i < m.width; i++)
      prob[i] = y[i];
  return prob;
}
