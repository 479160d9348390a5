/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/vsl-schema.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "core/vsl-error.h"

/* Explained table by table in docs/project-format.md. A change here is a new VSL_PROJECT_VERSION: projects whose text differs
 * are refused. */
static const struct {
  const char *type, *name, *sql;
} schema[] = {
  { "table", "meta", "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT" },
  { "table", "classes", "CREATE TABLE classes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT" },
  { "table", "patients", "CREATE TABLE patients (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 32)) STRICT" },
  { "table", "samples",
    "CREATE TABLE samples (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, class INTEGER REFERENCES classes (id), "
    "patient INTEGER REFERENCES patients (id), split INTEGER NOT NULL CHECK (split BETWEEN -1 AND 2), width INTEGER NOT NULL, "
    "height INTEGER NOT NULL, frames INTEGER NOT NULL, channels INTEGER NOT NULL, bits INTEGER NOT NULL, type INTEGER NOT NULL, bytes INTEGER NOT NULL, "
    "sha256 BLOB NOT NULL CHECK (length(sha256) = 32)) STRICT" },
  { "index", "samples_patient", "CREATE INDEX samples_patient ON samples (patient)" },
  { "index", "samples_sha256", "CREATE INDEX samples_sha256 ON samples (sha256)" },
  { "table", "attributes",
    "CREATE TABLE attributes (sample INTEGER NOT NULL REFERENCES samples (id), name TEXT NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY (sample, name)) STRICT" },
  { "table", "pixels",
    "CREATE TABLE pixels (sample INTEGER NOT NULL REFERENCES samples (id), part INTEGER NOT NULL, checksum BLOB NOT NULL, "
    "data BLOB NOT NULL, PRIMARY KEY (sample, part)) STRICT" },
  { "table", "texts",
    "CREATE TABLE texts (sample INTEGER NOT NULL REFERENCES samples (id), part INTEGER NOT NULL, checksum BLOB NOT NULL, "
    "data BLOB NOT NULL, PRIMARY KEY (sample, part)) STRICT" },
  { "table", "columns",
    "CREATE TABLE columns (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, unit TEXT, decimal_comma INTEGER NOT NULL, levels TEXT) STRICT" },
  { "table", "cells",
    "CREATE TABLE cells (sample INTEGER NOT NULL REFERENCES samples (id), column_id INTEGER NOT NULL REFERENCES columns (id), value TEXT NOT NULL, "
    "PRIMARY KEY (sample, column_id)) STRICT, WITHOUT ROWID" },
  { "table", "targets",
    "CREATE TABLE targets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('number', 'label'))) STRICT" },
  { "table", "target_values",
    "CREATE TABLE target_values (sample INTEGER NOT NULL REFERENCES samples (id), target INTEGER NOT NULL REFERENCES targets (id), value REAL NOT NULL, "
    "PRIMARY KEY (sample, target)) STRICT, WITHOUT ROWID" },
  { "table", "network",
    "CREATE TABLE network (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL, json TEXT NOT NULL) STRICT" },
  { "table", "options", "CREATE TABLE options (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT" },
  { "table", "runs",
    "CREATE TABLE runs (run INTEGER PRIMARY KEY, state TEXT NOT NULL, stopped TEXT, epochs INTEGER NOT NULL, started INTEGER NOT NULL, "
    "network TEXT NOT NULL, options TEXT NOT NULL, environment TEXT, classes TEXT NOT NULL, message TEXT, "
    "network_revision INTEGER NOT NULL, data_revision INTEGER NOT NULL) STRICT" },
  { "table", "epochs",
    "CREATE TABLE epochs (run INTEGER NOT NULL REFERENCES runs (run), epoch INTEGER NOT NULL, loss REAL, accuracy REAL, val_loss REAL, "
    "val_accuracy REAL, val_auc REAL, learning_rate REAL, seconds REAL, samples_per_second REAL, best INTEGER NOT NULL, "
    "PRIMARY KEY (run, epoch)) STRICT" },
  { "table", "checkpoints",
    "CREATE TABLE checkpoints (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (run), epoch INTEGER NOT NULL, "
    "mid INTEGER NOT NULL, best INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT" },
  { "table", "checkpoint_parts",
    "CREATE TABLE checkpoint_parts (checkpoint INTEGER NOT NULL REFERENCES checkpoints (id), part INTEGER NOT NULL, "
    "checksum BLOB NOT NULL, data BLOB NOT NULL, PRIMARY KEY (checkpoint, part)) STRICT" },
  { "table", "prediction_sets",
    "CREATE TABLE prediction_sets (run INTEGER NOT NULL REFERENCES runs (run), split INTEGER NOT NULL, data_revision INTEGER NOT NULL, "
    "classes INTEGER NOT NULL, width INTEGER NOT NULL, PRIMARY KEY (run, split)) STRICT" },
  { "table", "predictions",
    "CREATE TABLE predictions (run INTEGER NOT NULL, split INTEGER NOT NULL, sample INTEGER NOT NULL REFERENCES samples (id), "
    "predicted INTEGER NOT NULL, error REAL, abs_error REAL, probabilities BLOB NOT NULL, outputs BLOB NOT NULL, PRIMARY KEY (run, split, sample), "
    "FOREIGN KEY (run, split) REFERENCES prediction_sets (run, split)) STRICT" },
  { "table", "hashes", "CREATE TABLE hashes (sample INTEGER PRIMARY KEY REFERENCES samples (id), version INTEGER NOT NULL, data BLOB NOT NULL) STRICT" },
  { "table", "excluded",
    "CREATE TABLE excluded (sample INTEGER PRIMARY KEY REFERENCES samples (id), finding TEXT NOT NULL, time INTEGER NOT NULL) STRICT" },
  { "table", "mends", "CREATE TABLE mends (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, finding TEXT NOT NULL, undone INTEGER NOT NULL) STRICT" },
  { "table", "mend_changes",
    "CREATE TABLE mend_changes (mend INTEGER NOT NULL REFERENCES mends (id), sample INTEGER NOT NULL REFERENCES samples (id), "
    "split_before INTEGER NOT NULL, split_after INTEGER NOT NULL, out_before INTEGER NOT NULL, out_after INTEGER NOT NULL, "
    "invert INTEGER NOT NULL, PRIMARY KEY (mend, sample)) STRICT" },
  { "table", "looks", "CREATE TABLE looks (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES runs (run), how TEXT NOT NULL) STRICT" },
  { "table", "leaks",
    "CREATE TABLE leaks (run INTEGER PRIMARY KEY REFERENCES runs (run), allowed INTEGER NOT NULL, patients INTEGER NOT NULL, "
    "copies INTEGER NOT NULL, look_alikes INTEGER NOT NULL, smaller INTEGER NOT NULL, samples TEXT NOT NULL) STRICT" },
  { "table", "masks",
    "CREATE TABLE masks (type TEXT NOT NULL, hash TEXT NOT NULL CHECK (length(hash) = 32), number INTEGER NOT NULL CHECK (number > 0), "
    "PRIMARY KEY (type, hash)) STRICT" },
  { "table", "audit", "CREATE TABLE audit (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, event TEXT NOT NULL, detail TEXT) STRICT" },
  { "trigger", "audit_no_update",
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END" },
  { "trigger", "audit_no_delete",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END" },
};

gboolean
vsl_schema_create (VslStore *store, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    if (!vsl_store_run (store, error, schema[i].sql, ""))
      return FALSE;
  g_autofree char *id = g_strdup_printf ("PRAGMA application_id = %d", VSL_PROJECT_APPLICATION_ID);
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d", VSL_PROJECT_VERSION);
  return vsl_store_exec (store, id, error) && vsl_store_exec (store, version, error);
}

static gboolean
read_pragma (VslStore *store, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, sql, "");
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  *value = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  return TRUE;
}

/* Whether the row is one of ours; each may be seen once. */
static gboolean
known_entry (const char *type, const char *name, const char *table, const char *sql, gboolean *seen)
{
  if (sql == NULL)       /* SQLite's own index of a PRIMARY KEY or UNIQUE */
    return g_strcmp0 (type, "index") == 0 && name && g_str_has_prefix (name, "sqlite_autoindex_");
  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    if (!seen[i] && g_strcmp0 (type, schema[i].type) == 0 && g_strcmp0 (name, schema[i].name) == 0 && g_strcmp0 (sql, schema[i].sql) == 0 &&
        (!g_str_equal (type, "table") || g_strcmp0 (table, name) == 0))
      return seen[i] = TRUE;
  return FALSE;
}

static gboolean
verify_entries (VslStore *store, GError **error)
{
  gboolean seen[G_N_ELEMENTS (schema)] = { FALSE };
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT type, name, tbl_name, sql FROM sqlite_schema", "");
  int row;
  if (stmt == NULL)
    return FALSE;
  while ((row = vsl_store_step (store, stmt, error)) > 0) {
    const char *name = (const char *) sqlite3_column_text (stmt, 1);
    if (known_entry ((const char *) sqlite3_column_text (stmt, 0), name, (const char *) sqlite3_column_text (stmt, 2),
                     (const char *) sqlite3_column_text (stmt, 3), seen))
      continue;
    g_autofree char *shown = g_utf8_make_valid (name ? name : "", -1);
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT,
                 _("“%s” isn't opened: it contains “%.60s”, which no Vesalius project has. Somebody changed the file with another program; "
                   "ask for the original."), vsl_store_name (store), shown);
    sqlite3_reset (stmt);
    return FALSE;
  }
  if (row < 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    if (!seen[i]) {
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT,
                   _("“%s” isn't opened: its part “%s” is missing. Use a back-up copy of the project."), vsl_store_name (store), schema[i].name);
      return FALSE;
    }
  return TRUE;
}

gboolean
vsl_schema_verify (VslStore *store, GError **error)
{
  gint64 id = 0, version = 0;
  if (!read_pragma (store, "PRAGMA application_id", &id, error) || !read_pragma (store, "PRAGMA user_version", &version, error))
    return FALSE;
  if (id != VSL_PROJECT_APPLICATION_ID) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT,
                 _("“%s” isn't a Vesalius project. Choose a file whose name ends in .vesalius, or make a new project."), vsl_store_name (store));
    return FALSE;
  }
  if (version != VSL_PROJECT_VERSION) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_UNSUPPORTED,
                 _("“%s” was made by another version of Vesalius (format %" PRId64 ", this one reads %d). Install the newest Vesalius."),
                 vsl_store_name (store), version, VSL_PROJECT_VERSION);
    return FALSE;
  }
  return verify_entries (store, error);
}
