/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every folder of the shared data through vsl: import says the numbers that its SOURCES.md says, check speaks of it, and a seed divides it twice in
 * the same way. */
#include <string.h>

#include "app-util.h"
#include "vsl-run.h"

typedef struct {
  const char *name, *path, *kind;
  gint64 samples, train, val, patients, classes;      /* patients 0: unknown; train 0: no split is given */
} Set;

static const Set sets[] = {
  { "pneumoniamnist", "pneumoniamnist", "scan", 5232, 4708, 524, 0, 2 },
  { "pneumoniamnist-npz", "pneumoniamnist/pneumoniamnist_trainval.npz", "scan", 5232, 4708, 524, 0, 2 },
  { "breastmnist", "breastmnist", "scan", 624, 546, 78, 0, 2 },
  { "breastmnist-images", "breastmnist/images", "scan", 624, 0, 0, 0, 2 },
  { "malaria-cells", "malaria_cells", "scan", 400, 320, 80, 97, 2 },
  { "bccd-cells", "bccd_cells", "scan", 360, 288, 72, 193, 3 },
  { "brain-mri", "brain_mri", "scan", 320, 256, 64, 320, 4 },
  { "nih-chest-xray", "nih_chest_xray", "scan", 240, 192, 48, 164, 2 },
  { "zh-trial-criteria", "zh_trial_criteria/trainval.csv", "note", 8000, 7241, 759, 0, 15 },
  { "zh-dept-qa", "zh_dept_qa/trainval.csv", "note", 2904, 2478, 426, 0, 7 },
  { "mtsamples-specialty", "mtsamples/specialty_trainval.csv", "note", 1079, 915, 164, 0, 12 },
  { "mtsamples-operative", "mtsamples/operative_trainval.csv", "note", 1449, 1229, 220, 0, 2 },
  { "ade-binary", "ade_binary/trainval.csv", "note", 14632, 12425, 2207, 0, 2 },
  { "medical-abstracts", "medical_abstracts", "note", 1886, 1614, 272, 0, 5 },      /* the folder of one table */
  { "mts-dialog", "mts_dialog/trainval.csv", "note", 1301, 1201, 100, 0, 20 },
  { "deid-queries", "deid_queries", "note", 688, 0, 0, 0, 0 },
  { "deid-pii-sentences", "deid_pii_sentences/dev.jsonl", "note", 909, 0, 0, 0, 0 },
  { "deid-notes-en", "deid_notes/dev_en.jsonl", "note", 150, 0, 0, 0, 0 },
  { "deid-notes-zh", "deid_notes/dev_zh.jsonl", "note", 150, 0, 0, 0, 0 },
};

/* Folders of single files: how many can be read, how many are there. */
static const struct {
  const char *name, *path;
  guint least, most, files;
} forms[] = {
  { "dicom", "dicom/files", 96, 98, 114 },
  { "nifti", "nifti/files", 11, 11, 13 },
  { "image-formats", "image_formats/files", 27, 27, 31 },
};

static char *
data_path (const char *name)
{
  g_autofree char *root = test_app_shared (), *path = root ? g_build_filename (root, name, NULL) : NULL;
  if (path && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  if (root)
    g_test_skip ("this set of the shared data is not here");
  return NULL;
}

static char *
new_project (const char *folder, const char *name)
{
  char *project = g_build_filename (folder, name, NULL);
  g_auto (Ran) made = vsl ("new", project, NULL);
  g_assert_cmpint (made.code, ==, 0);
  return project;
}

/* Sides in the order in which the samples came in. */
static GArray *
splits_of (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, &error);
  g_assert_no_error (error);
  g_autoptr (GArray) samples = vsl_project_samples (project, &error);
  g_assert_no_error (error);
  GArray *splits = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < samples->len; i++) {
    int split = (int) g_array_index (samples, VslSampleInfo, i).split;
    g_array_append_val (splits, split);
  }
  return splits;
}

static gboolean
same (const GArray *a, const GArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len * sizeof (int)) == 0;
}

/* A seed divides the set twice in the same way, another one in another way. */
static void
check_seed (const char *folder, const char *data)
{
  GArray *splits[3];
  for (int i = 0; i < 3; i++) {
    g_autofree char *name = g_strdup_printf ("seed-%d.vesalius", i), *project = new_project (folder, name);
    g_auto (Ran) in = vsl ("import", project, data, "--split", "70/15/15", "--seed", i == 2 ? "12" : "11", "--json", NULL);
    g_assert_cmpint (in.code, ==, 0);
    splits[i] = splits_of (project);
  }
  g_assert_true (same (splits[0], splits[1]));
  g_assert_false (same (splits[0], splits[2]));
  for (int i = 0; i < 3; i++)
    g_array_unref (splits[i]);
}

