/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/vsl-store.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>

#include "core/vsl-error.h"
#include "project/vsl-schema.h"

/* Files up to this size are checked whole at each opening; it takes some milliseconds. */
#define ALWAYS_CHECK ((gint64) 8 << 20)

/* Lives on the stack of the thread that waits. */
typedef struct Request Request;
struct Request {
  VslStoreAccess access;
  VslStoreFunc func;
  gpointer data;
  GError **error;
  gboolean ok;
  bool done;
  pthread_cond_t answered;
  Request *next;
};

struct _VslStore {
  char *path, *name;
  sqlite3 *db;
  gboolean read_only;
  gboolean suspect;             /* a write was not confirmed by the disk: it can't be known what is there */
  GHashTable *statements;       /* SQL text > sqlite3_stmt */
  pthread_t thread;
  gboolean running;
  pthread_mutex_t lock;         /* of all below */
  pthread_cond_t wake;
  Request *first, *last;
  bool quit;
};

/* ---- the thread ---- */

/* The rollback that follows a failure may have covered what the system said first: then the file remembers. */
static int
system_errno (VslStore *store)
{
  int last = 0, now = sqlite3_system_errno (store->db);
  sqlite3_file_control (store->db, "main", SQLITE_FCNTL_LAST_ERRNO, &last);
  return last ? last : now;
}

static gboolean
fail (VslStore *store, GError **error)
{
  int code = sqlite3_extended_errcode (store->db);
  /* After a failed fsync the system may call lost pages clean: the next one would lie. */
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
    store->suspect = TRUE;
  vsl_store_set_error (store->name, code, system_errno (store), sqlite3_errmsg (store->db), error);
  return FALSE;
}

static gboolean
may_write (VslStore *store, GError **error)
{
  if (store->read_only)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO, _("“%s” was opened for reading only. Open it for writing to change it."), store->name);
  else if (store->suspect)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                 _("The disk didn't confirm an earlier change of “%s”. Close the project, check the disk, then open it again."), store->name);
  return !store->read_only && !store->suspect;
}

static void
reset_all (VslStore *store)
{
  for (sqlite3_stmt *stmt = sqlite3_next_stmt (store->db, NULL); stmt; stmt = sqlite3_next_stmt (store->db, stmt)) {
    sqlite3_reset (stmt);
    sqlite3_clear_bindings (stmt);
  }
}

static gboolean
execute (VslStore *store, Request *request)
{
  if (request->access == VSL_STORE_BARE)
    return request->func (store, request->data, request->error);
  gboolean write = request->access == VSL_STORE_WRITE;
  if (write && !may_write (store, request->error))
    return FALSE;
  if (!vsl_store_run (store, request->error, write ? "BEGIN IMMEDIATE" : "BEGIN", ""))
    return FALSE;
  gboolean ok = request->func (store, request->data, request->error);
  reset_all (store);
  ok = ok && vsl_store_run (store, request->error, "COMMIT", "");
  /* SQLite has already rolled back after some failures. */
  if (!ok && !sqlite3_get_autocommit (store->db))
    vsl_store_run (store, NULL, "ROLLBACK", "");
  return ok;
}

static void *
store_main (void *arg)
{
  VslStore *store = arg;
  pthread_mutex_lock (&store->lock);
  for (;;) {
    while (store->first == NULL && !store->quit)
      pthread_cond_wait (&store->wake, &store->lock);
    Request *request = store->first;
    if (request == NULL)
      break;
    store->first = request->next;
    if (store->first == NULL)
      store->last = NULL;
    pthread_mutex_unlock (&store->lock);
    request->ok = execute (store, request);
    pthread_mutex_lock (&store->lock);
    request->done = true;
    pthread_cond_signal (&request->answered);
  }
  pthread_mutex_unlock (&store->lock);
  return NULL;
}

/**
 * vsl_store_call:
 * @access: what @func needs
 * @func: runs on the store's thread
 *
 * Sends @func to the store's thread and waits for it; requests are taken in the order in which they come. From any thread; from
 * the store's own it runs at once, inside the request under way.
 */
gboolean
vsl_store_call (VslStore *store, VslStoreAccess access, VslStoreFunc func, gpointer data, GError **error)
{
  GError *local = NULL;
  Request request = { .access = access, .func = func, .data = data, .error = &local, .answered = PTHREAD_COND_INITIALIZER };
  if (pthread_equal (pthread_self (), store->thread))
    return func (store, data, error);
  pthread_mutex_lock (&store->lock);
  if (store->last)
    store->last->next = &request;
  else
    store->first = &request;
  store->last = &request;
  pthread_cond_signal (&store->wake);
  while (!request.done)
    pthread_cond_wait (&request.answered, &store->lock);
  pthread_mutex_unlock (&store->lock);
  pthread_cond_destroy (&request.answered);
  if (local)
    g_propagate_error (error, local);
  return request.ok;
}

/* ---- statements ---- */

