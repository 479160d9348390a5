/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the built vsl says beside a network's numbers. */
#include <string.h>

#include "app-util.h"
#include "vsl-run.h"

static char *path;              /* of the project */

static double
baseline_accuracy (const char **err)
{
  static Ran ran;              /* kept for *err */
  ran_clear (&ran);
  ran = vsl ("evaluate", path, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  if (err)
    *err = ran.err;
  return json_object_get_double_member (json_object_get_object_member (o, "baseline"), "accuracy");
}

static void
keep_baseline (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  VslProjectInfo info = { 0 };
  g_assert_true (vsl_project_info (project, &info, &error));
  g_autofree char *revision = g_strdup_printf ("%" G_GINT64_FORMAT, info.revision);
  g_auto (GStrv) parts = g_strsplit (text, "REVISION", 2);
  g_autofree char *value = g_strjoinv (revision, parts);
  g_assert_true (vsl_project_set_meta (project, "baseline/test", value, &error));
  vsl_project_info_clear (&info);
}

/* A network that has not learnt is told that a linear model does better; its numbers are kept, made again when the data change, and
 * never believed when they are damaged. */
static void
test_baseline (void)
{
  const char *kept = "{\"way\":2,\"revision\":REVISION,\"kind\":\"pixels + logistic regression\",\"accuracy\":[0.125,0,1],\"auc\":[0.5,0,1]}";
  const char *const damaged[] = { "{", "[1]", "{\"way\":2,\"revision\":REVISION}", "{\"way\":2,\"revision\":REVISION,\"kind\":3,\"accuracy\":[1,1,1],\"auc\":[1,1,1]}",
                                  "{\"way\":2,\"revision\":REVISION,\"kind\":\"x\",\"accuracy\":[1],\"auc\":7}", "{\"way\":2,\"revision\":REVISION1,\"kind\":\"x\",\"accuracy\":[0,0,0],\"auc\":[0,0,0]}" };
  const char *err;
  g_autofree char *folder = test_app_folder ();
  VslProject *project = test_app_project (folder, 96);
  path = g_strdup (vsl_project_path (project));
  vsl_project_unref (project);
  g_auto (Ran) trained = vsl ("train", path, "--set", "epochs=1", "--set", "learning_rate=1e-9", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  double made = baseline_accuracy (&err);
  g_assert_cmpfloat (made, >, 0.9);
  g_assert_nonnull (strstr (err, "linear baseline is better"));
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++) {
    keep_baseline (damaged[i]);
    g_assert_cmpfloat (baseline_accuracy (NULL), ==, made);
  }
  keep_baseline (kept);
  g_assert_cmpfloat (baseline_accuracy (NULL), ==, 0.125);
  g_autoptr (GError) error = NULL;
  gint64 id = 1;
  project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  g_assert_true (vsl_project_set_labels (project, &id, 1, 1, &error));
  vsl_project_unref (project);
  g_assert_cmpfloat (baseline_accuracy (NULL), >, 0.9);
  g_auto (Ran) without = vsl ("evaluate", path, "--no-baseline", "--json", NULL);
  g_autoptr (JsonObject) o = line (&without, 0);
  g_assert_false (json_object_has_member (o, "baseline") || json_object_has_member (o, "majority"));
  g_auto (Ran) plain = vsl ("evaluate", path, NULL);
  g_assert_nonnull (strstr (plain.out, "Linear baseline (pixels + logistic regression): accuracy "));
  g_assert_nonnull (strstr (plain.out, "Always “"));
  test_app_remove (folder);
  g_clear_pointer (&path, g_free);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vsl/baseline", test_baseline);
  return g_test_run ();
}
