/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples that leave the project for good, and the file written anew behind them. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "core/vsl-error.h"
#include "project/vsl-project-forget.h"
#include "project/vsl-project-private.h"

#define IN_MEMORY ((gint64) 256 << 20)

/* ---- writing the file anew ---- */

static gint64
pragma (VslStore *store, const char *sql)
{
  sqlite3_stmt *stmt = vsl_store_query (store, NULL, sql, "");
  gint64 value = stmt && vsl_store_step (store, stmt, NULL) > 0 ? sqlite3_column_int64 (stmt, 0) : 0;
  if (stmt)
    sqlite3_reset (stmt);
  return value;
}

/* Deleted rows are overwritten with zeros (secure_delete), but pages that were once divided may keep a copy of a row in the room between theirs. */
static gboolean
do_compact (VslStore *store, gpointer data, GError **error)
{
  gboolean large = pragma (store, "PRAGMA page_count") * pragma (store, "PRAGMA page_size") > IN_MEMORY;
  gboolean ok = (!large || vsl_store_exec (store, "PRAGMA temp_store = FILE", error)) && vsl_store_exec (store, "VACUUM", error);
  return (!large || vsl_store_exec (store, "PRAGMA temp_store = MEMORY", NULL)) && ok;
}

/* What was deleted is gone already; without room for a second copy of the file it is not written anew, which is said. */
gboolean
_vsl_project_compact (VslProject *project)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = vsl_store_call (project->store, VSL_STORE_BARE, do_compact, NULL, &error);
  if (!ok)
    g_debug ("not compacted: %s", error->message);
  return ok;
}

/* ---- samples ---- */

typedef struct {
  VslProject *project;
  const gint64 *ids;
  guint n;
  VslForgotten *forgotten;
} DeleteRequest;

static gboolean
delete_one (VslStore *store, DeleteRequest *request, gint64 id, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM attributes WHERE sample = ?1", "DELETE FROM pixels WHERE sample = ?1", "DELETE FROM texts WHERE sample = ?1", "DELETE FROM cells WHERE sample = ?1",
    "DELETE FROM target_values WHERE sample = ?1", "DELETE FROM hashes WHERE sample = ?1", "DELETE FROM excluded WHERE sample = ?1",
    "DELETE FROM mend_changes WHERE sample = ?1",
  };
  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    if (!vsl_store_run (store, error, sql[i], "i", id))
      return FALSE;
  if (!vsl_store_run (store, error, "DELETE FROM predictions WHERE sample = ?1", "i", id))
    return FALSE;
  request->forgotten->predictions += vsl_store_changes (store);
  if (!vsl_store_run (store, error, "DELETE FROM samples WHERE id = ?1", "i", id))
    return FALSE;
  if (vsl_store_changes (store) > 0)
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no sample %" PRId64 "."), vsl_store_name (store), id);
  return FALSE;
}

/* Nobody else changed: what runs said of the other samples still holds. */
static gboolean
keep_predictions (VslStore *store, gint64 before, GError **error)
{
  return vsl_store_run (store, error, "UPDATE prediction_sets SET data_revision = ?2 WHERE data_revision = ?1", "ii", before, vsl_meta_revision (store));
}

static gboolean
do_delete (VslStore *store, gpointer data, GError **error)
{
  DeleteRequest *request = data;
  gint64 before = vsl_meta_revision (store);
  g_autoptr (GHashTable) words = _vsl_words_of_notes (store, request->project, request->ids, request->n, error);
  gboolean ok = words != NULL;
  for (guint i = 0; ok && i < request->n; i++)
    ok = delete_one (store, request, request->ids[i], error);
  request->forgotten->samples = request->n;
  return ok && vsl_store_run (store, error, "DELETE FROM mends WHERE id NOT IN (SELECT mend FROM mend_changes)", "")
         && vsl_store_run (store, error, "DELETE FROM patients WHERE id NOT IN (SELECT patient FROM samples WHERE patient IS NOT NULL)", "")
         && _vsl_words_hide (store, request->project, words, &request->forgotten->words, error) && vsl_meta_bump (store, error) && keep_predictions (store, before, error)
         && vsl_audit_addf (store, error, "delete", "%u samples deleted for good, %u predictions with them, %u words of vocabularies hidden", request->n,
                            request->forgotten->predictions, request->forgotten->words);
}

/**
 * vsl_project_delete_samples:
 * @ids: n of them
 * @forgotten: (out): what went
 *
 * Deletes samples with their pixels, notes, values and predictions, and patients that have no other sample. Words that stood in their notes alone are hidden in
 * the vocabularies of runs. Runs keep their weights and their numbers. It cannot be undone.
 *
 * Returns: FALSE with an error: then nothing was deleted
 */
gboolean
vsl_project_delete_samples (VslProject *project, const gint64 *ids, guint n, VslForgotten *forgotten, GError **error)
{
  DeleteRequest request = { project, ids, n, forgotten };
  *forgotten = (VslForgotten) { 0 };
  if (n == 0)
    return TRUE;
  if (!vsl_store_call (project->store, VSL_STORE_WRITE, do_delete, &request, error))
    return FALSE;
  forgotten->compact = _vsl_project_compact (project);
  return TRUE;
}
