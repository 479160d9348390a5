/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* A window that lists what was left out of an import, each with its reason, and saves the list. left_out: of VslLeftOut, borrowed while it is made. */
GtkWidget *vsl_left_out_window (GtkWindow *parent, GPtrArray *left_out);
/* The same from the audit log, which knows how many and why, but no names; see vsl_left_out_log(). */
GtkWidget *vsl_left_out_log_window (GtkWindow *parent, const char *log);
/* "2 files could not be read, 1 row fits no file"; NULL: nothing. Owned. */
char *vsl_left_out_log_counts (const char *log);

/* Of the import that was just made (result) with names, else (NULL) what the project keeps of it. */
void vsl_left_out_present (GtkWidget *from, const VslImportResult *result, VslDocument *document);
void vsl_left_out_tell (const VslImportResult *result, VslDocument *document, GtkWidget *button, GtkWidget *content);

G_END_DECLS
