/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves a project for good: the rows, what hangs on them, and the bytes. */
#include "project-util.h"

#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-note.h"
#include "project/vsl-project-forget.h"
#include "project/vsl-project-quality.h"

typedef struct {
  char *folder, *path;
  VslProject *project;
} Fixture;

static const char *const classes[] = { "a", "b", NULL };
static const char *const notes[] = {
  "Peter Schmidt came again. Mr. peter\n  schmidt coughs; Peter. Heparin was given.",
  "Seen with Peterson; PETER SCHMIDT'S mother Zarathustra called.",
  "Nobody is named here, the [NAME 1] alone.",
};

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->folder = test_folder_new ();
  f->path = g_build_filename (f->folder, "f.vesalius", NULL);
  f->project = vsl_project_create (f->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->project, vsl_project_unref);
  test_folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
add_notes (Fixture *f, gboolean beside)
{
  g_autoptr (GError) error = NULL;
  VslNewSample samples[G_N_ELEMENTS (notes)] = { 0 };
  const char *attributes[] = { "column:ward", "ward of Peter Schmidt", NULL };
  int map[3];
  VslImportPlan plan = { .kind = beside ? VSL_SAMPLE_SCAN : VSL_SAMPLE_NOTE, .classes = (char **) classes, .positive = 1, .split_given = TRUE };
  const VslImportSink *sink = vsl_project_sink ();
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
    VslNewSample *s = &samples[i];
    if (beside) {
      g_assert_true (vsl_image_alloc (&s->image, 4, 4, 1, VSL_PIXEL_U8, 8, &error));
      memset (s->image.data, (int) i, s->image.size);
      s->note = g_strdup (notes[i]);
    } else {
      g_assert_true (vsl_note_from_text (&s->image, notes[i], strlen (notes[i]), &error));
      s->attributes = i == 1 ? g_strdupv ((char **) attributes) : NULL;
    }
    vsl_image_sha256 (&s->image, s->sha256);
    s->label = (int) (i % 2);
    s->split = VSL_SPLIT_TRAIN;
  }
  gboolean ok = sink->begin (f->project, &plan, map, &error) && sink->add (f->project, samples, G_N_ELEMENTS (notes), &error) && sink->end (f->project, "notes", &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
    vsl_image_clear (&samples[i].image);
    g_free (samples[i].note);
    g_strfreev (samples[i].attributes);
  }
}

static gboolean
file_has (const char *path, const void *bytes, gsize n)
{
  g_autofree char *all = NULL;
  gsize size;
  g_assert_true (g_file_get_contents (path, &all, &size, NULL));
  return memmem (all, size, bytes, n) != NULL;
}

