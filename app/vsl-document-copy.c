/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-document-private.h"

/* A whole copy of the project under another name. */

static void
copy_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  if (vsl_project_save_copy (vsl_document_project (source), data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Everything that was waiting to be written has been. */
static gboolean
start_copy (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_run_in_thread (task, copy_thread);
  return G_SOURCE_REMOVE;
}

/**
 * vsl_document_save_copy_async:
 * @path: of the copy
 *
 * Edits that were made before this call are in the copy.
 */
void
vsl_document_save_copy_async (VslDocument *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (task, FALSE);   /* once written, the copy is there */
  g_task_set_task_data (task, g_strdup (path), g_free);
  vsl_writer_notify (self->writer, start_copy, task);
}

/**
 * vsl_document_save_copy_finish:
 */
gboolean
vsl_document_save_copy_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
