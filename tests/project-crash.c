/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk, and a process killed at any moment while it writes. The test starts itself again as the process that
 * fails: project-crash --write|--fill FOLDER. */
#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "project-util.h"

#define STATE 60000
#define EXIT_SKIPPED 77

static const char *const classes[] = { "a", "b", NULL };
static char *self;

static GPid
start (const char *what, const char *folder, int *out)
{
  g_autoptr (GError) error = NULL;
  GPid pid = 0;
  char *argv[] = { self, (char *) what, (char *) folder, NULL };
  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, out, NULL, &error);
  g_assert_no_error (error);
  return pid;
}

/* ---- killed ---- */

static GBytes *
state_after (guint epoch)
{
  return test_state (STATE + epoch % 7 * 1000, epoch);
}

/* The epoch of the newest checkpoint: the last one of the record, or the one before when it was cut off in between. */
static guint
resume_from (VslProject *project, const VslRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GBytes) state = vsl_project_checkpoint (project, run->run, FALSE, &note, &error);
  if (state == NULL && g_error_matches (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND))
    return 0;
  g_assert_no_error (error);
  g_assert_null (note);
  g_autoptr (GBytes) last = state_after (run->epochs_done), before = state_after (run->epochs_done - 1);
  g_assert_true (g_bytes_equal (state, last) || g_bytes_equal (state, before));
  return g_bytes_equal (state, last) ? run->epochs_done : run->epochs_done - 1;
}

/* Trains for ever, as far as the project can tell, and says each epoch that is safe. */
static int
child_write (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  g_autoptr (VslRun) last = project ? vsl_project_run (project, 0, NULL) : NULL;
  if (project == NULL)
    g_error ("%s", error->message);
  guint epoch = last ? resume_from (project, last) : 0;
  int run = last ? last->run : test_run (project, 0, 1);
  if (last && !vsl_project_run_resume (project, run, &error))
    g_error ("%s", error->message);
  for (;;) {
    epoch++;
    VslEpochEvent event = test_epoch (epoch, epoch % 5 == 0);
    g_autoptr (GBytes) state = state_after (epoch);
    if (!vsl_project_run_epoch (project, run, &event, &error) ||
        !vsl_project_run_checkpoint (project, run, epoch, FALSE, epoch % 5 == 0, state, &error))
      g_error ("%s", error->message);
    g_autofree char *line = g_strdup_printf ("%08u\n", epoch);
    if (write (STDOUT_FILENO, line, 9) != 9)
      return 1;
  }
}

/* What the child said last is there, whole, and nothing is in doubt. Returns the epoch from which the next one goes on. */
static guint
check_after_kill (const char *path, guint said)
{
  g_autoptr (GError) error = NULL;
  VslProjectInfo info;
  gint64 before = g_get_monotonic_time ();
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 3 * G_USEC_PER_SEC);
  g_assert_true (vsl_project_info (project, &info, &error));
  g_assert_cmpuint (info.n, ==, 8);
  vsl_project_info_clear (&info);
  g_autoptr (VslRun) run = vsl_project_run (project, 0, &error);
  if (run == NULL)
    g_assert_cmpuint (said, ==, 0);
  if (run == NULL || run->epochs_done == 0)
    return 0;
  g_assert_cmpint (run->state, ==, VSL_RUN_INTERRUPTED);
  g_assert_cmpuint (run->epochs_done, >=, said);
  g_assert_cmpuint (run->epochs_done, <=, said + 1);
  g_assert_cmpuint (run->history->len, ==, run->epochs_done);
  guint safe = resume_from (project, run);
  g_assert_cmpuint (safe, >=, said);
  return safe;
}

static guint
read_last (int fd)
{
  char text[10] = "";
  guint last = 0;
  while (read (fd, text, 9) == 9)
    last = (guint) g_ascii_strtoull (text, NULL, 10);
  close (fd);
  return last;
}