/* The quality report comes, each line with what it is about. */
static guint
check_report (const char *project, const char *wanted)
{
  g_auto (Ran) report = vsl ("check", project, "--json", NULL);
  guint count = 0;
  g_assert_cmpint (report.code, ==, 0);
  for (int i = 0; i < n_lines (&report); i++) {
    g_autoptr (JsonObject) o = line (&report, i);
    if (!json_object_has_member (o, "finding"))
      continue;
    has_keys (o, "finding severity count samples");
    if (wanted && g_str_equal (json_object_get_string_member (o, "finding"), wanted))
      count = (guint) json_object_get_int_member (o, "count");
  }
  return count;
}

static gint64
number_in (JsonObject *o, const char *object, const char *name)
{
  JsonObject *inner = json_object_get_object_member (o, object);
  return json_object_has_member (inner, name) ? json_object_get_int_member (inner, name) : 0;
}

static void
test_set (gconstpointer data)
{
  const Set *set = data;
  g_autofree char *path = data_path (set->path);
  if (!path)
    return;
  g_autofree char *folder = test_app_folder (), *project = new_project (folder, "set.vesalius");
  gint64 begin = g_get_monotonic_time ();
  g_auto (Ran) in = vsl ("import", project, path, "--json", NULL);
  if (in.code != 0)
    g_error ("%s: %s", set->name, in.err);
  g_autoptr (JsonObject) o = line (&in, -1);
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, set->samples);
  g_assert_cmpstr (json_object_get_string_member (o, "kind"), ==, set->kind);
  g_assert_cmpint (json_object_get_int_member (o, "left_out"), ==, 0);
  g_assert_cmpint (json_object_get_size (json_object_get_object_member (o, "classes")), ==, set->classes);
  g_assert_cmpint (json_object_get_null_member (o, "patients") ? 0 : json_object_get_int_member (o, "patients"), ==, set->patients);
  if (set->train) {
    g_assert_cmpint (number_in (o, "splits", "train"), ==, set->train);
    g_assert_cmpint (number_in (o, "splits", "val"), ==, set->val);
    g_assert_cmpint (number_in (o, "splits", "test"), ==, 0);
  }
  double imported = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  begin = g_get_monotonic_time ();
  guint across = check_report (project, "duplicates_across_splits");
  g_test_message ("%s: import %.1f s, check %.1f s", set->name, imported, (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
  if (g_str_equal (set->name, "pneumoniamnist"))
    g_assert_cmpuint (across, ==, 8);      /* eight pictures stand on both sides, as published */
  if (set->samples < 3000 || g_getenv ("VSL_TEST_LONG"))
    check_seed (folder, path);
  test_app_remove (folder);
}

/* Files of every kind in one folder: each comes in or is named with its reason. */
static void
test_forms (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autofree char *path = data_path (forms[i].path);
    if (!path)
      return;
    g_autofree char *folder = test_app_folder (), *project = new_project (folder, "forms.vesalius");
    g_auto (Ran) in = vsl ("import", project, path, "--volumes", "slices", "--json", NULL);
    guint left = 0;
    g_assert_cmpint (in.code, ==, 0);
    for (int k = 0; k < n_lines (&in); k++) {
      g_autoptr (JsonObject) o = line (&in, k);
      if (g_strcmp0 (json_object_get_string_member (o, "event"), "left_out") != 0)
        continue;
      left++;
      g_assert_cmpstr (json_object_get_string_member (o, "reason"), !=, "");
    }
    g_autoptr (JsonObject) o = line (&in, -1);
    guint samples = (guint) json_object_get_int_member (o, "samples");
    g_test_message ("%s: %u samples, %u left out", forms[i].name, samples, left);
    g_assert_cmpuint (samples, >=, forms[i].least);
    g_assert_cmpuint (samples, <=, forms[i].most);
    g_assert_cmpint (json_object_get_int_member (o, "left_out"), ==, left);
    g_assert_cmpuint (samples + left, <=, forms[i].files);
    check_report (project, NULL);
    test_app_remove (folder);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++) {
    g_autofree char *name = g_strconcat ("/vsl/shared/", sets[i].name, NULL);
    g_test_add_data_func (name, &sets[i], test_set);
  }
  g_test_add_func ("/vsl/shared/forms", test_forms);
  return g_test_run ();
}
