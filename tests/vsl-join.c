/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built vsl with scans first and their table afterwards: by patient and by accession number, with zeros in front or without; labels that are there stay
 * unless they are to be replaced; numbers, several labels, values, notes, kept columns and splits; and that nothing of a row's text stands in the project.
 * And: one folder alone makes no class. */
#include <glib/gstdio.h>
#include <png.h>
#include <sqlite3.h>
#include <string.h>

#include "app-util.h"
#include "dicom-writer.h"
#include "project/vsl-project.h"
#include "vsl-run.h"

#define N 12

typedef struct {
  char *folder, *project;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_app_folder ();
  f->project = g_build_filename (f->folder, "p.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", f->project, NULL);
  g_assert_cmpint (made.code, ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_app_remove (f->folder);
  g_free (f->folder);
  g_free (f->project);
}

static char *
put (const Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *dir = g_path_get_dirname (path);
  g_mkdir_with_parents (dir, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
write_grey (const Fixture *f, const char *name, guint seed)
{
  guint8 pixels[8 * 8];
  png_image image = { .version = PNG_IMAGE_VERSION, .width = 8, .height = 8, .format = PNG_FORMAT_GRAY };
  g_autofree char *path = g_build_filename (f->folder, name, NULL), *dir = g_path_get_dirname (path);
  g_mkdir_with_parents (dir, 0700);
  for (guint k = 0; k < sizeof pixels; k++) {
    seed = seed * 1664525u + 1013904223u;
    pixels[k] = (guint8) (seed >> 24);
  }
  g_assert_true (png_image_write_to_file (&image, path, 0, pixels, 0, NULL));
}

/* Two scans each of six patients, 00040 … 00045, without labels. */
static void
import_scans (const Fixture *f)
{
  g_autoptr (GString) s = g_string_new ("path,patient_id\n");
  for (guint i = 0; i < N; i++) {
    g_autofree char *name = g_strdup_printf ("scans/%u.png", i);
    write_grey (f, name, i);
    g_string_append_printf (s, "%s,000%u\n", name, 40 + i / 2);
  }
  g_autofree char *table = put (f, "files.csv", s->str);
  g_auto (Ran) ran = vsl ("import", f->project, table, NULL);
  g_assert_cmpint (ran.code, ==, 0);
}

static JsonObject *
joined (const Ran *ran)
{
  if (ran->code != 0)
    g_error ("%s", ran->err);
  JsonObject *o = line (ran, -1);
  g_assert_cmpstr (json_object_get_string_member (o, "event"), ==, "joined");
  return o;
}

static void
counts (JsonObject *o, const char *wanted)
{
  g_auto (GStrv) pairs = g_strsplit (wanted, " ", -1);
  for (int i = 0; pairs[i]; i++) {
    char *equal = strchr (pairs[i], '=');
    *equal = '\0';
    if (json_object_get_int_member (o, pairs[i]) != atoi (equal + 1))
      g_error ("%s is %d, not %s", pairs[i], (int) json_object_get_int_member (o, pairs[i]), equal + 1);
  }
}

/* The first column of a query, | between rows. */
static char *
ask (const char *project, const char *sql)
{
  GString *s = g_string_new (NULL);
  sqlite3 *db;
  sqlite3_stmt *stmt;
  g_assert_cmpint (sqlite3_open_v2 (project, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_string_append_printf (s, "%s%s", s->len ? "|" : "", sqlite3_column_text (stmt, 0) ? (const char *) sqlite3_column_text (stmt, 0) : "-");
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return g_string_free (s, FALSE);
}

#define CLASSES "SELECT substr (classes.name, 1, 1) FROM samples LEFT JOIN classes ON classes.id = samples.class ORDER BY samples.id"

static void
has (const Fixture *f, const char *sql, const char *wanted)
{
  g_autofree char *have = ask (f->project, sql);
  g_assert_cmpstr (have, ==, wanted);
}

static void
is_nowhere (const Fixture *f, const char *text)
{
  g_autofree char *bytes = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (f->project, &bytes, &n, NULL));
  if (memmem (bytes, n, text, strlen (text)))
    g_error ("“%s” stands in the project", text);
}

static void
test_labels (Fixture *f, gconstpointer data)
{
  import_scans (f);
  g_autofree char *table = put (f, "diagnoses.csv", "mrn,diagnosis,age\n40,sick,40\n41,well,41\n42,sick,42\n43,well,43\n44,sick,44\n99,well,45\n44,sick,44\n");
  g_auto (Ran) ran = vsl ("import", f->project, "--labels", table, "--json", NULL);
  g_autoptr (JsonObject) o = joined (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "column"), ==, "mrn");
  g_assert_cmpstr (json_object_get_string_member (o, "by"), ==, "patient");
  counts (o, "samples=12 matched=10 labelled=10 same=0 differing=0 without_row=2 rows_without_sample=1 doubled=1 conflicts=0 changed=10");
  has (f, CLASSES, "s|s|w|w|s|s|w|w|s|s|-|-");
  g_assert_nonnull (strstr (ran.out, "\"event\":\"without_row\""));
  g_assert_nonnull (strstr (ran.out, "\"line\":7"));
  is_nowhere (f, "diagnoses.csv");
  /* The same again changes nothing; another one is told and stays, until it is to be replaced. */
  g_auto (Ran) again = vsl ("import", f->project, "--labels", table, "--json", NULL);
  g_autoptr (JsonObject) p = joined (&again);
  counts (p, "labelled=0 same=10 differing=0 changed=0");
  g_autofree char *later = put (f, "later.csv", "patient_id,label\n00040,well\n00045,well\n");
  g_auto (Ran) kept = vsl ("import", f->project, "--labels", later, "--json", NULL);
  g_autoptr (JsonObject) q = joined (&kept);
  counts (q, "matched=4 labelled=2 same=0 differing=2 replaced=0 changed=2");
  g_assert_nonnull (strstr (kept.out, "\"has\":\"sick\",\"given\":\"well\""));
  has (f, CLASSES, "s|s|w|w|s|s|w|w|s|s|w|w");
  g_auto (Ran) said = vsl ("import", f->project, "--labels", later, NULL);
  g_assert_nonnull (strstr (said.out, "--replace-labels"));
  g_auto (Ran) replaced = vsl ("import", f->project, "--labels", later, "--replace-labels", "--json", NULL);
  g_autoptr (JsonObject) r = joined (&replaced);
  counts (r, "differing=2 replaced=2 same=2");
  has (f, CLASSES, "w|w|w|w|s|s|w|w|s|s|w|w");
  has (f, "SELECT count(*) FROM audit WHERE event = 'join' AND detail LIKE '%with another one, 2 of them replaced%'", "1");
  /* Rows of one patient that say different things. */
  g_autofree char *both = put (f, "both.csv", "patient_id,label\n00040,well\n00040,sick\n00041,well\n");
  g_auto (Ran) conflict = vsl ("import", f->project, "--labels", both, "--json", NULL);
  g_autoptr (JsonObject) t = joined (&conflict);
  counts (t, "matched=2 conflicts=2");
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  import_scans (f);
  g_autofree char *none = put (f, "none.csv", "mrn,diagnosis,age\n1,sick,44\n2,well,41\n3,sick,30\n4,sick,31\n"), *nothing = put (f, "nothing.csv", "mrn,remark\n40,fine\n41,bad\n");
  g_autofree char *names = put (f, "names.csv", "file,diagnosis\n0.png,sick\n1.png,well\n"), *empty = g_build_filename (f->folder, "e.vesalius", NULL);
  g_auto (Ran) a = vsl ("import", f->project, "--labels", none, NULL);      /* an age is no patient, though 44 is one's number */
  g_assert_cmpint (a.code, ==, 1);
  g_assert_nonnull (strstr (a.err, "File names are not kept"));
  g_auto (Ran) b = vsl ("import", f->project, "--labels", nothing, NULL);
  g_assert_cmpint (b.code, ==, 2);
  g_assert_nonnull (strstr (b.err, "--label"));
  g_auto (Ran) c = vsl ("import", f->project, "--labels", names, "--key", "file=name", NULL);
  g_assert_cmpint (c.code, ==, 2);
  g_assert_nonnull (strstr (c.err, "File names are not kept"));
  g_auto (Ran) d = vsl ("import", f->project, "--labels", none, "--split", "70/15/15", NULL);
  g_assert_cmpint (d.code, ==, 2);
  g_assert_nonnull (strstr (d.err, "vsl split"));
  g_auto (Ran) e = vsl ("import", f->project, NULL);
  g_assert_cmpint (e.code, ==, 2);
  g_auto (Ran) made = vsl ("new", empty, NULL), g = vsl ("import", empty, "--labels", none, NULL);
  g_assert_cmpint (g.code, ==, 1);
  g_assert_nonnull (strstr (g.err, "no samples yet"));
  g_auto (Ran) rows = vsl ("import", f->project, none, NULL);
  g_assert_cmpint (rows.code, ==, 1);
  g_assert_nonnull (strstr (rows.err, "--labels"));
  g_auto (Ran) replace = vsl ("import", f->project, names, "--replace-labels", NULL);
  g_assert_cmpint (replace.code, ==, 2);
  has (f, CLASSES, "-|-|-|-|-|-|-|-|-|-|-|-");
}

/* A number, then values beside the scans, a note, a kept column and a split, in one table. */
static void
test_beside (Fixture *f, gconstpointer data)
{
  import_scans (f);
  g_autoptr (GString) s = g_string_new ("patient_id,score,crp,letter,referrer,seen,split\n");
  for (int i = 0; i < 6; i++)
    g_string_append_printf (s, "000%d,%d.5,%d mg/L,\"Seen by Dr. Hannah Okafor, who is calm\",Wintergruen,2021-03-%02d,%s\n", 40 + i, 10 + i, 5 * i, i + 1,
                            i < 4 ? "train" : i == 4 ? "val" : "test");
  g_autofree char *table = put (f, "t.csv", s->str);
  g_auto (Ran) ran = vsl ("import", f->project, "--labels", table, "--label", "score", "--target", "number", "--columns", "crp", "--note", "letter", "--keep", "referrer", "--keep",
                          "seen", "--json", NULL);
  g_autoptr (JsonObject) o = joined (&ran);
  counts (o, "matched=12 labelled=12 valued=12 notes=12 kept=12 masked_cells=12");
  g_assert_cmpstr (json_object_get_string_member (o, "target"), ==, "number");
  has (f, "SELECT value FROM target_values WHERE sample IN (1, 12) ORDER BY sample", "10.5|15.5");
  has (f, "SELECT value FROM cells WHERE sample IN (1, 12) ORDER BY sample", "0|25");
  has (f, "SELECT value FROM attributes WHERE sample = 3 AND name LIKE 'column:%' ORDER BY name", "[NAME 2]|2021-03-02");
  has (f, "SELECT CAST (data AS TEXT) FROM texts WHERE sample = 1", "Seen by Dr. [NAME 1], who is calm");
  has (f, "SELECT split FROM samples ORDER BY id", "0|0|0|0|0|0|0|0|1|1|2|2");
  is_nowhere (f, "Okafor");
  is_nowhere (f, "Wintergruen");
  g_auto (Ran) network = vsl ("network", f->project, "--template", "scan-and-table", NULL);
  g_assert_cmpint (network.code, ==, 0);
  g_auto (Ran) notes = vsl ("network", f->project, "--template", "scan-and-note", NULL);
  g_assert_cmpint (notes.code, ==, 0);
  /* Classes do not go where numbers are. */
  g_autofree char *classes = put (f, "c.csv", "patient_id,label\n00040,sick\n00041,well\n");
  g_auto (Ran) other = vsl ("import", f->project, "--labels", classes, NULL);
  g_assert_cmpint (other.code, ==, 1);
  g_assert_nonnull (strstr (other.err, "a number each"));
}

static void
test_several (Fixture *f, gconstpointer data)
{
  import_scans (f);
  g_autofree char *table = put (f, "t.csv", "patient_id,finding\n00040,Effusion|Mass\n00041,Mass\n00042,none\n"),
                  *other = put (f, "o.csv", "patient_id,finding\n00040,Effusion|Mass\n00041,Effusion\n00043,Mass|Effusion\n");
  g_auto (Ran) ran = vsl ("import", f->project, "--labels", table, "--json", NULL);
  g_autoptr (JsonObject) o = joined (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "target"), ==, "labels");
  counts (o, "matched=6 labelled=6");
  has (f, "SELECT CAST (value AS INTEGER) FROM target_values ORDER BY sample, target", "1|1|1|1|0|1|0|1|0|0|0|0");
  g_auto (Ran) again = vsl ("import", f->project, "--labels", other, "--json", NULL);
  g_autoptr (JsonObject) p = joined (&again);
  counts (p, "same=2 differing=2 labelled=2 replaced=0");
  g_assert_nonnull (strstr (again.out, "\"has\":\"Mass\",\"given\":\"Effusion\""));
  g_auto (Ran) replace = vsl ("import", f->project, "--labels", other, "--replace-labels", "--json", NULL);
  g_autoptr (JsonObject) q = joined (&replace);
  counts (q, "same=4 differing=2 replaced=2");
  has (f, "SELECT CAST (value AS INTEGER) FROM target_values WHERE sample = 3 ORDER BY target", "1|0");
}

/* ---- DICOM: the accession number, a row for each examination of a patient ---- */

static void
write_dicom (const char *dir, const char *patient, const char *accession, guint k)
{
  guint16 values[12];
  g_autofree char *study = g_strdup_printf ("2.25.9.%u", k), *name = g_strdup_printf ("IM%u", k);
  Dicom d = dw_new (EXPLICIT);
  for (guint i = 0; i < 12; i++)
    values[i] = (guint16) (100 * k + i);
  dw_text (&d, 0x00080016, "UI", CT_IMAGE);
  dw_text (&d, 0x00080050, "SH", accession);
  dw_text (&d, 0x00080060, "CS", "CR");
  dw_text (&d, 0x00100020, "LO", patient);
  dw_text (&d, 0x0020000d, "UI", study);
  dw_text (&d, 0x0020000e, "UI", study);
  dw_us (&d, 0x00280002, 1);
  dw_text (&d, 0x00280004, "CS", "MONOCHROME2");
  dw_us (&d, 0x00280010, 3);
  dw_us (&d, 0x00280011, 4);
  dw_us (&d, 0x00280100, 16);
  dw_us (&d, 0x00280101, 16);
  dw_us (&d, 0x00280102, 15);
  dw_us (&d, 0x00280103, 0);
  dw_words (&d, 0x7fe00010, values, 12);
  g_free (dw_save (&d, dir, name));
}

static void
test_accession (Fixture *f, gconstpointer data)
{
  g_autofree char *dir = g_build_filename (f->folder, "dicom", NULL);
  for (guint k = 0; k < 4; k++) {
    g_autofree char *patient = g_strdup_printf ("00P%u", k / 2), *accession = g_strdup_printf ("ACC-00817%u", k);
    write_dicom (dir, patient, accession, k);
  }
  g_auto (Ran) in = vsl ("import", f->project, dir, NULL);
  g_assert_cmpint (in.code, ==, 0);
  is_nowhere (f, "ACC-00817");
  /* Each patient has two examinations with different findings: patient and accession number fit all, and only the latter without contradiction. */
  g_autofree char *table = put (f, "t.csv", "patient_id,exam,diagnosis\n00p0,acc-008170,ill\n00p0,acc-008171,well\n00p1,acc-008172,ill\n00p1,acc-008173,well\n");
  g_auto (Ran) ran = vsl ("import", f->project, "--labels", table, "--json", NULL);
  g_autoptr (JsonObject) o = joined (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "by"), ==, "accession");
  counts (o, "matched=4 labelled=4 conflicts=0");
  has (f, CLASSES, "i|w|i|w");
  /* Together with the files it is the same. */
  g_autofree char *other = g_build_filename (f->folder, "q.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", other, NULL), joint = vsl ("import", other, dir, "--labels", table, "--json", NULL);
  g_autoptr (JsonObject) p = line (&joint, -1);
  g_assert_cmpint (json_object_get_int_member (p, "samples"), ==, 4);
  g_autofree char *classes = ask (other, CLASSES);
  g_assert_cmpstr (classes, ==, "i|w|i|w");
}

/* ---- what an import keeps ---- */

static void
test_kept (Fixture *f, gconstpointer data)
{
  write_grey (f, "a.png", 1);
  write_grey (f, "b.png", 2);
  write_grey (f, "c.png", 3);
  g_autofree char *table = put (f, "t.csv", "path,label,doctor,remark,ward,weight,seen,who\na.png,x,Wintergruen,\"asked Dr. Hannah Okafor, calm\",4B,81.5,2021-03-04,王小明\n"
                                            "b.png,y,Wintergruen,calm,4B,77,2021-03-05,\nc.png,y,Tausendschoen,calm,5,77,2021-03-05,\n");
  g_auto (Ran) ran = vsl ("import", f->project, table, "--keep", "doctor", "--keep", "remark", "--keep", "ward", "--keep", "weight", "--keep", "seen", "--keep", "who", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, -1);
  g_assert_cmpint (json_object_get_int_member (o, "masked_cells"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (o, "deidentified"), "NAME"), ==, 5);
  has (f, "SELECT value FROM attributes WHERE name = 'column:doctor' ORDER BY sample", "[NAME 1]|[NAME 1]|[NAME 4]");      /* still who is who */
  has (f, "SELECT value FROM attributes WHERE sample = 1 AND name IN ('column:remark', 'column:ward', 'column:weight', 'column:seen') ORDER BY name",
       "asked Dr. [NAME 2], calm|2021-03-04|4B|81.5");
  is_nowhere (f, "Wintergruen");
  is_nowhere (f, "Okafor");
  is_nowhere (f, "王小明");
  g_auto (Ran) people = vsl ("check", f->project, NULL);
  g_assert_cmpint (people.code, ==, 0);
  g_autofree char *plain = g_build_filename (f->folder, "plain.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", plain, NULL), off = vsl ("import", plain, table, "--keep", "doctor", "--deidentify", "off", NULL);
  g_assert_nonnull (strstr (off.out, "as they stand in the table"));
  g_autofree char *kept = ask (plain, "SELECT value FROM attributes ORDER BY sample");
  g_assert_cmpstr (kept, ==, "Wintergruen|Wintergruen|Tausendschoen");
}

/* ---- folders ---- */

static void
test_one_folder (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++) {
    static const char *const names[] = { "one/files/%u.png", "two/normal/%u.png", "two/sick/%u.png", "three/mild/%u.png" };
    for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
      g_auto (GStrv) parts = g_strsplit (names[k], "%u", 2);
      g_autofree char *name = g_strdup_printf ("%s%u%s", parts[0], i, parts[1]);
      write_grey (f, name, 10 * k + i);
    }
  }
  g_autofree char *one = g_build_filename (f->folder, "one", NULL), *two = g_build_filename (f->folder, "two", NULL), *three = g_build_filename (f->folder, "three", NULL);
  g_auto (Ran) ran = vsl ("import", f->project, one, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, -1);
  g_assert_true (json_object_get_boolean_member (o, "one_folder"));
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (o, "classes")), ==, 0);
  g_assert_nonnull (strstr (ran.err, "one folder"));
  has (f, CLASSES, "-|-|-");
  g_auto (Ran) classes = vsl ("import", f->project, two, "--json", NULL);
  g_autoptr (JsonObject) p = line (&classes, -1);
  g_assert_false (json_object_get_boolean_member (p, "one_folder"));
  has (f, CLASSES, "-|-|-|n|n|n|s|s|s");
  /* Once there are classes one folder more is one more of them. */
  g_auto (Ran) more = vsl ("import", f->project, three, NULL);
  has (f, CLASSES, "-|-|-|n|n|n|s|s|s|m|m|m");
  g_autofree char *other = g_build_filename (f->folder, "q.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", other, NULL), said = vsl ("import", other, three, "--labels", "folder", NULL);
  g_autofree char *asked = ask (other, CLASSES);
  g_assert_cmpstr (asked, ==, "m|m|m");
}

