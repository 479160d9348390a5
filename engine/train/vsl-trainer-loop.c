/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running: epochs and batches in Keras's order (trainers/trainer.py fit): a new order each epoch, the last
 * partial batch kept, the epoch's loss the mean of the batches' losses weighted by their sizes. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "train/vsl-trainer-private.h"

typedef struct {
  VslTrainer *t;
  VslControl *control;
  const VslTrainSink *sink;
  gpointer data;
} Run;

static void
new_order (VslTrainer *t)
{
  if (t->options->config->shuffle)
    vsl_random_permutation (vsl_random_key (t->options->seed, VSL_RANDOM_SHUFFLE, t->s.epoch, 0), t->order, t->n_train);
  else
    for (guint i = 0; i < t->n_train; i++)
      t->order[i] = i;
}

static void
refuse_loss (VslTrainer *t, int n, GError **error)
{
  const char *node = vsl_plan_nonfinite (vsl_train_step_plan (t->step), n);
  const char *weights = node ? NULL : vsl_params_nonfinite (t->params);
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NUMERIC,
               _("Training broke in epoch %u: the loss is no longer a number (first seen at “%s”). Use a smaller learning rate, "
                 "or check the samples and the scaling at the Input."),
               (guint) t->s.epoch + 1, node ? node : weights ? weights : _("the loss"));
}

/* Where numbers are checked, the run ends with the node that gave the first bad one, before any weight has it. */
static gboolean
is_sound (VslTrainer *t, GError **error)
{
  gboolean backward;
  const char *node = vsl_plan_broken (vsl_train_step_plan (t->step), &backward);
  if (!node)
    return TRUE;
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NUMERIC,
               backward ? _("“%s” gives gradients that are not finite in step %u: lower the learning rate or clip the gradients.")
                        : _("“%s” gives numbers that are not finite in step %u: lower the learning rate, or check the samples and the scaling at the Input."),
               node, (guint) t->s.step + 1);
  return FALSE;
}

static void
measure_speed (VslTrainer *t, int n, double seconds)
{
  t->window_samples += (guint64) n;
  t->window_seconds += seconds;
  if (t->window_seconds > 0 && (t->window_seconds >= 1 || t->speed == 0 || t->window_samples > 4096))
    t->speed = (double) t->window_samples / t->window_seconds;
  if (t->window_seconds >= 1) {
    t->window_seconds = 0;
    t->window_samples = 0;
  }
}

/* The first output's sums are the run's own. */
static void
judge_batch (VslTrainer *t, int n, const VslReal *const *y)
{
  VslTrainState *s = &t->s;
  for (int k = 0; k < t->n_out; k++) {
    if (!y[k])
      continue;
    s->out_loss[k] += vsl_train_step_value (t->step, k) * n;
    _vsl_trainer_judge (&t->out[k], n, vsl_plan_output (vsl_train_step_plan (t->step), k), y[k], t->labels, k ? &s->out_right[k] : &s->right,
                        k ? &s->out_judged[k] : &s->judged);
  }
}

/* One batch of the epoch under way. */
static gboolean
run_batch (Run *run, GError **error)
{
  VslTrainer *t = run->t;
  VslPlan *plan = vsl_train_step_plan (t->step);
  gint64 start = g_get_monotonic_time ();
  int n = (int) MIN (t->s.batch, t->n_train - t->s.position);
  for (int i = 0; i < n; i++)
    t->batch_index[i] = t->train[t->order[t->s.position + (guint64) i]];
  VslReal *x = vsl_plan_input (plan, 0);
  _vsl_trainer_read (t, plan, t->batch_index, n, t->labels);
  const VslReal *y[VSL_MAX_OUTPUTS];
  _vsl_trainer_targets (t, n, x, t->labels, y);
  double loss = vsl_train_step_gradient (t->step, n, y, NULL, t->options->seed, t->s.step);
  if (!is_sound (t, error))
    return FALSE;
  if (!isfinite (loss)) {
    refuse_loss (t, n, error);
    return FALSE;
  }
  judge_batch (t, n, y);
  vsl_train_step_update (t->step, _vsl_trainer_rate (t));
  t->s.step++;
  t->s.position += (guint64) n;
  t->s.loss_sum += loss * n;
  t->s.counted += n;
  double seconds = (double) (g_get_monotonic_time () - start) * 1e-6;
  t->s.seconds += seconds;
  measure_speed (t, n, seconds);
  if (run->sink && run->sink->batch) {
    VslBatchEvent event = {
      .epoch = (guint) t->s.epoch + 1, .epochs = (guint) t->options->config->epochs, .loss = loss, .samples_per_second = t->speed,
      .batch = (guint) ((t->s.position + t->s.batch - 1) / t->s.batch), .batches = (guint) ((t->n_train + t->s.batch - 1) / t->s.batch),
    };
    run->sink->batch (run->data, &event);
  }
  return TRUE;
}

