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
};

const VslMetricClass *vsl_metric_class (const char *name);

/* The class that one row of predictions stands for: of one number the class 1 when it is strictly above 0.5 (Keras),
 * else the first largest. */
int vsl_metric_class_of (const VslReal *pred, int width);
/* The probability of class c: of one number p that of class 1, and 1 - p of class 0. */
double vsl_metric_probability (const VslReal *pred, int width, int c);
/* Rows of logits to probabilities, in place: softmax, or sigmoid for one number a row. */
void vsl_metric_from_logits (VslReal *pred, gsize rows, int width);
/* Class of sample i of y_true: its number, or the largest of a row; -1 when it is none. */
int vsl_metric_label (const VslMetricInput *input, gsize i);
/* Counts [classes, classes], rows: truth. Samples without a class are left out. */
void vsl_metric_confusion (const VslMetricInput *input, guint *counts);

G_END_DECLS
