/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF in all the forms that libtiff writes: bits, signs, floats, planes, tiles, packings, byte orders, pages; then lies. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats-util.h"
#include "tiff-memory.h"

#define W 37
#define H 21

typedef struct {
  guint bits, samples, format, photometric, compression, planar, orientation;
  guint width, height;             /* 0: W, H */
  gboolean tiled;
  const char *mode;                /* of TIFFOpen; NULL: "w" */
  guint16 extra[4];
  guint n_extra;
  guint rows;                      /* a strip */
  guint subfile;
} Form;

/* The whole number that is stored; of floats it is divided by 8. */
static guint64
value (const Form *f, guint page, guint x, guint y, guint c)
{
  guint64 v = (guint64) (x * 7919 + y * 104729 + c * 1299709 + page * 15485863 + 12345) * 2654435761u;
  v ^= v >> 13;
  if (f->format == SAMPLEFORMAT_IEEEFP)
    return v % 2000;
  return f->bits == 64 ? v & 0xffffffffffff : v & (((guint64) 1 << f->bits) - 1);
}

static guint16
to_half (double v)
{
  int exponent;
  if (v == 0)
    return 0;
  double m = frexp (v, &exponent);       /* 0.5 … 1 */
  return (guint16) ((exponent + 14) << 10 | ((int) (m * 2048) & 1023));
}

static void
store (const Form *f, guint8 *row, guint i, guint64 v)
{
  float single = (float) v / 8;
  double twice = (double) v / 8;
  if (f->format == SAMPLEFORMAT_IEEEFP) {
    guint16 half = to_half ((double) (v % 256) / 8);
    memcpy (row + i * f->bits / 8, f->bits == 16 ? (gconstpointer) &half : f->bits == 32 ? (gconstpointer) &single : &twice, f->bits / 8);
  } else if (f->bits >= 8 && f->bits % 8 == 0) {
    for (guint b = 0; b < f->bits / 8; b++)
      row[i * f->bits / 8 + b] = (guint8) (v >> (8 * b));
  } else {
    for (guint b = 0; b < f->bits; b++) {
      guint at = i * f->bits + b;
      row[at / 8] |= (guint8) ((v >> (f->bits - 1 - b) & 1) << (7 - at % 8));
    }
  }
}

static void
fill (const Form *f, guint page, guint8 *out, gsize stride, guint x0, guint y0, guint w, guint h, guint plane)
{
  gboolean planes = f->planar == PLANARCONFIG_SEPARATE;
  guint n = planes ? 1 : f->samples;
  memset (out, 0, stride * h);
  for (guint y = 0; y < h; y++)
    for (guint x = 0; x < w; x++)
      for (guint c = 0; c < n; c++)
        store (f, out + y * stride, x * n + c, value (f, page, x0 + x, y0 + y, planes ? plane : c));
}

static void
set_fields (TIFF *t, const Form *f)
{
  TIFFSetField (t, TIFFTAG_IMAGEWIDTH, f->width ? f->width : W);
  TIFFSetField (t, TIFFTAG_IMAGELENGTH, f->height ? f->height : H);
  TIFFSetField (t, TIFFTAG_BITSPERSAMPLE, f->bits);
  TIFFSetField (t, TIFFTAG_SAMPLESPERPIXEL, f->samples);
  TIFFSetField (t, TIFFTAG_SAMPLEFORMAT, f->format ? f->format : SAMPLEFORMAT_UINT);
  TIFFSetField (t, TIFFTAG_PHOTOMETRIC, f->photometric);
  TIFFSetField (t, TIFFTAG_COMPRESSION, f->compression ? f->compression : COMPRESSION_NONE);
  TIFFSetField (t, TIFFTAG_PLANARCONFIG, f->planar ? f->planar : PLANARCONFIG_CONTIG);
  if (f->photometric == PHOTOMETRIC_YCBCR && f->compression == COMPRESSION_JPEG) {
    TIFFSetField (t, TIFFTAG_JPEGQUALITY, 100);
    TIFFSetField (t, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);      /* rows are given as RGB */
  }
  if (f->orientation)
    TIFFSetField (t, TIFFTAG_ORIENTATION, f->orientation);
  if (f->n_extra)
    TIFFSetField (t, TIFFTAG_EXTRASAMPLES, f->n_extra, f->extra);
  if (f->subfile)
    TIFFSetField (t, TIFFTAG_SUBFILETYPE, f->subfile);
  if (f->photometric == PHOTOMETRIC_PALETTE) {
    guint n = 1u << f->bits;
    g_autofree guint16 *map = g_new0 (guint16, 3 * n);
    for (guint i = 0; i < 3 * n; i++)
      map[i] = (guint16) (i * 321 + 5);
    TIFFSetField (t, TIFFTAG_COLORMAP, map, map + n, map + 2 * n);
  }
  if (f->tiled) {
    TIFFSetField (t, TIFFTAG_TILEWIDTH, 16);
    TIFFSetField (t, TIFFTAG_TILELENGTH, 32);
  } else {
    TIFFSetField (t, TIFFTAG_ROWSPERSTRIP, f->rows ? f->rows : 4);
  }
}

