/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every form of PNG, written by libpng and read by our decoder; then what is damaged or lies about itself. */
#include <string.h>

#include "core/vsl-error.h"
#include "data-util.h"

#define W 9
#define H 7

static gboolean
decode (const GByteArray *bytes, VslImage *image, VslScanInfo *info, GError **error)
{
  char *dir = test_dir_new ();
  g_autofree char *path = test_write (dir, "scan.png", bytes->data, bytes->len);
  gboolean ok = vsl_decode_file (path, image, info, error);
  test_dir_free (dir);
  return ok;
}

/* The stored value of a pixel in the tests' pictures, up to depth bits. */
static guint
stored (int depth, guint x, guint y, guint c)
{
  guint v = x * 7919 + y * 104729 + c * 1299709 + 12345;
  v ^= v >> 7;
  return depth == 16 ? v & 0xffff : v & ((1u << depth) - 1);
}

static guint8 *
pack (int depth, guint channels)
{
  gsize stride = ((gsize) W * channels * depth + 7) / 8;
  guint8 *rows = g_malloc0 (stride * H);
  for (guint y = 0; y < H; y++)
    for (guint i = 0; i < W * channels; i++) {
      guint v = stored (depth, i / channels, y, i % channels);
      guint8 *row = rows + y * stride;
      if (depth == 16) {
        row[2 * i] = (guint8) (v >> 8);
        row[2 * i + 1] = (guint8) v;
      } else {
        row[i * depth / 8] |= (guint8) (v << (8 - depth - (i * depth) % 8));
      }
    }
  return rows;
}

static guint
value_at (const VslImage *image, guint i)
{
  return image->type == VSL_PIXEL_U16 ? ((const guint16 *) image->data)[i] : ((const guint8 *) image->data)[i];
}

