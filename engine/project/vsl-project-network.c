/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "project/vsl-project-private.h"
#include "core/vsl-json.h"

/* The drawing and the options of the next run, as the JSON of their own files. */

static gboolean
read_text (VslStore *store, const char *sql, char **text, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, sql, "");
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (row > 0) {
    *text = vsl_store_text (stmt, 0);
    sqlite3_reset (stmt);
  }
  return row >= 0;
}

static gboolean
do_get_network (VslStore *store, gpointer data, GError **error)
{
  return read_text (store, "SELECT json FROM network", data, error);
}

static gboolean
do_get_options (VslStore *store, gpointer data, GError **error)
{
  return read_text (store, "SELECT json FROM options", data, error);
}

static gboolean
do_set_network (VslStore *store, gpointer data, GError **error)
{
  return vsl_store_run (store, error,
                        "INSERT INTO network (id, revision, json) VALUES (1, 1, ?1) "
                        "ON CONFLICT (id) DO UPDATE SET revision = revision + 1, json = excluded.json", "t", (const char *) data);
}

static gboolean
do_set_options (VslStore *store, gpointer data, GError **error)
{
  return vsl_store_run (store, error, "INSERT INTO options (id, json) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
                        "t", (const char *) data);
}

/**
 * vsl_project_network:
 *
 * Returns: (transfer full) (nullable): the drawing; %NULL without an error when there is none yet
 */
VslNetwork *
vsl_project_network (VslProject *project, GError **error)
{
  g_autofree char *text = NULL;
  if (!vsl_store_call (project->store, VSL_STORE_READ, do_get_network, &text, error) || text == NULL)
    return NULL;
  return vsl_network_parse (text, -1, error);
}

/**
 * vsl_project_set_network:
 *
 * Keeps the drawing, unfinished ones too. Each call counts its revision up.
 */
gboolean
vsl_project_set_network (VslProject *project, const VslNetwork *network, GError **error)
{
  g_autofree char *text = vsl_network_to_text (network);
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_set_network, text, error);
}

/**
 * vsl_project_options:
 *
 * Returns: (transfer full): the options of the next run; the defaults when they were never set
 */
VslOptions *
vsl_project_options (VslProject *project, GError **error)
{
  g_autofree char *text = NULL;
  if (!vsl_store_call (project->store, VSL_STORE_READ, do_get_options, &text, error))
    return NULL;
  if (text == NULL)
    return vsl_options_new ();
  g_autoptr (JsonNode) node = vsl_json_parse (text, -1, error);
  return node ? vsl_options_from_json (node, error) : NULL;
}

gboolean
vsl_project_set_options (VslProject *project, const VslOptions *options, GError **error)
{
  g_autoptr (JsonNode) node = vsl_options_to_json (options, TRUE);
  g_autofree char *text = json_to_string (node, FALSE);
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_set_options, text, error);
}
