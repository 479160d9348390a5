/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vsl evaluate, runs and train --folds tell of a network: names, cautions, intervals, folds. */
#include <math.h>
#include <string.h>

#include "vsl-run.h"

/* Rows of two patients' worth each, whose class follows from the values nearly always. split: which of them go where, "" for none; torn: patient 0 is on both sides. */
static void
import (RunFixture *f, int classes, gboolean torn)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (GString) table = g_string_new (torn ? "x,y,label,patient_id,split\n" : "x,y,label,patient_id\n");
  g_autofree char *path = g_build_filename (f->folder, "rows.csv", NULL);
  for (int i = 0; i < 120; i++) {
    int c = i / 2 % classes;
    g_string_append_printf (table, "%.3f,%.3f,%c,P%d", c % 2 + g_rand_double_range (rand, -0.6, 0.6), c / 2 + g_rand_double_range (rand, -0.6, 0.6), 'a' + c, i / 2);
    if (torn)
      g_string_append (table, i == 1 || i % 10 > 7 ? ",test" : i % 10 > 5 ? ",val" : ",train");
    g_string_append_c (table, '\n');
  }
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, path, NULL);
  g_assert_cmpint (imported.code, ==, 0);
}

static gboolean
says (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_test_message ("no “%s” in:\n%s", part, text);
  return strstr (text, part) != NULL;
}

static guint
times (const char *text, const char *part)
{
  guint n = 0;
  for (const char *at = text; (at = strstr (at, part)); at++)
    n++;
  return n;
}

/* ---- names ---- */

/* Each number is there once; what has Keras's name says so. */
static void
test_names (RunFixture *f, gconstpointer data)
{
  import (f, 4, FALSE);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=3", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) told = vsl ("evaluate", f->project, NULL);
  g_assert_cmpint (told.code, ==, 0);
  g_assert_true (says (told.out, "means over the 4 classes"));
  g_assert_true (says (told.out, "Keras's precision (threshold 0.5, all classes pooled)"));
  g_assert_true (says (told.out, "Keras's recall (threshold 0.5, all classes pooled)"));
  g_assert_true (says (told.out, "summed over the classes, 0 to 2"));
  g_assert_true (says (told.out, "1,000 resamplings by patient"));
  g_assert_null (strstr (told.out, "most likely"));                /* five of four classes */
  g_assert_null (strstr (told.out, "(sensitivity)"));
  g_assert_cmpuint (times (told.out, "ensitivity"), ==, 1);
  g_auto (Ran) json = vsl ("evaluate", f->project, "--no-baseline", "--json", NULL);
  g_autoptr (JsonObject) o = line (&json, 0);
  JsonObject *metrics = json_object_get_object_member (o, "metrics");
  g_assert_true (json_object_has_member (metrics, "precision") && json_object_has_member (metrics, "top_k_categorical_accuracy"));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (o, "accuracy"), "method"), ==, "bootstrap");
}

static void
test_two_classes (RunFixture *f, gconstpointer data)
{
  import (f, 2, FALSE);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=2", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) told = vsl ("evaluate", f->project, NULL);
  g_assert_cmpint (told.code, ==, 0);
  g_assert_null (strstr (told.out, "  Precision"));
  g_assert_null (strstr (told.out, "ecall"));
  g_assert_cmpuint (times (told.out, "F1"), ==, 1);
  g_assert_true (says (told.out, "of the positive class, 0 to 1"));
}

/* More classes than five: how many are looked at is said. */
static void
test_top_k (RunFixture *f, gconstpointer data)
{
  import (f, 8, FALSE);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) told = vsl ("evaluate", f->project, "--no-baseline", NULL);
  g_assert_true (says (told.out, "Class among the 5 most likely"));
}

