/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lists names (%NULL-terminated or NULL) in a drop-down. The list is only replaced when it is another one: a choice in it may
 * be what this follows from, and mustn't lose it midway. */
void vsl_names_show (GtkDropDown *drop_down, char **names);

G_END_DECLS
