/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-cmd.h"
#include "data/vsl-import.h"

G_BEGIN_DECLS

/* What the two forms of vsl import share: files that come in (vsl-cmd-import.c), and a table for what is here (vsl-cmd-import-here.c). */

/* Takes the options; returns the exit code. */
int vsl_import_table_here (const VslArgs *args, VslImportOptions *options);

JsonNode *vsl_import_masked_to_json (const VslImportResult *result);
void vsl_import_print_masked (const VslImportPlan *plan, const VslImportResult *result);
/* Classes of the project that no training sample has, into names (of char *). */
gboolean vsl_import_find_unlearnable (VslProject *project, GPtrArray *names, GError **error);

/* vsl-cmd-import-report.c: what an import says beside its numbers. */
typedef struct {
  char *positive, *other;          /* of two classes: the one that is looked for; NULL: not two */
  gboolean positive_given;         /* somebody chose it, now or before */
  GPtrArray *findings;             /* of VslFinding: what is wrong with rows of a table, borrowed from card */
  gpointer card;                   /* VslReportCard */
} VslImportReport;

gboolean _vsl_import_report_find (VslProject *project, const VslImportPlan *plan, const VslImportResult *result, VslImportReport *report, GError **error);
void _vsl_import_report_clear (VslImportReport *report);
void _vsl_import_report_one (const VslLeftOut *left, gboolean json);
/* Of rows left out for one reason a line for people; in JSON a line each. */
void _vsl_import_report_left_out (const GPtrArray *left_out, gboolean json);
/* Before the line with the numbers: rows that break off, rows that were there already, findings, a class that is hardly the one looked for. */
void _vsl_import_report_before (const VslImportPlan *plan, const VslImportResult *result, const VslImportReport *report, gboolean json);
void _vsl_import_report_people (const VslImportPlan *plan, const VslImportResult *result, const VslImportReport *report);
void _vsl_import_report_json (JsonObject *o, const VslImportPlan *plan, const VslImportResult *result, const VslImportReport *report);

G_END_DECLS
