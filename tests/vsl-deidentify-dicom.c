/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vsl deidentify on the DICOM files of shared/data: what is left of identifying values, pixels, names, consistency, refusals. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "app-util.h"
#include "data/decoder/dicom-data.h"
#include "data/vsl-csv.h"
#include "data/vsl-decoder.h"
#include "vsl-run.h"

static char *files, *tags, *work;       /* the folder of files, phi_tags.csv, an empty folder */

static gboolean
have_data (void)
{
  if (files)
    return TRUE;
  g_test_skip ("shared/data/dicom is not here; VESALIUS_SHARED names its parent");
  return FALSE;
}

static char *
place (const char *name)
{
  return g_build_filename (work, name, NULL);
}

typedef struct {
  char *data;
  gsize n;
} Bytes;

static void
bytes_free (gpointer p)
{
  Bytes *b = p;
  g_free (b->data);
  g_free (b);
}

static Bytes *
bytes_read (const char *path)
{
  Bytes *b = g_new0 (Bytes, 1);
  g_assert_true (g_file_get_contents (path, &b->data, &b->n, NULL));
  return b;
}

static guint
count_in (const Bytes *b, const char *what)
{
  guint n = 0;
  const char *end = b->data + b->n;
  for (const char *at = b->data; (at = memmem (at, (gsize) (end - at), what, strlen (what))); at++)
    n++;
  return n;
}

/* From the copied lines: "files/NAME" as in the tables > path of the copy. */
static GHashTable *
copies_of (const Ran *ran, const char *out)
{
  GHashTable *map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (int i = 0; i < n_lines (ran); i++) {
    g_autoptr (JsonObject) o = line (ran, i);
    if (strcmp (json_object_get_string_member (o, "event"), "copied") != 0)
      continue;
    g_autofree char *name = g_path_get_basename (json_object_get_string_member (o, "file"));
    g_hash_table_insert (map, g_build_filename ("files", name, NULL), g_build_filename (out, json_object_get_string_member (o, "copy"), NULL));
  }
  return map;
}

/* ---- identifying values ---- */

typedef struct {
  const char *file, *value;
  gboolean time;
} Secret;

static GArray *
secrets_of (VslCsv *csv)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Secret));
  int file = vsl_csv_column (csv, "file"), value = vsl_csv_column (csv, "value"), keyword = vsl_csv_column (csv, "keyword");
  for (guint i = 0; i < csv->rows->len; i++) {
    const VslCsvRow *row = g_ptr_array_index (csv->rows, i);
    Secret s = { vsl_csv_cell (row, file), vsl_csv_cell (row, value), strcmp (vsl_csv_cell (row, keyword), "StudyTime") == 0 };
    /* Zeros alone are what a dummy time is made of. */
    if (s.value && strlen (s.value) >= 6 && strspn (s.value, "0.") != strlen (s.value))
      g_array_append_val (all, s);
  }
  return all;
}

/* No value may stand in the copy where it stood as an identifying one. Some stand in the file elsewhere too (a maker's name as the hospital's,
 * digits in pixels): so many may stay. */
static guint
check_secrets (GHashTable *copies, const GArray *secrets, gboolean times)
{
  g_autoptr (GHashTable) cache = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, bytes_free);
  guint looked = 0;
  for (guint i = 0; i < secrets->len; i++) {
    const Secret *s = &g_array_index (secrets, Secret, i);
    const char *path = g_hash_table_lookup (copies, s->file);
    if (!path || (s->time && !times))
      continue;
    Bytes *copy = g_hash_table_lookup (cache, path);
    if (!copy)
      g_hash_table_insert (cache, (gpointer) path, copy = bytes_read (path));
    guint rows = 0, found = count_in (copy, s->value);
    for (guint k = 0; k < secrets->len; k++) {
      const Secret *other = &g_array_index (secrets, Secret, k);
      rows += strcmp (other->file, s->file) == 0 && strstr (other->value, s->value);
    }
    looked++;
    if (found == 0)
      continue;
    g_autofree char *name = g_path_get_basename (s->file), *source = g_build_filename (files, name, NULL);
    Bytes *before = bytes_read (source);
    guint was = count_in (before, s->value);
    bytes_free (before);
    g_test_message ("%s: %s: %u times, %u of %u were identifying", s->file, s->value, found, rows, was);
    g_assert_cmpuint (found + rows, <=, was);
  }
  return looked;
}