static void
write_page (TIFF *t, const Form *f, guint page)
{
  guint planes = f->planar == PLANARCONFIG_SEPARATE ? f->samples : 1, w = f->width ? f->width : W, h = f->height ? f->height : H;
  set_fields (t, f);
  if (f->tiled) {
    g_autofree guint8 *tile = g_malloc ((gsize) TIFFTileSize (t));
    for (guint p = 0; p < planes; p++)
      for (guint y = 0; y < h; y += 32)
        for (guint x = 0; x < w; x += 16) {
          fill (f, page, tile, (gsize) TIFFTileRowSize (t), x, y, 16, 32, p);
          g_assert_cmpint (TIFFWriteEncodedTile (t, TIFFComputeTile (t, x, y, 0, (guint16) p), tile, TIFFTileSize (t)), >, 0);
        }
  } else {
    g_autofree guint8 *row = g_malloc ((gsize) TIFFScanlineSize (t));
    for (guint p = 0; p < planes; p++)
      for (guint y = 0; y < h; y++) {
        fill (f, page, row, (gsize) TIFFScanlineSize (t), 0, y, w, 1, p);
        g_assert_cmpint (TIFFWriteScanline (t, row, y, (guint16) p), ==, 1);
      }
  }
  g_assert_true (TIFFWriteDirectory (t));
}

static GByteArray *
make_pages (const Form *forms, guint n)
{
  TiffMemory m;
  TIFF *t = tiff_memory_open (&m, forms[0].mode ? forms[0].mode : "w");
  for (guint i = 0; i < n; i++)
    write_page (t, &forms[i], i);
  TIFFClose (t);
  return m.data;
}

static double
wanted (const Form *f, guint page, guint x, guint y, guint c)
{
  guint64 v = value (f, page, x, y, c), top = f->bits < 64 ? ((guint64) 1 << f->bits) - 1 : 0;
  if (f->format == SAMPLEFORMAT_IEEEFP)
    return f->bits == 16 ? (double) (v % 256) / 8 : (double) v / 8;
  if (f->format == SAMPLEFORMAT_INT)
    return f->bits == 64 ? (double) v : (double) ((gint64) (v << (64 - f->bits)) >> (64 - f->bits));
  if (f->photometric == PHOTOMETRIC_MINISWHITE)
    v = top - v;
  if (f->photometric == PHOTOMETRIC_PALETTE)
    return (guint16) ((value (f, page, x, y, 0) + c * (top + 1)) * 321 + 5) >> 8;
  if (f->photometric == PHOTOMETRIC_SEPARATED) {
    double k = (double) (top - value (f, page, x, y, 3));
    return (double) (top - v) * k / (double) top;
  }
  return f->bits < 8 ? (double) (v * 255 / top) : (double) v;
}

