/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good it is: metrics in training, validation, the best epoch, early stopping, schedules that watch. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "metrics/vsl-metric.h"
#include "train/vsl-trainer-private.h"

/* Most samples a pass; the result does not depend on it but for rounding. */
#define VAL_BATCH 128

/* Whether the options ask for a metric, or the best epoch is chosen by it. */
gboolean
_vsl_trainer_wants (const VslTrainer *t, const char *metric)
{
  g_auto (GStrv) names = g_strsplit (t->options->config->metrics, ",", -1);
  for (int i = 0; names[i]; i++)
    if (g_ascii_strcasecmp (g_strstrip (names[i]), metric) == 0 ||
        (!t->classifies && g_str_equal (metric, "accuracy") && g_ascii_strcasecmp (names[i], "mae") == 0))
      return TRUE;
  return g_str_has_suffix (vsl_monitor_names[t->options->config->monitor], metric);
}

/* Allocates nothing: part of a step. */
void
_vsl_trainer_judge (const VslTrainer *t, int n, const VslReal *pred, const VslReal *y, const VslReal *labels, double *right, double *judged)
{
  if (t->classifies) {
    for (int i = 0; i < n; i++) {
      const VslReal *row = pred + (gint64) i * t->width;
      int got = t->from_logits && t->width == 1 ? row[0] > 0 : vsl_metric_class_of (row, (int) t->width);
      *right += got == (int) labels[i];
    }
    *judged += n;
    return;
  }
  double sum = 0;
  gint64 count = (gint64) n * t->width;
  if (t->loss->sparse)
    return;
  for (gint64 i = 0; i < count; i++)
    sum += fabs ((double) pred[i] - y[i]);
  *right += sum;
  *judged += (double) count;
}

/* Plan, loss and arrays of validation; once. */
gboolean
_vsl_trainer_validation_new (VslTrainer *t, GError **error)
{
  if (t->infer)
    return TRUE;
  int batch = (int) MIN (t->n_val, VAL_BATCH);
  t->infer = vsl_plan_new (t->network, t->params, batch, vsl_train_plan_flags (t->loss, t->network), error);
  if (!t->infer)
    return FALSE;
  VslShape out = *vsl_plan_output_shape (t->infer, 0), truth = vsl_train_target_shape (t->loss, &out);
  t->val_loss = vsl_loss_run_new (t->loss, t->loss_config, &out, &truth, batch, error);
  if (!t->val_loss)
    return FALSE;
  t->val_pred = t->classifies ? g_try_new (VslReal, (gsize) t->n_val * (gsize) t->width) : NULL;
  t->val_labels = g_try_new (VslReal, t->n_val);
  gsize need = (gsize) batch * (gsize) t->width;
  VslReal *onehot = need > t->s.batch * (gsize) t->width ? g_try_realloc_n (t->onehot, need, sizeof *onehot) : t->onehot;
  if ((t->classifies && !t->val_pred) || !t->val_labels || !onehot) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for validation."));
    return FALSE;
  }
  t->onehot = onehot;
  return TRUE;
}

/* Passes over the validation samples in inference mode. Class weights do not count here, penalties do, as in Keras. */
gboolean
_vsl_trainer_validate (VslTrainer *t, VslControl *control, VslEpochEvent *event, gboolean *stopped, GError **error)
{
  double loss = 0, right = 0, judged = 0;
  int batch = vsl_plan_batch (t->infer), n;
  for (guint at = 0; at < t->n_val; at += (guint) n) {
    n = (int) MIN ((guint) batch, t->n_val - at);
    VslReal *x = vsl_plan_input (t->infer, 0), *labels = t->val_labels + at;
    vsl_dataset_read (t->dataset, t->val + at, n, x, labels);
    const VslReal *y = _vsl_trainer_targets (t, n, x, labels, t->onehot);
    vsl_plan_forward (t->infer, n, FALSE, t->options->seed, t->s.step);
    loss += vsl_train_loss (t->infer, t->val_loss, n, y, NULL, FALSE) * n;
    const VslReal *pred = vsl_plan_output (t->infer, 0);
    _vsl_trainer_judge (t, n, pred, y, labels, &right, &judged);
    if (t->val_pred)
      memcpy (t->val_pred + (gint64) at * t->width, pred, sizeof *pred * (gsize) n * (gsize) t->width);
    if (vsl_control_get (control) == VSL_CONTROL_STOP) {
      *stopped = TRUE;
      return TRUE;
    }
  }
  event->val_loss = loss / t->n_val + vsl_train_penalty (t->params, NULL);
  if (judged > 0 && _vsl_trainer_wants (t, "accuracy"))
    event->val_accuracy = right / judged;
  if (t->classifies && _vsl_trainer_wants (t, "auc")) {
    if (t->from_logits)
      vsl_metric_from_logits (t->val_pred, t->n_val, (int) t->width);
    VslMetricInput input = { t->n_val, (int) t->width, t->val_pred, t->val_labels, 1, t->classes, vsl_dataset_positive (t->dataset) };
    event->val_auc = vsl_metric_class ("AUC")->value (NULL, &input);
  }
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
    *higher = t->classifies;
  } else if (g_str_equal (name, "val_auc")) {
    v = e->val_auc;
    *higher = TRUE;
  } else if (g_str_equal (name, "val_loss")) {
    v = e->val_loss;
  }
  if (isnan (v)) {
    *higher = FALSE;
    v = t->n_val && name[0] == 'v' ? e->val_loss : e->loss;
  }
  return v;
}

/* Keras callbacks/early_stopping.py: the first epoch never stops, and is always an improvement. */
static void
early_stopping (VslTrainer *t, double value, double sign)
{
  const VslTrainConfig *c = t->options->config;
  VslTrainState *s = &t->s;
  if (!c->early_stopping)
    return;
  s->patience_wait++;
  if (!s->patience_seen || sign * value < sign * s->patience_best - c->min_delta) {
    s->patience_seen = 1;
    s->patience_best = value;
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
