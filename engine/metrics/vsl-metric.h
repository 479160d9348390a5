/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"
#include "core/vsl-real.h"

G_BEGIN_DECLS

/* A metric over all predictions of a split. labels: class numbers (classification), or y_true values. */
typedef struct {
  gsize n;
  int width;                   /* predictions a sample: classes, or 1 (sigmoid), or values */
  const VslReal *pred;         /* [n, width] */
  const VslReal *y_true;       /* [n, true_width] */
  int true_width;
  int classes;                 /* 0: not a classification */
  int positive;                /* index of the positive class of two */
} VslMetricInput;

typedef struct _VslMetricClass VslMetricClass;
struct _VslMetricClass {
  VslKind head;
  gboolean higher_is_better;
  gboolean (*applies) (const VslMetricInput *input);
  double (*value) (gconstpointer config, const VslMetricInput *input);   /* NaN when undefined */
  /* Numbers may be whole pictures, so their metrics are sums over batches instead; value is then NULL. config as above. */
  gsize (*sums) (gconstpointer config, int width);       /* how many, zero at first */
  void (*add) (gconstpointer config, const VslMetricInput *input, double *sums);
  double (*result) (gconstpointer config, int width, const double *sums);
};

/* TopKCategoricalAccuracy's own k, Keras's. */
#define VSL_TOP_K 5
const VslMetricClass *vsl_metric_class (const char *name);
/* Of either kind. config NULL: the defaults. */
double vsl_metric_value (const VslMetricClass *cls, gconstpointer config, const VslMetricInput *input);
/* "f1_score" of F1Score, as Keras names it; owned. */
char *vsl_metric_key (const VslKind *kind);

/* What the best epoch, early stopping and schedules may watch: "val_loss", "val_accuracy", "val_auc", "loss", "accuracy", then
 * "val_" and the key of each other metric. NULL-terminated; filled before main(). */
#define VSL_MONITORS 64
extern const char *vsl_monitor_names[VSL_MONITORS];
/* The metric behind such a name; NULL: a loss. */
const VslMetricClass *vsl_monitor_metric (const char *name);

/* For classes: right and wrong calls of each class, or of the one column of a sigmoid unit. threshold NaN: the class with the
 * largest value is called. */
typedef struct {
  double tp, fp, fn;
} VslMetricCounts;
VslMetricCounts *vsl_metric_counts (const VslMetricInput *input, double threshold, int *n);   /* owned */
extern const char *const vsl_metric_averages[];          /* "macro", "micro", "weighted" */
enum { VSL_AVERAGE_MACRO, VSL_AVERAGE_MICRO, VSL_AVERAGE_WEIGHTED };
/* rule: the number of one class, or of all classes' counts together. class_id: only that class; VSL_INT_NULL: all. */
double vsl_metric_average (const VslMetricInput *input, double threshold, int average, gint64 class_id,
                           double (*rule) (const VslMetricCounts *counts));
/* What metrics that count calls by class are set by (F1Score has other defaults), and their value. */
typedef struct {
  int average;
  double threshold;
  gint64 class_id;
} VslMetricCalls;
extern const VslProp vsl_metric_calls_props[];
double vsl_metric_calls (const VslMetricCalls *config, const VslMetricInput *input, double (*rule) (const VslMetricCounts *counts));
gboolean vsl_metric_of_classes (const VslMetricInput *input);       /* applies() of metrics of classes */
gboolean vsl_metric_of_numbers (const VslMetricInput *input);       /* and of numbers */
/* The mean of something over all numbers: its sum and their number. */
gsize vsl_metric_mean_sums (gconstpointer config, int width);
double vsl_metric_mean_result (gconstpointer config, int width, const double *sums);
/* Squared differences between answer and truth, as add(). */
void vsl_metric_add_squares (gconstpointer config, const VslMetricInput *input, double *sums);

/* The class that one row of predictions stands for: of one number the class 1 when it is strictly above 0.5 (Keras),
 * else the first largest. */
int vsl_metric_class_of (const VslReal *pred, int width);
/* The probability of class c: of one number p that of class 1, and 1 - p of class 0. */
double vsl_metric_probability (const VslReal *pred, int width, int c);
/* Two classes as one column, that of the positive class, however many units tell of it, with class 1 for it; input itself (a copy) otherwise.
 * Returns what holds the numbers; free it after use. */
VslReal *vsl_metric_of_positive (const VslMetricInput *input, VslMetricInput *column);
/* Rows of logits to probabilities, in place: softmax, or sigmoid for one number a row. */
void vsl_metric_from_logits (VslReal *pred, gsize rows, int width);
/* Class of sample i of y_true: its number, or the largest of a row; -1 when it is none. */
int vsl_metric_label (const VslMetricInput *input, gsize i);
/* Counts [classes, classes], rows: truth. Samples without a class are left out. */
void vsl_metric_confusion (const VslMetricInput *input, guint *counts);

G_END_DECLS