static void
check_form (const Form *f, VslPixelType type)
{
  g_autoptr (GByteArray) b = make_pages (f, 1);
  g_auto (TestDecoded) d = test_decode (b);
  guint channels = f->photometric <= PHOTOMETRIC_MINISBLACK ? 1 : 3;
  g_assert_no_error (d.error);
  g_assert_cmpstr (d.info.format, ==, "tiff");
  g_assert_cmpint (d.image.type, ==, type);
  g_assert_cmpint (d.image.channels, ==, channels);
  g_assert_cmpint (d.image.width, ==, W);
  g_assert_cmpint (d.image.height, ==, H);
  for (guint y = 0; y < H; y++)
    for (guint x = 0; x < W; x++)
      for (guint c = 0; c < channels; c++) {
        double got = test_pixel (&d.image, 0, (int) x, (int) y, (int) c), want = wanted (f, 0, x, y, c);
        if (fabs (got - want) > (f->photometric == PHOTOMETRIC_SEPARATED ? 0.6 : 0))
          g_error ("%u bits, format %u, photometric %u, %s: %g instead of %g at %u, %u, %u", f->bits, f->format, f->photometric, f->tiled ? "tiles" : "strips",
                   got, want, x, y, c);
      }
}

/* Each kind of number, in strips and tiles, both byte orders, classic and big files. */
static void
test_numbers (void)
{
  static const struct {
    guint bits, format;
    VslPixelType type;
  } kinds[] = { { 1, 1, VSL_PIXEL_U8 },  { 2, 1, VSL_PIXEL_U8 },   { 4, 1, VSL_PIXEL_U8 },   { 6, 1, VSL_PIXEL_U8 },   { 8, 1, VSL_PIXEL_U8 },
                { 10, 1, VSL_PIXEL_U16 }, { 12, 1, VSL_PIXEL_U16 }, { 14, 1, VSL_PIXEL_U16 }, { 15, 1, VSL_PIXEL_U16 }, { 16, 1, VSL_PIXEL_U16 },
                { 24, 1, VSL_PIXEL_U32 }, { 32, 1, VSL_PIXEL_U32 }, { 64, 1, VSL_PIXEL_F64 }, { 8, 2, VSL_PIXEL_S8 },   { 16, 2, VSL_PIXEL_S16 },
                { 32, 2, VSL_PIXEL_S32 }, { 64, 2, VSL_PIXEL_F64 }, { 16, 3, VSL_PIXEL_REAL }, { 32, 3, VSL_PIXEL_REAL }, { 64, 3, VSL_PIXEL_F64 } };
  static const char *const modes[] = { "wl", "wb", "w8" };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint m = 0; m < G_N_ELEMENTS (modes); m++)
      for (int tiled = 0; tiled < 2; tiled++)
        check_form (&(Form) { .bits = kinds[i].bits, .samples = 1, .format = kinds[i].format, .photometric = PHOTOMETRIC_MINISBLACK, .tiled = tiled,
                              .mode = modes[m] },
                    kinds[i].type);
}

static void
test_colours (void)
{
  static const guint packings[] = { COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS };
  for (guint p = 0; p < G_N_ELEMENTS (packings); p++)
    for (guint planar = PLANARCONFIG_CONTIG; planar <= PLANARCONFIG_SEPARATE; planar++)
      for (int tiled = 0; tiled < 2; tiled++) {
        Form f = { .compression = packings[p], .planar = planar, .tiled = tiled, .photometric = PHOTOMETRIC_RGB };
        f.samples = 3;
        f.bits = 8;
        check_form (&f, VSL_PIXEL_U8);
        f.bits = 16;
        check_form (&f, VSL_PIXEL_U16);
        f.bits = 4;
        check_form (&f, VSL_PIXEL_U8);
        f.photometric = PHOTOMETRIC_SEPARATED;
        f.samples = 4;
        f.bits = 8;
        check_form (&f, VSL_PIXEL_U8);
        f.bits = 16;
        check_form (&f, VSL_PIXEL_U16);
      }
  for (guint bits = 1; bits <= 8; bits *= 2)
    check_form (&(Form) { .bits = bits, .samples = 1, .photometric = PHOTOMETRIC_PALETTE }, VSL_PIXEL_U8);
}

static void
test_white_is_zero (void)
{
  static const guint bits[] = { 1, 4, 8, 12, 16, 32 };
  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    check_form (&(Form) { .bits = bits[i], .samples = 1, .photometric = PHOTOMETRIC_MINISWHITE },
                bits[i] <= 8 ? VSL_PIXEL_U8 : bits[i] <= 16 ? VSL_PIXEL_U16 : VSL_PIXEL_U32);
}

