/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/vsl-evaluate.h"

G_BEGIN_DECLS

/* What a linear model makes of the same samples: the number that a network has to beat. Needs no network and no options. */
typedef struct {
  VslPredictions *predictions;
  const char *kind;            /* "pixels + logistic regression", "tf-idf + …"; static */
  double strength;             /* of vsl_logistic_fit(); chosen on the validation split unless that is the one judged */
  guint features, learnt;      /* numbers a sample has; training samples that it learnt from */
} VslBaseline;

VslBaseline *vsl_baseline_make (VslDataset *dataset, VslSplit split, VslProgressFunc progress, gpointer data, GError **error);
void vsl_baseline_free (VslBaseline *baseline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslBaseline, vsl_baseline_free)

/* The most frequent class of the training split, -1: none; and how often always answering it is right on a split (NaN: no sample). */
int vsl_majority_class (const VslDataset *dataset);
double vsl_majority_accuracy (const VslDataset *dataset, VslSplit split);

G_END_DECLS
