/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "data/vsl-import.h"

G_BEGIN_DECLS

/* In the import assistant: what concerns files of scans. Which table their labels come from, what of files and rows found each other, and what becomes of
 * scans in whose picture text is suspected. Signal "asked": another table was chosen, so that the files must be looked at again; "changed": another
 * number of scans would be imported. */
#define VSL_TYPE_SCANS_GROUP (vsl_scans_group_get_type ())
G_DECLARE_FINAL_TYPE (VslScansGroup, vsl_scans_group, VSL, SCANS_GROUP, AdwPreferencesGroup)

/* plan NULL, or one of notes or rows alone: nothing is shown. It is read while it is shown. */
void vsl_scans_group_show (VslScansGroup *self, const VslImportPlan *plan);
/* The chosen table, into options. */
void vsl_scans_group_get (VslScansGroup *self, VslImportOptions *options);
/* How many samples will come in. */
guint vsl_scans_group_taken (VslScansGroup *self, const VslImportPlan *plan);
/* Leaves out what the person does not want, right before the import. */
void vsl_scans_group_settle (VslScansGroup *self, VslImportPlan *plan);
/* "12 patients: splits and intervals go by patient." (transfer full) */
char *vsl_scans_group_patients (const VslImportPlan *plan);

G_END_DECLS
