/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables, arrays, splits, pseudonyms, preprocessing. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "core/vsl-error.h"
#include "data-util.h"
#include "data/decoder/npz-file.h"
#include "data/vsl-csv.h"
#include "data/vsl-npz.h"
#include "privacy/vsl-pseudonym.h"

/* Cells joined by |, rows by newline. */
static char *
flatten (const VslCsv *csv)
{
  GString *s = g_string_new (NULL);
  g_autofree char *header = g_strjoinv ("|", csv->header);
  g_string_append (s, header);
  for (guint i = 0; i < csv->rows->len; i++) {
    const VslCsvRow *row = g_ptr_array_index (csv->rows, i);
    g_autofree char *cells = g_strjoinv ("|", row->cell);
    g_string_append_printf (s, "\n%u:%s", row->line, cells);
  }
  return g_string_free (s, FALSE);
}

static void
test_csv (void)
{
  static const struct {
    const char *text, *want;      /* want NULL: refused, naming words */
    const char *words;
    int n;                        /* 0: to the NUL */
  } cases[] = {
    { "a,b\n1,2\n", "a|b\n2:1|2" },
    { "a,b\r\n1,2\r\n3,4", "a|b\n2:1|2\n3:3|4" },
    { "\xef\xbb\xbf" "a;b\n1;2,5\n", "a|b\n2:1|2,5" },
    { "a\tb\nx\ty,z\n", "a|b\n2:x|y,z" },
    { "a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\nz,\n", "a|b\n2:x, \"y\"|two\nlines\n4:z|" },
    { "a,b\n\n  \n1,2\n", "a|b\n4:1|2" },
    { "a,b\r1,2\r", "a|b\n2:1|2" },
    { " a , b \n 1 ,2\n", "a|b\n2: 1 |2" },
    { "a,b\n1,2,3\n4\n", "a|b\n2:1|2|3\n3:4" },
    { "a,b\n5\" scan,2\n", "a|b\n2:5\" scan|2" },
    { "a\n\"\"\n\"x\"\n", "a\n3:x" },
    { "a,b\n1,\"open\n2,3\n", NULL, "line 2" },
    { "a,b\n1,\"x\"y\n", NULL, "line 2" },
    { "a,b\n1,\"x\n2,\"y\"\n", NULL, "line 2: the quotation mark opened there is closed in the middle of line 3" },
    { "a,b\n1,\xff\n", NULL, "line 2" },
    { "\n\n", NULL, "empty" },
    { "", NULL, "empty" },
    { "\xff\xfe" "a", NULL, "cut off" },
    { "\xff\xfe" "a\0,\0b\0\n\0", "a|b", NULL, 10 },
    { "\xfe\xff" "\0a\0\n\x80\xba", "a\n2:\xe8\x82\xba", NULL, 8 },
    { "a,b\n1,\xb7\xce\xd1\xd7\xa3\xac\xb7\xa2\xc9\xd5\n", "a|b\n2:1|\xe8\x82\xba\xe7\x82\x8e\xef\xbc\x8c\xe5\x8f\x91\xe7\x83\xa7" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (VslCsv) csv = vsl_csv_parse (cases[i].text, cases[i].n ? cases[i].n : -1, "table.csv", &error);
    if (cases[i].want) {
      g_assert_no_error (error);
      g_autofree char *got = flatten (csv);
      g_assert_cmpstr (got, ==, cases[i].want);
    } else {
      g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, "table.csv"));
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
  }
  g_autoptr (VslCsv) csv = vsl_csv_parse ("Path,Label\n", -1, "t", NULL);
  g_assert_cmpint (vsl_csv_column (csv, "label"), ==, 1);
  g_assert_cmpint (vsl_csv_column (csv, "split"), ==, -1);
}

static GByteArray *
npy (const char *dict, gconstpointer data, gsize n)
{
  GByteArray *out = g_byte_array_new ();
  guint16 length = GUINT16_TO_LE ((guint16) strlen (dict));
  g_byte_array_append (out, (const guint8 *) "\x93NUMPY\x01\x00", 8);
  g_byte_array_append (out, (const guint8 *) &length, 2);
  g_byte_array_append (out, (const guint8 *) dict, (guint) strlen (dict));
  if (n)
    g_byte_array_append (out, data, (guint) n);
  return out;
}