static char *
note_of (Fixture *f, gint64 id, VslSampleKind part)
{
  g_autoptr (GError) error = NULL;
  VslImage image;
  gboolean ok = part == VSL_SAMPLE_SCAN ? vsl_project_image (f->project, id, &image, &error) : vsl_project_part (f->project, id, part, &image, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  char *text = g_strndup (image.data, image.size);
  vsl_image_clear (&image);
  return text;
}

static gint64
number (Fixture *f, const char *sql)
{
  return test_sql_number (f->path, sql);
}

static gint64
revision_of (Fixture *f)
{
  VslProjectInfo info;
  g_assert_true (vsl_project_info (f->project, &info, NULL));
  gint64 revision = info.revision;
  vsl_project_info_clear (&info);
  return revision;
}

/* ---- samples ---- */

static void
test_delete_scans (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const gint64 gone[] = { 1, 2, 7 };
  guint16 row[8];
  VslForgotten forgotten;
  g_assert_true (test_add_samples (f->project, classes, 12, 5, &error));
  int run = test_run (f->project, 1, 100);
  int label[4] = { 0, 1, 0, 1 }, predicted[4] = { 0, 1, 0, 1 };
  gint64 ids[4] = { 1, 2, 3, 4 };
  double prob[8] = { 0.75, 0.25, 0.5, 0.5, 1, 0, 0, 1 };
  VslPredictions p = { .split = VSL_SPLIT_TEST, .n = 4, .classes = 2, .id = ids, .label = label, .predicted = predicted, .prob = prob };
  g_assert_true (vsl_project_set_predictions (f->project, run, &p, &error));
  VslChange out = { 1, { VSL_SPLIT_TRAIN, VSL_SPLIT_TRAIN }, { 0, 1 }, 0 };
  g_assert_true (vsl_project_mend (f->project, &out, 1, "burned_in", &error));
  g_assert_true (vsl_project_set_predictions (f->project, run, &p, &error));
  for (guint i = 0; i < 8; i++)
    row[i] = GUINT16_TO_LE (test_pixel (5, 0, i));
  g_assert_true (file_has (f->path, row, sizeof row));
  gint64 patients = number (f, "SELECT COUNT(*) FROM patients");
  g_assert_true (vsl_project_delete_samples (f->project, gone, 3, &forgotten, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (forgotten.samples, ==, 3);
  g_assert_cmpuint (forgotten.predictions, ==, 2);
  g_assert_true (forgotten.compact);
  g_assert_false (file_has (f->path, row, sizeof row));
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM samples"), ==, 9);
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM pixels WHERE sample IN (1, 2, 7)"), ==, 0);
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM excluded"), ==, 0);
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM mends"), ==, 0);
  /* Samples 1 and 2 were one patient's; 7 and 8 another's. */
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM patients"), ==, patients - 1);
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM audit WHERE event = 'delete' AND detail LIKE '3 samples%'"), ==, 1);
  /* The run's other predictions still hold. */
  g_autoptr (VslPredictions) left = vsl_project_predictions (f->project, run, VSL_SPLIT_TEST, &error);
  g_assert_no_error (error);
  g_assert_nonnull (left);
  g_assert_cmpuint (left->n, ==, 2);
  g_assert_cmpint (left->id[0], ==, 3);
  g_assert_cmpfloat (left->prob[0], ==, 1);
  /* All or none. */
  const gint64 wrong[] = { 3, 1 };
  g_assert_false (vsl_project_delete_samples (f->project, wrong, 2, &forgotten, &error));
  g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND);
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM samples WHERE id = 3"), ==, 1);
}

static void
set_vocabulary (Fixture *f, int run)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE runs SET network = '{\"x\":{\"vocabulary\":[\"the\",\"Peter\",\"schmidt\",\"zarathustra\",\"coughs\"]}}' "
                                          "WHERE run = %d", run);
  g_clear_pointer (&f->project, vsl_project_unref);
  test_sql (f->path, sql);
  f->project = vsl_project_open (f->path, VSL_PROJECT_WRITE, NULL);
  g_assert_nonnull (f->project);
}

static void
test_delete_note (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const gint64 gone = 2;
  VslForgotten forgotten;
  add_notes (f, FALSE);
  set_vocabulary (f, test_run (f->project, 1, 100));
  g_assert_true (file_has (f->path, "Zarathustra", 11));
  g_assert_true (vsl_project_delete_samples (f->project, &gone, 1, &forgotten, &error));
  g_assert_no_error (error);
  g_assert_false (file_has (f->path, "Zarathustra", 11));
  g_assert_false (file_has (f->path, "zarathustra", 11));
  /* One word stood in that note alone; Peter is in another one. */
  g_assert_cmpuint (forgotten.words, ==, 1);
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM runs WHERE network LIKE '%[\"the\",\"Peter\",\"schmidt\",\"[gone 3]\",\"coughs\"]%'"), ==, 1);
}

/* ---- words ---- */

