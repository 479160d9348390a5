/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quality, splits and leaks at the command line. */
#include <string.h>

#include "app-util.h"
#include "vsl-run.h"

/* Notes of 24 words each, four a patient, with a site and a date. copy: note 100 is a copy of note 1. split: "" or a column of given splits, in
 * which patient 0 stands on two sides when torn. */
static char *
make_table (RunFixture *f, gboolean copy, gboolean split, gboolean torn)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (GString) table = g_string_new (split ? "text,label,patient_id,site,day,split\n" : "text,label,patient_id,site,day\n");
  g_autoptr (GString) first = g_string_new (NULL);
  char *path = g_build_filename (f->folder, "notes.csv", NULL);
  for (int i = 0; i < 120; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    int patient = copy && i == 99 ? 77 : i / 4;
    for (int w = 0; w < 24; w++)
      g_string_append_printf (text, "%s%c%c%c%c", w ? " " : "", 'a' + g_rand_int_range (rand, 0, 26), 'a' + g_rand_int_range (rand, 0, 26),
                              'a' + g_rand_int_range (rand, 0, 26), 'a' + g_rand_int_range (rand, 0, 26));
    if (i == 0)
      g_string_assign (first, text->str);
    g_string_append_printf (table, "%s,%s,P%d,S%d,20%02d-0%d-11", copy && i == 99 ? first->str : text->str, i % 3 ? "a" : "b", patient, i / 4 % 6, 10 + i / 12, 1 + i / 4 % 3);
    if (split)
      g_string_append_printf (table, ",%s", torn && i == 3 ? "test" : i / 4 % 5 < 3 ? "train" : i / 4 % 5 < 4 ? "val" : "test");
    g_string_append_c (table, '\n');
  }
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  return path;
}

static JsonObject *
finding (const Ran *ran, const char *id)
{
  for (int i = 0; i < n_lines (ran); i++) {
    g_autoptr (JsonObject) o = line (ran, i);
    if (g_strcmp0 (json_object_get_string_member_with_default (o, "finding", ""), id) == 0)
      return g_steal_pointer (&o);
  }
  return NULL;
}

static char *
splits_of (RunFixture *f)
{
  g_autoptr (VslProject) project = vsl_project_open (f->project, VSL_PROJECT_READ, NULL);
  g_autoptr (GArray) samples = vsl_project_samples (project, NULL);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < samples->len; i++)
    g_string_append_c (text, "nTVX"[g_array_index (samples, VslSampleInfo, i).split + 1]);
  return g_string_free (text, FALSE);
}

/* ---- splits ---- */

static void
test_split (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, TRUE, FALSE, FALSE);
  g_auto (Ran) imported = vsl ("import", f->project, table, "--json", NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) one = vsl ("split", f->project, "--seed", "5", "--json", NULL);
  g_assert_cmpint (one.code, ==, 0);
  g_autoptr (JsonObject) said = line (&one, 0);
  has_keys (said, "event by seed folds fold by_date units crowded moved splits not_used");
  g_autofree char *a = splits_of (f);
  g_auto (Ran) other = vsl ("split", f->project, "--seed", "6", NULL);
  g_autofree char *b = splits_of (f);
  g_auto (Ran) again = vsl ("split", f->project, "--seed", "5", NULL);
  g_autofree char *c = splits_of (f);
  g_assert_cmpstr (a, ==, c);
  g_assert_cmpstr (a, !=, b);
  g_assert_cmpint (a[0], ==, a[99]);                           /* the copy */
  for (int i = 0; i < 120; i += 4)
    for (int k = 1; k < 4; k++)
      g_assert_true (a[i] == a[i + k] || i + k == 99 || i == 99);
  g_auto (Ran) undo = vsl ("check", f->project, "--undo", NULL);
  g_autofree char *d = splits_of (f);
  g_assert_cmpstr (d, ==, b);
  /* Folds: each sample is tested once. */
  char tested[121] = { 0 };
  for (int fold = 1; fold <= 4; fold++) {
    g_autofree char *number = g_strdup_printf ("%d", fold);
    g_auto (Ran) ran = vsl ("split", f->project, "--folds", "4", "--fold", number, "--seed", "2", NULL);
    g_assert_cmpint (ran.code, ==, 0);
    g_autofree char *s = splits_of (f);
    for (int i = 0; i < 120; i++)
      tested[i] += s[i] == 'X';
  }
  for (int i = 0; i < 120; i++)
    g_assert_cmpint (tested[i], ==, 1);
  g_auto (Ran) none = vsl ("split", f->project, "--by", "site", NULL);       /* the column was not kept */
  g_assert_cmpint (none.code, ==, 2);
  g_assert_nonnull (strstr (none.err, "--keep site"));
  g_auto (Ran) both = vsl ("split", f->project, "--folds", "4", "--split", "70/15/15", NULL);
  g_assert_cmpint (both.code, ==, 2);
}

