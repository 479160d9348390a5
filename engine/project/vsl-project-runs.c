/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* Writing what happens to a run. Reading is in vsl-project-run-read.c. */

const char *const vsl_run_state_names[] = { "running", "paused", "finished", "interrupted", "failed", NULL };

typedef struct {
  VslProject *project;
  int run;
  const char *network, *options, *environment;
  gint64 epochs;
  const VslEpochEvent *event;
  VslRunState state;
  VslStopped stopped;
  const char *message;
} RunRequest;

int
vsl_run_resolve (VslStore *store, int run, GError **error)
{
  sqlite3_stmt *stmt = run > 0 ? vsl_store_query (store, error, "SELECT run FROM runs WHERE run = ?1", "n", run)
                               : vsl_store_query (store, error, "SELECT MAX(run) FROM runs", "");
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  int found = row > 0 ? sqlite3_column_int (stmt, 0) : 0;
  if (row > 0)
    sqlite3_reset (stmt);
  if (found > 0 || row < 0)
    return found;
  if (run > 0)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no run %d. “vsl runs” lists them."), vsl_store_name (store), run);
  else
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no training run yet. Train a network first."), vsl_store_name (store));
  return 0;
}

/* ---- begin ---- */

static char *
class_names_json (VslStore *store, GError **error)
{
  VslClassList classes;
  VslTargetList targets;
  if (!vsl_targets_load (store, &targets, error))
    return NULL;
  gboolean labels = targets.kind == VSL_TARGET_LABELS;
  g_autoptr (JsonArray) array = json_array_new ();
  for (guint k = 0; labels && k < targets.n; k++)
    json_array_add_string_element (array, targets.name[k]);
  vsl_targets_clear (&targets);
  if (!vsl_class_list_load (store, &classes, error))
    return NULL;
  for (guint c = 0; c < classes.n; c++)
    json_array_add_string_element (array, classes.name[c]);
  vsl_class_list_clear (&classes);
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);
  return json_to_string (node, FALSE);
}

static gboolean
do_begin (VslStore *store, gpointer data, GError **error)
{
  RunRequest *request = data;
  g_autofree char *classes = class_names_json (store, error);
  if (classes == NULL ||
      !vsl_store_run (store, error,
                      "INSERT INTO runs (run, state, epochs, started, network, options, environment, classes, network_revision, data_revision) "
                      "VALUES ((SELECT COALESCE (MAX(run), 0) + 1 FROM runs), 'running', ?1, ?2, ?3, ?4, ?5, ?6, "
                      "(SELECT COALESCE (MAX(revision), 0) FROM network), ?7)",
                      "iitttti", request->epochs, vsl_project_now (), request->network, request->options, request->environment, classes,
                      vsl_meta_revision (store)))
    return FALSE;
  request->run = (int) vsl_store_last_id (store);
  return _vsl_division_of_run (store, request->run, error) && vsl_audit_addf (store, error, "run", "%d begun", request->run);
}

static gboolean
set_active (VslStore *store, gpointer data, GError **error)
{
  RunRequest *request = data;
  if (request->state == VSL_RUN_RUNNING)
    g_hash_table_add (request->project->active, GINT_TO_POINTER (request->run));
  else
    g_hash_table_remove (request->project->active, GINT_TO_POINTER (request->run));
  return TRUE;
}

/**
 * vsl_project_run_begin:
 * @network: as it is trained
 * @options: all of them are kept, defaults too
 * @environment: (nullable): JSON: kernel variant, OpenBLAS core, threads, version
 *
 * Records the start of a run.
 *
 * Returns: its number, 0 with an error
 */
int
vsl_project_run_begin (VslProject *project, const VslNetwork *network, const VslOptions *options, const char *environment, GError **error)
{
  g_autofree char *drawing = vsl_network_to_text (network);
  g_autoptr (JsonNode) node = vsl_options_to_json (options, TRUE);
  g_autofree char *text = json_to_string (node, FALSE);
  RunRequest request = { .project = project, .network = drawing, .options = text, .environment = environment, .state = VSL_RUN_RUNNING,
                         .epochs = options->config->epochs };
  if (!vsl_store_call (project->store, VSL_STORE_WRITE, do_begin, &request, error))
    return 0;
  vsl_store_call (project->store, VSL_STORE_BARE, set_active, &request, NULL);
  return request.run;
}

/* ---- on the way ---- */

static gboolean
do_resume (VslStore *store, gpointer data, GError **error)
{
  RunRequest *request = data;
  if (!vsl_run_resolve (store, request->run, error))
    return FALSE;
  return vsl_store_run (store, error, "UPDATE runs SET state = 'running', stopped = NULL, message = NULL WHERE run = ?1", "n", request->run) &&
         vsl_audit_addf (store, error, "run", "%d resumed", request->run);
}

