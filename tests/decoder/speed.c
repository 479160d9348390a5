/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 10,000 PNG of 28 × 28 into a project: the time is printed, never asserted. */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "../project-util.h"
#include "app/vsl-check.h"
#include "data/vsl-decoder-pool.h"
#include "seeds.h"

#define N 10000

static void
write_pictures (const char *folder)
{
  for (int c = 0; c < 2; c++) {
    g_autofree char *class_folder = g_strdup_printf ("%s/%s", folder, c ? "ill" : "well");
    g_assert_cmpint (g_mkdir (class_folder, 0700), ==, 0);
    for (guint i = (guint) c; i < N; i += 2) {
      g_autofree char *path = g_strdup_printf ("%s/%05u.png", class_folder, i);
      g_autoptr (GBytes) bytes = seeds_png_28 (i);
      gsize n;
      gconstpointer data = g_bytes_get_data (bytes, &n);
      g_assert_true (g_file_set_contents_full (path, data, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
  }
}

static void
test_import (void)
{
  g_autofree char *folder = test_folder_new (), *pictures = g_build_filename (folder, "pictures", NULL), *path = g_build_filename (folder, "p.vesalius", NULL);
  const char *paths[] = { pictures, NULL };
  VslImportOptions options = { .seed = 1 };
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (g_mkdir (pictures, 0700), ==, 0);
  write_pictures (pictures);
  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  gint64 looked = g_get_monotonic_time ();
  VslImportResult *result = vsl_import_run (plan, vsl_project_sink (), project, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->imported, ==, N);
  g_assert_cmpuint (result->left_out->len, ==, 0);
  gint64 taken = g_get_monotonic_time ();
  g_assert_true (vsl_check_settle_import (project, plan, result, NULL, NULL, &error));
  g_assert_no_error (error);
  gint64 end = g_get_monotonic_time ();
  g_test_message ("%d PNG of 28 × 28: looked at in %.2f s, imported in %.2f s, copies looked for in %.2f s (%u copies, %u look-alikes, %u crowded), together %.2f s, by %u processes on %u processors (aim: under 5 s on two)", N,
                  (double) (looked - start) / 1e6, (double) (taken - looked) / 1e6, (double) (end - taken) / 1e6, result->copies, result->look_alikes, result->crowded, (double) (end - start) / 1e6, vsl_decoder_pool_started (),
                  g_get_num_processors ());
  vsl_import_result_free (result);
  g_clear_pointer (&project, vsl_project_unref);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("vesalius-home-XXXXXX", NULL);
  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decoder/import-speed", test_import);
  int status = g_test_run ();
  test_folder_remove (home);
  return status;
}