static void
test_numbers (RunFixture *f, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("x,score,split\n");
  g_autofree char *path = g_build_filename (f->folder, "rows.csv", NULL);
  for (int i = 0; i < 90; i++)
    g_string_append_printf (table, "%d.5,%d.25,%s\n", i * 7 % 31, 2 * (i * 7 % 31) + i % 5, i % 3 == 0 ? "train" : i % 3 == 1 ? "val" : "test");
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, path, "--label", "score", "--target", "number", NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_true (says (trained.out, "mean absolute error"));
  g_auto (Ran) told = vsl ("evaluate", f->project, NULL);
  g_assert_true (says (told.out, "Mean absolute error"));
  g_assert_true (says (told.out, "Bias"));
  g_assert_null (strstr (told.out, "mean error"));
  g_auto (Ran) json = vsl ("evaluate", f->project, "--json", NULL);
  g_autoptr (JsonObject) o = line (&json, 0);
  g_assert_true (isfinite (json_object_get_double_member (o, "bias")));
  has_keys (json_object_get_object_member (o, "intervals"), "mae rmse r2 bias");
}

/* As many labels as columns: labels all the same, no autoencoder. Over folds each sample is judged once. */
static void
test_labels (RunFixture *f, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autoptr (GString) table = g_string_new ("x,y,high,wide\n");
  g_autofree char *path = g_build_filename (f->folder, "rows.csv", NULL);
  for (int i = 0; i < 120; i++) {
    double x = g_rand_double (rand), y = g_rand_double (rand);
    g_string_append_printf (table, "%.3f,%.3f,%d,%d\n", x, y, x > 0.5, y > 0.4);
  }
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, path, "--label", "high,wide", NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) trained = vsl ("train", f->project, "--folds", "3", "--set", "epochs=20", "--set", "optimizer.learning_rate=0.05", "--json", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_autoptr (JsonObject) last = line (&trained, -1);
  JsonObject *pooled = json_object_get_object_member (last, "pooled"), *mean = json_object_get_object_member (last, "mean");
  g_assert_cmpint (json_object_get_int_member (pooled, "n"), ==, 120);
  g_assert_cmpfloat (json_object_get_double_member (mean, "label_accuracy"), >, 0.8);
  g_assert_cmpfloat (json_object_get_double_member (mean, "auc"), >, 0.9);
  g_assert_cmpfloat (json_object_get_double_member (mean, "exact_match"), <, 1);
}

/* ---- a table of the cases ---- */

/* Its lines count up to the confusion matrix; a class's name is no formula, and its quotes and commas are its own. */
static void
test_cases (RunFixture *f, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("x,label,split\n");
  g_autofree char *path = g_build_filename (f->folder, "rows.csv", NULL), *cases = g_build_filename (f->folder, "cases.csv", NULL);
  g_autofree char *nowhere = g_build_filename (f->folder, "rows.csv", "cases.csv", NULL), *text = NULL;
  static const char *const names[] = { "=1+1", "b,\"c\"" };
  static const char *const written[] = { "\"'=1+1\"", "\"b,\"\"c\"\"\"" };
  guint counted[2][2] = { { 0 } };
  for (int i = 0; i < 90; i++)
    g_string_append_printf (table, "%d,%s,%s\n", i * 7 % 31, i * 7 % 31 + i % 5 > 17 ? "\"=1+1\"" : "\"b,\"\"c\"\"\"", i % 3 == 0 ? "train" : i % 3 == 1 ? "val" : "test");
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, path, NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=2", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) told = vsl ("evaluate", f->project, "--no-baseline", "--cases", cases, "--json", NULL);
  g_assert_cmpint (told.code, ==, 0);
  g_autoptr (JsonObject) o = line (&told, 0);
  JsonArray *confusion = json_object_get_array_member (o, "confusion"), *classes = json_object_get_array_member (o, "classes");
  g_assert_true (g_file_get_contents (cases, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 30 + 1);
  g_assert_cmpstr (lines[31], ==, "");
  for (int t = 0; t < 2; t++)
    for (int p = 0; p < 2; p++) {
      g_autofree char *part = g_strdup_printf (",\"test\",%s,%s,", written[t], written[p]);
      for (int i = 1; i <= 30; i++)
        counted[t][p] += strstr (lines[i], part) != NULL;
    }
  for (int t = 0; t < 2; t++)
    for (int p = 0; p < 2; p++) {
      int row = !g_str_equal (json_array_get_string_element (classes, 0), names[t]), column = !g_str_equal (json_array_get_string_element (classes, 0), names[p]);
      g_assert_cmpint (json_array_get_int_element (json_array_get_array_element (confusion, row), column), ==, counted[t][p]);
    }
  g_assert_cmpuint (counted[0][0] + counted[0][1] + counted[1][0] + counted[1][1], ==, 30);
  char *last = strrchr (lines[1], ',');
  *last = '\0';
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (last + 1, NULL) + g_ascii_strtod (strrchr (lines[1], ',') + 1, NULL), 1, 1e-6);
  g_auto (Ran) refused = vsl ("evaluate", f->project, "--no-baseline", "--cases", nowhere, NULL);
  g_assert_cmpint (refused.code, ==, 1);
  g_assert_nonnull (strstr (refused.err, "cases.csv"));
}

