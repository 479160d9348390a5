/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality report, mends and splits as the window asks for them: found out on a worker, done as one step that can be undone. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-document-private.h"
#include "project/vsl-project-split.h"

/* ---- the command ---- */

typedef struct {
  char *finding;
  GArray *changes;         /* of VslChange */
} Mend;

static void
mend_free (gpointer data)
{
  Mend *mend = data;
  g_array_unref (mend->changes);
  g_free (mend->finding);
  g_free (mend);
}

typedef struct {
  char *finding;
  GArray *changes;
  gboolean forward;
} Write;

static void
write_free (gpointer data)
{
  Write *write = data;
  g_array_unref (write->changes);
  g_free (write->finding);
  g_free (write);
}

static gboolean
write_changes (VslProject *project, gpointer data, GError **error)
{
  const Write *write = data;
  return vsl_project_apply (project, (const VslChange *) (gpointer) write->changes->data, write->changes->len, write->forward, write->finding, error);
}

static gboolean
tell_pixels (gpointer data)
{
  g_signal_emit_by_name (data, "pixels-changed");
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

/* Classes came or went: all that remembers their numbers is read anew. */
static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  VslLoaded *loaded = vsl_loaded_read (data, FALSE, &error);
  if (loaded)
    g_task_return_pointer (task, loaded, (GDestroyNotify) vsl_loaded_free);
  else
    g_task_return_error (task, error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  VslDocument *self = VSL_DOCUMENT (source);
  g_autoptr (GError) error = NULL;
  VslLoaded *loaded = g_task_propagate_pointer (G_TASK (result), &error);
  if (loaded)
    vsl_document_take_data (self, loaded);
  else
    vsl_document_failed (self, error->message);
  vsl_loaded_free (loaded);
}

static gboolean
load_again (gpointer data)
{
  g_autoptr (VslDocument) self = data;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_loaded, NULL);
  g_task_set_task_data (task, vsl_project_ref (self->project), (GDestroyNotify) vsl_project_unref);
  g_task_run_in_thread (task, load_thread);
  return G_SOURCE_REMOVE;
}

static void
apply_mend (gpointer owner, gpointer command, gboolean forward)
{
  VslDocument *self = owner;
  const Mend *mend = command;
  gboolean pixels = FALSE, classes = FALSE;
  for (guint i = 0; i < mend->changes->len; i++) {
    const VslChange *c = &g_array_index (mend->changes, VslChange, i);
    VslSample *sample = vsl_document_sample_by_id (self, c->id);
    pixels = pixels || c->invert;
    classes = classes || c->class_name[0] != NULL;
    if (!sample)
      continue;
    vsl_sample_set (sample, vsl_sample_info (sample)->label, (VslSplit) c->split[forward]);
    if (c->out[0] != c->out[1])
      vsl_sample_set_excluded (sample, c->out[forward]);
  }
  Write *write = g_new0 (Write, 1);
  write->finding = g_strdup (mend->finding);
  write->changes = g_array_ref (mend->changes);
  write->forward = forward;
  vsl_writer_push (self->writer, write_changes, write, write_free);
  if (pixels)
    vsl_writer_notify (self->writer, tell_pixels, g_object_ref (self));
  if (classes)
    vsl_writer_notify (self->writer, load_again, g_object_ref (self));
  vsl_document_update_info (self);
}

const VslCommandClass vsl_command_mend = { apply_mend, NULL, mend_free };

/* Takes the changes. */
static void
do_changes (VslDocument *self, GArray *changes, const char *finding, const char *label)
{
  if (changes->len == 0) {
    g_array_unref (changes);
    return;
  }
  Mend *mend = g_new0 (Mend, 1);
  mend->finding = g_strdup (finding);
  mend->changes = changes;
  apply_mend (self, mend, TRUE);
  vsl_history_push (self->history, &vsl_command_mend, mend, label, NULL, 0);
}

/**
 * vsl_document_leave_out:
 * @out: whether they are left out, or taken in again
 *
 * Undoable.
 */
void
vsl_document_leave_out (VslDocument *self, const gint64 *ids, guint n, gboolean out)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (VslChange));
  for (guint i = 0; i < n; i++) {
    VslSample *sample = vsl_document_sample_by_id (self, ids[i]);
    const VslSampleInfo *info = sample ? vsl_sample_info (sample) : NULL;
    if (!info || info->excluded == out)
      continue;
    VslChange c = { ids[i], { (gint8) info->split, (gint8) info->split }, { (gint8) info->excluded, (gint8) out }, 0 };
    g_array_append_val (changes, c);
  }
  do_changes (self, changes, "by_hand", out ? _("Leave out") : _("Take in again"));
}

/* ---- asking ---- */

typedef struct {
  VslProject *project;
  VslJob *job;
  /* what is asked for */
  char **findings;              /* ids to be mended, each with "=name" where one of several is meant; NULL: the report */
  gboolean split;
  VslSplitRule rule;
  char *by;
  /* what was found */
  VslReportCard *card;
  GArray *changes;
  VslSplitSummary summary;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;
  g_clear_pointer (&ask->project, vsl_project_unref);
  g_clear_pointer (&ask->job, vsl_job_unref);
  g_strfreev (ask->findings);
  g_clear_pointer (&ask->card, vsl_report_card_free);
  g_clear_pointer (&ask->changes, g_array_unref);
  g_free (ask->by);
  g_free (ask);
}