/* Never writes weights that are not numbers: the last sound checkpoint stays. */
static gboolean
checkpoint (Run *run, gboolean mid, gboolean best, GError **error)
{
  VslTrainer *t = run->t;
  vsl_train_step_flush (t->step);
  const char *bad = vsl_params_nonfinite (t->params);
  if (bad) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NUMERIC,
                 _("Training broke in epoch %u: “%s” holds values that are not numbers. Use a smaller learning rate."),
                 (guint) t->s.epoch + (mid ? 1 : 0), bad);
    return FALSE;
  }
  if (!run->sink || !run->sink->checkpoint)
    return TRUE;
  g_autoptr (GBytes) state = vsl_trainer_state (t);
  return run->sink->checkpoint (run->data, (guint) t->s.epoch, mid, best, state, error);
}

/* After a batch: pauses while the word says so. *stop: the run ends here. */
static gboolean
obey (Run *run, gboolean *stop, GError **error)
{
  VslControlWord word = vsl_control_get (run->control);
  if (word == VSL_CONTROL_PAUSE) {
    if (!checkpoint (run, TRUE, FALSE, error))
      return FALSE;
    if (run->sink && run->sink->state)
      run->sink->state (run->data, VSL_CONTROL_PAUSE);
    word = vsl_control_wait (run->control);
    run->t->window_seconds = 0;
    run->t->window_samples = 0;
    if (run->sink && run->sink->state)
      run->sink->state (run->data, word);
  }
  *stop = word == VSL_CONTROL_STOP;
  return TRUE;
}

static void
clear_sums (VslTrainState *s)
{
  s->position = 0;
  s->loss_sum = s->counted = s->right = s->judged = s->seconds = 0;
  memset (s->out_loss, 0, sizeof s->out_loss);
  memset (s->out_right, 0, sizeof s->out_right);
  memset (s->out_judged, 0, sizeof s->out_judged);
}

/* What each of several outputs did in training; validation adds its part. */
static void
tell_outputs (const VslTrainer *t, VslEpochEvent *event)
{
  const VslTrainState *s = &t->s;
  event->n_outputs = t->n_out > 1 ? t->n_out : 0;
  for (int k = 0; k < event->n_outputs; k++) {
    double right = k ? s->out_right[k] : s->right, judged = k ? s->out_judged[k] : s->judged;
    gboolean trained = t->out[k].what.weight > 0;
    g_strlcpy (event->output[k].output, t->out[k].what.output, sizeof event->output[k].output);
    event->output[k].loss = trained ? s->out_loss[k] / s->counted : NAN;
    event->output[k].accuracy = judged > 0 && _vsl_trainer_wants (t, "accuracy") ? right / judged : NAN;
    event->output[k].val_loss = event->output[k].val_accuracy = NAN;
    event->output[k].regression = _vsl_trainer_numbers (&t->out[k]);
  }
}

/* With use_ema the averaged weights are the result of the run, whatever epoch was the best before. Keras overwrites at the end
 * of fit() too, after the last validation. */
static void
take_average (VslTrainer *t, VslEpochEvent *event)
{
  if (!((const VslOptimizerBase *) t->options->config->optimizer.config)->use_ema)
    return;
  vsl_optimizer_finish (vsl_train_step_optimizer (t->step), t->params);
  event->best = TRUE;
  t->s.best_epoch = t->s.epoch;
}

