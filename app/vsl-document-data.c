/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-check.h"
#include "app/vsl-document-private.h"

/* Samples: looking, importing, pictures, and the edits of labels and splits. */

/**
 * vsl_document_left_out:
 */
const char *
vsl_document_left_out (VslDocument *self)
{
  return self->left_out ? self->left_out : "";
}

/* ---- look ---- */

#define KNOWN_LOOKED 300        /* samples that are decoded to see whether they are here already */

typedef struct {
  char **paths;
  VslImportOptions options;
  VslJob *job;
  VslProject *project;          /* NULL: it is empty */
} LookRequest;

static void
look_request_free (LookRequest *request)
{
  g_strfreev (request->paths);
  vsl_import_options_clear (&request->options);
  vsl_job_unref (request->job);
  g_clear_pointer (&request->project, vsl_project_unref);
  g_free (request);
}

/* How much of it came in before; that it could not be found out is no reason not to import. */
static void
count_known (const LookRequest *request, VslImportPlan *plan)
{
  plan->known = vsl_project_known (request->project, NULL);
  if (plan->known)
    plan->known_found = vsl_import_count_known (plan, vsl_project_sink (), request->project, KNOWN_LOOKED, vsl_job_progress, request->job, &plan->known_looked);
  g_clear_pointer (&plan->known, g_hash_table_unref);
}

/**
 * vsl_document_path_is_table:
 *
 * Returns: whether it is a CSV or TSV file, by its name
 */
gboolean
vsl_document_path_is_table (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return (g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv")) && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* A table of which nothing could be made: a person can say what its columns are. *error goes when that is so. */
static VslImportPlan *
ask_for_columns (const LookRequest *request, GError **error)
{
  if (g_strv_length (request->paths) != 1 || !vsl_document_path_is_table (request->paths[0]) || g_error_matches (*error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED) || request->options.text)
    return NULL;
  VslImportPlan *plan = vsl_import_plan_ask (request->paths[0], &request->options, (*error)->message, NULL);
  if (plan)
    g_clear_error (error);
  return plan;
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LookRequest *request = data;
  GError *error = NULL;
  VslImportPlan *plan = vsl_import_look ((const char *const *) request->paths, &request->options, vsl_job_progress, request->job, &error);
  if (plan && request->project)
    count_known (request, plan);
  else if (!plan)
    plan = ask_for_columns (request, &error);
  if (plan)
    g_task_return_pointer (task, plan, (GDestroyNotify) vsl_import_plan_free);
  else
    g_task_return_error (task, error);
}

/**
 * vsl_document_look_async:
 * @paths: files or folders, %NULL-terminated
 * @options: (nullable)
 *
 * Finds out what the files are, without taking anything in.
 */
void
vsl_document_look_async (VslDocument *self, const char *const *paths, const VslImportOptions *options, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  LookRequest *request = g_new0 (LookRequest, 1);
  request->paths = g_strdupv ((char **) paths);
  vsl_import_options_copy (&request->options, options);
  request->options.any_columns = TRUE;
  request->options.has_classes = self->info.target == VSL_TARGET_CLASS && self->info.class_names && *self->info.class_names;
  request->project = self->info.n ? vsl_project_ref (self->project) : NULL;
  request->job = vsl_document_begin_job (self, _("Looking at the files"), cancellable);
  g_task_set_task_data (task, request, (GDestroyNotify) look_request_free);
  g_task_run_in_thread (task, look_thread);
}

/**
 * vsl_document_look_finish:
 *
 * Returns: (transfer full) (nullable): what was understood
 */
VslImportPlan *
vsl_document_look_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  LookRequest *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- import ---- */

typedef struct {
  VslImportPlan *plan;
  VslJob *job;
  VslProject *project;
  VslImportResult *result;
  VslLoaded *loaded;            /* the data afterwards, also when the import broke off */
} ImportRequest;

static void
import_request_free (ImportRequest *request)
{
  vsl_import_plan_free (request->plan);
  vsl_job_unref (request->job);
  vsl_project_unref (request->project);
  if (request->result)
    vsl_import_result_free (request->result);
  vsl_loaded_free (request->loaded);
  g_free (request);
}

static void
import_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ImportRequest *request = data;
  GError *error = NULL;
  if (g_strcmp0 (request->plan->options.known, "leave-out") == 0)
    request->plan->known = vsl_project_known (request->project, NULL);
  request->result = vsl_import_run (request->plan, vsl_project_sink (), request->project, vsl_job_progress, request->job, &error);
  if (request->result)
    vsl_check_settle_import (request->project, request->plan, request->result, vsl_job_progress, request->job, &error);
  if (request->result && !error)
    vsl_note_import (request->project, request->plan, request->result, &error);
  request->loaded = vsl_loaded_read (request->project, FALSE, error ? NULL : &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * vsl_document_import_async:
 * @plan: (transfer full): of vsl_document_look_finish()
 */
void
vsl_document_import_async (VslDocument *self, VslImportPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (task, FALSE);
  ImportRequest *request = g_new0 (ImportRequest, 1);
  request->plan = plan;
  request->project = vsl_project_ref (self->project);
  request->job = vsl_document_begin_job (self, _("Importing"), cancellable);
  g_task_set_task_data (task, request, (GDestroyNotify) import_request_free);
  g_task_run_in_thread (task, import_thread);
}

/**
 * vsl_document_import_finish:
 *
 * Returns: (transfer full) (nullable): what was taken and what was left out. What a cancelled import had committed stays.
 */
VslImportResult *
vsl_document_import_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  ImportRequest *request = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, request->job);
  if (request->loaded)
    vsl_document_take_data (self, request->loaded);
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&request->result) : NULL;
}

