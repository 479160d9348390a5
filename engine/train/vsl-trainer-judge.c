/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good it is: metrics in training, validation, the best epoch, early stopping, schedules that watch. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "evaluate/vsl-evaluate.h"
#include "metrics/vsl-metric.h"
#include "train/vsl-trainer-private.h"

/* Most samples a pass; the result does not depend on it but for rounding. */
#define VAL_BATCH 128

/* The share of tokens that have the highest value of their place; padding is none. */
static void
judge_tokens (const VslTrainOutput *out, int n, const VslReal *pred, const VslReal *y, double *right, double *judged)
{
  gint64 places = n * (out->width / out->words);
  for (gint64 i = 0; i < places; i++)
    if (y[i] != 0) {
      *right += vsl_metric_class_of (pred + i * out->words, (int) out->words) == (int) y[i];
      *judged += 1;
    }
}

/* The share of labels that are told rightly, as Keras's binary accuracy: above 0.5 means that it holds. */
static void
judge_labels (const VslTrainOutput *out, int n, const VslReal *pred, const VslReal *y, double *right, double *judged)
{
  gint64 count = (gint64) n * out->width;
  VslReal limit = out->from_logits ? 0 : (VslReal) 0.5;
  for (gint64 i = 0; i < count; i++)
    *right += (pred[i] > limit) == (y[i] > (VslReal) 0.5);
  *judged += (double) count;
}

/* Allocates nothing: part of a step. */
void
_vsl_trainer_judge (const VslTrainOutput *out, int n, const VslReal *pred, const VslReal *y, const VslReal *labels, double *right,
                    double *judged)
{
  if (out->classifies) {
    for (int i = 0; i < n; i++) {
      const VslReal *row = pred + (gint64) i * out->width;
      int got = out->from_logits && out->width == 1 ? row[0] > 0 : vsl_metric_class_of (row, (int) out->width);
      *right += got == (int) labels[i];
    }
    *judged += n;
    return;
  }
  if (out->labels) {
    judge_labels (out, n, pred, y, right, judged);
    return;
  }
  if (out->what.sequence) {
    judge_tokens (out, n, pred, y, right, judged);
    return;
  }
  double sum = 0;
  gint64 count = (gint64) n * out->width;
  if (out->loss->sparse)
    return;
  for (gint64 i = 0; i < count; i++)
    sum += fabs ((double) pred[i] - y[i]);
  *right += sum;
  *judged += (double) count;
}

static gboolean
no_memory (GError **error)
{
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for validation."));
  return FALSE;
}

/* Plan, losses and arrays of validation; once. */
gboolean
_vsl_trainer_validation_new (VslTrainer *t, GError **error)
{
  if (t->infer)
    return TRUE;
  int batch = (int) MIN (t->n_val, VAL_BATCH);
  guint flags = 0;
  for (int k = 0; k < t->n_out; k++)
    flags |= vsl_train_plan_flags (t->out[k].loss, t->network, k);
  t->infer = vsl_plan_new (t->network, t->params, batch, flags, error);
  if (!t->infer)
    return FALSE;
  for (int k = 0; k < t->n_out; k++) {
    VslTrainOutput *o = &t->out[k];
    VslShape out = *vsl_plan_output_shape (t->infer, k), truth = vsl_train_target_shape (o->loss, &out);
    o->val_loss = vsl_loss_run_new (o->loss, o->what.loss.config, &out, &truth, batch, error);
    if (!o->val_loss)
      return FALSE;
    o->val_pred = (o->classifies || o->labels) && k == 0 ? g_try_new (VslReal, (gsize) t->n_val * (gsize) o->width) : NULL;
    if ((o->classifies || o->labels) && k == 0 && !o->val_pred)
      return no_memory (error);
  }
  t->val_labels = g_try_new (VslReal, (gsize) t->n_val * (gsize) t->target_width);
  if (!t->val_labels)
    return no_memory (error);
  return batch <= (int) t->s.batch || _vsl_trainer_outputs_book (t, batch, error);
}