static gboolean
is_meant (char **wanted, const VslFinding *finding)
{
  g_autofree char *full = g_strdup_printf ("%s=%s", finding->id, finding->name ? finding->name : "");
  return g_strv_contains ((const char *const *) wanted, finding->id) || g_strv_contains ((const char *const *) wanted, full);
}

/* All mends together; a sample is changed once. */
static gboolean
plan_mends (Ask *ask, GError **error)
{
  g_autoptr (GHashTable) met = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  ask->changes = g_array_new (FALSE, FALSE, sizeof (VslChange));
  for (guint i = 0; i < ask->card->findings->len; i++) {
    const VslFinding *finding = g_ptr_array_index (ask->card->findings, i);
    if (!is_meant (ask->findings, finding))
      continue;
    g_autoptr (GArray) changes = vsl_check_mend (ask->card, finding, error);
    if (!changes)
      return FALSE;
    for (guint k = 0; k < changes->len; k++)
      if (g_hash_table_add (met, g_memdup2 (&g_array_index (changes, VslChange, k).id, sizeof (gint64))))
        g_array_append_val (ask->changes, g_array_index (changes, VslChange, k));
  }
  return TRUE;
}

static void
ask_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Ask *ask = data;
  GError *error = NULL;
  gboolean ok;
  if (ask->split) {
    ok = vsl_check_divide (ask->project, &ask->rule, ask->by, &ask->changes, &ask->summary, vsl_job_progress, ask->job, &error);
  } else {
    ask->card = vsl_check_project (ask->project, vsl_job_progress, ask->job, &error);
    ok = ask->card && (!ask->findings || plan_mends (ask, &error));
  }
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What the window has changed is in the file now. */
static gboolean
on_written (gpointer data)
{
  GTask *task = data;
  g_task_run_in_thread (task, ask_thread);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* quiet: no word in the header, since nobody asked for it. */
static void
ask_start (VslDocument *self, Ask *ask, const char *what, gboolean quiet, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (task, FALSE);
  ask->project = vsl_project_ref (self->project);
  ask->job = quiet ? vsl_job_new (cancellable) : vsl_document_begin_job (self, what, cancellable);
  g_task_set_task_data (task, ask, ask_free);
  vsl_document_save_now (self);      /* the report looks at the options, too */
  vsl_writer_notify (self->writer, on_written, task);
}

/**
 * vsl_document_check_async:
 *
 * Makes the quality report. It runs beside other work and can be cancelled; what was found out of samples before is kept.
 *
 * Returns: (transfer full): to ask how far it is
 */
VslJob *
vsl_document_check_async (VslDocument *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  ask_start (self, ask, NULL, TRUE, cancellable, callback, data);
  return vsl_job_ref (ask->job);
}

/**
 * vsl_document_check_finish:
 *
 * Returns: (transfer full) (nullable): the report
 */
VslReportCard *
vsl_document_check_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  Ask *ask = g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&ask->card) : NULL;
}

/**
 * vsl_document_mend_async:
 * @findings: ids, or "id=name" for one of several of that id; %NULL-terminated
 */
void
vsl_document_mend_async (VslDocument *self, const char *const *findings, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->findings = g_strdupv ((char **) findings);
  ask_start (self, ask, _("Looking at the samples"), FALSE, cancellable, callback, data);
}

/**
 * vsl_document_mend_finish:
 * @changed: (out): samples that were moved, left out or inverted, as one step that can be undone
 */
gboolean
vsl_document_mend_finish (VslDocument *self, GAsyncResult *result, guint *changed, GError **error)
{
  Ask *ask = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, ask->job);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *changed = ask->changes->len;
  g_autofree char *id = g_strdup (ask->findings[0]);
  if (strchr (id, '='))
    *strchr (id, '=') = '\0';
  do_changes (self, g_steal_pointer (&ask->changes), id, _("Mend data"));
  return TRUE;
}

/**
 * vsl_document_split_async:
 * @by: (nullable): "patient", "study" or a kept column
 *
 * Splits all samples anew; patients and copies stay together.
 */
void
vsl_document_split_async (VslDocument *self, const VslSplitRule *rule, const char *by, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->split = TRUE;
  ask->rule = *rule;
  ask->by = g_strdup (by);
  ask_start (self, ask, _("Splitting"), FALSE, cancellable, callback, data);
}

typedef struct {
  VslSplitRule rule;
  char *by;
} Divided;

static void
divided_free (gpointer data)
{
  g_free (((Divided *) data)->by);
  g_free (data);
}

static gboolean
write_division (VslProject *project, gpointer data, GError **error)
{
  const Divided *divided = data;
  return vsl_project_note_division (project, &divided->rule, divided->by, error);
}

/**
 * vsl_document_split_finish:
 * @summary: (out) (nullable): what was done; one step that can be undone
 */
gboolean
vsl_document_split_finish (VslDocument *self, GAsyncResult *result, VslSplitSummary *summary, GError **error)
{
  Ask *ask = g_task_get_task_data (G_TASK (result));
  vsl_document_end_job (self, ask->job);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (summary)
    *summary = ask->summary;
  Divided *divided = g_new0 (Divided, 1);
  divided->rule = ask->rule;
  divided->by = g_strdup (ask->by ? ask->by : "patient");
  do_changes (self, g_steal_pointer (&ask->changes), "split", _("Split anew"));
  vsl_writer_push (self->writer, write_division, divided, divided_free);
  return TRUE;
}