static void
test_npy_header (void)
{
  static const struct {
    const char *dict;
    gboolean good;
  } cases[] = {
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n", TRUE },
    { "{'descr': '<i8', 'fortran_order': False, 'shape': (5,), }\n", TRUE },
    { "{'descr': '<f4', 'fortran_order': False, 'shape': (), }\n", TRUE },
    { "{'descr': '>u2', 'fortran_order': False, 'shape': (5,), }\n", FALSE },
    { "{'descr': '|O', 'fortran_order': False, 'shape': (5,), }\n", FALSE },
    { "{'descr': '<u2', 'fortran_order': True, 'shape': (5, 5), }\n", FALSE },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 3), }\n", FALSE },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (4000000000, 4000000000, 4000000000), }\n", FALSE },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000), }\n", FALSE },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1), }\n", FALSE },
    { "{'descr': '|u1', 'fortran_order': False, 'shape': (2, x), }\n", FALSE },
    { "{'descr': '|u1', 'shape': (2,), }\n", FALSE },
    { "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (2,), }\n", FALSE },
    { "nonsense", FALSE },
    { "", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) bytes = npy (cases[i].dict, NULL, 0);
    g_autoptr (GError) error = NULL;
    VslNpyArray array = { 0 };
    gsize header;
    g_assert_cmpint (npy_parse_header (bytes->data, bytes->len, &array, &header, &error), ==, cases[i].good);
    g_assert_cmpint (error == NULL, ==, cases[i].good);
    for (gsize n = 0; n < bytes->len; n++)      /* cut anywhere: never good, never a crash */
      g_assert_false (npy_parse_header (bytes->data, n, &array, &header, NULL));
  }
}

static void
add_entry (zip_t *zip, const char *name, const GByteArray *bytes)
{
  gpointer copy = g_memdup2 (bytes->data, bytes->len);
  gpointer owned = malloc (bytes->len);
  memcpy (owned, copy, bytes->len);
  g_free (copy);
  zip_source_t *source = zip_source_buffer (zip, owned, bytes->len, 1);
  g_assert_cmpint (zip_file_add (zip, name, source, 0), >=, 0);
}

static char *
write_npz (const char *dir, const char *images_dict, gconstpointer images, gsize n_images, const char *labels_dict, gconstpointer labels,
           gsize n_labels)
{
  char *path = g_build_filename (dir, "set.npz", NULL);
  zip_t *zip = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  g_autoptr (GByteArray) a = npy (images_dict, images, n_images), b = npy (labels_dict, labels, n_labels);
  add_entry (zip, "train_images.npy", a);
  add_entry (zip, "train_labels.npy", b);
  g_assert_cmpint (zip_close (zip), ==, 0);
  return path;
}

#define GOOD_LABELS "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 1), }\n"

static VslImportResult *
import_npz (const char *path, TestSink *sink, GError **error)
{
  const char *paths[] = { path, NULL };
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, error);
  return plan ? vsl_import_run (plan, &test_sink, sink, NULL, NULL, error) : NULL;
}

