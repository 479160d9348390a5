/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "data/vsl-import.h"

G_BEGIN_DECLS

/* In the import assistant: the columns of a table, each with a tick, its type (changeable) and its spread; and which of them is the label, how it is meant, and
 * which one finds the files. Signal "asked": another label, target or key is wanted, so that the files must be looked at again; "changed": a tick or a
 * type was changed in the plan. */
#define VSL_TYPE_COLUMNS_GROUP (vsl_columns_group_get_type ())
G_DECLARE_FINAL_TYPE (VslColumnsGroup, vsl_columns_group, VSL, COLUMNS_GROUP, AdwPreferencesGroup)

GtkWidget *vsl_columns_group_new (void);
/* plan NULL, or one without a table: nothing is shown. It is changed while it is shown. */
void vsl_columns_group_show (VslColumnsGroup *self, VslImportPlan *plan);
/* What the person asked for, into options. */
void vsl_columns_group_get (VslColumnsGroup *self, VslImportOptions *options);
/* The plan is about to go, and another one to come. */
void vsl_columns_group_forget (VslColumnsGroup *self);
/* What it asked for cannot be: the choices go back to those of the plan that is shown. */
void vsl_columns_group_refuse (VslColumnsGroup *self);
/* How many columns are taken. */
guint vsl_columns_group_taken (VslColumnsGroup *self);

G_END_DECLS
