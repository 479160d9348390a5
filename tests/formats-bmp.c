/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every form of BMP, put together byte by byte; then what is damaged or lies about itself. */
#include <string.h>

#include "formats-util.h"

#define W 7
#define H 5

typedef struct {
  guint header;                /* 12, 40, 52, 56, 64, 108, 124 */
  guint bits, compression;
  gboolean top_down;
  gint32 width, height;        /* 0: W and H */
  const guint32 *masks;        /* 4, or NULL */
  guint colours;               /* of the palette */
  gboolean grey;               /* palette of greys */
  guint32 pixels_at;           /* 0: right behind */
} Form;

static guint8
colour (guint index, guint c, gboolean grey)
{
  return (guint8) (grey ? index * 17 : index * 37 + c * 80 + 11);
}

/* The number that stands for a pixel of a palette. */
static guint
index_at (guint x, guint y, guint bits)
{
  return (x * 5 + y * 3 + x * y) % (1u << MIN (bits, 4));
}

static guint8
direct (guint x, guint y, guint c)
{
  return (guint8) (x * 30 + y * 7 + c * 55);
}

static GByteArray *
begin (const Form *f)
{
  GByteArray *b = g_byte_array_new ();
  guint entry = f->header == 12 ? 3 : 4;
  guint masks = f->masks && f->header == 40 ? (f->compression == 6 ? 16 : 12) : 0;
  guint32 at = f->pixels_at ? f->pixels_at : 14 + f->header + masks + f->colours * entry;
  gint32 w = f->width ? f->width : W, h = f->height ? f->height : H;
  test_put (b, "BM");
  test_put32 (b, 0, FALSE);
  test_put32 (b, 0, FALSE);
  test_put32 (b, at, FALSE);
  test_put32 (b, f->header, FALSE);
  if (f->header == 12) {
    test_put16 (b, (guint16) w, FALSE);
    test_put16 (b, (guint16) h, FALSE);
  } else {
    test_put32 (b, (guint32) w, FALSE);
    test_put32 (b, (guint32) (f->top_down ? -h : h), FALSE);
  }
  test_put16 (b, 1, FALSE);
  test_put16 (b, (guint16) f->bits, FALSE);
  if (f->header > 12) {
    test_put32 (b, f->compression, FALSE);
    test_zeros (b, 12);
    test_put32 (b, f->colours, FALSE);
    test_zeros (b, 4);
  }
  for (guint i = 0; f->masks && i < (f->header == 52 || (f->header == 40 && f->compression == 3) ? 3 : 4); i++)
    test_put32 (b, f->masks[i], FALSE);
  if (b->len < 14 + f->header)
    test_zeros (b, 14 + f->header - b->len);
  for (guint i = 0; i < f->colours; i++) {
    guint8 bgr[4] = { colour (i, 2, f->grey), colour (i, 1, f->grey), colour (i, 0, f->grey), 0 };
    g_byte_array_append (b, bgr, entry);
  }
  return b;
}

static guint32
fields (guint x, guint y, const guint32 *masks)
{
  guint32 v = 0;
  for (guint c = 0; c < 3; c++) {
    guint shift = (guint) __builtin_ctz (masks[c]);
    v |= (guint32) ((guint64) direct (x, y, c) * (masks[c] >> shift) / 255) << shift;
  }
  return v | masks[3];
}

static const guint32 plain16[4] = { 0x7c00, 0x03e0, 0x001f, 0 };

static void
put_rows (GByteArray *b, const Form *f)
{
  gsize stride = ((gsize) W * f->bits + 31) / 32 * 4;
  for (guint k = 0; k < H; k++) {
    guint y = f->top_down ? k : H - 1 - k;
    g_autofree guint8 *row = g_malloc0 (stride);
    for (guint x = 0; x < W; x++)
      if (f->bits <= 8)
        row[x * f->bits / 8] |= (guint8) (index_at (x, y, f->bits) << (8 - f->bits - x * f->bits % 8));
      else if (f->bits == 24 || (f->bits == 32 && !f->masks)) {
        guint8 *p = row + x * f->bits / 8;
        p[0] = direct (x, y, 2);
        p[1] = direct (x, y, 1);
        p[2] = direct (x, y, 0);
      } else {
        guint32 v = fields (x, y, f->masks ? f->masks : plain16);
        for (guint i = 0; i < f->bits / 8; i++)
          row[x * f->bits / 8 + i] = (guint8) (v >> (8 * i));
      }
    g_byte_array_append (b, row, (guint) stride);
  }
}

