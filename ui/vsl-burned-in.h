/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/vsl-import.h"

G_BEGIN_DECLS

/* The scans of the plan in whose picture text is suspected, large enough to be read; read from their files as they are scrolled to. Each has a tick:
 * kept (of vsl_burned_in_path(), a set) changes with it, then changed is called, swapped. GTK owns the window; it is not presented yet. The plan may go
 * while it is open. */
GtkWidget *vsl_burned_in_window (GtkWindow *parent, const VslImportPlan *plan, GHashTable *kept, GCallback changed, GObject *data);
/* The file that stands for a suspected scan: of a volume its middle slice. */
const char *vsl_burned_in_path (const VslImportItem *item);

G_END_DECLS
