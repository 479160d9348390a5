/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row of a list of filters: a name, a count, and a bar as long as share (below 0: no bar). Its object data "vsl-value" is value. */
GtkWidget *vsl_filter_row_new (const char *title, guint count, double share, const char *css, int value);
void vsl_filter_row_explain (GtkWidget *row, const char *detail);      /* a quiet line below: what the count is made of */
void vsl_filter_row_add (GtkWidget *list, GtkWidget *row, gboolean chosen);
void vsl_filter_rows_clear (GtkWidget *list);

G_END_DECLS
