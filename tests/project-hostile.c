/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects that are open elsewhere, damaged, cut, changed or not projects at all: each is refused in plain words. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "project-util.h"

typedef struct {
  char *folder, *path;
} Fixture;

static const char *const classes[] = { "a", "b", NULL };

/* A closed project with 8 samples and a run of 4 epochs. */
static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  f->folder = test_folder_new ();
  f->path = g_build_filename (f->folder, "Chest.vesalius", NULL);
  g_autoptr (VslProject) project = vsl_project_create (f->path, &error);
  g_assert_no_error (error);
  g_assert_true (test_add_samples (project, classes, 8, 1, &error));
  g_assert_cmpint (test_run (project, 4, 9000), ==, 1);
  g_assert_true (vsl_project_run_end (project, 1, VSL_RUN_FINISHED, VSL_STOPPED_COMPLETED, NULL, &error));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  test_folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
assert_refused (const char *path, int code, const char *words)
{
  static const VslProjectMode modes[] = { VSL_PROJECT_WRITE, VSL_PROJECT_READ };
  g_autofree char *name = g_path_get_basename (path);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (vsl_project_open (path, modes[i], &error));
    g_assert_error (error, VSL_PROJECT_ERROR, code);
    if (strstr (error->message, words) == NULL || strstr (error->message, name) == NULL)
      g_error ("“%s” doesn't say “%s” and “%s”", error->message, words, name);
  }
}

static void
test_second_opener (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) first = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  g_assert_null (vsl_project_open (f->path, VSL_PROJECT_WRITE, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED);
  g_autofree char *pid = g_strdup_printf ("process %d", (int) getpid ());
  g_assert_nonnull (strstr (error->message, g_get_user_name ()));
  g_assert_nonnull (strstr (error->message, g_get_host_name ()));
  g_assert_nonnull (strstr (error->message, pid));
  g_clear_error (&error);
  /* By another name of the same file. */
  g_autofree char *link = g_build_filename (f->folder, "link.vesalius", NULL);
  g_assert_cmpint (symlink (f->path, link), ==, 0);
  g_assert_null (vsl_project_open (link, VSL_PROJECT_WRITE, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED);
  g_clear_error (&error);
  /* A reader may. It sees a run that is under way, and can't write. */
  g_assert_true (vsl_project_run_resume (first, 1, &error));
  g_autoptr (VslProject) reader = vsl_project_open (f->path, VSL_PROJECT_READ, &error);
  g_assert_no_error (error);
  g_autoptr (VslRun) run = vsl_project_run (reader, 1, &error);
  g_assert_cmpint (run->state, ==, VSL_RUN_RUNNING);
  g_assert_false (vsl_project_audit (reader, "x", NULL, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO);
  g_clear_error (&error);
  /* The writer goes on beside it. */
  VslEpochEvent event = test_epoch (5, FALSE);
  g_assert_true (vsl_project_run_epoch (first, 1, &event, &error));
  g_clear_pointer (&first, vsl_project_unref);
  g_autoptr (VslRun) later = vsl_project_run (reader, 1, &error);
  g_assert_cmpint (later->state, ==, VSL_RUN_INTERRUPTED);
  g_assert_cmpuint (later->epochs_done, ==, 5);
}

static void
test_flipped_checkpoint (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  gint64 last = test_sql_number (f->path, "SELECT MAX(rowid) FROM checkpoint_parts");
  test_flip_blob (f->path, "checkpoint_parts", last, 8999);
  g_autoptr (VslProject) project = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) state = vsl_project_checkpoint (project, 1, FALSE, &note, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) third = test_state (9000, 3);
  g_assert_true (g_bytes_equal (state, third));
  g_assert_nonnull (strstr (note, "epoch 4"));
  g_assert_nonnull (strstr (note, "epoch 3"));
  g_clear_pointer (&project, vsl_project_unref);
  /* All of them: an error. The best alone has no stand-in. */
  gint64 best = test_sql_number (f->path, "SELECT p.rowid FROM checkpoint_parts p JOIN checkpoints c ON c.id = p.checkpoint WHERE c.best");
  test_flip_blob (f->path, "checkpoint_parts", best, 0);
  g_clear_pointer (&note, g_free);
  project = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_assert_null (vsl_project_checkpoint (project, 1, TRUE, &note, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "damaged"));
  g_assert_null (note);
}

static void
test_flipped_pixels (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  VslImage image;
  test_flip_blob (f->path, "pixels", 3, 50);
  g_autoptr (VslProject) project = vsl_project_open (f->path, VSL_PROJECT_READ, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_project_image (project, 2, &image, &error));
  vsl_image_clear (&image);
  g_assert_false (vsl_project_image (project, 3, &image, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "scan 3"));
}

/* Descriptions that would take all memory, or make no sense. */
static void
test_absurd_rows (Fixture *f, gconstpointer unused)
{
  static const char *const changes[] = {
    "UPDATE samples SET width = 2000000000, height = 2000000000 WHERE id = 1", "UPDATE samples SET type = 77 WHERE id = 1",
    "UPDATE samples SET channels = -1 WHERE id = 1", "UPDATE samples SET bytes = 4611686018427387904 WHERE id = 1",
    "UPDATE samples SET width = 7, bytes = 84 WHERE id = 1", "UPDATE checkpoints SET bytes = 9223372036854775807",
    "UPDATE checkpoints SET bytes = 8999", "DELETE FROM pixels WHERE sample = 1", "UPDATE pixels SET part = 5 WHERE sample = 1",
    "UPDATE epochs SET epoch = -1 WHERE epoch = 1", "UPDATE runs SET state = 'x', stopped = 'y', epochs = -5, classes = '{'",
    "UPDATE classes SET name = CAST (x'ff' AS TEXT) WHERE id = 1", "UPDATE meta SET value = 'z' WHERE key = 'data_revision'",
  };
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GError) error = NULL;
    VslProjectInfo info;
    VslImage image;
    g_autofree char *copy = g_strdup_printf ("%s/%u.vesalius", f->folder, i);
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true (g_file_get_contents (f->path, &bytes, &length, NULL) && g_file_set_contents (copy, bytes, (gssize) length, NULL));
    test_sql (copy, changes[i]);
    g_autoptr (VslProject) project = vsl_project_open (copy, VSL_PROJECT_WRITE, &error);
    g_assert_no_error (error);
    g_autoptr (GBytes) state = vsl_project_checkpoint (project, 1, FALSE, NULL, NULL);
    g_assert_true ((state == NULL) == (strstr (changes[i], "checkpoints") != NULL));
    gboolean broken = strstr (changes[i], "samples") || strstr (changes[i], "pixels");
    gboolean read = vsl_project_image (project, 1, &image, &error);
    g_assert_true (read != broken);
    g_assert_true (read || error->message);
    vsl_image_clear (&image);
    g_assert_true (vsl_project_info (project, &info, NULL));
    for (guint c = 0; info.class_names[c]; c++)
      g_assert_true (g_utf8_validate (info.class_names[c], -1, NULL));
    vsl_project_info_clear (&info);
    g_autoptr (GPtrArray) runs = vsl_project_runs (project, NULL);
    g_assert_nonnull (runs);
  }
}

