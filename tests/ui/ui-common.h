/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-robot.h"
#include "ui/vsl-window.h"

/* Registers the application without a session bus, animations off. */
GtkApplication *ui_start (int *argc, char ***argv);
VslWindow *ui_window_new (GtkApplication *application);      /* mapped and drawn */
void ui_window_close (VslWindow *window);
char *ui_scratch (const char *name);                         /* a path in a new folder; owned */
/* The first widget on screen, root or below it, that fits; NULL: none. */
GtkWidget *ui_find_id (GtkWidget *root, const char *buildable_id);
GtkWidget *ui_find_name (GtkWidget *root, const char *widget_name);
GtkWidget *ui_find_type (GtkWidget *root, GType type);
GtkWidget *ui_find_toplevel (GType type);
/* Where VESALIUS_PICTURES names a folder: what the window shows, as NAME.png in it, to be looked at. */
void ui_photograph (GtkWidget *window, const char *name);

/* Results on the test set are asked for, where the page asks; waits until it does or shows numbers. */
void ui_unseal (VslWindow *window);

/* A folder per class with n small 16-bit scans each: one has a bright spot, the other has none. */
void ui_make_scans (const char *folder, int n);
/* A folder per class with n notes each, which speak of calm and of acute findings; each note has one word that no other has. */
void ui_make_notes (const char *folder, int n);
