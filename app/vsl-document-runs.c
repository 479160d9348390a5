/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-document-private.h"
#include "app/vsl-results.h"

/* Runs and what is made of them. */

static void
reload_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *runs = vsl_project_runs (data, &error);
  if (runs)
    g_task_return_pointer (task, runs, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void read_runs (VslDocument *self);

static gboolean
read_again (gpointer data)
{
  VslDocument *self = data;
  self->runs_later = 0;
  read_runs (self);
  return G_SOURCE_REMOVE;
}

static void
reloaded (GObject *source, GAsyncResult *result, gpointer data)
{
  VslDocument *self = VSL_DOCUMENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = g_task_propagate_pointer (G_TASK (result), &error);
  gint64 begun = g_get_monotonic_time ();
  if (!self->runs)
    return;
  if (runs)
    vsl_document_take_runs (self, runs);
  else
    vsl_document_failed (self, error->message);
  self->runs_reading = FALSE;
  /* Asked again meanwhile: soon, but what shows the list may not fill the main loop. */
  if (GPOINTER_TO_UINT (data) != self->runs_generation && self->runs && self->runs_later == 0)
    self->runs_later = g_timeout_add ((guint) (9 * (g_get_monotonic_time () - begun) / 1000), read_again, self);
}

static void
read_runs (VslDocument *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, reloaded, GUINT_TO_POINTER (self->runs_generation));
  g_clear_handle_id (&self->runs_later, g_source_remove);
  self->runs_reading = TRUE;
  g_task_set_task_data (task, vsl_project_ref (self->project), (GDestroyNotify) vsl_project_unref);
  g_task_run_in_thread (task, reload_thread);
}

/**
 * vsl_document_reload_runs:
 *
 * Reads the runs again; the list changes when they have come. One reading at a time: epochs that end faster than runs are
 * read are joined, and none of them keeps the list from changing.
 */
void
vsl_document_reload_runs (VslDocument *self)
{
  self->runs_generation++;
  if (!self->runs_reading)
    read_runs (self);
}

/* ---- results ---- */

typedef struct {
  VslProject *project;
  int run;
  VslSplit split;
  char *path;
  double difference;
  VslJob *job;
} RunRequest;

static void
run_request_free (RunRequest *request)
{
  vsl_project_unref (request->project);
  g_free (request->path);
  vsl_job_unref (request->job);
  g_free (request);
}

static RunRequest *
run_request (VslDocument *self, GTask *task, int run, const char *what, GCancellable *cancellable)
{
  RunRequest *request = g_new0 (RunRequest, 1);
  request->project = vsl_project_ref (self->project);
  request->run = run;
  request->job = vsl_document_begin_job (self, what, cancellable);
  g_task_set_task_data (task, request, (GDestroyNotify) run_request_free);
  return request;
}

static void
evaluate_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RunRequest *request = data;
  GError *error = NULL;
  VslResults *results = vsl_results_make (request->project, request->run, request->split, TRUE, vsl_job_progress, request->job, &error);
  if (results)
    g_task_return_pointer (task, results, (GDestroyNotify) vsl_results_free);
  else
    g_task_return_error (task, error);
}

/* Changes of labels and splits that are on their way to the file belong to the question. */
static gboolean
start_evaluate (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_run_in_thread (task, evaluate_thread);
  return G_SOURCE_REMOVE;
}

/**
 * vsl_document_evaluate_async:
 * @run: a run's number; 0: the newest trained one
 * @split: %VSL_SPLIT_NONE: test, else validation
 *
 * Predicts the split with the best weights of the run (or takes the stored predictions) and counts.
 */
void
vsl_document_evaluate_async (VslDocument *self, int run, VslSplit split, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  run_request (self, task, run, _("Evaluating"), cancellable)->split = split;
  vsl_writer_notify (self->writer, start_evaluate, task);
}

/**
 * vsl_document_evaluate_finish:
 *
 * Returns: (transfer full) (nullable): free with vsl_results_free()
 */
VslResults *
vsl_document_evaluate_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  RunRequest *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
compare_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RunRequest *request = data;
  GError *error = NULL;
  VslComparison *comparison = vsl_results_compare (request->project, request->split, TRUE, vsl_job_progress, request->job, &error);
  if (comparison)
    g_task_return_pointer (task, comparison, (GDestroyNotify) vsl_comparison_free);
  else
    g_task_return_error (task, error);
}

static gboolean
start_compare (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_run_in_thread (task, compare_thread);
  return G_SOURCE_REMOVE;
}

/**
 * vsl_document_compare_async:
 * @split: which samples are judged
 *
 * The linear baseline and the majority class, to stand beside the numbers of any run on the split.
 */
void
vsl_document_compare_async (VslDocument *self, VslSplit split, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  run_request (self, task, 0, _("Learning the linear baseline"), cancellable)->split = split;
  vsl_writer_notify (self->writer, start_compare, task);
}

/**
 * vsl_document_compare_finish:
 *
 * Returns: (transfer full) (nullable): free with vsl_comparison_free()
 */
VslComparison *
vsl_document_compare_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  RunRequest *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  RunRequest *request = data;
  GError *error = NULL;
  if (vsl_results_export (request->project, request->run, request->path, &request->difference, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * vsl_document_export_async:
 * @run: 0: the newest trained one
 * @path: its ending says what is made
 */
void
vsl_document_export_async (VslDocument *self, int run, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  run_request (self, task, run, _("Exporting"), cancellable)->path = g_strdup (path);
  g_task_run_in_thread (task, export_thread);
}

/**
 * vsl_document_export_finish:
 * @difference: (out) (optional): largest difference between the file's answers and the engine's; NaN: not compared
 */
gboolean
vsl_document_export_finish (VslDocument *self, GAsyncResult *result, double *difference, GError **error)
{
  RunRequest *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  if (difference)
    *difference = request->difference;
  return g_task_propagate_boolean (G_TASK (result), error);
}
