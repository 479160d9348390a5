/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"
#include "app/vsl-session.h"

G_BEGIN_DECLS

/* One project in one window: header with the five stages, undo and redo, the main menu; the welcome page while no project
 * is open. It owns the document and the training session; pages get both as properties.
 *
 * Actions for pages, by gtk_widget_activate_action(): win.stage (s), win.toast (s), win.undo, win.redo, win.show-sample (x),
 * win.show-results (i), win.import, win.import-files, win.import-path (s), win.new-from-sample (s), win.new-path (s),
 * win.open-path (s), win.export-path (s). */
#define VSL_TYPE_WINDOW (vsl_window_get_type ())
G_DECLARE_FINAL_TYPE (VslWindow, vsl_window, VSL, WINDOW, AdwApplicationWindow)

GtkWidget *vsl_window_new (GtkApplication *application);
VslDocument *vsl_window_document (VslWindow *self);    /* borrowed, NULL on the welcome page */
VslSession *vsl_window_session (VslWindow *self);      /* borrowed */
const char *vsl_window_stage (VslWindow *self);        /* "data" …, NULL on the welcome page */
GtkWidget *vsl_window_page (VslWindow *self, const char *stage);   /* borrowed */
void vsl_window_open_path (VslWindow *self, const char *path);

G_END_DECLS