static void
test_values (gconstpointer dates)
{
  if (!have_data ())
    return;
  g_autofree char *out = place (dates);
  g_auto (Ran) ran = vsl ("deidentify", files, out, "--json", "--burned-in", "keep", "--dates", dates, NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (VslCsv) csv = vsl_csv_read (tags, &error);
  g_assert_no_error (error);
  g_autoptr (GArray) secrets = secrets_of (csv);
  g_autoptr (GHashTable) copies = copies_of (&ran, out);
  g_assert_cmpuint (g_hash_table_size (copies), >=, 95);
  guint looked = check_secrets (copies, secrets, strcmp (dates, "remove") == 0);
  g_test_message ("%u values of %u looked for in %u copies", looked, secrets->len, g_hash_table_size (copies));
  g_assert_cmpuint (looked, >, 600);
  g_autoptr (JsonObject) last = line (&ran, -1);
  has_keys (last, "event kind n left_out burned_in patients series heads dates actions stopped");
  g_assert_cmpstr (json_object_get_string_member (last, "event"), ==, "deidentified");
  g_assert_cmpint (json_object_get_int_member (last, "n"), ==, g_hash_table_size (copies));
  g_assert_cmpstr (json_object_get_string_member (last, "dates"), ==, dates);
}

/* Names of files and folders: pseudonyms alone. */
static guint
check_names (const char *folder, int depth)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (depth < 2) {
      g_assert_true (g_regex_match_simple (depth == 0 ? "^(P[0-9A-F]{16}|unnamed)$" : "^2\\.25\\.[0-9]{1,39}$", name, 0, 0));
      n += check_names (path, depth + 1);
    } else {
      g_assert_true (g_regex_match_simple ("^2\\.25\\.[0-9]{1,39}(-[0-9]+)?\\.dcm$", name, 0, 0));
      n++;
    }
  }
  return n;
}

static char *
pixels_of (const char *path, char **syntax)
{
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS | VSL_DECODE_STORED, .companion = -1 };
  VslImage image = { 0 };
  VslScanInfo info = { 0 };
  guint8 hash[32];
  GString *sum = g_string_new (NULL);
  if (vsl_decode_file_request (path, &request, &image, &info, NULL))
    vsl_image_sha256 (&image, hash);
  for (guint i = 0; image.data && i < sizeof hash; i++)
    g_string_append_printf (sum, "%02x", hash[i]);
  *syntax = g_strdup (info.transfer_syntax);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  return g_string_free (sum, FALSE);
}

/* Same pixels, same transfer syntax, readable by others. */
static void
test_pixels (void)
{
  if (!have_data ())
    return;
  g_autofree char *out = place ("pixels"), *dump = g_find_program_in_path ("dcmdump");
  g_auto (Ran) ran = vsl ("deidentify", files, out, "--json", "--burned-in", "keep", NULL);
  g_autoptr (GHashTable) copies = copies_of (&ran, out);
  GHashTableIter iter;
  gpointer file, copy;
  guint with = 0;
  g_assert_cmpuint (check_names (out, 0), ==, g_hash_table_size (copies));
  g_hash_table_iter_init (&iter, copies);
  while (g_hash_table_iter_next (&iter, &file, &copy)) {
    g_autofree char *name = g_path_get_basename (file), *source = g_build_filename (files, name, NULL), *was = NULL, *is = NULL;
    g_autofree char *before = pixels_of (source, &was), *after = pixels_of (copy, &is);
    g_test_message ("%s", name);
    g_assert_cmpstr (before, ==, after);
    if (*was)
      g_assert_cmpstr (was, ==, is);
    with += *after != '\0';
    if (dump) {
      char *argv[] = { dump, "-q", "+E", copy, NULL };
      int status = -1;
      g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL));
      g_assert_cmpint (status, ==, 0);
    }
  }
  g_test_message ("%u with pixels; dcmdump: %s", with, dump ? dump : "not installed");
  g_assert_cmpuint (with, >=, 85);
}