/* A project with one good note, and one that is no text. */
static char *
make_notes (const Fixture *f)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (f->folder, "notes.vesalius", NULL), text[] = "Fever and cough.", wrong[] = "\xff\xfe is no text";
  VslImportPlan plan = { .kind = VSL_SAMPLE_NOTE, .classes = (char **) classes, .positive = 1 };
  VslNewSample samples[] = { { .image = { strlen (text), 1, 1, VSL_PIXEL_TEXT, 8, text, strlen (text) } },
                             { .image = { strlen (wrong), 1, 1, VSL_PIXEL_TEXT, 8, wrong, strlen (wrong) } } };
  guint8 pixels[4] = { 0 };
  VslNewSample scan = { .image = { 2, 2, 1, VSL_PIXEL_U8, 8, pixels, sizeof pixels } };
  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_assert_true (vsl_project_sink ()->begin (project, &plan, NULL, &error));
  g_assert_true (vsl_project_sink ()->add (project, samples, 2, &error));
  g_assert_false (vsl_project_sink ()->add (project, &scan, 1, &error));      /* no picture among notes */
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_clear_error (&error);
  g_assert_true (vsl_project_sink ()->end (project, NULL, &error));
  plan.kind = VSL_SAMPLE_SCAN;
  g_assert_false (vsl_project_sink ()->begin (project, &plan, NULL, &error));
  g_assert_nonnull (strstr (error->message, "holds notes"));
  return path;
}

