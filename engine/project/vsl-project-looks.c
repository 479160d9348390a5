/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The test set's seal: how often somebody looked; and what a run was begun with although it leaks. */
#include <inttypes.h>
#include <string.h>

#include "project/vsl-project-private.h"
#include "project/vsl-project-quality.h"

/* Rows of meta: how often the test set with this fingerprint was looked at. */
#define OF_TEST "looks/"

typedef struct {
  int run;
  const char *how;
  VslLooks looks;
} LookRequest;

static gboolean
number (VslStore *store, const char *sql, guint *found, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, sql, "");
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  *found = (guint) CLAMP (sqlite3_column_int64 (stmt, 0), 0, G_MAXINT);
  sqlite3_reset (stmt);
  return TRUE;
}

/* Looks that say no test set count for each of them. */
static gboolean
count_looks (VslStore *store, const char *key, VslLooks *looks, GError **error)
{
  g_autofree char *text = NULL;
  guint attributed;
  if (!number (store, "SELECT COUNT(*) FROM looks", &looks->all, error)
      || !number (store, "SELECT COALESCE (SUM(CAST(value AS INTEGER)), 0) FROM meta WHERE key LIKE 'looks/%'", &attributed, error)
      || !vsl_meta_get (store, key, &text, error))
    return FALSE;
  looks->older = looks->all > attributed ? looks->all - attributed : 0;
  gint64 own = text ? CLAMP (g_ascii_strtoll (text, NULL, 10), 0, G_MAXINT) : 0;
  looks->here = looks->older + (guint) own;
  return TRUE;
}

static char *
key_now (VslStore *store, GError **error)
{
  g_autofree char *test = NULL;
  return _vsl_fingerprint_test_now (store, &test, error) ? g_strconcat (OF_TEST, test, NULL) : NULL;
}

static gboolean
do_looks (VslStore *store, gpointer data, GError **error)
{
  LookRequest *request = data;
  g_autofree char *key = key_now (store, error);
  return key && count_looks (store, key, &request->looks, error);
}

static gboolean
do_look (VslStore *store, gpointer data, GError **error)
{
  LookRequest *request = data;
  g_autofree char *key = key_now (store, error);
  if (!key || !count_looks (store, key, &request->looks, error))
    return FALSE;
  request->looks.all++;
  request->looks.here++;
  g_autofree char *own = g_strdup_printf ("%u", request->looks.here - request->looks.older);
  return vsl_store_run (store, error, "INSERT INTO looks (time, run, how) VALUES (?1, ?2, ?3)", "int", vsl_project_now (), request->run, request->how)
         && vsl_meta_set (store, key, own, error)
         && vsl_audit_addf (store, error, "look", "run %d, test set %.8s, %s: number %u", request->run, key + strlen (OF_TEST), request->how, request->looks.here);
}

/**
 * vsl_project_look:
 * @looks: (out): all so far, this one too
 */
gboolean
vsl_project_look (VslProject *project, int run, const char *how, VslLooks *looks, GError **error)
{
  LookRequest request = { run, how, { 0 } };
  gboolean ok = vsl_store_call (project->store, VSL_STORE_WRITE, do_look, &request, error);
  *looks = request.looks;
  return ok;
}

/**
 * vsl_project_looks:
 */
gboolean
vsl_project_looks (VslProject *project, VslLooks *looks, GError **error)
{
  LookRequest request = { 0 };
  gboolean ok = vsl_store_call (project->store, VSL_STORE_READ, do_looks, &request, error);
  *looks = request.looks;
  return ok;
}

static gboolean
do_looks_by_test (VslStore *store, gpointer data, GError **error)
{
  GHashTable *table = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT substr(key, 7), CAST(value AS INTEGER) FROM meta WHERE key LIKE 'looks/%'", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0)
    g_hash_table_insert (table, vsl_store_text (stmt, 0), GUINT_TO_POINTER ((guint) CLAMP (sqlite3_column_int64 (stmt, 1), 0, G_MAXINT)));
  return row == 0;
}

