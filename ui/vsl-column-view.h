/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* How the values of one column of the project's table are spread, by class: a chooser, and bars. Hidden where the project has no table. */
#define VSL_TYPE_COLUMN_VIEW (vsl_column_view_get_type ())
G_DECLARE_FINAL_TYPE (VslColumnView, vsl_column_view, VSL, COLUMN_VIEW, AdwBin)

GtkWidget *vsl_column_view_new (void);
/* document NULL: nothing. Call it again when the data changed. */
void vsl_column_view_show (VslColumnView *self, VslDocument *document);

G_END_DECLS
