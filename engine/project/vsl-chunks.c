/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-store.h"

#define CHECKSUM 32

static void
checksum (gconstpointer data, gsize size, guint8 out[CHECKSUM])
{
  if (sodium_init () < 0)          /* finds the fastest kind; harmless to repeat */
    g_debug ("libsodium is not initialised");
  crypto_generichash (out, CHECKSUM, data, size, NULL, 0);
}

/**
 * vsl_chunks_write:
 * @insert_sql: takes owner, part, checksum, data
 * @owner: the row the parts belong to
 *
 * Writes @size bytes as parts 0, 1 … of at most %VSL_CHUNK bytes.
 */
gboolean
vsl_chunks_write (VslStore *store, const char *insert_sql, gint64 owner, gconstpointer data, gsize size, GError **error)
{
  const guint8 *from = data;
  for (int part = 0; size > 0; part++) {
    guint8 sum[CHECKSUM];
    gsize n = MIN (size, VSL_CHUNK);
    checksum (from, n, sum);
    if (!vsl_store_run (store, error, insert_sql, "inbb", owner, part, (gconstpointer) sum, (gsize) CHECKSUM, (gconstpointer) from, n))
      return FALSE;
    from += n;
    size -= n;
  }
  return TRUE;
}

static gboolean
damaged (VslStore *store, const char *what, GError **error)
{
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
               _("“%s”: %s is damaged: the stored bytes don't match their checksum. Check the disk, and use a back-up copy of the project."),
               vsl_store_name (store), what);
  return FALSE;
}

/* One row into its place; FALSE when it isn't what was written. */
static gboolean
take_part (sqlite3_stmt *stmt, int part, guint8 *to, gsize left, gsize *n)
{
  guint8 sum[CHECKSUM];
  const void *stored = sqlite3_column_blob (stmt, 1);
  const void *data = sqlite3_column_blob (stmt, 2);
  *n = (gsize) sqlite3_column_bytes (stmt, 2);
  if (sqlite3_column_int64 (stmt, 0) != part || sqlite3_column_bytes (stmt, 1) != CHECKSUM || data == NULL || *n != MIN (left, VSL_CHUNK))
    return FALSE;
  checksum (data, *n, sum);
  if (memcmp (sum, stored, CHECKSUM) != 0)
    return FALSE;
  memcpy (to, data, *n);
  return TRUE;
}

/**
 * vsl_chunks_read:
 * @data: room for @size bytes
 *
 * Reads what vsl_chunks_write() wrote. Every part is compared with its checksum.
 */
gboolean
vsl_chunks_read (VslStore *store, const char *select_sql, gint64 owner, gpointer data, gsize size, const char *what, GError **error)
{
  guint8 *to = data;
  int part = 0, row;
  sqlite3_stmt *stmt = vsl_store_query (store, error, select_sql, "i", owner);
  if (stmt == NULL)
    return FALSE;
  while ((row = vsl_store_step (store, stmt, error)) > 0) {
    gsize n;
    if (size == 0 || !take_part (stmt, part++, to, size, &n)) {
      sqlite3_reset (stmt);
      return damaged (store, what, error);
    }
    to += n;
    size -= n;
  }
  if (row < 0)
    return FALSE;
  return size == 0 || damaged (store, what, error);
}
