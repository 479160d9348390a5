/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-common.h"
#include "ui/vsl-scan-view.h"
#include "ui/vsl-viewer.h"

G_BEGIN_DECLS

/* A window whose viewer has the page. */
typedef struct {
  VslWindow *window;
  GtkWidget *viewer;
} Fixture;

void viewer_open_project (Fixture *f, const char *name);      /* of viewer_make_project () */
void viewer_open_path (Fixture *f, const char *path);
void viewer_show (Fixture *f, guint i);                       /* the i-th sample, and waits for it */
GtkWidget *viewer_part (Fixture *f, const char *id);          /* on the screen */
VslScanView *viewer_view_of (Fixture *f, const char *id);

G_END_DECLS
