/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A split that an import draws itself: copies and look-alikes stay together, also with what the project has, and every class keeps its share. */
#include <glib/gstdio.h>
#include <string.h>

#include "app-util.h"
#include "data-util.h"
#include "quality-set.h"
#include "vsl-run.h"

#define N 120            /* scans of their own; of the first 60 there is one more each that was dimmed, of the last 30 an exact copy */

typedef struct {
  char *folder, *project, *pictures;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_app_folder ();
  f->project = g_build_filename (f->folder, "p.vesalius", NULL);
  f->pictures = g_build_filename (f->folder, "pictures", NULL);
  g_auto (Ran) made = vsl ("new", f->project, NULL);
  g_assert_cmpint (made.code, ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_app_remove (f->folder);
  g_free (f->folder);
  g_free (f->project);
  g_free (f->pictures);
}

static void
write_body (const char *folder, const char *name, guint seed, double gain, double offset)
{
  VslImage image = set_body (seed, 48, 48, gain, offset);
  TestPng png = { .width = 48, .height = 48, .depth = 8, .color = PNG_COLOR_TYPE_GRAY, .rows = image.data };
  g_autoptr (GByteArray) bytes = test_png (&png);
  g_free (test_write (folder, name, bytes->data, (gssize) bytes->len));
  vsl_image_clear (&image);
}

static void
write_set (const Fixture *f)
{
  for (guint i = 0; i < N; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%03u.png", i % 3 ? "well" : "ill", i);
    g_autofree char *twin = g_strdup_printf ("%s/x%03u.png", i % 3 ? "well" : "ill", i);
    write_body (f->pictures, name, i + 1, 1, 0);
    if (i < 60 || i >= N - 30)
      write_body (f->pictures, twin, i + 1, i < 60 ? 0.85 : 1, i < 60 ? 12 : 0);
  }
}

static char *
splits_of (const char *path)
{
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, NULL);
  g_autoptr (GArray) samples = vsl_project_samples (project, NULL);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < samples->len; i++)
    g_string_append_c (text, "nTVX"[g_array_index (samples, VslSampleInfo, i).split + 1]);
  return g_string_free (text, FALSE);
}

/* How many samples the finding counts; 0: it is not there. */
static gint64
count_of (const char *project, const char *id)
{
  g_auto (Ran) ran = vsl ("check", project, "--json", NULL);
  for (int i = 0; i < n_lines (&ran); i++) {
    g_autoptr (JsonObject) o = line (&ran, i);
    if (g_str_equal (json_object_get_string_member (o, "finding"), id))
      return json_object_get_int_member (o, "count");
  }
  return 0;
}

static void
test_scans (Fixture *f, gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->folder, "other.vesalius", NULL);
  write_set (f);
  g_auto (Ran) ran = vsl ("import", f->project, f->pictures, "--seed", "4", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) said = line (&ran, -1);
  g_assert_cmpint (json_object_get_int_member (said, "copies"), ==, 30);
  g_assert_cmpint (json_object_get_int_member (said, "look_alikes"), ==, 60);
  g_assert_cmpint (json_object_get_int_member (said, "crowded"), ==, 0);
  JsonObject *splits = json_object_get_object_member (said, "splits");
  g_assert_cmpint (json_object_get_int_member (splits, "train"), >=, 145);      /* of 210 */
  g_assert_cmpint (json_object_get_int_member (splits, "train"), <=, 149);
  g_assert_cmpint (json_object_get_int_member (splits, "test"), >=, 30);
  g_assert_cmpint (count_of (f->project, "near_duplicates"), ==, 60);
  g_assert_cmpint (count_of (f->project, "duplicates"), ==, 30);
  g_assert_cmpint (count_of (f->project, "near_duplicates_across_splits"), ==, 0);
  g_assert_cmpint (count_of (f->project, "duplicates_across_splits"), ==, 0);
  g_assert_cmpint (count_of (f->project, "class_drift"), ==, 0);
  g_auto (Ran) made = vsl ("new", other, NULL);
  g_auto (Ran) again = vsl ("import", other, f->pictures, "--seed", "4", NULL);
  g_autofree char *a = splits_of (f->project), *b = splits_of (other);
  g_assert_cmpstr (a, ==, b);
  g_assert_nonnull (strstr (again.out, "30 exact copies were kept"));
  /* By vsl split with the same seed it is the same one. */
  g_auto (Ran) split = vsl ("split", f->project, "--seed", "4", "--json", NULL);
  g_autoptr (JsonObject) moved = line (&split, -1);
  g_assert_cmpint (json_object_get_int_member (moved, "moved"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (moved, "crowded"), ==, 0);
}