/* While importing: a copy goes where its twin is, a column keeps together, dates put what is later into test. */
static void
test_import (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, TRUE, FALSE, FALSE);
  g_auto (Ran) site = vsl ("import", f->project, table, "--split-by", "site", "--seed", "3", NULL);
  g_assert_cmpint (site.code, ==, 0);
  g_autofree char *s = splits_of (f);
  for (int i = 0; i < 120; i++)
    for (int j = 0; j < 120; j++)
      if (i / 4 % 6 == j / 4 % 6 && i != 99 && j != 99)
        g_assert_cmpint (s[i], ==, s[j]);
  g_assert_nonnull (strchr (s, 'X'));
  g_autofree char *by_day = g_build_filename (f->folder, "day.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", by_day, NULL);
  g_auto (Ran) day = vsl ("import", by_day, table, "--split-by", "day", NULL);
  g_assert_cmpint (day.code, ==, 0);
  g_free (f->project);
  f->project = g_steal_pointer (&by_day);
  g_autofree char *t = splits_of (f);
  g_assert_cmpint (t[4], ==, 'T');
  g_assert_cmpint (t[118], ==, 'X');
  g_assert_null (strchr (t + 110, 'T'));
}

/* ---- leaks ---- */

static void
test_leaks (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, TRUE, TRUE, TRUE);
  g_auto (Ran) imported = vsl ("import", f->project, table, NULL);
  g_auto (Ran) network = vsl ("network", f->project, "--template", "embedding-average", NULL);
  g_assert_cmpint (network.code, ==, 0);
  g_auto (Ran) stopped = vsl ("train", f->project, "--set", "epochs=1", "--json", NULL);
  g_assert_cmpint (stopped.code, ==, 1);
  g_autoptr (JsonObject) leaks = line (&stopped, 0);
  g_assert_cmpstr (json_object_get_string_member (leaks, "event"), ==, "leaks");
  g_assert_cmpint (json_object_get_int_member (leaks, "patients"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (leaks, "duplicates"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (leaks, "samples")), ==, 5);      /* four of patient 0 and the copy */
  g_assert_nonnull (strstr (stopped.err, "--allow-leaks"));
  g_auto (Ran) no_runs = vsl ("runs", f->project, "--json", NULL);
  g_assert_cmpint (n_lines (&no_runs), ==, 0);

  g_auto (Ran) anyway = vsl ("train", f->project, "--set", "epochs=1", "--allow-leaks", "--json", NULL);
  g_assert_cmpint (anyway.code, ==, 0);
  g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL);
  g_autoptr (JsonObject) run = line (&runs, 0);
  g_autoptr (JsonObject) record = json_object_ref (json_object_get_object_member (run, "leaks"));
  g_assert_true (json_object_get_boolean_member (record, "allowed"));
  for (int look = 1; look <= 2; look++) {
    g_auto (Ran) judged = vsl ("evaluate", f->project, "--no-baseline", "--json", NULL);
    g_autoptr (JsonObject) o = line (&judged, 0);
    g_assert_cmpint (json_object_get_int_member (o, "test_looks"), ==, look);
    g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (o, "leaks"), "duplicates"), ==, 1);
    g_assert_nonnull (strstr (judged.err, "looked at"));
  }
  g_auto (Ran) val = vsl ("evaluate", f->project, "--split", "val", "--no-baseline", "--json", NULL);
  g_autoptr (JsonObject) chosen = line (&val, 0);
  g_assert_true (json_object_get_null_member (chosen, "test_looks"));

  g_auto (Ran) mended = vsl ("check", f->project, "--mend", "patient_on_both_sides", "--mend", "duplicates_across_splits", "--json", NULL);
  g_assert_cmpint (mended.code, ==, 0);
  g_auto (Ran) clean = vsl ("train", f->project, "--set", "epochs=1", "--json", NULL);
  g_assert_cmpint (clean.code, ==, 0);
  g_auto (Ran) after = vsl ("runs", f->project, "--json", NULL);
  g_autoptr (JsonObject) second = line (&after, 1);
  g_assert_true (json_object_get_null_member (second, "leaks"));
}

