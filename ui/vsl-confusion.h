/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The confusion matrix as a table of buttons: rows are the truth, columns what the network said.
 * Signal "cell" (int truth, int predicted): one was chosen. */
#define VSL_TYPE_CONFUSION (vsl_confusion_get_type ())
G_DECLARE_FINAL_TYPE (VslConfusion, vsl_confusion, VSL, CONFUSION, AdwBin)

GtkWidget *vsl_confusion_new (void);
/* counts: [n, n], rows: truth. */
void vsl_confusion_set (VslConfusion *self, int n, const guint *counts, const char *const *names);
void vsl_confusion_select (VslConfusion *self, int truth, int predicted);   /* marks a cell; -1, -1: none */
GtkWidget *vsl_confusion_cell (VslConfusion *self, int truth, int predicted);   /* borrowed */

G_END_DECLS
