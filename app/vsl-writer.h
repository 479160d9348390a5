/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-project.h"

G_BEGIN_DECLS

/* Writes to a project in the background, one after the other in the order they were asked for. Main loop only. */
typedef struct _VslWriter VslWriter;
typedef gboolean (*VslWriteFunc) (VslProject *project, gpointer data, GError **error);

/* failed: called in the main loop with a sentence when a write did not work. */
VslWriter *vsl_writer_new (VslProject *project, void (*failed) (gpointer owner, const char *message), gpointer owner);
void vsl_writer_push (VslWriter *writer, VslWriteFunc func, gpointer data, GDestroyNotify free);
/* done: called in the main loop when all that was pushed before has been written. */
void vsl_writer_notify (VslWriter *writer, GSourceFunc done, gpointer data);
void vsl_writer_wait (VslWriter *writer);      /* until all is written */
void vsl_writer_free (VslWriter *writer);      /* waits */

G_END_DECLS
