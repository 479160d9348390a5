/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM folders, tables of DICOM files and DICOMDIR on their way into a project: series, patients, classes, and nothing that identifies. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-csv.h"
#include "dicom-writer.h"
#include "project/vsl-project.h"

#define N 12

/* One slice, all of one value, at a place along the patient's length; place NULL: the header has none. */
typedef struct {
  const char *modality, *patient, *study, *series, *place, *instance;
  guint value;
  const char *intercept, *accession;
} Slice;

static void
write_slice (const char *dir, const char *name, const Slice *s)
{
  guint16 values[N];
  Plain p = plain_ct;
  Dicom d = dw_new (EXPLICIT);
  for (guint i = 0; i < N; i++)
    values[i] = (guint16) s->value;
  p.patient = s->patient;
  p.accession = s->accession;
  p.modality = s->modality;
  dw_plain_before (&d, &p);
  if (s->place) {
    g_autofree char *position = g_strdup_printf ("5\\6\\%s", s->place);
    dw_text (&d, 0x00200032, "DS", position);
    dw_text (&d, 0x00200037, "DS", "1\\0\\0\\0\\1\\0");
  }
  dw_text (&d, 0x0020000d, "UI", s->study);
  dw_text (&d, 0x0020000e, "UI", s->series);
  dw_text (&d, 0x00200013, "IS", s->instance);
  dw_us (&d, 0x00280010, p.rows);
  dw_us (&d, 0x00280011, p.columns);
  dw_text (&d, 0x00280030, "DS", "0.5\\0.25");
  dw_us (&d, 0x00280100, 16);
  dw_us (&d, 0x00280101, 16);
  dw_us (&d, 0x00280102, 15);
  dw_us (&d, 0x00280103, 0);
  if (s->intercept) {
    dw_text (&d, 0x00281052, "DS", s->intercept);
    dw_text (&d, 0x00281053, "DS", "1");
  }
  dw_words (&d, 0x7fe00010, values, N);
  g_free (dw_save (&d, dir, name));
}

/* What came out of an import. */
typedef struct {
  VslImportPlan *plan;
  VslImportResult *result;
  GArray *samples;               /* of VslNewSample with copies of pixels and attributes */
} Came;

static gboolean
begin (gpointer data, const VslImportPlan *plan, int *map, GError **error)
{
  return TRUE;
}

static gboolean
add (gpointer data, VslNewSample *samples, guint n, GError **error)
{
  Came *came = data;
  for (guint i = 0; i < n; i++) {
    VslNewSample s = samples[i];
    g_assert_true (vsl_image_copy (&s.image, &samples[i].image, NULL));
    s.attributes = g_strdupv (s.attributes);
    g_array_append_val (came->samples, s);
  }
  return TRUE;
}

static gboolean
end (gpointer data, const char *summary, GError **error)
{
  return TRUE;
}

static const VslImportSink sink = { begin, add, end };

static Came
import (const char *path, const VslImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  const char *paths[] = { path, NULL };
  Came came = { .samples = g_array_new (FALSE, TRUE, sizeof (VslNewSample)) };
  came.plan = vsl_import_look (paths, options, NULL, NULL, &error);
  g_assert_no_error (error);
  came.result = vsl_import_run (came.plan, &sink, &came, NULL, NULL, &error);
  g_assert_no_error (error);
  return came;
}

static void
came_clear (Came *came)
{
  for (guint i = 0; i < came->samples->len; i++) {
    VslNewSample *s = &g_array_index (came->samples, VslNewSample, i);
    vsl_image_clear (&s->image);
    g_strfreev (s->attributes);
  }
  g_array_unref (came->samples);
  vsl_import_plan_free (came->plan);
  vsl_import_result_free (came->result);
}

static const VslNewSample *
sample (const Came *came, guint i)
{
  g_assert_cmpuint (i, <, came->samples->len);
  return &g_array_index (came->samples, VslNewSample, i);
}

static void
has_slices (const VslNewSample *s, const guint *values, guint n)
{
  g_assert_cmpint (s->image.frames, ==, n);
  for (guint k = 0; k < n; k++)
    g_assert_cmpfloat (vsl_image_value (&s->image, k * N), ==, values[k]);
}

