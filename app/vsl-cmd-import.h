/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-cmd.h"
#include "data/vsl-import.h"

G_BEGIN_DECLS

/* What the two forms of vsl import share: files that come in (vsl-cmd-import.c), and a table for what is here (vsl-cmd-import-here.c). */

/* Takes the options; returns the exit code. */
int vsl_import_table_here (const VslArgs *args, VslImportOptions *options);

void vsl_import_print_left_out (const VslLeftOut *left, gboolean json);
JsonArray *vsl_import_columns_to_json (const VslImportPlan *plan);
void vsl_import_print_columns (const VslImportPlan *plan);
JsonNode *vsl_import_masked_to_json (const VslImportResult *result);
void vsl_import_print_masked (const VslImportPlan *plan, const VslImportResult *result);
/* Classes of the project that no training sample has, into names (of char *). */
gboolean vsl_import_find_unlearnable (VslProject *project, GPtrArray *names, GError **error);

G_END_DECLS
