/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-layer.h"

G_BEGIN_DECLS

typedef struct _VslLossClass VslLossClass;

/* What one loss call sees. Predictions are rows of `width` values; y_true likewise, or one value a row
 * (sparse labels). Rows are samples times the inner axes ([n, H, W, classes] has n*H*W rows). */
typedef struct {
  gconstpointer config;
  gint64 rows;
  gint64 width;                  /* values a row in y_pred */
  gint64 true_width;             /* values a row in y_true: width, or 1 */
  const VslReal *y_true;
  const VslReal *y_pred;         /* probabilities or values; NULL when logits are given */
  const VslReal *logits;         /* fused form: `activation` of these is the prediction */
  VslActivation activation;      /* of the logits: LINEAR (from_logits), SOFTMAX, SIGMOID */
  const VslReal *row_weight;     /* [rows]: sample and class weights, mask; NULL: ones */
  double divisor;                /* number of per-sample values, or valid ones under a mask; 1 for "sum" */
  double found;                  /* what begin() said */
  VslReal *per_row;              /* out, before weights; never NULL */
  VslReal *grad;                 /* out, of the reduced value with respect to y_pred or logits; NULL: not wanted */
} VslLossCall;

struct _VslLossClass {
  VslKind head;                  /* config structs begin with VslLossBase */
  gboolean sparse;               /* y_true holds class numbers */
  gboolean fuses_softmax, fuses_sigmoid;    /* takes logits when the output's activation is that */
  void (*run) (const VslLossCall *call);    /* fills per_row and grad = d(sum(per_row*row_weight)/divisor) */
  /* Looks at the whole batch before its rows are shared out among threads; NULL: nothing to see. */
  double (*begin) (const VslLossCall *call);
  /* Which axes of [batch, …] a value of the loss is made from, as Keras counts them (0 is the batch); FALSE: all. run() then gets
   * each such group as a row. NULL: the last axis. */
  gboolean (*axes) (gconstpointer config, VslInts *axes);
};

typedef struct {
  int reduction;                 /* VslLossReduction */
} VslLossBase;
typedef enum { VSL_REDUCE_SUM_OVER_BATCH_SIZE, VSL_REDUCE_SUM, VSL_REDUCE_MEAN, VSL_REDUCE_MEAN_WITH_SAMPLE_WEIGHT } VslLossReduction;

const VslLossClass *vsl_loss_class (const char *name);

/* The value and gradient with every rule of Keras's reduction: sample weights [n], class weights [classes],
 * a mask [n, first inner axis], ignore_class. losses/vsl-loss.c; scratch is booked once. */
typedef struct _VslLossRun VslLossRun;
VslLossRun *vsl_loss_run_new (const VslLossClass *cls, gconstpointer config, const VslShape *pred_shape, const VslShape *true_shape,
                              int batch, GError **error);
void vsl_loss_run_free (VslLossRun *run);
void vsl_loss_run_set_class_weights (VslLossRun *run, const double *weights, int n);
typedef struct {
  int n;
  const VslReal *y_true, *y_pred, *logits;
  VslActivation activation;
  const VslReal *sample_weight;  /* [n] or [n * weights_per_sample]; NULL: ones */
  int weights_per_sample;        /* 1, or inner rows of a sequence */
  const VslReal *mask;           /* [n, inner rows]; NULL: none */
  VslReal *grad;
} VslLossArgs;
double vsl_loss_run (VslLossRun *run, const VslLossArgs *args);
const VslReal *vsl_loss_run_per_sample (VslLossRun *run);   /* n * inner rows, of the last call */
gint64 vsl_loss_run_values (VslLossRun *run);               /* how many those are */

G_END_DECLS