static void
check_pixels (const TestDecoded *d, const Form *f)
{
  g_assert_no_error (d->error);
  g_assert_cmpint (d->image.width, ==, W);
  g_assert_cmpint (d->image.height, ==, H);
  g_assert_cmpint (d->image.channels, ==, f->bits <= 8 && f->grey ? 1 : 3);
  for (guint y = 0; y < H; y++)
    for (guint x = 0; x < W; x++)
      for (guint c = 0; c < (guint) d->image.channels; c++) {
        double got = test_pixel (&d->image, 0, (int) x, (int) y, (int) c);
        if (f->bits <= 8)
          g_assert_cmpfloat (got, ==, colour (index_at (x, y, f->bits), c, f->grey));
        else if (f->bits >= 24 && !f->masks)
          g_assert_cmpfloat (got, ==, direct (x, y, c));
        else {
          const guint32 *masks = f->masks ? f->masks : plain16;
          guint64 top = masks[c] >> __builtin_ctz (masks[c]), kept = direct (x, y, c) * top / 255;
          g_assert_cmpfloat (got, ==, (double) (kept * 255 / top));
        }
      }
}

static void
check_form (const Form *f)
{
  g_autoptr (GByteArray) b = begin (f);
  put_rows (b, f);
  g_auto (TestDecoded) d = test_decode (b);
  check_pixels (&d, f);
  g_assert_cmpstr (d.info.format, ==, "bmp");
  g_assert_cmpint (d.info.had_alpha, ==, f->masks && f->masks[3] ? TRUE : FALSE);
  /* Without the last row's padding it is still whole; without its last pixel it is not. */
  gsize padding = ((gsize) W * f->bits + 31) / 32 * 4 - ((gsize) W * f->bits + 7) / 8;
  g_byte_array_set_size (b, (guint) (b->len - padding));
  g_auto (TestDecoded) unpadded = test_decode (b);
  check_pixels (&unpadded, f);
  g_byte_array_set_size (b, b->len - 1);
  test_refused (b, "cut short");
}

static void
test_forms (void)
{
  static const guint headers[] = { 12, 40, 52, 56, 64, 108, 124 };
  for (guint h = 0; h < G_N_ELEMENTS (headers); h++)
    for (int top_down = 0; top_down < (headers[h] == 12 ? 1 : 2); top_down++) {
      for (guint bits = 1; bits <= 8; bits *= 2)
        for (int grey = 0; grey < 2; grey++)
          check_form (&(Form) { .header = headers[h], .bits = bits, .top_down = top_down, .colours = 1u << bits, .grey = grey });
      for (guint bits = 16; bits <= 32; bits += 8)
        check_form (&(Form) { .header = headers[h], .bits = bits, .top_down = top_down });
    }
}

static void
test_fields (void)
{
  static const guint32 m565[4] = { 0xf800, 0x07e0, 0x001f, 0 }, m5551[4] = { 0x7c00, 0x03e0, 0x001f, 0x8000 },
                       rgba[4] = { 0xff, 0xff00, 0xff0000, 0xff000000 }, ten[4] = { 0x3ff00000, 0xffc00, 0x3ff, 0 };
  static const guint headers[] = { 40, 52, 56, 108, 124 };
  for (guint h = 0; h < G_N_ELEMENTS (headers); h++) {
    check_form (&(Form) { .header = headers[h], .bits = 16, .compression = 3, .masks = m565 });
    check_form (&(Form) { .header = headers[h], .bits = 32, .compression = 3, .masks = ten });
  }
  check_form (&(Form) { .header = 108, .bits = 16, .compression = 3, .masks = m5551 });
  check_form (&(Form) { .header = 124, .bits = 32, .compression = 3, .masks = rgba, .top_down = TRUE });
  check_form (&(Form) { .header = 40, .bits = 32, .compression = 6, .masks = rgba });
}

/* Rows from below: runs, bytes in a row, the end of a row. */
static void
put_runs (GByteArray *b, guint bits)
{
  for (guint k = 0; k < H; k++) {
    guint y = H - 1 - k;
    guint8 first[2] = { 2, 0 }, literal[2] = { 0, W - 2 }, end[2] = { 0, 0 };
    guint a = index_at (0, y, bits), c = index_at (1, y, bits);
    if (bits == 8) {
      guint8 one[2] = { 1, (guint8) a }, two[2] = { 1, (guint8) c };
      g_byte_array_append (b, one, 2);
      g_byte_array_append (b, two, 2);
    } else {
      first[1] = (guint8) (a << 4 | c);
      g_byte_array_append (b, first, 2);
    }
    g_byte_array_append (b, literal, 2);
    guint8 data[W] = { 0 };
    guint n = bits == 8 ? W - 2 : (W - 2 + 1) / 2;
    for (guint x = 2; x < W; x++)
      if (bits == 8)
        data[x - 2] = (guint8) index_at (x, y, bits);
      else
        data[(x - 2) / 2] |= (guint8) (index_at (x, y, bits) << (x % 2 ? 0 : 4));
    g_byte_array_append (b, data, n + (n & 1));
    g_byte_array_append (b, end, 2);
  }
  g_byte_array_append (b, (const guint8 *) "\0\1", 2);
}