static void
test_absurd_notes (Fixture *f, gconstpointer unused)
{
  static const char *const changes[] = {
    "UPDATE samples SET type = 0 WHERE id = 1", "UPDATE samples SET kind = 0 WHERE id = 1", "UPDATE samples SET kind = 0, type = 0 WHERE id = 1",
    "UPDATE samples SET width = 0, bytes = 0 WHERE id = 1", "UPDATE samples SET width = 2000000000, bytes = 2000000000 WHERE id = 1",
    "UPDATE samples SET height = 4, width = 4 WHERE id = 1", "UPDATE samples SET bits = 16 WHERE id = 1", "UPDATE samples SET width = 15, bytes = 15 WHERE id = 1",
  };
  g_autofree char *path = make_notes (f), *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint i = 0; i <= G_N_ELEMENTS (changes); i++) {
    g_autoptr (GError) error = NULL;
    VslImage note;
    g_autofree char *copy = g_strdup_printf ("%s/notes-%u.vesalius", f->folder, i);
    g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, NULL));
    if (i < G_N_ELEMENTS (changes))
      test_sql (copy, changes[i]);
    g_autoptr (VslProject) project = vsl_project_open (copy, VSL_PROJECT_READ, &error);
    g_assert_no_error (error);
    gboolean read = vsl_project_image (project, 1, &note, &error);
    /* As a scan of one line it would be bytes like others. */
    g_assert_cmpint (read, ==, i == G_N_ELEMENTS (changes) || i == 2);
    if (i == G_N_ELEMENTS (changes))
      g_assert_cmpstr (note.data, ==, "Fever and cough.");
    vsl_image_clear (&note);
    g_clear_error (&error);
    g_assert_false (vsl_project_image (project, 2, &note, &error));
    g_assert_nonnull (strstr (error->message, "no text"));
  }
}

static void
test_foreign (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "foreign.vesalius", NULL);
  test_sql (path, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  assert_refused (path, VSL_ERROR_FORMAT, "isn't a Vesalius project");
  g_assert_true (g_file_set_contents (path, "Dear colleague,\nplease find the scans enclosed, all of them, as promised last Monday at the meeting.\n", -1, NULL));
  assert_refused (path, VSL_ERROR_FORMAT, "isn't a Vesalius project");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_refused (path, VSL_ERROR_FORMAT, "isn't a Vesalius project");
  g_unlink (path);
  assert_refused (path, VSL_ERROR_NOT_FOUND, "can't be opened");
  assert_refused (f->folder, VSL_ERROR_FORMAT, "isn't a file");
}

static void
test_truncated (Fixture *f, gconstpointer unused)
{
  g_autofree char *bytes = NULL;
  gsize length;
  g_autofree char *path = g_build_filename (f->folder, "cut.vesalius", NULL);
  g_assert_true (g_file_get_contents (f->path, &bytes, &length, NULL));
  for (gsize keep = 4096; keep < length; keep += length / 7) {
    g_assert_true (g_file_set_contents (path, bytes, (gssize) keep, NULL));
    assert_refused (path, VSL_ERROR_FORMAT, "damaged or was cut off");
  }
  g_assert_true (g_file_set_contents (path, bytes, 50, NULL));
  assert_refused (path, VSL_ERROR_FORMAT, "cut off");
}

static void
test_changed_schema (Fixture *f, gconstpointer unused)
{
  static const struct {
    const char *sql, *words;
    int code;
  } changes[] = {
    { "CREATE TRIGGER spy AFTER INSERT ON runs BEGIN DELETE FROM samples; END", "spy", VSL_ERROR_FORMAT },
    { "CREATE VIEW spy AS SELECT * FROM samples", "spy", VSL_ERROR_FORMAT },
    { "CREATE INDEX spy ON samples (kind)", "spy", VSL_ERROR_FORMAT },
    { "CREATE TABLE spy (x)", "spy", VSL_ERROR_FORMAT },
    { "DROP TRIGGER audit_no_delete", "audit_no_delete", VSL_ERROR_FORMAT },
    { "ALTER TABLE network ADD COLUMN spy TEXT", "network", VSL_ERROR_FORMAT },
    { "DROP TABLE predictions; CREATE VIEW predictions AS SELECT 1", "predictions", VSL_ERROR_FORMAT },
    { "PRAGMA user_version = 2", "newest Vesalius", VSL_ERROR_UNSUPPORTED },
    { "PRAGMA application_id = 1", "isn't a Vesalius project", VSL_ERROR_FORMAT },
    { "PRAGMA journal_mode = WAL", "journal", VSL_ERROR_FORMAT },
  };
  g_autofree char *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (f->path, &bytes, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autofree char *path = g_strdup_printf ("%s/changed-%u.vesalius", f->folder, i);
    g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
    test_sql (path, changes[i].sql);
    assert_refused (path, changes[i].code, changes[i].words);
  }
}