/* ---- pictures ---- */

typedef struct {
  VslProject *project;
  gint64 id;
  VslImage image;
} ImageRequest;

static void
image_request_free (ImageRequest *request)
{
  vsl_project_unref (request->project);
  vsl_image_clear (&request->image);
  g_free (request);
}

static void
image_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ImageRequest *request = data;
  GError *error = NULL;
  if (g_task_return_error_if_cancelled (task))
    return;
  if (vsl_project_image (request->project, request->id, &request->image, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * vsl_document_image_async:
 */
void
vsl_document_image_async (VslDocument *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  ImageRequest *request = g_new0 (ImageRequest, 1);
  request->project = vsl_project_ref (self->project);
  request->id = id;
  g_task_set_task_data (task, request, (GDestroyNotify) image_request_free);
  g_task_run_in_thread (task, image_thread);
}

/**
 * vsl_document_image_finish:
 * @image: (out): clear with vsl_image_clear()
 */
gboolean
vsl_document_image_finish (VslDocument *self, GAsyncResult *result, VslImage *image, GError **error)
{
  ImageRequest *request = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *image = request->image;
  memset (&request->image, 0, sizeof request->image);
  return TRUE;
}

/* ---- edits ---- */

/* Counts from the samples themselves, so that they need no reading back. */
void
vsl_document_update_info (VslDocument *self)
{
  memset (self->info.counts, 0, sizeof self->info.counts);
  self->info.excluded = 0;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->samples));
  for (guint i = 0; i < n; i++) {
    g_autoptr (VslSample) sample = g_list_model_get_item (G_LIST_MODEL (self->samples), i);
    const VslSampleInfo *info = vsl_sample_info (sample);
    self->info.counts[info->split == VSL_SPLIT_NONE || info->excluded ? VSL_N_SPLITS : info->split]++;
    self->info.excluded += info->excluded != 0;
  }
  vsl_document_emit_data_changed (self);
}

/* Values of some samples before and after: labels, or splits. */
typedef struct {
  guint n;
  gint64 *ids;
  int *before, *after;
} Values;

static void
values_free (Values *values)
{
  g_free (values->ids);
  g_free (values->before);
  g_free (values->after);
  g_free (values);
}

static Values *
values_copy (const Values *values)
{
  Values *copy = g_new0 (Values, 1);
  copy->n = values->n;
  copy->ids = g_memdup2 (values->ids, values->n * sizeof (gint64));
  copy->before = g_memdup2 (values->before, values->n * sizeof (int));
  copy->after = g_memdup2 (values->after, values->n * sizeof (int));
  return copy;
}

