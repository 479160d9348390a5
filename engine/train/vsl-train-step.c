/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/vsl-train-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _VslTrainStep {
  VslParams *params;             /* not owned */
  VslPlan *plan;
  int n;                         /* outputs */
  VslLossRun *loss[VSL_MAX_OUTPUTS];
  double weight[VSL_MAX_OUTPUTS], value[VSL_MAX_OUTPUTS];
  VslOptimizer *optimizer;
  VslPlanTable table[VSL_MAX_INPUTS];      /* those whose rows the optimizer updates one by one */
  int n_tables;
};

/**
 * vsl_train_target_shape:
 *
 * Returns: the shape of one sample's targets: the output's, or without its last axis for class numbers
 */
VslShape
vsl_train_target_shape (const VslLossClass *loss, const VslShape *output)
{
  VslShape shape = *output;
  if (loss->sparse && shape.rank > 0)
    shape.rank--;
  return shape;
}

/**
 * vsl_train_plan_flags:
 * @output: which output of the network
 *
 * The last activation is left to the loss only when the loss computes it together with its own formula.
 */
guint
vsl_train_plan_flags (const VslLossClass *loss, const VslNetwork *network, int output)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  const VslNode *node = output < (int) outputs->len ? vsl_network_source (network, outputs->pdata[output], NULL) : NULL;
  if (!node || output >= VSL_MAX_OUTPUTS)
    return 0;
  g_autofree char *activation = vsl_kind_prop (&node->cls->head, "activation")
                                   ? vsl_config_get_text (&node->cls->head, node->config, "activation") : g_strdup ("");
  gboolean softmax = g_str_equal (activation, "softmax") || g_str_equal (node->cls->head.name, "Softmax");
  gboolean sigmoid = g_str_equal (activation, "sigmoid");
  return (softmax && loss->fuses_softmax) || (sigmoid && loss->fuses_sigmoid) ? VSL_PLAN_LOGITS_OF (output) : 0;
}

/* One loss for each output; one alone is that of all of them, as in Keras. */
static gboolean
count_losses (const VslNetwork *network, int given, int *n, GError **error)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  *n = (int) MIN (outputs->len, VSL_MAX_OUTPUTS);
  if (given == 1 || given == *n)
    return TRUE;
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("The network has %d outputs, but there are losses for %d: give one for each."), *n,
               given);
  return FALSE;
}

static gboolean
make (VslTrainStep *step, const VslNetwork *network, int batch, const VslTrainLoss *losses, int n_losses, const VslOptimizerClass *optimizer,
      gconstpointer optimizer_config, GError **error)
{
  guint flags = VSL_PLAN_TRAIN;
  if (!count_losses (network, n_losses, &step->n, error))
    return FALSE;
  for (int k = 0; k < step->n; k++)
    flags |= vsl_train_plan_flags (losses[n_losses == 1 ? 0 : k].cls, network, k);
  step->plan = vsl_plan_new (network, step->params, batch, flags, error);
  for (int k = 0; step->plan && k < step->n; k++) {
    const VslTrainLoss *one = &losses[n_losses == 1 ? 0 : k];
    VslShape out = *vsl_plan_output_shape (step->plan, k), truth = vsl_train_target_shape (one->cls, &out);
    step->weight[k] = one->weight;
    step->loss[k] = vsl_loss_run_new (one->cls, one->config, &out, &truth, batch, error);
    if (!step->loss[k])
      return FALSE;
  }
  step->optimizer = step->plan ? vsl_optimizer_new (optimizer, optimizer_config, step->params, error) : NULL;
  return step->optimizer != NULL;
}

/**
 * vsl_train_step_new:
 * @params: updated by the step; not owned
 * @batch: most samples of a step
 * @losses: (array length=n_losses): one for each output, or one for all of them
 *
 * Returns: (transfer full) (nullable): %NULL with an error
 */
VslTrainStep *
vsl_train_step_new (const VslNetwork *network, VslParams *params, int batch, const VslTrainLoss *losses, int n_losses,
                    const VslOptimizerClass *optimizer, gconstpointer optimizer_config, GError **error)
{
  VslTrainStep *step = g_new0 (VslTrainStep, 1);
  step->params = params;
  if (!make (step, network, batch, losses, n_losses, optimizer, optimizer_config, error)) {
    vsl_train_step_free (step);
    return NULL;
  }
  return step;
}

/**
 * vsl_train_step_free:
 */
void
vsl_train_step_free (VslTrainStep *step)
{
  if (!step)
    return;
  vsl_plan_free (step->plan);
  for (int k = 0; k < step->n; k++)
    vsl_loss_run_free (step->loss[k]);
  vsl_optimizer_free (step->optimizer);
  g_free (step);
}

/**
 * vsl_train_step_plan:
 */
VslPlan *
vsl_train_step_plan (VslTrainStep *step)
{
  return step->plan;
}

/**
 * vsl_train_step_optimizer:
 */
VslOptimizer *
vsl_train_step_optimizer (VslTrainStep *step)
{
  return step->optimizer;
}

/**
 * vsl_train_step_loss_run:
 */
VslLossRun *
vsl_train_step_loss_run (VslTrainStep *step, int output)
{
  return step->loss[output];
}

/**
 * vsl_train_step_value:
 *
 * Returns: the loss of one output in the last step, before its weight and without penalties
 */
double
vsl_train_step_value (const VslTrainStep *step, int output)
{
  return step->value[output];
}

