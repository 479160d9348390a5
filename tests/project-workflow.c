/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training into a project, resuming from it, and predicting with what it keeps. */
#include <string.h>

#include "core/vsl-error.h"
#include "project-util.h"

static const char *const classes[] = { "a", "b", NULL };

typedef struct {
  VslProject *project;
  int run;
  guint stop_after;            /* epochs; 0: never */
  VslControl *control;
} Recorder;

static void
on_epoch (gpointer data, const VslEpochEvent *event)
{
  Recorder *r = data;
  g_assert_true (vsl_project_run_epoch (r->project, r->run, event, NULL));
  if (event->epoch == r->stop_after)
    vsl_control_set (r->control, VSL_CONTROL_STOP);
}

static gboolean
on_checkpoint (gpointer data, guint epoch, gboolean mid, gboolean best, GBytes *state, GError **error)
{
  Recorder *r = data;
  return vsl_project_run_checkpoint (r->project, r->run, epoch, mid, best, state, error);
}

/* Trains, from the newest checkpoint when the run has one. */
static void
train (VslProject *project, int run, guint stop_after)
{
  g_autoptr (GError) error = NULL;
  VslTrainSink sink = { .epoch = on_epoch, .checkpoint = on_checkpoint };
  Recorder recorder = { project, run, stop_after, vsl_control_new () };
  VslStopped stopped;
  guint best;
  g_autoptr (VslRun) record = vsl_project_run (project, run, &error);
  g_assert_no_error (error);
  g_autoptr (VslDataset) dataset = vsl_project_dataset (project, &error);
  g_assert_true (vsl_dataset_prepare (dataset, record->network, NULL, NULL, &error));
  g_autoptr (VslTrainer) trainer = vsl_trainer_new (record->network, record->options, dataset, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) state = record->epochs_done ? vsl_project_checkpoint (project, run, FALSE, NULL, &error) : NULL;
  g_assert_true (state == NULL || vsl_trainer_restore (trainer, state, &error));
  vsl_trainer_run (trainer, recorder.control, &sink, &recorder, &stopped, &best, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_project_run_end (project, run, VSL_RUN_FINISHED, stopped, NULL, &error));
  vsl_control_unref (recorder.control);
}

static VslProject *
make (const char *path)
{
  g_autoptr (GError) error = NULL;
  VslProject *project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  g_assert_true (test_add_samples (project, classes, 60, 1, &error));
  return project;
}

static int
begin (VslProject *project)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":["
    "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[6,8,1]},"
    "\"preprocessing\":[{\"type\":\"Rescaling\",\"config\":{\"scale\":\"bit-depth\"}}]},"
    "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"scan\"]},"
    "{\"id\":\"drop\",\"type\":\"Dropout\",\"config\":{\"rate\":0.25},\"inputs\":[\"flat\"]},"
    "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":2,\"activation\":\"softmax\"},\"inputs\":[\"drop\"]}]}", -1, &error);
  g_assert_no_error (error);
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_assert_true (vsl_options_set (options, NULL, "epochs", "6", &error));
  g_assert_true (vsl_options_set (options, NULL, "batch_size", "4", &error));
  int run = vsl_project_run_begin (project, network, options, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
assert_same (const VslPredictions *a, const VslPredictions *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpint (a->classes, ==, b->classes);
  g_assert_cmpmem (a->id, a->n * sizeof *a->id, b->id, b->n * sizeof *b->id);
  g_assert_cmpmem (a->label, a->n * sizeof *a->label, b->label, b->n * sizeof *b->label);
  g_assert_cmpmem (a->predicted, a->n * sizeof *a->predicted, b->predicted, b->n * sizeof *b->predicted);
  g_assert_cmpmem (a->prob, a->n * sizeof (double) * (gsize) a->classes, b->prob, b->n * sizeof (double) * (gsize) b->classes);
}

/* Stopped after two epochs, closed, opened, resumed: the same bits as in one go. */
static void
test_resume (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "resume.vesalius", NULL);
  VslProject *project = make (path);
  int whole = begin (project), parts = begin (project);
  train (project, whole, 0);
  train (project, parts, 2);
  vsl_project_unref (project);
  project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  g_autoptr (VslRun) stopped = vsl_project_run (project, parts, &error);
  g_assert_cmpuint (stopped->epochs_done, ==, 2);
  g_assert_cmpint (stopped->stopped, ==, VSL_STOPPED_USER);
  g_assert_true (vsl_project_run_resume (project, parts, &error));
  train (project, parts, 0);
  g_autoptr (VslNetwork) network = NULL, other = NULL;
  g_autoptr (VslParams) a = NULL, b = NULL;
  g_assert_true (vsl_project_load_model (project, whole, &network, &a, &error) && vsl_project_load_model (project, parts, &other, &b, &error));
  g_assert_cmpmem (a->data, a->total * sizeof *a->data, b->data, b->total * sizeof *b->data);
  g_autoptr (VslRun) one = vsl_project_run (project, whole, &error), two = vsl_project_run (project, parts, &error);
  g_assert_cmpuint (two->epochs_done, ==, 6);
  g_assert_cmpuint (one->best_epoch, ==, two->best_epoch);
  for (guint e = 0; e < 6; e++)
    g_assert_cmpfloat (g_array_index (one->history, VslEpochEvent, e).loss, ==, g_array_index (two->history, VslEpochEvent, e).loss);
  vsl_project_unref (project);
  test_folder_remove (folder);
}

static void
test_predict (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "predict.vesalius", NULL);
  VslProject *project = make (path);
  g_assert_null (vsl_project_predict (project, 0, VSL_SPLIT_TEST, NULL, NULL, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  int run = begin (project);
  g_assert_null (vsl_project_predict (project, run, VSL_SPLIT_TEST, NULL, NULL, &error));        /* no checkpoint */
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  train (project, run, 0);
  g_autoptr (VslPredictions) computed = vsl_project_predict (project, 0, VSL_SPLIT_TEST, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (computed->n, ==, 15);
  g_autoptr (VslPredictions) kept = vsl_project_predictions (project, run, VSL_SPLIT_TEST, &error);
  assert_same (computed, kept);
  vsl_project_unref (project);
  /* A reader computes what isn't kept, and keeps nothing. */
  project = vsl_project_open (path, VSL_PROJECT_READ, &error);
  g_autoptr (VslPredictions) val = vsl_project_predict (project, run, VSL_SPLIT_VAL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (val->n, ==, 15);
  g_assert_null (vsl_project_predictions (project, run, VSL_SPLIT_VAL, &error));
  vsl_project_unref (project);
  /* Other classes: the outputs stand for something else. */
  static const char *const more[] = { "A", NULL };
  project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  g_assert_true (test_add_samples (project, more, 2, 2, &error));
  g_assert_null (vsl_project_predict (project, run, VSL_SPLIT_TEST, NULL, NULL, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "a, b"));
  vsl_project_unref (project);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/resume", test_resume);
  g_test_add_func ("/workflow/predict", test_predict);
  return g_test_run ();
}