/* Dimmed twins of scans that the project has. */
static void
test_later (Fixture *f, gconstpointer data)
{
  g_autofree char *more = g_build_filename (f->folder, "more", NULL);
  for (guint i = 0; i < 2 * N; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%03u.png", i % 3 ? "well" : "ill", i);
    write_body (i < N ? f->pictures : more, name, i < N ? i + 1 : i - 59, i < N ? 1 : 0.85, i < N ? 0 : 12);      /* half of the later ones are twins */
  }
  g_auto (Ran) first = vsl ("import", f->project, f->pictures, NULL);
  g_autofree char *before = splits_of (f->project);
  g_auto (Ran) ran = vsl ("import", f->project, more, "--seed", "1", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autofree char *after = splits_of (f->project);
  g_assert_true (g_str_has_prefix (after, before));                   /* nobody moved who was there */
  g_autoptr (JsonObject) said = line (&ran, -1);
  g_assert_cmpint (json_object_get_int_member (said, "look_alikes"), ==, 60);
  g_assert_cmpint (count_of (f->project, "near_duplicates"), ==, 60);
  g_assert_cmpint (count_of (f->project, "near_duplicates_across_splits"), ==, 0);
  g_assert_nonnull (strchr (after + N, 'V'));
  g_assert_nonnull (strchr (after + N, 'X'));
}

/* A split that came with the data is as it was, and the report tells of what is torn. */
static void
test_given (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 40; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%s/%03u.png", i < 30 ? "train" : "test", i % 2 ? "well" : "ill", i);
    write_body (f->pictures, name, i < 30 ? i + 1 : i - 29, 1, 0);
  }
  g_auto (Ran) ran = vsl ("import", f->project, f->pictures, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) said = line (&ran, -1);
  g_assert_cmpint (json_object_get_int_member (said, "copies"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (said, "splits"), "test"), ==, 10);
  g_assert_cmpint (count_of (f->project, "duplicates_across_splits"), ==, 10);
}

/* ---- in the window's way ---- */

typedef struct {
  VslImportPlan *plan;
  VslImportResult *result;
  gboolean done;
} Wait;

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;
  wait->plan = vsl_document_look_finish (VSL_DOCUMENT (source), result, NULL);
  wait->done = TRUE;
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;
  wait->result = vsl_document_import_finish (VSL_DOCUMENT (source), result, NULL);
  wait->done = TRUE;
}

static void
test_document (Fixture *f, gconstpointer data)
{
  const char *paths[] = { f->pictures, NULL };
  Wait wait = { 0 };
  write_set (f);
  VslDocument *document = test_app_open (f->project);
  vsl_document_look_async (document, paths, NULL, NULL, on_looked, &wait);
  test_app_wait (&wait.done);
  g_assert_nonnull (wait.plan);
  wait.done = FALSE;
  vsl_document_import_async (document, wait.plan, NULL, on_imported, &wait);
  test_app_wait (&wait.done);
  g_assert_nonnull (wait.result);
  g_assert_cmpuint (wait.result->copies, ==, 30);
  g_assert_cmpuint (wait.result->look_alikes, ==, 60);
  g_assert_cmpuint (wait.result->split_counts[VSL_SPLIT_TRAIN], ==, vsl_document_info (document)->counts[VSL_SPLIT_TRAIN]);
  vsl_import_result_free (wait.result);
  g_object_unref (document);
  g_assert_cmpint (count_of (f->project, "near_duplicates_across_splits"), ==, 0);
  g_assert_cmpint (count_of (f->project, "duplicates_across_splits"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/vsl-twins/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("scans", test_scans);
  ADD ("later", test_later);
  ADD ("given", test_given);
  ADD ("document", test_document);
#undef ADD
  return g_test_run ();
}