/* One pass over part of the validation samples; returns their losses, weighted and summed. */
static double
validate_batch (VslTrainer *t, guint at, int n)
{
  double loss = 0;
  VslReal *x = vsl_plan_input (t->infer, 0), *labels = t->val_labels + (gsize) at * (gsize) t->target_width;
  const VslReal *y[VSL_MAX_OUTPUTS];
  _vsl_trainer_read (t, t->infer, t->val + at, n, labels);
  _vsl_trainer_targets (t, n, x, labels, y);
  vsl_plan_forward (t->infer, n, FALSE, t->options->seed, t->s.step);
  for (int k = 0; k < t->n_out; k++) {
    VslTrainOutput *o = &t->out[k];
    const VslReal *pred = vsl_plan_output (t->infer, k);
    if (o->val_pred)
      memcpy (o->val_pred + (gint64) at * o->width, pred, sizeof *pred * (gsize) n * (gsize) o->width);
    if (!y[k])
      continue;
    double own = vsl_train_loss (t->infer, k, o->val_loss, n, y[k], NULL, FALSE) * n;
    o->loss_sum += own;
    loss += o->what.weight * own;
    _vsl_trainer_judge (o, n, pred, y[k], labels, &o->right, &o->judged);
    if (k == 0)
      _vsl_trainer_metrics_add (t, n, pred, y[k]);
  }
  return loss;
}

/* The mean AUC of the labels that have both in the validation samples. */
static double
auc_of_labels (const VslTrainer *t)
{
  const VslTrainOutput *o = &t->out[0];
  g_autofree double *score = g_new (double, t->n_val + 1);
  g_autofree gboolean *holds = g_new (gboolean, t->n_val + 1);
  double sum = 0;
  int n = 0;
  for (int c = 0; c < t->target_width && c < o->width; c++) {
    for (guint i = 0; i < t->n_val; i++) {
      score[i] = (double) o->val_pred[(gsize) i * (gsize) o->width + (gsize) c];
      holds[i] = t->val_labels[(gsize) i * (gsize) t->target_width + (gsize) c] > (VslReal) 0.5;
    }
    double auc = vsl_auc (t->n_val, score, holds);
    sum += isnan (auc) ? 0 : auc;
    n += !isnan (auc);
  }
  return n ? sum / n : NAN;
}

static void
tell_validation (VslTrainer *t, double loss, VslEpochEvent *event)
{
  VslTrainOutput *o = &t->out[0];
  event->val_loss = loss / t->n_val + vsl_train_penalty (t->params, NULL);
  if (o->judged > 0 && _vsl_trainer_wants (t, "accuracy"))
    event->val_accuracy = o->right / o->judged;
  if (o->classifies && o->from_logits)
    vsl_metric_from_logits (o->val_pred, t->n_val, (int) o->width);
  _vsl_trainer_metrics_tell (t, event);
  if (o->labels && _vsl_trainer_wants (t, "auc"))
    event->val_auc = auc_of_labels (t);
  if (o->classifies && _vsl_trainer_wants (t, "auc")) {
    VslMetricInput input = { t->n_val, (int) o->width, o->val_pred, t->val_labels, 1, t->classes, vsl_dataset_positive (t->dataset) };
    event->val_auc = vsl_metric_class ("AUC")->value (NULL, &input);
  }
  for (int k = 0; k < event->n_outputs; k++) {
    if (t->out[k].what.weight > 0)
      event->output[k].val_loss = t->out[k].loss_sum / t->n_val;
    if (t->out[k].judged > 0 && _vsl_trainer_wants (t, "accuracy"))
      event->output[k].val_accuracy = t->out[k].right / t->out[k].judged;
  }
}

