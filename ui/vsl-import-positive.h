/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "data/vsl-import.h"

G_BEGIN_DECLS

/* The import assistant's list of two classes, of which one is looked for. */
typedef struct {
  AdwComboRow *row;
  gboolean asks;                /* the list starts with "Choose…" */
  gboolean filling;             /* the list is being made: nobody chose */
  char *chosen;                 /* by the person, owned; holds when the files are looked at again */
} VslImportPositive;

int vsl_import_positive_get (const VslImportPositive *positive);      /* number of the class, -1: not chosen yet */
gboolean vsl_import_positive_chosen (VslImportPositive *positive, const VslImportPlan *plan);      /* whether a person did, not the filling */
void vsl_import_positive_fill (VslImportPositive *positive, const VslImportPlan *plan, const char *looked_for);      /* looked_for: of the project; NULL: none */

G_END_DECLS
