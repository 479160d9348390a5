/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/vsl-document.h"
#include "ui/vsl-cases.h"

G_BEGIN_DECLS

/* The numbers of the Results page as cards; each opens its cases. which and title: borrowed. */
typedef void (*VslNumberFunc) (const VslCasesWhich *which, const char *title, gpointer data);
void vsl_results_fill_numbers (GtkGrid *grid, const VslResults *results, const VslProjectInfo *info, VslNumberFunc func, gpointer data);
void vsl_results_set_baseline (GtkGrid *grid, const char *text);                     /* below accuracy and AUC; NULL: no line */
char *vsl_results_about (const VslResults *results, const VslProjectInfo *info);    /* "Run 3 on 116 test scans of 24 patients"; owned */
char *vsl_results_more (const VslResults *results, const VslProjectInfo *info);     /* what has no card; owned */
/* What the network said of case i, and the style that tells right from wrong; owned, NULL: nothing. */
char *vsl_results_answer (const VslResults *results, const VslProjectInfo *info, guint i, const char **css);

G_END_DECLS
