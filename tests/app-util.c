/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-util.h"

#include <glib/gstdio.h>
#include <string.h>

#define SIDE 12

char *
test_app_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("vesalius-app-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

void
test_app_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_unlink (path) != 0)
      test_app_remove (path);
  }
  g_rmdir (folder);
}

/* Noise, and a bright square on the left (class 0) or the right. */
static void
draw (VslNewSample *s, guint i)
{
  g_autoptr (GError) error = NULL;
  guint label = i / 2 % 2;
  g_assert_true (vsl_image_alloc (&s->image, SIDE, SIDE, 1, VSL_PIXEL_U8, 8, &error));
  guint32 v = i * 2654435761u + 7;
  for (guint k = 0; k < SIDE * SIDE; k++) {
    v = v * 1664525u + 1013904223u;
    gboolean bright = (k % SIDE < SIDE / 2) == (label == 0) && k / SIDE >= 3 && k / SIDE < 9;
    ((guint8 *) s->image.data)[k] = (v >> 24) % 120 + (bright ? 60 : 0);
  }
  s->label = (int) label;
  s->split = i / 4 % 4 == 2 ? VSL_SPLIT_VAL : i / 4 % 4 == 3 ? VSL_SPLIT_TEST : VSL_SPLIT_TRAIN;
  g_snprintf (s->patient, sizeof s->patient, "%032x", i / 2 + 1);
  memset (s->sha256, (int) i, sizeof s->sha256);
}

VslProject *
test_app_project (const char *folder, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "test.vesalius", NULL);
  VslProject *project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  const char *classes[] = { "left", "right", NULL };
  int map[3];
  VslImportPlan plan = { .kind = VSL_SAMPLE_SCAN, .classes = (char **) classes, .positive = 1 };
  g_autofree VslNewSample *samples = g_new0 (VslNewSample, n);
  for (guint i = 0; i < n; i++)
    draw (&samples[i], i);
  const VslImportSink *sink = vsl_project_sink ();
  g_assert_true (sink->begin (project, &plan, map, &error));
  for (guint i = 0; i < n; i++)
    samples[i].label = map[samples[i].label];
  g_assert_true (sink->add (project, samples, n, &error));
  g_assert_true (sink->end (project, "{}", &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    vsl_image_clear (&samples[i].image);
  return project;
}

static gboolean
too_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
test_app_wait (const gboolean *flag)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (60, too_late, &late);
  while (!*flag && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_false (late);
}

void
test_app_spin (guint ms)
{
  gboolean done = FALSE;
  guint id = g_timeout_add (ms, too_late, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

typedef struct {
  VslDocument *document;
  gboolean done;
} Opened;

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Opened *o = data;
  g_autoptr (GError) error = NULL;
  o->document = vsl_document_open_finish (result, &error);
  g_assert_no_error (error);
  o->done = TRUE;
}

VslDocument *
test_app_open (const char *path)
{
  Opened o = { NULL, FALSE };
  vsl_document_open_async (path, NULL, opened, &o);
  test_app_wait (&o.done);
  return o.document;
}

char *
test_app_shared (void)
{
  const char *set = g_getenv ("VESALIUS_SHARED");
  g_autofree char *data = set && *set ? g_build_filename (set, "data", NULL) : g_build_filename (VSL_SOURCE_ROOT, "..", "shared", "data", NULL);
  if (g_file_test (data, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&data);
  g_test_skip ("the shared data are not there: set VESALIUS_SHARED");
  return NULL;
}
