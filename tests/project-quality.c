/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the quality report keeps in a project: traits, mends that can be taken back, looks at the test set, leaks of a run. */
#include "project-util.h"

#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-project-quality.h"

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

static VslProject *
open_again (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_clear_pointer (&f->project, vsl_project_unref);
  f->project = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  return f->project;
}

static void
test_traits (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  VslFacts facts;
  g_assert_true (vsl_project_facts (f->project, &facts, &error));
  g_assert_cmpuint (facts.n, ==, 40);
  g_assert_cmpuint (facts.missing, ==, 40);
  g_assert_null (facts.spacing);
  for (guint i = 0; i < 40; i++) {
    VslImage image;
    g_assert_true (vsl_project_image (f->project, facts.samples[i].id, &image, &error));
    g_assert_cmpint (facts.sha256[i][31], ==, i);               /* as test_add_samples() gives them */
    vsl_traits_of_scan (&facts.traits[i], &image);
    facts.traits[i].version = facts.version;
    g_assert_true (vsl_project_set_traits (f->project, &facts.samples[i].id, &facts.traits[i], 1, &error));
    vsl_image_clear (&image);
  }
  VslFacts again;
  open_again (f);
  g_assert_true (vsl_project_facts (f->project, &again, &error));
  g_assert_cmpuint (again.missing, ==, 0);
  g_assert_cmpmem (again.traits, 40 * sizeof (VslTraits), facts.traits, 40 * sizeof (VslTraits));
  vsl_facts_clear (&again);
  /* Rows that cannot be true, as a foreign file may have them, are no traits. */
  g_clear_pointer (&f->project, vsl_project_unref);
  test_sql (f->path, "UPDATE hashes SET data = x'00' WHERE sample = 3; UPDATE hashes SET version = 12345 WHERE sample = 4; DELETE FROM hashes WHERE sample = 5");
  open_again (f);
  g_assert_true (vsl_project_facts (f->project, &again, &error));
  g_assert_cmpuint (again.missing, ==, 3);
  vsl_facts_clear (&again);
  vsl_facts_clear (&facts);
}

static guint
used (VslProject *project, VslSplit split)
{
  guint n;
  g_autoptr (VslDataset) dataset = vsl_project_dataset (project, NULL);
  vsl_dataset_split (dataset, split, &n);
  return n;
}