static void
check_form (int depth, int color, gboolean interlaced)
{
  const guint channels[] = { 1, 0, 3, 1, 2, 0, 4 };
  guint n = channels[color], kept = color & PNG_COLOR_MASK_ALPHA ? n - 1 : n;
  g_autofree guint8 *rows = pack (depth, n);
  TestPng t = { .width = W, .height = H, .depth = depth, .color = color, .interlaced = interlaced, .rows = rows };
  g_autoptr (GByteArray) bytes = test_png (&t);
  g_autoptr (GError) error = NULL;
  VslImage image;
  VslScanInfo info;
  gboolean ok = decode (bytes, &image, &info, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpint (image.width, ==, W);
  g_assert_cmpint (image.height, ==, H);
  g_assert_cmpint (image.channels, ==, kept);
  g_assert_cmpint (image.bits, ==, depth);
  g_assert_cmpint (image.type, ==, depth == 16 ? VSL_PIXEL_U16 : VSL_PIXEL_U8);
  g_assert_cmpint (info.had_alpha, ==, kept != n);
  g_assert_cmpstr (info.format, ==, "png");
  for (guint y = 0; y < H; y++)
    for (guint x = 0; x < W; x++)
      for (guint c = 0; c < kept; c++) {
        guint64 want = stored (depth, x, y, c);
        if (depth < 8)
          want = want * 255 / ((1u << depth) - 1);
        g_assert_cmpuint (value_at (&image, (y * W + x) * kept + c), ==, want);
      }
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
}

static void
test_forms (void)
{
  for (int interlaced = 0; interlaced < 2; interlaced++) {
    for (int depth = 1; depth <= 16; depth *= 2)
      check_form (depth, PNG_COLOR_TYPE_GRAY, interlaced);
    for (int depth = 8; depth <= 16; depth *= 2) {
      check_form (depth, PNG_COLOR_TYPE_RGB, interlaced);
      check_form (depth, PNG_COLOR_TYPE_GRAY_ALPHA, interlaced);
      check_form (depth, PNG_COLOR_TYPE_RGB_ALPHA, interlaced);
    }
  }
}

static void
test_palette (void)
{
  png_color palette[16];
  guint8 alpha[16];
  for (int i = 0; i < 16; i++) {
    palette[i] = (png_color) { (png_byte) (i * 16), (png_byte) (255 - i), (png_byte) (i * i) };
    alpha[i] = (guint8) (i * 17);
  }
  for (int depth = 1; depth <= 8; depth *= 2)
    for (int with_alpha = 0; with_alpha < 2; with_alpha++) {
      int n = MIN (16, 1 << depth);
      g_autofree guint8 *rows = pack (depth, 1);
      if (depth == 8)
        for (int i = 0; i < W * H; i++)
          rows[i] %= 16;
      TestPng t = { .width = W, .height = H, .depth = depth, .color = PNG_COLOR_TYPE_PALETTE, .rows = rows, .palette = palette,
                    .n_palette = n, .palette_alpha = with_alpha ? alpha : NULL, .n_alpha = with_alpha ? n : 0 };
      g_autoptr (GByteArray) bytes = test_png (&t);
      VslImage image;
      VslScanInfo info;
      g_assert_true (decode (bytes, &image, &info, NULL));
      g_assert_cmpint (image.channels, ==, 3);
      g_assert_cmpstr (info.photometric, ==, "palette");
      for (guint i = 0; i < W * H; i++) {
        guint index = stored (depth, i % W, i / W, 0) % 16;
        const png_byte want[3] = { palette[index].red, palette[index].green, palette[index].blue };
        for (guint c = 0; c < 3; c++)
          g_assert_cmpuint (value_at (&image, i * 3 + c), ==, want[c]);
      }
      vsl_image_clear (&image);
      vsl_scan_info_clear (&info);
    }
}

/* One grey value declared transparent stays what it is. */
static void
test_transparent_grey (void)
{
  g_autofree guint8 *rows = pack (8, 1);
  png_color_16 key = { .gray = rows[5] };
  TestPng t = { .width = W, .height = H, .depth = 8, .color = PNG_COLOR_TYPE_GRAY, .rows = rows, .transparent = &key };
  g_autoptr (GByteArray) bytes = test_png (&t);
  VslImage image;
  VslScanInfo info;
  g_assert_true (decode (bytes, &image, &info, NULL));
  g_assert_cmpint (image.channels, ==, 1);
  g_assert_cmpuint (rows[5], !=, 0);
  for (guint i = 0; i < W * H; i++)
    g_assert_cmpuint (value_at (&image, i), ==, rows[i]);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
}

static void
expect_refusal (const GByteArray *bytes, const char *words)
{
  g_autoptr (GError) error = NULL;
  VslImage image;
  VslScanInfo info;
  g_assert_false (decode (bytes, &image, &info, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (info.reason);
  g_assert_null (image.data);
  g_assert_nonnull (strstr (error->message, "scan.png"));
  g_assert_nonnull (strstr (error->message, info.reason));
  if (words && !strstr (info.reason, words))
    g_error ("“%s” is not in “%s”", words, info.reason);
  vsl_scan_info_clear (&info);
}

static GByteArray *
small_png (void)
{
  g_autofree guint8 *rows = pack (8, 1);
  TestPng t = { .width = W, .height = H, .depth = 8, .color = PNG_COLOR_TYPE_GRAY, .rows = rows };
  return test_png (&t);
}

static void
test_truncated (void)
{
  g_autoptr (GByteArray) whole = small_png ();
  for (guint n = 0; n < whole->len; n++) {
    g_autoptr (GByteArray) part = g_byte_array_new ();
    g_byte_array_append (part, whole->data, n);
    expect_refusal (part, n == 0 ? "empty" : n >= 8 ? "cut short" : NULL);
  }
}

/* Whatever byte is changed: an error, or the same picture (a byte that means nothing), never another picture without a word. */
static void
test_damaged (void)
{
  g_autoptr (GByteArray) whole = small_png ();
  for (guint n = 0; n < whole->len; n++) {
    guint8 keep = whole->data[n];
    whole->data[n] ^= 0x55;
    expect_refusal (whole, NULL);
    whole->data[n] = keep;
  }
}

/* Writes the size into IHDR with a right checksum. */
static void
claim (GByteArray *png, guint32 width, guint32 height)
{
  guint32 crc = 0xffffffff, be[2] = { GUINT32_TO_BE (width), GUINT32_TO_BE (height) };
  memcpy (png->data + 16, be, 8);
  for (guint i = 12; i < 29; i++) {
    crc ^= png->data[i];
    for (int k = 0; k < 8; k++)
      crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
  }
  crc = GUINT32_TO_BE (~crc);
  memcpy (png->data + 29, &crc, 4);
}

static void
test_claims (void)
{
  static const struct {
    guint32 width, height;
    const char *words;
  } cases[] = { { 60000, 60000, "60000 × 60000" }, { 32768, 32768, "32768 × 32768" }, { 16384, 16384, "16384 × 16384" }, { 0, 7, NULL },
                { 0x80000000, 1, NULL }, { 0x7fffffff, 0x7fffffff, "2147483647" }, { 32769, 1, "32769" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) png = small_png ();
    claim (png, cases[i].width, cases[i].height);
    expect_refusal (png, cases[i].words);
  }
}

static void
test_others (void)
{
  static const struct {
    const char *start;
    gsize n;
    const char *words;
  } cases[] = { { "\xff\xd8\xff\xe0 JFIF", 9, "JPEG" }, { "II*\0\x08\0\0\0", 8, "TIFF" }, { "GIF89a\0\0", 8, "GIF" },
                { "RIFF\0\0\0\0WEBPVP8 ", 16, "WebP" }, { "Hello, this is a note.\n", 23, "text" }, { "\0\1\2\3\4\5\6\7", 8, "no kind" },
                { "\x89PNG\r\r\n\x1a", 8, "cut short" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_byte_array_append (bytes, (const guint8 *) cases[i].start, (guint) cases[i].n);
    expect_refusal (bytes, cases[i].words);
  }
  g_autoptr (GByteArray) dicom = g_byte_array_new ();
  g_byte_array_set_size (dicom, 140);
  memset (dicom->data, 0, 140);
  memcpy (dicom->data + 128, "DICM", 4);
  expect_refusal (dicom, "DICOM");
  g_autoptr (GError) error = NULL;
  VslImage image;
  VslScanInfo info;
  g_assert_false (vsl_decode_file ("/nowhere/at/all.png", &image, &info, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND);
  vsl_scan_info_clear (&info);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/png/forms", test_forms);
  g_test_add_func ("/data/png/palette", test_palette);
  g_test_add_func ("/data/png/transparent-grey", test_transparent_grey);
  g_test_add_func ("/data/png/truncated", test_truncated);
  g_test_add_func ("/data/png/damaged", test_damaged);
  g_test_add_func ("/data/png/claims", test_claims);
  g_test_add_func ("/data/png/others", test_others);
  return g_test_run ();
}
