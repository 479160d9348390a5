/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trained network over samples: probabilities for every class, or the raw numbers. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "evaluate/vsl-evaluate.h"
#include "graph/vsl-plan.h"
#include "losses/vsl-loss.h"
#include "metrics/vsl-metric.h"
#include "train/vsl-options.h"
#include "train/vsl-train-step.h"

/* Most samples a pass. */
#define BATCH 64

/* What the outputs mean. */
typedef struct {
  int width;
  int classes;                   /* 0: numbers */
  gboolean labels;               /* the classes are labels, each by itself */
  VslTarget target;
  gboolean logits;               /* no activation made probabilities of them */
  gboolean autoencoder;
  gboolean sequence;             /* of token numbers: width is their places */
  int words;                     /* of a place */
  VslLossRun *loss;              /* of tokens; owned */
} Meaning;

/* Cross-entropy of each token, as in training; padding has none. */
static gboolean
find_sequence (Meaning *m, const VslNetwork *network, VslPlan *plan, GError **error)
{
  const VslLossClass *cls = vsl_loss_class ("SparseCategoricalCrossentropy");
  VslShape out = *vsl_plan_output_shape (plan, 0), truth = vsl_train_target_shape (cls, &out);
  gpointer config = vsl_config_new (&cls->head);
  vsl_config_set_text (&cls->head, config, "ignore_class", "0", NULL, NULL);
  vsl_config_set_text (&cls->head, config, "from_logits", vsl_options_output_is (network, 0, "linear") ? "true" : "false", NULL, NULL);
  m->sequence = m->autoencoder = TRUE;
  m->width = (int) out.dim[0];
  m->words = (int) out.dim[1];
  m->loss = vsl_loss_run_new (cls, config, &out, &truth, vsl_plan_batch (plan), error);
  vsl_config_free (&cls->head, config);
  return m->loss != NULL;
}

static gboolean
find_meaning (Meaning *m, const VslNetwork *network, VslPlan *plan, int classes, VslTarget target, GError **error)
{
  *m = (Meaning) { .width = (int) vsl_shape_count (vsl_plan_output_shape (plan, 0)), .target = target };
  if (vsl_options_sequence (network))
    return find_sequence (m, network, plan, error);
  m->autoencoder = vsl_options_autoencoder (network, vsl_loss_class ("MeanSquaredError"));
  if (m->autoencoder || target == VSL_TARGET_NUMBER)
    return TRUE;
  if (target == VSL_TARGET_LABELS) {
    m->labels = m->width == classes;
    m->classes = m->labels ? classes : 0;
    m->logits = m->classes && vsl_options_output_is (network, 0, "linear");
    return TRUE;
  }
  if (m->width == 1 && (classes == 2 || classes < 0) && vsl_options_output_is (network, 0, "sigmoid"))
    m->classes = 2;
  else if (m->width > 1 && (classes == m->width || classes < 0))
    m->classes = m->width;
  m->logits = m->classes && vsl_options_output_is (network, 0, "linear");
  return TRUE;
}

/* One row of outputs as probabilities of all classes. */
static void
to_probabilities (const Meaning *m, const VslReal *row, double *prob)
{
  double top = row[0], sum = 0;
  if (m->labels) {
    for (int c = 0; c < m->classes; c++)
      prob[c] = m->logits ? 1 / (1 + exp (-(double) row[c])) : (double) row[c];
    return;
  }
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
  p->sequence = m->sequence;
  p->target = m->target;
  p->number = m->target == VSL_TARGET_NUMBER ? g_new0 (double, MAX (n, 1)) : NULL;
  p->labels = m->target == VSL_TARGET_LABELS ? g_new0 (guint64, MAX (n, 1)) : NULL;
  p->known = m->target == VSL_TARGET_LABELS ? g_new0 (gboolean, MAX (n, 1)) : NULL;
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
  g_free (p->number);
  g_free (p->labels);
  g_free (p->known);
  g_free (p);
}

/* How far a row is from what went in: mean squared and mean absolute. */
static void
compare (const VslReal *row, const VslReal *in, gsize width, double *error, double *abs_error)
{
  for (gsize v = 0; v < width; v++) {
    double d = (double) row[v] - in[v];
    *error += d * d / (double) width;
    *abs_error += fabs (d) / (double) width;
  }
}

/* The tokens that a note's rows tell, and how far they are from those that went in. surprise: the loss of each place. */
static void
compare_tokens (const Meaning *m, const VslReal *rows, const VslReal *in, const VslReal *surprise, VslReal *told, double *error,
                double *abs_error)
{
  int tokens = 0, wrong = 0;
  double sum = 0;
  for (int t = 0; t < m->width; t++) {
    int token = vsl_metric_class_of (rows + (gsize) t * (gsize) m->words, m->words);
    told[t] = (VslReal) token;
    if (in[t] == 0)
      continue;
    sum += surprise[t];
    wrong += token != (int) in[t];
    tokens++;
  }
  *error = tokens ? sum / tokens : NAN;
  *abs_error = tokens ? (double) wrong / tokens : NAN;
}

/* After a forward pass and, of tokens, their loss: the raw numbers of sample i, or the tokens that it tells. The errors are left
 * alone where the network does not repeat its input. */
