/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd-folds.h"
#include "app/vsl-results.h"
#include "app/vsl-session.h"
#include "app/vsl-suggest.h"
#include "core/vsl-error.h"
#include "data/vsl-split-plan.h"
#include "metrics/vsl-metric.h"

/* vsl train P.vesalius [--set OPTION=VALUE]... [--seed N] [--threads N] [--resume RUN] [--allow-leaks] [--folds K [--by COLUMN] [--split-seed N]] */
static const VslArgSpec specs[] = {
  { "--set", "OPTION=VALUE", TRUE, N_("an option of training or of a node; “vsl options” lists them; may be repeated") },
  { "--seed", "N", FALSE, N_("of the network's first weights and the order of samples") },
  { "--threads", "N", FALSE, N_("how many processors; 0: all. The numbers do not depend on it") },
  { "--resume", "RUN", FALSE, N_("go on with a run that was stopped") },
  { "--allow-leaks", NULL, FALSE, N_("train although patients or copies stand in more than one split; the run records it") },
  { "--folds", "K", FALSE, N_("divide into K folds, train and judge each, and tell all of them together") },
  { "--by", "patient|study|COLUMN", FALSE, N_("with --folds: what else stays together") },
  { "--split-seed", "N", FALSE, N_("with --folds: of the folds; 0 unless given") },
  { NULL },
};

typedef struct {
  VslSession *session;
  GMainLoop *loop;
  gboolean json;
  gboolean classifies;
  gboolean allow_leaks;
  guint int_source, term_source;
  gsize said;                   /* bytes of the session's note */
  int run;                      /* number of what was trained, 0: none was begun */
  gboolean stopped;             /* by somebody */
  int code;
} Training;

/* ---- options ---- */

static gboolean
is_choice (const char *name)
{
  return g_str_equal (name, "optimizer") || g_str_equal (name, "loss") || g_str_equal (name, "schedule");
}

/* Choices of a class come first, whatever the order on the line: they bring options of their own. */
static int
apply_sets (GPtrArray *sets, VslOptions *options, VslNetwork *network)
{
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; sets && i < sets->len; i++) {
      const char *text = g_ptr_array_index (sets, i), *equal = strchr (text, '=');
      if (!equal || equal == text)
        return vsl_wrong_usage (_("--set takes OPTION=VALUE, not “%s”."), text);
      g_autofree char *name = g_strndup (text, equal - text);
      g_autoptr (GError) error = NULL;
      if (is_choice (name) == (pass == 0) && !vsl_options_set (options, network, name, equal + 1, &error))
        return vsl_wrong_usage ("%s", error->message);
    }
  return VSL_EXIT_OK;
}

/* The project's network; where there is none yet the classic CNN, for notes the LSTM, fitted and kept. */
static VslNetwork *
get_network (VslProject *project, GError **error)
{
  g_autoptr (GError) own = NULL;
  VslNetwork *network = vsl_project_network (project, &own);
  if (own) {
    g_propagate_error (error, g_steal_pointer (&own));
    return NULL;
  }
  if (network && network->nodes->len)
    return network;
  g_clear_pointer (&network, vsl_network_free);
  VslProjectInfo info = { 0 };
  if (!vsl_project_info (project, &info, error))
    return NULL;
  gboolean notes = info.n && info.kind == VSL_SAMPLE_NOTE, table = info.n && info.kind == VSL_SAMPLE_TABLE;
  if (table) {
    g_autoptr (VslOptions) options = vsl_project_options (project, NULL);
    g_autofree char *said = NULL;
    if (options && vsl_suggest_options (&info, "perceptron", options, &said) && vsl_project_set_options (project, options, NULL))
      vsl_say ("%s", said);
  }
  vsl_project_info_clear (&info);
  network = vsl_project_make_template (project, notes ? "notes-lstm" : table ? "perceptron" : "classic-cnn", vsl_progress_line,
                                       (gpointer) (table ? _("Reading the rows") : _("Reading the notes")), error);
  vsl_progress_end ();
  if (!network || !vsl_project_set_network (project, network, error)) {
    g_clear_pointer (&network, vsl_network_free);
    return NULL;
  }
  vsl_say (table ? _("The project has no network yet: the perceptron is taken. “vsl network” shows it, --template chooses another.")
           : notes ? _("The project has no network yet: the LSTM for notes is taken. “vsl network” shows it, --template chooses another.")
                 : _("The project has no network yet: the classic CNN is taken. “vsl network” shows it, --template chooses another."));
  return network;
}

