/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-split-plan.h"
#include "project/vsl-project.h"

G_BEGIN_DECLS

/* How samples are divided: by what rule, and a fingerprint of who stands where. Every function waits for the store. */
typedef struct {
  char *by;                         /* "patient", "study", a column; NULL: no rule is known (given by files, or moved afterwards) */
  guint folds, fold;                /* 0: shares */
  guint64 seed;
  double fractions[VSL_N_SPLITS];   /* 0 with folds */
  char *samples;                    /* SHA-256 in hex over "NUMBER SPLIT\n" of the samples in use, by number */
  char *test;                       /* over "NUMBER\n" of those in test */
  char *data;                       /* over all that a run learns from: samples, classes, splits, values, texts */
} VslDivision;
void vsl_division_free (VslDivision *division);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslDivision, vsl_division_free)

/* What a division was made by; right after it. */
gboolean vsl_project_note_division (VslProject *project, const VslSplitRule *rule, const char *by, GError **error);
/* run 0: as it is now. NULL without error: the run's record has none. */
VslDivision *vsl_project_division (VslProject *project, int run, GError **error);
/* Whether what a run began with is no longer what the project has; back is back. */
gboolean vsl_project_data_changed (VslProject *project, const VslRun *run, gboolean *changed, GError **error);

/* The fingerprint of a test set; ids in ascending order. Needs no project. */
char *vsl_fingerprint_test (const gint64 *ids, guint n);

/* {"by","folds","fold","seed","fractions","samples","test"}; the seed as text where it is beyond what JSON holds. */
JsonNode *vsl_division_to_json (const VslDivision *division);
/* "fold 2 of 5 by patient, seed 0"; NULL: not known. */
char *vsl_division_text (const VslDivision *division);

G_END_DECLS
