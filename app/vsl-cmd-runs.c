/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"
#include "app/vsl-results.h"
#include "core/vsl-json.h"
#include "project/vsl-project-split.h"

/* vsl runs P.vesalius */
static const VslEpochEvent *
best_event (const VslRun *run)
{
  for (guint i = 0; i < run->history->len; i++) {
    const VslEpochEvent *e = &g_array_index (run->history, VslEpochEvent, i);
    if (e->epoch == run->best_epoch)
      return e;
  }
  return NULL;
}

static JsonObject *
metrics (const VslRun *run)
{
  JsonObject *o = json_object_new ();
  const VslEpochEvent *e = best_event (run);
  gboolean classes = vsl_results_classifies (run->options, run->network);
  if (!e)
    return o;
  json_object_set_double_member (o, "loss", e->loss);
  json_object_set_double_member (o, classes ? "accuracy" : "mae", e->accuracy);
  json_object_set_double_member (o, "val_loss", e->val_loss);
  json_object_set_double_member (o, classes ? "val_accuracy" : "val_mae", e->val_accuracy);
  if (classes)
    json_object_set_double_member (o, "val_auc", e->val_auc);
  for (int k = 0; k < e->n_metrics; k++)
    json_object_set_double_member (o, e->metric[k].name, e->metric[k].value);
  return o;
}

static JsonNode *
options (const VslRun *run)
{
  JsonNode *node = vsl_options_to_json (run->options, TRUE);
  JsonObject *o = json_node_get_object (node);
  if (!json_object_has_member (o, "seed"))
    json_object_set_int_member (o, "seed", (gint64) run->options->seed);
  if (!json_object_has_member (o, "threads"))
    json_object_set_int_member (o, "threads", run->options->threads);
  return node;
}

/* A vocabulary is thousands of words in every run, and nobody reads it there: how many it has says more. */
static void
shorten (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++)
      shorten (json_array_get_element (array, i));
  }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *o = json_node_get_object (node);
  JsonNode *words = json_object_get_member (o, "vocabulary");
  if (words && JSON_NODE_HOLDS_ARRAY (words)) {
    gint64 n = json_array_get_length (json_node_get_array (words));
    json_object_remove_member (o, "vocabulary");
    json_object_set_int_member (o, "vocabulary_size", n);
  }
  g_autoptr (GList) values = json_object_get_values (o);
  for (GList *l = values; l; l = l->next)
    shorten (l->data);
}

static JsonNode *
network (const VslRun *run)
{
  JsonNode *node = vsl_network_to_json (run->network);
  shorten (node);
  return node;
}

static void
print_json (const VslRun *run, const VslRunLeaks *leaks, const VslDivision *division)
{
  JsonObject *o = json_object_new ();
  json_object_set_int_member (o, "run", run->run);
  json_object_set_string_member (o, "state", vsl_run_state_names[run->state]);
  if (run->state == VSL_RUN_FINISHED || run->state == VSL_RUN_FAILED)
    json_object_set_string_member (o, "stopped", vsl_stopped_names[run->stopped]);
  else
    json_object_set_null_member (o, "stopped");
  json_object_set_int_member (o, "epochs", run->epochs);
  json_object_set_int_member (o, "epochs_done", run->epochs_done);
  if (run->best_epoch)
    json_object_set_int_member (o, "best_epoch", run->best_epoch);
  else
    json_object_set_null_member (o, "best_epoch");
  json_object_set_member (o, "options", options (run));
  json_object_set_object_member (o, "metrics", metrics (run));
  json_object_set_member (o, "network", network (run));
  g_autoptr (GDateTime) started = g_date_time_new_from_unix_utc (run->started);
  g_autofree char *text = started ? g_date_time_format_iso8601 (started) : NULL;
  json_object_set_string_member (o, "started", text ? text : "");
  json_object_set_double_member (o, "seconds", run->seconds);
  json_object_set_member (o, "environment", run->environment ? vsl_json_parse (run->environment, -1, NULL) : json_node_new (JSON_NODE_NULL));
  json_object_set_member (o, "leaks", vsl_run_leaks_to_json (leaks));
  json_object_set_member (o, "divided", vsl_division_to_json (division));
  if (run->message)
    json_object_set_string_member (o, "message", run->message);
  vsl_print_json (o);
}

static void
print_people (const VslRun *run, const VslRunLeaks *leaks, const VslDivision *division)
{
  g_autofree char *line = leaks ? vsl_run_leaks_line (leaks) : NULL, *divided = vsl_division_text (division);
  const VslEpochEvent *e = best_event (run);
  vsl_print ("%4d  %-12s %4u/%-4u", run->run, vsl_run_state_names[run->state], run->epochs_done, run->epochs);
  if (e)
    vsl_print (vsl_results_classifies (run->options, run->network) ? _("  best %u: loss %.4f, validation loss %.4f, accuracy %.4f")
                                                                   : _("  best %u: loss %.4f, validation loss %.4f, mean absolute error %.4f"),
               e->epoch, e->loss, e->val_loss, e->val_accuracy);
  if (divided)
    vsl_print (_("  (divided: %s)"), divided);
  vsl_print ("\n");
  if (run->message)
    vsl_print ("      %s\n", run->message);
  if (line)
    vsl_print ("      %s\n", line);
}

int
vsl_cmd_runs (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (NULL, argc, argv, 1, 1);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_READ, &error);
  g_autoptr (GPtrArray) runs = project ? vsl_project_runs (project, &error) : NULL;
  if (!runs)
    return vsl_failed (error);
  for (guint i = 0; i < runs->len; i++) {
    const VslRun *run = g_ptr_array_index (runs, i);
    g_autoptr (VslRunLeaks) leaks = vsl_project_run_leaks (project, run->run, NULL);
    g_autoptr (VslDivision) division = vsl_project_division (project, run->run, NULL);
    (args->json ? print_json : print_people) (run, leaks, division);
  }
  if (runs->len == 0 && !args->json)
    vsl_print (_("No runs yet.\n"));
  return VSL_EXIT_OK;
}
