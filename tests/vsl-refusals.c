/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vsl says to wrong words, odd tables and odd networks; and numbers that must not change between two calls. */
#include <string.h>

#include "app-util.h"
#include "vsl-run.h"

typedef struct {
  char *folder, *project;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_app_folder ();
  g_autoptr (VslProject) project = test_app_project (f->folder, 16);
  f->project = g_strdup (vsl_project_path (project));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_app_remove (f->folder);
  g_free (f->folder);
  g_free (f->project);
}

static char *
put (Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
refused (Ran *ran, int code, const char *needle)
{
  g_assert_cmpint (ran->code, ==, code);
  g_assert_cmpstr (ran->out, ==, "");
  if (!strstr (ran->err, needle))
    g_error ("“%s” is not in: %s", needle, ran->err);
}

/* A seed that the record could not hold made every later `vsl runs` fail. */
static void
test_seed (Fixture *f, gconstpointer data)
{
  g_auto (Ran) large = vsl ("train", f->project, "--set", "epochs=1", "--seed", "9223372036854775807", "--json", NULL);
  g_assert_cmpint (large.code, ==, 0);
  g_auto (Ran) larger = vsl ("train", f->project, "--set", "epochs=1", "--seed", "9223372036854775808", "--json", NULL);
  refused (&larger, 2, "--seed");
  g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL);
  g_assert_cmpint (runs.code, ==, 0);
  g_autoptr (JsonObject) o = line (&runs, -1);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (o, "options"), "seed"), ==, G_MAXINT64);
}

/* What --set changes in a layer is in the record, and the project's drawing stays. */
static void
test_node_option (Fixture *f, gconstpointer data)
{
  g_auto (Ran) ran = vsl ("train", f->project, "--set", "epochs=1", "--set", "node.conv.filters=3", "--set", "metrics=[\"accuracy\"]", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL);
  g_assert_nonnull (strstr (runs.out, "\"filters\":3"));
  g_assert_nonnull (strstr (runs.out, "\"metrics\":\"accuracy\""));
  g_auto (Ran) network = vsl ("network", f->project, "--json", NULL);
  g_assert_null (strstr (network.out, "\"filters\":3"));
}

static void
test_import_words (Fixture *f, gconstpointer data)
{
  g_autofree char *plain = put (f, "plain.csv", "path,label\nnone.png,a\n");
  g_autofree char *twice = put (f, "twice.csv", "path,label,Label\nnone.png,a,b\n");
  g_autofree char *label = g_strnfill (5000, 'x'), *text = g_strdup_printf ("path,label\nlong.csv,%s\n", label), *path = put (f, "long.csv", text);
  g_auto (Ran) keep = vsl ("import", f->project, plain, "--keep", "age", NULL);
  refused (&keep, 2, "“age”");
  g_auto (Ran) columns = vsl ("import", f->project, twice, NULL);
  refused (&columns, 1, "two columns");
  g_auto (Ran) split = vsl ("import", f->project, f->folder, "--split", "abc", NULL);
  refused (&split, 2, "abc");
  g_auto (Ran) tables = vsl ("import", f->project, plain, "--labels", twice, NULL);
  refused (&tables, 2, "twice.csv");
  g_auto (Ran) longer = vsl ("import", f->project, path, NULL);
  refused (&longer, 1, "longer than");
}

static void
test_export_words (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "model.foo", NULL);
  g_auto (Ran) ran = vsl ("export", f->project, path, NULL);
  refused (&ran, 2, ".onnx");
}

/* Numbers of an autoencoder are the same when they are computed and when they are read back; predict shows its outputs. */
static void
test_autoencoder (Fixture *f, gconstpointer data)
{
  g_auto (Ran) network = vsl ("network", f->project, "--template", "conv-autoencoder", NULL);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) first = vsl ("evaluate", f->project, "--json", NULL), second = vsl ("evaluate", f->project, "--json", NULL);
  g_autofree char *before = without_looks (&first), *after = without_looks (&second);
  g_assert_cmpstr (before, ==, after);
  g_autoptr (JsonObject) o = line (&second, 0);
  g_assert_cmpfloat (json_object_get_double_member_with_default (o, "mae", -1), >, 0);
  g_assert_cmpfloat (json_object_get_double_member_with_default (o, "mse", -1), >, 0);
  /* Two classes: how well the error alone tells the positive one. */
  JsonObject *auc = json_object_get_object_member (o, "error_auc");
  has_keys (auc, "value low high");
  g_assert_cmpfloat (json_object_get_double_member (auc, "value"), >=, json_object_get_double_member (auc, "low"));
  g_assert_cmpstr (json_object_get_string_member (o, "positive"), ==, "right");
}

/* A file of brackets, also behind what looks like a comment, once ended the program. */
static void
test_nested (Fixture *f, gconstpointer data)
{
  g_autofree char *brackets = g_strnfill (1000000, '['), *hidden = g_strconcat ("/* \" */", brackets, NULL);
  g_autofree char *plain = put (f, "plain.json", brackets), *behind = put (f, "behind.json", hidden);
  g_auto (Ran) first = vsl ("network", f->project, "--load", plain, NULL);
  refused (&first, 1, "plain.json");
  g_auto (Ran) second = vsl ("network", f->project, "--load", behind, NULL);
  refused (&second, 1, "behind.json");
}

/* A run that was killed in its first epoch has no checkpoint; it begins anew, with the numbers of an uninterrupted one. */
static void
test_killed_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (Ran) whole = vsl ("train", f->project, "--set", "epochs=2", "--json", NULL);
  g_assert_cmpint (whole.code, ==, 0);
  {
    g_autoptr (VslProject) project = vsl_project_open (f->project, VSL_PROJECT_WRITE, &error);
    g_assert_no_error (error);
    g_autoptr (VslNetwork) network = vsl_project_network (project, &error);
    g_autoptr (VslOptions) options = vsl_project_options (project, &error);
    g_assert_true (vsl_options_set (options, NULL, "epochs", "2", &error));
    g_assert_cmpint (vsl_project_run_begin (project, network, options, "{}", &error), ==, 2);
  }
  g_auto (Ran) resumed = vsl ("train", f->project, "--resume", "2", "--threads", "1", "--json", NULL);
  g_assert_cmpint (resumed.code, ==, 0);
  for (int i = 0; i < 2; i++) {
    g_autoptr (JsonObject) a = line (&whole, i), b = line (&resumed, i);
    g_assert_cmpfloat (json_object_get_double_member (a, "loss"), ==, json_object_get_double_member (b, "loss"));
    g_assert_cmpfloat (json_object_get_double_member (a, "val_loss"), ==, json_object_get_double_member (b, "val_loss"));
  }
}

static void
test_start_time (Fixture *f, gconstpointer data)
{
  double best = 1e9;
  for (int i = 0; i < 5; i++) {
    gint64 start_time = g_get_monotonic_time ();
    g_auto (Ran) ran = vsl ("--version", NULL);
    best = MIN (best, (g_get_monotonic_time () - start_time) / 1000.0);
  }
  g_test_minimized_result (best, "start of vsl: %.1f ms", best);
}

#define ADD(name, func) g_test_add ("/vsl/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("start-time", test_start_time);
  ADD ("seed", test_seed);
  ADD ("node-option", test_node_option);
  ADD ("import-words", test_import_words);
  ADD ("export-words", test_export_words);
  ADD ("autoencoder", test_autoencoder);
  ADD ("nested", test_nested);
  ADD ("killed-at-once", test_killed_at_once);
  return g_test_run ();
}
