/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-import-examples.h"

#include <string.h>

#include "data/vsl-csv.h"
#include "data/vsl-note.h"
#include "privacy/vsl-deid.h"

/* So many files tell the encodings. */
#define LOOKED_AT 40

/**
 * vsl_import_examples_free:
 */
void
vsl_import_examples_free (VslImportExamples *e)
{
  g_strfreev (e->texts);
  g_strfreev (e->masked);
  g_strfreev (e->labels);
  g_free (e->encodings);
  g_free (e);
}

/* What is looked at: the examples first, then notes from all over the list. */
typedef struct {
  char *path, *text, *label;     /* path or text */
  GArray *settled;               /* what is masked of it, by a person; NULL: what is found */
} Note;

typedef struct {
  GPtrArray *notes;              /* of Note */
  guint examples;
  char *table;
  gboolean all;
  guint32 leave;                 /* types of identifiers that stay */
} Request;

static void
note_free (gpointer data)
{
  Note *note = data;
  g_free (note->path);
  g_free (note->text);
  g_free (note->label);
  g_clear_pointer (&note->settled, g_array_unref);
  g_free (note);
}

static void
request_free (Request *request)
{
  g_ptr_array_unref (request->notes);
  g_free (request->table);
  g_free (request);
}

static void
add_note (Request *request, const VslImportPlan *plan, guint i)
{
  const VslImportItem *item = plan->items->pdata[i];
  GArray *settled = plan->reviewed ? g_hash_table_lookup (plan->reviewed, GUINT_TO_POINTER (i + 1)) : NULL;
  Note *note = g_new (Note, 1);
  *note = (Note) { g_strdup (item->path), g_strdup (item->text), g_strdup (item->label ? item->label : ""), settled ? g_array_copy (settled) : NULL };
  g_ptr_array_add (request->notes, note);
}

/* The first note of another class, or the last. */
static guint
other_example (const GPtrArray *items)
{
  const VslImportItem *first = items->pdata[0];
  for (guint i = 1; i < items->len; i++)
    if (g_strcmp0 (((VslImportItem *) items->pdata[i])->label, first->label) != 0)
      return i;
  return items->len - 1;
}

static Request *
request_new (const VslImportPlan *plan, const char *table)
{
  const GPtrArray *items = plan->items;
  Request *request = g_new0 (Request, 1);
  guint step = MAX (1, items->len / LOOKED_AT);
  request->notes = g_ptr_array_new_with_free_func (note_free);
  request->table = g_strdup (table);
  request->leave = plan->options.deid_leave;
  request->all = table || step == 1;
  if (items->len)
    add_note (request, plan, 0);
  if (items->len > 1)
    add_note (request, plan, other_example (items));
  request->examples = request->notes->len;
  for (guint i = 0; !table && i < items->len; i += step)
    if (!((VslImportItem *) items->pdata[i])->text)
      add_note (request, plan, i);
  return request;
}

static char *
text_of (const Note *note, const char **encoding)
{
  VslImage image = { 0 };
  if (note->text)
    return g_strdup (note->text);
  if (!note->path || !vsl_note_read (note->path, &image, encoding, NULL))
    return NULL;       /* the import tells why */
  char *text = g_strndup (image.data, image.size);
  vsl_image_clear (&image);
  return text;
}

static void
add_encoding (GPtrArray *names, const char *name)
{
  if (name && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, (gpointer) name);
}

static const char *
table_encoding (const char *table)
{
  gsize n, length;
  const char *name = NULL;
  g_autofree guint8 *bytes = vsl_note_load (table, VSL_CSV_MAX_BYTES, &n, NULL);
  g_autofree char *text = bytes ? vsl_note_decode (bytes, n, &length, &name, NULL) : NULL;
  return text ? name : NULL;
}

/* As it will be kept, but for the numbers of masks. */
static char *
mask (const Request *request, const Note *note, const char *text)
{
  g_autoptr (GArray) spans = note->settled ? g_array_ref (note->settled) : vsl_deid_find (text, strlen (text));
  for (guint i = spans->len; !note->settled && i-- > 0;)
    if (request->leave & 1u << g_array_index (spans, VslDeidSpan, i).type)
      g_array_remove_index (spans, i);
  VslDeidMasker *masker = vsl_deid_masker_new (TRUE);
  gsize n;
  char *masked = vsl_deid_mask (masker, text, strlen (text), spans, &n, NULL);
  vsl_deid_masker_free (masker);
  return masked;
}

static VslImportExamples *
look (const Request *request)
{
  VslImportExamples *e = g_new0 (VslImportExamples, 1);
  g_autoptr (GPtrArray) texts = g_ptr_array_new (), masked = g_ptr_array_new (), labels = g_ptr_array_new (), names = g_ptr_array_new ();
  for (guint i = 0; i < request->notes->len; i++) {
    const Note *note = request->notes->pdata[i];
    const char *encoding = NULL;
    g_autofree char *text = text_of (note, &encoding);
    if (!text)
      continue;
    add_encoding (names, encoding);
    if (i >= request->examples)
      continue;
    g_ptr_array_add (masked, mask (request, note, text));
    g_ptr_array_add (texts, g_steal_pointer (&text));
    g_ptr_array_add (labels, g_strdup (note->label));
  }
  if (request->table)
    add_encoding (names, table_encoding (request->table));
  g_ptr_array_add (texts, NULL);
  g_ptr_array_add (masked, NULL);
  g_ptr_array_add (labels, NULL);
  g_ptr_array_add (names, NULL);
  e->texts = (char **) g_ptr_array_steal (texts, NULL);
  e->masked = (char **) g_ptr_array_steal (masked, NULL);
  e->labels = (char **) g_ptr_array_steal (labels, NULL);
  e->encodings = names->len > 1 ? g_strjoinv (", ", (char **) names->pdata) : NULL;
  e->all = request->all;
  return e;
}

static void
examples_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, look (data), (GDestroyNotify) vsl_import_examples_free);
}

/**
 * vsl_document_examples_async:
 * @plan: of notes
 * @table: (nullable): the file that they all are in
 */
void
vsl_document_examples_async (VslDocument *self, const VslImportPlan *plan, const char *table, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_task_set_task_data (task, request_new (plan, table), (GDestroyNotify) request_free);
  g_task_run_in_thread (task, examples_thread);
}

/**
 * vsl_document_examples_finish:
 *
 * Returns: (transfer full) (nullable):
 */
VslImportExamples *
vsl_document_examples_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