/**
 * vsl_project_looks_by_test:
 *
 * Returns: (transfer full): how often each test set was looked at, by its fingerprint (vsl_fingerprint_test())
 */
GHashTable *
vsl_project_looks_by_test (VslProject *project, GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return vsl_store_call (project->store, VSL_STORE_READ, do_looks_by_test, table, error) ? g_steal_pointer (&table) : NULL;
}

/* ---- leaks of a run ---- */

typedef struct {
  int run;
  const VslLeaks *leaks;
  gboolean allowed;
  VslRunLeaks *found;
} LeaksRequest;

static gboolean
do_set_leaks (VslStore *store, gpointer data, GError **error)
{
  const LeaksRequest *request = data;
  const VslLeaks *l = request->leaks;
  g_autoptr (GString) ids = g_string_new (NULL);
  for (guint i = 0; i < l->samples->len; i++)
    g_string_append_printf (ids, i ? " %" PRId64 : "%" PRId64, g_array_index (l->samples, gint64, i));
  return vsl_store_run (store, error,
                        "INSERT INTO leaks (run, allowed, patients, copies, look_alikes, smaller, samples) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                        "ON CONFLICT (run) DO UPDATE SET allowed = excluded.allowed, patients = excluded.patients, copies = excluded.copies, "
                        "look_alikes = excluded.look_alikes, smaller = excluded.smaller, samples = excluded.samples",
                        "nniiiit", request->run, request->allowed ? 1 : 0, (gint64) l->patients, (gint64) l->copies, (gint64) l->look_alikes,
                        (gint64) l->smaller, ids->str)
         && vsl_audit_addf (store, error, "leaks", "run %d begun with %u patients on two sides, %u copies and %u look-alikes across splits%s", request->run,
                            l->patients, l->copies, l->look_alikes, request->allowed ? "; it would have been stopped, and was told to go on" : "");
}

/**
 * vsl_project_set_run_leaks:
 * @allowed: training was stopped for them, and told to go on
 */
gboolean
vsl_project_set_run_leaks (VslProject *project, int run, const VslLeaks *leaks, gboolean allowed, GError **error)
{
  LeaksRequest request = { run, leaks, allowed, NULL };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_set_leaks, &request, error);
}

static GArray *
read_ids (const char *text)
{
  GArray *ids = vsl_ids_new ();
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i]; i++) {
    gint64 id;
    if (g_ascii_string_to_signed (words[i], 10, 1, G_MAXINT64, &id, NULL))
      g_array_append_val (ids, id);
  }
  return ids;
}

static gboolean
do_leaks (VslStore *store, gpointer data, GError **error)
{
  LeaksRequest *request = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT allowed, patients, copies, look_alikes, smaller, samples FROM leaks WHERE run = ?1", "n",
                                        request->run);
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (row <= 0)
    return row == 0;
  VslRunLeaks *l = request->found = g_new0 (VslRunLeaks, 1);
  g_autofree char *ids = vsl_store_text (stmt, 5);
  l->allowed = sqlite3_column_int (stmt, 0) != 0;
  l->patients = (guint) sqlite3_column_int64 (stmt, 1);
  l->copies = (guint) sqlite3_column_int64 (stmt, 2);
  l->look_alikes = (guint) sqlite3_column_int64 (stmt, 3);
  l->smaller = (guint) sqlite3_column_int64 (stmt, 4);
  l->samples = read_ids (ids ? ids : "");
  sqlite3_reset (stmt);
  return TRUE;
}

/**
 * vsl_project_run_leaks:
 *
 * Returns: (transfer full) (nullable): %NULL without an error when there were none
 */
VslRunLeaks *
vsl_project_run_leaks (VslProject *project, int run, GError **error)
{
  LeaksRequest request = { .run = run };
  vsl_store_call (project->store, VSL_STORE_READ, do_leaks, &request, error);
  return request.found;
}

/**
 * vsl_run_leaks_free:
 */
void
vsl_run_leaks_free (VslRunLeaks *leaks)
{
  if (!leaks)
    return;
  g_array_unref (leaks->samples);
  g_free (leaks);
}
