/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-check.h"

G_BEGIN_DECLS

/* Facts with the traits of all samples; what was computed is kept where it can be. Clear facts also after an error. */
gboolean _vsl_check_facts (VslProject *project, VslFacts *facts, VslProgressFunc progress, gpointer data, GError **error);
VslTwins *_vsl_check_twins (VslProject *project, const VslFacts *facts, VslProgressFunc progress, gpointer data, GError **error);
/* Of each note: the run's network knows no word of it. NULL: the run has no words. FALSE: cancelled, or reading failed. */
gboolean _vsl_check_unknown (VslProject *project, const VslFacts *facts, const VslRun *run, guint8 **unknown, VslProgressFunc progress, gpointer data,
                             GError **error);
/* Of rows of a table their columns, and only rows that tell enough are left as copies. *table NULL without an error: these are no rows. */
gboolean _vsl_check_table (VslProject *project, const VslFacts *facts, VslTwins *twins, VslTableFacts **table, GError **error);
void _vsl_check_input (VslQualityInput *input, const VslFacts *facts, const VslTwins *twins, const VslTableFacts *table);

/* What a split has to know of all samples. */
typedef struct {
  VslSplitInput input;
  int *label;
  double *number;
  guint64 *labels;
  guint8 *known;
  guint32 *patient;
} VslDivided;
void _vsl_divided_init (VslDivided *divided, const VslFacts *facts, const VslTwins *twins);      /* borrows twins */
void _vsl_divided_clear (VslDivided *divided);

/* A part of a longer way. */
typedef struct {
  VslProgressFunc progress;
  gpointer data;
  double from, to;
} VslStretch;
gboolean _vsl_stretch (gpointer stretch, double fraction);

G_END_DECLS
