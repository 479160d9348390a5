/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "evaluate/vsl-features.h"

G_BEGIN_DECLS

/* Logistic regression with an L2 penalty; more than two classes: multinomial. */
typedef struct {
  int classes;                 /* of the data */
  int seen;                    /* classes that have samples to learn from */
  int *class_of;               /* [seen] */
  int *place_of;               /* [classes], -1: not seen */
  int units;                   /* scores a sample: 1 for two classes, else `seen`; 0: one class, nothing to learn */
  guint width;
  double *weight;              /* [1 + width, units]; first the biases, which are not penalised */
  double tolerance;            /* fitted when the gradient is this share of what it is at zero weights */
  double scale;                /* norm of the gradient at zero weights, once fitted */
  gboolean squares;            /* least squares of numbers instead (ridge regression): one unit, whose score is the answer */
  double mean, spread;         /* of the numbers that it learnt, which it sees with mean 0 and spread 1 */
} VslLogistic;

/* Zero weights. label: [n], class numbers; at least one. */
VslLogistic *vsl_logistic_new (guint width, int classes, guint n, const int *label, GError **error);
/* The same for numbers: ridge regression. */
VslLogistic *vsl_ridge_new (guint width, guint n, const double *number, GError **error);
gboolean vsl_ridge_fit (VslLogistic *model, VslFeatures *features, const double *number, double strength, VslProgressFunc progress, gpointer data, GError **error);
void vsl_ridge_predict (const VslLogistic *model, const VslFeatures *features, double *number);     /* [n] */
double vsl_ridge_loss (const VslLogistic *model, const VslFeatures *features, const double *number); /* mean squared error, of numbers with spread 1 */
void vsl_logistic_free (VslLogistic *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslLogistic, vsl_logistic_free)
/* From the weights that it has. */
gboolean vsl_logistic_fit (VslLogistic *model, VslFeatures *features, const int *label, double strength, VslProgressFunc progress,
                           gpointer data, GError **error);
void vsl_logistic_predict (const VslLogistic *model, const VslFeatures *features, double *prob);    /* [n, classes] */
double vsl_logistic_loss (const VslLogistic *model, const VslFeatures *features, const int *label); /* mean, without the penalty */

G_END_DECLS
