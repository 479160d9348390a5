/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* A note in a list: its first lines, and below them what is known or was said of it. The text comes when it is there. */
#define VSL_TYPE_NOTE_ROW (vsl_note_row_get_type ())
G_DECLARE_FINAL_TYPE (VslNoteRow, vsl_note_row, VSL, NOTE_ROW, GtkWidget)

GtkWidget *vsl_note_row_new (void);
/* sample NULL: shows nothing. */
void vsl_note_row_set_sample (VslNoteRow *self, VslDocument *document, VslSample *sample);
/* What stands below on the left; NULL: the split. css: "error", "success" or NULL. */
void vsl_note_row_set_caption (VslNoteRow *self, const char *caption, const char *css);

/* The beginning of a note in one line, without the line breaks; owned. */
char *vsl_note_row_excerpt (const char *text, gsize length);

G_END_DECLS
