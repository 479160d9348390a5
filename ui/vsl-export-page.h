/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"
#include "app/vsl-session.h"

G_BEGIN_DECLS

#define VSL_TYPE_EXPORT_PAGE (vsl_export_page_get_type ())
G_DECLARE_FINAL_TYPE (VslExportPage, vsl_export_page, VSL, EXPORT_PAGE, AdwBin)

GtkWidget *vsl_export_page_new (void);
/* Writes the chosen run to path; the page shows how it went. */
void vsl_export_page_export (VslExportPage *self, const char *path);

G_END_DECLS
