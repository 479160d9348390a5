/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG of every kind that libjpeg-turbo writes, turned in all eight ways, then cut and damaged. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "formats-util.h"

#define W 50
#define H 34

typedef struct {
  J_COLOR_SPACE in, stored;
  gboolean progressive, arithmetic, optimise, split;      /* split: a scan for each channel */
  int restarts, sampling;
  int orientation;                 /* 0: no EXIF */
  gboolean big_endian;
} Form;

static guint8
value (int x, int y, int c)
{
  return (guint8) (40 + x * 2 + y + c * 20);
}

static void
put_exif (j_compress_ptr j, int orientation, gboolean big)
{
  g_autoptr (GByteArray) b = g_byte_array_new ();
  g_byte_array_append (b, (const guint8 *) "Exif\0", 6);
  test_put (b, big ? "MM" : "II");
  test_put16 (b, 42, big);
  test_put32 (b, 8, big);
  test_put16 (b, 2, big);
  test_put16 (b, 0x0100, big);     /* another tag first */
  test_put16 (b, 4, big);
  test_put32 (b, 1, big);
  test_put32 (b, 77, big);
  test_put16 (b, 0x0112, big);
  test_put16 (b, 3, big);
  test_put32 (b, 1, big);
  test_put16 (b, (guint16) orientation, big);
  test_put16 (b, 0, big);
  test_put32 (b, 0, big);
  jpeg_write_marker (j, JPEG_APP0 + 1, b->data, b->len);
}

static void
settings (j_compress_ptr j, const Form *f)
{
  static jpeg_scan_info scans[4];
  jpeg_set_colorspace (j, f->stored);
  jpeg_set_quality (j, 100, TRUE);
  for (int i = 0; i < j->num_components; i++)
    j->comp_info[i].h_samp_factor = j->comp_info[i].v_samp_factor = 1;
  if (f->sampling)
    j->comp_info[0].h_samp_factor = j->comp_info[0].v_samp_factor = f->sampling;
  j->restart_interval = (unsigned) f->restarts;
  j->optimize_coding = f->optimise;
  j->arith_code = f->arithmetic;
  if (f->progressive)
    jpeg_simple_progression (j);
  for (int i = 0; f->split && i < j->num_components; i++)
    scans[i] = (jpeg_scan_info) { .comps_in_scan = 1, .component_index = { i }, .Se = 63 };
  if (f->split) {
    j->scan_info = scans;
    j->num_scans = j->num_components;
  }
}

static GByteArray *
make (const Form *f)
{
  struct jpeg_compress_struct j;
  struct jpeg_error_mgr errors;
  unsigned char *out = NULL;
  unsigned long n = 0;
  int channels = f->in == JCS_GRAYSCALE ? 1 : f->in == JCS_CMYK ? 4 : 3;
  j.err = jpeg_std_error (&errors);
  jpeg_create_compress (&j);
  jpeg_mem_dest (&j, &out, &n);
  j.image_width = W;
  j.image_height = H;
  j.input_components = channels;
  j.in_color_space = f->in;
  jpeg_set_defaults (&j);
  settings (&j, f);
  jpeg_start_compress (&j, TRUE);
  if (f->orientation)
    put_exif (&j, f->orientation, f->big_endian);
  for (int y = 0; y < H; y++) {
    guint8 line[W * 4];
    JSAMPROW row = line;
    for (int x = 0; x < W * channels; x++)
      line[x] = value (x / channels, y, x % channels);
    jpeg_write_scanlines (&j, &row, 1);
  }
  jpeg_finish_compress (&j);
  jpeg_destroy_compress (&j);
  GByteArray *b = g_byte_array_new ();
  g_byte_array_append (b, out, (guint) n);
  free (out);
  return b;
}

/* What a pixel should be; of four inks what they let through. */
static double
wanted (const Form *f, int x, int y, int c)
{
  if (f->in != JCS_CMYK)
    return value (x, y, c);
  return value (x, y, c) * value (x, y, 3) / 255.0;
}

static void
check_form (const Form *f, const char *photometric, double by)
{
  g_autoptr (GByteArray) b = make (f);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpstr (d.info.format, ==, "jpeg");
  g_assert_cmpstr (d.info.photometric, ==, photometric);
  g_assert_cmpint (d.image.channels, ==, f->in == JCS_GRAYSCALE ? 1 : 3);
  g_assert_cmpint (d.image.width, ==, W);
  g_assert_cmpint (d.image.height, ==, H);
  g_assert_true (d.info.lossy);
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      for (int c = 0; c < d.image.channels; c++)
        g_assert_cmpfloat_with_epsilon (test_pixel (&d.image, 0, x, y, c), wanted (f, x, y, c), by);
}

static void
test_forms (void)
{
  check_form (&(Form) { .in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE }, "grayscale", 3);
  check_form (&(Form) { .in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .progressive = TRUE }, "grayscale", 3);
  check_form (&(Form) { .in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .arithmetic = TRUE }, "grayscale", 3);
  check_form (&(Form) { .in = JCS_RGB, .stored = JCS_YCbCr, .optimise = TRUE }, "ycbcr", 4);
  check_form (&(Form) { .in = JCS_RGB, .stored = JCS_YCbCr, .progressive = TRUE, .restarts = 3 }, "ycbcr", 4);
  check_form (&(Form) { .in = JCS_RGB, .stored = JCS_YCbCr, .restarts = 2, .sampling = 2 }, "ycbcr", 60);
  check_form (&(Form) { .in = JCS_RGB, .stored = JCS_YCbCr, .split = TRUE }, "ycbcr", 4);
  check_form (&(Form) { .in = JCS_RGB, .stored = JCS_RGB }, "rgb", 3);
  check_form (&(Form) { .in = JCS_CMYK, .stored = JCS_CMYK }, "cmyk", 4);
  check_form (&(Form) { .in = JCS_CMYK, .stored = JCS_YCCK, .progressive = TRUE }, "ycck", 5);
}