/* Validation, event, checkpoint. *stop: the word said so in validation; the epoch then counts as under way. */
static gboolean
finish_epoch (Run *run, gboolean *stop, GError **error)
{
  VslTrainer *t = run->t;
  VslTrainState *s = &t->s;
  gint64 start = g_get_monotonic_time ();
  VslEpochEvent event = {
    .epoch = (guint) s->epoch + 1, .epochs = (guint) t->options->config->epochs, .loss = s->loss_sum / s->counted,
    .accuracy = s->judged > 0 && _vsl_trainer_wants (t, "accuracy") ? s->right / s->judged : NAN,
    .val_loss = NAN, .val_accuracy = NAN, .val_auc = NAN, .regression = _vsl_trainer_numbers (&t->out[0]),
    .samples_per_second = s->seconds > 0 ? (double) t->n_train / s->seconds : 0,
  };
  tell_outputs (t, &event);
  vsl_train_step_flush (t->step);
  if (t->n_val && !_vsl_trainer_validate (t, run->control, &event, stop, error))
    return FALSE;
  if (*stop)
    return TRUE;
  event.learning_rate = _vsl_trainer_rate (t);
  event.seconds = s->seconds + (double) (g_get_monotonic_time () - start) * 1e-6;
  s->epoch++;
  _vsl_trainer_epoch_end (t, &event);
  if (s->finished || s->epoch >= (guint64) t->options->config->epochs)
    take_average (t, &event);
  clear_sums (s);
  if (run->sink && run->sink->epoch)
    run->sink->epoch (run->data, &event);
  return checkpoint (run, FALSE, event.best, error);
}

static gboolean
run_epoch (Run *run, gboolean *stop, GError **error)
{
  VslTrainer *t = run->t;
  new_order (t);
  if (!obey (run, stop, error))
    return FALSE;
  if (*stop && t->s.position == 0 && t->s.epoch > 0)
    return TRUE;                 /* the epoch before has been saved */
  while (!*stop && t->s.position < t->n_train)
    if (!run_batch (run, error) || !obey (run, stop, error))
      return FALSE;
  if (!*stop && !finish_epoch (run, stop, error))
    return FALSE;
  return !*stop || checkpoint (run, TRUE, FALSE, error);
}

typedef struct {
  VslTrainer *t;
  VslControl *control;
  gboolean stopped;
} Fit;

/* The training samples in their stored order. */
static int
fit_source (gpointer data, VslPlan *plan, guint64 from, GError **error)
{
  Fit *fit = data;
  VslTrainer *t = fit->t;
  int n = from < t->n_train ? (int) MIN ((guint64) vsl_plan_batch (plan), t->n_train - from) : 0;
  if (n > 0 && vsl_control_get (fit->control) == VSL_CONTROL_STOP) {
    fit->stopped = TRUE;
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CANCELLED, _("Training was stopped before its first step."));
    return -1;
  }
  if (n > 0)
    _vsl_trainer_read (t, plan, t->train + from, n, NULL);
  return n;
}

/* What layers want to know of the training data before the first step. *stop: the word said so meanwhile. */
static gboolean
fit_layers (VslTrainer *t, VslControl *control, gboolean *stop, GError **error)
{
  Fit fit = { t, control, FALSE };
  g_autoptr (GError) own = NULL;
  if (t->s.step > 0 || vsl_plan_fit (t->network, t->params, (int) t->s.batch, fit_source, &fit, &own))
    return TRUE;
  *stop = fit.stopped;
  if (!fit.stopped)
    g_propagate_error (error, g_steal_pointer (&own));
  return fit.stopped;
}

/**
 * vsl_trainer_run:
 * @control: (nullable): looked at after each batch
 * @sink: (nullable): told of batches, epochs and checkpoints, on this thread
 * @stopped: (out) (optional): why it ended
 * @best_epoch: (out) (optional): 1-based, 0 when there is none
 *
 * Trains until the last epoch, an early stop, %VSL_CONTROL_STOP (the batch is finished and saved) or an error.
 *
 * Returns: FALSE with an error; what was saved before it is sound
 */
gboolean
vsl_trainer_run (VslTrainer *t, VslControl *control, const VslTrainSink *sink, gpointer data, VslStopped *stopped, guint *best_epoch,
                 GError **error)
{
  Run run = { t, control, sink, data };
  VslStopped why = VSL_STOPPED_ERROR;
  gboolean ok = FALSE, stop = FALSE;
  if (t->n_train == 0)
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_DATA,
                 _("There are no labelled samples to train on. Import scans with labels, or move some to the training split."));
  else
    ok = (!t->n_val || _vsl_trainer_validation_new (t, error)) && fit_layers (t, control, &stop, error);
  t->window_seconds = 0;
  t->window_samples = 0;
  while (ok && !stop && !t->s.finished && t->s.epoch < (guint64) t->options->config->epochs)
    ok = run_epoch (&run, &stop, error);
  vsl_train_step_flush (t->step);
  if (ok)
    why = stop ? VSL_STOPPED_USER : t->s.finished ? VSL_STOPPED_EARLY : VSL_STOPPED_COMPLETED;
  if (stopped)
    *stopped = why;
  if (best_epoch)
    *best_epoch = (guint) t->s.best_epoch;
  return ok;
}
