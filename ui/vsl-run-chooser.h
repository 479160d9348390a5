/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* A drop-down of the runs that have weights, newest first. Signal "changed": another run is chosen, or what is known of it. */
#define VSL_TYPE_RUN_CHOOSER (vsl_run_chooser_get_type ())
G_DECLARE_FINAL_TYPE (VslRunChooser, vsl_run_chooser, VSL, RUN_CHOOSER, AdwBin)

GtkWidget *vsl_run_chooser_new (void);
void vsl_run_chooser_set_document (VslRunChooser *self, VslDocument *document);
int vsl_run_chooser_run (VslRunChooser *self);                     /* 0: there is none */
void vsl_run_chooser_choose (VslRunChooser *self, int run);        /* 0: the newest, and from then on */
const VslRun *vsl_run_chooser_record (VslRunChooser *self);        /* borrowed, NULL: there is none */

/* Calls func (object) when a run comes or changes, as long as object lives. */
void vsl_runs_watch (GListModel *runs, GCallback func, gpointer object);

G_END_DECLS
