/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-groups.h"
#include "data/vsl-split-plan.h"

G_BEGIN_DECLS

/* What may not be torn apart: a patient's samples, or one sample whose patient is unknown. */
typedef struct {
  guint first, n;          /* its samples: order[first] … order[first + n - 1] */
  int stratum;             /* which others it is divided with; -1: those of which nothing is known */
  guint64 lot;
} VslSplitUnit;

typedef struct {
  guint n;
  const VslStrata *strata;
  const guint *order;
  GArray *units;           /* of VslSplitUnit */
  const double *fractions;
  guint parts;
} VslSplitWork;

/* Numbers: each unit's stratum is the bin of its mean. Returns how many bins there are. */
int _vsl_split_bins (const VslSplitWork *work);
/* Labels: a part for each unit. */
void _vsl_split_labels (const VslSplitWork *work, guint *unit_part);

/* vsl-split-time.c. Days of all samples, G_MAXINT64 where there is none; owned. NULL: these are no dates. */
gint64 *_vsl_split_days (const VslSplitInput *in);
gboolean _vsl_split_by_time (const VslSplitInput *in, const VslSplitRule *rule, VslGroups *groups, const gint64 *day, VslSplit *split, VslSplitSummary *summary,
                             GError **error);

G_END_DECLS