/* ---- cautions ---- */

/* Whoever keeps standard output alone keeps them, too, above the numbers. */
static void
test_cautions (RunFixture *f, gconstpointer data)
{
  import (f, 2, TRUE);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", "--allow-leaks", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) moved = vsl ("split", f->project, "--seed", "3", NULL);
  g_assert_cmpint (moved.code, ==, 0);
  g_auto (Ran) told = vsl ("evaluate", f->project, NULL);
  g_assert_cmpint (told.code, ==, 0);
  g_assert_true (says (told.out, "started with --allow-leaks"));
  g_assert_true (says (told.out, "stand in more than one split"));
  g_assert_true (says (told.out, "may look better"));
  g_assert_true (says (told.out, "were changed after this run"));
  g_assert_true (says (told.out, "looked at 1 time."));
  const char *numbers = strstr (told.out, "Accuracy");
  g_assert_nonnull (numbers);
  g_assert_true (strstr (told.out, "--allow-leaks") < numbers && strstr (told.out, "looked at") < numbers);
  g_auto (Ran) json = vsl ("evaluate", f->project, "--json", NULL);
  g_assert_cmpint (n_lines (&json), ==, 1);
  g_assert_true (says (json.err, "--allow-leaks"));
}

/* ---- folds ---- */

static JsonObject *
evaluate (RunFixture *f, const char *run)
{
  g_auto (Ran) ran = vsl ("evaluate", f->project, "--run", run, "--no-baseline", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  return line (&ran, 0);
}

/* A run knows its fold; back in it, nothing has changed; a look is at the fold's own test set. */
static void
test_division (RunFixture *f, gconstpointer data)
{
  import (f, 2, FALSE);
  for (int fold = 1; fold <= 3; fold++) {
    g_autofree char *number = g_strdup_printf ("%d", fold);
    g_auto (Ran) split = vsl ("split", f->project, "--folds", "3", "--fold", number, "--seed", "7", NULL);
    g_assert_cmpint (split.code, ==, 0);
    g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
    g_assert_cmpint (trained.code, ==, 0);
    g_autoptr (JsonObject) o = evaluate (f, number);
    g_assert_false (json_object_get_boolean_member (o, "data_changed"));
    g_assert_cmpint (json_object_get_int_member (o, "test_looks"), ==, 1);
    g_assert_cmpint (json_object_get_int_member (o, "test_looks_all"), ==, fold);
  }
  g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL), text = vsl ("runs", f->project, NULL);
  g_assert_true (says (text.out, "fold 2 of 3 by patient, seed 7"));
  for (int fold = 1; fold <= 3; fold++) {
    g_autoptr (JsonObject) run = line (&runs, fold - 1);
    JsonObject *divided = json_object_get_object_member (run, "divided");
    has_keys (divided, "by folds fold seed fractions samples test");
    g_assert_cmpint (json_object_get_int_member (divided, "fold"), ==, fold);
    g_assert_cmpint (json_object_get_int_member (divided, "folds"), ==, 3);
    g_assert_cmpint (json_object_get_int_member (divided, "seed"), ==, 7);
    g_assert_cmpuint (strlen (json_object_get_string_member (divided, "samples")), ==, 64);
  }
  g_autoptr (JsonObject) elsewhere = evaluate (f, "2");
  g_assert_true (json_object_get_boolean_member (elsewhere, "data_changed"));
  g_auto (Ran) back = vsl ("split", f->project, "--folds", "3", "--fold", "2", "--seed", "7", NULL);
  g_autoptr (JsonObject) again = evaluate (f, "2");
  g_assert_false (json_object_get_boolean_member (again, "data_changed"));
  g_assert_cmpint (json_object_get_int_member (again, "test_looks"), ==, 2);
  /* What is moved afterwards is no longer by that rule. */
  g_auto (Ran) undo = vsl ("check", f->project, "--undo", NULL);
  g_assert_cmpint (undo.code, ==, 0);
  g_auto (Ran) more = vsl ("train", f->project, "--set", "epochs=1", NULL), now = vsl ("runs", f->project, "--json", NULL);
  g_autoptr (JsonObject) last = line (&now, -1);
  g_assert_true (json_object_get_null_member (json_object_get_object_member (last, "divided"), "by"));
}

