/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* One thread owns the only connection to the file; all others send it a function with its data and wait. */
typedef struct _VslStore VslStore;

/* Runs on the store's thread. FALSE with an error rolls the whole request back. */
typedef gboolean (*VslStoreFunc) (VslStore *store, gpointer data, GError **error);

typedef enum {
  VSL_STORE_READ,       /* inside one consistent read */
  VSL_STORE_WRITE,      /* inside one transaction: all or nothing */
  VSL_STORE_BARE,       /* no transaction (VACUUM) */
} VslStoreAccess;

typedef enum {
  VSL_STORE_CREATE = 1 << 0,      /* an empty file that gets the tables */
  VSL_STORE_READ_ONLY = 1 << 1,
  VSL_STORE_UNCLEAN = 1 << 2,     /* the last writer did not close it: check the whole file */
} VslStoreFlags;

VslStore *vsl_store_open (const char *path, guint flags, GError **error);
void vsl_store_close (VslStore *store);                 /* waits for what is queued */
gboolean vsl_store_call (VslStore *store, VslStoreAccess access, VslStoreFunc func, gpointer data, GError **error);
const char *vsl_store_path (const VslStore *store);
const char *vsl_store_name (const VslStore *store);     /* base name for messages */

/* ---- on the store's thread only ---- */
/* Statements are kept prepared, found again by their text. format, one letter an argument: i gint64, n int, d double (NaN is
 * NULL), t const char * (NULL is NULL), b gconstpointer and gsize. Text and blobs must live until the statement is reset. */
sqlite3_stmt *vsl_store_query (VslStore *store, GError **error, const char *sql, const char *format, ...);
int vsl_store_step (VslStore *store, sqlite3_stmt *stmt, GError **error);      /* 1: a row, 0: no more, -1: error; reset after both */
gboolean vsl_store_run (VslStore *store, GError **error, const char *sql, const char *format, ...);
gboolean vsl_store_exec (VslStore *store, const char *sql, GError **error);    /* once, not kept */
gint64 vsl_store_last_id (VslStore *store);
guint vsl_store_changes (VslStore *store);
char *vsl_store_text (sqlite3_stmt *stmt, int column);                         /* owned, valid UTF-8; NULL for NULL */
double vsl_store_real (sqlite3_stmt *stmt, int column);                        /* NaN for NULL */

/* vsl-store-error.c */
void vsl_store_set_error (const char *name, int code, int system_errno, const char *detail, GError **error);
/* vsl-store-open.c */
gboolean vsl_store_connect (const char *path, const char *name, gboolean read_only, sqlite3 **db, GError **error);
gboolean vsl_store_quick_check (VslStore *store, GError **error);

/* Rows of at most 16 MiB, each with its BLAKE2b-256. */
#define VSL_CHUNK ((gsize) 16 << 20)
gboolean vsl_chunks_write (VslStore *store, const char *insert_sql, gint64 owner, gconstpointer data, gsize size, GError **error);
/* select_sql: (part, checksum, data) in order of part, of ?1. what: for the message. */
gboolean vsl_chunks_read (VslStore *store, const char *select_sql, gint64 owner, gpointer data, gsize size, const char *what, GError **error);

G_END_DECLS
