/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Places in a page that scrolls inside itself, such as one of preferences. */
double vsl_scroll_place (GtkWidget *page);
/* Goes there, once what was just filled in has its size. */
void vsl_scroll_keep (GtkWidget *page, double place);
/* Shows a widget of the page and gives it the focus. */
void vsl_scroll_lead (GtkWidget *page, GtkWidget *to);

G_END_DECLS
