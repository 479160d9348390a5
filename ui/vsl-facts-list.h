/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names and values one below the other, with a field to search in both: what is kept of a scan, the cells of a row. */
#define VSL_TYPE_FACTS_LIST (vsl_facts_list_get_type ())
G_DECLARE_FINAL_TYPE (VslFactsList, vsl_facts_list, VSL, FACTS_LIST, GtkBox)

GtkWidget *vsl_facts_list_new (const char *title);             /* translated; for the screen reader */
void vsl_facts_list_clear (VslFactsList *self);
void vsl_facts_list_add (VslFactsList *self, const char *name, const char *value);
guint vsl_facts_list_shown (VslFactsList *self);               /* rows that fit what is searched for */

G_END_DECLS
