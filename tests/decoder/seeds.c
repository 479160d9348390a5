/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seeds.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "data/decoder/vsl-decode.h"

#define LARGEST (192 * 1024)

static void
seed_free (gpointer data)
{
  Seed *seed = data;
  g_free (seed->name);
  g_bytes_unref (seed->bytes);
  g_free (seed);
}

void
seeds_add (GPtrArray *seeds, const char *name, GBytes *bytes)
{
  Seed *seed = g_new (Seed, 1);
  *seed = (Seed) { g_strdup (name), bytes };
  g_ptr_array_add (seeds, seed);
}

/* ---- PNG ---- */

static void
on_write (png_structp png, png_bytep data, size_t n)
{
  g_byte_array_append (png_get_io_ptr (png), data, (guint) n);
}

static void
on_flush (png_structp png)
{
}

static GBytes *
write_png (int width, int height, int depth, int color, int interlace, guint number)
{
  GByteArray *bytes = g_byte_array_new ();
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  png_color palette[4] = { { 0, 0, 0 }, { 255, 0, 0 }, { 0, 255, 0 }, { 9, 99, 199 } };
  guint8 row[256];
  g_assert_cmpint (setjmp (png_jmpbuf (png)), ==, 0);
  png_set_write_fn (png, bytes, on_write, on_flush);
  png_set_IHDR (png, info, (png_uint_32) width, (png_uint_32) height, depth, color, interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (color == PNG_COLOR_TYPE_PALETTE)
    png_set_PLTE (png, info, palette, 4);
  png_write_info (png, info);
  for (int pass = png_set_interlace_handling (png); pass > 0; pass--)
    for (guint y = 0; y < (guint) height; y++) {
      for (guint i = 0; i < sizeof row; i++)
        row[i] = color == PNG_COLOR_TYPE_PALETTE ? (guint8) (0x1b * (1 + y % 2)) & 0x33 : (guint8) (i * 7 + y * 13 + number * (i % 5 + 1) + (number >> 8) * (y % 3));
      png_write_row (png, row);
    }
  png_write_end (png, info);
  png_destroy_write_struct (&png, &info);
  return g_byte_array_free_to_bytes (bytes);
}

/**
 * seeds_png_28:
 */
GBytes *
seeds_png_28 (guint number)
{
  return write_png (28, 28, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, number);
}

static void
add_png (GPtrArray *seeds, const char *name, int depth, int color, int interlace)
{
  seeds_add (seeds, name, write_png (13, 11, depth, color, interlace, 0));
}

static void
make_png (GPtrArray *seeds)
{
  add_png (seeds, "grey8.png", 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE);
  add_png (seeds, "grey16.png", 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_ADAM7);
  add_png (seeds, "grey1.png", 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE);
  add_png (seeds, "rgb.png", 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE);
  add_png (seeds, "rgba16.png", 16, PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_ADAM7);
  add_png (seeds, "palette2.png", 2, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE);
}

static guint32
read_be (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

static guint32
crc_of (const guint8 *p, gsize n)
{
  guint32 c = 0xffffffffu;
  for (gsize i = 0; i < n; i++) {
    c ^= p[i];
    for (int k = 0; k < 8; k++)
      c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
  }
  return ~c;
}

static void
mend_png (GByteArray *bytes)
{
  for (gsize at = 8; at + 12 <= bytes->len;) {
    guint8 *p = bytes->data + at;
    gsize n = read_be (p);
    if (n > bytes->len - at - 12)
      return;
    guint32 sum = GUINT32_TO_BE (crc_of (p + 4, n + 4));
    memcpy (p + 8 + n, &sum, 4);
    at += n + 12;
  }
}

/* ---- the formats of seeds-formats.c are rows below ---- */

static const struct {
  const char *format;
  void (*make) (GPtrArray *seeds);
  void (*mend) (GByteArray *bytes);
} writers[] = {
  { "bmp", seeds_make_bmp, NULL },
  { "gif", seeds_make_gif, NULL },
  { "jpeg", seeds_make_jpeg, NULL },
  { "nifti", seeds_make_nifti, NULL },
  { "npy", seeds_make_npy, NULL },
  { "png", make_png, mend_png },
  { "tiff", seeds_make_tiff, NULL },
  { "webp", seeds_make_webp, NULL },
};

/**
 * seeds_made:
 */
GPtrArray *
seeds_made (const char *format)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func (seed_free);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    if (g_str_equal (writers[i].format, format))
      writers[i].make (seeds);
  return seeds;
}

/**
 * seeds_mend:
 */
void
seeds_mend (const char *format, GByteArray *bytes)
{
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    if (writers[i].mend && g_str_equal (writers[i].format, format))
      writers[i].mend (bytes);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_shared (GPtrArray *seeds, const char *folder, const char *format)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
    char *data;
    gsize n;
    if (!g_file_get_contents (path, &data, &n, NULL))
      continue;
    const VslDecoderClass *cls = n > 0 && n <= LARGEST ? vsl_decoder_for ((const guint8 *) data, MIN (n, 512)) : NULL;
    if (cls && g_str_equal (cls->head.name, format))
      seeds_add (seeds, names->pdata[i], g_bytes_new_take (data, n));
    else
      g_free (data);
  }
}

/**
 * seeds_of:
 */
GPtrArray *
seeds_of (const char *format)
{
  static const char *const folders[] = { "data/image_formats/files", "data/nifti/files", "data/dicom/files" };
  GPtrArray *seeds = seeds_made (format);
  const char *shared = g_getenv ("VESALIUS_SHARED");
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *folder = g_build_filename (shared ? shared : TEST_SOURCE_ROOT "/../shared", folders[i], NULL);
    add_shared (seeds, folder, format);
  }
  return seeds;
}
