/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A chooser of the columns of a table whose list says how many files each would find; those that find none cannot be chosen. The first entry of its
 * model is no column. fits (array length=n), NULL: nothing is known, all can be chosen. */
void vsl_column_names_show_fits (GtkWidget *combo, const guint *fits, guint n);

G_END_DECLS
