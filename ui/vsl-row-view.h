/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* The row of a table: its columns with their values. */
#define VSL_TYPE_ROW_VIEW (vsl_row_view_get_type ())
G_DECLARE_FINAL_TYPE (VslRowView, vsl_row_view, VSL, ROW_VIEW, AdwBin)

GtkWidget *vsl_row_view_new (void);
/* sample NULL: shows nothing. */
void vsl_row_view_show (VslRowView *self, VslDocument *document, VslSample *sample);

G_END_DECLS
