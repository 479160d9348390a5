/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "project-util.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "core/vsl-error.h"

#define WIDTH 8
#define HEIGHT 6

char *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("vesalius-test-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

void
test_folder_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_unlink (path) != 0)
      test_folder_remove (path);
  }
  g_rmdir (folder);
}

VslNetwork *
test_network (void)
{
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":["
    "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[6,8,1]}},"
    "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"scan\"]},"
    "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":2,\"activation\":\"softmax\"},\"inputs\":[\"flat\"]}]}", -1, &error);
  g_assert_no_error (error);
  return network;
}

guint16
test_pixel (guint32 seed, guint sample, guint at)
{
  guint32 v = (seed + 1) * 2654435761u ^ (sample * 40503u + at * 9973u);
  return (guint16) (v ^ v >> 15);
}

static void
fill_sample (VslNewSample *s, guint32 seed, guint i, guint n_classes)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_image_alloc (&s->image, WIDTH, HEIGHT, 1, VSL_PIXEL_U16, 12, &error));
  for (guint k = 0; k < WIDTH * HEIGHT; k++)
    ((guint16 *) s->image.data)[k] = test_pixel (seed, i, k);
  s->label = n_classes ? (int) (i % (n_classes + 1)) - 1 : -1;
  s->split = (VslSplit) ((int) (i % 4) - 1);
  g_snprintf (s->patient, sizeof s->patient, "%032x", seed * 1000 + i / 2);
  memset (s->sha256, (int) i, sizeof s->sha256);
}

gboolean
test_add_samples (VslProject *project, const char *const *classes, guint n, guint32 seed, GError **error)
{
  guint n_classes = g_strv_length ((char **) classes);
  g_autofree int *map = g_new0 (int, n_classes + 1);
  g_autofree VslNewSample *samples = g_new0 (VslNewSample, n);
  VslImportPlan plan = { .kind = VSL_SAMPLE_SCAN, .classes = (char **) classes, .positive = (int) n_classes - 1, .split_given = TRUE };
  const VslImportSink *sink = vsl_project_sink ();
  for (guint i = 0; i < n; i++)
    fill_sample (&samples[i], seed, i, n_classes);
  gboolean ok = sink->begin (project, &plan, map, error) && sink->add (project, samples, n, error) &&
                sink->end (project, "{\"samples\":1}", error);
  for (guint i = 0; i < n; i++)
    vsl_image_clear (&samples[i].image);
  return ok;
}

GBytes *
test_state (gsize size, guint32 seed)
{
  g_autofree guint8 *data = g_malloc (size);
  guint32 v = seed * 747796405u + 1;
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) ((v = v * 1664525u + 1013904223u) >> 24);
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

VslEpochEvent
test_epoch (guint epoch, gboolean best)
{
  return (VslEpochEvent) { .epoch = epoch, .epochs = 10, .loss = 1.0 / epoch, .accuracy = 0.5 + epoch / 100.0, .val_loss = 2.0 / epoch,
                           .val_accuracy = 0.25, .val_auc = G_MAXDOUBLE, .learning_rate = 1e-3, .seconds = 0.5, .samples_per_second = 100,
                           .best = best };
}

int
test_run (VslProject *project, guint epochs, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = test_network ();
  g_autoptr (VslOptions) options = vsl_options_new ();
  int run = vsl_project_run_begin (project, network, options, "{\"kernels\":\"test\"}", &error);
  g_assert_no_error (error);
  for (guint e = 1; e <= epochs; e++) {
    VslEpochEvent event = test_epoch (e, e == 2);
    g_autoptr (GBytes) state = test_state (size, e);
    g_assert_true (vsl_project_run_epoch (project, run, &event, &error));
    g_assert_true (vsl_project_run_checkpoint (project, run, e, FALSE, e == 2, state, &error));
  }
  g_assert_no_error (error);
  return run;
}

void
test_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

gboolean
test_sql_fails (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  gboolean failed = sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK;
  sqlite3_close (db);
  return failed;
}

gint64
test_sql_number (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  gint64 number = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return number;
}

void
test_flip_blob (const char *path, const char *table, gint64 rowid, int at)
{
  sqlite3 *db = NULL;
  sqlite3_blob *blob = NULL;
  guint8 byte;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_blob_open (db, "main", table, "data", rowid, 1, &blob), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_blob_read (blob, &byte, 1, at), ==, SQLITE_OK);
  byte ^= 0x10;
  g_assert_cmpint (sqlite3_blob_write (blob, &byte, 1, at), ==, SQLITE_OK);
  sqlite3_blob_close (blob);
  sqlite3_close (db);
}