/**
 * vsl_train_loss:
 * @plan: after vsl_plan_forward()
 * @y: targets of @n samples
 * @with_gradient: fill vsl_plan_output_grad()
 *
 * A mask of the output leaves its masked steps out, as Keras's compiled losses do.
 */
double
vsl_train_loss (VslPlan *plan, int output, VslLossRun *run, int n, const VslReal *y, const VslReal *sample_weight, gboolean with_gradient)
{
  const VslReal *logits = NULL;
  const VslShape *out = vsl_plan_output_shape (plan, output);
  VslActivation activation = vsl_plan_logits (plan, output, &logits);
  VslLossArgs args = {
    .n = n, .y_true = y, .y_pred = vsl_plan_output (plan, output), .logits = logits, .activation = activation,
    .sample_weight = sample_weight, .weights_per_sample = 1,
    .mask = out->rank == 2 ? vsl_plan_output_mask (plan, output) : NULL,
    .grad = with_gradient ? vsl_plan_output_grad (plan, output) : NULL,
  };
  return vsl_loss_run (run, &args);
}

/**
 * vsl_train_penalty:
 * @grad: (nullable): in the layout of the trainable part
 *
 * Keras's regularizers.L1L2, without a factor of one half; the slope of |w| at 0 is 0.
 */
double
vsl_train_penalty (const VslParams *params, VslReal *grad)
{
  double sum = 0;
  for (guint i = 0; i < params->n; i++) {
    const VslParam *p = &params->param[i];
    double l1 = p->penalty.l1, l2 = p->penalty.l2, a = 0, b = 0;
    if (!p->trainable || (l1 == 0 && l2 == 0))
      continue;
    const VslReal *w = params->data + p->offset;
    for (gsize k = 0; k < p->count; k++) {
      a += fabs ((double) w[k]);
      b += (double) w[k] * w[k];
      if (grad)
        grad[p->offset + k] += (VslReal) (l1 * ((w[k] > 0) - (w[k] < 0)) + 2.0 * l2 * w[k]);
    }
    sum += l1 * a + l2 * b;
  }
  return sum;
}

/* The loss of one output, times its weight; its gradient likewise. Without targets or weight the output is not trained. */
static double
output_loss (VslTrainStep *step, int k, int n, const VslReal *y, const VslReal *sample_weight)
{
  VslReal *grad = vsl_plan_output_grad (step->plan, k);
  gsize count = (gsize) n * (gsize) vsl_shape_count (vsl_plan_output_shape (step->plan, k));
  double weight = step->weight[k];
  step->value[k] = y ? vsl_train_loss (step->plan, k, step->loss[k], n, y, sample_weight, grad && weight != 0) : NAN;
  if (!y || weight == 0) {
    if (grad)
      memset (grad, 0, count * sizeof *grad);
    return 0;
  }
  for (gsize i = 0; grad && weight != 1 && i < count; i++)
    grad[i] *= (VslReal) weight;
  return weight * step->value[k];
}

/**
 * vsl_train_step_gradient:
 * @y: targets, one for each output; %NULL: that output is not trained
 * @sample_weight: (nullable): [n], of all outputs
 *
 * Returns: the sum of the outputs' losses by their weights, and the penalties, before any update
 */
double
vsl_train_step_gradient (VslTrainStep *step, int n, const VslReal *const *y, const VslReal *sample_weight, guint64 seed, guint64 number)
{
  double loss = 0;
  gboolean trainable = FALSE;
  for (int i = 0; i < step->n_tables; i++) {
    int input = step->table[i].input;
    vsl_optimizer_touch (step->optimizer, step->params, i, vsl_plan_input (step->plan, input),
                         (gsize) (n * vsl_shape_count (vsl_plan_input_shape (step->plan, input))));
  }
  vsl_plan_forward (step->plan, n, TRUE, seed, number);
  for (int k = 0; k < step->n; k++) {
    trainable |= vsl_plan_output_grad (step->plan, k) != NULL;
    loss += output_loss (step, k, n, y[k], sample_weight);
  }
  if (trainable)
    vsl_plan_backward (step->plan, n);
  return loss + vsl_train_penalty (step->params, trainable ? vsl_plan_grad (step->plan) : NULL);
}

/**
 * vsl_train_step_update:
 * @lr: learning rate of this step
 */
void
vsl_train_step_update (VslTrainStep *step, double lr)
{
  vsl_optimizer_step (step->optimizer, step->params, vsl_plan_grad (step->plan), lr);
}

/**
 * vsl_train_step_rows_only:
 *
 * Right after vsl_train_step_new(). Not for those who change gradients between the two halves of a step, other than in the rows
 * that the batch names.
 */
void
vsl_train_step_rows_only (VslTrainStep *step)
{
  VslPlanTable table[VSL_MAX_INPUTS];
  int n = vsl_plan_tables (step->plan, table, VSL_MAX_INPUTS);
  for (int i = 0; i < n; i++) {
    gsize tokens = (gsize) (vsl_plan_batch (step->plan) * vsl_shape_count (vsl_plan_input_shape (step->plan, table[i].input)));
    if (!vsl_optimizer_add_rows (step->optimizer, &step->params->param[table[i].param], tokens))
      continue;
    vsl_plan_rows_only (step->plan, table[i].param, TRUE);
    step->table[step->n_tables++] = table[i];
  }
}

/**
 * vsl_train_step_flush:
 *
 * Brings all weights up to date, after vsl_train_step_rows_only().
 */
void
vsl_train_step_flush (VslTrainStep *step)
{
  vsl_optimizer_flush (step->optimizer, step->params);
}
