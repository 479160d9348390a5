/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"
#include "app/vsl-session.h"

G_BEGIN_DECLS

#define VSL_TYPE_RESULTS_PAGE (vsl_results_page_get_type ())
G_DECLARE_FINAL_TYPE (VslResultsPage, vsl_results_page, VSL, RESULTS_PAGE, AdwBin)

GtkWidget *vsl_results_page_new (void);
/* run 0: the last one. */
void vsl_results_page_show_run (VslResultsPage *self, int run);

G_END_DECLS