static void
test_alpha (void)
{
  Form f = { .bits = 8, .samples = 4, .photometric = PHOTOMETRIC_RGB, .extra = { EXTRASAMPLE_UNASSALPHA }, .n_extra = 1 };
  check_form (&f, VSL_PIXEL_U8);
  f.planar = PLANARCONFIG_SEPARATE;
  check_form (&f, VSL_PIXEL_U8);
  g_autoptr (GByteArray) b = make_pages (&f, 1);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_true (d.info.had_alpha);
  check_form (&(Form) { .bits = 16, .samples = 2, .photometric = PHOTOMETRIC_MINISBLACK, .extra = { EXTRASAMPLE_UNASSALPHA }, .n_extra = 1 }, VSL_PIXEL_U16);
}

static void
test_pages (void)
{
  Form same[4], mixed[4];
  for (guint i = 0; i < 4; i++)
    same[i] = mixed[i] = (Form) { .bits = 16, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK, .compression = i % 2 ? COMPRESSION_LZW : COMPRESSION_NONE };
  g_autoptr (GByteArray) b = make_pages (same, 4);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.frames, ==, 4);
  for (guint k = 0; k < 4; k++)
    g_assert_cmpfloat (test_pixel (&d.image, (int) k, 9, 8, 0), ==, wanted (&same[k], k, 9, 8, 0));
  VslDecodeRequest some = { .flags = VSL_DECODE_PIXELS, .first_frame = 1, .n_frames = 2, .companion = -1 };
  g_auto (TestDecoded) part = test_decode_pair (b, NULL, &some);
  g_assert_no_error (part.error);
  g_assert_cmpint (part.image.frames, ==, 2);
  g_assert_cmpfloat (test_pixel (&part.image, 1, 3, 4, 0), ==, wanted (&same[2], 2, 3, 4, 0));
  /* A thumbnail is no page; a page of another size is left out with a word. */
  mixed[1].subfile = FILETYPE_REDUCEDIMAGE;
  mixed[2].width = 5;
  g_autoptr (GByteArray) m = make_pages (mixed, 4);
  g_auto (TestDecoded) two = test_decode (m);
  g_assert_no_error (two.error);
  g_assert_cmpint (two.image.frames, ==, 2);
  g_assert_cmpfloat (test_pixel (&two.image, 1, 9, 8, 0), ==, wanted (&mixed[3], 3, 9, 8, 0));
  g_assert_nonnull (two.info.warnings);
  g_assert_nonnull (strstr (two.info.warnings[0], "1 page "));
}

static void
test_orientation (void)
{
  for (guint o = 1; o <= 8; o++) {
    Form f = { .bits = 8, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK, .orientation = o };
    g_autoptr (GByteArray) b = make_pages (&f, 1);
    g_auto (TestDecoded) d = test_decode (b);
    const guint at[9][2] = { { 0, 0 }, { 3, 5 }, { W - 4, 5 }, { W - 4, H - 6 }, { 3, H - 6 }, { 5, 3 }, { H - 6, 3 }, { H - 6, W - 4 }, { 5, W - 4 } };
    g_assert_no_error (d.error);
    g_assert_cmpint (d.image.width, ==, o >= 5 ? H : W);
    g_assert_cmpfloat (test_pixel (&d.image, 0, (int) at[o][0], (int) at[o][1], 0), ==, wanted (&f, 0, 3, 5, 0));
  }
}

