/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Puts a template in place of the drawing; where that is a person's own work, asks first. Tells by toasts of the page's window. used gets the
 * page once it is done; of notes, which are read first, once that has begun. */
void vsl_use_template (GtkWidget *page, VslDocument *document, const char *id, void (*used) (gpointer page));

/* A sentence where scans are made smaller on their way into the drawing; NULL: they are not. Owned. */
char *vsl_network_reduction (VslDocument *document);

G_END_DECLS
