/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Every dialog of the toolkit stands behind this one file, so that a newer GTK changes one file. All are modal for the
 * window that `from` is in and return at once; the answer comes to the callback. */

typedef void (*VslDialogFunc) (gpointer data);                      /* called only when the person agreed */
typedef void (*VslDialogPathsFunc) (char **paths, gpointer data);   /* at least one; borrowed */

/* A message with one button, for what mustn't be overlooked. */
void vsl_dialog_message (GtkWidget *from, const char *heading, const char *body);
void vsl_dialog_error (GtkWidget *from, const char *heading, const GError *error);
/* Cancel and one other button. destroy (may be NULL) frees data in every case. */
void vsl_dialog_confirm (GtkWidget *from, const char *heading, const char *body, const char *confirm, gboolean destructive,
                         VslDialogFunc callback, gpointer data, GDestroyNotify destroy);

/* Escape closes a window that is no dialog. */
void vsl_dialog_close_with_escape (GtkWidget *window);

/* Cancel and one (suggested NULL) or two other buttons, with something of the caller's between text and buttons. */
void vsl_dialog_choose (GtkWidget *from, const char *heading, const char *body, GtkWidget *extra, const char *destructive, VslDialogFunc on_destructive,
                        const char *suggested, VslDialogFunc on_suggested, gpointer data, GDestroyNotify destroy);

typedef enum { VSL_DIALOG_OPEN_FILES, VSL_DIALOG_OPEN_FOLDER, VSL_DIALOG_OPEN_PROJECT, VSL_DIALOG_SAVE } VslDialogKind;
/* name: suggested file name of SAVE, its ending is added when it's missing; filter: "*.onnx" or NULL; filter_title: for people. */
void vsl_dialog_files (GtkWidget *from, VslDialogKind kind, const char *title, const char *accept, const char *name,
                       const char *filter_title, const char *filter, VslDialogPathsFunc callback, gpointer data,
                       GDestroyNotify destroy);

G_END_DECLS