/* Two people may have the same values: equal rows of a table are no copies. */
static void
test_rows (RunFixture *f, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("age,glucose,label,split\n");
  g_autofree char *path = g_build_filename (f->folder, "rows.csv", NULL);
  for (int i = 0; i < 60; i++)
    g_string_append_printf (table, "%d,%d.5,%s,%s\n", 30 + i % 6, 4 + i % 5, i % 2 ? "ill" : "well", i % 4 == 3 ? "val" : "train");
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, path, "--json", NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_autoptr (JsonObject) said = line (&imported, -1);
  g_assert_cmpstr (json_object_get_string_member (said, "kind"), ==, "table");
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpint (check.code, ==, 0);
  g_assert_null (finding (&check, "duplicates"));
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) runs = vsl ("runs", f->project, "--json", NULL);
  g_autoptr (JsonObject) run = line (&runs, 0);
  g_assert_true (json_object_get_null_member (run, "leaks"));
}

/* ---- the report ---- */

static void
test_report (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, TRUE, FALSE, FALSE);
  g_autofree char *more = g_build_filename (f->folder, "more.csv", NULL);
  g_assert_true (g_file_set_contents (more, "text,label,patient_id\n,a,Z1\nOne more note with words of its own,a,Z2\n,b,Z3\n", -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, table, NULL), partly = vsl ("import", f->project, more, NULL);
  g_assert_cmpint (partly.code, ==, 0);
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpint (check.code, ==, 0);
  g_autoptr (JsonObject) refused = finding (&check, "not_imported");
  g_assert_cmpint (json_object_get_int_member (refused, "count"), ==, 2);
  g_autoptr (JsonObject) copies = finding (&check, "duplicates");
  has_keys (copies, "finding severity count samples groups mend text");
  g_assert_cmpint (json_object_get_int_member (copies, "count"), ==, 1);
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (copies, "samples"), 1), ==, 100);
  g_assert_null (finding (&check, "duplicates_across_splits"));
  g_auto (Ran) cached = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpstr (cached.out, ==, check.out);
  g_auto (Ran) mend = vsl ("check", f->project, "--mend", "duplicates", "--json", NULL);
  g_autoptr (JsonObject) done = line (&mend, 0);
  has_keys (done, "event finding changed left_out moved inverted");
  g_assert_cmpint (json_object_get_int_member (done, "left_out"), ==, 1);
  g_auto (Ran) after = vsl ("check", f->project, "--json", NULL);
  g_assert_null (finding (&after, "duplicates"));
  g_autoptr (JsonObject) out = finding (&after, "left_out");
  g_assert_cmpint (json_object_get_int_member (out, "count"), ==, 1);
  g_auto (Ran) undo = vsl ("check", f->project, "--undo", "--json", NULL);
  g_assert_cmpint (undo.code, ==, 0);
  g_auto (Ran) back = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpstr (back.out, ==, check.out);
  g_auto (Ran) nothing = vsl ("check", f->project, "--undo", NULL);
  g_assert_cmpint (nothing.code, ==, 1);
  g_auto (Ran) unknown = vsl ("check", f->project, "--mend", "nonsense", NULL);
  g_assert_cmpint (unknown.code, ==, 2);
  g_auto (Ran) cannot = vsl ("check", f->project, "--mend", "samples", NULL);
  g_assert_cmpint (cannot.code, ==, 1);
}

