/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NIfTI headers put together field by field: versions, byte orders, kinds of numbers, pairs, places in space; then lies and bombs. */
#include <math.h>
#include <string.h>

#include "formats-util.h"

typedef struct {
  int version;                     /* 1, 2 */
  gboolean big, pair;
  gint64 dim[8];                   /* dim[0]: how many; 0: 4 × 3 × 2 */
  int datatype, bitpix;
  double pixdim[8];
  double slope, inter, vox_offset, cal_max, cal_min;
  int qform, sform, units;
  double quatern[6], srow[12];     /* b, c, d and the offset */
  gsize cut;                       /* bytes of voxels that are missing */
} Form;

static void
put_real (GByteArray *out, double v, int version, gboolean big)
{
  float f = (float) v;
  guint32 bits;
  guint64 long_bits;
  memcpy (&bits, &f, 4);
  memcpy (&long_bits, &v, 8);
  if (version == 1)
    test_put32 (out, bits, big);
  else
    test_put64 (out, long_bits, big);
}

static const gint64 plain[8] = { 3, 4, 3, 2, 1, 1, 1, 1 };

static void
put_places (GByteArray *b, const Form *f)
{
  for (guint i = 0; i < 6; i++)
    put_real (b, f->quatern[i], f->version, f->big);
  for (guint i = 0; i < 12; i++)
    put_real (b, f->srow[i], f->version, f->big);
}

static GByteArray *
header_1 (const Form *f, const gint64 *dim)
{
  GByteArray *b = g_byte_array_new ();
  test_put32 (b, 348, f->big);
  test_zeros (b, 36);
  for (guint i = 0; i < 8; i++)
    test_put16 (b, (guint16) dim[i], f->big);
  test_zeros (b, 14);
  test_put16 (b, (guint16) f->datatype, f->big);
  test_put16 (b, (guint16) f->bitpix, f->big);
  test_zeros (b, 2);
  for (guint i = 0; i < 8; i++)
    put_real (b, f->pixdim[i], 1, f->big);
  put_real (b, f->vox_offset, 1, f->big);
  put_real (b, f->slope, 1, f->big);
  put_real (b, f->inter, 1, f->big);
  test_zeros (b, 3);
  g_byte_array_append (b, &(guint8) { (guint8) f->units }, 1);
  put_real (b, f->cal_max, 1, f->big);
  put_real (b, f->cal_min, 1, f->big);
  test_zeros (b, 252 - 132);
  test_put16 (b, (guint16) f->qform, f->big);
  test_put16 (b, (guint16) f->sform, f->big);
  put_places (b, f);
  test_zeros (b, 16);
  g_byte_array_append (b, (const guint8 *) (f->pair ? "ni1" : "n+1"), 4);
  g_assert_cmpuint (b->len, ==, 348);
  return b;
}

static GByteArray *
header_2 (const Form *f, const gint64 *dim)
{
  GByteArray *b = g_byte_array_new ();
  test_put32 (b, 540, f->big);
  g_byte_array_append (b, (const guint8 *) (f->pair ? "ni2\0\r\n\032\n" : "n+2\0\r\n\032\n"), 8);
  test_put16 (b, (guint16) f->datatype, f->big);
  test_put16 (b, (guint16) f->bitpix, f->big);
  for (guint i = 0; i < 8; i++)
    test_put64 (b, (guint64) dim[i], f->big);
  test_zeros (b, 24);
  for (guint i = 0; i < 8; i++)
    put_real (b, f->pixdim[i], 2, f->big);
  test_put64 (b, (guint64) f->vox_offset, f->big);
  put_real (b, f->slope, 2, f->big);
  put_real (b, f->inter, 2, f->big);
  put_real (b, f->cal_max, 2, f->big);
  put_real (b, f->cal_min, 2, f->big);
  test_zeros (b, 344 - 208);
  test_put32 (b, (guint32) f->qform, f->big);
  test_put32 (b, (guint32) f->sform, f->big);
  put_places (b, f);
  test_zeros (b, 4);
  test_put32 (b, (guint32) f->units, f->big);
  test_zeros (b, 540 - 504);
  g_assert_cmpuint (b->len, ==, 540);
  return b;
}

static GByteArray *
header (const Form *f)
{
  const gint64 *dim = f->dim[0] ? f->dim : plain;
  return f->version == 2 ? header_2 (f, dim) : header_1 (f, dim);
}

