/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"
#include "core/vsl-json.h"

#define COLUMNS "run, state, stopped, epochs, started, network, options, environment, classes, message, network_revision, data_revision"

void
vsl_run_free (VslRun *run)
{
  if (run == NULL)
    return;
  g_clear_pointer (&run->network, vsl_network_free);
  g_clear_pointer (&run->options, vsl_options_free);
  g_free (run->environment);
  g_free (run->message);
  g_clear_pointer (&run->history, g_array_unref);
  g_strfreev (run->class_names);
  g_free (run);
}

static int
find_name (const char *const *names, const char *name, int otherwise)
{
  for (int i = 0; name && names[i]; i++)
    if (g_str_equal (names[i], name))
      return i;
  return otherwise;
}

static char **
parse_names (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = vsl_json_parse (text ? text : "null", -1, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array && i < json_array_get_length (array); i++) {
    JsonNode *name = json_array_get_element (array, i);
    g_strv_builder_add (builder, JSON_NODE_HOLDS_VALUE (name) && json_node_get_string (name) ? json_node_get_string (name) : "");
  }
  return g_strv_builder_end (builder);
}

/* What a run was made from. A project from a newer Vesalius may know layers that this one doesn't. */
static gboolean
parse_run (VslStore *store, VslRun *run, sqlite3_stmt *stmt, GError **error)
{
  g_autofree char *network = vsl_store_text (stmt, 5);
  g_autofree char *options = vsl_store_text (stmt, 6);
  g_autofree char *classes = vsl_store_text (stmt, 8);
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) node = NULL;
  run->network = vsl_network_parse (network ? network : "", -1, &local);
  if (run->network)
    node = vsl_json_parse (options ? options : "", -1, &local);
  if (node)
    run->options = vsl_options_from_json (node, &local);
  run->class_names = parse_names (classes, NULL);
  if (run->options)
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT, _("“%s”: the record of run %d can't be read: %s"), vsl_store_name (store), run->run,
               local ? local->message : "");
  return FALSE;
}

/* A reader sees "running" while a living writer has the lock; a writer, while a session of its own has the run. */
static VslRunState
real_state (VslProject *project, int run, VslRunState state)
{
  if (state != VSL_RUN_RUNNING)
    return state;
  gboolean alive = project->mode == VSL_PROJECT_WRITE ? g_hash_table_contains (project->active, GINT_TO_POINTER (run))
                                                      : vsl_lock_is_held (project->path);
  return alive ? VSL_RUN_RUNNING : VSL_RUN_INTERRUPTED;
}

static VslRun *
read_run (VslStore *store, VslProject *project, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (VslRun) run = g_new0 (VslRun, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 1);
  const char *stopped = (const char *) sqlite3_column_text (stmt, 2);
  run->run = sqlite3_column_int (stmt, 0);
  run->state = real_state (project, run->run, (VslRunState) find_name (vsl_run_state_names, state, VSL_RUN_INTERRUPTED));
  run->stopped = (VslStopped) find_name (vsl_stopped_names, stopped, VSL_STOPPED_ERROR);
  run->epochs = (guint) sqlite3_column_int (stmt, 3);
  run->started = sqlite3_column_int64 (stmt, 4);
  run->environment = vsl_store_text (stmt, 7);
  run->message = vsl_store_text (stmt, 9);
  run->network_revision = sqlite3_column_int64 (stmt, 10);
  run->data_revision = sqlite3_column_int64 (stmt, 11);
  run->history = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent));
  return parse_run (store, run, stmt, error) ? g_steal_pointer (&run) : NULL;
}

static gboolean
read_history (VslStore *store, VslRun *run, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error,
                                        "SELECT epoch, loss, accuracy, val_loss, val_accuracy, val_auc, learning_rate, seconds, samples_per_second, "
                                        "best FROM epochs WHERE run = ?1 ORDER BY epoch", "n", run->run);
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    VslEpochEvent e = { .epoch = (guint) sqlite3_column_int (stmt, 0), .epochs = run->epochs };
    e.loss = vsl_store_real (stmt, 1);
    e.accuracy = vsl_store_real (stmt, 2);
    e.val_loss = vsl_store_real (stmt, 3);
    e.val_accuracy = vsl_store_real (stmt, 4);
    e.val_auc = vsl_store_real (stmt, 5);
    e.learning_rate = vsl_store_real (stmt, 6);
    e.seconds = vsl_store_real (stmt, 7);
    e.samples_per_second = vsl_store_real (stmt, 8);
    e.best = sqlite3_column_int (stmt, 9) != 0;
    g_array_append_val (run->history, e);
    run->epochs_done = e.epoch;
    run->best_epoch = e.best ? e.epoch : run->best_epoch;
    run->seconds += e.seconds >= 0 ? e.seconds : 0;
  }
  for (guint i = 0; row == 0 && i < run->history->len; i++)
    if (!_vsl_run_read_metrics (store, run->run, &g_array_index (run->history, VslEpochEvent, i), error))
      return FALSE;
  return row == 0;
}

typedef struct {
  VslProject *project;
  int run;                 /* 0: all */
  GPtrArray *runs;
} ReadRequest;

static void
free_run (gpointer run)
{
  vsl_run_free (run);
}

static gboolean
do_read (VslStore *store, gpointer data, GError **error)
{
  ReadRequest *request = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT " COLUMNS " FROM runs WHERE run = ?1 OR ?1 = 0 ORDER BY run", "n", request->run);
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    VslRun *run = read_run (store, request->project, stmt, error);
    if (run == NULL)
      return FALSE;
    g_ptr_array_add (request->runs, run);
  }
  for (guint i = 0; row == 0 && i < request->runs->len; i++)
    if (!read_history (store, request->runs->pdata[i], error))
      return FALSE;
  return row == 0;
}

static gboolean
do_read_one (VslStore *store, gpointer data, GError **error)
{
  ReadRequest *request = data;
  request->run = vsl_run_resolve (store, request->run, error);
  return request->run > 0 && do_read (store, data, error);
}

/**
 * vsl_project_runs:
 *
 * Returns: (transfer full): all #VslRun by number, or %NULL with an error
 */
GPtrArray *
vsl_project_runs (VslProject *project, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (free_run);
  ReadRequest request = { project, 0, runs };
  return vsl_store_call (project->store, VSL_STORE_READ, do_read, &request, error) ? g_steal_pointer (&runs) : NULL;
}

/**
 * vsl_project_run:
 * @run: a number, 0 for the last one
 *
 * Returns: (transfer full): the run, or %NULL with an error
 */
VslRun *
vsl_project_run (VslProject *project, int run, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (free_run);
  ReadRequest request = { project, MAX (run, 0), runs };
  if (!vsl_store_call (project->store, VSL_STORE_READ, do_read_one, &request, error) || runs->len == 0)
    return NULL;
  return g_ptr_array_steal_index (runs, 0);
}
