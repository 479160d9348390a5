/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a trainer: the copies it works on, what its targets are, and everything booked before the first step. */
#include "train/vsl-trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "kernels/vsl-parallel.h"
#include "train/vsl-trainer-private.h"

const char *const vsl_stopped_names[] = { "completed", "early", "user", "error", NULL };

/* The samples of a split that can be learnt from. */
static guint32 *
labelled (const VslTrainer *t, VslSplit split, guint *n)
{
  guint all;
  const guint32 *index = vsl_dataset_split (t->dataset, split, &all);
  guint32 *own = g_new (guint32, MAX (all, 1));
  *n = 0;
  for (guint i = 0; i < all; i++)
    if (!t->needs_labels || vsl_sample_labelled (vsl_dataset_sample (t->dataset, index[i]), t->target))
      own[(*n)++] = index[i];
  return own;
}

static gboolean
book (VslTrainer *t, GError **error)
{
  gsize batch = (gsize) vsl_plan_batch (vsl_train_step_plan (t->step));
  t->train = labelled (t, VSL_SPLIT_TRAIN, &t->n_train);
  t->val = labelled (t, VSL_SPLIT_VAL, &t->n_val);
  t->order = g_new (guint32, MAX (t->n_train, 1));
  t->batch_index = g_new (guint32, batch);
  t->labels = g_new0 (VslReal, batch * (gsize) t->target_width);
  return _vsl_trainer_outputs_book (t, (int) batch, error) && _vsl_trainer_class_weights (t, error);
}

static gboolean
make (VslTrainer *t, GError **error)
{
  const VslTrainConfig *c = t->options->config;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (t->network);
  if ((int) inputs->len != vsl_dataset_n_inputs (t->dataset)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_UNSUPPORTED, _("The network has %u Inputs, but samples are prepared for %d."), inputs->len,
                 vsl_dataset_n_inputs (t->dataset));
    return FALSE;
  }
  t->target = vsl_dataset_target (t->dataset);
  t->target_width = vsl_dataset_target_width (t->dataset);
  const VslScheduleClass *schedule = (const VslScheduleClass *) c->schedule.kind;
  if (schedule && schedule->check && !schedule->check (c->schedule.config, error))
    return FALSE;
  if (!_vsl_trainer_outputs_new (t, error))
    return FALSE;
  VslTrainLoss losses[VSL_MAX_OUTPUTS];
  for (int k = 0; k < t->n_out; k++)
    losses[k] = (VslTrainLoss) { t->out[k].loss, t->out[k].what.loss.config, t->out[k].what.weight };
  t->params = vsl_params_new (t->network, error);
  if (!t->params)
    return FALSE;
  vsl_params_init (t->params, t->options->seed);
  t->step = vsl_train_step_new (t->network, t->params, (int) c->batch_size, losses, t->n_out,
                                (const VslOptimizerClass *) c->optimizer.kind, c->optimizer.config, error);
  if (!t->step || !_vsl_trainer_outputs_fit (t, error) || !book (t, error))
    return FALSE;
  vsl_train_step_rows_only (t->step);
  t->x_count = (gsize) vsl_shape_count (vsl_plan_input_shape (vsl_train_step_plan (t->step), 0));
  t->schedule = schedule;
  if (!_vsl_trainer_metrics_new (t, error))
    return FALSE;
  t->s.rate = ((const VslOptimizerBase *) c->optimizer.config)->learning_rate;
  t->s.n_train = t->n_train;
  t->s.batch = (guint64) c->batch_size;
  t->s.seed = t->options->seed;
  return TRUE;
}

/**
 * vsl_trainer_new:
 * @network: copied
 * @options: copied
 * @dataset: prepared for @network; a reference is taken
 *
 * Weights are initialised from the options' seed. Sets the number of compute threads.
 *
 * Returns: (transfer full) (nullable): %NULL with an error that says what does not fit together
 */
VslTrainer *
vsl_trainer_new (const VslNetwork *network, const VslOptions *options, VslDataset *dataset, GError **error)
{
  VslTrainer *t = g_new0 (VslTrainer, 1);
  t->network = vsl_network_copy (network);
  t->options = vsl_options_copy (options);
  t->dataset = vsl_dataset_ref (dataset);
  vsl_parallel_set_threads (options->threads);
  if (!make (t, error)) {
    vsl_trainer_free (t);
    return NULL;
  }
  return t;
}