static double
value (int datatype, guint i)
{
  gboolean is_signed = datatype == 256 || datatype == 4 || datatype == 8 || datatype == 1024;
  double v = (double) ((i * 37 + 5) % 101);
  return datatype == 16 || datatype == 64 ? v / 8 - 3 : is_signed ? v - 50 : v;
}

static void
put_value (GByteArray *b, int datatype, guint i, gboolean big)
{
  double v = value (datatype, i);
  gint64 whole = (gint64) v;
  guint8 rgba[4] = { (guint8) (i * 3), (guint8) (i * 5), (guint8) (i * 7), 9 };
  switch (datatype) {
  case 2:
  case 256:
    g_byte_array_append (b, &(guint8) { (guint8) whole }, 1);
    break;
  case 4:
  case 512:
    test_put16 (b, (guint16) whole, big);
    break;
  case 8:
  case 768:
    test_put32 (b, (guint32) whole, big);
    break;
  case 1024:
  case 1280:
    test_put64 (b, (guint64) whole, big);
    break;
  case 16:
    put_real (b, v, 1, big);
    break;
  case 64:
    put_real (b, v, 2, big);
    break;
  case 128:
  case 2304:
    g_byte_array_append (b, rgba, datatype == 128 ? 3 : 4);
    break;
  default:
    g_assert_not_reached ();
  }
}

static GByteArray *
voxels (const Form *f)
{
  GByteArray *b = g_byte_array_new ();
  const gint64 *dim = f->dim[0] ? f->dim : plain;
  guint n = 1;
  for (gint64 i = 1; i <= dim[0]; i++)
    n *= (guint) dim[i];
  for (guint i = 0; i < n; i++)
    put_value (b, f->datatype, i, f->big);
  g_byte_array_set_size (b, (guint) (b->len - f->cut));
  return b;
}

static GByteArray *
whole (const Form *f)
{
  GByteArray *b = header (f);
  g_autoptr (GByteArray) v = voxels (f);
  gsize at = f->vox_offset > 0 ? (gsize) f->vox_offset : f->version == 2 ? 544 : 352;
  test_zeros (b, at - b->len);
  g_byte_array_append (b, v->data, v->len);
  return b;
}

static const struct {
  int datatype, bits;
  VslPixelType type;
  const char *dtype;
} kinds[] = { { 2, 8, VSL_PIXEL_U8, "" },     { 256, 8, VSL_PIXEL_S8, "" },         { 4, 16, VSL_PIXEL_S16, "" },         { 512, 16, VSL_PIXEL_U16, "" },
              { 8, 32, VSL_PIXEL_S32, "" },   { 768, 32, VSL_PIXEL_U32, "" },       { 16, 32, VSL_PIXEL_REAL, "" },       { 64, 64, VSL_PIXEL_F64, "" },
              { 1024, 64, VSL_PIXEL_F64, "int64" }, { 1280, 64, VSL_PIXEL_F64, "uint64" }, { 128, 24, VSL_PIXEL_U8, "" }, { 2304, 32, VSL_PIXEL_U8, "" } };

static void
check_values (const TestDecoded *d, guint kind)
{
  g_assert_no_error (d->error);
  g_assert_cmpint (d->image.type, ==, kinds[kind].type);
  if (kinds[kind].type == VSL_PIXEL_U16)
    g_assert_cmpint (d->image.bits, ==, VSL_IMAGE_OPEN_BITS);
  g_assert_cmpstr (d->info.dtype, ==, kinds[kind].dtype);
  g_assert_cmpint (d->image.width, ==, 4);
  g_assert_cmpint (d->image.height, ==, 3);
  g_assert_cmpint (d->image.frames, ==, 2);
  gboolean colour = kinds[kind].datatype == 128 || kinds[kind].datatype == 2304;
  g_assert_cmpint (d->image.channels, ==, colour ? 3 : 1);
  g_assert_cmpint (d->info.had_alpha, ==, kinds[kind].datatype == 2304);
  for (guint i = 0; i < 24; i++)
    if (colour)
      g_assert_cmpfloat (vsl_image_value (&d->image, 3 * i + 1), ==, (guint8) (i * 5));
    else
      g_assert_cmpfloat (vsl_image_value (&d->image, i), ==, value (kinds[kind].datatype, i));
}

