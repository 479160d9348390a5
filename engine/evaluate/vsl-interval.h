/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/vsl-evaluate.h"

G_BEGIN_DECLS

/* 95 % intervals by formula, for where resampling has no width. Inside of evaluate/. */
enum { VSL_RATE_ACCURACY, VSL_RATE_AUC, VSL_RATE_SENSITIVITY, VSL_RATE_SPECIFICITY, VSL_RATE_PPV, VSL_RATE_NPV, VSL_RATE_F1, VSL_N_RATES };

typedef struct {
  guint n, n_groups;
  int classes, positive;               /* positive -1: the mean over classes */
  const int *label, *predicted;
  const guint *group;                  /* [n] below n_groups: what is drawn together */
  const double *of_class;              /* [classes][VSL_N_RATES] each class's own numbers, NaN: undefined; with a positive class only its row */
} VslIntervalFacts;

void vsl_interval_wilson (double p, double n, double *low, double *high);
void vsl_interval_auc (double auc, double m, double n, double *low, double *high);
void vsl_interval_rescue (const VslIntervalFacts *facts, int number, VslInterval *interval);

G_END_DECLS
