/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A stage of the window: its page, or, while something is missing, what is missing with a button that leads there. */
#define VSL_TYPE_STAGE (vsl_stage_get_type ())
G_DECLARE_FINAL_TYPE (VslStage, vsl_stage, VSL, STAGE, AdwBin)

GtkWidget *vsl_stage_new (GtkWidget *page, const char *icon);
GtkWidget *vsl_stage_page (VslStage *self);
/* title NULL: nothing is missing. action: detailed action name, "win.stage::data". */
void vsl_stage_set_missing (VslStage *self, const char *title, const char *description, const char *button, const char *action);

G_END_DECLS