static void
test_kinds (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (int version = 1; version <= 2; version++)
      for (int big = 0; big < 2; big++) {
        Form f = { .version = version, .big = big, .datatype = kinds[k].datatype, .bitpix = kinds[k].bits, .vox_offset = version == 2 ? 560 : 368 };
        g_autoptr (GByteArray) b = whole (&f), packed = test_gzip (b), twice = test_gzip (b);
        g_auto (TestDecoded) d = test_decode (b);
        check_values (&d, k);
        g_auto (TestDecoded) z = test_decode (packed);
        check_values (&z, k);
        f.pair = TRUE;
        f.vox_offset = 0;
        g_autoptr (GByteArray) head = header (&f), data = voxels (&f), data_packed = test_gzip (data);
        g_auto (TestDecoded) by_header = test_decode_pair (head, data, NULL);
        check_values (&by_header, k);
        g_auto (TestDecoded) by_voxels = test_decode_pair (data_packed, head, NULL);
        check_values (&by_voxels, k);
      }
}

static void
test_slices (void)
{
  Form f = { .version = 1, .datatype = 4, .bitpix = 16, .dim = { 4, 4, 3, 2, 3, 1, 1, 1 }, .slope = 2, .inter = -7, .cal_min = 10, .cal_max = 50, .units = 3,
             .pixdim = { 1, 500, 600, 700, 2 } };
  g_autoptr (GByteArray) b = whole (&f), packed = test_gzip (b);
  g_auto (TestDecoded) d = test_decode (packed);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.frames, ==, 6);
  g_assert_cmpint (d.image.type, ==, VSL_PIXEL_REAL);
  g_assert_cmpint (d.image.bits, ==, VSL_IMAGE_OPEN_BITS);
  g_assert_cmpfloat (test_pixel (&d.image, 4, 2, 1, 0), ==, value (4, 4 * 12 + 4 + 2) * 2 - 7);
  VslDecodeRequest stored = { .flags = VSL_DECODE_PIXELS | VSL_DECODE_STORED, .companion = -1 };
  g_auto (TestDecoded) raw = test_decode_pair (packed, NULL, &stored);
  g_assert_no_error (raw.error);
  g_assert_cmpint (raw.image.type, ==, VSL_PIXEL_S16);
  g_assert_cmpfloat (test_pixel (&raw.image, 4, 2, 1, 0), ==, value (4, 4 * 12 + 4 + 2));
  g_assert_true (d.info.has_rescale);
  g_assert_cmpfloat (d.info.slope, ==, 2);
  g_assert_cmpfloat (d.info.intercept, ==, -7);
  g_assert_cmpfloat (d.info.window_center, ==, 30);
  g_assert_cmpfloat (d.info.window_width, ==, 40);
  g_assert_cmpfloat_with_epsilon (d.info.spacing[0], 0.5, 1e-6);      /* micrometres */
  g_assert_cmpint (d.info.n_shape, ==, 4);
  g_assert_cmpfloat (d.info.zooms[3], ==, 2);
  VslDecodeRequest some = { .flags = VSL_DECODE_PIXELS, .first_frame = 4, .n_frames = 1, .companion = -1 };
  g_auto (TestDecoded) one = test_decode_pair (packed, NULL, &some);
  g_assert_no_error (one.error);
  g_assert_cmpint (one.image.frames, ==, 1);
  g_assert_cmpint (one.info.frames, ==, 6);
  g_assert_cmpfloat (test_pixel (&one.image, 0, 2, 1, 0), ==, value (4, 4 * 12 + 4 + 2) * 2 - 7);
  VslDecodeRequest about = { .companion = -1 };
  g_auto (TestDecoded) none = test_decode_pair (packed, NULL, &about);
  g_assert_no_error (none.error);
  g_assert_null (none.image.data);
  g_assert_cmpint (none.info.frames, ==, 6);
  about.flags = VSL_DECODE_HEADER;
  g_auto (TestDecoded) table = test_decode_pair (packed, NULL, &about);
  g_assert_no_error (table.error);
  g_assert_cmpuint (table.info.header->len, >=, 20);
  const VslHeaderLine *dims = g_ptr_array_index (table.info.header, 3);
  g_assert_cmpstr (dims->name, ==, "dim");
  g_assert_cmpstr (dims->value, ==, "4 3 2 3");
  /* A slope of 0 or not a number means none. */
  f.slope = NAN;
  g_autoptr (GByteArray) nan = whole (&f);
  g_auto (TestDecoded) e = test_decode (nan);
  g_assert_no_error (e.error);
  g_assert_false (e.info.has_rescale);
  g_assert_cmpfloat (e.info.slope, ==, 1);
}