/* Passes over the validation samples in inference mode. Class weights do not count here, penalties do, as in Keras. */
gboolean
_vsl_trainer_validate (VslTrainer *t, VslControl *control, VslEpochEvent *event, gboolean *stopped, GError **error)
{
  double loss = 0;
  int batch = vsl_plan_batch (t->infer), n;
  for (int k = 0; k < t->n_out; k++)
    t->out[k].loss_sum = t->out[k].right = t->out[k].judged = 0;
  _vsl_trainer_metrics_begin (t);
  for (guint at = 0; at < t->n_val; at += (guint) n) {
    n = (int) MIN ((guint) batch, t->n_val - at);
    loss += validate_batch (t, at, n);
    if (vsl_control_get (control) == VSL_CONTROL_STOP) {
      *stopped = TRUE;
      return TRUE;
    }
  }
  tell_validation (t, loss, event);
  return TRUE;
}

/* The watched number, and whether higher is better. Without validation samples (or when the number is not
 * defined) the training loss stands in. */
static double
monitored (const VslTrainer *t, const char *name, const VslEpochEvent *e, gboolean *higher)
{
  double v = NAN;
  *higher = FALSE;
  if (g_str_equal (name, "val_accuracy") || g_str_equal (name, "accuracy")) {
    v = name[0] == 'v' && t->n_val ? e->val_accuracy : e->accuracy;
    *higher = !_vsl_trainer_numbers (&t->out[0]);
  } else if (g_str_equal (name, "val_auc")) {
    v = e->val_auc;
    *higher = TRUE;
  } else if (g_str_equal (name, "val_loss")) {
    v = e->val_loss;
  } else if (g_str_equal (name, "val_mean_absolute_error")) {
    v = _vsl_trainer_numbers (&t->out[0]) ? e->val_accuracy : NAN;
  }
  for (int i = 0; i < e->n_metrics; i++)
    if (g_str_equal (name, e->metric[i].name)) {
      v = e->metric[i].value;
      *higher = vsl_monitor_metric (name)->higher_is_better;
    }
  if (isnan (v)) {
    *higher = FALSE;
    v = t->n_val && name[0] == 'v' ? e->val_loss : e->loss;
  }
  return v;
}

/* Keras callbacks/early_stopping.py: the first epoch never stops, and is always an improvement; with a baseline the count of
 * epochs starts anew only when that is beaten too. */
static void
early_stopping (VslTrainer *t, double value, double sign)
{
  const VslTrainConfig *c = t->options->config;
  VslTrainState *s = &t->s;
  if (!c->early_stopping || s->epoch <= (guint64) c->start_from_epoch)
    return;
  s->patience_wait++;
  if (!s->patience_seen || sign * value < sign * s->patience_best - c->min_delta) {
    s->patience_seen = 1;
    s->patience_best = value;
    if (isnan (c->baseline) || sign * value < sign * c->baseline - c->min_delta)
      s->patience_wait = 0;
  } else if (s->patience_wait >= (guint64) c->patience && s->epoch > 1) {
    s->finished = 1;
  }
}

/* After an epoch has been counted: is it the best, is it enough, which rate comes next. */
void
_vsl_trainer_epoch_end (VslTrainer *t, VslEpochEvent *event)
{
  const VslTrainConfig *c = t->options->config;
  VslTrainState *s = &t->s;
  gboolean higher;
  double value = monitored (t, vsl_monitor_names[c->monitor], event, &higher), sign = higher ? -1.0 : 1.0;
  event->best = isfinite (value) && (s->best_epoch == 0 || sign * value < sign * s->best_value);
  if (event->best) {
    s->best_epoch = s->epoch;
    s->best_value = value;
  }
  early_stopping (t, value, sign);
  if (t->schedule && t->schedule->epoch_end) {
    double watched = monitored (t, t->schedule->monitor (c->schedule.config), event, &higher);
    s->rate = t->schedule->epoch_end (c->schedule.config, s->schedule, s->rate, watched, (guint) s->epoch);
  }
}
