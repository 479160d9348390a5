/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"
#include "graph/vsl-template.h"

/* Templates, fitted to the data. For notes they all are read, on a worker. */

typedef struct {
  VslProject *project;
  char *id;
  VslJob *job;
} Request;

static void
request_free (Request *request)
{
  vsl_project_unref (request->project);
  g_free (request->id);
  vsl_job_unref (request->job);
  g_free (request);
}

static void
template_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  VslNetwork *network = vsl_project_make_template (request->project, request->id, vsl_job_progress, request->job, &error);
  if (network)
    g_task_return_pointer (task, network, (GDestroyNotify) vsl_network_free);
  else
    g_task_return_error (task, error);
}

/* Classes and splits that were changed a moment ago have been written. */
static gboolean
start_reading (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_run_in_thread (task, template_thread);
  return G_SOURCE_REMOVE;
}

static gboolean
put (VslDocument *self, const VslNetwork *network, const char *id)
{
  g_clear_pointer (&self->from_template, vsl_drawing_unref);
  self->from_template = vsl_drawing_new (vsl_network_copy (network));
  vsl_history_begin (self->history, _("Use template"));
  gboolean ok = vsl_document_set_network (self, network, _("Use template"));
  if (ok)
    vsl_document_suit_options (self, id);
  vsl_history_end (self->history);
  return ok;
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  VslDocument *self = VSL_DOCUMENT (source);
  const Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = g_task_propagate_pointer (G_TASK (result), &error);
  vsl_document_end_job (self, request->job);
  if (network)
    put (self, network, request->id);
  else
    vsl_document_failed (self, error->message);
}

static void
read_notes (VslDocument *self, const char *id)
{
  GTask *task = g_task_new (self, NULL, on_made, NULL);
  Request *request = g_new (Request, 1);
  *request = (Request) { vsl_project_ref (self->project), g_strdup (id), vsl_document_begin_job (self, self->info.kind == VSL_SAMPLE_NOTE ? _("Reading the notes") : _("Reading the samples"), NULL) };
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  vsl_writer_notify (self->writer, start_reading, task);
}

/* What an Input of a template takes. */
static VslSampleKind
kind_of (const VslNode *input)
{
  const VslProp *p = vsl_kind_prop (&input->cls->head, "shape");
  const VslInts *shape = (gconstpointer) ((const guint8 *) input->config + p->offset);
  for (guint i = 0; input->preprocessing && i < input->preprocessing->len; i++)
    if (g_str_equal (g_array_index (input->preprocessing, VslStepSpec, i).cls->head.name, "TextVectorization"))
      return VSL_SAMPLE_NOTE;
  return shape->n == 3 ? VSL_SAMPLE_SCAN : VSL_SAMPLE_TABLE;
}

/* Without any samples a template is drawn for those to come. */
static gboolean
has_parts (const VslProjectInfo *info, const char *id, GError **error)
{
  g_autoptr (VslNetwork) network = info->n && info->kind == VSL_SAMPLE_SCAN && vsl_template_parts (id) > 1 ? vsl_template_load (id, NULL) : NULL;
  g_autoptr (GPtrArray) inputs = network ? vsl_network_input_nodes (network) : NULL;
  for (guint i = 0; inputs && i < inputs->len; i++) {
    VslSampleKind kind = kind_of (inputs->pdata[i]);
    if ((kind == VSL_SAMPLE_TABLE && !info->columns) || (kind == VSL_SAMPLE_NOTE && !info->notes_beside)) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG,
                   kind == VSL_SAMPLE_TABLE ? _("“%s” needs values of a table beside the scans, and this project has none. Import the scans with a table whose columns are taken.")
                                            : _("“%s” needs a note beside each scan, and this project has none. Import the scans with a table that has a column of notes."),
                   vsl_template_title (id));
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * vsl_document_template_suits:
 * @id: of a template
 *
 * Returns: FALSE with the reason when the samples are not such as it is for, or lack one of its parts
 */
gboolean
vsl_document_template_suits (VslDocument *self, const char *id, GError **error)
{
  return !self->info.n || (vsl_template_suits (id, self->info.kind, error) && has_parts (&self->info, id, error));
}

/**
 * vsl_document_use_template:
 * @id: "classic-cnn" …
 *
 * Puts a template in place of the drawing, fitted to the project's samples and classes. For notes that comes a little later, with
 * "network-changed"; "busy" and "progress" tell of it, and "failed" when it comes to nothing.
 *
 * Returns: FALSE when the template does not suit the data; nothing is changed then
 */
gboolean
vsl_document_use_template (VslDocument *self, const char *id, GError **error)
{
  const VslProjectInfo *info = &self->info;
  if (!vsl_document_template_suits (self, id, error))
    return FALSE;
  if (info->n && (info->kind != VSL_SAMPLE_SCAN || info->target != VSL_TARGET_CLASS || vsl_template_parts (id) > 1)) {
    read_notes (self, id);
    return TRUE;
  }
  gboolean scans = info->n && info->kind == VSL_SAMPLE_SCAN;
  int classes = info->class_names ? (int) g_strv_length (info->class_names) : 0;
  g_autoptr (VslNetwork) network = vsl_template_kind (id) == VSL_SAMPLE_NOTE      /* chosen before there are any */
    ? vsl_template_make_notes (id, NULL, classes, error)
    : vsl_template_make (id, scans ? &info->raw : NULL, scans && info->uniform, classes, error);
  return network && put (self, network, id);
}
