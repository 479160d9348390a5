/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* All runs, newest first: how they ended, and of the options those that differ. */
#define VSL_TYPE_RUN_TABLE (vsl_run_table_get_type ())
G_DECLARE_FINAL_TYPE (VslRunTable, vsl_run_table, VSL, RUN_TABLE, AdwBin)

/* Signals: "ticked" (other runs are to be overlaid); "resume" (int run); "results" (int run). */
GtkWidget *vsl_run_table_new (void);
void vsl_run_table_set_document (VslRunTable *self, VslDocument *document);
gboolean vsl_run_table_is_ticked (VslRunTable *self, int run);
void vsl_run_table_tick (VslRunTable *self, int run, gboolean on);
/* The run whose row is chosen, 0: none; "ticked" tells of another choice too. */
int vsl_run_table_chosen (VslRunTable *self);
void vsl_run_table_choose_none (VslRunTable *self);
/* While a run is going on no other can be resumed; 0: none. */
void vsl_run_table_set_running (VslRunTable *self, int run);
/* Names and texts of the options in which runs differ: "optimizer.learning_rate"; owned, for tests too. */
char **vsl_run_table_differing (VslRunTable *self);

G_END_DECLS
