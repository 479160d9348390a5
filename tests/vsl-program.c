/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built vsl as somebody at a command line meets it: lines, keys, exit codes; killed and resumed. */
#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app-util.h"
#include "vsl-run.h"

/* ---- fixture: a folder, a project with scans in it, and the path of pictures ---- */

typedef struct {
  char *folder, *project, *pictures;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_app_folder ();
  f->project = g_build_filename (f->folder, "p.vesalius", NULL);
  f->pictures = g_build_filename (f->folder, "pictures", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_app_remove (f->folder);
  g_free (f->folder);
  g_free (f->project);
  g_free (f->pictures);
}

static void
make_pictures (const Fixture *f)
{
  const char *argv[] = { g_getenv ("VSL_MAKE_SAMPLE"), "--png", f->pictures, NULL };
  int status;
  g_autoptr (GError) error = NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

/* Small scans: an epoch takes milliseconds. */
static void
make_small (Fixture *f)
{
  VslProject *project = test_app_project (f->folder, 96);
  g_free (f->project);
  f->project = g_strdup (vsl_project_path (project));
  vsl_project_unref (project);
}

/* ---- from pictures to a model ---- */

static void
check_import (const Fixture *f)
{
  g_autofree char *broken = g_build_filename (f->pictures, "images", "nodule", "broken.png", NULL);
  g_assert_true (g_file_set_contents (broken, "\x89PNG\r\n\x1a\n and nothing more", -1, NULL));
  g_autofree char *images = g_build_filename (f->pictures, "images", NULL);
  int sound = (int) run_count_files (images) - 1;
  g_auto (Ran) ran = vsl ("import", f->project, images, "--split", "70/15/15", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpint (n_lines (&ran), ==, 2);
  g_autoptr (JsonObject) left = line (&ran, 0);
  g_autoptr (JsonObject) done = line (&ran, 1);
  has_keys (left, "event file line reason");
  g_assert_cmpstr (json_object_get_string_member (left, "event"), ==, "left_out");
  g_assert_nonnull (strstr (json_object_get_string_member (left, "file"), "broken.png"));
  has_keys (done, "event samples kind classes patients splits left_out");
  g_assert_cmpint (json_object_get_int_member (done, "samples"), ==, sound);
  g_assert_cmpint (json_object_get_int_member (done, "left_out"), ==, 1);
  JsonObject *classes = json_object_get_object_member (done, "classes");
  g_assert_cmpint (json_object_get_int_member (classes, "clear") + json_object_get_int_member (classes, "effusion")
                     + json_object_get_int_member (classes, "nodule"), ==, sound);
}

static void
check_training (const Fixture *f)
{
  g_auto (Ran) ran = vsl ("train", f->project, "--set", "epochs=2", "--set", "batch_size=64", "--seed", "3", "--threads", "2", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpint (n_lines (&ran), ==, 3);
  g_assert_nonnull (strstr (ran.err, "classic CNN"));
  g_autoptr (JsonObject) first = line (&ran, 0);
  g_autoptr (JsonObject) last = line (&ran, 2);
  has_keys (first, "event run epoch epochs loss accuracy val_loss val_accuracy seconds samples_per_second");
  g_assert_cmpint (json_object_get_int_member (first, "epoch"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (first, "epochs"), ==, 2);
  has_keys (last, "event run best_epoch stopped");
  g_assert_cmpstr (json_object_get_string_member (last, "event"), ==, "finished");
  g_assert_cmpstr (json_object_get_string_member (last, "stopped"), ==, "completed");
}

static void
check_results (const Fixture *f)
{
  g_auto (Ran) ran = vsl ("evaluate", f->project, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  has_keys (o, "run split n patients accuracy auc sensitivity specificity ppv npv f1 brier ece threshold positive confusion classes data_changed baseline majority");
  g_assert_cmpstr (json_object_get_string_member (o, "split"), ==, "test");
  has_keys (json_object_get_object_member (o, "accuracy"), "value low high");
  has_keys (json_object_get_object_member (o, "baseline"), "kind accuracy auc");
  has_keys (json_object_get_object_member (o, "majority"), "class accuracy");
  g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL);
  g_autoptr (JsonObject) run = line (&runs, 0);
  has_keys (run, "run state epochs best_epoch options metrics");
  JsonObject *options = json_object_get_object_member (run, "options");
  g_assert_cmpint (json_object_get_int_member (options, "batch_size"), ==, 64);
  g_assert_cmpint (json_object_get_int_member (options, "seed"), ==, 3);
  g_autofree char *file = g_build_filename (f->pictures, "images", "clear", NULL);
  g_autoptr (GDir) dir = g_dir_open (file, 0, NULL);
  g_autofree char *picture = g_build_filename (file, g_dir_read_name (dir), NULL);
  g_auto (Ran) predicted = vsl ("predict", f->project, picture, "--json", NULL);
  g_assert_cmpint (predicted.code, ==, 0);
  g_autoptr (JsonObject) p = line (&predicted, 0);
  has_keys (p, "file label probabilities");
  JsonObject *probabilities = json_object_get_object_member (p, "probabilities");
  double sum = json_object_get_double_member (probabilities, "clear") + json_object_get_double_member (probabilities, "effusion")
               + json_object_get_double_member (probabilities, "nodule");
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
}

static void
check_exports (const Fixture *f)
{
  g_autofree char *onnx = g_build_filename (f->folder, "m.onnx", NULL), *json = g_build_filename (f->folder, "n.json", NULL);
  g_auto (Ran) ran = vsl ("export", f->project, onnx, "--json", NULL);
  g_assert_cmpstr (ran.err, ==, "");
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  g_assert_cmpfloat (json_object_get_double_member (o, "difference"), <, 1e-5);
  g_assert_true (g_file_test (onnx, G_FILE_TEST_EXISTS));
  g_auto (Ran) network = vsl ("export", f->project, json, NULL);
  g_assert_cmpint (network.code, ==, 0);
  g_auto (Ran) load = vsl ("network", f->project, "--load", json, "--json", NULL);
  g_assert_cmpint (load.code, ==, 0);
  g_autoptr (JsonObject) n = line (&load, 0);
  g_assert_cmpstr (json_object_get_string_member (n, "format"), ==, "vesalius-network");
  g_auto (Ran) unknown = vsl ("export", f->project, "m.xyz", NULL);
  g_assert_cmpint (unknown.code, ==, 2);
  g_assert_nonnull (strstr (unknown.err, ".onnx"));
}

static void
test_journey (Fixture *f, gconstpointer data)
{
  make_pictures (f);
  g_auto (Ran) made = vsl ("new", f->project, NULL);
  g_assert_cmpint (made.code, ==, 0);
  g_auto (Ran) again = vsl ("new", f->project, NULL);
  g_assert_cmpint (again.code, ==, 1);                          /* never over a file that is there */
  check_import (f);
  check_training (f);
  check_results (f);
  check_exports (f);
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpint (check.code, ==, 0);
  g_autoptr (JsonObject) finding = line (&check, 0);
  has_keys (finding, "finding severity count samples");
}

static void
expect_changed (const Fixture *f, gboolean changed)
{
  g_auto (Ran) ran = vsl ("evaluate", f->project, "--json", NULL);
  g_autoptr (JsonObject) o = line (&ran, 0);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpint (json_object_get_boolean_member (o, "data_changed"), ==, changed);
  g_assert_cmpint (strstr (ran.err, "Train again") != NULL, ==, changed);
}

/* After another split a run may have learnt from the scans it is asked about; another class to look for is harmless. */
static void
test_changed_after (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const gint64 ids[] = { 1, 2 };                                /* of one patient */
  const VslSplit splits[] = { VSL_SPLIT_TEST, VSL_SPLIT_TEST };
  make_small (f);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  expect_changed (f, FALSE);
  VslProject *project = vsl_project_open (f->project, VSL_PROJECT_WRITE, &error);
  g_assert_true (vsl_project_set_positive (project, 0, &error));
  vsl_project_unref (project);
  expect_changed (f, FALSE);
  project = vsl_project_open (f->project, VSL_PROJECT_WRITE, &error);
  g_assert_true (vsl_project_set_splits (project, ids, splits, 2, &error));
  vsl_project_unref (project);
  expect_changed (f, TRUE);
  g_auto (Ran) again = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (again.code, ==, 0);
  expect_changed (f, FALSE);
}

/* ---- wrong usage and things that fail ---- */

static void
test_usage (Fixture *f, gconstpointer data)
{
  make_small (f);
  g_auto (Ran) nothing = vsl (NULL, NULL);
  g_assert_cmpint (nothing.code, ==, 2);
  g_auto (Ran) command = vsl ("trian", f->project, NULL);
  g_assert_cmpint (command.code, ==, 2);
  g_assert_nonnull (strstr (command.err, "train"));
  g_auto (Ran) option = vsl ("train", f->project, "--sed", "3", NULL);
  g_assert_cmpint (option.code, ==, 2);
  g_assert_nonnull (strstr (option.err, "--seed"));
  g_auto (Ran) set = vsl ("train", f->project, "--set", "batch_sise=3", NULL);
  g_assert_cmpint (set.code, ==, 2);
  g_assert_nonnull (strstr (set.err, "batch_size"));
  g_auto (Ran) inner = vsl ("train", f->project, "--set", "optimizer.momentun=0.9", "--set", "optimizer=SGD", NULL);
  g_assert_cmpint (inner.code, ==, 2);
  g_assert_nonnull (strstr (inner.err, "momentum"));
  g_auto (Ran) node = vsl ("train", f->project, "--set", "node.conv.filter=3", NULL);
  g_assert_cmpint (node.code, ==, 2);
  g_assert_nonnull (strstr (node.err, "filters"));
  g_auto (Ran) value = vsl ("train", f->project, "--set", "epochs=-1", NULL);
  g_assert_cmpint (value.code, ==, 2);
  g_auto (Ran) template = vsl ("network", f->project, "--template", "clasic-cnn", NULL);
  g_assert_cmpint (template.code, ==, 2);
  g_assert_nonnull (strstr (template.err, "classic-cnn"));
  g_auto (Ran) missing = vsl ("runs", "no-such-file.vesalius", NULL);
  g_assert_cmpint (missing.code, ==, 1);
  g_assert_nonnull (strstr (missing.err, "no-such-file"));
  g_auto (Ran) untrained = vsl ("evaluate", f->project, NULL);
  g_assert_cmpint (untrained.code, ==, 1);
  g_assert_cmpstr (untrained.out, ==, "");
}

/* A Dense before Flatten in a file: named, and the project keeps what it had. */
static void
test_bad_network (Fixture *f, gconstpointer data)
{
  make_small (f);
  g_auto (Ran) good = vsl ("network", f->project, "--template", "perceptron", "--json", NULL);
  g_autofree char *file = g_build_filename (f->folder, "bad.json", NULL);
  const char *bad = "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[12,12,1]}},"
                    "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":2,\"activation\":\"softmax\"},\"inputs\":[\"scan\"]},"
                    "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"answer\"]}]}";
  g_assert_true (g_file_set_contents (file, bad, -1, NULL));
  g_auto (Ran) ran = vsl ("network", f->project, "--load", file, NULL);
  g_assert_cmpint (ran.code, ==, 1);
  g_assert_nonnull (strstr (ran.err, "answer"));
  g_auto (Ran) kept = vsl ("network", f->project, "--json", NULL);
  g_assert_cmpstr (kept.out, ==, good.out);
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  const char *const lists[] = { "layers", "templates", "samples", NULL };
  for (int i = 0; lists[i]; i++) {
    g_auto (Ran) ran = vsl (lists[i], "--json", NULL);
    g_assert_cmpint (ran.code, ==, 0);
    for (int l = 0; l < n_lines (&ran); l++) {
      g_autoptr (JsonObject) o = line (&ran, l);
      has_keys (o, "name title summary properties");
    }
  }
  make_small (f);
  g_auto (Ran) options = vsl ("options", f->project, "--json", NULL);
  g_autoptr (JsonObject) first = line (&options, 0);
  has_keys (first, "name type default value");
}

/* Every sample that is listed can be had, and says that it is synthetic. */
static void
test_sample (Fixture *f, gconstpointer data)
{
  g_auto (Ran) list = vsl ("samples", "--json", NULL);
  g_assert_cmpint (n_lines (&list), ==, 5);
  for (int i = 0; i < n_lines (&list); i++) {
    g_autoptr (JsonObject) sample = line (&list, i);
    const char *name = json_object_get_string_member (sample, "name");
    g_autofree char *path = g_strdup_printf ("%s/%s.vesalius", f->folder, name);
    g_auto (Ran) made = vsl ("new", path, "--sample", name, "--json", NULL);
    g_assert_cmpstr (made.err, ==, "");
    g_assert_cmpint (made.code, ==, 0);
    g_autoptr (JsonObject) o = line (&made, 0);
    g_assert_cmpint (json_object_get_int_member (o, "samples"), >=, 600);
    g_autoptr (GError) error = NULL;
    g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, &error);
    VslProjectInfo info = { 0 };
    g_assert_true (vsl_project_info (project, &info, &error));
    g_assert_true (info.synthetic && info.patients > 100);
    g_assert_cmpint (info.kind, ==, i ? VSL_SAMPLE_NOTE : VSL_SAMPLE_SCAN);
    g_assert_cmpint (info.positive, ==, g_str_has_prefix (name, "notes") ? 0 : -1);
    vsl_project_info_clear (&info);
  }
}

static void
test_inspect (Fixture *f, gconstpointer data)
{
  make_pictures (f);
  g_autofree char *dir_name = g_build_filename (f->pictures, "images", "clear", NULL);
  g_autoptr (GDir) dir = g_dir_open (dir_name, 0, NULL);
  g_autofree char *picture = g_build_filename (dir_name, g_dir_read_name (dir), NULL), *text = g_build_filename (f->folder, "t.png", NULL);
  g_assert_true (g_file_set_contents (text, "hello", -1, NULL));
  g_auto (Ran) ran = vsl ("inspect", picture, text, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 1);
  g_autoptr (JsonObject) good = line (&ran, 0);
  g_autoptr (JsonObject) bad = line (&ran, 1);
  has_keys (good, "file status reason format transfer_syntax width height frames channels bits_allocated bits_stored signed dtype photometric "
                  "min max mean channel_means rescaled shape spacing axes affine sha256");
  g_assert_cmpstr (json_object_get_string_member (good, "status"), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (good, "dtype"), ==, "uint16");
  g_assert_cmpint (json_object_get_int_member (good, "width"), ==, 64);
  g_assert_cmpstr (json_object_get_string_member (bad, "status"), ==, "reject");
}

/* ---- interrupted ---- */

typedef struct {
  GPid pid;
  int out;
  GString *text;
} Running;

static Running G_GNUC_NULL_TERMINATED
start (const char *first, ...)
{
  va_list ap;
  va_start (ap, first);
  g_auto (GStrv) argv = words (first, ap);
  va_end (ap);
  Running r = { 0, -1, g_string_new (NULL) };
  g_autoptr (GError) error = NULL;
  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &r.pid, NULL, &r.out, NULL,
                            &error);
  g_assert_no_error (error);
  return r;
}

static void
read_lines (Running *r, int lines)
{
  char byte;
  for (int seen = 0; seen < lines && read (r->out, &byte, 1) == 1;) {
    g_string_append_c (r->text, byte);
    seen += byte == '\n';
  }
}

/* Signal 0: waits for it to end. */
static int
end (Running *r, int signal)
{
  int status;
  if (signal)
    kill (r->pid, signal);
  read_lines (r, G_MAXINT);
  waitpid (r->pid, &status, 0);
  close (r->out);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status);
}

/* The numbers of each epoch as recorded, without the times. */
static char *
record (const char *path, int run, GBytes **weights)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, &error);
  g_assert_no_error (error);
  g_autoptr (VslRun) r = vsl_project_run (project, run, &error);
  g_assert_no_error (error);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < r->history->len; i++) {
    const VslEpochEvent *e = &g_array_index (r->history, VslEpochEvent, i);
    g_string_append_printf (text, "%u %a %a %a %a %d\n", e->epoch, e->loss, e->accuracy, e->val_loss, e->val_accuracy, e->best);
  }
  g_autofree char *note = NULL;
  g_autoptr (GBytes) state = vsl_project_checkpoint (project, run, FALSE, &note, &error);
  g_assert_no_error (error);
  g_autoptr (VslParams) params = vsl_params_new (r->network, &error);
  g_assert_true (vsl_checkpoint_params (state, params, &error));
  *weights = vsl_params_to_bytes (params);
  return g_string_free (text, FALSE);
}

