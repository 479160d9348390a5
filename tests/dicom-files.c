/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of shared/data/dicom/expected.csv: what the file is, its shape and bits, its stored values to the bit where they are
 * lossless, their numbers where not, and the same in the modality's units and in RGB. */
#include <math.h>
#include <string.h>

#include "data-util.h"
#include "data/vsl-csv.h"

static VslCsv *csv;

static const char *
cell (const VslCsvRow *row, const char *name)
{
  int column = vsl_csv_column (csv, name);
  g_assert_cmpint (column, >=, 0);
  const char *text = vsl_csv_cell (row, column);
  return text ? text : "";
}

static double
number (const VslCsvRow *row, const char *name)
{
  const char *text = cell (row, name);
  return *text ? g_ascii_strtod (text, NULL) : NAN;
}

static gboolean
is (const VslCsvRow *row, const char *name, const char *value)
{
  return g_str_equal (cell (row, name), value);
}

static char *
sha256_of (const VslImage *image)
{
  guint8 sum[32];
  char *hex = g_malloc0 (65);
  vsl_image_sha256 (image, sum);
  for (guint i = 0; i < 32; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", sum[i]);
  return hex;
}

static char *
shape_of (const VslImage *image)
{
  GString *s = g_string_new (NULL);
  if (image->frames > 1)
    g_string_append_printf (s, "%dx", image->frames);
  g_string_append_printf (s, "%dx%d", image->height, image->width);
  if (image->channels > 1)
    g_string_append_printf (s, "x%d", image->channels);
  return g_string_free (s, FALSE);
}

static void
near_to (double got, double want, double share, double step)
{
  if (fabs (got - want) > MAX (fabs (want) * share, step))
    g_error ("%.9g, but %.9g was expected", got, want);
}

static void
check_numbers (const VslCsvRow *row, const VslImage *image, const VslScanInfo *info, gboolean lossless)
{
  double min = INFINITY, max = -INFINITY, sum = 0, slope = number (row, "rescale_slope"), intercept = number (row, "rescale_intercept");
  gsize n = vsl_image_count (image);
  for (gsize i = 0; i < n; i++) {
    double v = vsl_image_value (image, i);
    min = MIN (min, v);
    max = MAX (max, v);
    sum += v;
  }
  near_to (min, number (row, "raw_min"), 0, lossless ? 0 : 3);
  near_to (max, number (row, "raw_max"), 0, lossless ? 0 : 3);
  near_to (sum / (double) n, number (row, "raw_mean"), lossless ? 0 : 0.005, 1e-4);
  near_to (info->slope, isnan (slope) ? 1 : slope, 0, 1e-9);
  near_to (info->intercept, isnan (intercept) ? 0 : intercept, 0, 1e-9);
  if (*cell (row, "rescaled_mean"))
    near_to (info->has_rescaled ? info->rescaled_mean : sum / (double) n * info->slope + info->intercept, number (row, "rescaled_mean"), lossless ? 1e-6 : 0.005,
             1e-3);
}

static void
check_picture (const VslCsvRow *row, const VslImage *image, const VslScanInfo *info)
{
  g_autofree char *sum = sha256_of (image), *shape = shape_of (image);
  gboolean lossless = !is (row, "lossy", "1");
  g_assert_cmpstr (info->transfer_syntax, ==, cell (row, "transfer_syntax_uid"));
  g_assert_cmpstr (vsl_pixel_dtype (image->type), ==, cell (row, "array_dtype"));
  g_assert_cmpint (info->bits_allocated, ==, (int) number (row, "bits_allocated"));
  g_assert_cmpint (info->bits_stored, ==, (int) number (row, "bits_stored"));
  g_assert_cmpint (info->is_signed, ==, is (row, "pixel_representation", "1"));
  g_assert_cmpstr (info->photometric, ==, cell (row, "photometric"));
  /* A single frame may be written with or without its axis. */
  if (strcmp (shape, cell (row, "array_shape")) != 0)
    g_error ("shape %s, but %s was expected", shape, cell (row, "array_shape"));
  if (!is (row, "agree", "yes"))
    return;
  check_numbers (row, image, info, lossless);
  if (lossless)
    g_assert_cmpstr (sum, ==, cell (row, "pixels_sha256"));
}

/* Mean red, green and blue of what a sample holds; palettes are told in their own range. */
static void
check_colours (const VslCsvRow *row, const char *path)
{
  VslImage image;
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  if (!*cell (row, "rgb_mean") || !is (row, "agree", "yes"))
    return;
  g_auto (GStrv) want = g_strsplit (cell (row, "rgb_mean"), " ", 3);
  vsl_decode_file (path, &image, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (image.channels, ==, 3);
  double sum[3] = { 0 };
  gsize n = vsl_image_count (&image) / 3;
  for (gsize i = 0; i < 3 * n; i++)
    sum[i % 3] += vsl_image_value (&image, i);
  for (guint c = 0; c < 3; c++) {
    double expected = g_ascii_strtod (want[c], NULL), got = sum[c] / (double) n;
    if (g_str_has_prefix (info.photometric, "PALETTE") && image.type == VSL_PIXEL_U8 && expected > 255)
      got *= expected / got > 256.5 ? 257 : 256;
    near_to (got, expected, 0.01, 1);
  }
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
}

static void
check_row (gconstpointer data)
{
  const VslCsvRow *row = data;
  g_autofree char *name = g_build_filename ("data", "dicom", cell (row, "file"), NULL), *path = test_shared (name);
  if (!path)
    return;
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS | VSL_DECODE_STORED, .companion = -1 };
  VslImage image;
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  gboolean ok = vsl_decode_file_request (path, &request, &image, &info, &error);
  g_assert_cmpint (ok, ==, error == NULL);
  if (error)
    g_test_message ("%s: %s", vsl_scan_status_names[info.status], info.reason);
  if (is (row, "expect", "decode")) {
    g_assert_no_error (error);
    check_picture (row, &image, &info);
    check_colours (row, path);
  } else if (!is (row, "expect", "unsure")) {
    g_assert_false (ok);
    g_assert_cmpstr (vsl_scan_status_names[info.status], ==, cell (row, "expect"));
    g_assert_nonnull (info.reason);
    g_assert_null (image.data);
  }
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
}

/* Names in eight character sets, out of the header table. */
static void
check_name (gconstpointer data)
{
  const VslCsvRow *row = data;
  g_autofree char *name = g_build_filename ("data", "dicom", cell (row, "file"), NULL), *path = test_shared (name), *found = NULL;
  if (!path)
    return;
  VslDecodeRequest request = { .flags = VSL_DECODE_HEADER, .companion = -1 };
  VslImage image;
  VslScanInfo info;
  vsl_decode_file_request (path, &request, &image, &info, NULL);
  g_assert_nonnull (info.header);
  for (guint i = 0; i < info.header->len; i++) {
    const VslHeaderLine *l = g_ptr_array_index (info.header, i);
    if (l->depth == 0 && g_str_equal (l->tag, "(0010,0010)")) {
      g_assert_cmpstr (l->vr, ==, "PN");
      found = g_strdup (l->value);
    }
  }
  /* An empty last group ("=") is not written there. */
  while (found && g_str_has_suffix (found, "="))
    found[strlen (found) - 1] = '\0';
  g_assert_cmpstr (found, ==, cell (row, "patient_name"));
  vsl_scan_info_clear (&info);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  const char *root = g_getenv ("VESALIUS_SHARED");
  g_autofree char *path = g_build_filename (root ? root : TEST_SOURCE_ROOT "/../shared", "data", "dicom", "expected.csv", NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_print ("1..0 # SKIP there is no shared/data/dicom\n");
    return 0;
  }
  g_autoptr (GError) error = NULL;
  csv = vsl_csv_read (path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < csv->rows->len; i++) {
    VslCsvRow *row = g_ptr_array_index (csv->rows, i);
    g_autofree char *test = g_strconcat ("/dicom/", cell (row, "file"), NULL), *names = g_strconcat ("/dicom/name/", cell (row, "file"), NULL);
    g_test_add_data_func (test, row, check_row);
    if (*cell (row, "patient_name"))
      g_test_add_data_func (names, row, check_name);
  }
  int code = g_test_run ();
  vsl_csv_free (csv);
  return code;
}
