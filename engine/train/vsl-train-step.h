/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-plan.h"
#include "losses/vsl-loss.h"
#include "optimizers/vsl-optimizer.h"

G_BEGIN_DECLS

/* One training step: plan forward, loss, plan backward, penalties, optimizer. The trainer and the reference
 * trajectories run through it. Nothing is allocated once it is made. */
typedef struct _VslTrainStep VslTrainStep;

/* What an output of the network learns. */
typedef struct {
  const VslLossClass *cls;
  gconstpointer config;          /* copied */
  double weight;                 /* of this output in the sum; 0: it is not trained */
} VslTrainLoss;

/* losses: one an output in the order of vsl_network_output_ids (), or one for all. params stay the caller's and must outlive the
 * step. */
VslTrainStep *vsl_train_step_new (const VslNetwork *network, VslParams *params, int batch, const VslTrainLoss *losses, int n_losses,
                                  const VslOptimizerClass *optimizer, gconstpointer optimizer_config, GError **error);
void vsl_train_step_free (VslTrainStep *step);
VslPlan *vsl_train_step_plan (VslTrainStep *step);
VslOptimizer *vsl_train_step_optimizer (VslTrainStep *step);
VslLossRun *vsl_train_step_loss_run (VslTrainStep *step, int output);
double vsl_train_step_value (const VslTrainStep *step, int output);
/* Inputs are in the plan. y: targets one an output, as its loss takes them; sample_weight: [n] or NULL. Returns the weighted sum of the
 * losses, with penalties; the gradients are in the plan. seed and number key the random streams. */
double vsl_train_step_gradient (VslTrainStep *step, int n, const VslReal *const *y, const VslReal *sample_weight, guint64 seed,
                                guint64 number);
/* Tables of words: steps update only what a batch reads, exactly; then weights and optimizer may be read only after a flush. */
void vsl_train_step_rows_only (VslTrainStep *step);
void vsl_train_step_flush (VslTrainStep *step);
void vsl_train_step_update (VslTrainStep *step, double lr);

/* The loss of what an output of the plan holds after a forward pass, with or without its gradient. */
double vsl_train_loss (VslPlan *plan, int output, VslLossRun *run, int n, const VslReal *y, const VslReal *sample_weight,
                       gboolean with_gradient);
/* Shape of the targets of one sample. */
VslShape vsl_train_target_shape (const VslLossClass *loss, const VslShape *output);
/* Sum of l1*sum|w| + l2*sum w^2 over the trainable weights; grad (may be NULL) gets its gradient added. */
double vsl_train_penalty (const VslParams *params, VslReal *grad);
/* VSL_PLAN_LOGITS_OF (output) when the loss wants the values before softmax or sigmoid. */
guint vsl_train_plan_flags (const VslLossClass *loss, const VslNetwork *network, int output);

G_END_DECLS