/* Sets that are as they should be raise no alarm, and those with faults show them. */
static void
test_shared (RunFixture *f, gconstpointer data)
{
  static const struct {
    const char *path, *expected;      /* errors and warnings; the severest sets first */
    int copies_across;
  } sets[] = { { "pneumoniamnist/manifest.csv", "no_test_split patients_unknown duplicates duplicates_across_splits", 8 },
               { "malaria_cells/manifest.csv", "no_test_split", 0 },
               { "ade_binary/trainval.csv", "no_test_split patients_unknown few_words", 0 },
               { "zh_dept_qa/trainval.csv", "no_test_split patients_unknown class_imbalance near_duplicates_across_splits", 0 } };
  g_autofree char *shared = test_app_shared ();
  for (guint i = 0; shared && i < G_N_ELEMENTS (sets); i++) {
    g_autofree char *name = g_strdup_printf ("%u.vesalius", i), *project = g_build_filename (f->folder, name, NULL);
    g_autofree char *path = g_build_filename (shared, sets[i].path, NULL);
    g_auto (GStrv) wanted = g_strsplit (sets[i].expected, " ", -1);
    g_auto (Ran) made = vsl ("new", project, NULL);
    g_auto (Ran) imported = vsl ("import", project, path, NULL);
    g_assert_cmpint (imported.code, ==, 0);
    g_auto (Ran) check = vsl ("check", project, "--json", NULL);
    for (int k = 0; k < n_lines (&check); k++) {
      g_autoptr (JsonObject) o = line (&check, k);
      const char *id = json_object_get_string_member (o, "finding");
      if (!g_str_equal (json_object_get_string_member (o, "severity"), "info") && !g_strv_contains ((const char *const *) wanted, id))
        g_error ("%s: %s", sets[i].path, json_object_get_string_member (o, "text"));
      if (g_str_equal (id, "duplicates_across_splits"))
        g_assert_cmpint (json_object_get_int_member (o, "count"), ==, sets[i].copies_across);
    }
  }
}

/* The mean of a number, or the share of label k, in a split (VSL_SPLIT_NONE: in all). */
static double
mean_of (GArray *samples, VslSplit split, int k)
{
  double sum = 0, n = 0;
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (split != VSL_SPLIT_NONE && s->split != split)
      continue;
    n++;
    sum += k < 0 ? s->number : (double) (s->labels >> k & 1);
  }
  return sum / n;
}

/* Numbers and labels have their shares in what an import draws and in folds; patients of four rows stay whole. */
static void
test_targets (RunFixture *f, gconstpointer data)
{
  for (int labels = 0; labels < 2; labels++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (9);
    g_autoptr (GString) table = g_string_new (labels ? "a,patient_id,cough,fever,rare\n" : "a,patient_id,days\n");
    g_autofree char *path = g_build_filename (f->folder, labels ? "labels.csv" : "days.csv", NULL), *project = g_strconcat (path, ".vesalius", NULL);
    for (int i = 0; i < 1200; i++) {
      double level = g_rand_double (rand);
      g_string_append_printf (table, "%.3f,P%d,", g_rand_double (rand), i / 4);
      if (labels)
        g_string_append_printf (table, "%d,%d,%d\n", i / 4 % 3 == 0, level < 0.2, i / 4 % 15 == 7);
      else
        g_string_append_printf (table, "%d.5\n", (int) (level < 0.03 ? 1000 * level + 200 : 10 * level) + i / 4 % 7);
    }
    g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
    g_auto (Ran) made = vsl ("new", project, NULL);
    g_auto (Ran) imported = labels ? vsl ("import", project, path, "--label", "cough,fever,rare", "--target", "labels", "--seed", "2", NULL)
                                   : vsl ("import", project, path, "--label", "days", "--target", "number", "--seed", "2", NULL);
    g_assert_cmpint (imported.code, ==, 0);
    for (int round = 0; round < 2; round++) {
      g_autoptr (VslProject) open = vsl_project_open (project, VSL_PROJECT_READ, NULL);
      g_autoptr (GArray) samples = vsl_project_samples (open, NULL);
      for (int s = 0; s < VSL_N_SPLITS; s++) {
        double share = labels ? mean_of (samples, (VslSplit) s, 2) / mean_of (samples, VSL_SPLIT_NONE, 2) : mean_of (samples, (VslSplit) s, -1) / mean_of (samples, VSL_SPLIT_NONE, -1);
        g_test_message ("%s, %s, %s: %.3f of the mean of all", labels ? "labels" : "numbers", round ? "fold" : "import", vsl_split_names[s], share);
        g_assert_cmpfloat_with_epsilon (share, 1, 0.15);
      }
      for (guint i = 0; i < samples->len; i++)
        g_assert_cmpint (g_array_index (samples, VslSampleInfo, i).split, ==, g_array_index (samples, VslSampleInfo, i / 4 * 4).split);
      g_clear_pointer (&open, vsl_project_unref);
      g_auto (Ran) folds = vsl ("split", project, "--folds", "5", "--fold", "2", NULL);
      g_assert_cmpint (folds.code, ==, 0);
    }
  }
}

