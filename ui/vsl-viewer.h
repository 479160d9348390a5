/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* A scan large with its tools, or a note with its words marked, and what is known of it: class and split (both can be changed, with undo), patient, size;
 * on request what a network said. Signal "enlarge": the person wants it larger, or back; "step" (int, -1 or 1): the one before or the next
 * in the list, asked for by buttons that are there for whoever listens. */
#define VSL_TYPE_VIEWER (vsl_viewer_get_type ())
G_DECLARE_FINAL_TYPE (VslViewer, vsl_viewer, VSL, VIEWER, AdwBin)

GtkWidget *vsl_viewer_new (void);
void vsl_viewer_set_document (VslViewer *self, VslDocument *document);
/* sample NULL: nothing is chosen. */
void vsl_viewer_show (VslViewer *self, VslSample *sample);
VslSample *vsl_viewer_sample (VslViewer *self);                /* borrowed or NULL */
/* In which order the next one is looked for, and among which: what the person sees as a list (of VslSample); NULL: all. Kept. */
void vsl_viewer_set_order (VslViewer *self, GListModel *order);
/* Asks whether the shown sample shall leave the project for good. */
void vsl_viewer_forget (VslViewer *self);
/* Beside results: what a scan truly is must not change by a slip. */
void vsl_viewer_set_read_only (VslViewer *self, gboolean read_only);
/* Escape goes back one step: a comparison is closed first. FALSE: there was none. */
gboolean vsl_viewer_stop_comparing (VslViewer *self);
void vsl_viewer_set_enlarged (VslViewer *self, gboolean enlarged);
/* What a network said of the shown sample: n probabilities by class; predicted -1: nothing was said. */
void vsl_viewer_set_number (VslViewer *self, double said, double truth);      /* said NaN: nothing */
void vsl_viewer_set_prediction (VslViewer *self, const double *prob, int n, int predicted);
/* Whose vocabulary the words of notes are marked by: a run's number; 0: the newest that reads notes, else the drawing's. */
void vsl_viewer_set_run (VslViewer *self, int run);
/* What an autoencoder made of the shown scan: its width numbers are the answer of the run, shown beside it with their difference; NULL:
 * none. error: mean squared. */
void vsl_viewer_set_reconstruction (VslViewer *self, const VslReal *answer, int width, double error);
/* What a sequence autoencoder told of the shown note: the token of each place; NULL: nothing. */
void vsl_viewer_set_told (VslViewer *self, const VslReal *tokens, int n);

G_END_DECLS
