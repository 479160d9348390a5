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

/* ---- conditions for ui_wait () ---- */
typedef struct {
  VslWindow *window;
  const char *text;
  guint number;
} UiWait;
gboolean ui_has_document (gpointer window);
gboolean ui_has_samples (gpointer wait);                     /* number */
gboolean ui_stage_is (gpointer wait);                        /* text */
gboolean ui_has_network (gpointer window);
gboolean ui_is_training (gpointer window);
gboolean ui_is_trained (gpointer window);                    /* the newest run is finished */
gboolean ui_has_cells (gpointer window);                     /* a confusion matrix of two classes */
gboolean ui_shows_plan (gpointer unused);                    /* the import assistant has understood what it was given */
gboolean ui_asks (gpointer unused);                          /* a dialog with a question is on screen */
/* Whether the label of that name on that page has the text in it. */
typedef struct {
  GtkWidget *page;
  const char *name, *text;
} UiSays;
gboolean ui_says (gpointer says);

/* ---- steps that several journeys take ---- */
VslWindow *ui_new_project (const char *file);                /* a window with a new project of that name */
void ui_go_to (VslWindow *window, const char *key, const char *stage);
/* Looks at what is in the path; the assistant then waits for its answers, and accept gives them: the first class is looked for. */
GtkWidget *ui_look_at (VslWindow *window, const char *path);
void ui_accept_import (VslWindow *window, GtkWidget *assistant, guint expected);
/* Into the text fields of an option's row, by its name; "3 3" fills two. */
void ui_type_into (GtkWidget *page, const char *option, const char *value);
void ui_train (VslWindow *window, const char *epochs, guint milliseconds);
/* A click on the first cell that is not empty; the true class of its cases. */
int ui_open_a_cell (VslWindow *window);
/* What is on screen has names for screen readers, and would fit the smallest one. */
void ui_check_page (VslWindow *window);

/* ---- data of the world ---- */
char *ui_shared_path (const char *name);                     /* NULL: the test has been skipped; owned */
/* A row of each `step` of a table without line ends in its cells, since its splits stand one after the other; its path, owned. */
char *ui_some_rows (const char *table, guint step, guint *rows);
