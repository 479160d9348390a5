/* SPDX-License-Identifier: GPL-3.0-or-later */
/* .npy arrays: all plain numbers, both byte orders, C and Fortran order, what is a picture and what a volume; then lies. */
#include <string.h>

#include "formats-util.h"

static GByteArray *
begin (const char *descr, const char *fortran, const char *shape, int version)
{
  GByteArray *b = g_byte_array_new ();
  g_autofree char *text = g_strdup_printf ("{'descr': %s, 'fortran_order': %s, 'shape': %s, }          \n", descr, fortran, shape);
  g_byte_array_append (b, (const guint8 *) "\x93NUMPY", 6);
  g_byte_array_append (b, (const guint8[]) { (guint8) version, 0 }, 2);
  if (version == 1)
    test_put16 (b, (guint16) strlen (text), FALSE);
  else
    test_put32 (b, (guint32) strlen (text), FALSE);
  test_put (b, text);
  return b;
}

static void
put_number (GByteArray *b, char kind, int item, double v, gboolean big)
{
  float f = (float) v;
  guint32 bits;
  guint64 whole = (guint64) (gint64) v, long_bits;
  memcpy (&bits, &f, 4);
  memcpy (&long_bits, &v, 8);
  if (kind == 'f' && item == 2)
    test_put16 (b, v == 0 ? 0 : (guint16) (0x3c00 + (guint16) (v - 1) * 0x400), big);      /* powers of two only */
  else if (item == 1)
    g_byte_array_append (b, &(guint8) { (guint8) whole }, 1);
  else if (item == 2)
    test_put16 (b, (guint16) whole, big);
  else if (item == 4)
    test_put32 (b, kind == 'f' ? bits : (guint32) whole, big);
  else
    test_put64 (b, kind == 'f' ? long_bits : whole, big);
}

static const struct {
  const char *kind;
  VslPixelType type;
  const char *dtype;
} kinds[] = { { "u1", VSL_PIXEL_U8, "" },  { "i1", VSL_PIXEL_S8, "" },   { "b1", VSL_PIXEL_U8, "" },   { "u2", VSL_PIXEL_U16, "" },
              { "i2", VSL_PIXEL_S16, "" }, { "u4", VSL_PIXEL_U32, "" },  { "i4", VSL_PIXEL_S32, "" },  { "u8", VSL_PIXEL_F64, "uint64" },
              { "i8", VSL_PIXEL_F64, "int64" }, { "f2", VSL_PIXEL_REAL, "" }, { "f4", VSL_PIXEL_REAL, "" }, { "f8", VSL_PIXEL_F64, "" } };

static double
value (const char *kind, int i)
{
  return kind[0] == 'b' ? i % 2 : kind[0] == 'f' && kind[1] == '2' ? i % 2 + 1 : kind[0] == 'i' ? i * 3 - 20 : i * 3;
}

static void
test_kinds (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (int big = 0; big < 2; big++)
      for (int fortran = 0; fortran < 2; fortran++) {
        int item = kinds[k].kind[1] - '0';
        g_autofree char *descr = g_strdup_printf ("'%c%s'", item == 1 ? '|' : big ? '>' : '<', kinds[k].kind);
        g_autoptr (GByteArray) b = begin (descr, fortran ? "True" : "False", "(2, 3, 5)", 1 + (int) k % 3);
        for (int n = 0; n < 30; n++) {
          int i = fortran ? n % 2 * 15 + n / 2 % 3 * 5 + n / 6 : n;      /* the place in C order */
          put_number (b, kinds[k].kind[0], item, value (kinds[k].kind, i), big);
        }
        g_auto (TestDecoded) d = test_decode (b);
        g_assert_no_error (d.error);
        g_assert_cmpint (d.image.type, ==, kinds[k].type);
        g_assert_cmpstr (d.info.dtype, ==, kinds[k].dtype);
        g_assert_cmpint (d.image.frames, ==, 2);
        g_assert_cmpint (d.image.height, ==, 3);
        g_assert_cmpint (d.image.width, ==, 5);
        for (int i = 0; i < 30; i++)
          g_assert_cmpfloat (vsl_image_value (&d.image, (gsize) i), ==, value (kinds[k].kind, i));
        VslDecodeRequest some = { .flags = VSL_DECODE_PIXELS, .first_frame = 1, .companion = -1 };
        g_auto (TestDecoded) part = test_decode_pair (b, NULL, &some);
        g_assert_no_error (part.error);
        g_assert_cmpfloat (vsl_image_value (&part.image, 2), ==, value (kinds[k].kind, 17));
        if (k == 3)
          test_every_beginning (b, 1);
      }
}

static void
check_shape (const char *shape, int frames, int height, int width, int channels)
{
  g_autoptr (GByteArray) b = begin ("'|u1'", "False", shape, 1);
  for (int i = 0; i < 2000; i++)
    put_number (b, 'u', 1, i % 251, FALSE);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.frames, ==, frames);
  g_assert_cmpint (d.image.height, ==, height);
  g_assert_cmpint (d.image.width, ==, width);
  g_assert_cmpint (d.image.channels, ==, channels);
}

static void
test_shapes (void)
{
  check_shape ("(7,)", 1, 1, 7, 1);
  check_shape ("(4, 6)", 1, 4, 6, 1);
  check_shape ("(4, 6, 1)", 1, 4, 6, 1);
  check_shape ("(4, 6, 3)", 1, 4, 6, 3);
  check_shape ("(4, 6, 4)", 1, 4, 6, 3);
  check_shape ("(4, 6, 5)", 4, 6, 5, 1);
  check_shape ("(2, 4, 6, 3)", 2, 4, 6, 3);
  check_shape ("(2, 3, 4, 6)", 6, 4, 6, 1);
}

static void
lie (const char *descr, const char *shape, const char *word)
{
  g_autoptr (GByteArray) b = begin (descr, "False", shape, 1);
  test_zeros (b, 100);
  test_refused (b, word);
}

static void
test_lies (void)
{
  lie ("'|O'", "(2, 2)", "no plain numbers");
  lie ("'|O8'", "(2, 2)", "never read");
  lie ("'<c8'", "(2, 2)", "no plain numbers");
  lie ("[('a', '<f4')]", "(2, 2)", "no plain numbers");
  lie ("'<U5'", "(2, 2)", "no plain numbers");
  lie ("'<f4'", "(30, 30)", "cut short");
  lie ("'<f4'", "(0, 30)", "empty");
  lie ("'<f4'", "(99999999999999999999, 30)", "axes");
  lie ("'<f4'", "(2000000000, 2000000000, 2000000000)", "more than is read");
  lie ("'<f4'", "(1, 1, 1, 1, 1, 1, 1, 1)", "axes");
  lie ("'<f4'", "(-5, 3)", "not readable");
  lie ("'<f4'", "5", "not readable");
  lie ("'|u1'", "(70000, 1, 1, 2)", "cut short");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/npy/kinds", test_kinds);
  g_test_add_func ("/formats/npy/shapes", test_shapes);
  g_test_add_func ("/formats/npy/lies", test_lies);
  return g_test_run ();
}
