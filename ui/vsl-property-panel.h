/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/vsl-kind.h"

G_BEGIN_DECLS

/* Editors for any property table: a list of rows, rarely needed ones behind "More options". */
#define VSL_TYPE_PROPERTY_PANEL (vsl_property_panel_get_type ())
G_DECLARE_FINAL_TYPE (VslPropertyPanel, vsl_property_panel, VSL, PROPERTY_PANEL, GtkBox)

/* option: a name of the table, or "optimizer.momentum" for an option of an object. value: JSON; for an object its
 * class name or null. On FALSE the error stands at the row. */
typedef gboolean (*VslPropertySet) (const char *option, JsonNode *value, gpointer data, GError **error);

GtkWidget *vsl_property_panel_new (VslPropertySet set, gpointer data);
/* Call again whenever the config may have changed: rows are kept, values refreshed. kind NULL empties it. */
void vsl_property_panel_show (VslPropertyPanel *self, const VslKind *kind, gconstpointer config);
/* After each show: the options of an object that belongs to a plain option ("loss"), below its row. kind NULL: none. */
void vsl_property_panel_show_object (VslPropertyPanel *self, const char *option, const VslObject *object);
/* Before the first show. Offers a string option as a list; names: NULL-terminated, static. */
void vsl_property_panel_set_choices (VslPropertyPanel *self, const char *option, const char *const *names);
void vsl_property_panel_hide_option (VslPropertyPanel *self, const char *option);
/* After each show: a line below an option's title; NULL: none. */
void vsl_property_panel_set_note (VslPropertyPanel *self, const char *option, const char *note);
/* A row of the caller's at the end of the first list. */
void vsl_property_panel_add_row (VslPropertyPanel *self, GtkWidget *row);
gboolean vsl_property_panel_is_empty (VslPropertyPanel *self);

G_END_DECLS
