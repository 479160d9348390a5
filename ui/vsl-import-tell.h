/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-deid-review.h"
#include "app/vsl-import-examples.h"

G_BEGIN_DECLS

/* What the import assistant tells of a plan, in widgets that it has. rows: those that were added before, which go. */
void vsl_import_tell_classes (const VslImportPlan *plan, GtkWidget *classes, GPtrArray *rows);
void vsl_import_tell_left_out (const VslImportPlan *plan, GtkWidget *group, GtkWidget *left);
void vsl_import_tell_known (const VslImportPlan *plan, GtkWidget *group, GtkWidget *row);
void vsl_import_tell_examples (const VslImportExamples *examples, gboolean mask, GtkWidget *group, GPtrArray *rows);      /* NULL: none */
char *vsl_import_tell_button (const VslImportPlan *plan, guint n);      /* owned */
/* Another key (column) or meaning was asked for, which cannot be; owned. */
char *vsl_import_tell_refused (const VslImportPlan *plan, const char *key, const GError *error);

G_END_DECLS
