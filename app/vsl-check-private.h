/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-check.h"

G_BEGIN_DECLS

/* Takes samples (may be NULL) and text. */
VslFinding *_vsl_check_add (GPtrArray *findings, const char *id, VslSeverity severity, guint count, GArray *samples, char *text);

/* What there is to say of the words of notes: begun, told of each note, finished (which frees it). */
typedef struct _VslNoteCheck VslNoteCheck;
VslNoteCheck *_vsl_check_notes_new (VslProject *project);
void _vsl_check_note (VslNoteCheck *check, gint64 id, const VslImage *note);
void _vsl_check_notes_finish (VslNoteCheck *check, GPtrArray *findings);

G_END_DECLS
