/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of shared/data/image_formats/expected.csv and nifti/expected.csv: what other programs read of these files. Through the helper
 * process, as all files are read. */
#include <math.h>
#include <string.h>

#include "data-util.h"
#include "data/vsl-csv.h"
#include "formats-util.h"

typedef struct {
  VslCsv *csv;
  char *folder;
} Table;

static gboolean
open_table (Table *t, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strdup_printf ("data/%s/expected.csv", name), *path = test_shared (file);
  if (!path)
    return FALSE;
  t->csv = vsl_csv_read (path, &error);
  g_assert_no_error (error);
  t->folder = g_path_get_dirname (path);
  return TRUE;
}

static void
close_table (Table *t)
{
  vsl_csv_free (t->csv);
  g_free (t->folder);
}

static const char *
cell (const Table *t, guint row, const char *name)
{
  return vsl_csv_cell (g_ptr_array_index (t->csv->rows, row), vsl_csv_column (t->csv, name));
}

static double
number (const Table *t, guint row, const char *name)
{
  return g_ascii_strtod (cell (t, row, name), NULL);
}

/* Numbers with spaces between them; how many. */
static guint
numbers (const char *text, double *out, guint most)
{
  g_auto (GStrv) part = g_strsplit (text, " ", -1);
  guint n = 0;
  for (guint i = 0; part[i] && n < most; i++)
    if (*part[i])
      out[n++] = g_ascii_strtod (part[i], NULL);
  return n;
}

static void
near_to (const char *file, const char *what, double got, double want, double by)
{
  if (!(fabs (got - want) <= by))
    g_error ("%s: %s is %.9g, expected %.9g", file, what, got, want);
}

typedef struct {
  double min, max, mean[4];
} Numbers;

static Numbers
measure (const VslImage *image, double slope, double intercept)
{
  Numbers n = { INFINITY, -INFINITY, { 0 } };
  gsize count = vsl_image_count (image);
  for (gsize i = 0; i < count; i++) {
    double v = vsl_image_value (image, i) * slope + intercept;
    n.min = MIN (n.min, v);
    n.max = MAX (n.max, v);
    n.mean[i % (gsize) image->channels] += v / (double) (count / (gsize) image->channels);
  }
  return n;
}

static void
check_picture (const Table *t, guint row)
{
  const char *file = cell (t, row, "file");
  g_autofree char *path = g_build_filename (t->folder, file, NULL);
  g_auto (TestDecoded) d = { 0 };
  d.ok = vsl_decode_file (path, &d.image, &d.info, &d.error);
  double mean[4];
  if (!g_str_equal (cell (t, row, "expect"), "read")) {
    g_assert_false (d.ok);
    g_assert_cmpint (d.info.status, !=, VSL_SCAN_OK);
    return;
  }
  g_assert_no_error (d.error);
  g_autofree char *format = g_ascii_strdown (cell (t, row, "format"), -1);
  g_assert_cmpstr (d.info.format, ==, format);
  g_assert_cmpint (d.image.width, ==, (int) number (t, row, "width"));
  g_assert_cmpint (d.image.height, ==, (int) number (t, row, "height"));
  g_assert_cmpint (d.info.width, ==, d.image.width);
  g_assert_cmpint (d.info.height, ==, d.image.height);
  VslImage first;
  vsl_image_frame (&d.image, 0, &first);
  /* Lossy files may differ by a step from one program to the next. */
  double by = g_str_equal (format, "jpeg") ? 1 : 0, mean_by = g_str_equal (format, "jpeg") ? 0.1 : 0.0006;
  Numbers n = measure (&first, 1, 0);
  near_to (file, "min", n.min, number (t, row, "min"), by);
  near_to (file, "max", n.max, number (t, row, "max"), by);
  guint given = numbers (cell (t, row, "mean"), mean, 4);
  for (guint c = 0; c < given; c++)
    near_to (file, "mean", n.mean[first.channels == 1 ? 0 : c], mean[c], mean_by);
}

static void
test_pictures (void)
{
  Table t;
  if (!open_table (&t, "image_formats"))
    return;
  for (guint row = 0; row < t.csv->rows->len; row++)
    check_picture (&t, row);
  g_test_message ("%u rows", t.csv->rows->len);
  g_assert_cmpuint (t.csv->rows->len, >=, 30);
  close_table (&t);
}