/* Killed twice in the middle and resumed, on one and on two threads: the same bits as a run that nobody touched. */
static void
test_killed (Fixture *f, gconstpointer data)
{
  const char *threads[] = { "1", "2" };
  make_small (f);
  g_auto (Ran) whole = vsl ("train", f->project, "--set", "epochs=120", "--seed", "9", "--threads", "1", "--json", NULL);
  g_assert_cmpint (whole.code, ==, 0);
  g_autoptr (GBytes) expected_weights = NULL;
  g_autofree char *expected = record (f->project, 1, &expected_weights);
  for (int i = 0; i < 2; i++) {
    g_autofree char *run = g_strdup_printf ("%d", i + 2);
    Running r = start ("train", f->project, "--set", "epochs=120", "--seed", "9", "--threads", threads[i], "--json", NULL);
    read_lines (&r, 4 + i);
    g_assert_cmpint (end (&r, SIGKILL), ==, -SIGKILL);
    g_string_free (r.text, TRUE);
    g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL);
    g_autoptr (JsonObject) state = line (&runs, -1);
    g_assert_cmpstr (json_object_get_string_member (state, "state"), ==, "interrupted");
    r = start ("train", f->project, "--resume", run, "--threads", threads[1 - i], "--json", NULL);
    read_lines (&r, 3);
    g_assert_cmpint (end (&r, SIGKILL), ==, -SIGKILL);
    g_string_free (r.text, TRUE);
    g_auto (Ran) resumed = vsl ("train", f->project, "--resume", run, "--threads", threads[i], "--json", NULL);
    g_assert_cmpint (resumed.code, ==, 0);
    g_autoptr (JsonObject) next = line (&resumed, 0);
    g_assert_cmpint (json_object_get_int_member (next, "epoch"), >=, 6);       /* gone on with, not done over */
    g_autoptr (JsonObject) last = line (&resumed, -1);
    g_assert_cmpint (json_object_get_int_member (last, "run"), ==, i + 2);
    g_assert_cmpstr (json_object_get_string_member (last, "stopped"), ==, "completed");
    g_autoptr (GBytes) weights = NULL;
    g_autofree char *epochs = record (f->project, i + 2, &weights);
    g_assert_cmpstr (epochs, ==, expected);
    g_assert_true (g_bytes_equal (weights, expected_weights));
  }
}

