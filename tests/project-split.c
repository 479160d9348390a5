/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How samples are divided, as a project keeps it: rules, fingerprints, what a run began with, looks at each test set. */
#include "project-util.h"

#include <string.h>

#include "project/vsl-project-quality.h"
#include "project/vsl-project-split.h"

typedef struct {
  char *folder, *path;
  VslProject *project;
} Fixture;

static const char *const classes[] = { "a", "b", NULL };

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->folder = test_folder_new ();
  f->path = g_build_filename (f->folder, "q.vesalius", NULL);
  f->project = vsl_project_create (f->path, &error);
  g_assert_no_error (error);
  g_assert_true (test_add_samples (f->project, classes, 40, 1, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  vsl_project_unref (f->project);
  test_folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

/* Every fourth sample, from the one with this number, goes into test, all others into training. */
static void
divide (Fixture *f, int first)
{
  g_autoptr (GError) error = NULL;
  gint64 ids[40];
  VslSplit splits[40];
  for (int i = 0; i < 40; i++) {
    ids[i] = i + 1;
    splits[i] = i % 4 == first ? VSL_SPLIT_TEST : VSL_SPLIT_TRAIN;
  }
  g_assert_true (vsl_project_set_splits (f->project, ids, splits, 40, &error));
  g_assert_no_error (error);
}

static gboolean
changed (Fixture *f, int number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslRun) run = vsl_project_run (f->project, number, &error);
  gboolean is = FALSE;
  g_assert_no_error (error);
  g_assert_true (vsl_project_data_changed (f->project, run, &is, &error));
  g_assert_no_error (error);
  return is;
}

static void
test_rules (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  VslSplitRule rule = { .folds = 4, .fold = 2, .seed = 9 };
  divide (f, 1);
  g_autoptr (VslDivision) none = vsl_project_division (f->project, 0, &error);
  g_assert_null (none->by);
  g_assert_null (vsl_division_text (none));
  g_assert_true (vsl_project_note_division (f->project, &rule, "patient", &error));
  g_autoptr (VslDivision) now = vsl_project_division (f->project, 0, &error);
  g_assert_cmpstr (now->by, ==, "patient");
  g_assert_cmpuint (now->folds, ==, 4);
  g_assert_cmpuint (now->fold, ==, 2);
  g_assert_true (now->seed == 9);
  g_assert_cmpstr (now->samples, ==, none->samples);
  /* The fingerprint is what the manual page says it is. */
  g_autoptr (GString) lines = g_string_new (NULL), test = g_string_new (NULL);
  for (int i = 1; i <= 40; i++) {
    g_string_append_printf (lines, "%d %d\n", i, (i - 1) % 4 == 1 ? 2 : 0);
    if ((i - 1) % 4 == 1)
      g_string_append_printf (test, "%d\n", i);
  }
  g_autofree char *want = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines->str, -1), *own = g_compute_checksum_for_string (G_CHECKSUM_SHA256, test->str, -1);
  g_assert_cmpstr (now->samples, ==, want);
  g_assert_cmpstr (now->test, ==, own);
  divide (f, 2);
  g_autoptr (VslDivision) moved = vsl_project_division (f->project, 0, &error);
  g_assert_null (moved->by);
  g_assert_cmpstr (moved->samples, !=, want);
  divide (f, 1);
  g_autoptr (VslDivision) back = vsl_project_division (f->project, 0, &error);
  g_assert_cmpstr (back->by, ==, "patient");
  g_assert_no_error (error);
}

