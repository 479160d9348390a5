/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>
#include <math.h>

#include "losses/vsl-loss.h"

G_BEGIN_DECLS

/* What the loss files share. Arithmetic is in double: rows are few beside the network's work, and
 * 1 - 1e-7 does not exist in float. */

/* Keras's epsilon (backend/config.py). */
#define VSL_LOSS_EPSILON 1e-7

extern const char *const vsl_loss_reductions[];

#define VSL_LOSS_REDUCTION(S)                                                                                              \
  { .name = "reduction", .title = N_("Reduction"),                                                                         \
    .help = N_("How the losses of a batch become one number: their mean (divided by their number or by their weights), or their sum."), \
    .type = VSL_PROP_ENUM,                                                                                                 \
    .offset = G_STRUCT_OFFSET (S, base.reduction), .choices = vsl_loss_reductions, .flags = VSL_PROP_ADVANCED }

#define VSL_LOSS_FROM_LOGITS(S)                                                                                            \
  VSL_BOOL (S, from_logits, N_("From logits"),                                                                             \
            N_("The network's answers are logits: no softmax or sigmoid was applied to them."), FALSE,                     \
            .flags = VSL_PROP_ADVANCED)

#define VSL_LOSS_LABEL_SMOOTHING(S)                                                                                        \
  VSL_REAL (S, label_smoothing, N_("Label smoothing"),                                                                     \
            N_("Moves the targets this far towards “undecided”, which keeps the network from being too sure."), 0, 0, 1,    \
            .ui_max = 0.5, .step = 0.05)

/* The axis of a loss that Keras lets one choose; only run()'s rows know of it. */
#define VSL_LOSS_AXIS(S)                                                                                                   \
  VSL_INT (S, axis, N_("Axis"), N_("The axis that a value of the loss is made from; -1 is the last."), -1, -VSL_MAX_RANK,  \
           VSL_MAX_RANK, .flags = VSL_PROP_ADVANCED)
#define VSL_LOSS_AXES(S)                                                                                                   \
  VSL_INTS (S, axis, N_("Axes"),                                                                                           \
            N_("The axes that are taken together, 0 being the samples: 1, 2, 3 gives each picture its own value. None: the whole batch."), \
            0, NULL, -VSL_MAX_RANK - 1, VSL_MAX_RANK, .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED)

/* Weight of a row, with the divisor of the reduction: the factor of its gradient. */
static inline double
vsl_loss_row_scale (const VslLossCall *call, gint64 row)
{
  return (call->row_weight ? (double) call->row_weight[row] : 1.0) / call->divisor;
}

static inline double
vsl_loss_sigmoid (double z)
{
  if (z >= 0)
    return 1.0 / (1.0 + exp (-z));
  double e = exp (z);
  return e / (1.0 + e);
}

static inline double
vsl_loss_softplus (double z)
{
  return fmax (z, 0.0) + log1p (exp (-fabs (z)));
}

/* log(sum(exp(z))) of a row, without overflow. */
double vsl_loss_log_sum_exp (const VslReal *z, gint64 n);

/* begin() of losses for labels -1 and 1: 1 when all labels of the batch are 0 or 1 and stand for those. */
double vsl_loss_binary_labels (const VslLossCall *call);

/* For losses that are a mean over the last axis of a function of (target, prediction): value and, in *slope,
 * its derivative by the prediction. */
typedef double (*VslLossPoint) (gconstpointer config, double t, double p, double *slope);
void vsl_loss_pointwise (const VslLossCall *call, VslLossPoint point);

G_END_DECLS