static void
test_interrupted (Fixture *f, gconstpointer data)
{
  const int signals[] = { SIGINT, SIGTERM };
  make_small (f);
  for (int i = 0; i < 2; i++) {
    Running r = start ("train", f->project, "--set", "epochs=5000", "--json", NULL);
    read_lines (&r, 2);
    g_assert_cmpint (end (&r, signals[i]), ==, 0);
    Ran ran = { 0, g_string_free (r.text, FALSE), NULL };
    g_autoptr (JsonObject) last = line (&ran, -1);
    g_assert_cmpstr (json_object_get_string_member (last, "event"), ==, "finished");
    g_assert_cmpstr (json_object_get_string_member (last, "stopped"), ==, "user");
    g_free (ran.out);
  }
  g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL);
  g_assert_cmpint (n_lines (&runs), ==, 2);
  g_auto (Ran) evaluate = vsl ("evaluate", f->project, "--json", NULL);
  g_assert_cmpint (evaluate.code, ==, 0);
}

/* A disk that is full during training: said, exit 1, and what was there before is all there. */
static void
test_full_disk (Fixture *f, gconstpointer data)
{
  if (mount ("tmpfs", f->folder, "tmpfs", 0, "size=3m") != 0) {
    g_test_skip ("no small disk can be mounted here");
    return;
  }
  make_small (f);
  g_auto (Ran) before = vsl ("train", f->project, "--set", "epochs=2", NULL);
  g_assert_cmpint (before.code, ==, 0);
  g_auto (Ran) expected = vsl ("evaluate", f->project, "--json", NULL);
  g_assert_cmpint (expected.code, ==, 0);
  g_autofree char *filler = g_build_filename (f->folder, "filler", NULL);
  FILE *file = fopen (filler, "w");
  static const char block[4096];
  while (fwrite (block, sizeof block, 1, file) == 1 && fflush (file) == 0)
    ;
  fclose (file);
  g_auto (Ran) full = vsl ("train", f->project, "--set", "epochs=2", "--json", NULL);
  g_assert_cmpint (full.code, ==, 1);
  g_assert_nonnull (strstr (full.err, "disk is full"));
  unlink (filler);
  g_auto (Ran) after = vsl ("evaluate", f->project, "--json", NULL);
  g_autofree char *now = without_looks (&after), *then = without_looks (&expected);
  g_assert_cmpstr (now, ==, then);
  umount (f->folder);
}