static void
test_runs (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  VslSplitRule rule = { .fractions = { 0.75, 0, 0.25 }, .seed = 3 };
  gint64 one[] = { 0 };
  divide (f, 1);
  g_assert_true (vsl_project_note_division (f->project, &rule, "study", &error));
  int run = test_run (f->project, 1, 100);
  g_autoptr (VslDivision) then = vsl_project_division (f->project, run, &error);
  g_assert_cmpstr (then->by, ==, "study");
  g_assert_cmpfloat (then->fractions[0], ==, 0.75);
  g_assert_false (changed (f, run));
  divide (f, 2);
  g_assert_true (changed (f, run));
  divide (f, 1);
  g_assert_false (changed (f, run));
  g_autoptr (GArray) samples = vsl_project_samples (f->project, &error);
  int label = -1;
  for (guint i = 0; label < 0; i++) {
    g_assert_cmpuint (i, <, samples->len);
    one[0] = g_array_index (samples, VslSampleInfo, i).id;
    label = g_array_index (samples, VslSampleInfo, i).label;
  }
  g_assert_true (vsl_project_set_labels (f->project, one, 1, 1 - label, &error));
  g_assert_true (changed (f, run));
  g_assert_true (vsl_project_set_labels (f->project, one, 1, label, &error));
  g_assert_false (changed (f, run));
  const VslChange out = { 7, { VSL_SPLIT_TRAIN, VSL_SPLIT_TRAIN }, { 0, 1 }, 0 };
  g_assert_true (vsl_project_apply (f->project, &out, 1, TRUE, "by_hand", &error));
  g_assert_true (changed (f, run));
  g_assert_true (vsl_project_apply (f->project, &out, 1, FALSE, "by_hand", &error));
  g_assert_false (changed (f, run));
  g_assert_null (vsl_project_division (f->project, run + 1, &error));
  g_assert_no_error (error);
}

static void
test_looks (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  VslLooks looks;
  divide (f, 1);
  int run = test_run (f->project, 1, 100);
  g_assert_true (vsl_project_look (f->project, run, "window", &looks, &error));
  g_assert_true (vsl_project_look (f->project, run, "window", &looks, &error));
  divide (f, 2);
  g_assert_true (vsl_project_looks (f->project, &looks, &error));
  g_assert_cmpuint (looks.here, ==, 0);
  g_assert_cmpuint (looks.all, ==, 2);
  g_assert_true (vsl_project_look (f->project, run, "window", &looks, &error));
  g_assert_cmpuint (looks.here, ==, 1);
  g_assert_cmpuint (looks.all, ==, 3);
  divide (f, 1);
  g_assert_true (vsl_project_looks (f->project, &looks, &error));
  g_assert_cmpuint (looks.here, ==, 2);
  g_autoptr (GHashTable) table = vsl_project_looks_by_test (f->project, &error);
  g_autoptr (VslDivision) now = vsl_project_division (f->project, 0, &error);
  g_assert_cmpuint (g_hash_table_size (table), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, now->test)), ==, 2);
  /* A look that says no test set, as older projects have them, counts for each. */
  g_clear_pointer (&f->project, vsl_project_unref);
  test_sql (f->path, "INSERT INTO looks (time, run, how) VALUES (1, 1, 'window')");
  f->project = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_project_looks (f->project, &looks, &error));
  g_assert_cmpuint (looks.here, ==, 3);
  g_assert_cmpuint (looks.older, ==, 1);
}

/* Whatever stands in a foreign project's rows: nothing is believed, and nothing breaks. */
static void
test_foreign (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "", "[", "7", "[]", "{}", "{\"by\":7,\"folds\":\"x\",\"fold\":-4,\"seed\":-1,\"fractions\":[1,\"x\",[]],\"samples\":{}}",
                                       "{\"by\":\"a\",\"folds\":99999999999,\"fractions\":{}}", "{\"data\":\"\"}" };
  g_autoptr (GError) error = NULL;
  int run = test_run (f->project, 1, 100);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *own = g_strdup_printf ("split/%d", run);
    g_assert_true (vsl_project_set_meta (f->project, "split", texts[i], &error));
    g_assert_true (vsl_project_set_meta (f->project, own, texts[i], &error));
    g_assert_true (vsl_project_set_meta (f->project, "looks/x", texts[i], &error));
    g_autoptr (VslDivision) now = vsl_project_division (f->project, 0, &error), then = vsl_project_division (f->project, run, &error);
    g_assert_nonnull (now);
    g_assert_null (now->by);
    g_autofree char *text = vsl_division_text (then);
    JsonNode *json = vsl_division_to_json (then);
    json_node_unref (json);
    VslLooks looks;
    g_assert_true (vsl_project_looks (f->project, &looks, &error));
    g_assert_no_error (error);
    divide (f, (int) i % 4);
    g_assert_true (changed (f, run));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/project-split/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rules", test_rules);
  ADD ("runs", test_runs);
  ADD ("looks", test_looks);
  ADD ("foreign", test_foreign);
#undef ADD
  return g_test_run ();
}