static void
test_runs (void)
{
  for (guint bits = 4; bits <= 8; bits += 4) {
    Form f = { .header = 40, .bits = bits, .compression = bits == 8 ? 1 : 2, .colours = 16 };
    g_autoptr (GByteArray) b = begin (&f);
    put_runs (b, bits);
    g_auto (TestDecoded) d = test_decode (b);
    check_pixels (&d, &f);
    for (guint cut = 7; cut < 40; cut++) {      /* fewer cut off no pixel */
      g_autoptr (GByteArray) part = g_byte_array_new ();
      g_byte_array_append (part, b->data, b->len - cut);
      g_auto (TestDecoded) short_one = test_decode (part);
      g_assert_cmpint (short_one.ok, ==, FALSE);
    }
  }
}

static void
runs_end_in (const char *runs, gsize n, const char *word)
{
  Form f = { .header = 40, .bits = 8, .compression = 1, .colours = 16 };
  g_autoptr (GByteArray) b = begin (&f);
  g_byte_array_append (b, (const guint8 *) runs, (guint) n);
  test_refused (b, word);
}

/* A jump leaves the first colour behind; leaving the picture is an error. */
static void
test_jumps (void)
{
  Form f = { .header = 40, .bits = 8, .compression = 1, .colours = 16 };
  g_autoptr (GByteArray) b = begin (&f);
  g_byte_array_append (b, (const guint8 *) "\0\2\3\1\2\5\0\1", 8);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpfloat (test_pixel (&d.image, 0, 3, H - 2, 0), ==, colour (5, 0, FALSE));
  g_assert_cmpfloat (test_pixel (&d.image, 0, 4, H - 2, 1), ==, colour (5, 1, FALSE));
  g_assert_cmpfloat (test_pixel (&d.image, 0, 0, 0, 0), ==, colour (0, 0, FALSE));
  runs_end_in ("\x0c\1\0\1", 4, "leaves the picture");
  runs_end_in ("\0\2\xff\0\0\1", 6, "leaves the picture");
  runs_end_in ("\0\2\0\x6\0\1", 6, "leaves the picture");
  runs_end_in ("\0\x20\1\2\3\4", 6, "cut short");
  runs_end_in ("\0\2\1", 3, "cut short");
}

static void
lie (Form f, const char *word)
{
  g_autoptr (GByteArray) b = begin (&f);
  test_zeros (b, 256);
  test_refused (b, word);
}

static void
test_lies (void)
{
  static const guint32 holes[4] = { 0xf0f0, 0x0f00, 0x000f, 0 }, none[4] = { 0xf800, 0, 0x1f, 0 };
  lie ((Form) { .header = 40, .bits = 24, .width = G_MAXINT32, .height = G_MAXINT32 }, "cannot hold that");
  lie ((Form) { .header = 40, .bits = 24, .width = 30000, .height = 30000 }, "cannot hold that");
  lie ((Form) { .header = 40, .bits = 8, .compression = 1, .colours = 2, .width = 30000, .height = 30000 }, "cannot hold that");
  lie ((Form) { .header = 40, .bits = 24, .width = -5 }, "cannot be");
  lie ((Form) { .header = 40, .bits = 7 }, "7 bits a pixel");
  lie ((Form) { .header = 40, .bits = 24, .compression = 4 }, "shell around");
  lie ((Form) { .header = 40, .bits = 24, .compression = 9 }, "not known");
  lie ((Form) { .header = 40, .bits = 8, .colours = 2, .compression = 2 }, "not known");
  lie ((Form) { .header = 40, .bits = 8, .colours = 2, .compression = 1, .top_down = TRUE }, "not known");
  lie ((Form) { .header = 40, .bits = 16, .compression = 3, .masks = holes }, "nonsense");
  lie ((Form) { .header = 40, .bits = 16, .compression = 3, .masks = none }, "nonsense");
  lie ((Form) { .header = 40, .bits = 24, .pixels_at = 10 }, "inside of its header");
  lie ((Form) { .header = 40, .bits = 24, .pixels_at = 0x7fffffff }, "cut short");
}

/* Numbers beyond a short palette are black, with a word about it. */
static void
test_short_palette (void)
{
  Form f = { .header = 40, .bits = 8, .colours = 3 };
  g_autoptr (GByteArray) b = begin (&f);
  put_rows (b, &f);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_nonnull (d.info.warnings);
  g_assert_nonnull (strstr (d.info.warnings[0], "beyond"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/bmp/forms", test_forms);
  g_test_add_func ("/formats/bmp/fields", test_fields);
  g_test_add_func ("/formats/bmp/runs", test_runs);
  g_test_add_func ("/formats/bmp/jumps", test_jumps);
  g_test_add_func ("/formats/bmp/lies", test_lies);
  g_test_add_func ("/formats/bmp/short-palette", test_short_palette);
  return g_test_run ();
}