static void
check_place (Form f, const double *affine, const char *axes, gboolean known)
{
  for (f.version = 1; f.version <= 2; f.version++)
    for (int big = 0; big < 2; big++) {
      f.big = big;
      f.datatype = 2;
      f.bitpix = 8;
      g_autoptr (GByteArray) b = whole (&f);
      g_auto (TestDecoded) d = test_decode (b);
      g_assert_no_error (d.error);
      g_assert_cmpstr (d.info.axes, ==, axes);
      for (guint i = 0; i < 12; i++)
        g_assert_cmpfloat_with_epsilon (d.info.affine[i], affine[i], 1e-5);
      g_assert_cmpfloat (d.info.affine[15], ==, 1);
      g_assert_cmpint (d.info.warnings == NULL, ==, known);
    }
}

static void
test_places (void)
{
  const double s[12] = { 0, 0, 3, -10, -2, 0, 0, 5, 0, 1, 0, 7 };      /* i goes to P, j to S, k to R */
  Form f = { .sform = 1, .pixdim = { 1, 2, 1, 3 } };
  memcpy (f.srow, s, sizeof s);
  check_place (f, s, "PSR", TRUE);
  /* A quarter of a turn about z: i goes to A, j to L; qfac turns k round. */
  Form q = { .qform = 1, .pixdim = { -1, 2, 3, 4 }, .quatern = { 0, 0, G_SQRT2 / 2, 1, 2, 3 } };
  const double m[12] = { 0, -3, 0, 1, 2, 0, 0, 2, 0, 0, -4, 3 };
  check_place (q, m, "ALI", TRUE);
  /* Half a turn, whose first number is lost. */
  Form half = { .qform = 2, .pixdim = { 1, 2, 3, 4 }, .quatern = { 1, 0, 0, 0, 0, 0 } };
  const double h[12] = { 2, 0, 0, 0, 0, -3, 0, 0, 0, 0, -4, 0 };
  check_place (half, h, "RPI", TRUE);
  /* The sform wins. */
  half.sform = 3;
  memcpy (half.srow, s, sizeof s);
  check_place (half, s, "PSR", TRUE);
  /* Nothing is said. */
  Form none = { .pixdim = { 0, 2, 3, 4 } };
  const double guess[12] = { -2, 0, 0, 3, 0, 3, 0, -3, 0, 0, 4, -2 };
  check_place (none, guess, "LAS", FALSE);
  /* Oblique by 40 degrees about z: the nearest axes. */
  double c = cos (G_PI * 40 / 180), t = sin (G_PI * 40 / 180);
  const double oblique[12] = { c, -t, 0, 0, t, c, 0, 0, 0, 0, 1, 0 };
  Form o = { .sform = 1, .pixdim = { 1, 1, 1, 1 } };
  memcpy (o.srow, oblique, sizeof oblique);
  check_place (o, oblique, "RAS", TRUE);
}

static void
lie (Form f, const char *word)
{
  f.bitpix = f.bitpix ? f.bitpix : 16;
  f.datatype = f.datatype ? f.datatype : 4;
  for (f.version = f.version ? f.version : 1; f.version <= 2; f.version++) {
    g_autoptr (GByteArray) b = header (&f), packed = NULL;
    test_zeros (b, 2000);
    test_refused (b, word);
    packed = test_gzip (b);
    g_auto (TestDecoded) d = test_decode (packed);
    g_assert_false (d.ok);
  }
}

