/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table for samples that are here: looked at and carried out on a worker, one step that can be undone. */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"
#include "project/vsl-project-join.h"

/* ---- looking ---- */

typedef struct {
  char *table;
  VslImportOptions options;
  VslProject *project;
  VslSampleKind kind;
  VslJob *job;
} LookRequest;

static void
look_request_free (LookRequest *request)
{
  g_free (request->table);
  vsl_import_options_clear (&request->options);
  vsl_project_unref (request->project);
  vsl_job_unref (request->job);
  g_free (request);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LookRequest *request = data;
  GError *error = NULL;
  g_autoptr (GArray) stored = vsl_project_stored_samples (request->project, &error);
  g_autoptr (VslImportPlan) plan = stored ? vsl_import_look_here (request->table, (const VslStoredSample *) (gpointer) stored->data, stored->len, request->kind,
                                                                  &request->options, vsl_job_progress, request->job, &error)
                                          : NULL;
  if (plan && vsl_project_join_preview (request->project, plan, &error))
    g_task_return_pointer (task, g_steal_pointer (&plan), (GDestroyNotify) vsl_import_plan_free);
  else
    g_task_return_error (task, error);
}

/* What the window has changed is in the file now. */
static gboolean
look_written (gpointer data)
{
  GTask *task = data;
  g_task_run_in_thread (task, look_thread);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/**
 * vsl_document_look_here_async:
 * @table: a CSV or TSV file
 * @options: (nullable)
 *
 * Finds out whether the table's rows belong to the samples that are here, by patient or accession number.
 */
void
vsl_document_look_here_async (VslDocument *self, const char *table, const VslImportOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  LookRequest *request = g_new0 (LookRequest, 1);
  request->table = g_strdup (table);
  vsl_import_options_copy (&request->options, options);
  g_clear_pointer (&request->options.labels, g_free);      /* that table itself */
  request->project = vsl_project_ref (self->project);
  request->kind = self->info.kind;
  request->job = vsl_document_begin_job (self, _("Looking at the table"), cancellable);
  g_task_set_task_data (task, request, (GDestroyNotify) look_request_free);
  vsl_writer_notify (self->writer, look_written, task);
}

/**
 * vsl_document_look_here_finish:
 *
 * Returns: (transfer full) (nullable): a plan whose items are samples, with what it would change in its join; %NULL with the reason why no column fits
 */
VslImportPlan *
vsl_document_look_here_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  LookRequest *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- the step ---- */

/* Shared by the history and the writer. */
typedef struct {
  VslJoined *joined;
} Step;

static void
step_clear (gpointer data)
{
  vsl_joined_free (((Step *) data)->joined);
}

static void
step_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, step_clear);
}

typedef struct {
  Step *step;
  gboolean forward;
} Write;

static void
write_free (gpointer data)
{
  Write *write = data;
  step_unref (write->step);
  g_free (write);
}

static gboolean
write_step (VslProject *project, gpointer data, GError **error)
{
  const Write *write = data;
  return vsl_project_join_again (project, write->step->joined, write->forward, error);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  VslLoaded *loaded = vsl_loaded_read (data, FALSE, &error);
  if (loaded)
    g_task_return_pointer (task, loaded, (GDestroyNotify) vsl_loaded_free);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  VslDocument *self = VSL_DOCUMENT (source);
  g_autoptr (GError) error = NULL;
  VslLoaded *loaded = g_task_propagate_pointer (G_TASK (result), &error);
  if (loaded)
    vsl_document_take_data (self, loaded);
  else
    vsl_document_failed (self, error->message);
  g_clear_pointer (&loaded, vsl_loaded_free);
}

static gboolean
step_written (gpointer data)
{
  g_autoptr (VslDocument) self = data;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_read, NULL);
  g_task_set_task_data (task, vsl_project_ref (self->project), (GDestroyNotify) vsl_project_unref);
  g_task_run_in_thread (task, read_thread);
  return G_SOURCE_REMOVE;
}

/* Classes come and go with it: what is shown is read from the file once it is written. */
static void
apply_join (gpointer owner, gpointer command, gboolean forward)
{
  VslDocument *self = owner;
  Write *write = g_new (Write, 1);
  *write = (Write) { g_atomic_rc_box_acquire (command), forward };
  vsl_writer_push (self->writer, write_step, write, write_free);
  vsl_writer_notify (self->writer, step_written, g_object_ref (self));
}

const VslCommandClass vsl_command_join = { apply_join, NULL, step_unref };

/* ---- carrying it out ---- */

typedef struct {
  VslImportPlan *plan;
  gboolean replace;
  VslJob *job;
  VslProject *project;
  VslJoined *joined;
  VslLoaded *loaded;
} JoinRequest;

static void
join_request_free (JoinRequest *request)
{
  vsl_import_plan_free (request->plan);
  vsl_job_unref (request->job);
  vsl_project_unref (request->project);
  vsl_joined_free (request->joined);
  vsl_loaded_free (request->loaded);
  g_free (request);
}

static void
join_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  JoinRequest *request = data;
  GError *error = NULL;
  request->joined = vsl_project_join (request->project, request->plan, request->replace, &error);
  request->loaded = request->joined ? vsl_loaded_read (request->project, FALSE, &error) : NULL;
  if (request->loaded)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
join_written (gpointer data)
{
  GTask *task = data;
  g_task_run_in_thread (task, join_thread);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/**
 * vsl_document_join_async:
 * @plan: (transfer full): of vsl_document_look_here_finish()
 * @replace: labels and values that differ are overwritten
 *
 * Undoable.
 */
void
vsl_document_join_async (VslDocument *self, VslImportPlan *plan, gboolean replace, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  JoinRequest *request = g_new0 (JoinRequest, 1);
  g_task_set_check_cancellable (task, FALSE);
  request->plan = plan;
  request->replace = replace;
  request->project = vsl_project_ref (self->project);
  request->job = vsl_document_begin_job (self, _("Adding labels"), cancellable);
  g_task_set_task_data (task, request, (GDestroyNotify) join_request_free);
  vsl_writer_notify (self->writer, join_written, task);
}

/* A sentence for a toast. */
static char *
tell (const VslJoined *joined)
{
  guint labelled = joined->labelled + joined->replaced, stays = joined->differing->len - joined->replaced;
  GString *s = g_string_new (NULL);
  if (labelled || !joined->changed)
    g_string_append_printf (s, ngettext ("%u sample got its label", "%u samples got their labels", labelled), labelled);
  else
    g_string_append_printf (s, ngettext ("%u sample changed", "%u samples changed", joined->changed), joined->changed);
  if (stays)
    g_string_append_printf (s, ngettext (", %u has another one, which stays", ", %u have another one, which stays", stays), stays);
  if (joined->moved)
    g_string_append_printf (s, ngettext (", %u moved to another split", ", %u moved to another split", joined->moved), joined->moved);
  return g_string_free (s, FALSE);
}

/**
 * vsl_document_join_finish:
 * @told: (out) (transfer full): what was done, for people
 */
gboolean
vsl_document_join_finish (VslDocument *self, GAsyncResult *result, char **told, GError **error)
{
  JoinRequest *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *told = tell (request->joined);
  vsl_document_take_data (self, request->loaded);
  if (request->joined->tellings->len) {
    Step *step = g_atomic_rc_box_new0 (Step);
    step->joined = g_steal_pointer (&request->joined);
    vsl_history_push (self->history, &vsl_command_join, step, _("Add labels of a table"), NULL, 0);
  }
  return TRUE;
}