/* Where the stored pixel (x, y) is seen. */
static void
seen_at (int orientation, int x, int y, int *sx, int *sy)
{
  const int at[9][2] = { { 0, 0 }, { x, y }, { W - 1 - x, y }, { W - 1 - x, H - 1 - y }, { x, H - 1 - y }, { y, x }, { H - 1 - y, x },
                         { H - 1 - y, W - 1 - x }, { y, W - 1 - x } };
  *sx = at[orientation][0];
  *sy = at[orientation][1];
}

static void
test_orientation (void)
{
  for (int o = 1; o <= 8; o++) {
    Form f = { .in = JCS_RGB, .stored = JCS_RGB, .orientation = o, .big_endian = o % 2 };
    g_autoptr (GByteArray) b = make (&f);
    g_auto (TestDecoded) d = test_decode (b);
    g_assert_no_error (d.error);
    g_assert_cmpint (d.image.width, ==, o >= 5 ? H : W);
    g_assert_cmpint (d.info.width, ==, d.image.width);
    g_assert_cmpint (d.info.height, ==, d.image.height);
    for (int y = 0; y < H; y += 3)
      for (int x = 0; x < W; x += 3) {
        int sx, sy;
        seen_at (o, x, y, &sx, &sy);
        g_assert_cmpfloat_with_epsilon (test_pixel (&d.image, 0, sx, sy, 0), value (x, y, 0), 3);
        g_assert_cmpfloat_with_epsilon (test_pixel (&d.image, 0, sx, sy, 1), value (x, y, 1), 3);
      }
  }
  /* Nonsense in EXIF turns nothing. */
  Form odd = { .in = JCS_RGB, .stored = JCS_RGB, .orientation = 99 };
  g_autoptr (GByteArray) b = make (&odd);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.width, ==, W);
}

/* No beginning of a file passes for a picture, above all not one that libjpeg would fill up with grey. */
static void
test_cut (void)
{
  Form forms[] = { { .in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE }, { .in = JCS_RGB, .stored = JCS_YCbCr, .progressive = TRUE },
                   { .in = JCS_RGB, .stored = JCS_YCbCr, .split = TRUE }, { .in = JCS_CMYK, .stored = JCS_YCCK, .restarts = 1 },
                   { .in = JCS_RGB, .stored = JCS_YCbCr, .arithmetic = TRUE } };
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (GByteArray) b = make (&forms[i]);
    test_every_beginning (b, 1);
    g_byte_array_set_size (b, b->len / 2);
    test_refused (b, "cut short");
  }
}

/* A hole in the middle, and a restart mark that is missing. */
static void
test_damaged (void)
{
  Form f = { .in = JCS_RGB, .stored = JCS_YCbCr, .restarts = 1 };
  g_autoptr (GByteArray) b = make (&f), hole = g_byte_array_new (), mark = g_byte_array_new ();
  g_byte_array_append (hole, b->data, b->len);
  g_byte_array_remove_range (hole, b->len / 2, b->len / 4);
  test_refused (hole, "JPEG");
  g_byte_array_append (mark, b->data, b->len);
  for (guint i = b->len / 2; i + 1 < b->len; i++)
    if (mark->data[i] == 0xff && mark->data[i + 1] >= 0xd0 && mark->data[i + 1] <= 0xd7) {
      mark->data[i + 1] = mark->data[i + 1] == 0xd7 ? 0xd2 : mark->data[i + 1] + 3;
      break;
    }
  test_refused (mark, "JPEG");
}

static guint
find_frame (const GByteArray *b)
{
  for (guint i = 2; i + 9 < b->len; i++)
    if (b->data[i] == 0xff && (b->data[i + 1] == 0xc0 || b->data[i + 1] == 0xc2))
      return i;
  g_assert_not_reached ();
}

static void
test_lies (void)
{
  Form f = { .in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE };
  g_autoptr (GByteArray) b = make (&f);
  guint at = find_frame (b);
  g_autofree guint8 *keep = g_memdup2 (b->data, b->len);
  b->data[at + 4] = 12;
  test_refused (b, "12 bits");
  memcpy (b->data, keep, b->len);
  b->data[at + 1] = 0xc3;
  test_refused (b, "lossless");
  memcpy (b->data, keep, b->len);
  b->data[at + 5] = b->data[at + 6] = 0;
  test_refused (b, "how large");
  memcpy (b->data, keep, b->len);
  b->data[at + 5] = b->data[at + 7] = 0x7f;
  test_refused (b, "cannot hold that");
  memcpy (b->data, keep, b->len);
  b->data[at + 5] = 0xff;
  g_byte_array_set_size (b, b->len);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_false (d.ok);
  g_byte_array_set_size (b, 4);
  test_refused (b, "cut short");
}

/* Bytes behind the end belong to nobody and do no harm. */
static void
test_tail (void)
{
  Form f = { .in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE };
  g_autoptr (GByteArray) b = make (&f);
  test_put (b, "and something else");
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/jpeg/forms", test_forms);
  g_test_add_func ("/formats/jpeg/orientation", test_orientation);
  g_test_add_func ("/formats/jpeg/cut", test_cut);
  g_test_add_func ("/formats/jpeg/damaged", test_damaged);
  g_test_add_func ("/formats/jpeg/lies", test_lies);
  g_test_add_func ("/formats/jpeg/tail", test_tail);
  return g_test_run ();
}
