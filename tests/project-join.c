/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table joined to the samples of a project: what the project has afterwards, that undoing it leaves every table as it was, and doing it again as it became. */
#include <sqlite3.h>
#include <string.h>

#include "core/vsl-error.h"
#include "privacy/vsl-pseudonym.h"
#include "project-util.h"
#include "project/vsl-project-join.h"

#define N 12

typedef struct {
  char *folder, *path;
  VslProject *project;
} Fixture;

/* Patients 007 … 0012 of two samples each, by the user's own key; of classes none or some. */
static void
fill (Fixture *f, const char *const *classes)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (test_add_samples (f->project, classes, N, 3, &error));
  g_assert_no_error (error);
  for (guint p = 0; p < N / 2; p++) {
    char hash[33], letters[33] = "";
    g_autofree char *patient = g_strdup_printf ("00%u", 7 + p), *exam = g_strdup_printf ("EXAM-%u", p);
    g_assert_true (vsl_pseudonym (patient, hash, &error));
    g_autofree char *sql = g_strdup_printf ("UPDATE patients SET hash = '%s' WHERE id = %u", hash, p + 1);
    test_sql (f->path, sql);
    g_assert_true (vsl_pseudonym (exam, hash, &error));
    for (guint i = 0; i < 32; i++)
      letters[i] = (char) ('a' + g_ascii_xdigit_value (hash[i]));
    g_autofree char *more = g_strdup_printf ("INSERT INTO attributes (sample, name, value) VALUES (%u, 'accession', '%s')", 2 * p + 1, letters);
    test_sql (f->path, more);
  }
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  f->folder = test_folder_new ();
  f->path = g_build_filename (f->folder, "p.vesalius", NULL);
  f->project = vsl_project_create (f->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->project, vsl_project_unref);
  test_folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static VslImportPlan *
look (Fixture *f, const char *text, const VslImportOptions *options, GError **error)
{
  g_autofree char *table = g_build_filename (f->folder, "t.csv", NULL);
  g_assert_true (g_file_set_contents (table, text, -1, NULL));
  g_autoptr (GArray) stored = vsl_project_stored_samples (f->project, error);
  g_assert_nonnull (stored);
  return vsl_import_look_here (table, (const VslStoredSample *) (gpointer) stored->data, stored->len, VSL_SAMPLE_SCAN, options, NULL, NULL, error);
}

static VslJoined *
join (Fixture *f, const char *text, const VslImportOptions *options, gboolean replace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslImportPlan) plan = look (f, text, options, &error);
  g_assert_no_error (error);
  VslJoined *joined = vsl_project_join (f->project, plan, replace, &error);
  g_assert_no_error (error);
  return joined;
}