/**
 * vsl_trainer_free:
 */
void
vsl_trainer_free (VslTrainer *t)
{
  if (!t)
    return;
  vsl_train_step_free (t->step);
  vsl_plan_free (t->infer);
  _vsl_trainer_metrics_clear (t);
  _vsl_trainer_outputs_clear (t);
  vsl_params_free (t->params);
  g_free (t->train);
  g_free (t->val);
  g_free (t->order);
  g_free (t->batch_index);
  g_free (t->labels);
  g_free (t->val_labels);
  vsl_dataset_unref (t->dataset);
  vsl_options_free (t->options);
  vsl_network_free (t->network);
  g_free (t);
}

/**
 * vsl_trainer_params:
 *
 * Returns: (transfer none): the weights as they are now
 */
const VslParams *
vsl_trainer_params (VslTrainer *t)
{
  return t->params;
}

/**
 * vsl_trainer_plan:
 *
 * Returns: (transfer none): the plan of training, for benchmarks
 */
VslPlan *
vsl_trainer_plan (VslTrainer *t)
{
  return vsl_train_step_plan (t->step);
}

/**
 * vsl_trainer_update_seconds:
 *
 * Returns: what the optimizer took in all calls of vsl_trainer_step()
 */
double
vsl_trainer_update_seconds (VslTrainer *t)
{
  return t->update_seconds;
}

/**
 * vsl_trainer_bytes:
 *
 * Returns: memory booked for weights, gradients, values and the optimizer
 */
gsize
vsl_trainer_bytes (VslTrainer *t)
{
  gsize slots = 0;
  for (int s = 0; vsl_optimizer_slot (vsl_train_step_optimizer (t->step), s); s++)
    slots += t->params->trainable * sizeof (VslReal);
  return vsl_plan_bytes (vsl_train_step_plan (t->step)) + t->params->total * sizeof (VslReal) + slots +
         (t->infer ? vsl_plan_bytes (t->infer) : 0);
}

void
_vsl_trainer_read (const VslTrainer *t, VslPlan *plan, const guint32 *index, int n, VslReal *y)
{
  vsl_dataset_read (t->dataset, index, n, vsl_plan_input (plan, 0), y);
  for (int k = 1; k < vsl_dataset_n_inputs (t->dataset); k++)
    vsl_dataset_read_input (t->dataset, k, index, n, vsl_plan_input (plan, k));
}

/* Learning rate of the next step. */
double
_vsl_trainer_rate (const VslTrainer *t)
{
  const VslTrainConfig *c = t->options->config;
  double initial = ((const VslOptimizerBase *) c->optimizer.config)->learning_rate;
  if (t->schedule && t->schedule->rate)
    return t->schedule->rate (c->schedule.config, initial, t->s.step);
  return t->s.rate;
}

/**
 * vsl_trainer_step:
 * @n: samples, at most the batch size
 * @x: [n, input]
 * @y: (nullable): class numbers, one a sample; not looked at by autoencoders
 * @sample_weight: (nullable): [n]
 *
 * One step of training on given arrays.
 *
 * Returns: the loss, penalties included, before the update
 */
double
vsl_trainer_step (VslTrainer *t, int n, const VslReal *x, const VslReal *y, const VslReal *sample_weight)
{
  VslPlan *plan = vsl_train_step_plan (t->step);
  VslReal *in = vsl_plan_input (plan, 0);
  if (x != in)
    memcpy (in, x, sizeof *x * (gsize) n * t->x_count);
  const VslReal *targets[VSL_MAX_OUTPUTS];
  _vsl_trainer_targets (t, n, in, y, targets);
  double loss = vsl_train_step_gradient (t->step, n, targets, sample_weight, t->options->seed, t->s.step);
  gint64 start = g_get_monotonic_time ();
  vsl_train_step_update (t->step, _vsl_trainer_rate (t));
  t->update_seconds += (double) (g_get_monotonic_time () - start) * 1e-6;
  t->s.step++;
  return loss;
}