static const char *
attribute (const VslNewSample *s, const char *name)
{
  return vsl_attributes_get ((const char *const *) s->attributes, name);
}

/* Five files whose names, numbers and places are in three different orders: places count. */
static void
write_series (const char *dir, const char *patient, const char *series, const char *first_name)
{
  static const char *const places[] = { "30", "-10", "20.5", "0", "10" }, *const numbers[] = { "1", "5", "4", "2", "3" };
  g_autofree char *study = g_strconcat ("1.9.", patient, NULL), *accession = g_strconcat ("ACC0", patient, NULL);
  for (guint k = 0; k < 5; k++) {
    g_autofree char *name = g_strdup_printf ("%s%u", first_name, k);
    Slice s = { "CT", patient, study, series, places[k], numbers[k], 100 + k, .accession = accession };
    write_slice (dir, name, &s);
  }
}

static const guint by_place[] = { 101, 103, 104, 102, 100 };

static void
test_series (void)
{
  char *dir = test_dir_new ();
  write_series (dir, "7", "2.1", "IM");
  Came came = import (dir, NULL);
  g_assert_cmpuint (came.samples->len, ==, 1);
  g_assert_cmpuint (came.plan->n_volumes, ==, 1);
  g_assert_cmpuint (came.plan->n_slices, ==, 5);
  g_assert_true (came.plan->patients_known);
  has_slices (sample (&came, 0), by_place, 5);
  g_assert_cmpstr (attribute (sample (&came, 0), "spacing"), ==, "0.25\\0.5\\10");
  g_assert_cmpint (strlen (sample (&came, 0)->patient), ==, 32);
  g_assert_cmpint (strlen (attribute (sample (&came, 0), "study")), ==, 32);
  g_assert_cmpint (strlen (attribute (sample (&came, 0), "series")), ==, 32);
  g_assert_cmpstr (attribute (sample (&came, 0), "study"), !=, attribute (sample (&came, 0), "series"));
  came_clear (&came);
  VslImportOptions options = { .volumes = (char *) "slices", .patients = (char *) "dicom" };
  came = import (dir, &options);
  g_assert_cmpuint (came.samples->len, ==, 5);
  g_assert_cmpuint (came.result->n_patients, ==, 1);
  came_clear (&came);
  test_dir_free (dir);
}

/* Slices in units of different kinds: one type holds them all, and no value changes. */
static void
test_types (void)
{
  static const struct { const char *intercept[3]; guint value[3]; double want[3]; VslPixelType type; } cases[] = {
    { { "-1024", NULL, "-1024" }, { 1000, 20000, 0 }, { -24, 20000, -1024 }, VSL_PIXEL_S32 },
    { { NULL, "0.5", NULL }, { 7, 60000, 65535 }, { 7, 60000.5, 65535 }, VSL_PIXEL_REAL },
    { { "-1024", "-1", "-1024" }, { 1, 40000, 2 }, { -1023, 39999, -1022 }, VSL_PIXEL_S32 },
  };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    char *dir = test_dir_new ();
    for (guint k = 0; k < 3; k++) {
      g_autofree char *name = g_strdup_printf ("%u", k);
      Slice s = { "CT", "7", "1.9", "2.1", name, name, cases[c].value[k], cases[c].intercept[k] };
      write_slice (dir, name, &s);
    }
    Came came = import (dir, NULL);
    g_assert_cmpuint (came.samples->len, ==, 1);
    const VslImage *image = &sample (&came, 0)->image;
    g_assert_cmpint (image->type, ==, cases[c].type);
    for (guint k = 0; k < 3; k++)
      g_assert_cmpfloat (vsl_image_value (image, k * N + 5), ==, cases[c].want[k]);
    came_clear (&came);
    test_dir_free (dir);
  }
}