/* ---- what the session says ---- */

static void
set_optional (JsonObject *o, const char *name, guint value)
{
  if (value)
    json_object_set_int_member (o, name, value);
  else
    json_object_set_null_member (o, name);
}

/* Several outputs: what each did, beside the sum. */
static void
print_outputs (const VslEpochEvent *e)
{
  for (int k = 0; k < e->n_outputs; k++)
    vsl_print (e->output[k].regression ? _("  %s: loss %.4f, mean absolute error %.4f, validation loss %.4f, validation mean absolute error %.4f\n")
                                       : _("  %s: loss %.4f, accuracy %.4f, validation loss %.4f, validation accuracy %.4f\n"),
               e->output[k].output, e->output[k].loss, e->output[k].accuracy, e->output[k].val_loss, e->output[k].val_accuracy);
}

/* "F1 score 0.8312", by the titles of the metrics. */
static void
print_metrics (const VslEpochEvent *e)
{
  for (int k = 0; k < e->n_metrics; k++) {
    const VslMetricClass *metric = vsl_monitor_metric (e->metric[k].name);
    if (metric)
      vsl_print (_("  validation: %s %.4f\n"), _(metric->head.title), e->metric[k].value);
  }
}

static JsonArray *
outputs_to_json (const VslEpochEvent *e)
{
  JsonArray *list = json_array_new ();
  for (int k = 0; k < e->n_outputs; k++) {
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "output", e->output[k].output);
    json_object_set_double_member (o, "loss", e->output[k].loss);
    json_object_set_double_member (o, e->output[k].regression ? "mae" : "accuracy", e->output[k].accuracy);
    json_object_set_double_member (o, "val_loss", e->output[k].val_loss);
    json_object_set_double_member (o, e->output[k].regression ? "val_mae" : "val_accuracy", e->output[k].val_accuracy);
    json_array_add_object_element (list, o);
  }
  return list;
}

static void
on_epoch (VslSession *session, const VslEpochEvent *e, Training *t)
{
  if (!t->json) {
    vsl_print (t->classifies ? _("Epoch %u/%u: loss %.4f, accuracy %.4f, validation loss %.4f, validation accuracy %.4f, %.1f s%s\n")
                             : _("Epoch %u/%u: loss %.4f, mean absolute error %.4f, validation loss %.4f, validation mean absolute error %.4f, %.1f s%s\n"),
               e->epoch, e->epochs, e->loss, e->accuracy, e->val_loss, e->val_accuracy, e->seconds, e->best ? _(" (best so far)") : "");
    print_metrics (e);
    print_outputs (e);
    return;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "epoch");
  json_object_set_int_member (o, "run", vsl_session_run_number (session));
  json_object_set_int_member (o, "epoch", e->epoch);
  json_object_set_int_member (o, "epochs", e->epochs);
  json_object_set_double_member (o, "loss", e->loss);
  json_object_set_double_member (o, t->classifies ? "accuracy" : "mae", e->accuracy);
  json_object_set_double_member (o, "val_loss", e->val_loss);
  json_object_set_double_member (o, t->classifies ? "val_accuracy" : "val_mae", e->val_accuracy);
  if (t->classifies)
    json_object_set_double_member (o, "val_auc", e->val_auc);
  for (int k = 0; k < e->n_metrics; k++) {
    json_object_set_double_member (o, e->metric[k].name, e->metric[k].value);
    if (g_str_equal (e->metric[k].name, "val_root_mean_squared_error"))
      json_object_set_double_member (o, "val_rmse", e->metric[k].value);
    if (g_str_equal (e->metric[k].name, "val_r2_score"))
      json_object_set_double_member (o, "val_r2", e->metric[k].value);
  }
  if (e->n_outputs)
    json_object_set_array_member (o, "outputs", outputs_to_json (e));
  json_object_set_double_member (o, "learning_rate", e->learning_rate);
  json_object_set_boolean_member (o, "best", e->best);
  json_object_set_double_member (o, "seconds", e->seconds);
  json_object_set_double_member (o, "samples_per_second", e->samples_per_second);
  vsl_print_json (o);
}