static char *
value_of (const char *path, guint32 tag)
{
  Bytes *b = bytes_read (path);
  DicomData data;
  g_assert_true (dicom_read (&data, (const guint8 *) b->data, b->n, NULL));
  char *value = dicom_get_string (&data, tag);
  dicom_clear (&data);
  bytes_free (b);
  return value;
}

/* One series stays one series of one study of one patient, and a second run gives the same names. */
static void
test_consistent (void)
{
  if (!have_data ())
    return;
  static const guint32 same[] = { 0x0020000d, 0x0020000e, 0x00200052, 0x00100020, 0x00080020 };
  g_autofree char *out = place ("consistent");
  g_auto (Ran) ran = vsl ("deidentify", files, out, "--json", "--burned-in", "keep", NULL);
  g_auto (Ran) refused = vsl ("deidentify", files, out, "--json", "--burned-in", "keep", NULL);
  g_auto (Ran) again = vsl ("deidentify", files, out, "--json", "--burned-in", "keep", "--force", NULL);
  g_assert_cmpint (refused.code, ==, 2);
  g_assert_cmpint (again.code, ==, 0);
  g_assert_cmpstr (ran.out, ==, again.out);
  g_autoptr (GHashTable) copies = copies_of (&ran, out), instances = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_assert_cmpuint (check_names (out, 0), ==, g_hash_table_size (copies));
  for (guint t = 0; t < G_N_ELEMENTS (same); t++) {
    g_autofree char *first = NULL;
    for (guint i = 0; i < 12; i++) {
      g_autofree char *name = g_strdup_printf ("files/series_adc_%06u.dcm", i), *value = value_of (g_hash_table_lookup (copies, name), same[t]);
      g_assert_nonnull (value);
      if (!first)
        first = g_strdup (value);
      g_assert_cmpstr (value, ==, first);
      g_hash_table_add (instances, value_of (g_hash_table_lookup (copies, name), 0x00080018));
    }
  }
  g_assert_cmpuint (g_hash_table_size (instances), ==, 12);
  g_autofree char *old = value_of (g_hash_table_lookup (copies, "files/CT_small.dcm"), 0x0020000d);
  g_assert_true (g_str_has_prefix (old, "2.25."));
}

/* ---- what is left out, and where copies may go ---- */

static void
test_left_out (void)
{
  if (!have_data ())
    return;
  g_autofree char *out = place ("left-out");
  g_auto (Ran) ran = vsl ("deidentify", files, out, "--json", NULL);
  guint burned = 0, left = 0, suspected_left = 0, names = 0;
  for (int i = 0; i < n_lines (&ran); i++) {
    g_autoptr (JsonObject) o = line (&ran, i);
    const char *event = json_object_get_string_member (o, "event"), *file = json_object_get_string_member_with_default (o, "file", "");
    if (strcmp (event, "burned_in") == 0) {
      has_keys (o, "event file rule written");
      g_assert_false (json_object_get_boolean_member (o, "written"));
      burned++;
    } else if (strcmp (event, "left_out") == 0) {
      has_keys (o, "event file line reason");
      const char *reason = json_object_get_string_member (o, "reason");
      suspected_left += strstr (reason, "burned") != NULL;
      names += g_str_has_suffix (file, "DICOMDIR") && strstr (reason, "DICOMDIR") != NULL;
      names += g_str_has_suffix (file, "text_named.dcm") && strstr (reason, "not a DICOM") != NULL;
      names += g_str_has_suffix (file, "cut_half_MR_small.dcm") && strstr (reason, "ends in the middle") != NULL;
      left++;
    }
  }
  g_autoptr (JsonObject) last = line (&ran, -1);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpuint (names, ==, 3);
  g_assert_cmpuint (burned, >=, 50);
  g_assert_cmpuint (suspected_left, ==, burned);
  g_assert_cmpint (json_object_get_int_member (last, "left_out"), ==, left);
  g_assert_cmpint (json_object_get_int_member (last, "burned_in"), ==, burned);
  g_assert_cmpuint (check_names (out, 0), ==, json_object_get_int_member (last, "n"));
}

