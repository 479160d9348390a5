/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-deid-review.h"
#include "ui/vsl-dialogs.h"

G_BEGIN_DECLS

/* What the import assistant says of identifiers in notes, and what it asks before notes come in that nobody looked at. */
char *vsl_import_unread_line (const VslImportPlan *plan, const VslDeidCounts *counts, const VslDeidReview *answers);     /* answers NULL: none yet; owned */
const char *vsl_import_unread_kept (const VslImportPlan *plan);                          /* what the project will have of the notes */
guint vsl_import_unread (const VslImportPlan *plan, const VslDeidReview *answers);       /* notes that nobody looked at; 0 where nothing is masked */
/* callback: when the question has gone from the screen; whether they shall come in all the same, or be looked at. data is kept until then. */
void vsl_import_unread_ask (GtkWidget *from, guint unread, void (*callback) (gpointer data, gboolean import), GObject *data);

G_END_DECLS