static sqlite3_stmt *
prepare (VslStore *store, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = g_hash_table_lookup (store->statements, sql);
  if (stmt) {
    sqlite3_reset (stmt);
    sqlite3_clear_bindings (stmt);
    return stmt;
  }
  if (sqlite3_prepare_v3 (store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
    fail (store, error);
    return NULL;
  }
  g_hash_table_insert (store->statements, g_strdup (sql), stmt);
  return stmt;
}

static int
bind_one (sqlite3_stmt *stmt, int i, char type, va_list *ap)
{
  switch (type) {
    case 'i':
      return sqlite3_bind_int64 (stmt, i, va_arg (*ap, gint64));
    case 'n':
      return sqlite3_bind_int (stmt, i, va_arg (*ap, int));
    case 'd':
      return sqlite3_bind_double (stmt, i, va_arg (*ap, double));
    case 't':
      return sqlite3_bind_text (stmt, i, va_arg (*ap, const char *), -1, SQLITE_STATIC);
    case 'b': {
      gconstpointer data = va_arg (*ap, gconstpointer);
      gsize size = va_arg (*ap, gsize);
      return sqlite3_bind_blob64 (stmt, i, size ? data : "", size, SQLITE_STATIC);
    }
    default:
      return SQLITE_MISUSE;
  }
}

static sqlite3_stmt *
query (VslStore *store, GError **error, const char *sql, const char *format, va_list *ap)
{
  sqlite3_stmt *stmt = prepare (store, sql, error);
  for (int i = 0; stmt && format[i]; i++)
    if (bind_one (stmt, i + 1, format[i], ap) != SQLITE_OK) {
      fail (store, error);
      return NULL;
    }
  return stmt;
}

sqlite3_stmt *
vsl_store_query (VslStore *store, GError **error, const char *sql, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  sqlite3_stmt *stmt = query (store, error, sql, format, &ap);
  va_end (ap);
  return stmt;
}

int
vsl_store_step (VslStore *store, sqlite3_stmt *stmt, GError **error)
{
  int code = sqlite3_step (stmt);
  if (code == SQLITE_ROW)
    return 1;
  if (code != SQLITE_DONE)
    fail (store, error);
  sqlite3_reset (stmt);
  return code == SQLITE_DONE ? 0 : -1;
}

gboolean
vsl_store_run (VslStore *store, GError **error, const char *sql, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  sqlite3_stmt *stmt = query (store, error, sql, format, &ap);
  va_end (ap);
  if (stmt == NULL)
    return FALSE;
  int row = vsl_store_step (store, stmt, error);
  sqlite3_reset (stmt);
  return row >= 0;
}

gboolean
vsl_store_exec (VslStore *store, const char *sql, GError **error)
{
  return sqlite3_exec (store->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (store, error);
}

gint64
vsl_store_last_id (VslStore *store)
{
  return sqlite3_last_insert_rowid (store->db);
}

guint
vsl_store_changes (VslStore *store)
{
  return (guint) sqlite3_changes (store->db);
}

char *
vsl_store_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);
  return text ? g_utf8_make_valid (text, sqlite3_column_bytes (stmt, column)) : NULL;
}

double
vsl_store_real (sqlite3_stmt *stmt, int column)
{
  return sqlite3_column_type (stmt, column) == SQLITE_NULL ? NAN : sqlite3_column_double (stmt, column);
}

/* ---- opening and closing ---- */

static gboolean
create_tables (VslStore *store, gpointer data, GError **error)
{
  return vsl_schema_create (store, error);
}

static gboolean
verify (VslStore *store, gpointer unclean, GError **error)
{
  gint64 pages = 0;
  if (!vsl_schema_verify (store, error))
    return FALSE;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "PRAGMA page_count", "");
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  pages = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  return (!GPOINTER_TO_INT (unclean) && pages > ALWAYS_CHECK / 4096) || vsl_store_quick_check (store, error);
}

static void
store_free (VslStore *store)
{
  if (store->running) {
    pthread_mutex_lock (&store->lock);
    store->quit = true;
    pthread_cond_signal (&store->wake);
    pthread_mutex_unlock (&store->lock);
    pthread_join (store->thread, NULL);
  }
  g_hash_table_unref (store->statements);
  sqlite3_close (store->db);
  pthread_cond_destroy (&store->wake);
  pthread_mutex_destroy (&store->lock);
  g_free (store->path);
  g_free (store->name);
  g_free (store);
}

static void
finalize_statement (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

/**
 * vsl_store_open:
 * @path: absolute
 * @flags: of #VslStoreFlags
 *
 * Opens the file, starts its thread, and makes or verifies its tables.
 *
 * Returns: (transfer full): close with vsl_store_close(); %NULL with an error
 */
VslStore *
vsl_store_open (const char *path, guint flags, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  sqlite3 *db = NULL;
  if (!vsl_store_connect (path, name, (flags & VSL_STORE_READ_ONLY) != 0, &db, error))
    return NULL;
  VslStore *store = g_new0 (VslStore, 1);
  store->path = g_strdup (path);
  store->name = g_steal_pointer (&name);
  store->db = db;
  store->read_only = (flags & VSL_STORE_READ_ONLY) != 0;
  store->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  pthread_mutex_init (&store->lock, NULL);
  pthread_cond_init (&store->wake, NULL);
  store->running = pthread_create (&store->thread, NULL, store_main, store) == 0;
  if (!store->running)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOMEM, _("The system has no thread left for “%s”. Close other programs, then try again."),
                 store->name);
  gboolean ok = store->running &&
                (!(flags & VSL_STORE_CREATE) || vsl_store_call (store, VSL_STORE_WRITE, create_tables, NULL, error)) &&
                vsl_store_call (store, VSL_STORE_READ, verify, GINT_TO_POINTER ((flags & VSL_STORE_UNCLEAN) != 0), error);
  if (!ok)
    g_clear_pointer (&store, store_free);
  return store;
}

/**
 * vsl_store_close:
 *
 * Ends the thread after what is queued, and closes the file. No other thread may be using the store.
 */
void
vsl_store_close (VslStore *store)
{
  store_free (store);
}

const char *
vsl_store_path (const VslStore *store)
{
  return store->path;
}

const char *
vsl_store_name (const VslStore *store)
{
  return store->name;
}
