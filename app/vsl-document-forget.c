/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the project for good: on a worker, and outside of undo. */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"

typedef struct {
  VslProject *project;
  VslJob *job;
  GArray *ids;                  /* of gint64, to be deleted; NULL: words are masked */
  VslMaskOrder order;
  VslForgotten forgotten;
  VslLoaded *loaded;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  g_clear_pointer (&request->ids, g_array_unref);
  vsl_project_unref (request->project);
  vsl_job_unref (request->job);
  vsl_loaded_free (request->loaded);
  g_free (request);
}

static void
forget_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  gboolean ok = request->ids ? vsl_project_delete_samples (request->project, (const gint64 *) (gpointer) request->ids->data, request->ids->len, &request->forgotten, &error)
                             : vsl_project_mask (request->project, &request->order, &request->forgotten, &error);
  request->loaded = ok ? vsl_loaded_read (request->project, FALSE, &error) : NULL;
  if (request->loaded)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What the window has changed is in the file now. */
static gboolean
on_written (gpointer data)
{
  GTask *task = data;
  g_task_run_in_thread (task, forget_thread);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
start (VslDocument *self, Request *request, const char *what, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  request->project = vsl_project_ref (self->project);
  request->job = vsl_document_begin_job (self, what, NULL);
  g_task_set_task_data (task, request, request_free);
  vsl_document_save_now (self);
  vsl_writer_notify (self->writer, on_written, task);
}

/**
 * vsl_document_delete_async:
 * @ids: n of them
 *
 * Deletes samples from the project, their pixels and texts too. It cannot be undone, nor can earlier changes of samples any more.
 */
void
vsl_document_delete_async (VslDocument *self, const gint64 *ids, guint n, GAsyncReadyCallback callback, gpointer data)
{
  Request *request = g_new0 (Request, 1);
  request->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  g_array_append_vals (request->ids, ids, n);
  start (self, request, _("Deleting"), callback, data);
}

/**
 * vsl_document_mask_async:
 * @order: which words of which note
 *
 * Masks words of notes in the project. It cannot be undone.
 */
void
vsl_document_mask_async (VslDocument *self, const VslMaskOrder *order, GAsyncReadyCallback callback, gpointer data)
{
  Request *request = g_new0 (Request, 1);
  request->order = *order;
  start (self, request, _("Masking"), callback, data);
}

/* A sentence for a toast. */
static char *
tell (const Request *request)
{
  const VslForgotten *f = &request->forgotten;
  GString *s = g_string_new (NULL);
  if (request->ids)
    g_string_append_printf (s, ngettext ("%u sample was deleted from the project", "%u samples were deleted from the project", f->samples), f->samples);
  else {
    g_autofree char *notes = g_strdup_printf (ngettext ("%u note", "%u notes", f->notes), f->notes);
    g_string_append_printf (s, ngettext ("%u place was masked in %s", "%u places were masked in %s", f->places), f->places, notes);
  }
  if (!f->compact)
    g_string_append (s, _("; the file could not be written anew for want of room or since somebody reads it: save a copy and share that"));
  return g_string_free (s, FALSE);
}

/**
 * vsl_document_forget_finish:
 * @told: (out) (transfer full): what was done, for people
 *
 * Of both.
 */
gboolean
vsl_document_forget_finish (VslDocument *self, GAsyncResult *result, char **told, GError **error)
{
  static const VslCommandClass *const remember[] = { &vsl_command_labels, &vsl_command_splits, &vsl_command_mend, &vsl_command_join };
  Request *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *told = tell (request);
  /* Steps back would name samples that are gone, or bring words back. */
  for (guint i = 0; i < G_N_ELEMENTS (remember); i++)
    if (request->ids || remember[i] == &vsl_command_join)
      vsl_history_forget (self->history, remember[i]);
  vsl_document_take_data (self, request->loaded);
  if (request->forgotten.words)
    vsl_document_reload_runs (self);
  g_signal_emit_by_name (self, "pixels-changed");
  return TRUE;
}