/* Slides are stored so: JPEG in tiles or strips, colours as differences, two or more pages. Smooth rows, since JPEG loses what is not. */
static void
test_jpeg_inside (void)
{
  for (int tiled = 0; tiled < 2; tiled++) {
    TiffMemory m;
    Form f = { .bits = 8, .samples = 3, .photometric = PHOTOMETRIC_YCBCR, .compression = COMPRESSION_JPEG, .rows = 16, .tiled = tiled, .width = 48, .height = 32 };
    TIFF *t = tiff_memory_open (&m, "w");
    for (guint page = 0; page < 2; page++) {
      set_fields (t, &f);
      for (guint x0 = 0; x0 < (tiled ? 48u : 1u); x0 += 16)
        for (guint y0 = 0; y0 < 32; y0 += tiled ? 32 : 16) {
          guint w = tiled ? 16 : 48, h = tiled ? 32 : 16;
          g_autofree guint8 *rgb = g_malloc ((gsize) w * h * 3);
          for (guint i = 0; i < w * h; i++)
            for (guint c = 0; c < 3; c++)
              rgb[3 * i + c] = (guint8) (50 + (tiled ? x0 : 0) + i % w + (y0 + i / w) * 2 + c * 15 + page * 20);
          if (tiled)
            TIFFWriteEncodedTile (t, TIFFComputeTile (t, x0, y0, 0, 0), rgb, (tmsize_t) (w * h * 3));
          else
            TIFFWriteEncodedStrip (t, y0 / 16, rgb, (tmsize_t) (w * h * 3));
        }
      g_assert_true (TIFFWriteDirectory (t));
    }
    TIFFClose (t);
    g_auto (TestDecoded) d = test_decode (m.data);
    g_assert_no_error (d.error);
    g_assert_cmpint (d.image.frames, ==, 2);
    g_assert_cmpint (d.image.channels, ==, 3);
    for (int k = 0; k < 2; k++)
      for (int c = 0; c < 3; c++)
        g_assert_cmpfloat_with_epsilon (test_pixel (&d.image, k, 30, 20, c), 50 + 30 + 40 + c * 15 + k * 20, 6);
    g_byte_array_unref (m.data);
  }
}

/* Forms that libtiff itself makes colours of, and packings that lose nothing on one bit. */
static void
test_others (void)
{
  check_form (&(Form) { .bits = 1, .samples = 1, .photometric = PHOTOMETRIC_MINISWHITE, .compression = COMPRESSION_CCITTFAX4, .rows = H }, VSL_PIXEL_U8);
  check_form (&(Form) { .bits = 1, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_CCITTFAX3, .rows = H }, VSL_PIXEL_U8);
  Form jpeg = { .bits = 8, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK, .compression = COMPRESSION_JPEG, .rows = 16 };
  g_autoptr (GByteArray) b = make_pages (&jpeg, 1);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.channels, ==, 1);
  Form lab = { .bits = 8, .samples = 3, .photometric = PHOTOMETRIC_CIELAB };
  g_autoptr (GByteArray) l = make_pages (&lab, 1);
  g_auto (TestDecoded) e = test_decode (l);
  g_assert_no_error (e.error);
  g_assert_cmpint (e.image.channels, ==, 3);
  g_assert_cmpstr (e.info.photometric, ==, "lab");
}

static void
test_cut (void)
{
  static const guint packings[] = { COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_JPEG, COMPRESSION_CCITTFAX4 };
  for (guint p = 0; p < G_N_ELEMENTS (packings); p++) {
    Form f = { .bits = packings[p] == COMPRESSION_CCITTFAX4 ? 1 : 8, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK, .compression = packings[p], .rows = 16 };
    g_autoptr (GByteArray) b = make_pages (&f, 1);
    g_byte_array_set_size (b, b->len - 20);      /* the directory is at the end */
    g_auto (TestDecoded) d = test_decode (b);
    g_assert_false (d.ok);
  }
}

/* The value of a tag in the first directory of a little-endian file. */
static guint8 *
find_tag (GByteArray *b, guint16 tag)
{
  guint32 at = b->data[4] | (guint32) b->data[5] << 8 | (guint32) b->data[6] << 16;
  guint n = b->data[at] | b->data[at + 1] << 8;
  for (guint i = 0; i < n; i++) {
    guint8 *p = b->data + at + 2 + 12 * i;
    if ((p[0] | p[1] << 8) == tag)
      return p + 8;
  }
  g_assert_not_reached ();
}

static void
lie (const Form *f, guint16 tag, guint32 v, const char *word)
{
  g_autoptr (GByteArray) b = make_pages (f, 1);
  guint8 *p = find_tag (b, tag);
  for (guint i = 0; i < (p[-6] == 3 ? 2 : 4); i++)
    p[i] = (guint8) (v >> (8 * i));
  g_test_message ("tag %u is %u", tag, v);
  test_refused (b, word);
}