static void
test_places (void)
{
  if (!have_data ())
    return;
  g_autofree char *in = place ("in"), *inner = place ("in/out"), *one = place ("one.dcm"), *scan = place ("in/scan.dcm"), *text = place ("in/note");
  g_autofree char *source = g_build_filename (files, "CT_small.dcm", NULL), *empty = place ("empty"), *none = place ("none");
  Bytes *b = bytes_read (source);
  g_assert_cmpint (g_mkdir (in, 0700), ==, 0);
  g_assert_true (g_file_set_contents (scan, b->data, (gssize) b->n, NULL));
  g_assert_true (g_file_set_contents (text, "a note", -1, NULL));
  bytes_free (b);
  struct { const char *from, *to, *option; int code; } cases[] = {
    { in, inner, NULL, 2 }, { in, in, NULL, 2 }, { in, work, "--force", 2 }, { scan, scan, "--force", 2 }, { none, empty, NULL, 1 },
    { scan, one, NULL, 0 }, { scan, one, NULL, 2 }, { scan, one, "--force", 0 }, { in, one, NULL, 2 }, { in, empty, "--dates=never", 2 },
    { in, empty, "--retain=names", 2 }, { in, empty, "--burned-in=maybe", 2 }, { text, empty, NULL, 1 }, { in, empty, "--retain=uids,device", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Ran) ran = vsl ("deidentify", cases[i].from, cases[i].to, cases[i].option, NULL);
    g_test_message ("%s %s %s: %s", cases[i].from, cases[i].to, cases[i].option, ran.err);
    g_assert_cmpint (ran.code, ==, cases[i].code);
    g_assert_true (ran.code == 0 || *ran.err);
    g_assert_false (g_file_test (inner, G_FILE_TEST_EXISTS));
  }
  g_autofree char *number = value_of (one, 0x00100020), *was = value_of (source, 0x00080018), *kept = NULL;
  g_assert_true (g_str_has_prefix (number, "P"));
  g_auto (Ran) retained = vsl ("deidentify", scan, one, "--force", "--retain", "uids", NULL);
  kept = value_of (one, 0x00080018);
  g_assert_cmpstr (kept, ==, was);
}

static void
small_files (gpointer data)
{
  struct rlimit limit = { 4096, RLIM_INFINITY };      /* the helper process sets its own */
  setrlimit (RLIMIT_FSIZE, &limit);
  signal (SIGXFSZ, SIG_IGN);
}

/* A disk that is full after 4 KiB: nothing half written, exit 1, and the reason. */
static void
test_full (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("in sanitizer builds the helper process has no limits of its own, and would run into this one");
  return;
#endif
  if (!have_data ())
    return;
  g_autofree char *out = place ("full"), *err = NULL;
  const char *argv[] = { g_getenv ("VSL_PROGRAM"), "deidentify", files, out, NULL };
  int status = 0;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, small_files, NULL, NULL, &err, &status, NULL));
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  g_assert_nonnull (strstr (err, "could not be written"));
  g_assert_cmpuint (run_count_files (out), ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  const char *root = g_getenv ("VESALIUS_SHARED");
  work = test_app_folder ();
  g_autofree char *home = place ("home"), *shared = root ? g_strdup (root) : g_build_filename (VSL_SOURCE_ROOT, "..", "shared", NULL);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  files = g_build_filename (shared, "data", "dicom", "files", NULL);
  tags = g_build_filename (shared, "data", "dicom", "phi_tags.csv", NULL);
  if (!g_file_test (files, G_FILE_TEST_IS_DIR))
    g_clear_pointer (&files, g_free);
  g_test_add_data_func ("/vsl-deidentify-dicom/values-shifted", "shift", test_values);
  g_test_add_data_func ("/vsl-deidentify-dicom/values-removed", "remove", test_values);
  g_test_add_func ("/vsl-deidentify-dicom/pixels", test_pixels);
  g_test_add_func ("/vsl-deidentify-dicom/consistent", test_consistent);
  g_test_add_func ("/vsl-deidentify-dicom/left-out", test_left_out);
  g_test_add_func ("/vsl-deidentify-dicom/places", test_places);
  g_test_add_func ("/vsl-deidentify-dicom/full", test_full);
  int code = g_test_run ();
  test_app_remove (work);
  g_free (files);
  g_free (tags);
  return code;
}
