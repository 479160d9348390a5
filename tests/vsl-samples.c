/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples by their numbers, and files and folders to be asked about. */
#include <string.h>

#include "vsl-run.h"

static void
import (RunFixture *f)
{
  g_autoptr (GString) table = g_string_new ("text,label,patient_id,split\n");
  g_autofree char *path = g_build_filename (f->folder, "notes.csv", NULL);
  for (int i = 0; i < 40; i++)
    g_string_append_printf (table, "%s %d,%s,Zebulon%d,%s\n", i == 17 || i == 18 ? "one and the same note of nine whole words" : i % 2 ? "cough and fever since day" : "fracture of the arm on day",
                            i == 18 ? 17 : i, i % 2 ? "chest" : "bones", i, i % 4 == 3 ? "test" : i % 4 == 2 ? "val" : "train");
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, path, NULL);
  g_assert_cmpint (imported.code, ==, 0);
}

static void
test_list (RunFixture *f, gconstpointer data)
{
  import (f);
  g_auto (Ran) all = vsl ("samples", f->project, "--json", NULL);
  g_assert_cmpint (all.code, ==, 0);
  g_assert_cmpint (n_lines (&all), ==, 40);
  g_assert_null (strstr (all.out, "Zebulon"));
  g_autoptr (JsonObject) first = line (&all, 0);
  has_keys (first, "sample kind class split left_out bytes");
  g_assert_cmpint (json_object_get_int_member (first, "sample"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (first, "kind"), ==, "note");
  g_auto (Ran) some = vsl ("samples", f->project, "--split", "test", "--class", "chest", "--json", NULL);
  g_assert_cmpint (n_lines (&some), ==, 10);
  for (int i = 0; i < 10; i++) {
    g_autoptr (JsonObject) o = line (&some, i);
    g_assert_cmpint (json_object_get_int_member (o, "sample"), ==, 4 * i + 4);
    g_assert_cmpstr (json_object_get_string_member (o, "class"), ==, "chest");
    g_assert_cmpstr (json_object_get_string_member (o, "split"), ==, "test");
  }
  g_auto (Ran) text = vsl ("samples", f->project, NULL);
  g_assert_cmpint (n_lines (&text), ==, 40);
  g_auto (Ran) projects = vsl ("samples", "--json", NULL);
  g_autoptr (JsonObject) project = line (&projects, 0);
  has_keys (project, "name title summary properties");
}

/* The numbers of a finding are those of the samples; the report for people has the first few. */
static void
test_finding (RunFixture *f, gconstpointer data)
{
  import (f);
  g_auto (Ran) found = vsl ("samples", f->project, "--finding", "conflicting_labels", "--json", NULL);
  g_assert_cmpint (found.code, ==, 0);
  g_assert_cmpint (n_lines (&found), ==, 2);
  g_autoptr (JsonObject) one = line (&found, 0), other = line (&found, 1);
  g_assert_cmpint (json_object_get_int_member (one, "sample"), ==, 18);
  g_assert_cmpint (json_object_get_int_member (other, "sample"), ==, 19);
  g_auto (Ran) check = vsl ("check", f->project, NULL);
  g_assert_nonnull (strstr (check.out, "samples 18, 19\n"));
  g_assert_nonnull (strstr (check.out, "vsl samples P.vesalius --finding"));
  g_auto (Ran) nothing = vsl ("samples", f->project, "--finding", "odd_size", NULL);
  g_assert_cmpint (nothing.code, ==, 0);
  g_auto (Ran) finding = vsl ("samples", f->project, "--finding", "odd", NULL), cls = vsl ("samples", f->project, "--class", "legs", NULL),
               split = vsl ("samples", f->project, "--split", "both", NULL), alone = vsl ("samples", "--split", "test", NULL);
  g_assert_cmpint (finding.code, ==, 2);
  g_assert_cmpint (cls.code, ==, 2);
  g_assert_nonnull (strstr (cls.err, "bones, chest"));
  g_assert_cmpint (split.code, ==, 2);
  g_assert_cmpint (alone.code, ==, 2);
}

/* A folder stands for its notes, in order; what else is in it is passed over. */
static void
test_folder (RunFixture *f, gconstpointer data)
{
  import (f);
  g_auto (Ran) network = vsl ("network", f->project, "--template", "embedding-average", NULL), trained = vsl ("train", f->project, "--set", "epochs=1", "--allow-leaks", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_autofree char *folder = g_build_filename (f->folder, "new", NULL), *below = g_build_filename (folder, "c", NULL), *nothing = g_build_filename (f->folder, "empty", NULL);
  static const char *const names[] = { "b.txt", "a.txt", "c/d.txt", "z.dat", ".hidden.txt" };
  g_assert_cmpint (g_mkdir_with_parents (below, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (nothing, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_assert_true (g_file_set_contents (path, "cough and fever", -1, NULL));
  }
  g_auto (Ran) ran = vsl ("predict", f->project, folder, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpint (n_lines (&ran), ==, 3);
  static const char *const order[] = { "/a.txt", "/b.txt", "/d.txt" };
  for (int i = 0; i < 3; i++) {
    g_autoptr (JsonObject) o = line (&ran, i);
    g_assert_true (g_str_has_suffix (json_object_get_string_member (o, "file"), order[i]));
  }
  g_auto (Ran) none = vsl ("predict", f->project, nothing, NULL);
  g_assert_cmpint (none.code, ==, 1);
  g_assert_nonnull (strstr (none.err, "has no notes"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/vsl-samples/" name, RunFixture, NULL, run_set_up, func, run_tear_down)
  ADD ("list", test_list);
  ADD ("finding", test_finding);
  ADD ("folder", test_folder);
#undef ADD
  return g_test_run ();
}