static void
test_lies (void)
{
  Form f = { .bits = 8, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK, .rows = H, .mode = "wl" }, lzw = f, tiled = f, small = f;
  small.bits = 4;
  lzw.compression = COMPRESSION_LZW;
  tiled.tiled = TRUE;
  lie (&f, TIFFTAG_IMAGEWIDTH, 60000, "at most");
  lie (&f, TIFFTAG_IMAGEWIDTH, 30000, "cannot hold that");
  lie (&f, TIFFTAG_IMAGELENGTH, 0, "TIFF");
  lie (&f, TIFFTAG_SAMPLESPERPIXEL, 65529, "TIFF");
  lie (&f, TIFFTAG_BITSPERSAMPLE, 9999, "not read");
  lie (&f, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_COMPLEXIEEEFP, "not read");
  lie (&f, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_CFA, "not read");
  lie (&small, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_PALETTE, "TIFF");      /* which has no palette; libtiff takes 8 bits for grey then */
  lie (&f, TIFFTAG_COMPRESSION, 4711, "packed in a way");
  lie (&f, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE, "TIFF is");
  lie (&f, TIFFTAG_STRIPOFFSETS, 0x7fffffff, "TIFF is");
  lie (&lzw, TIFFTAG_STRIPBYTECOUNTS, 9, "TIFF is");
  lie (&lzw, TIFFTAG_IMAGEWIDTH, 30000, "TIFF is");
  lie (&tiled, TIFFTAG_TILEWIDTH, 0x7ffffff0, "TIFF");
  g_autoptr (GByteArray) loop = make_pages ((Form[]) { f, f }, 2);
  guint32 at = loop->data[4] | (guint32) loop->data[5] << 8, n = loop->data[at] | (guint32) loop->data[at + 1] << 8;
  memcpy (loop->data + at + 2 + 12 * n, loop->data + 4, 4);      /* the first page is its own successor */
  g_auto (TestDecoded) d = test_decode (loop);
  g_assert_true (!d.ok || d.image.frames == 1);
  g_byte_array_set_size (loop, 8);
  test_refused (loop, "TIFF is");
}

/* All whose first part is missing: a beginning of a file whose directory comes first. */
static void
test_beginnings (void)
{
  g_autoptr (GByteArray) b = g_byte_array_new ();
  const guint16 tags[][3] = { { 256, 3, 9 }, { 257, 3, 6 }, { 258, 3, 8 }, { 259, 3, 1 }, { 262, 3, 1 }, { 273, 4, 122 }, { 277, 3, 1 }, { 278, 3, 6 }, { 279, 4, 54 } };
  test_put (b, "MM");
  test_put16 (b, 42, TRUE);
  test_put32 (b, 8, TRUE);
  test_put16 (b, G_N_ELEMENTS (tags), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    test_put16 (b, tags[i][0], TRUE);
    test_put16 (b, tags[i][1], TRUE);
    test_put32 (b, 1, TRUE);
    if (tags[i][1] == 3) {
      test_put16 (b, tags[i][2], TRUE);
      test_put16 (b, 0, TRUE);
    } else {
      test_put32 (b, tags[i][2], TRUE);
    }
  }
  test_put32 (b, 0, TRUE);
  g_assert_cmpuint (b->len, ==, 122);
  test_zeros (b, 54);
  test_every_beginning (b, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TIFFSetErrorHandler (NULL);
  TIFFSetWarningHandler (NULL);
  g_test_add_func ("/formats/tiff/numbers", test_numbers);
  g_test_add_func ("/formats/tiff/colours", test_colours);
  g_test_add_func ("/formats/tiff/white-is-zero", test_white_is_zero);
  g_test_add_func ("/formats/tiff/alpha", test_alpha);
  g_test_add_func ("/formats/tiff/pages", test_pages);
  g_test_add_func ("/formats/tiff/orientation", test_orientation);
  g_test_add_func ("/formats/tiff/jpeg-inside", test_jpeg_inside);
  g_test_add_func ("/formats/tiff/others", test_others);
  g_test_add_func ("/formats/tiff/cut", test_cut);
  g_test_add_func ("/formats/tiff/lies", test_lies);
  g_test_add_func ("/formats/tiff/beginnings", test_beginnings);
  return g_test_run ();
}
