/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "graph/vsl-params.h"

G_BEGIN_DECLS

/* Predictions of a split. prob is [n, classes] and always names every class: a single sigmoid unit
 * gives 1-p and p. For autoencoders and numbers classes is 0 and values is [n, width]. Sequence autoencoders have the most probable
 * token of each place in values. */
typedef struct {
  guint n;
  int classes;
  gint64 *id;
  int *label;                 /* truth, -1 unknown */
  int *predicted;             /* two classes: by threshold of the positive one; else argmax */
  double *prob;
  int width;
  VslReal *values;            /* raw outputs [n, width] */
  double *error;              /* mean squared error of each sample against its input (autoencoders), else NULL */
  VslSplit split;
  double *abs_error;          /* as error, the mean absolute difference */
  /* Where the samples have numbers or labels: the truth, and label is -1. prob is then [n, classes] of the labels, each by itself. */
  VslTarget target;
  double *number;             /* NaN: unknown */
  guint64 *labels;
  gboolean *known;            /* whether labels is */
  gboolean sequence;          /* of token numbers: error is the mean cross-entropy (nats) of a note's tokens, abs_error the share of
                                 them that is told wrongly; NaN for a note without tokens */
} VslPredictions;

VslPredictions *vsl_predict (const VslNetwork *network, VslParams *params, VslDataset *dataset, VslSplit split,
                             VslProgressFunc progress, gpointer data, GError **error);
void vsl_predictions_free (VslPredictions *predictions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslPredictions, vsl_predictions_free)
/* Of several folds, as one; of VslPredictions. */
VslPredictions *vsl_predictions_pool (const GPtrArray *parts);
/* One raw scan; `n` numbers (owned): the probabilities of `classes` classes, or, where that is 0, the raw outputs. *repeated (may be
 * NULL): the error of an autoencoder, else NaN. */
double *vsl_predict_image (const VslNetwork *network, VslParams *params, const VslImage *image, int *classes, int *n, double *repeated,
                           GError **error);

/* How an interval was found. Where resampling gives it no width (0 and 1, one patient), a formula does: evaluate/vsl-interval.c. */
typedef enum {
  VSL_INTERVAL_NONE,
  VSL_INTERVAL_BOOTSTRAP,     /* 1000 resamples by patient (by sample when unknown) */
  VSL_INTERVAL_WILSON,        /* the score interval of a share */
  VSL_INTERVAL_NEWCOMBE,      /* of an AUC */
} VslIntervalMethod;
extern const char *const vsl_interval_method_names[];      /* "bootstrap" …; NULL: none */

typedef struct {
  double value, low, high;    /* 95 % interval; NaN: undefined */
  VslIntervalMethod method;
} VslInterval;

#define VSL_EVALUATION_METRICS 16

/* One of several labels, against its absence; at a threshold of 0.5. */
typedef struct {
  guint positives;
  VslInterval auc, f1, sensitivity, specificity, ppv, npv;
} VslLabelEvaluation;

typedef struct {
  VslSplit split;
  guint n, patients;          /* patients 0: unknown */
  int classes, positive;      /* positive -1: more than two classes */
  guint correct;
  VslInterval accuracy, auc, sensitivity, specificity, ppv, npv, f1;   /* multi-class: auc = mean one-vs-rest, others macro */
  double brier, ece, threshold;
  guint *confusion;           /* [classes, classes] rows: truth */
  double mae, mse;            /* numbers and autoencoders */
  VslTarget target;
  VslInterval mae_interval, rmse, r2, bias;    /* of numbers that the samples have; bias: the mean of answer - truth */
  VslLabelEvaluation *label;  /* [classes], where the samples have labels; accuracy is then over all labels, auc and f1 are means */
  double exact_match;         /* share of samples all of whose labels are right */
  gboolean sequence;          /* autoencoder of token numbers: in place of mae and mse … */
  double cross_entropy, token_accuracy;   /* … the means of the notes' own */
  gboolean has_error_auc;     /* an autoencoder, and the samples have two classes: */
  VslInterval error_auc;      /* how well the error alone tells the positive one … */
  int error_positive;         /* … which is this */
  /* Every other metric of the registry that makes sense here, with its defaults, as Keras would compute it. */
  int n_metrics;
  struct {
    char name[48];            /* "f1_score" */
    double value;
  } metric[VSL_EVALUATION_METRICS];
} VslEvaluation;

VslEvaluation *vsl_evaluate (const VslPredictions *predictions, const VslDataset *dataset, guint64 seed);
void vsl_evaluation_free (VslEvaluation *evaluation);
/* Whether some interval comes from a formula instead of resampling. */
gboolean vsl_evaluation_has_formula (const VslEvaluation *evaluation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslEvaluation, vsl_evaluation_free)
/* {"run":…,"split":…,"n":…} as DESIGN.md's `vsl evaluate` line; class_names NULL-terminated. */
JsonObject *vsl_evaluation_to_json (const VslEvaluation *evaluation, int run, const char *const *class_names);

/* evaluate/vsl-evaluate-targets.c: numbers and labels. */
void _vsl_evaluate_numbers (VslEvaluation *evaluation, const VslPredictions *predictions, const VslDataset *dataset, guint64 seed);
void _vsl_evaluate_labels (VslEvaluation *evaluation, const VslPredictions *predictions, VslDataset *dataset, guint64 seed);
/* The number of each sample's patient, 0: unknown; owned. */
guint32 *_vsl_evaluate_patients (const VslPredictions *predictions, const VslDataset *dataset);
/* evaluate/vsl-evaluate-metrics.c: fills metric. */
void _vsl_evaluate_metrics (VslEvaluation *evaluation, const VslPredictions *predictions);

/* evaluate/vsl-auc.c: exact, by ranks, ties count half. NaN when a class is missing. */
double vsl_auc (guint n, const double *score, const gboolean *positive);

G_END_DECLS