/* An option as a mend: done, seen, undone; and left alone where somebody set it otherwise since. */
static void
test_weights (RunFixture *f, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("a,b,label\n");
  g_autofree char *path = g_build_filename (f->folder, "rows.csv", NULL);
  for (int i = 0; i < 150; i++)
    g_string_append_printf (table, "%d.5,%d,%s\n", i, i * 7 % 13, i % 15 ? "well" : "ill");
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));
  g_auto (Ran) imported = vsl ("import", f->project, path, NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) before = vsl ("check", f->project, "--json", NULL);
  g_autoptr (JsonObject) found = finding (&before, "class_imbalance");
  g_assert_nonnull (found);
  g_assert_cmpstr (json_object_get_string_member (found, "mend"), ==, "class_weight");
  g_auto (Ran) mended = vsl ("check", f->project, "--mend", "class_imbalance", "--json", NULL);
  g_assert_cmpint (mended.code, ==, 0);
  g_autoptr (JsonObject) said = line (&mended, -1);
  g_assert_cmpstr (json_object_get_string_member (said, "class_weight"), ==, "balanced");
  g_auto (Ran) options = vsl ("options", f->project, "--json", NULL);
  g_assert_nonnull (strstr (options.out, "\"value\":\"balanced\""));
  g_auto (Ran) after = vsl ("check", f->project, "--json", NULL);
  g_autoptr (JsonObject) then = finding (&after, "class_imbalance");
  g_assert_cmpstr (json_object_get_string_member (then, "severity"), ==, "info");
  g_assert_true (json_object_get_null_member (then, "mend"));
  g_auto (Ran) undone = vsl ("check", f->project, "--undo", "--json", NULL);
  g_assert_cmpint (undone.code, ==, 0);
  g_auto (Ran) back = vsl ("options", f->project, "--json", NULL);
  g_assert_null (strstr (back.out, "\"value\":\"balanced\""));
  g_auto (Ran) again = vsl ("check", f->project, "--undo", NULL);
  g_assert_cmpint (again.code, ==, 1);
  g_auto (Ran) mended_again = vsl ("check", f->project, "--mend", "class_imbalance", NULL);
  g_autoptr (VslProject) project = vsl_project_open (f->project, VSL_PROJECT_WRITE, NULL);
  g_autoptr (VslOptions) own = vsl_project_options (project, NULL);
  g_assert_true (vsl_options_set (own, NULL, "class_weight", "{\"ill\": 3}", NULL));
  g_assert_true (vsl_project_set_options (project, own, NULL));
  g_clear_pointer (&project, vsl_project_unref);
  g_auto (Ran) refused = vsl ("check", f->project, "--undo", NULL);
  g_assert_cmpint (refused.code, ==, 1);
  g_assert_nonnull (strstr (refused.err, "class_weight"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/vsl-quality/" name, RunFixture, NULL, run_set_up, func, run_tear_down)
  ADD ("split", test_split);
  ADD ("import", test_import);
  ADD ("leaks", test_leaks);
  ADD ("rows", test_rows);
  ADD ("report", test_report);
  ADD ("targets", test_targets);
  ADD ("weights", test_weights);
  ADD ("shared", test_shared);
#undef ADD
  return g_test_run ();
}
