/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* ---- meta: small facts by name ---- */

static const char *const own_keys[] = { "created", "data_revision", "positive", NULL };

gboolean
vsl_meta_get (VslStore *store, const char *key, char **value, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT value FROM meta WHERE key = ?1", "t", key);
  *value = NULL;
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (row > 0) {
    *value = vsl_store_text (stmt, 0);
    sqlite3_reset (stmt);
  }
  return row >= 0;
}

gboolean
vsl_meta_set (VslStore *store, const char *key, const char *value, GError **error)
{
  if (value == NULL)
    return vsl_store_run (store, error, "DELETE FROM meta WHERE key = ?1", "t", key);
  return vsl_store_run (store, error, "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                        "tt", key, value);
}

gint64
vsl_meta_revision (VslStore *store)
{
  g_autofree char *text = NULL;
  vsl_meta_get (store, "data_revision", &text, NULL);
  return text ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* Predictions and runs remember the number, and so know when the samples are no longer what they were. */
gboolean
vsl_meta_bump (VslStore *store, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, vsl_meta_revision (store) + 1);
  return vsl_meta_set (store, "data_revision", text, error);
}

typedef struct {
  const char *key, *value;
  char *found;
} MetaRequest;

static gboolean
do_get_meta (VslStore *store, gpointer data, GError **error)
{
  MetaRequest *request = data;
  return vsl_meta_get (store, request->key, &request->found, error);
}

static gboolean
do_set_meta (VslStore *store, gpointer data, GError **error)
{
  MetaRequest *request = data;
  return vsl_meta_set (store, request->key, request->value, error);
}

/**
 * vsl_project_set_meta:
 * @key: a name of the caller's ("synthetic")
 * @value: its text, %NULL removes it
 */
gboolean
vsl_project_set_meta (VslProject *project, const char *key, const char *value, GError **error)
{
  MetaRequest request = { key, value, NULL };
  if (g_strv_contains (own_keys, key)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("“%s” is kept by the project itself. Use another name."), key);
    return FALSE;
  }
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_set_meta, &request, error);
}

/**
 * vsl_project_meta:
 *
 * Returns: (transfer full) (nullable): the text kept under @key
 */
char *
vsl_project_meta (VslProject *project, const char *key)
{
  MetaRequest request = { key, NULL, NULL };
  vsl_store_call (project->store, VSL_STORE_READ, do_get_meta, &request, NULL);
  return request.found;
}

gint64
vsl_project_now (void)
{
  const char *epoch = g_getenv ("SOURCE_DATE_EPOCH");
  return epoch && *epoch ? g_ascii_strtoll (epoch, NULL, 10) : g_get_real_time () / G_USEC_PER_SEC;
}

/* ---- audit: what was done, never changed ---- */

gboolean
vsl_audit_add (VslStore *store, const char *event, const char *detail, GError **error)
{
  return vsl_store_run (store, error, "INSERT INTO audit (time, event, detail) VALUES (?1, ?2, ?3)", "itt", vsl_project_now (), event, detail);
}

gboolean
vsl_audit_addf (VslStore *store, GError **error, const char *event, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *detail = g_strdup_vprintf (format, ap);
  va_end (ap);
  return vsl_audit_add (store, event, detail, error);
}

static gboolean
do_audit (VslStore *store, gpointer data, GError **error)
{
  MetaRequest *request = data;
  return vsl_audit_add (store, request->key, request->value, error);
}

/**
 * vsl_project_audit:
 * @event: a word
 * @detail: (nullable): no names of files or patients
 *
 * Adds a line to the audit log. The file itself refuses to change or remove one.
 */
gboolean
vsl_project_audit (VslProject *project, const char *event, const char *detail, GError **error)
{
  MetaRequest request = { event, detail, NULL };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_audit, &request, error);
}

static void
audit_entry_free (gpointer data)
{
  VslAuditEntry *entry = data;
  g_free (entry->event);
  g_free (entry->detail);
  g_free (entry);
}

static gboolean
do_audit_log (VslStore *store, gpointer data, GError **error)
{
  GPtrArray *log = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT time, event, detail FROM audit ORDER BY id", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    VslAuditEntry *entry = g_new0 (VslAuditEntry, 1);
    entry->time = sqlite3_column_int64 (stmt, 0);
    entry->event = vsl_store_text (stmt, 1);
    entry->detail = vsl_store_text (stmt, 2);
    g_ptr_array_add (log, entry);
  }
  return row == 0;
}

/**
 * vsl_project_audit_log:
 *
 * Returns: (transfer full): #VslAuditEntry, the oldest first
 */
GPtrArray *
vsl_project_audit_log (VslProject *project, GError **error)
{
  g_autoptr (GPtrArray) log = g_ptr_array_new_with_free_func (audit_entry_free);
  return vsl_store_call (project->store, VSL_STORE_READ, do_audit_log, log, error) ? g_steal_pointer (&log) : NULL;
}
