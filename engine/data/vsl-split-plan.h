/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"

G_BEGIN_DECLS

#define VSL_MOST_FOLDS 50

/* How samples are to be divided. */
typedef struct {
  double fractions[VSL_N_SPLITS];       /* of train, val, test; they sum to 1; not looked at when there are folds */
  guint folds, fold;                    /* 3 … VSL_MOST_FOLDS equal parts; part `fold` (from 1) is test, the next one val. 0: no folds */
  guint64 seed;
} VslSplitRule;

/* What every part should have in equal shares: by the samples' target one of classes, numbers, labels. */
typedef struct {
  VslTarget target;
  const int *label;                     /* class of each, -1: none */
  const double *number;                 /* NaN: none */
  const guint64 *labels;                /* bit k: label k holds */
  const guint8 *known;                  /* whether the labels are known; NULL: all */
} VslStrata;
/* Any number of parts, such as folds; group: what stays together, 0: alone; NULL: all are. Deterministic. */
void vsl_split_parts (guint n, const VslStrata *strata, const guint32 *group, const double *fractions, guint parts, guint64 seed, guint *part);

/* What has to stay together, and what the parts should have in equal shares. */
typedef struct {
  guint n;
  VslStrata strata;
  const guint32 *patient;               /* 0: unknown; NULL: of none */
  const guint32 *exact, *near;          /* numbers of groups of copies, 0: alone; NULL: not known */
  const char *const *value;             /* of the column to divide by; NULL: it has none; NULL: not by a column */
  const char *column;                   /* its name, for messages and to know a column of years */
  const VslSplit *fixed;                /* where a sample has to stay, with all that hangs together with it; VSL_SPLIT_NONE: anywhere; NULL: all */
} VslSplitInput;

typedef struct {
  gboolean by_date;                     /* the column has dates: what is later went to test */
  guint undated;                        /* samples without one, which are in no split */
  guint groups;                         /* values of the column that were kept together; 0: not by a column */
  guint crowded;                        /* samples that look like too many others to be kept together with them */
  guint units;                          /* what was divided: patients, groups of copies, single samples */
} VslSplitSummary;

/* Deterministic: the same samples, rule and seed give the same splits. VSL_ERROR_CONFIG or VSL_ERROR_DATA say what cannot be done and what can. */
gboolean vsl_split_plan (const VslSplitInput *input, const VslSplitRule *rule, VslSplit *split, VslSplitSummary *summary, GError **error);
/* "70/15/15", or folds (0: none) of which one is taken. */
gboolean vsl_split_rule_set (VslSplitRule *rule, const char *fractions, guint folds, guint fold, GError **error);
/* Day number of "2019-03-21", "20190321", "2019/3/21", each also with a time behind it; months and years alone only when coarse. FALSE: no date. */
gboolean vsl_split_date (const char *text, gboolean coarse, gint64 *day);

G_END_DECLS
