/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "privacy/vsl-deid.h"
#include "project/vsl-project.h"

G_BEGIN_DECLS

/* What goes for good: samples, and words of notes. Neither can be undone; the bytes are gone from the file. */
typedef struct {
  guint samples;                    /* deleted */
  guint predictions;                /* of runs, that went with them */
  guint words;                      /* of vocabularies, in which no note has them any more: hidden */
  guint places, notes;              /* masked, in so many notes */
  gboolean compact;                 /* the file was written anew, so that nothing is left between its rows */
} VslForgotten;

/* project/vsl-project-forget.c: all or none. */
gboolean vsl_project_delete_samples (VslProject *project, const gint64 *ids, guint n, VslForgotten *forgotten, GError **error);

/* project/vsl-project-mask.c */
typedef struct {
  gint64 sample;
  guint start, end;                 /* code points of its note */
  VslDeidType type;
  gboolean everywhere;              /* all its occurrences in all notes, kept columns too */
} VslMaskOrder;
gboolean vsl_project_mask (VslProject *project, const VslMaskOrder *order, VslForgotten *forgotten, GError **error);

G_END_DECLS