/* Two moments at each place are two volumes; a slice that is missing in one of them leaves single slices. */
static void
test_moments (void)
{
  for (guint missing = 0; missing < 2; missing++) {
    char *dir = test_dir_new ();
    for (guint k = 0; k < 6 - missing; k++) {
      g_autofree char *name = g_strdup_printf ("%u.dcm", k), *place = g_strdup_printf ("%u", k % 3 * 4), *number = g_strdup_printf ("%u", k + 1);
      Slice s = { "MR", "7", "1.9", "2.1", place, number, k };
      write_slice (dir, name, &s);
    }
    Came came = import (dir, NULL);
    if (missing) {
      g_assert_cmpuint (came.samples->len, ==, 5);
    } else {
      static const guint first[] = { 0, 1, 2 }, second[] = { 3, 4, 5 };
      g_assert_cmpuint (came.samples->len, ==, 2);
      has_slices (sample (&came, 0), first, 3);
      has_slices (sample (&came, 1), second, 3);
    }
    came_clear (&came);
    test_dir_free (dir);
  }
}

/* Without places the numbers count, where a modality makes slices; views of a breast are single pictures. */
static void
test_numbers (void)
{
  static const char *const modalities[] = { "CT", "MG" };
  for (guint m = 0; m < 2; m++) {
    char *dir = test_dir_new ();
    for (guint k = 0; k < 4; k++) {
      g_autofree char *name = g_strdup_printf ("%u.dcm", k), *number = g_strdup_printf ("%u", 20 - k);
      Slice s = { modalities[m], "7", "1.9", "2.1", NULL, number, k };
      write_slice (dir, name, &s);
    }
    Came came = import (dir, NULL);
    static const guint turned[] = { 3, 2, 1, 0 };
    g_assert_cmpuint (came.samples->len, ==, m ? 4 : 1);
    if (!m)
      has_slices (sample (&came, 0), turned, 4);
    came_clear (&came);
    test_dir_free (dir);
  }
}

/* Classes by folder: series stay together; a series that lies in two classes says that files have the labels. */
static void
test_classes (void)
{
  char *dir = test_dir_new ();
  static const char *const names[] = { "ill/a", "ill/b", "well/c", "well/d" };
  for (guint k = 0; k < 4; k++) {
    g_autofree char *folder = g_build_filename (dir, names[k], NULL), *patient = g_strdup_printf ("%u", k), *series = g_strdup_printf ("2.%u", k);
    write_series (folder, patient, series, "IM");
  }
  Came came = import (dir, NULL);
  g_assert_cmpuint (came.samples->len, ==, 4);
  g_assert_cmpuint (came.result->class_counts[0], ==, 2);
  g_assert_cmpuint (came.result->n_patients, ==, 4);
  has_slices (sample (&came, 3), by_place, 5);
  came_clear (&came);
  g_autofree char *other = g_build_filename (dir, "well", NULL);
  Slice s = { "CT", "0", "1.9.0", "2.0", "77", "9", 5 };
  write_slice (other, "stray", &s);
  came = import (dir, NULL);
  g_assert_cmpuint (came.samples->len, ==, 21);
  g_assert_cmpuint (came.plan->n_volumes, ==, 0);
  came_clear (&came);
  VslImportOptions options = { .volumes = (char *) "series" };
  came = import (dir, &options);
  g_assert_cmpuint (came.samples->len, ==, 5);
  came_clear (&came);
  test_dir_free (dir);
}

/* A folder for each patient is an archive; its names are no classes, and may be names. */
static void
test_archive (void)
{
  char *dir = test_dir_new ();
  static const char *const names[] = { "Smith_Jane", "Miller_Tom", "Li_Wei" };
  for (guint k = 0; k < 3; k++) {
    g_autofree char *folder = g_build_filename (dir, names[k], NULL), *patient = g_strdup_printf ("%u", k), *series = g_strdup_printf ("2.%u", k);
    write_series (folder, patient, series, "IM");
  }
  Came came = import (dir, NULL);
  g_assert_cmpuint (came.samples->len, ==, 3);
  g_assert_cmpuint (g_strv_length (came.plan->classes), ==, 0);
  g_assert_cmpuint (came.result->n_patients, ==, 3);
  came_clear (&came);
  VslImportOptions options = { .labels = (char *) "folder" };
  came = import (dir, &options);
  g_assert_cmpuint (g_strv_length (came.plan->classes), ==, 3);
  came_clear (&came);
  test_dir_free (dir);
}

