/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"
#include "app/vsl-suggest.h"

/* Options of the next run, and writing network and options to the file by itself. */
#define SAVE_AFTER_MS 300
#define MERGE_WINDOW (2 * G_USEC_PER_SEC)

typedef struct {
  VslOptions *before, *after;
} Change;

static void
change_free (Change *change)
{
  vsl_options_free (change->before);
  vsl_options_free (change->after);
  g_free (change);
}

static void
put (VslDocument *self, const VslOptions *options)
{
  gboolean batch = options->config->batch_size != self->options->config->batch_size;
  vsl_options_free (self->options);
  self->options = vsl_options_copy (options);
  self->options_dirty = TRUE;
  if (batch)
    vsl_document_update_report (self);
  vsl_document_schedule_save (self);
  vsl_document_emit_options_changed (self);
}

static void
apply_change (gpointer owner, gpointer command, gboolean forward)
{
  const Change *change = command;
  put (owner, forward ? change->after : change->before);
}

static void
merge_change (gpointer command, gpointer later)
{
  Change *change = command, *next = later;
  VslOptions *old = change->after;
  change->after = next->after;
  next->after = old;
}

static const VslCommandClass command_change = { apply_change, merge_change, (GDestroyNotify) change_free };

/**
 * vsl_document_options:
 *
 * Returns: (transfer none): until the next "options-changed"
 */
const VslOptions *
vsl_document_options (VslDocument *self)
{
  return self->options;
}

static gboolean
same_options (const VslOptions *a, const VslOptions *b)
{
  g_autoptr (JsonNode) x = vsl_options_to_json (a, TRUE);
  g_autoptr (JsonNode) y = vsl_options_to_json (b, TRUE);
  return a->seed == b->seed && a->threads == b->threads && json_node_equal (x, y);
}

/**
 * vsl_document_set_train_option:
 * @name: as of `vsl train --set`, also "seed" and "threads"
 * @value: JSON, else a bare string
 */
gboolean
vsl_document_set_train_option (VslDocument *self, const char *name, const char *value, GError **error)
{
  VslOptions *next = vsl_options_copy (self->options);
  /* An option of the loss may need to know what "auto" stands for; nothing of the network is changed by it. */
  VslNetwork *network = g_str_has_prefix (name, "loss.") ? vsl_document_network (self) : NULL;
  if (!vsl_options_set (next, network, name, value, error)) {
    vsl_options_free (next);
    return FALSE;
  }
  if (same_options (next, self->options)) {
    vsl_options_free (next);
    return TRUE;
  }
  Change *change = g_new (Change, 1);
  change->before = vsl_options_copy (self->options);
  change->after = next;
  put (self, next);
  g_autofree char *key = g_strdup_printf ("train:%s", name);
  g_autofree char *label = g_strdup_printf (_("Change %s"), name);
  vsl_history_push (self->history, &command_change, change, label, key, MERGE_WINDOW);
  return TRUE;
}

/* Options that suit a template, where nobody has set others: a step of their own, which joins one that was begun. */
void
vsl_document_suit_options (VslDocument *self, const char *id)
{
  VslOptions *next = vsl_options_copy (self->options);
  if (!vsl_suggest_options (&self->info, id, next, NULL)) {
    vsl_options_free (next);
    return;
  }
  Change *change = g_new (Change, 1);
  change->before = vsl_options_copy (self->options);
  change->after = next;
  put (self, next);
  vsl_history_push (self->history, &command_change, change, _("Change options"), NULL, 0);
}

/**
 * vsl_document_loss:
 * @loss: (out): class and options of the loss that a run started now would have, also while it is "auto"; to be cleared with
 *   vsl_object_clear()
 *
 * Returns: FALSE when the network does not say yet which loss fits it
 */
gboolean
vsl_document_loss (VslDocument *self, VslObject *loss)
{
  const VslNetwork *network = vsl_document_network (self);
  const VslLossClass *cls = vsl_options_loss (self->options, network, NULL);
  *loss = (VslObject) { NULL, NULL };
  if (!cls)
    return FALSE;
  *loss = (VslObject) { &cls->head, vsl_options_loss_config (self->options, network, cls) };
  return TRUE;
}

/* ---- saving ---- */

static gboolean
write_network (VslProject *project, gpointer data, GError **error)
{
  return vsl_project_set_network (project, ((VslDrawing *) data)->network, error);
}

static gboolean
write_options (VslProject *project, gpointer data, GError **error)
{
  return vsl_project_set_options (project, data, error);
}

/* Hands what is not saved yet to the writer. */
void
vsl_document_save_now (VslDocument *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->network_dirty)
    vsl_writer_push (self->writer, write_network, vsl_drawing_ref (self->drawing), (GDestroyNotify) vsl_drawing_unref);
  if (self->options_dirty)
    vsl_writer_push (self->writer, write_options, vsl_options_copy (self->options), (GDestroyNotify) vsl_options_free);
  self->network_dirty = self->options_dirty = FALSE;
}

static gboolean
save_timeout (gpointer data)
{
  VslDocument *self = data;
  self->save_source = 0;
  vsl_document_save_now (self);
  return G_SOURCE_REMOVE;
}

void
vsl_document_schedule_save (VslDocument *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (SAVE_AFTER_MS, save_timeout, self);
}

static gboolean
flushed (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * vsl_document_flush_async:
 *
 * Comes back when all edits so far are in the file. A write that fails is told by the signal "failed".
 */
void
vsl_document_flush_async (VslDocument *self, GAsyncReadyCallback callback, gpointer data)
{
  vsl_document_save_now (self);
  vsl_writer_notify (self->writer, flushed, g_task_new (self, NULL, callback, data));
}

/**
 * vsl_document_flush_finish:
 */
gboolean
vsl_document_flush_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * vsl_document_flush:
 *
 * As vsl_document_flush_async(), but waits. Never where a window is drawn.
 */
void
vsl_document_flush (VslDocument *self)
{
  vsl_document_save_now (self);
  vsl_writer_wait (self->writer);
}