static void
test_kill (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "killed.vesalius", NULL);
  guint kills = g_getenv ("VSL_TEST_LONG") ? 1000 : 15, said = 0, leftovers = 0;
  VslProject *project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  g_assert_true (test_add_samples (project, classes, 8, 1, &error));
  vsl_project_unref (project);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  for (guint i = 0; i < kills; i++) {
    int out;
    GPid pid = start ("--write", path, &out);
    g_usleep ((gulong) g_test_rand_int_range (20000, 250000));
    kill (pid, SIGKILL);
    waitpid (pid, NULL, 0);
    guint last = read_last (out);
    said = MAX (said, last);
    leftovers += g_file_test (journal, G_FILE_TEST_EXISTS);
    said = check_after_kill (path, said);
    g_assert_cmpint (test_sql_number (path, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), ==, 0);
  }
  g_assert_cmpuint (said, >, kills / 2);
  g_test_message ("%u kills, %u within a transaction, %u epochs", kills, leftovers, said);
  test_folder_remove (folder);
}

/* A reader after a kill puts things in order too. */
static void
test_reader_after_kill (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "read.vesalius", NULL);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  VslProject *project = vsl_project_create (path, &error);
  g_assert_true (test_add_samples (project, classes, 8, 1, &error));
  vsl_project_unref (project);
  for (int i = 0; i < 40; i++) {
    int out;
    GPid pid = start ("--write", path, &out);
    g_usleep ((gulong) g_test_rand_int_range (60000, 120000));
    kill (pid, SIGKILL);
    waitpid (pid, NULL, 0);
    close (out);
    if (g_file_test (journal, G_FILE_TEST_EXISTS))
      break;
  }
  g_autoptr (VslProject) reader = vsl_project_open (path, VSL_PROJECT_READ, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) runs = vsl_project_runs (reader, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < runs->len; i++)
    g_assert_cmpint (((VslRun *) runs->pdata[i])->state, ==, VSL_RUN_INTERRUPTED);
  test_folder_remove (folder);
}

/* ---- full ---- */

/* Writes until there is no room; then what was there before is still there, and room makes all well again. */
static void
fill (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  g_assert_true (test_add_samples (project, classes, 8, 1, &error));
  int run = test_run (project, 2, 20000);
  g_autoptr (GBytes) large = test_state (4 << 20, 9);
  g_assert_false (vsl_project_run_checkpoint (project, run, 3, FALSE, TRUE, large, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO);
  if (strstr (error->message, "disk is full") == NULL || strstr (error->message, "full.vesalius") == NULL ||
      strstr (error->message, "Free some space") == NULL)
    g_error ("unclear: %s", error->message);
  g_clear_error (&error);
  for (int i = 0; i < 2; i++) {
    g_autoptr (GBytes) state = test_state (20000, 2);
    g_autoptr (GBytes) kept = vsl_project_checkpoint (project, run, i == 0, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (kept, state));
    VslEpochEvent event = test_epoch (3, FALSE);
    g_assert_true (vsl_project_run_epoch (project, run, &event, &error));       /* a small step still has room */
    g_clear_pointer (&project, vsl_project_unref);
    project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
    g_assert_no_error (error);
  }
}

static int
child_fill (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "full.vesalius", NULL);
  struct rlimit limit = { 1 << 20, 1 << 20 };
  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return EXIT_SKIPPED;
  fill (path);
  return 0;
}

/* The real thing, where a small disk can be had: root, in a mount namespace of its own. */
static int
child_mount (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "full.vesalius", NULL);
  if (unshare (CLONE_NEWNS) != 0 || mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount ("tmpfs", folder, "tmpfs", 0, "size=1m") != 0)
    return EXIT_SKIPPED;
  fill (path);
  return 0;
}

static void
run_child (gconstpointer what)
{
  g_autofree char *folder = test_folder_new ();
  int status = 0, out;
  GPid pid = start (what, folder, &out);
  waitpid (pid, &status, 0);
  close (out);
  test_folder_remove (folder);
  if (WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SKIPPED)
    g_test_skip ("no small disk can be mounted here");
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  self = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    return child_write (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--fill"))
    return child_fill (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--mount"))
    return child_mount (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/project/kill", test_kill);
  g_test_add_func ("/project/reader_after_kill", test_reader_after_kill);
  g_test_add_data_func ("/project/full/limit", "--fill", run_child);
  g_test_add_data_func ("/project/full/disk", "--mount", run_child);
  return g_test_run ();
}