static void
test_folds (RunFixture *f, gconstpointer data)
{
  import (f, 2, FALSE);
  g_auto (Ran) first = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_auto (Ran) ran = vsl ("train", f->project, "--folds", "3", "--split-seed", "5", "--set", "epochs=2", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  double sum = 0, squares = 0, each[3];
  int found = 0, n = 0;
  for (int i = 0; i < n_lines (&ran); i++) {
    g_autoptr (JsonObject) o = line (&ran, i);
    if (!g_str_equal (json_object_get_string_member (o, "event"), "fold"))
      continue;
    has_keys (o, "event fold folds run evaluation");
    JsonObject *e = json_object_get_object_member (o, "evaluation");
    each[found] = json_object_get_double_member (json_object_get_object_member (e, "accuracy"), "value");
    sum += each[found++];
    n += (int) json_object_get_int_member (e, "n");
    g_assert_cmpint (json_object_get_int_member (o, "fold"), ==, found);
  }
  g_assert_cmpint (found, ==, 3);
  for (int i = 0; i < 3; i++)
    squares += (each[i] - sum / 3) * (each[i] - sum / 3);
  g_autoptr (JsonObject) all = line (&ran, -1);
  has_keys (all, "event folds by seed runs pooled mean sd");
  g_assert_cmpstr (json_object_get_string_member (all, "event"), ==, "folds");
  JsonObject *pooled = json_object_get_object_member (all, "pooled");
  g_assert_cmpint (json_object_get_int_member (pooled, "n"), ==, 120);
  g_assert_cmpint (n, ==, 120);
  g_assert_cmpint (json_object_get_int_member (pooled, "patients"), ==, 60);
  g_assert_false (json_object_has_member (pooled, "run"));
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (json_object_get_object_member (all, "mean"), "accuracy"), sum / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (json_object_get_object_member (all, "sd"), "accuracy"), sqrt (squares / 2), 1e-12);
  /* What was before is there again, and each test part was seen once. */
  g_autoptr (JsonObject) o = evaluate (f, "1");
  g_assert_false (json_object_get_boolean_member (o, "data_changed"));
  g_assert_cmpint (json_object_get_int_member (o, "test_looks"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (o, "test_looks_all"), ==, 4);
  g_auto (Ran) after = vsl ("train", f->project, "--set", "epochs=1", NULL), runs = vsl ("runs", f->project, "--json", NULL);
  g_assert_cmpint (n_lines (&runs), ==, 5);
  g_autoptr (JsonObject) third = line (&runs, 2), last = line (&runs, -1), before = line (&runs, 0);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (third, "divided"), "fold"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (last, "divided"), "samples"), ==,
                   json_object_get_string_member (json_object_get_object_member (before, "divided"), "samples"));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (last, "divided"), "by"), ==, "patient");
  g_auto (Ran) wrong = vsl ("train", f->project, "--folds", "3", "--resume", "1", NULL), alone = vsl ("train", f->project, "--by", "study", NULL);
  g_assert_cmpint (wrong.code, ==, 2);
  g_assert_cmpint (alone.code, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/vsl-report/" name, RunFixture, NULL, run_set_up, func, run_tear_down)
  ADD ("names", test_names);
  ADD ("two-classes", test_two_classes);
  ADD ("top-k", test_top_k);
  ADD ("numbers", test_numbers);
  ADD ("labels", test_labels);
  ADD ("cases", test_cases);
  ADD ("cautions", test_cautions);
  ADD ("division", test_division);
  ADD ("folds", test_folds);
#undef ADD
  return g_test_run ();
}