/* A comma as the decimal sign changes nothing. */
static void
test_locale (Fixture *f, gconstpointer data)
{
  make_small (f);
  g_setenv ("LC_ALL", "de_DE.UTF-8", TRUE);
  g_auto (Ran) ran = vsl ("train", f->project, "--set", "epochs=1", "--set", "learning_rate=0.0005", "--json", NULL);
  g_unsetenv ("LC_ALL");
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  g_assert_cmpfloat (json_object_get_double_member (o, "learning_rate"), ==, 0.0005);
}

/* ---- real scans ---- */

static double
last_accuracy (const char *project, const char *seed, const char *epochs)
{
  g_autofree char *set = g_strdup_printf ("epochs=%s", epochs);
  g_auto (Ran) ran = vsl ("train", project, "--set", set, "--set", "batch_size=32", "--seed", seed, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, -2);
  return json_object_get_double_member (o, "val_accuracy");
}

static void
real_scans (Fixture *f, const char *path, int samples, double wanted)
{
  gboolean whole = g_getenv ("VSL_TEST_LONG") != NULL;
  g_auto (Ran) made = vsl ("new", f->project, NULL);
  g_auto (Ran) imported = vsl ("import", f->project, path, "--json", NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_autoptr (JsonObject) o = line (&imported, -1);
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, samples);
  g_assert_cmpint (json_object_get_int_member (o, "left_out"), ==, 0);
  double sum = 0;
  const char *seeds[] = { "1", "2", "3" };
  for (int i = 0; i < (whole ? 3 : 1); i++)
    sum += last_accuracy (f->project, seeds[i], whole ? "10" : "1");
  g_test_message ("validation accuracy: %.4f", sum / (whole ? 3 : 1));
  if (whole)
    g_assert_cmpfloat (sum / 3, >=, wanted);
  g_autofree char *onnx = g_build_filename (f->folder, "m.onnx", NULL);
  g_auto (Ran) exported = vsl ("export", f->project, onnx, "--json", NULL);
  g_assert_cmpint (exported.code, ==, 0);
}

