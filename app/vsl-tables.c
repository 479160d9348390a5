/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-tables.h"

#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"
#include "data/vsl-row.h"

#define EXCERPT_BYTES 300

typedef struct {
  VslProject *project;
  gint64 id;
  guint column;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;
  vsl_project_unref (request->project);
  g_free (request);
}

static void
start (VslDocument *self, Request request, GTaskThreadFunc func, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  request.project = vsl_project_ref (self->project);
  g_task_set_task_data (task, g_memdup2 (&request, sizeof request), request_free);
  g_task_run_in_thread (task, func);
}

/* ---- a row ---- */

static void
cell_free (gpointer data)
{
  VslShownCell *cell = data;
  g_free (cell->name);
  g_free (cell->value);
  g_free (cell->unit);
  g_free (cell);
}

static const char *
unit_of (const GPtrArray *columns, const char *name)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_str_equal (((const VslColumn *) columns->pdata[i])->name, name))
      return ((const VslColumn *) columns->pdata[i])->unit;
  return NULL;
}

static void
row_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  VslImage row = { 0 };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (cell_free), columns = vsl_project_columns (request->project, &error);
  if (!columns || !vsl_project_part (request->project, request->id, VSL_SAMPLE_TABLE, &row, &error)) {
    g_task_return_error (task, error);
    return;
  }
  VslCell cell;
  gsize at = 0;
  while (vsl_row_next (&row, &at, &cell)) {
    VslShownCell *shown = g_new (VslShownCell, 1);
    *shown = (VslShownCell) { g_strdup (cell.name), g_strdup (cell.value), g_strdup (unit_of (columns, cell.name)) };
    g_ptr_array_add (cells, shown);
  }
  vsl_image_clear (&row);
  g_task_return_pointer (task, g_steal_pointer (&cells), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * vsl_document_row_async:
 * @id: of a sample
 */
void
vsl_document_row_async (VslDocument *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  start (self, (Request) { .id = id }, row_thread, cancellable, callback, data);
}

/**
 * vsl_document_row_finish:
 *
 * Returns: (transfer full) (element-type VslShownCell) (nullable):
 */
GPtrArray *
vsl_document_row_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- a column ---- */

/**
 * vsl_column_values_free:
 */
void
vsl_column_values_free (VslColumnValues *values)
{
  g_clear_pointer (&values->columns, g_ptr_array_unref);
  g_clear_pointer (&values->values, g_hash_table_unref);
  g_free (values);
}

static void
column_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  g_autoptr (VslColumnValues) values = g_new0 (VslColumnValues, 1);
  values->columns = vsl_project_columns (request->project, &error);
  values->chosen = values->columns && request->column < values->columns->len ? request->column : 0;
  if (values->columns && values->columns->len)
    values->values = vsl_project_column_values (request->project, ((const VslColumn *) values->columns->pdata[values->chosen])->name, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&values), (GDestroyNotify) vsl_column_values_free);
}

/**
 * vsl_document_column_async:
 * @column: which; one that is not there is the first
 */
void
vsl_document_column_async (VslDocument *self, guint column, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  start (self, (Request) { .column = column }, column_thread, cancellable, callback, data);
}

/**
 * vsl_document_column_finish:
 *
 * Returns: (transfer full) (nullable):
 */
VslColumnValues *
vsl_document_column_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- words ---- */

/**
 * vsl_row_excerpt:
 *
 * Returns: (transfer full): its first values in one line
 */
char *
vsl_row_excerpt (const VslImage *row)
{
  GString *s = g_string_new (NULL);
  VslCell cell;
  gsize at = 0;
  while (s->len < EXCERPT_BYTES && vsl_row_next (row, &at, &cell))
    g_string_append_printf (s, "%s%s %s", s->len ? " · " : "", cell.name, cell.value ? cell.value : "–");
  return g_string_free (s, FALSE);
}

/**
 * vsl_sample_target_text:
 *
 * Returns: (transfer full): the class, the number or the labels of a sample
 */
char *
vsl_sample_target_text (const VslSampleInfo *sample, const VslProjectInfo *info)
{
  guint n = info->class_names ? g_strv_length (info->class_names) : 0;
  if (info->target == VSL_TARGET_NUMBER)
    return sample->has_target ? g_strdup_printf ("%s %.6g", info->target_name ? info->target_name : "", sample->number) : g_strdup (_("No number"));
  if (info->target == VSL_TARGET_CLASS)
    return g_strdup (sample->label >= 0 && sample->label < (int) n ? info->class_names[sample->label] : _("No class"));
  GString *s = g_string_new (NULL);
  for (guint k = 0; k < n; k++)
    if (sample->labels >> k & 1)
      g_string_append_printf (s, "%s%s", s->len ? ", " : "", info->class_names[k]);
  if (!s->len)
    g_string_append (s, sample->has_target ? _("None of the labels") : _("Labels unknown"));
  return g_string_free (s, FALSE);
}
