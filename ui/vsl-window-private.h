/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/vsl-stage.h"
#include "ui/vsl-window.h"

G_BEGIN_DECLS

enum { STAGE_DATA, STAGE_NETWORK, STAGE_TRAIN, STAGE_RESULTS, STAGE_EXPORT, N_STAGES };

struct _VslWindow {
  AdwApplicationWindow parent_instance;

  GtkWidget *toasts, *root, *views, *switcher, *title_box, *title_label, *subtitle_label;
  GtkWidget *undo_button, *redo_button, *busy_revealer, *busy_label, *busy_progress, *busy_cancel;
  GtkWidget *welcome;
  char *busy_what;              /* the work whose time is measured, and since when */
  gint64 busy_since;
  VslStage *stage[N_STAGES];

  VslDocument *document;
  VslSession *session;
  GCancellable *cancellable;      /* of the import or opening under way; NULL: none */
  gboolean closing;               /* the person wants out; waiting for the session to end */
  gboolean asked_start, to_start; /* the project alone is being closed: a window with the start page takes this one's place */
  char **pending_import;          /* dropped before there was a project */
};

extern const char *const vsl_window_stage_names[N_STAGES];

void vsl_window_set_document (VslWindow *self, VslDocument *document);
void vsl_window_toast (VslWindow *self, const char *text);
/* vsl-window-files.c */
void vsl_window_files_install (GtkWidgetClass *klass);
void vsl_window_drop_install (VslWindow *self);
void vsl_window_import_paths (VslWindow *self, const char *const *paths);
void vsl_window_set_busy (VslWindow *self, const char *text);

G_END_DECLS