static void
test_breast (Fixture *f, gconstpointer data)
{
  g_autofree char *shared = test_app_shared ();
  g_autofree char *path = shared ? g_build_filename (shared, "breastmnist", "breastmnist_trainval.npz", NULL) : NULL;
  if (path)
    real_scans (f, path, 624, 0.82);
}

static void
test_pneumonia (Fixture *f, gconstpointer data)
{
  g_autofree char *shared = test_app_shared ();
  g_autofree char *path = shared ? g_build_filename (shared, "pneumoniamnist", "manifest.csv", NULL) : NULL;
  g_autofree char *text = NULL;
  if (!path || !g_file_get_contents (path, &text, NULL, NULL))
    return;
  int rows = -1;
  for (const char *p = text; *p; p++)
    rows += *p == '\n';
  real_scans (f, path, rows, 0.95);
}

#define ADD(name, func) g_test_add ("/vsl/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lists", test_lists);
  ADD ("usage", test_usage);
  ADD ("bad-network", test_bad_network);
  ADD ("sample", test_sample);
  ADD ("inspect", test_inspect);
  ADD ("journey", test_journey);
  ADD ("changed-after", test_changed_after);
  ADD ("killed", test_killed);
  ADD ("interrupted", test_interrupted);
  ADD ("full-disk", test_full_disk);
  ADD ("locale", test_locale);
  ADD ("breastmnist", test_breast);
  ADD ("pneumoniamnist", test_pneumonia);
  return g_test_run ();
}