/* Why training did not begin. */
static void
print_leaks (const VslLeaks *leaks)
{
  JsonObject *o = json_object_new ();
  JsonArray *samples = json_array_new ();
  json_object_set_string_member (o, "event", "leaks");
  json_object_set_int_member (o, "patients", leaks->patients);
  json_object_set_int_member (o, "duplicates", leaks->copies);
  json_object_set_int_member (o, "near_duplicates", leaks->look_alikes);
  for (guint i = 0; i < leaks->samples->len; i++)
    json_array_add_int_element (samples, g_array_index (leaks->samples, gint64, i));
  json_object_set_array_member (o, "samples", samples);
  vsl_print_json (o);
}

static void
on_finished (VslSession *session, int stopped, guint best_epoch, GError *error, Training *t)
{
  int run = t->run = vsl_session_run_number (session);
  t->stopped = stopped == VSL_STOPPED_USER;
  if (t->json && g_error_matches (error, VSL_TRAIN_ERROR, VSL_ERROR_LEAK))
    print_leaks (vsl_session_leaks (session));
  if (t->json) {
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "event", "finished");
    set_optional (o, "run", run);
    set_optional (o, "best_epoch", best_epoch);
    json_object_set_string_member (o, "stopped", vsl_stopped_names[stopped]);
    vsl_print_json (o);
  } else if (stopped == VSL_STOPPED_USER) {
    vsl_print (_("Stopped. Run %d is saved; “vsl train --resume %d” goes on with it.\n"), run, run);
  } else if (best_epoch) {
    vsl_print (_("Run %d is done; the best epoch, %u, is kept.\n"), run, best_epoch);
  }
  t->code = error ? vsl_failed (error) : VSL_EXIT_OK;
  g_main_loop_quit (t->loop);
}

/* Notes grow by lines: what has been said already is not said again. */
static void
on_note (VslSession *session, GParamSpec *spec, gpointer data)
{
  Training *t = data;
  g_autofree char *note = NULL;
  g_object_get (session, "note", &note, NULL);
  gsize n = note ? strlen (note) : 0, from = n > t->said ? t->said : 0;
  if (n)
    vsl_say ("%s", note + from + (note[from] == '\n'));
  t->said = n;
}

static void
on_progress (VslSession *session, gpointer data)
{
  double fraction;
  g_object_get (session, "fraction", &fraction, NULL);
  vsl_progress_line ((gpointer) (vsl_session_state (session) == VSL_SESSION_PREPARING ? _("Preparing") : _("Training")), fraction);
}

/* The first signal stops in order; the source goes, so that a second one ends the program at once. */
static gboolean
on_signal (gpointer data)
{
  Training *t = data;
  vsl_say (_("Stopping after this batch."));
  vsl_session_stop (t->session);
  g_clear_handle_id (&t->int_source, g_source_remove);
  g_clear_handle_id (&t->term_source, g_source_remove);
  return G_SOURCE_REMOVE;
}

static int
run (Training *t, VslProject *project, const VslNetwork *network, const VslOptions *options, int resume)
{
  g_autoptr (GError) error = NULL;
  t->session = vsl_session_new ();
  t->said = 0;
  vsl_session_allow_leaks (t->session, t->allow_leaks);
  t->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (t->session, "epoch", G_CALLBACK (on_epoch), t);
  g_signal_connect (t->session, "finished", G_CALLBACK (on_finished), t);
  g_signal_connect (t->session, "notify::note", G_CALLBACK (on_note), t);
  g_signal_connect (t->session, "progress", G_CALLBACK (on_progress), NULL);
  t->int_source = g_unix_signal_add (SIGINT, on_signal, t);
  t->term_source = g_unix_signal_add (SIGTERM, on_signal, t);
  if (vsl_session_start (t->session, project, network, options, resume, &error))
    g_main_loop_run (t->loop);
  else
    t->code = vsl_failed (error);
  vsl_progress_end ();
  g_clear_handle_id (&t->int_source, g_source_remove);
  g_clear_handle_id (&t->term_source, g_source_remove);
  g_main_loop_unref (t->loop);
  g_object_unref (t->session);
  return t->code;
}

