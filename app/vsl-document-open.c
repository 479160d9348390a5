/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-document-private.h"

/* Opening, making and reading again: what touches the file runs on a worker, what touches the object in the main loop. */

void
vsl_loaded_free (VslLoaded *loaded)
{
  if (!loaded)
    return;
  vsl_project_info_clear (&loaded->info);
  g_clear_pointer (&loaded->samples, g_array_unref);
  g_clear_pointer (&loaded->network, vsl_network_free);
  g_clear_pointer (&loaded->options, vsl_options_free);
  g_clear_pointer (&loaded->runs, g_ptr_array_unref);
  g_clear_pointer (&loaded->looks_by_test, g_hash_table_unref);
  g_clear_pointer (&loaded->project, vsl_project_unref);
  g_free (loaded->left_out);
  g_free (loaded);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslLoaded, vsl_loaded_free)

/* What imports left out stands behind the first line of their entries in the audit log. */
static gboolean
read_left_out (VslProject *project, char **left_out, GError **error)
{
  g_autoptr (GPtrArray) log = vsl_project_audit_log (project, error);
  GString *s = g_string_new (NULL);
  for (guint i = 0; log && i < log->len; i++) {
    const VslAuditEntry *entry = log->pdata[i];
    const char *more = g_strcmp0 (entry->event, "import") == 0 && entry->detail ? strchr (entry->detail, '\n') : NULL;
    if (more)
      g_string_append_printf (s, "%s%s", s->len ? "\n" : "", more + 1);
  }
  *left_out = g_string_free (s, FALSE);
  return log != NULL;
}

/* everything FALSE: only what an import changes. */
VslLoaded *
vsl_loaded_read (VslProject *project, gboolean everything, GError **error)
{
  g_autoptr (VslLoaded) loaded = g_new0 (VslLoaded, 1);
  g_autoptr (GError) own = NULL;
  loaded->project = vsl_project_ref (project);
  if (!vsl_project_info (project, &loaded->info, error))
    return NULL;
  loaded->samples = vsl_project_samples (project, error);
  if (!loaded->samples || !read_left_out (project, &loaded->left_out, error))
    return NULL;
  if (!everything)
    return g_steal_pointer (&loaded);
  loaded->network = vsl_project_network (project, &own);
  if (own) {
    g_propagate_error (error, g_steal_pointer (&own));
    return NULL;
  }
  loaded->options = vsl_project_options (project, error);
  if (!loaded->options)
    return NULL;
  loaded->runs = vsl_project_runs (project, error);
  if (!loaded->runs || !vsl_project_looks (project, &loaded->looks, error))
    return NULL;
  loaded->looks_by_test = vsl_project_looks_by_test (project, error);
  return loaded->looks_by_test ? g_steal_pointer (&loaded) : NULL;
}

typedef struct {
  char *path, *sample;
} OpenRequest;

static void
open_request_free (OpenRequest *request)
{
  g_free (request->path);
  g_free (request->sample);
  g_free (request);
}

static void
return_loaded (GTask *task, VslProject *project, GError *error)
{
  VslLoaded *loaded = project ? vsl_loaded_read (project, TRUE, &error) : NULL;
  g_clear_pointer (&project, vsl_project_unref);
  if (loaded)
    g_task_return_pointer (task, loaded, (GDestroyNotify) vsl_loaded_free);
  else
    g_task_return_error (task, error);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpenRequest *request = data;
  GError *error = NULL;
  VslProject *project = vsl_project_open (request->path, VSL_PROJECT_WRITE, &error);
  return_loaded (task, project, error);
}

static void
create_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpenRequest *request = data;
  GError *error = NULL;
  VslProject *project = vsl_project_create (request->path, &error);
  return_loaded (task, project, error);
}

static void
sample_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpenRequest *request = data;
  GError *error = NULL;
  VslProject *project = NULL;
  if (vsl_sample_copy (request->sample, request->path, &error))
    project = vsl_project_open (request->path, VSL_PROJECT_WRITE, &error);
  return_loaded (task, project, error);
}

static void
start (const char *path, const char *sample, GTaskThreadFunc func, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  OpenRequest *request = g_new0 (OpenRequest, 1);
  request->path = g_strdup (path);
  request->sample = g_strdup (sample);
  g_task_set_task_data (task, request, (GDestroyNotify) open_request_free);
  g_task_run_in_thread (task, func);
}

/**
 * vsl_document_open_async:
 */
void
vsl_document_open_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  start (path, NULL, open_thread, cancellable, callback, data);
}

/**
 * vsl_document_open_finish:
 *
 * Returns: (transfer full) (nullable): the document, its lists filled
 */
