/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "data/vsl-import.h"

G_BEGIN_DECLS

/* Rows of the import assistant. */
typedef struct {
  GtkWidget *split, *split_given, *split_row;      /* the group, and its two rows */
  GtkWidget *patients, *no_test_text, *kept;
} VslImportSplitRows;

void vsl_import_show_split (const VslImportPlan *plan, const VslImportSplitRows *rows);
/* The shares that the person chose (chooser), where the split is not given. */
void vsl_import_take_split (VslImportPlan *plan, GtkWidget *chooser);

G_END_DECLS
