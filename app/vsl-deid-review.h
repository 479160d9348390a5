/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"
#include "privacy/vsl-deid.h"

G_BEGIN_DECLS

/* What is going to be masked in the notes of a plan, note by note, for a person to change before anything is kept. Main loop only. */
typedef struct _VslDeidReview VslDeidReview;

typedef struct {
  VslDeidSpan span;             /* of the note as it came */
  gboolean off;                 /* a person keeps this one as it is */
} VslReviewSpan;

VslDeidReview *vsl_deid_review_new (VslImportPlan *plan);               /* borrows the plan, which is changed with every answer */
void vsl_deid_review_free (VslDeidReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslDeidReview, vsl_deid_review_free)

guint vsl_deid_review_n (const VslDeidReview *review);
guint vsl_deid_review_note (const VslDeidReview *review);               /* that is looked at, from 0 */
gboolean vsl_deid_review_go (VslDeidReview *review, guint note, GError **error);
int vsl_deid_review_next (VslDeidReview *review, int step, gboolean marked);   /* the next note, or the next in which something is found; -1: none, or none near */
const char *vsl_deid_review_text (const VslDeidReview *review);
const GArray *vsl_deid_review_spans (const VslDeidReview *review);      /* of VslReviewSpan */
gboolean vsl_deid_review_is_masked (const VslDeidReview *review, guint span);
char *vsl_deid_review_masked (const VslDeidReview *review, GArray *marks);   /* as it will be kept; marks: of VslDeidSpan, places in it, appended */

int vsl_deid_review_at (const VslDeidReview *review, guint place);      /* the span over a place, -1 */
void vsl_deid_review_toggle (VslDeidReview *review, guint span);
gboolean vsl_deid_review_add (VslDeidReview *review, guint start, guint end, VslDeidType type);   /* FALSE: empty; overlapping marks go into it, those taken back make room */
gboolean vsl_deid_review_add_everywhere (VslDeidReview *review, guint start, guint end, VslDeidType type);   /* in all notes of the plan */
guint vsl_deid_review_terms (const VslDeidReview *review);              /* words that are masked everywhere */
guint vsl_deid_review_seen (const VslDeidReview *review);               /* notes that were looked at */
int vsl_deid_review_delta (const VslDeidReview *review, VslDeidType type);     /* marks more, or fewer, than were found, in the notes looked at */
gboolean vsl_deid_review_type (const VslDeidReview *review, VslDeidType type);
void vsl_deid_review_set_type (VslDeidReview *review, VslDeidType type, gboolean masked);
guint vsl_deid_review_changed (const VslDeidReview *review);            /* notes that a person changed */

/* How many of each type there are in up to 1000 notes from all over the list; found on a worker. */
typedef struct {
  guint64 counts[VSL_N_DEID];
  guint looked, notes;          /* of so many */
} VslDeidCounts;
void vsl_document_deid_counts_async (VslDocument *self, const VslImportPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslDeidCounts *vsl_document_deid_counts_finish (VslDocument *self, GAsyncResult *result, GError **error);      /* g_free */

G_END_DECLS