VslDocument *
vsl_document_open_finish (GAsyncResult *result, GError **error)
{
  VslLoaded *loaded = g_task_propagate_pointer (G_TASK (result), error);
  return loaded ? vsl_document_new_loaded (loaded) : NULL;
}

/**
 * vsl_document_create_async:
 * @path: must not exist
 */
void
vsl_document_create_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  start (path, NULL, create_thread, cancellable, callback, data);
}

/**
 * vsl_document_create_finish:
 */
VslDocument *
vsl_document_create_finish (GAsyncResult *result, GError **error)
{
  return vsl_document_open_finish (result, error);
}

/**
 * vsl_document_create_sample_async:
 * @sample: one of vsl_sample_names()
 */
void
vsl_document_create_sample_async (const char *sample, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer data)
{
  start (path, sample, sample_thread, cancellable, callback, data);
}

/**
 * vsl_document_create_sample_finish:
 */
VslDocument *
vsl_document_create_sample_finish (GAsyncResult *result, GError **error)
{
  return vsl_document_open_finish (result, error);
}

/* ---- from what a worker read to the object ---- */

void
vsl_document_take_data (VslDocument *self, VslLoaded *loaded)
{
  guint old = g_list_model_get_n_items (G_LIST_MODEL (self->samples));
  for (guint i = 0; i < old; i++) {
    g_autoptr (VslSample) sample = g_list_model_get_item (G_LIST_MODEL (self->samples), i);
    vsl_sample_forget_document (sample);
  }
  gboolean renamed = self->info.class_names && loaded->info.class_names
                     && !g_strv_equal ((const char *const *) self->info.class_names, (const char *const *) loaded->info.class_names);
  vsl_project_info_clear (&self->info);
  self->info = loaded->info;
  memset (&loaded->info, 0, sizeof loaded->info);
  g_free (self->left_out);
  self->left_out = g_steal_pointer (&loaded->left_out);
  /* The old steps remember class numbers. */
  if (renamed) {
    vsl_history_forget (self->history, &vsl_command_labels);
    vsl_history_forget (self->history, &vsl_command_positive);
  }
  g_hash_table_remove_all (self->by_id);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < loaded->samples->len; i++) {
    VslSample *sample = vsl_sample_new (&g_array_index (loaded->samples, VslSampleInfo, i), self);
    g_ptr_array_add (items, sample);
    g_hash_table_insert (self->by_id, (gpointer) &vsl_sample_info (sample)->id, sample);
  }
  g_list_store_splice (self->samples, 0, old, items->pdata, items->len);
  if (self->report)                /* what is wrong with the drawing depends on what it will learn from */
    vsl_document_update_report (self);
  vsl_document_emit_data_changed (self);
  if (self->report)
    vsl_document_emit_network_changed (self);
}

/* Keeps the items of runs that are there already, so that selections in views stay. */
void
vsl_document_take_runs (VslDocument *self, GPtrArray *runs)
{
  g_autoptr (GHashTable) old = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->runs));
  gboolean same = n == runs->len;
  for (guint i = 0; i < n; i++) {
    VslRunItem *item = g_list_model_get_item (G_LIST_MODEL (self->runs), i);
    same &= i < runs->len && vsl_run_item_run (item)->run == ((VslRun *) g_ptr_array_index (runs, runs->len - 1 - i))->run;
    g_hash_table_insert (old, GINT_TO_POINTER (vsl_run_item_run (item)->run), item);
  }
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_set_free_func (runs, NULL);
  for (guint i = runs->len; i-- > 0;) {
    VslRun *run = g_ptr_array_index (runs, i);
    VslRunItem *item = g_hash_table_lookup (old, GINT_TO_POINTER (run->run));
    g_ptr_array_add (items, item ? g_object_ref (item) : vsl_run_item_new (run));
    if (item)
      vsl_run_item_replace (item, run);
  }
  if (!same)
    g_list_store_splice (self->runs, 0, n, items->pdata, items->len);
}

VslDocument *
vsl_document_new_loaded (VslLoaded *loaded)
{
  VslDocument *self = g_object_new (VSL_TYPE_DOCUMENT, NULL);
  self->project = g_steal_pointer (&loaded->project);
  self->writer = vsl_writer_new (self->project, vsl_document_failed, self);
  self->drawing = vsl_drawing_new (loaded->network ? g_steal_pointer (&loaded->network) : vsl_network_new ());
  self->options = g_steal_pointer (&loaded->options);
  self->looks = loaded->looks;
  self->looks_by_test = g_steal_pointer (&loaded->looks_by_test);
  vsl_document_take_data (self, loaded);
  vsl_document_take_runs (self, loaded->runs);
  vsl_document_update_report (self);
  vsl_loaded_free (loaded);
  return self;
}
