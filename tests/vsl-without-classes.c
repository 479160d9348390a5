/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples without classes at the command line. */
#include <glib/gstdio.h>
#include <string.h>

#include "app-util.h"
#include "vsl-run.h"

static void
make_pictures (const char *folder)
{
  const char *argv[] = { g_getenv ("VSL_MAKE_SAMPLE"), "--png", folder, NULL };
  int status;
  g_autoptr (GError) error = NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

static int
n_scans (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  int n = 0;
  while (g_dir_read_name (dir))
    n++;
  return n;
}

/* A plain folder of pictures without classes: what redraws them is suggested, trains, and says how well it does. */
static void
test_scans (void)
{
  g_autofree char *at = test_app_folder (), *project = g_build_filename (at, "p.vesalius", NULL), *pictures = g_build_filename (at, "pictures", NULL);
  make_pictures (pictures);
  g_autofree char *plain = g_build_filename (pictures, "images", "clear", NULL);
  g_autoptr (GDir) dir = g_dir_open (plain, 0, NULL);
  g_autofree char *picture = g_build_filename (plain, g_dir_read_name (dir), NULL);
  g_auto (Ran) made = vsl ("new", project, NULL), import = vsl ("import", project, plain, "--json", NULL);
  g_assert_cmpint (import.code, ==, 0);
  g_autoptr (JsonObject) done = line (&import, -1);
  g_assert_cmpint (json_object_get_int_member (done, "samples"), ==, n_scans (plain));
  g_assert_cmpint (json_object_get_size (json_object_get_object_member (done, "classes")), ==, 0);
  g_auto (Ran) suggested = vsl ("network", project, "--suggest", "--json", NULL);
  g_assert_nonnull (strstr (suggested.out, "Conv2DTranspose"));
  g_auto (Ran) network = vsl ("network", project, "--template", "unet-autoencoder", NULL);
  g_assert_cmpint (network.code, ==, 0);
  g_auto (Ran) trained = vsl ("train", project, "--set", "epochs=1", "--json", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_autoptr (JsonObject) epoch = line (&trained, 0);
  has_keys (epoch, "loss mae val_loss val_mae");
  g_auto (Ran) ran = vsl ("evaluate", project, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  g_assert_cmpfloat (json_object_get_double_member_with_default (o, "mae", -1), >, 0);
  g_assert_cmpfloat (json_object_get_double_member_with_default (o, "mse", -1), >, 0);
  g_assert_false (json_object_has_member (o, "error_auc"));
  g_auto (Ran) predicted = vsl ("predict", project, picture, "--json", NULL);
  g_assert_cmpint (predicted.code, ==, 0);
  g_autoptr (JsonObject) p = line (&predicted, 0);
  g_assert_true (json_object_get_null_member (p, "label"));
  g_assert_cmpfloat (json_object_get_double_member_with_default (p, "error", -1), >, 0);
  test_app_remove (at);
}

/* Notes without classes: a network that tells them again is suggested, trains, and its numbers are the same when they are read back. What it
 * has learnt has a small error, and a note without words none. */
static void
test_notes (void)
{
  g_autofree char *at = test_app_folder (), *project = g_build_filename (at, "p.vesalius", NULL);
  g_autofree char *table = g_build_filename (at, "plain.jsonl", NULL), *usual = g_build_filename (at, "usual.txt", NULL);
  g_autofree char *empty = g_build_filename (at, "empty.txt", NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  for (int i = 0; i < 60; i++)
    g_string_append_printf (lines, "{\"text\": \"the patient came today and is %s\", \"split\": \"%s\"}\n", i % 2 ? "ill" : "well",
                            i < 42 ? "train" : i < 51 ? "val" : "test");
  g_assert_true (g_file_set_contents (table, lines->str, -1, NULL));
  g_assert_true (g_file_set_contents (usual, "the patient came today and is ill", -1, NULL) && g_file_set_contents (empty, "?!", -1, NULL));
  g_auto (Ran) made = vsl ("new", project, NULL), imported = vsl ("import", project, table, "--json", NULL);
  g_autoptr (JsonObject) done = line (&imported, -1);
  g_assert_cmpint (json_object_get_int_member (done, "samples"), ==, 60);
  g_assert_cmpint (json_object_get_size (json_object_get_object_member (done, "classes")), ==, 0);
  g_auto (Ran) suggested = vsl ("network", project, "--suggest", "--json", NULL);
  g_assert_nonnull (strstr (suggested.out, "RepeatVector"));
  g_auto (Ran) trained = vsl ("train", project, "--set", "epochs=20", "--set", "learning_rate=0.01", "--allow-leaks", "--json", NULL);      /* two texts, over and over */
  g_assert_cmpint (trained.code, ==, 0);
  g_autoptr (JsonObject) first = line (&trained, 0);
  g_autoptr (JsonObject) last = line (&trained, 19);
  has_keys (last, "loss accuracy val_loss val_accuracy");
  g_assert_cmpfloat (json_object_get_double_member (last, "val_loss"), <, 0.5 * json_object_get_double_member (first, "val_loss"));
  g_assert_cmpfloat (json_object_get_double_member (last, "val_accuracy"), >, 0.8);
  g_auto (Ran) once = vsl ("evaluate", project, "--json", NULL), again = vsl ("evaluate", project, "--json", NULL);
  g_assert_cmpint (once.code, ==, 0);
  g_autofree char *before = without_looks (&once), *after = without_looks (&again);
  g_assert_cmpstr (before, ==, after);
  g_autoptr (JsonObject) o = line (&again, 0);
  has_keys (o, "run split n cross_entropy token_accuracy");
  g_assert_false (json_object_has_member (o, "mae"));
  g_assert_cmpfloat (json_object_get_double_member (o, "token_accuracy"), >, 0.8);
  g_auto (Ran) predicted = vsl ("predict", project, usual, empty, "--json", NULL);
  g_assert_cmpint (predicted.code, ==, 0);
  g_autoptr (JsonObject) p = line (&predicted, 0);
  g_autoptr (JsonObject) q = line (&predicted, 1);
  g_assert_cmpfloat (json_object_get_double_member (p, "error"), <, 1);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (p, "values")), ==, 8);
  g_assert_true (json_object_get_null_member (q, "error"));
  const char *told = json_object_get_string_member (p, "told");
  g_assert_nonnull (strstr (told, "the patient came today and is"));
  g_assert_cmpfloat (json_object_get_double_member (p, "token_accuracy"), >, 0.8);
  g_assert_cmpstr (json_object_get_string_member (q, "told"), ==, "");
  g_assert_true (json_object_get_null_member (q, "token_accuracy"));
  g_auto (Ran) said = vsl ("predict", project, usual, NULL);
  g_assert_nonnull (strstr (said.out, told));
  g_auto (Ran) runs = vsl ("runs", project, "--json", NULL);
  g_assert_null (strstr (runs.out, "\"vocabulary\""));
  g_assert_null (strstr (runs.out, "\"today\""));
  g_assert_nonnull (strstr (runs.out, "\"vocabulary_size\":"));
  test_app_remove (at);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vsl/without-classes/scans", test_scans);
  g_test_add_func ("/vsl/without-classes/notes", test_notes);
  return g_test_run ();
}