/* A table that names files: a sample each, with patients from the headers; as volumes when asked. */
static void
test_table (void)
{
  char *dir = test_dir_new ();
  GString *table = g_string_new ("path,label\n");
  write_series (dir, "7", "2.1", "IM");
  write_series (dir, "8", "2.2", "XM");
  for (guint k = 0; k < 10; k++)
    g_string_append_printf (table, "%s%u,%s\n", k < 5 ? "IM" : "XM", k % 5, k < 5 ? "ill" : "well");
  g_autofree char *path = test_write (dir, "list.csv", table->str, (gssize) table->len);
  Came came = import (path, NULL);
  g_assert_cmpuint (came.samples->len, ==, 10);
  g_assert_cmpuint (came.result->n_patients, ==, 2);
  g_assert_cmpuint (came.result->class_counts[1], ==, 5);
  came_clear (&came);
  VslImportOptions options = { .volumes = (char *) "series", .patients = (char *) "dicom" };
  came = import (path, &options);
  g_assert_cmpuint (came.samples->len, ==, 2);
  g_assert_cmpuint (came.result->class_counts[0], ==, 1);
  has_slices (sample (&came, 1), by_place, 5);
  came_clear (&came);
  g_string_free (table, TRUE);
  test_dir_free (dir);
}

/* Diagnoses in a spreadsheet that knows patients or accession numbers and no files. */
static void
test_joined (void)
{
  static const struct { const char *text, *column; VslJoinBy by; } tables[] = {
    { "mrn,diagnosis\n8,well\n007,ill\n9,ill\n", "mrn", VSL_JOIN_PATIENT },
    { "order,diagnosis,age\nacc08,well,51\nACC0007,ill,60\nACC09,ill,70\n", "order", VSL_JOIN_ACCESSION },
  };
  char *dir = test_dir_new (), *scans = g_build_filename (dir, "scans", NULL);
  g_assert_cmpint (g_mkdir (scans, 0700), ==, 0);
  write_series (scans, "007", "2.1", "IM");
  write_series (scans, "8", "2.2", "XM");
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *table = test_write (dir, "list.csv", tables[i].text, -1);
    char *label[] = { (char *) "diagnosis", NULL };
    VslImportOptions options = { .labels = table, .label = label };
    Came came = import (scans, &options);
    g_assert_cmpstr (came.plan->join.column, ==, tables[i].column);
    g_assert_cmpint (came.plan->join.by, ==, tables[i].by);
    g_assert_cmpuint (came.plan->join.matched, ==, 10);
    g_assert_cmpuint (came.plan->join.rows_without_file, ==, 1);
    g_assert_cmpuint (came.plan->join.files_without_row, ==, 0);
    g_assert_cmpuint (came.samples->len, ==, 2);          /* the series' slices are one volume each */
    g_assert_cmpuint (came.result->n_patients, ==, 2);
    g_assert_cmpuint (came.result->class_counts[0], ==, 1);
    g_assert_cmpuint (came.result->class_counts[1], ==, 1);
    has_slices (sample (&came, 0), by_place, 5);
    g_assert_cmpint (strlen (sample (&came, 0)->patient), ==, 32);
    came_clear (&came);
  }
  g_free (scans);
  test_dir_free (dir);
}

