/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"
#include "app/vsl-session.h"

G_BEGIN_DECLS

#define VSL_TYPE_DATA_PAGE (vsl_data_page_get_type ())
G_DECLARE_FINAL_TYPE (VslDataPage, vsl_data_page, VSL, DATA_PAGE, AdwBin)

GtkWidget *vsl_data_page_new (void);
/* Selects the sample and shows it large. */
void vsl_data_page_show_sample (VslDataPage *self, gint64 id);
/* Takes the result: what was left out stays listed until the next import. */
void vsl_data_page_take_result (VslDataPage *self, VslImportResult *result);

G_END_DECLS
