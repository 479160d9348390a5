/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* Kept a run: the last checkpoint, the one before it, and the best. The new one comes and old ones go in one transaction. */

#define INSERT_PART "INSERT INTO checkpoint_parts (checkpoint, part, checksum, data) VALUES (?1, ?2, ?3, ?4)"
#define SELECT_PARTS "SELECT part, checksum, data FROM checkpoint_parts WHERE checkpoint = ?1 ORDER BY part"
#define MAX_BYTES ((gint64) 1 << 36)

typedef struct {
  int run;
  guint epoch;
  gboolean mid, best;
  GBytes *state;
  char *note;
} CheckpointRequest;

/* Those that are neither the newest nor, unless the new one is better, the best. */
static gboolean
drop_old (VslStore *store, const CheckpointRequest *request, GError **error)
{
  const char *which = "SELECT id FROM checkpoints WHERE run = ?1 AND id <> (SELECT MAX(id) FROM checkpoints WHERE run = ?1) AND (best = 0 OR ?2)";
  g_autofree char *parts = g_strdup_printf ("DELETE FROM checkpoint_parts WHERE checkpoint IN (%s)", which);
  g_autofree char *rows = g_strdup_printf ("DELETE FROM checkpoints WHERE id IN (%s)", which);
  if (!vsl_store_run (store, error, parts, "nn", request->run, request->best ? 1 : 0) ||
      !vsl_store_run (store, error, rows, "nn", request->run, request->best ? 1 : 0))
    return FALSE;
  return !request->best || vsl_store_run (store, error, "UPDATE checkpoints SET best = 0 WHERE run = ?1", "n", request->run);
}

/* They were made by weights that may no longer be the best. */
static gboolean
drop_predictions (VslStore *store, int run, GError **error)
{
  return vsl_store_run (store, error, "DELETE FROM predictions WHERE run = ?1", "n", run) &&
         vsl_store_run (store, error, "DELETE FROM prediction_sets WHERE run = ?1", "n", run);
}

static gboolean
do_checkpoint (VslStore *store, gpointer data, GError **error)
{
  const CheckpointRequest *request = data;
  gsize size;
  gconstpointer state = g_bytes_get_data (request->state, &size);
  if (!vsl_run_resolve (store, request->run, error) || !drop_old (store, request, error) || !drop_predictions (store, request->run, error) ||
      !vsl_store_run (store, error, "INSERT INTO checkpoints (run, epoch, mid, best, bytes) VALUES (?1, ?2, ?3, ?4, ?5)", "ninni", request->run,
                      (gint64) request->epoch, request->mid ? 1 : 0, request->best ? 1 : 0, (gint64) size))
    return FALSE;
  return vsl_chunks_write (store, INSERT_PART, vsl_store_last_id (store), state, size, error);
}

/**
 * vsl_project_run_checkpoint:
 * @epoch: completed epochs
 * @mid: whether it was taken inside the next one
 * @best: whether its weights are the best so far
 * @state: of vsl_trainer_state()
 *
 * Keeps a complete state. Either it is there when the call returns, or everything is as before.
 */
gboolean
vsl_project_run_checkpoint (VslProject *project, int run, guint epoch, gboolean mid, gboolean best, GBytes *state, GError **error)
{
  CheckpointRequest request = { MAX (run, 1), epoch, mid, best, state, NULL };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_checkpoint, &request, error);
}

typedef struct {
  gint64 id, bytes;
  guint epoch;
} CheckpointRow;

static GArray *
list_checkpoints (VslStore *store, const CheckpointRequest *request, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (CheckpointRow));
  sqlite3_stmt *stmt = vsl_store_query (store, error,
                                        "SELECT id, bytes, epoch FROM checkpoints WHERE run = ?1 AND (best OR NOT ?2) ORDER BY id DESC", "nn",
                                        request->run, request->best ? 1 : 0);
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    CheckpointRow c = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1), (guint) sqlite3_column_int (stmt, 2) };
    g_array_append_val (rows, c);
  }
  return row == 0 ? g_steal_pointer (&rows) : NULL;
}

static GBytes *
read_checkpoint (VslStore *store, const CheckpointRequest *request, const CheckpointRow *row, GError **error)
{
  g_autofree char *what = g_strdup_printf (_("the checkpoint of run %d after epoch %u"), request->run, row->epoch);
  g_autofree guint8 *state = row->bytes > 0 && row->bytes <= MAX_BYTES ? g_try_malloc ((gsize) row->bytes) : NULL;
  if (state == NULL) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOMEM, _("“%s”: there isn't enough memory for %s. Close other programs, then try again."),
                 vsl_store_name (store), what);
    return NULL;
  }
  if (!vsl_chunks_read (store, SELECT_PARTS, row->id, state, (gsize) row->bytes, what, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&state), (gsize) row->bytes);
}

static gboolean
do_find (VslStore *store, gpointer data, GError **error)
{
  CheckpointRequest *request = data;
  request->run = vsl_run_resolve (store, request->run, error);
  g_autoptr (GArray) rows = request->run ? list_checkpoints (store, request, error) : NULL;
  g_autoptr (GError) first = NULL;
  for (guint i = 0; rows && i < rows->len; i++) {
    g_autoptr (GError) local = NULL;
    const CheckpointRow *row = &g_array_index (rows, CheckpointRow, i);
    request->state = read_checkpoint (store, request, row, &local);
    if (request->state) {
      if (first)
        request->note = g_strdup_printf (_("%s The one before, after epoch %u, is used instead."), first->message, row->epoch);
      return TRUE;
    }
    if (first == NULL)
      first = g_steal_pointer (&local);
  }
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else if (rows && request->best)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("Run %d has no best epoch yet."), request->run);
  else if (rows)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND,
                 _("Run %d has no checkpoint: it stopped before the end of its first epoch. Train again."), request->run);
  return FALSE;
}

/**
 * vsl_project_checkpoint:
 * @run: a number, 0 for the last run
 * @best: the best one instead of the newest
 * @note: (out) (optional): a sentence for the person when the newest is damaged and the one before is returned
 *
 * Returns: (transfer full): a complete state whose every byte was checked, or %NULL with an error
 */
GBytes *
vsl_project_checkpoint (VslProject *project, int run, gboolean best, char **note, GError **error)
{
  CheckpointRequest request = { .run = MAX (run, 0), .best = best };
  gboolean ok = vsl_store_call (project->store, VSL_STORE_READ, do_find, &request, error);
  if (note)
    *note = g_steal_pointer (&request.note);
  g_free (request.note);
  return ok ? request.state : NULL;
}