/* A slice that is cut costs its volume, with the slice's number; files without a picture are named. */
static void
test_left_out (void)
{
  char *dir = test_dir_new ();
  write_series (dir, "7", "2.1", "IM");
  write_series (dir, "8", "2.2", "XM");
  g_autofree char *cut = g_build_filename (dir, "IM2", NULL);
  Plain p = plain_ct;
  Dicom d = dw_new (EXPLICIT);
  p.class_uid = "1.2.840.10008.5.1.4.1.1.88.11";
  p.modality = "SR";
  dw_plain_before (&d, &p);
  g_free (dw_save (&d, dir, "REPORT"));
  const char *paths[] = { dir, NULL };
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, NULL);
  g_assert_cmpuint (plan->left_out->len, ==, 1);
  g_assert_nonnull (strstr (((VslLeftOut *) plan->left_out->pdata[0])->reason, "structured report"));
  g_assert_cmpint (truncate (cut, 420), ==, 0);      /* between look and run */
  Came came = { .samples = g_array_new (FALSE, TRUE, sizeof (VslNewSample)) };
  came.result = vsl_import_run (plan, &sink, &came, NULL, NULL, NULL);
  g_assert_cmpuint (came.samples->len, ==, 1);
  g_assert_cmpuint (came.result->left_out->len, ==, 2);
  g_assert_nonnull (strstr (((VslLeftOut *) came.result->left_out->pdata[1])->reason, "number 4 of 5"));
  came.plan = g_steal_pointer (&plan);
  came_clear (&came);
  test_dir_free (dir);
}

/* ---- DICOMDIR ---- */

static void
record (Dicom *d, const char *type, const char *file)
{
  dw_item (d, 0xfffee000, 0xffffffff);
  dw_text (d, 0x00041430, "CS", type);
  if (file)
    dw_text (d, 0x00041500, "CS", file);
  dw_item (d, 0xfffee00d, 0);
}

static void
test_dicomdir (void)
{
  char *dir = test_dir_new ();
  g_autofree char *folder = g_build_filename (dir, "images", "pa1", NULL), *outside = g_build_filename (dir, "..", "x", NULL);
  write_series (folder, "7", "2.1", "im");
  Dicom d = dw_new (EXPLICIT);
  dw_text (&d, 0x00020002, "UI", "1.2.840.10008.1.3.10");
  dw_head (&d, 0x00041220, "SQ", 0xffffffff);
  record (&d, "PATIENT", NULL);
  for (guint k = 0; k < 4; k++) {
    g_autofree char *file = g_strdup_printf ("IMAGES\\PA1\\IM%u", k);
    record (&d, "IMAGE", file);
  }
  record (&d, "IMAGE", "IMAGES\\PA1\\IM9");
  record (&d, "IMAGE", "..\\..\\ETC\\PASSWD");
  dw_item (&d, 0xfffee0dd, 0);
  g_autofree char *path = dw_save (&d, dir, "DICOMDIR");
  Came came = import (path, NULL);
  static const guint four[] = { 101, 103, 102, 100 };      /* the fifth file is not named */
  g_assert_cmpuint (came.samples->len, ==, 1);
  has_slices (sample (&came, 0), four, 4);
  g_assert_cmpuint (came.result->left_out->len, ==, 2);
  came_clear (&came);
  /* The folder of a disc: everything in it, and its folders are no classes. */
  came = import (dir, NULL);
  g_assert_cmpuint (came.samples->len, ==, 1);
  has_slices (sample (&came, 0), by_place, 5);
  g_assert_cmpuint (g_strv_length (came.plan->classes), ==, 0);
  g_assert_cmpuint (came.result->left_out->len, ==, 0);
  came_clear (&came);
  test_dir_free (dir);
}

static void
test_no_dicom (void)
{
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "a.png", NULL);
  test_write_grey (path, 4, 4, 9);
  const char *paths[] = { dir, NULL };
  VslImportOptions options = { .patients = (char *) "dicom" };
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_import_look (paths, &options, NULL, NULL, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG);
  test_dir_free (dir);
}

/* ---- nothing identifying ---- */

static int stop;                 /* atomic */
static GByteArray *journal;      /* all that was seen of it */

static gpointer
watch_journal (gpointer path)
{
  while (!g_atomic_int_get (&stop)) {
    char *bytes;
    gsize n;
    if (g_file_get_contents (path, &bytes, &n, NULL)) {
      if (journal->len < (64u << 20))
        g_byte_array_append (journal, (guint8 *) bytes, (guint) n);
      g_free (bytes);
    }
    g_usleep (500);
  }
  return NULL;
}

static GString *log_text;

