/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* A whole note: its text with the words marked that the network does not know, and a legend that counts them; on request what a
 * sequence autoencoder told of it, beside it. */
#define VSL_TYPE_NOTE_VIEW (vsl_note_view_get_type ())
G_DECLARE_FINAL_TYPE (VslNoteView, vsl_note_view, VSL, NOTE_VIEW, AdwBin)

GtkWidget *vsl_note_view_new (void);
void vsl_note_view_set_document (VslNoteView *self, VslDocument *document);
/* Whose vocabulary: a run's number; 0: the newest trained one that reads notes, before the first the drawing's. */
void vsl_note_view_set_run (VslNoteView *self, int run);
/* Of a note; NULL: nothing. What was told of the last one goes away. */
void vsl_note_view_show (VslNoteView *self, VslSample *sample);
/* The token of each of n places; NULL: none. */
/* On the Data page: selected words can be masked in the project. */
void vsl_note_view_set_maskable (VslNoteView *self, gboolean maskable);
void vsl_note_view_set_told (VslNoteView *self, const VslReal *tokens, guint n);

G_END_DECLS
