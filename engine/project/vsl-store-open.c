/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "project/vsl-store.h"

#define BUSY_MS 15000

/* A project from elsewhere is a hostile file: nothing in it may run, and no size in it is believed. */
static void
harden (sqlite3 *db)
{
  static const int limits[][2] = {
    { SQLITE_LIMIT_LENGTH, (int) (VSL_CHUNK + (1 << 20)) }, { SQLITE_LIMIT_SQL_LENGTH, 100000 }, { SQLITE_LIMIT_COLUMN, 100 },
    { SQLITE_LIMIT_EXPR_DEPTH, 40 }, { SQLITE_LIMIT_COMPOUND_SELECT, 4 }, { SQLITE_LIMIT_VDBE_OP, 25000 }, { SQLITE_LIMIT_FUNCTION_ARG, 8 },
    { SQLITE_LIMIT_ATTACHED, 1 }, { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50 }, { SQLITE_LIMIT_VARIABLE_NUMBER, 32 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 4 }, { SQLITE_LIMIT_WORKER_THREADS, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (db, limits[i][0], limits[i][1]);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_extended_result_codes (db, 1);
  sqlite3_busy_timeout (db, BUSY_MS);
}

static gboolean
set_error (sqlite3 *db, const char *name, GError **error)
{
  vsl_store_set_error (name, sqlite3_extended_errcode (db), sqlite3_system_errno (db), sqlite3_errmsg (db), error);
  return FALSE;
}

/* Rollback journal only: a write-ahead log needs files beside the project, and versions of SQLite in use lose data with it. */
static gboolean
check_journal (sqlite3 *db, const char *name, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  gboolean ok = sqlite3_prepare_v2 (db, "PRAGMA journal_mode", -1, &stmt, NULL) == SQLITE_OK && sqlite3_step (stmt) == SQLITE_ROW;
  g_autofree char *mode = ok ? g_strdup ((const char *) sqlite3_column_text (stmt, 0)) : NULL;
  if (!ok)
    set_error (db, name, error);
  sqlite3_finalize (stmt);
  if (ok && g_strcmp0 (mode, "delete") != 0) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT,
                 _("“%s” isn't opened: another program switched its journal to “%.20s”. Ask for the original project."), name, mode);
    return FALSE;
  }
  return ok;
}

/**
 * vsl_store_connect:
 * @path: of the file, which exists
 * @name: for messages
 * @db: the connection; the caller closes it
 *
 * Opens a connection with everything set that keeps a foreign file from doing harm. Nothing of the file has been
 * believed yet: see vsl_schema_verify().
 */
gboolean
vsl_store_connect (const char *path, const char *name, gboolean read_only, sqlite3 **db, GError **error)
{
  int code = sqlite3_open_v2 (path, db, (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);
  if (code != SQLITE_OK) {
    vsl_store_set_error (name, code, *db ? sqlite3_system_errno (*db) : 0, NULL, error);
    goto failed;
  }
  harden (*db);
  if (sqlite3_exec (*db,
                    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; "
                    "PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384",
                    NULL, NULL, NULL) != SQLITE_OK) {
    set_error (*db, name, error);
    goto failed;
  }
  if (!check_journal (*db, name, error))
    goto failed;
  if (!read_only && sqlite3_db_readonly (*db, "main")) {
    vsl_store_set_error (name, SQLITE_READONLY, 0, NULL, error);
    goto failed;
  }
  return TRUE;

failed:
  sqlite3_close (*db);
  *db = NULL;
  return FALSE;
}

/**
 * vsl_store_quick_check:
 *
 * Lets SQLite walk through the whole file.
 */
gboolean
vsl_store_quick_check (VslStore *store, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "PRAGMA quick_check (1)", "");
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  gboolean ok = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0;
  sqlite3_reset (stmt);
  if (!ok)
    vsl_store_set_error (vsl_store_name (store), SQLITE_CORRUPT, 0, NULL, error);
  return ok;
}