/* One request for each class in turn: the project's call takes one label for many samples. */
static gboolean
write_labels (VslProject *project, gpointer data, GError **error)
{
  Values *values = data;
  g_autofree gint64 *ids = g_new (gint64, values->n);
  g_autofree gboolean *done = g_new0 (gboolean, values->n);
  for (guint i = 0; i < values->n; i++) {
    guint n = 0;
    for (guint j = i; j < values->n && !done[i]; j++)
      if (values->after[j] == values->after[i] && !done[j]) {
        ids[n++] = values->ids[j];
        if (j > i)
          done[j] = TRUE;
      }
    if (n && !vsl_project_set_labels (project, ids, n, values->after[i], error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_splits (VslProject *project, gpointer data, GError **error)
{
  Values *values = data;
  g_autofree VslSplit *splits = g_new (VslSplit, values->n);
  for (guint i = 0; i < values->n; i++)
    splits[i] = values->after[i];
  return vsl_project_set_splits (project, values->ids, splits, values->n, error);
}

/* Sets them in the lists at once and in the file soon. */
static void
apply_values (VslDocument *self, const Values *values, gboolean forward, gboolean labels)
{
  Values *copy = values_copy (values);
  if (!forward)
    memcpy (copy->after, values->before, values->n * sizeof (int));
  for (guint i = 0; i < copy->n; i++) {
    VslSample *sample = vsl_document_sample_by_id (self, copy->ids[i]);
    if (!sample)
      continue;
    const VslSampleInfo *info = vsl_sample_info (sample);
    vsl_sample_set (sample, labels ? copy->after[i] : info->label, labels ? info->split : (VslSplit) copy->after[i]);
  }
  vsl_writer_push (self->writer, labels ? write_labels : write_splits, copy, (GDestroyNotify) values_free);
  vsl_document_update_info (self);
}

static void
apply_labels (gpointer owner, gpointer command, gboolean forward)
{
  apply_values (owner, command, forward, TRUE);
}

static void
apply_splits (gpointer owner, gpointer command, gboolean forward)
{
  apply_values (owner, command, forward, FALSE);
}

const VslCommandClass vsl_command_labels = { apply_labels, NULL, (GDestroyNotify) values_free };
const VslCommandClass vsl_command_splits = { apply_splits, NULL, (GDestroyNotify) values_free };

/* Takes values; samples that have the value already are left out of the step. */
static void
edit_values (VslDocument *self, Values *values, gboolean labels, const char *label)
{
  guint n = 0;
  for (guint i = 0; i < values->n; i++) {
    VslSample *sample = vsl_document_sample_by_id (self, values->ids[i]);
    if (!sample)
      continue;
    int before = labels ? vsl_sample_info (sample)->label : (int) vsl_sample_info (sample)->split;
    if (before == values->after[i])
      continue;
    values->ids[n] = values->ids[i];
    values->before[n] = before;
    values->after[n++] = values->after[i];
  }
  values->n = n;
  if (n == 0) {
    values_free (values);
    return;
  }
  apply_values (self, values, TRUE, labels);
  vsl_history_push (self->history, labels ? &vsl_command_labels : &vsl_command_splits, values, label, NULL, 0);
}

static Values *
values_new (const gint64 *ids, guint n, int value)
{
  Values *values = g_new0 (Values, 1);
  values->n = n;
  values->ids = g_memdup2 (ids, n * sizeof (gint64));
  values->before = g_new0 (int, n);
  values->after = g_new0 (int, n);
  for (guint i = 0; i < n; i++)
    values->after[i] = value;
  return values;
}

/**
 * vsl_document_set_label:
 * @label: class number, -1: none
 */
void
vsl_document_set_label (VslDocument *self, const gint64 *ids, guint n, int label)
{
  g_return_if_fail (label >= -1 && label < (int) (self->info.class_names ? g_strv_length (self->info.class_names) : 0));
  edit_values (self, values_new (ids, n, label), TRUE, _("Change class"));
}

/**
 * vsl_document_set_split:
 */
void
vsl_document_set_split (VslDocument *self, const gint64 *ids, guint n, VslSplit split)
{
  edit_values (self, values_new (ids, n, split), FALSE, _("Change split"));
}

typedef struct {
  int before, after;
} Positive;

static gboolean
write_positive (VslProject *project, gpointer data, GError **error)
{
  return vsl_project_set_positive (project, GPOINTER_TO_INT (data), error);
}

static void
apply_positive (gpointer owner, gpointer command, gboolean forward)
{
  VslDocument *self = owner;
  const Positive *positive = command;
  self->info.positive = forward ? positive->after : positive->before;
  vsl_writer_push (self->writer, write_positive, GINT_TO_POINTER (self->info.positive), NULL);
  vsl_document_emit_data_changed (self);
}

const VslCommandClass vsl_command_positive = { apply_positive, NULL, g_free };

/**
 * vsl_document_set_positive:
 * @positive: class number; only where there are two classes
 */
void
vsl_document_set_positive (VslDocument *self, int positive)
{
  if (self->info.positive < 0 || positive < 0 || positive > 1 || positive == self->info.positive)
    return;
  Positive *command = g_new (Positive, 1);
  command->before = self->info.positive;
  command->after = positive;
  apply_positive (self, command, TRUE);
  vsl_history_push (self->history, &vsl_command_positive, command, _("Change positive class"), NULL, 0);
}