/* Record numbers as names of folders: nothing of them is in the file, not even in its log; and the same folder again leaves nothing to be taken in. */
static void
test_records (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 24; i++) {
    g_autofree char *name = g_strdup_printf ("archive/40071%03u/scan%u.png", i / 2, i);
    write_grey (f, name, 5 * i);
  }
  write_grey (f, "archive/broken", 3);
  g_autofree char *broken = g_build_filename (f->folder, "archive", "4007155.png", NULL), *folder = g_build_filename (f->folder, "archive", NULL);
  g_assert_true (g_file_set_contents (broken, "\x89PNG\r\n\x1a\n", 8, NULL));
  g_auto (Ran) ran = vsl ("import", f->project, folder, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, -1);
  g_assert_cmpstr (json_object_get_string_member (o, "no_classes"), ==, "numbers");
  g_assert_cmpstr (json_object_get_string_member (o, "target"), ==, "class");
  g_assert_cmpint (json_object_get_int_member (o, "patients"), ==, 12);
  g_autofree char *targets = ask (f->project, "SELECT count(*) FROM target_values"), *log = ask (f->project, "SELECT group_concat(detail) FROM audit");
  g_assert_cmpstr (targets, ==, "0");
  g_assert_nonnull (strstr (log, "unreadable\t1\t"));
  g_autofree char *bytes = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (f->project, &bytes, &n, NULL));
  g_assert_null (memmem (bytes, n, "40071", 5));
  g_auto (Ran) again = vsl ("import", f->project, folder, "--known", "leave-out", "--json", NULL);
  g_autoptr (JsonObject) p = line (&again, -1);
  g_assert_cmpint (json_object_get_int_member (p, "samples"), ==, 0);
  g_assert_nonnull (strstr (again.out, "\"here\""));
  g_auto (Ran) wrong = vsl ("import", f->project, folder, "--known", "perhaps", NULL);
  g_assert_cmpint (wrong.code, ==, 2);
}

#define ADD(name, func) g_test_add ("/vsl/join/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("labels", test_labels);
  ADD ("refusals", test_refusals);
  ADD ("beside", test_beside);
  ADD ("several", test_several);
  ADD ("accession", test_accession);
  ADD ("kept", test_kept);
  ADD ("one-folder", test_one_folder);
  ADD ("records", test_records);
  return g_test_run ();
}