static void
take (const Meaning *m, VslPlan *plan, int i, VslReal *values, double *error, double *abs_error)
{
  gsize width = (gsize) m->width, row_width = m->sequence ? width * (gsize) m->words : width;
  const VslReal *row = vsl_plan_output (plan, 0) + (gsize) i * row_width, *in = vsl_plan_input (plan, 0) + (gsize) i * width;
  if (m->sequence) {
    compare_tokens (m, row, in, vsl_loss_run_per_sample (m->loss) + (gsize) i * width, values, error, abs_error);
    return;
  }
  memcpy (values, row, sizeof *row * width);
  if (m->autoencoder)
    compare (row, in, width, error, abs_error);
}

static void
run_batch (const Meaning *m, VslPlan *plan, int n)
{
  vsl_plan_forward (plan, n, FALSE, 0, 0);
  if (m->sequence)
    vsl_train_loss (plan, 0, m->loss, n, vsl_plan_input (plan, 0), NULL, FALSE);
}

static void
store_batch (VslPredictions *p, const Meaning *m, VslPlan *plan, const VslDataset *dataset, const guint32 *index, guint at, int n)
{
  for (int i = 0; i < n; i++) {
    guint k = at + (guint) i;
    const VslSampleInfo *info = vsl_dataset_sample (dataset, index[k]);
    VslReal *values = p->values + (gsize) k * (gsize) m->width;
    take (m, plan, i, values, p->error ? &p->error[k] : NULL, p->abs_error ? &p->abs_error[k] : NULL);
    p->id[k] = info->id;
    p->label[k] = info->label;
    p->predicted[k] = m->classes && !m->labels ? vsl_metric_class_of (values, m->width) : -1;
    if (p->number)
      p->number[k] = info->has_target ? info->number : NAN;
    if (p->labels) {
      p->labels[k] = info->labels;
      p->known[k] = info->has_target;
    }
    if (m->classes)
      to_probabilities (m, values, p->prob + (gsize) k * (gsize) m->classes);
  }
}

static gboolean
run_all (VslPredictions *p, const Meaning *m, VslPlan *plan, const VslDataset *dataset, const guint32 *index, VslProgressFunc progress,
         gpointer data, GError **error)
{
  for (guint at = 0; at < p->n;) {
    int n = (int) MIN (p->n - at, (guint) vsl_plan_batch (plan));
    for (int k = 0; k < vsl_dataset_n_inputs (dataset); k++)
      vsl_dataset_read_input (dataset, k, index + at, n, vsl_plan_input (plan, k));
    run_batch (m, plan, n);
    store_batch (p, m, plan, dataset, index, at, n);
    at += (guint) n;
    if (progress && !progress (data, (double) at / p->n)) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CANCELLED, _("Cancelled."));
      return FALSE;
    }
  }
  return TRUE;
}

static VslPlan *
inference_plan (const VslNetwork *network, VslParams *params, int batch, int inputs, GError **error)
{
  guint flags = VSL_PLAN_FROZEN;
  if (vsl_options_sequence (network))      /* the loss of its tokens is that of training, from the values before softmax */
    flags |= vsl_train_plan_flags (vsl_loss_class ("SparseCategoricalCrossentropy"), network, 0);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, batch, flags, error);
  if (plan && (vsl_plan_n_inputs (plan) != inputs || vsl_plan_n_outputs (plan) != 1)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_UNSUPPORTED, _("The network has %d inputs and %d outputs; here predicting takes %d and one."),
                 vsl_plan_n_inputs (plan), vsl_plan_n_outputs (plan), inputs);
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
  g_autoptr (VslPlan) plan = inference_plan (network, params, (int) CLAMP (n, 1, BATCH), vsl_dataset_n_inputs (dataset), error);
  if (!plan)
    return NULL;
  Meaning m;
  VslPredictions *p = find_meaning (&m, network, plan, vsl_dataset_classes (dataset), vsl_dataset_target (dataset), error)
                        ? predictions_new (n, &m, split, error) : NULL;
  if (p && !run_all (p, &m, plan, dataset, index, progress, data, error))
    g_clear_pointer (&p, vsl_predictions_free);
  vsl_loss_run_free (m.loss);
  return p;
}

/**
 * vsl_predict_image:
 * @image: a raw sample; the Input's preprocessing is run on it
 * @classes: (out): 0 for numbers and autoencoders, whose raw outputs are returned
 * @n: (out): how many numbers come back
 * @repeated: (out) (optional): how far an autoencoder's answer is from what it was given, as the error of vsl_predict(); NaN for others
 *
 * Returns: (transfer full) (nullable): the probability of each class; %NULL with an error
 */
double *
vsl_predict_image (const VslNetwork *network, VslParams *params, const VslImage *image, int *classes, int *n, double *repeated,
                   GError **error)
{
  g_autoptr (VslPlan) plan = inference_plan (network, params, 1, 1, error);
  if (!plan)
    return NULL;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  if (!vsl_prepare_image (inputs->pdata[0], image, vsl_plan_input (plan, 0), error))
    return NULL;
  Meaning m;
  if (!find_meaning (&m, network, plan, -1, VSL_TARGET_CLASS, error))
    return NULL;
  double far = 0, abs_error = 0, *values = g_new0 (double, (gsize) MAX (m.width, 2));
  g_autofree VslReal *told = g_new (VslReal, m.width);
  run_batch (&m, plan, 1);
  take (&m, plan, 0, told, &far, &abs_error);
  if (m.classes)
    to_probabilities (&m, told, values);
  for (int i = 0; !m.classes && i < m.width; i++)
    values[i] = told[i];
  *classes = m.classes;
  *n = m.classes ? m.classes : m.width;
  if (repeated)
    *repeated = m.autoencoder ? far : NAN;
  vsl_loss_run_free (m.loss);
  return values;
}
