/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store from several threads at once, and what a failed request leaves behind. Also run under ThreadSanitizer. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project-util.h"
#include "project/vsl-store.h"

#define THREADS 6
#define ROUNDS 25

typedef struct {
  VslStore *store;
  int number;
  gint64 sum;
} Worker;

static gboolean
add_one (VslStore *store, gpointer data, GError **error)
{
  Worker *worker = data;
  return vsl_store_run (store, error, "INSERT INTO audit (time, event) VALUES (?1, 'thread')", "n", worker->number);
}

static gboolean
read_sum (VslStore *store, gpointer data, GError **error)
{
  Worker *worker = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT COUNT(*) FROM audit WHERE time = ?1", "n", worker->number);
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  worker->sum += sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

static void *
work (void *data)
{
  Worker *worker = data;
  g_autoptr (GError) error = NULL;
  for (int i = 0; i < ROUNDS; i++) {
    g_assert_true (vsl_store_call (worker->store, VSL_STORE_WRITE, add_one, worker, &error));
    g_assert_true (vsl_store_call (worker->store, VSL_STORE_READ, read_sum, worker, &error));
  }
  return NULL;
}

static char *
make (const char *folder)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "store.vesalius", NULL);
  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_threads (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = make (folder);
  VslStore *store = vsl_store_open (path, 0, &error);
  g_assert_no_error (error);
  Worker worker[THREADS];
  pthread_t thread[THREADS];
  for (int i = 0; i < THREADS; i++) {
    worker[i] = (Worker) { store, i + 1, 0 };
    g_assert_cmpint (pthread_create (&thread[i], NULL, work, &worker[i]), ==, 0);
  }
  for (int i = 0; i < THREADS; i++)
    pthread_join (thread[i], NULL);
  vsl_store_close (store);
  for (int i = 0; i < THREADS; i++)
    g_assert_cmpint (worker[i].sum, ==, ROUNDS * (ROUNDS + 1) / 2);      /* each saw its own writes at once */
  test_folder_remove (folder);
}

/* Two projects' worth of calls through one project: counted, from several threads. */
static void *
use_project (void *data)
{
  VslProject *project = data;
  g_autoptr (GError) error = NULL;
  for (int i = 0; i < ROUNDS; i++) {
    VslImage image;
    VslProjectInfo info;
    g_assert_true (vsl_project_image (project, 1 + i % 8, &image, &error));
    vsl_image_clear (&image);
    g_assert_true (vsl_project_info (project, &info, &error));
    vsl_project_info_clear (&info);
    g_assert_true (vsl_project_audit (project, "thread", NULL, &error));
  }
  vsl_project_unref (project);
  return NULL;
}

static void
test_project_threads (void)
{
  static const char *const classes[] = { "a", "b", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "threads.vesalius", NULL);
  VslProject *project = vsl_project_create (path, &error);
  pthread_t thread[THREADS];
  g_assert_true (test_add_samples (project, classes, 8, 1, &error));
  for (int i = 0; i < THREADS; i++)
    g_assert_cmpint (pthread_create (&thread[i], NULL, use_project, vsl_project_ref (project)), ==, 0);
  vsl_project_unref (project);             /* the last thread closes */
  for (int i = 0; i < THREADS; i++)
    pthread_join (thread[i], NULL);
  g_assert_cmpint (test_sql_number (path, "SELECT COUNT(*) FROM audit WHERE event = 'thread'"), ==, THREADS * ROUNDS);
  test_folder_remove (folder);
}

static gboolean
half_a_request (VslStore *store, gpointer data, GError **error)
{
  Worker *worker = data;
  if (!add_one (store, worker, error))
    return FALSE;
  return vsl_store_run (store, error, "INSERT INTO classes (id, name) VALUES (1, NULL)", "");
}

static gboolean
refuse (VslStore *store, gpointer data, GError **error)
{
  g_assert_true (add_one (store, data, error));
  g_set_error_literal (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED, "no");
  return FALSE;
}

static void
test_all_or_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = make (folder);
  VslStore *store = vsl_store_open (path, 0, &error);
  Worker worker = { store, 1, 0 };
  g_assert_false (vsl_store_call (store, VSL_STORE_WRITE, half_a_request, &worker, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_clear_error (&error);
  g_assert_false (vsl_store_call (store, VSL_STORE_WRITE, refuse, &worker, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (vsl_store_call (store, VSL_STORE_READ, read_sum, &worker, &error));
  g_assert_cmpint (worker.sum, ==, 0);
  g_assert_true (vsl_store_call (store, VSL_STORE_WRITE, add_one, &worker, &error));
  g_assert_true (vsl_store_call (store, VSL_STORE_READ, read_sum, &worker, &error));
  g_assert_cmpint (worker.sum, ==, 1);
  vsl_store_close (store);
  test_folder_remove (folder);
}

static void
test_messages (void)
{
  static const struct {
    int code, errnum, want;
    const char *words;
  } cases[] = {
    { SQLITE_FULL, 0, VSL_ERROR_IO, "disk is full" },         { SQLITE_IOERR_WRITE, EFBIG, VSL_ERROR_IO, "disk is full" },
    { SQLITE_IOERR_FSYNC, EDQUOT, VSL_ERROR_IO, "disk is full" }, { SQLITE_IOERR_READ, EIO, VSL_ERROR_IO, "Check the disk" },
    { SQLITE_BUSY, 0, VSL_ERROR_LOCKED, "in use" },           { SQLITE_READONLY, 0, VSL_ERROR_IO, "write-protected" },
    { SQLITE_NOTADB, 0, VSL_ERROR_FORMAT, "isn't a Vesalius" }, { SQLITE_CORRUPT, 0, VSL_ERROR_FORMAT, "damaged" },
    { SQLITE_NOMEM, 0, VSL_ERROR_NOMEM, "memory" },           { SQLITE_CONSTRAINT, 0, VSL_ERROR_DATA, "why" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    vsl_store_set_error ("X.vesalius", cases[i].code, cases[i].errnum, "why", &error);
    g_assert_error (error, VSL_PROJECT_ERROR, cases[i].want);
    g_assert_nonnull (strstr (error->message, cases[i].words));
    g_assert_nonnull (strstr (error->message, "X.vesalius"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/threads", test_threads);
  g_test_add_func ("/store/project_threads", test_project_threads);
  g_test_add_func ("/store/all_or_nothing", test_all_or_nothing);
  g_test_add_func ("/store/messages", test_messages);
  return g_test_run ();
}