static int
resume_run (Training *t, const VslArgs *args, VslProject *project, int resume, int threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslRun) record = vsl_project_run (project, resume, &error);
  if (!record)
    return vsl_failed (error);
  t->classifies = vsl_results_classifies (record->options, record->network);
  record->options->threads = threads;
  return run (t, project, NULL, vsl_args_has (args, "--threads") ? record->options : NULL, resume);
}

/* ---- folds ---- */

typedef struct {
  Training *training;
  VslProject *project;
  const VslNetwork *network;
  const VslOptions *options;
} OneFold;

static int
train_fold (gpointer data, int *number, gboolean *stopped)
{
  OneFold *fold = data;
  int code = run (fold->training, fold->project, fold->network, fold->options, 0);
  *number = fold->training->run;
  *stopped = fold->training->stopped;
  return code;
}

static int
run_folds (Training *t, const VslArgs *args, VslProject *project, const VslNetwork *network, const VslOptions *options)
{
  gint64 folds = 0, seed = 0;
  const char *by = vsl_args_get (args, "--by");
  OneFold fold = { t, project, network, options };
  vsl_args_int (args, "--folds", 3, VSL_MOST_FOLDS, &folds);
  vsl_args_int (args, "--split-seed", 0, G_MAXINT64, &seed);
  return vsl_train_folds (project, (guint) folds, by ? by : "patient", (guint64) seed, t->json, train_fold, &fold);
}

static int
new_run (Training *t, const VslArgs *args, VslProject *project, int threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = get_network (project, &error);      /* which may bring options */
  g_autoptr (VslOptions) options = network ? vsl_project_options (project, &error) : NULL;
  if (!options)
    return vsl_failed (error);
  int code = apply_sets (vsl_args_all (args, "--set"), options, network);
  if (code != VSL_EXIT_OK)
    return code;
  vsl_args_seed (args, &options->seed);
  if (vsl_args_has (args, "--threads"))
    options->threads = threads;
  t->classifies = vsl_results_classifies (options, network);
  return vsl_args_has (args, "--folds") ? run_folds (t, args, project, network, options) : run (t, project, network, options, 0);
}

int
vsl_cmd_train (int argc, char **argv)
{
  gint64 threads = 0, resume = 0, folds = 0, split_seed = 0;
  guint64 seed = 0;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 1);
  if (!args || !vsl_args_seed (args, &seed) || !vsl_args_int (args, "--threads", 0, 64, &threads)
      || !vsl_args_int (args, "--resume", 1, G_MAXINT, &resume) || !vsl_args_int (args, "--folds", 3, VSL_MOST_FOLDS, &folds)
      || !vsl_args_int (args, "--split-seed", 0, G_MAXINT64, &split_seed))
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  if (resume && (vsl_args_has (args, "--set") || vsl_args_has (args, "--seed")))
    return vsl_wrong_usage (_("A resumed run keeps its own options and seed: leave --set and --seed out, or start a new run."));
  if (resume && folds)
    return vsl_wrong_usage (_("--resume goes on with one run, --folds begins several: give one of them."));
  if (!folds && (vsl_args_has (args, "--by") || vsl_args_has (args, "--split-seed")))
    return vsl_wrong_usage (_("--by and --split-seed say how --folds divides: give --folds, or divide with “vsl split”."));
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_WRITE, &error);
  if (!project)
    return vsl_failed (error);
  Training t = { .json = args->json, .allow_leaks = vsl_args_has (args, "--allow-leaks") };
  return resume ? resume_run (&t, args, project, (int) resume, (int) threads) : new_run (&t, args, project, (int) threads);
}
