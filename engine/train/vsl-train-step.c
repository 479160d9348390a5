/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/vsl-train-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _VslTrainStep {
  VslParams *params;             /* not owned */
  VslPlan *plan;
  VslLossRun *loss;
  VslOptimizer *optimizer;
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
 *
 * The last activation is left to the loss only when the loss computes it together with its own formula.
 */
guint
vsl_train_plan_flags (const VslLossClass *loss, const VslNetwork *network)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  const VslNode *node = outputs->len ? vsl_network_source (network, outputs->pdata[0], NULL) : NULL;
  if (!node)
    return 0;
  g_autofree char *activation = vsl_kind_prop (&node->cls->head, "activation")
                                   ? vsl_config_get_text (&node->cls->head, node->config, "activation") : g_strdup ("");
  gboolean softmax = g_str_equal (activation, "softmax") || g_str_equal (node->cls->head.name, "Softmax");
  gboolean sigmoid = g_str_equal (activation, "sigmoid");
  return (softmax && loss->fuses_softmax) || (sigmoid && loss->fuses_sigmoid) ? VSL_PLAN_LOGITS : 0;
}

static gboolean
make (VslTrainStep *step, const VslNetwork *network, int batch, const VslLossClass *loss, gconstpointer loss_config,
      const VslOptimizerClass *optimizer, gconstpointer optimizer_config, GError **error)
{
  step->plan = vsl_plan_new (network, step->params, batch, VSL_PLAN_TRAIN | vsl_train_plan_flags (loss, network), error);
  if (!step->plan)
    return FALSE;
  if (vsl_plan_n_outputs (step->plan) != 1) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_UNSUPPORTED,
                 _("The network has %d outputs, but training takes one. Join them with Concatenate or remove the others."),
                 vsl_plan_n_outputs (step->plan));
    return FALSE;
  }
  VslShape out = *vsl_plan_output_shape (step->plan, 0), truth = vsl_train_target_shape (loss, &out);
  step->loss = vsl_loss_run_new (loss, loss_config, &out, &truth, batch, error);
  if (!step->loss)
    return FALSE;
  step->optimizer = vsl_optimizer_new (optimizer, optimizer_config, step->params, error);
  return step->optimizer != NULL;
}

/**
 * vsl_train_step_new:
 * @params: updated by the step; not owned
 * @batch: most samples of a step
 *
 * Returns: (transfer full) (nullable): %NULL with an error
 */
VslTrainStep *
vsl_train_step_new (const VslNetwork *network, VslParams *params, int batch, const VslLossClass *loss, gconstpointer loss_config,
                    const VslOptimizerClass *optimizer, gconstpointer optimizer_config, GError **error)
{
  VslTrainStep *step = g_new0 (VslTrainStep, 1);
  step->params = params;
  if (!make (step, network, batch, loss, loss_config, optimizer, optimizer_config, error)) {
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
  vsl_loss_run_free (step->loss);
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
vsl_train_step_loss_run (VslTrainStep *step)
{
  return step->loss;
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
vsl_train_loss (VslPlan *plan, VslLossRun *run, int n, const VslReal *y, const VslReal *sample_weight, gboolean with_gradient)
{
  const VslReal *logits = NULL;
  const VslShape *out = vsl_plan_output_shape (plan, 0);
  VslActivation activation = vsl_plan_logits (plan, 0, &logits);
  VslLossArgs args = {
    .n = n, .y_true = y, .y_pred = vsl_plan_output (plan, 0), .logits = logits, .activation = activation,
    .sample_weight = sample_weight, .weights_per_sample = 1,
    .mask = out->rank == 2 ? vsl_plan_output_mask (plan, 0) : NULL,
    .grad = with_gradient ? vsl_plan_output_grad (plan, 0) : NULL,
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

/**
 * vsl_train_step_gradient:
 *
 * Returns: the loss of the batch, penalties included, before any update
 */
double
vsl_train_step_gradient (VslTrainStep *step, int n, const VslReal *y, const VslReal *sample_weight, guint64 seed, guint64 number)
{
  vsl_plan_forward (step->plan, n, TRUE, seed, number);
  gboolean trainable = vsl_plan_output_grad (step->plan, 0) != NULL;
  double loss = vsl_train_loss (step->plan, step->loss, n, y, sample_weight, trainable);
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