/* All that the project knows of its samples, but for pixels and for how often it was changed. */
static char *
dump (const Fixture *f)
{
  static const char *const queries[] = { "SELECT name FROM classes ORDER BY name", "SELECT s.id, c.name, split FROM samples s LEFT JOIN classes c ON c.id = class ORDER BY s.id",
                                         "SELECT sample, name, value FROM attributes ORDER BY sample, name", "SELECT sample, part, CAST (data AS TEXT) FROM texts ORDER BY sample",
                                         "SELECT name, type FROM columns ORDER BY name", "SELECT sample, name, value FROM cells JOIN columns ON id = column_id ORDER BY sample, name",
                                         "SELECT name, kind FROM targets ORDER BY name", "SELECT sample, name, value FROM target_values JOIN targets ON id = target ORDER BY sample, name",
                                         "SELECT key, value FROM meta WHERE key = 'positive'" };
  GString *s = g_string_new (NULL);
  sqlite3 *db;
  g_assert_cmpint (sqlite3_open_v2 (f->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (guint q = 0; q < G_N_ELEMENTS (queries); q++) {
    sqlite3_stmt *stmt;
    g_assert_cmpint (sqlite3_prepare_v2 (db, queries[q], -1, &stmt, NULL), ==, SQLITE_OK);
    while (sqlite3_step (stmt) == SQLITE_ROW) {
      for (int c = 0; c < sqlite3_column_count (stmt); c++)
        g_string_append_printf (s, "%s%s", c ? "," : "", sqlite3_column_text (stmt, c) ? (const char *) sqlite3_column_text (stmt, c) : "-");
      g_string_append_c (s, '\n');
    }
    sqlite3_finalize (stmt);
    g_string_append (s, "--\n");
  }
  sqlite3_close (db);
  return g_string_free (s, FALSE);
}

/* Back and forth, and back. */
static void
there_and_back (Fixture *f, const char *before, const VslJoined *joined)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = dump (f);
  g_assert_cmpstr (before, !=, after);
  for (int round = 0; round < 2; round++) {
    g_assert_true (vsl_project_join_again (f->project, joined, FALSE, &error));
    g_autofree char *back = dump (f);
    g_assert_cmpstr (back, ==, before);
    g_assert_true (vsl_project_join_again (f->project, joined, TRUE, &error));
    g_autofree char *again = dump (f);
    g_assert_cmpstr (again, ==, after);
  }
  g_assert_no_error (error);
}

static const char wide[] = "mrn,diagnosis,age,letter,remark,split\n7,ill,40,Dr. Hannah Okafor came,calm,test\n8,well,41,nothing,worse,test\n"
                           "9,ill,42,nothing,calm,val\n10,well,43,nothing,calm,train\n11,ill,44,nothing,calm,train\n99,ill,1,x,y,val\n";

static void
test_all (Fixture *f, gconstpointer unused)
{
  static const char *const none[] = { NULL }, *const keep[] = { "remark", NULL };
  VslImportOptions options = { .columns = (char *) "age", .note = (char *) "letter", .keep = (char **) keep };
  fill (f, none);
  g_autofree char *before = dump (f);
  g_autoptr (VslJoined) joined = join (f, wide, &options, FALSE);
  g_assert_cmpuint (joined->labelled, ==, 10);
  g_assert_cmpuint (joined->valued, ==, 10);
  g_assert_cmpuint (joined->notes, ==, 10);
  g_assert_cmpuint (joined->kept, ==, 10);
  g_assert_cmpuint (joined->changed, ==, 10);
  g_assert_cmpuint (joined->moved, >, 0);
  g_assert_cmpuint (joined->result->masked[VSL_DEID_NAME], ==, 2);
  there_and_back (f, before, joined);
  /* The same table again says nothing new. */
  g_autoptr (VslJoined) again = join (f, wide, &options, TRUE);
  g_assert_cmpuint (again->same, ==, 10);
  g_assert_cmpuint (again->tellings->len, ==, 0);
  g_assert_cmpint (test_sql_number (f->path, "SELECT COUNT(*) FROM audit WHERE event = 'join'"), ==, 6);
}

/* Into a project that has classes; some labels differ. */
static void
test_differing (Fixture *f, gconstpointer unused)
{
  static const char *const classes[] = { "ill", "well", NULL };
  g_autoptr (GError) error = NULL;
  fill (f, classes);                     /* none, ill, well, none, … */
  g_autofree char *before = dump (f);
  g_autoptr (VslImportPlan) plan = look (f, "patient,label\n007,odd\n008,well\n", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_project_join_preview (f->project, plan, &error));
  g_assert_cmpuint (plan->join.fresh, ==, 2);
  g_assert_cmpuint (plan->join.same, ==, 1);
  g_assert_cmpuint (plan->join.differing, ==, 1);
  g_autofree char *still = dump (f);
  g_assert_cmpstr (still, ==, before);
  g_autoptr (VslJoined) joined = vsl_project_join (f->project, plan, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (joined->labelled, ==, 2);
  g_assert_cmpuint (joined->replaced, ==, 0);
  const VslDiffering *d = joined->differing->pdata[0];
  g_assert_cmpint (d->sample, ==, 2);
  g_assert_cmpstr (d->has, ==, "ill");
  g_assert_cmpstr (d->given, ==, "odd");
  there_and_back (f, before, joined);
  g_autofree char *now = dump (f);
  g_autoptr (VslJoined) replaced = join (f, "patient,label\n007,odd\n008,well\n", NULL, TRUE);
  g_assert_cmpuint (replaced->replaced, ==, 1);
  g_assert_cmpint (test_sql_number (f->path, "SELECT COUNT(*) FROM samples JOIN classes ON classes.id = class WHERE name = 'odd'"), ==, 2);
  there_and_back (f, now, replaced);
  /* Numbers do not go where classes are, and nothing is half done. */
  g_autofree char *last = dump (f);
  VslImportOptions number = { .target = VSL_TARGET_NUMBER + 1 };
  g_autoptr (VslImportPlan) other = look (f, "patient,label\n007,1.5\n008,2.5\n", &number, &error);
  g_assert_no_error (error);
  g_assert_null (vsl_project_join (f->project, other, TRUE, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_autofree char *same = dump (f);
  g_assert_cmpstr (same, ==, last);
}

static void
test_targets (Fixture *f, gconstpointer data)
{
  static const char *const none[] = { NULL };
  fill (f, none);
  g_autofree char *before = dump (f);
  g_autoptr (VslJoined) joined = join (f, data ? "accession,finding\nexam-0,Mass|Effusion\nEXAM-1,Mass\nExam-2,none\n" : "accession,label\nExam-0,1.25\nexam-1,2.5\nEXAM-2,3\n",
                                       data ? NULL : &(VslImportOptions){ .target = VSL_TARGET_NUMBER + 1 }, FALSE);
  g_assert_cmpuint (joined->labelled, ==, 3);      /* the first sample of a patient has the number, and letters' case does not count */
  g_assert_cmpint (joined->target, ==, data ? VSL_TARGET_LABELS : VSL_TARGET_NUMBER);
  there_and_back (f, before, joined);
}

/* 7 may be 007; but not when the project has both 7 and 07. */
static void
test_zeros (Fixture *f, gconstpointer unused)
{
  static const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;
  char hash[33];
  fill (f, none);
  g_assert_true (vsl_pseudonym ("0000000007", hash, &error));
  g_autofree char *sql = g_strdup_printf ("UPDATE patients SET hash = '%s' WHERE id = 2", hash);      /* that was 008 */
  test_sql (f->path, sql);
  g_autoptr (VslImportPlan) plan = look (f, "mrn,label\n7,ill\n9,well\n00010,ill\n", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plan->items->len, ==, 4);
  g_assert_cmpuint (plan->join.rows_without_file, ==, 1);
  g_autoptr (VslImportPlan) exact = look (f, "mrn,label\n007,ill\n009,well\n", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (exact->items->len, ==, 4);
  g_assert_cmpuint (exact->join.rows_without_file, ==, 0);
}

#define ADD(name, data, func) g_test_add ("/project-join/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = test_folder_new ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);      /* a key of the test's own */
  g_test_init (&argc, &argv, NULL);
  ADD ("all", NULL, test_all);
  ADD ("differing", NULL, test_differing);
  ADD ("number", NULL, test_targets);
  ADD ("labels", "labels", test_targets);
  ADD ("zeros", NULL, test_zeros);
  int code = g_test_run ();
  test_folder_remove (home);
  return code;
}
