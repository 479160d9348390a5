/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-deid-review.h"

G_BEGIN_DECLS

/* Notes as they are beside notes as they will be kept, with what is masked marked in both; a person unticks types and marks, and adds
 * some. */
#define VSL_TYPE_DEID_REVIEW_WINDOW (vsl_deid_review_window_get_type ())
G_DECLARE_FINAL_TYPE (VslDeidReviewWindow, vsl_deid_review_window, VSL, DEID_REVIEW_WINDOW, AdwWindow)

/* review is borrowed and must outlive the window; changed is called after each answer. */
VslDeidReviewWindow *vsl_deid_review_window_present (GtkWindow *parent, VslDeidReview *review, GCallback changed, gpointer data);

G_END_DECLS