static void
test_mask_everywhere (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  VslForgotten forgotten;
  VslMaskOrder order = { 1, 0, 13, VSL_DEID_NAME, TRUE };      /* "Peter Schmidt" */
  add_notes (f, FALSE);
  set_vocabulary (f, test_run (f->project, 1, 100));
  gint64 revision = revision_of (f);
  g_assert_true (vsl_project_mask (f->project, &order, &forgotten, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (forgotten.places, ==, 4);
  g_assert_cmpuint (forgotten.notes, ==, 2);
  g_assert_true (forgotten.compact);
  g_autofree char *first = note_of (f, 1, VSL_SAMPLE_SCAN), *second = note_of (f, 2, VSL_SAMPLE_SCAN), *third = note_of (f, 3, VSL_SAMPLE_SCAN);
  g_assert_cmpstr (first, ==, "[NAME 1] came again. Mr. [NAME 1] coughs; Peter. Heparin was given.");
  g_assert_cmpstr (second, ==, "Seen with Peterson; [NAME 1]'S mother Zarathustra called.");
  g_assert_cmpstr (third, ==, notes[2]);
  g_assert_false (file_has (f->path, "Schmidt", 7));
  g_assert_false (file_has (f->path, "schmidt", 7));
  g_assert_false (file_has (f->path, "SCHMIDT", 7));
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM attributes WHERE value = 'ward of [NAME 1]'"), ==, 1);
  g_assert_cmpuint (forgotten.words, ==, 1);                   /* schmidt; "peter" is still in a note */
  g_assert_cmpint (number (f, "SELECT COUNT(*) FROM audit WHERE event = 'mask' AND detail LIKE 'NAME: 4 places in 2 notes%'"), ==, 1);
  g_assert_cmpint (revision_of (f), >, revision);
  /* The next one gets the next number, the same one the same. */
  order = (VslMaskOrder) { 1, 42, 47, VSL_DEID_NAME, FALSE };
  g_autofree char *peter = g_utf8_substring (first, order.start, order.end);
  g_assert_cmpstr (peter, ==, "Peter");
  g_assert_true (vsl_project_mask (f->project, &order, &forgotten, &error));
  g_assert_cmpuint (forgotten.places, ==, 1);
  g_autofree char *again = note_of (f, 1, VSL_SAMPLE_SCAN);
  g_assert_cmpstr (again, ==, "[NAME 1] came again. Mr. [NAME 1] coughs; [NAME 2]. Heparin was given.");
}

static void
test_mask_beside (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  VslForgotten forgotten;
  VslMaskOrder order = { 2, 43, 54, VSL_DEID_OTHER, TRUE };
  add_notes (f, TRUE);
  g_autofree char *word = g_utf8_substring (notes[1], 43, 54);
  g_assert_cmpstr (word, ==, "Zarathustra");
  g_assert_true (vsl_project_mask (f->project, &order, &forgotten, &error));
  g_assert_no_error (error);
  g_autofree char *second = note_of (f, 2, VSL_SAMPLE_NOTE);
  g_assert_cmpstr (second, ==, "Seen with Peterson; PETER SCHMIDT'S mother [OTHER 1] called.");
  g_assert_false (file_has (f->path, "Zarathustra", 11));
}

static void
test_mask_refused (Fixture *f, gconstpointer data)
{
  static const guint wrong[][2] = { { 5, 5 }, { 0, 4000 }, { 13, 14 } };
  VslForgotten forgotten;
  add_notes (f, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    VslMaskOrder order = { 1, wrong[i][0], wrong[i][1], VSL_DEID_NAME, TRUE };
    g_assert_false (vsl_project_mask (f->project, &order, &forgotten, &error));
    g_assert_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG);
  }
  g_autofree char *first = note_of (f, 1, VSL_SAMPLE_SCAN);
  g_assert_cmpstr (first, ==, notes[0]);
}

static void
test_occurrences (void)
{
  static const struct {
    const char *text, *value;
    guint n, start, end;
  } cases[] = {
    { "Ana and Anabel, ana; ANA", "Ana", 3, 0, 3 },   { "李明来了。李明走了。", "李明", 2, 0, 2 },     { "St. Mary\n Hospital", "st. mary hospital", 1, 0, 18 },
    { "[DATE 1] Date", "date", 1, 9, 13 },            { "x", "", 0, 0, 0 },                          { "Müller, MÜLLER", " müller ", 2, 0, 6 },
    { "12 and 120", "12", 1, 0, 2 },                  { "[AGE 90+] age", "AGE", 1, 10, 13 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GArray) found = vsl_deid_occurrences (cases[i].text, strlen (cases[i].text), cases[i].value);
    g_assert_cmpuint (found->len, ==, cases[i].n);
    if (found->len) {
      g_assert_cmpuint (g_array_index (found, VslDeidSpan, 0).start, ==, cases[i].start);
      g_assert_cmpuint (g_array_index (found, VslDeidSpan, 0).end, ==, cases[i].end);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *home = test_folder_new ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
#define ADD(name, func) g_test_add ("/project/forget/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("delete-scans", test_delete_scans);
  ADD ("delete-note", test_delete_note);
  ADD ("mask-everywhere", test_mask_everywhere);
  ADD ("mask-beside", test_mask_beside);
  ADD ("mask-refused", test_mask_refused);
  g_test_add_func ("/project/forget/occurrences", test_occurrences);
  int failed = g_test_run ();
  test_folder_remove (home);
  return failed;
}
