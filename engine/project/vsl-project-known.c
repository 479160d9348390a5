/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes in a second time is known by its pixels or its text. */
#include "project/vsl-project-private.h"

static gboolean
do_known (VslStore *store, gpointer data, GError **error)
{
  GHashTable *known = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT sha256, width, height FROM samples", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0)
    if (sqlite3_column_bytes (stmt, 0) == 32)
      g_hash_table_add (known, vsl_import_known_key (sqlite3_column_blob (stmt, 0), sqlite3_column_int (stmt, 1), sqlite3_column_int (stmt, 2)));
  return row == 0;
}

/**
 * vsl_project_known:
 *
 * Returns: (transfer full) (nullable): the keys of all samples, as vsl_import_known_key() makes them; for VslImportPlan.known
 */
GHashTable *
vsl_project_known (VslProject *project, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return vsl_store_call (project->store, VSL_STORE_READ, do_known, known, error) ? g_steal_pointer (&known) : NULL;
}