static void
test_npz (void)
{
  char *dir = test_dir_new ();
  guint16 wide[12] = { 0, 1, 300, 65535, 5, 6, 7, 8, 9, 10, 11, 12 };
  guint8 labels[3] = { 10, 9, 10 };
  for (int i = 0; i < 12; i++)
    wide[i] = GUINT16_TO_LE (wide[i]);
  g_autofree char *path = write_npz (dir, "{'descr': '<u2', 'fortran_order': False, 'shape': (3, 2, 2), }\n", wide, sizeof wide, GOOD_LABELS, labels, 3);
  g_autoptr (GError) error = NULL;
  TestSink sink = { 0 };
  VslImportResult *result = import_npz (path, &sink, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->imported, ==, 3);
  const VslNewSample *s = &g_array_index (sink.samples, VslNewSample, 0);
  g_assert_cmpint (s->image.type, ==, VSL_PIXEL_U16);
  g_assert_cmpint (s->label, ==, 1);       /* "9" before "10": integers by value */
  g_assert_cmpint (s->split, ==, VSL_SPLIT_TRAIN);
  vsl_import_result_free (result);
  test_sink_clear (&sink);
  /* int64 that fits into bytes is bytes */
  gint64 deep[12];
  for (int i = 0; i < 12; i++)
    deep[i] = GINT64_TO_LE (i * 20);
  g_autofree char *second = write_npz (dir, "{'descr': '<i8', 'fortran_order': False, 'shape': (3, 2, 2), }\n", deep, sizeof deep, GOOD_LABELS, labels, 3);
  result = import_npz (second, &sink, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_array_index (sink.samples, VslNewSample, 0).image.type, ==, VSL_PIXEL_U8);
  vsl_import_result_free (result);
  test_sink_clear (&sink);
  test_dir_free (dir);
}

static void
refuse_npz (const char *dict, gsize n, const char *labels_dict, gsize n_labels, const char *words)
{
  char *dir = test_dir_new ();
  g_autofree guint8 *zeros = g_malloc0 (n + 1), *labels = g_malloc0 (n_labels + 1);
  memset (zeros, 0xff, n);
  g_autofree char *path = write_npz (dir, dict, zeros, n, labels_dict, labels, n_labels);
  g_autoptr (GError) error = NULL;
  TestSink sink = { 0 };
  g_assert_null (import_npz (path, &sink, &error));
  g_assert_nonnull (error);
  if (!strstr (error->message, words) || !strstr (error->message, "set.npz"))
    g_error ("“%s” is not in “%s”", words, error->message);
  test_dir_free (dir);
}

static void
test_npz_bad (void)
{
  refuse_npz ("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2, 2), }\n", 11, GOOD_LABELS, 3, "don't agree");
  refuse_npz ("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2), }\n", 6, GOOD_LABELS, 3, "number × height × width");
  refuse_npz ("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 2), }\n", 8, GOOD_LABELS, 3, "one label a scan");
  refuse_npz ("{'descr': '|i1', 'fortran_order': False, 'shape': (3, 2, 2), }\n", 12, GOOD_LABELS, 3, "-1");
  refuse_npz ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 2), }\n", 48, GOOD_LABELS, 3, "not numbers");
  refuse_npz ("{'descr': '|u1', 'fortran_order': True, 'shape': (3, 2, 2), }\n", 12, GOOD_LABELS, 3, "Fortran");
  refuse_npz ("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2, 2), }\n", 12, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }\n", 24,
              "fractions");
}

/* Cut or changed anywhere: a word, never a crash; what is not noticed must be the same data. */
static void
test_npz_damaged (void)
{
  char *dir = test_dir_new ();
  guint8 pixels[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, labels[3] = { 0, 1, 0 };
  g_autofree char *path = write_npz (dir, "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2, 2), }\n", pixels, 12, GOOD_LABELS, labels, 3);
  g_autofree char *bytes = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize i = 0; i < n; i += 3) {
    g_autofree char *cut = test_write (dir, "set.npz", bytes, (gssize) i);
    g_autoptr (VslNpz) npz = vsl_npz_open (cut, NULL);
    g_assert_null (npz);
  }
  for (gsize i = 0; i < n; i++) {
    TestSink sink = { 0 };
    bytes[i] ^= 0x40;
    g_autofree char *bad = test_write (dir, "set.npz", bytes, (gssize) n);
    bytes[i] ^= 0x40;
    VslImportResult *result = import_npz (bad, &sink, NULL);
    g_assert_true (!result || result->imported == 3);
    vsl_import_result_free (result);
    test_sink_clear (&sink);
  }
  test_dir_free (dir);
}