/* Moved, left out, inverted; what is left out is in no dataset and stays in the project; and everything comes back to the bit. */
static void
test_mends (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *finding = NULL;
  guint n;
  VslProjectInfo before, after;
  VslImage was, is;
  g_assert_true (vsl_project_info (f->project, &before, &error));
  g_assert_true (vsl_project_image (f->project, 3, &was, &error));
  g_autoptr (GArray) samples = vsl_project_samples (f->project, &error);
  gint8 one = (gint8) g_array_index (samples, VslSampleInfo, 0).split, two = (gint8) g_array_index (samples, VslSampleInfo, 1).split,
        three = (gint8) g_array_index (samples, VslSampleInfo, 2).split;
  const VslChange changes[] = { { 1, { one, VSL_SPLIT_TEST }, { 0, 0 }, 0 }, { 2, { two, two }, { 0, 1 }, 0 }, { 3, { three, three }, { 0, 0 }, 1 } };
  guint trained = used (f->project, (VslSplit) two);
  g_assert_true (vsl_project_mend (f->project, changes, 3, "blank", &error));
  g_assert_true (vsl_project_info (f->project, &after, &error));
  g_assert_cmpint (after.revision, >, before.revision);
  g_assert_cmpuint (after.n, ==, 40);
  g_assert_cmpuint (after.excluded, ==, 1);
  g_assert_cmpuint (used (f->project, (VslSplit) two), ==, trained - 1 - (one == two && one != VSL_SPLIT_TEST));
  vsl_project_info_clear (&after);
  g_assert_true (vsl_project_image (f->project, 3, &is, &error));
  g_assert_true (memcmp (was.data, is.data, was.size) != 0);
  vsl_image_clear (&is);
  open_again (f);
  g_assert_true (vsl_project_unmend (f->project, &finding, &n, &error));
  g_assert_cmpstr (finding, ==, "blank");
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (vsl_project_info (f->project, &after, &error));
  g_assert_cmpuint (after.excluded, ==, 0);
  g_assert_cmpmem (after.counts, sizeof after.counts, before.counts, sizeof before.counts);
  g_assert_true (vsl_project_image (f->project, 3, &is, &error));
  g_assert_cmpmem (is.data, is.size, was.data, was.size);
  vsl_image_clear (&is);
  vsl_image_clear (&was);
  vsl_project_info_clear (&before);
  vsl_project_info_clear (&after);
  g_free (g_steal_pointer (&finding));
  g_assert_false (vsl_project_unmend (f->project, &finding, &n, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
}

/* A mend whose samples were changed since is not half undone; one of a sample that is not there does nothing at all. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *finding = NULL;
  guint n;
  const VslChange out = { 2, { VSL_SPLIT_TRAIN, VSL_SPLIT_TRAIN }, { 0, 1 }, 0 };
  const VslChange wrong[] = { { 4, { VSL_SPLIT_TRAIN, VSL_SPLIT_TEST }, { 0, 1 }, 0 }, { 4000, { 0, 1 }, { 0, 0 }, 0 } };
  const gint64 id = 2;
  const VslSplit val = VSL_SPLIT_VAL;
  g_assert_false (vsl_project_mend (f->project, wrong, 2, "blank", &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  VslProjectInfo info;
  g_assert_true (vsl_project_info (f->project, &info, &error));
  g_assert_cmpuint (info.excluded, ==, 0);
  vsl_project_info_clear (&info);
  g_assert_true (vsl_project_mend (f->project, &out, 1, "blank", &error));
  g_assert_true (vsl_project_set_splits (f->project, &id, &val, 1, &error));
  g_assert_false (vsl_project_unmend (f->project, &finding, &n, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG);
  g_assert_true (vsl_project_info (f->project, &info, NULL));
  g_assert_cmpuint (info.excluded, ==, 1);
  vsl_project_info_clear (&info);
}

static void
test_looks_and_leaks (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  VslLooks looks = { 9, 9, 9 };
  int run = test_run (f->project, 1, 100);
  g_assert_true (vsl_project_looks (f->project, &looks, &error));
  g_assert_cmpuint (looks.here, ==, 0);
  g_assert_true (vsl_project_look (f->project, run, "vsl evaluate", &looks, &error));
  g_assert_true (vsl_project_look (f->project, run, "window", &looks, &error));
  g_assert_cmpuint (looks.here, ==, 2);
  g_assert_null (vsl_project_run_leaks (f->project, run, &error));
  g_assert_no_error (error);
  g_autoptr (GArray) ids = vsl_ids_new ();
  const gint64 some[] = { 3, 39 };
  g_array_append_vals (ids, some, 2);
  VslLeaks leaks = { 1, 2, 3, 10, ids };
  g_assert_true (vsl_project_set_run_leaks (f->project, run, &leaks, TRUE, &error));
  open_again (f);
  g_assert_true (vsl_project_looks (f->project, &looks, &error));
  g_assert_cmpuint (looks.here, ==, 2);
  g_autoptr (VslRunLeaks) kept = vsl_project_run_leaks (f->project, run, &error);
  g_assert_nonnull (kept);
  g_assert_true (kept->allowed);
  g_assert_cmpuint (kept->patients, ==, 1);
  g_assert_cmpuint (kept->copies, ==, 2);
  g_assert_cmpuint (kept->look_alikes, ==, 3);
  g_assert_cmpuint (kept->samples->len, ==, 2);
  g_assert_cmpint (g_array_index (kept->samples, gint64, 1), ==, 39);
  g_autoptr (GPtrArray) log = vsl_project_audit_log (f->project, &error);
  guint told = 0;
  for (guint i = 0; i < log->len; i++) {
    const VslAuditEntry *entry = log->pdata[i];
    told += g_str_equal (entry->event, "look") || g_str_equal (entry->event, "leaks");
  }
  g_assert_cmpuint (told, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/project-quality/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("traits", test_traits);
  ADD ("mends", test_mends);
  ADD ("refused", test_refused);
  ADD ("looks-and-leaks", test_looks_and_leaks);
#undef ADD
  return g_test_run ();
}