/* Every eleventh byte of the file in turn: opening and reading all never ends in anything but data or an error. */
static void
test_flips_anywhere (Fixture *f, gconstpointer unused)
{
  g_autofree char *bytes = NULL;
  gsize length;
  guint refused = 0, tried = 0;
  g_autofree char *path = g_build_filename (f->folder, "flipped.vesalius", NULL);
  g_assert_true (g_file_get_contents (f->path, &bytes, &length, NULL));
  gsize step = g_getenv ("VSL_TEST_LONG") ? 11 : length / 60;
  for (gsize at = 5; at < length; at += step, tried++) {
    bytes[at] ^= 0x5a;
    FILE *file = g_fopen (path, "wb");
    g_assert_true (file && fwrite (bytes, 1, length, file) == length);
    fclose (file);
    bytes[at] ^= 0x5a;
    g_autoptr (GError) error = NULL;
    g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, &error);
    refused += project == NULL;
    g_assert_true (project || error->message);
    g_autoptr (GArray) samples = project ? vsl_project_samples (project, NULL) : NULL;
    for (guint i = 0; samples && i < samples->len; i++) {
      VslImage image;
      vsl_project_image (project, g_array_index (samples, VslSampleInfo, i).id, &image, NULL);
      vsl_image_clear (&image);
    }
    g_autoptr (GPtrArray) runs = project ? vsl_project_runs (project, NULL) : NULL;
    g_autoptr (GBytes) state = project ? vsl_project_checkpoint (project, 1, FALSE, NULL, NULL) : NULL;
  }
  g_test_message ("%u flips, %u refused at opening", tried, refused);
}

/* Patients as hashes alone; nothing of where the files were. */
static void
test_privacy (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;
  VslImportPlan plan = { .kind = VSL_SAMPLE_SCAN, .classes = (char **) classes, .positive = 1, .npz = (char *) "/home/anna/Okafor_1954.npz" };
  guint16 pixels[4] = { 0 };
  VslNewSample sample = { .image = { 2, 2, 1, VSL_PIXEL_U16, 16, pixels, sizeof pixels }, .label = 0, .patient = "Okafor" };
  g_autoptr (VslProject) project = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_project_sink ()->begin (project, &plan, NULL, &error));
  g_assert_false (vsl_project_sink ()->add (project, &sample, 1, &error));          /* not hashed */
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA);
  g_clear_error (&error);
  memset (sample.patient, 'c', 32);
  g_assert_true (vsl_project_sink ()->add (project, &sample, 1, &error));
  g_assert_true (vsl_project_sink ()->end (project, NULL, &error));
  g_clear_pointer (&project, vsl_project_unref);
  g_assert_true (g_file_get_contents (f->path, &bytes, &length, NULL));
  const char *const secrets[] = { "Okafor", "anna", ".npz", f->folder, "Chest.vesalius", g_get_user_name (), g_get_host_name () };
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (strlen (secrets[i]) > 3 && memmem (bytes, length, secrets[i], strlen (secrets[i])) != NULL)       /* shorter ones stand there by chance */
      g_error ("“%s” stands in the project", secrets[i]);
  g_assert_nonnull (memmem (bytes, length, "cccccccccccccccccccccccccccccccc", 32));
  GStatBuf st;
  g_assert_cmpint (g_stat (f->path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0077, ==, 0);
}

/* What is taken out is not left in the file's free pages. */
static void
test_secure_delete (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;
  g_autoptr (VslProject) project = vsl_project_open (f->path, VSL_PROJECT_WRITE, &error);
  g_autoptr (GBytes) state = test_state (9000, 3), other = test_state (100, 50);
  g_assert_true (vsl_project_run_checkpoint (project, 1, 5, FALSE, FALSE, other, &error));
  g_clear_pointer (&project, vsl_project_unref);
  g_assert_true (g_file_get_contents (f->path, &bytes, &length, NULL));
  for (int at = 0; at < 9000; at += 500)        /* some of the pages are in use again */
    g_assert_null (memmem (bytes, length, (const guint8 *) g_bytes_get_data (state, NULL) + at, 64));
  g_assert_nonnull (memmem (bytes, length, g_bytes_get_data (other, NULL), 64));
}

static void
test_audit_append_only (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (test_sql_fails (f->path, "DELETE FROM audit"), ==, TRUE);
  g_assert_cmpint (test_sql_fails (f->path, "UPDATE audit SET detail = ''"), ==, TRUE);
}

#define ADD(name) g_test_add ("/project/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (second_opener);
  ADD (flipped_checkpoint);
  ADD (flipped_pixels);
  ADD (absurd_rows);
  ADD (absurd_notes);
  ADD (foreign);
  ADD (truncated);
  ADD (changed_schema);
  ADD (flips_anywhere);
  ADD (privacy);
  ADD (secure_delete);
  ADD (audit_append_only);
  return g_test_run ();
}