static void
test_split (void)
{
  enum { N = 1200 };
  int label[N];
  guint32 patient[N];
  VslSplit split[N], again[N], other[N];
  const double fractions[] = { 0.7, 0.15, 0.15 };
  for (guint i = 0; i < N; i++) {
    patient[i] = i % 300 + 1;
    label[i] = patient[i] % 10 == 0 ? 1 : (int) (i % 7 == 0) * 2;      /* some patients have two classes */
  }
  vsl_split_assign (N, label, patient, fractions, 7, split);
  vsl_split_assign (N, label, patient, fractions, 7, again);
  vsl_split_assign (N, label, patient, fractions, 8, other);
  g_assert_cmpmem (split, sizeof split, again, sizeof again);
  g_assert_cmpint (memcmp (split, other, sizeof split), !=, 0);
  VslSplit of_patient[301];
  guint count[3][3] = { 0 }, total[3] = { 0 };
  for (guint p = 0; p <= 300; p++)
    of_patient[p] = VSL_SPLIT_NONE;
  for (guint i = 0; i < N; i++) {
    g_assert_true (of_patient[patient[i]] == VSL_SPLIT_NONE || of_patient[patient[i]] == split[i]);
    of_patient[patient[i]] = split[i];
    count[label[i]][split[i]]++;
    total[label[i]]++;
  }
  for (int c = 0; c < 3; c++)
    for (int s = 0; s < 3; s++)
      g_assert_cmpfloat (fabs ((double) count[c][s] / total[c] - fractions[s]), <, 0.03);
  /* without patients */
  vsl_split_assign (N, label, NULL, fractions, 7, split);
  /* very few: nobody is lost, no share is empty */
  vsl_split_assign (3, label, NULL, fractions, 1, split);
  g_assert_cmpint (split[0] + split[1] + split[2], ==, 3);
  vsl_split_assign (0, label, NULL, fractions, 1, split);
}

static void
test_fractions (void)
{
  double f[VSL_N_SPLITS];
  g_assert_true (vsl_split_parse_fractions ("70/15/15", f));
  g_assert_cmpfloat (f[0], ==, 0.7);
  g_assert_true (vsl_split_parse_fractions ("80/20", f));
  g_assert_cmpfloat (f[2], ==, 0);
  g_assert_true (vsl_split_parse_fractions ("0.6/0.2/0.2", f));
  static const char *const bad[] = { "", "70", "70/15/16", "0/50/50", "a/b/c", "70/15/15/0", "-10/60/50", "split", "nan/50/50" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (vsl_split_parse_fractions (bad[i], f));
  g_assert_cmpint (vsl_split_parse ("validation"), ==, VSL_SPLIT_VAL);
  g_assert_cmpint (vsl_split_parse (" Train "), ==, VSL_SPLIT_TRAIN);
  g_assert_cmpint (vsl_split_parse ("holdout"), ==, VSL_SPLIT_TEST);
  g_assert_cmpint (vsl_split_parse (NULL), ==, VSL_SPLIT_NONE);
}

static void
test_pseudonym (void)
{
  char a[33], b[33], c[33];
  g_autoptr (GError) error = NULL;
  struct stat st;
  g_assert_true (vsl_pseudonym ("MRN 00412-88", a, &error));
  g_assert_no_error (error);
  g_assert_true (vsl_pseudonym ("MRN 00412-88", b, NULL));
  g_assert_true (vsl_pseudonym ("MRN 00412-89", c, NULL));
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpuint (strlen (a), ==, 32);
  g_assert_cmpuint (strspn (a, "0123456789abcdef"), ==, 32);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "vesalius", "pseudonym.key", NULL);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_cmpint (st.st_size, ==, 32);
}

int
main (int argc, char **argv)
{
  /* Not GLib's own isolation, which a leak checker reports. */
  char *home = test_dir_new ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/csv", test_csv);
  g_test_add_func ("/data/npy-header", test_npy_header);
  g_test_add_func ("/data/npz", test_npz);
  g_test_add_func ("/data/npz-bad", test_npz_bad);
  g_test_add_func ("/data/npz-damaged", test_npz_damaged);
  g_test_add_func ("/data/split", test_split);
  g_test_add_func ("/data/fractions", test_fractions);
  g_test_add_func ("/data/pseudonym", test_pseudonym);
  int status = g_test_run ();
  test_dir_free (home);
  return status;
}
