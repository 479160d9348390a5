/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Real mouse and key events through XTest, in the program that is tested. After each event everything that follows
 * from it has happened: there are no fixed sleeps. Needs a display of its own (xvfb-run). */

void ui_robot_init (void);                 /* after gtk_init or gtk_test_init; loads resources and switches animations off */
void ui_settle (void);

/* Coordinates are those of the widget. */
void ui_move (GtkWidget *widget, double x, double y);
void ui_click_at (GtkWidget *widget, double x, double y, guint button);
void ui_click (GtkWidget *widget);         /* in its middle */
void ui_double_click (GtkWidget *widget);
void ui_drag (GtkWidget *from, double x1, double y1, GtkWidget *to, double x2, double y2);
void ui_drag_button (guint button, GtkWidget *from, double x1, double y1, GtkWidget *to, double x2, double y2);
void ui_scroll (GtkWidget *widget, int clicks, gboolean control);      /* clicks > 0: down */

/* "Return", "a", "<Control>z", "<Shift>Tab". */
void ui_key (const char *accelerator);
void ui_type (const char *text);           /* letters, digits, space and - . , _ / ~ : */

typedef gboolean (*UiCondition) (gpointer data);
/* Iterates until condition or the time is over; FALSE then. */
gboolean ui_wait (UiCondition condition, gpointer data, guint milliseconds);

/* The first mapped descendant of that type name (NULL: any) with that name, buildable id, label or title (NULL: any). */
GtkWidget *ui_find (GtkWidget *root, const char *type, const char *name);
/* Walks all mapped descendants and fails on a focusable one without an accessible name; returns how many it saw. */
guint ui_check_labels (GtkWidget *root);
/* What is on the screen of a window, as a PNG; for looking at after a failure. */
void ui_picture (GtkWidget *window, const char *path);

G_END_DECLS