gboolean
vsl_project_run_resume (VslProject *project, int run, GError **error)
{
  RunRequest request = { .project = project, .run = MAX (run, 1), .state = VSL_RUN_RUNNING };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_resume, &request, error) &&
         vsl_store_call (project->store, VSL_STORE_BARE, set_active, &request, error);
}

static gboolean
do_epoch (VslStore *store, gpointer data, GError **error)
{
  const RunRequest *request = data;
  const VslEpochEvent *e = request->event;
  if (!vsl_run_resolve (store, request->run, error))
    return FALSE;
  if (!_vsl_run_write_metrics (store, request->run, e, error))
    return FALSE;
  /* After a resume an epoch that was cut off is there a second time, with the same numbers. */
  return vsl_store_run (store, error,
                        "INSERT INTO epochs (run, epoch, loss, accuracy, val_loss, val_accuracy, val_auc, learning_rate, seconds, "
                        "samples_per_second, best) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (run, epoch) DO UPDATE SET "
                        "loss = excluded.loss, accuracy = excluded.accuracy, val_loss = excluded.val_loss, val_accuracy = excluded.val_accuracy, "
                        "val_auc = excluded.val_auc, learning_rate = excluded.learning_rate, seconds = excluded.seconds, "
                        "samples_per_second = excluded.samples_per_second, best = excluded.best",
                        "niddddddddn", request->run, (gint64) e->epoch, e->loss, e->accuracy, e->val_loss, e->val_accuracy, e->val_auc,
                        e->learning_rate, e->seconds, e->samples_per_second, e->best ? 1 : 0);
}

/**
 * vsl_project_run_epoch:
 *
 * Adds one epoch's numbers to the run.
 */
gboolean
vsl_project_run_epoch (VslProject *project, int run, const VslEpochEvent *event, GError **error)
{
  RunRequest request = { .project = project, .run = MAX (run, 1), .event = event };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_epoch, &request, error);
}

static gboolean
do_end (VslStore *store, gpointer data, GError **error)
{
  const RunRequest *request = data;
  const char *state = vsl_run_state_names[request->state];
  const char *stopped = request->state == VSL_RUN_FINISHED || request->state == VSL_RUN_FAILED ? vsl_stopped_names[request->stopped] : NULL;
  if (!vsl_run_resolve (store, request->run, error))
    return FALSE;
  return vsl_store_run (store, error, "UPDATE runs SET state = ?2, stopped = ?3, message = ?4 WHERE run = ?1", "nttt", request->run, state, stopped,
                        request->message) &&
         vsl_audit_addf (store, error, "run", "%d %s%s%s", request->run, state, stopped ? ": " : "", stopped ? stopped : "");
}

/**
 * vsl_project_run_end:
 * @state: how it ended; %VSL_RUN_PAUSED for one that waits
 * @stopped: why, when it finished
 * @message: (nullable): of a failure
 */
gboolean
vsl_project_run_end (VslProject *project, int run, VslRunState state, VslStopped stopped, const char *message, GError **error)
{
  RunRequest request = { .project = project, .run = MAX (run, 1), .state = state, .stopped = stopped, .message = message };
  if (!vsl_store_call (project->store, VSL_STORE_WRITE, do_end, &request, error))
    return FALSE;
  return vsl_store_call (project->store, VSL_STORE_BARE, set_active, &request, error);
}

/* ---- after a crash ---- */

static gboolean
do_count_running (VslStore *store, gpointer found, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT COUNT(*) FROM runs WHERE state = 'running'", "");
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  *(gboolean *) found = sqlite3_column_int64 (stmt, 0) > 0;
  return TRUE;
}

static gboolean
do_mark (VslStore *store, gpointer unused, GError **error)
{
  return vsl_store_run (store, error,
                        "INSERT INTO audit (time, event, detail) SELECT ?1, 'run', run || ' interrupted' FROM runs WHERE state = 'running'", "i",
                        vsl_project_now ()) &&
         vsl_store_run (store, error, "UPDATE runs SET state = 'interrupted' WHERE state = 'running'", "");
}

/* The writer's lock is ours, so nobody has a run under way: one that says so was cut off. Asked first, because
 * opening alone should not write. */
gboolean
vsl_runs_mark_interrupted (VslStore *store, GError **error)
{
  gboolean found = FALSE;
  if (!vsl_store_call (store, VSL_STORE_READ, do_count_running, &found, error))
    return FALSE;
  return !found || vsl_store_call (store, VSL_STORE_WRITE, do_mark, NULL, error);
}