static void
check_place (const Table *t, guint row, const VslScanInfo *info)
{
  const char *file = cell (t, row, "file");
  double want[16];
  guint n = numbers (cell (t, row, "affine"), want, 12);
  g_assert_true (info->has_affine);
  for (guint i = 0; i < n; i++)
    near_to (file, "affine", info->affine[i], want[i], 1e-4 * MAX (1, fabs (want[i])));
  g_assert_cmpstr (info->axes, ==, cell (t, row, "axcodes"));
  n = numbers (cell (t, row, "zooms"), want, 7);
  g_assert_cmpint (info->n_shape, ==, n);
  for (guint i = 0; i < n; i++)
    near_to (file, "zooms", info->zooms[i], want[i], 1e-4);
  g_auto (GStrv) side = g_strsplit (cell (t, row, "shape"), "x", -1);
  for (guint i = 0; side[i]; i++)
    g_assert_cmpint (info->shape[i], ==, atoi (side[i]));
}

static const char *
plain_dtype (const char *stored)
{
  static const struct {
    const char *stored, *plain;
  } names[] = { { ">i2", "int16" }, { "<i2", "int16" }, { ">f4", "float32" }, { ">f8", "float64" }, { ">u2", "uint16" }, { ">i4", "int32" } };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (stored, names[i].stored))
      return names[i].plain;
  return *stored == '[' ? "uint8" : stored;
}

static void
check_volume (const Table *t, guint row)
{
  const char *file = cell (t, row, "file");
  g_autofree char *path = g_build_filename (t->folder, file, NULL);
  g_auto (TestDecoded) d = { 0 };
  g_auto (TestDecoded) scaled = { 0 };
  VslDecodeRequest stored = { .flags = VSL_DECODE_PIXELS | VSL_DECODE_STORED, .companion = -1 };
  d.ok = vsl_decode_file_request (path, &stored, &d.image, &d.info, &d.error);
  scaled.ok = vsl_decode_file (path, &scaled.image, &scaled.info, &scaled.error);
  g_assert_cmpint (d.ok, ==, scaled.ok);
  double mean[4], by;
  if (!g_str_equal (cell (t, row, "expect"), "read")) {
    g_assert_false (d.ok);
    g_assert_cmpint (d.info.status, !=, VSL_SCAN_OK);
    return;
  }
  g_assert_no_error (d.error);
  check_place (t, row, &d.info);
  g_assert_cmpstr (*d.info.dtype ? d.info.dtype : vsl_pixel_dtype (d.image.type), ==, plain_dtype (cell (t, row, "stored_dtype")));
  double slope = d.info.slope, intercept = d.info.intercept;
  Numbers n = measure (&d.image, slope, intercept);
  by = 1e-5 * MAX (1, fabs (number (t, row, "max")));
  near_to (file, "min", n.min, number (t, row, "min"), by);
  near_to (file, "max", n.max, number (t, row, "max"), by);
  /* Of a sample slope and intercept are applied already. */
  Numbers of_sample = measure (&scaled.image, 1, 0);
  near_to (file, "min of the sample", of_sample.min, n.min, by);
  near_to (file, "max of the sample", of_sample.max, n.max, by);
  guint given = numbers (cell (t, row, "mean"), mean, 4);
  for (guint c = 0; c < given; c++)
    near_to (file, "mean", n.mean[c], mean[c], 1e-5 * MAX (1, fabs (mean[c])));
  if (*cell (t, row, "centre_voxel")) {
    /* The middle of each axis, rounded down. */
    int frame = 0, times = 1;
    for (int i = 2; i < d.info.n_shape; i++) {
      frame += d.info.shape[i] / 2 * times;
      times *= d.info.shape[i];
    }
    double v = test_pixel (&d.image, frame, d.image.width / 2, d.image.height / 2, 0) * slope + intercept;
    near_to (file, "centre voxel", v, number (t, row, "centre_voxel"), 1e-5 * MAX (1, fabs (v)));
  }
}

static void
test_volumes (void)
{
  Table t;
  if (!open_table (&t, "nifti"))
    return;
  for (guint row = 0; row < t.csv->rows->len; row++)
    check_volume (&t, row);
  g_assert_cmpuint (t.csv->rows->len, >=, 13);
  close_table (&t);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/expected/pictures", test_pictures);
  g_test_add_func ("/formats/expected/volumes", test_volumes);
  return g_test_run ();
}