static void
test_lies (void)
{
  lie ((Form) { .dim = { 200, 4, 3, 2 } }, "200 dimensions");
  lie ((Form) { .dim = { 8, 4, 3, 2 } }, "8 dimensions");
  lie ((Form) { .dim = { -1, 4, 3, 2 } }, "-1 dimensions");
  lie ((Form) { .dim = { 3, 4, 0, 2 } }, "size of 0 in dimension 2");
  lie ((Form) { .dim = { 3, 4, -3, 2 } }, "size of -3");
  lie ((Form) { .dim = { 7, 32767, 32767, 32767, 32767, 32767, 32767, 32767 } }, "32767 voxels");
  lie ((Form) { .dim = { 3, 32000, 32000, 2 } }, "cut short");
  lie ((Form) { .dim = { 4, 30, 30, 300, 300 } }, "at most");
  lie ((Form) { .version = 2, .dim = { 3, G_MAXINT64, G_MAXINT64, G_MAXINT64 } }, "voxels along dimension 1");
  lie ((Form) { .version = 2, .dim = { 3, 0x100000004, 3, 2 } }, "voxels along dimension 1");
  lie ((Form) { .vox_offset = 1e9 }, "cut short");
  lie ((Form) { .vox_offset = 100 }, "begin at byte 100");
  lie ((Form) { .vox_offset = -400 }, "begin at byte -400");
  lie ((Form) { .datatype = 32 }, "complex");
  lie ((Form) { .datatype = 2048 }, "complex");
  lie ((Form) { .datatype = 1536 }, "128 bits");
  lie ((Form) { .datatype = 1 }, "single bits");
  lie ((Form) { .datatype = 77 }, "does not exist");
  lie ((Form) { .datatype = -1 }, "does not exist");
  lie ((Form) { .pair = TRUE }, "ends in .img");
  Form odd = { .version = 1, .vox_offset = NAN, .datatype = 4, .bitpix = 16 };
  g_autoptr (GByteArray) b = header (&odd);
  test_zeros (b, 100);
  test_refused (b, "begin at byte");
}

static void
test_cut (void)
{
  Form f = { .version = 1, .datatype = 4, .bitpix = 16 }, last = f;
  g_autoptr (GByteArray) b = whole (&f), packed = test_gzip (b);
  test_every_beginning (b, 1);
  test_every_beginning (packed, 1);      /* the checksum at the end included */
  last.cut = 1;
  g_autoptr (GByteArray) one_less = whole (&last), one_packed = test_gzip (one_less);
  test_refused (one_less, "cut short");
  test_refused (one_packed, "only 47 are there");
  packed->data[packed->len - 6] ^= 1;
  test_refused (packed, "gzip is damaged");
  /* A pair whose voxels are too few. */
  f.pair = last.pair = TRUE;
  g_autoptr (GByteArray) head = header (&f), data = voxels (&last);
  g_auto (TestDecoded) d = test_decode_pair (head, data, NULL);
  g_assert_nonnull (d.error);
}

/* Several gzips in a row are one file; what is behind the voxels is worth a word; zeros behind a gzip are nothing. */
static void
test_parts (void)
{
  Form f = { .version = 1, .datatype = 4, .bitpix = 16 };
  g_autoptr (GByteArray) b = whole (&f), first = g_byte_array_new (), second = g_byte_array_new ();
  g_byte_array_append (first, b->data, 377);
  g_byte_array_append (second, b->data + 377, b->len - 377);
  g_autoptr (GByteArray) packed = test_gzip (first), rest = test_gzip (second);
  g_byte_array_append (packed, rest->data, rest->len);
  g_auto (TestDecoded) d = test_decode (packed);
  check_values (&d, 2);
  test_zeros (packed, 100);
  g_auto (TestDecoded) padded = test_decode (packed);
  check_values (&padded, 2);
  g_assert_true (!padded.info.warnings || !strstr (padded.info.warnings[0], "more bytes"));
  test_zeros (b, 10);
  g_autoptr (GByteArray) more = test_gzip (b);
  g_auto (TestDecoded) e = test_decode (more);
  check_values (&e, 2);
  g_assert_nonnull (strstr (e.info.warnings[g_strv_length (e.info.warnings) - 1], "more bytes"));
}

