/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-import.h"
#include "project/vsl-project-quality.h"

G_BEGIN_DECLS

/* What there is to know and to worry about in a project's data: facts, traits, copies and findings together. */
typedef struct {
  VslFacts facts;
  VslTableFacts *table;        /* of rows of a table; NULL */
  VslTwins *twins;
  VslRun *run;                 /* the newest, whose words notes are compared with; NULL */
  guint8 *unknown;
  VslQualityInput input;       /* borrows all of these */
  GPtrArray *findings;         /* of VslFinding */
  char **columns;              /* vsl_check_columns() */
} VslReportCard;

/* Reads the samples whose traits are not kept yet, and keeps them where the project is open for writing: on a worker. */
VslReportCard *vsl_check_project (VslProject *project, VslProgressFunc progress, gpointer data, GError **error);
void vsl_report_card_free (VslReportCard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslReportCard, vsl_report_card_free)
/* NULL: no such finding. */
const VslFinding *vsl_report_card_finding (const VslReportCard *card, const char *id);

gboolean *vsl_check_unlearnable (const VslProjectInfo *info, GArray *samples);

/* What training would leak. NULL with an error. */
VslLeaks *vsl_check_leaks (VslProject *project, VslProgressFunc progress, gpointer data, GError **error);

/* ---- splits ---- */
/* by: NULL or "patient", "study", a kept column, or another attribute. Element of *changes: VslChange, in order of id. */
gboolean vsl_check_divide (VslProject *project, const VslSplitRule *rule, const char *by, GArray **changes, VslSplitSummary *summary,
                          VslProgressFunc progress, gpointer data, GError **error);
/* After vsl_import_run(): a drawn split is drawn again where that would tear copies or look-alikes apart, also from those that the project has. Counts in
 * result say what was found. */
gboolean vsl_check_settle_import (VslProject *project, const VslImportPlan *plan, VslImportResult *result, VslProgressFunc progress, gpointer data,
                                  GError **error);
/* What that was, in a sentence or two; NULL: nothing. */
char *vsl_check_twins_text (const VslImportResult *result);
/* Remembers what an import into an empty project divided its samples by; to be called when all else of the import is done. */
gboolean vsl_note_import (VslProject *project, const VslImportPlan *plan, const VslImportResult *result, GError **error);
/* What a finding's mend changes; for VSL_MEND_SPLIT a new split in the shares of now. */
GArray *vsl_check_mend (const VslReportCard *card, const VslFinding *finding, GError **error);
/* Names of what the samples can be split by: "patient", "study" and kept columns where there are any; NULL-terminated, owned. */
char **vsl_check_columns (VslProject *project, GError **error);

G_END_DECLS