static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  for (gsize i = 0; i < n; i++)
    if (fields[i].length < 0)
      g_string_append (log_text, fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* Colours of pixels may be digits by chance, and so may the number of a row behind its name in an index ("study", row 49): a value that was found must
 * be gone when the pixels are, and rows have other numbers. */
static void
without_pixels (const char *path)
{
  sqlite3 *db;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM pixels; UPDATE attributes SET rowid = rowid + 8388608; VACUUM", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static gboolean
is_in (const guint8 *bytes, gsize n, const char *value)
{
  return memmem (bytes, n, value, strlen (value)) != NULL;
}

static void
test_nothing_identifying (void)
{
  g_autofree char *files = test_shared ("data/dicom/files"), *tags = files ? test_shared ("data/dicom/phi_tags.csv") : NULL, *bytes = NULL, *bare = NULL;
  gsize n, n_bare;
  guint checked = 0, by_chance = 0;
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  if (!tags)
    return;
  char *dir = test_dir_new ();
  g_autofree char *path = g_build_filename (dir, "p.vesalius", NULL), *journal_path = g_strconcat (path, "-journal", NULL);
  g_autoptr (VslCsv) csv = vsl_csv_read (tags, &error);
  g_assert_no_error (error);
  VslProject *project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  const char *paths[] = { files, NULL };
  VslImportOptions options = { .volumes = (char *) "slices" };
  journal = g_byte_array_new ();
  GThread *watch = g_thread_new ("journal", watch_journal, journal_path);
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  VslImportResult *result = vsl_import_run (plan, vsl_project_sink (), project, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->imported, >, 80);
  g_assert_cmpuint (result->burned_in, >, 10);
  vsl_import_result_free (result);
  vsl_project_unref (project);
  g_atomic_int_set (&stop, 1);
  g_thread_join (watch);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  without_pixels (path);
  g_assert_true (g_file_get_contents (path, &bare, &n_bare, NULL));
  int value = vsl_csv_column (csv, "value"), keyword = vsl_csv_column (csv, "keyword");
  for (guint i = 0; i < csv->rows->len; i++) {
    const VslCsvRow *row = g_ptr_array_index (csv->rows, i);
    const char *v = vsl_csv_cell (row, value);
    if (!v || strlen (v) < 6 || !g_hash_table_add (met, (gpointer) v))
      continue;
    checked++;
    gboolean in_file = is_in ((guint8 *) bytes, n, v);
    by_chance += in_file;
    if (is_in ((guint8 *) bare, n_bare, v) || (!in_file && is_in (journal->data, journal->len, v)) || is_in ((guint8 *) log_text->str, log_text->len, v))
      g_error ("%s: “%s” stands in the project", vsl_csv_cell (row, keyword), v);
  }
  g_test_message ("%u values looked for, %u of them only among pixels; %u bytes of journal seen", checked, by_chance, journal->len);
  g_assert_cmpuint (checked, >, 200);
  g_byte_array_unref (journal);
  test_dir_free (dir);
}

int
main (int argc, char **argv)
{
  log_text = g_string_new (NULL);
  char *home = test_dir_new ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);      /* a key of the test's own */
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);
  g_test_add_func ("/dicom-import/series", test_series);
  g_test_add_func ("/dicom-import/types", test_types);
  g_test_add_func ("/dicom-import/moments", test_moments);
  g_test_add_func ("/dicom-import/numbers", test_numbers);
  g_test_add_func ("/dicom-import/classes", test_classes);
  g_test_add_func ("/dicom-import/archive", test_archive);
  g_test_add_func ("/dicom-import/table", test_table);
  g_test_add_func ("/dicom-import/joined", test_joined);
  g_test_add_func ("/dicom-import/left-out", test_left_out);
  g_test_add_func ("/dicom-import/dicomdir", test_dicomdir);
  g_test_add_func ("/dicom-import/no-dicom", test_no_dicom);
  g_test_add_func ("/dicom-import/nothing-identifying", test_nothing_identifying);
  int code = g_test_run ();
  test_dir_free (home);
  return code;
}