/* Parts that end where a buffer of the reader ends, or a byte before: the next part is found all the same. */
static void
test_part_at_border (void)
{
  Form f = { .version = 1, .datatype = 4, .bitpix = 16 };
  for (guint border = 65534; border <= 65537; border++) {
    g_autoptr (GByteArray) b = whole (&f), first = g_byte_array_new (), second = g_byte_array_new (), third = g_byte_array_new ();
    g_byte_array_append (first, b->data, 352);
    g_byte_array_append (second, b->data + 352, 10);
    g_byte_array_append (third, b->data + 362, b->len - 362);
    g_autoptr (GByteArray) all = test_gzip (first), middle = test_gzip (second), last = test_gzip (third);
    /* The second part gets a comment, which makes it as long as is wanted. */
    gsize comment = border - all->len - middle->len - 1;
    middle->data[3] |= 0x10;
    g_byte_array_append (all, middle->data, 10);
    for (gsize i = 0; i < comment; i++)
      test_put (all, "c");
    test_zeros (all, 1);
    g_byte_array_append (all, middle->data + 10, middle->len - 10);
    g_assert_cmpuint (all->len, ==, border);
    g_byte_array_append (all, last->data, last->len);
    g_auto (TestDecoded) d = test_decode (all);
    check_values (&d, 2);
  }
}

/* A small gzip that would unpack to gigabytes is stopped by what its header asks for, and one whose header asks for more than deflate
 * can give is refused before memory is taken. */
static void
test_bombs (void)
{
  Form f = { .version = 1, .datatype = 2, .bitpix = 8 };
  g_autoptr (GByteArray) b = whole (&f);
  test_zeros (b, 64 << 20);
  g_autoptr (GByteArray) packed = test_gzip (b);
  g_assert_cmpuint (packed->len, <, 100000);
  gint64 before = g_get_monotonic_time ();
  g_auto (TestDecoded) d = test_decode (packed);
  g_assert_no_error (d.error);
  g_assert_nonnull (d.info.warnings);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 2 * G_USEC_PER_SEC);
  Form huge = { .version = 1, .datatype = 2, .bitpix = 8, .dim = { 3, 16000, 16000, 1 } };
  g_autoptr (GByteArray) h = header (&huge);
  test_zeros (h, 1000);
  g_autoptr (GByteArray) small = test_gzip (h);
  test_refused (small, "cut short");
}

/* Voxels that are no numbers, and a header whose bits and kind differ, are told of. */
static void
test_warnings (void)
{
  Form f = { .version = 1, .datatype = 16, .bitpix = 8, .sform = 1, .srow = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 } };
  g_autoptr (GByteArray) b = whole (&f);
  memcpy (b->data + 352, "\0\0\xc0\x7f\0\0\x80\x7f", 8);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpuint (g_strv_length (d.info.warnings), ==, 2);
  g_assert_nonnull (strstr (d.info.warnings[0], "8 bits a voxel"));
  g_assert_nonnull (strstr (d.info.warnings[1], "2 voxels are not numbers"));
}

/* Headers of pairs damaged in many ways, their voxels sound. The runner for all formats has no second file. */
static void
test_mutated_pairs (void)
{
  Form f = { .version = 1, .datatype = 4, .bitpix = 16, .pair = TRUE };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint n = g_getenv ("VSL_TEST_LONG") ? 2000 : 200;
  for (guint i = 0; i < n; i++) {
    f.version = 1 + (int) i % 2;
    g_autoptr (GByteArray) head = header (&f), data = voxels (&f);
    for (int k = g_rand_int_range (rand, 1, 4); k > 0; k--) {
      gint32 at = g_rand_int_range (rand, 8, 130);
      head->data[at] = (guint8) (g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 256) : head->data[at] ^ (1 << g_rand_int_range (rand, 0, 8)));
    }
    g_auto (TestDecoded) d = test_decode_pair (head, data, NULL);
    g_assert_true (d.ok ? d.image.size == vsl_image_count (&d.image) * vsl_pixel_size (d.image.type) : strlen (d.error->message) > 10);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/nifti/kinds", test_kinds);
  g_test_add_func ("/formats/nifti/slices", test_slices);
  g_test_add_func ("/formats/nifti/places", test_places);
  g_test_add_func ("/formats/nifti/lies", test_lies);
  g_test_add_func ("/formats/nifti/cut", test_cut);
  g_test_add_func ("/formats/nifti/parts", test_parts);
  g_test_add_func ("/formats/nifti/part-at-border", test_part_at_border);
  g_test_add_func ("/formats/nifti/bombs", test_bombs);
  g_test_add_func ("/formats/nifti/warnings", test_warnings);
  g_test_add_func ("/formats/nifti/mutated-pairs", test_mutated_pairs);
  return g_test_run ();
}
