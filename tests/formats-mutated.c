/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sound files with bits turned, ends cut off, pieces doubled and lengths that lie, 100 a form (2,000 with VSL_TEST_LONG). Each one is read
 * or refused with one clear line, in bounded time. With TEST_THROUGH_PROCESS one in four goes through the helper process as well, which
 * must say the same. The seeds are the shared files. */
#include <string.h>
#include <unistd.h>

#include "formats-util.h"

#define MOST_SECONDS 20

static guint
how_many (void)
{
  return g_getenv ("VSL_TEST_LONG") ? 2000 : 100;
}

static guint32
below (GRand *rand, guint32 n)
{
  return n ? (guint32) g_rand_int_range (rand, 0, (gint32) n) : 0;
}

/* A number of 1, 2, 4 or 8 bytes that is often a wrong length. */
static void
lie (GRand *rand, GByteArray *b)
{
  static const guint64 lies[] = { 0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, G_MAXINT64, G_MAXUINT64 };
  guint bytes = 1u << below (rand, 4), at = below (rand, b->len);
  guint64 v = lies[below (rand, G_N_ELEMENTS (lies))];
  gboolean big = below (rand, 2);
  for (guint i = 0; i < bytes && at + i < b->len; i++)
    b->data[at + i] = (guint8) (v >> (8 * (big ? bytes - 1 - i : i)));
}

static void
change (GRand *rand, GByteArray *b)
{
  guint at = below (rand, b->len), n = below (rand, MIN (b->len, 400));
  switch (below (rand, 6)) {
  case 0:
  case 1:
    /* Headers are at the beginning, mostly. */
    at = below (rand, 2) ? at : n;
    b->data[at] ^= (guint8) (1u << below (rand, 8));
    break;
  case 2:
    lie (rand, b);
    break;
  case 3:
    g_byte_array_set_size (b, MAX (at, 1));
    break;
  case 4:
    n = below (rand, 64) + 1;
    n = MIN (n, b->len - at);
    g_byte_array_remove_range (b, at, n == b->len ? n - 1 : n);
    break;
  default:
    n = below (rand, 64) + 1;
    n = MIN (n, b->len - at);
    g_autofree guint8 *piece = g_memdup2 (b->data + at, n);
    g_byte_array_append (b, piece, n);
    memmove (b->data + at + n, b->data + at, b->len - at - n);
  }
}

/* One line, valid, not empty; or a picture that is as large as it says. */
static void
check (const TestDecoded *d, gint64 began)
{
  if (d->ok) {
    g_assert_cmpuint (d->image.size, ==, vsl_image_count (&d->image) * vsl_pixel_size (d->image.type));
    g_assert_true (vsl_image_check (d->image.width, d->image.height, MAX (d->image.frames, 1), d->image.channels, d->image.type, NULL));
  } else {
    g_assert_true (g_utf8_validate (d->error->message, -1, NULL));
    g_assert_cmpuint (strlen (d->error->message), >, 10);
    g_assert_null (strchr (d->error->message, '\n'));
    g_assert_cmpint (d->info.status, !=, VSL_SCAN_OK);
  }
  g_assert_cmpint (g_get_monotonic_time () - began, <, MOST_SECONDS * G_USEC_PER_SEC);
}

static GPtrArray *
seeds_of (const char *const *names)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  for (guint i = 0; names[i]; i++) {
    const char *root = g_getenv ("VESALIUS_SHARED");
    g_autofree char *path = root ? g_build_filename (root, "data", names[i], NULL) : g_build_filename (TEST_SOURCE_ROOT, "..", "shared", "data", names[i], NULL);
    char *data;
    gsize n;
    if (g_file_get_contents (path, &data, &n, NULL))
      g_ptr_array_add (seeds, g_byte_array_new_take ((guint8 *) data, n));
  }
  if (seeds->len == 0)
    g_test_skip ("the shared data are not here; VESALIUS_SHARED names their folder");
  return seeds;
}

#ifdef TEST_THROUGH_PROCESS
static void
check_process (const GByteArray *b, const GByteArray *other, const TestDecoded *d)
{
  g_autofree char *dir = g_dir_make_tmp ("vesalius-XXXXXX", NULL), *path = g_build_filename (dir, "scan.hdr", NULL), *beside = g_build_filename (dir, "scan.img", NULL);
  g_auto (TestDecoded) p = { 0 };
  gint64 began = g_get_monotonic_time ();
  g_assert_true (g_file_set_contents (path, (const char *) b->data, b->len, NULL));
  g_assert_true (!other || g_file_set_contents (beside, (const char *) other->data, other->len, NULL));
  p.ok = vsl_decode_file (path, &p.image, &p.info, &p.error);
  check (&p, began);
  g_assert_cmpint (p.ok, ==, d->ok);
  if (p.ok)
    g_assert_cmpmem (p.image.data, p.image.size, d->image.data, d->image.size);
  else
    g_assert_cmpstr (p.info.reason, ==, d->info.reason);
  unlink (path);
  unlink (beside);
  rmdir (dir);
}
#endif

/* Of a pair the second file stays sound. */
static void
run (const char *const *names, gboolean pair)
{
  g_autoptr (GPtrArray) seeds = seeds_of (names);
  if (seeds->len == 0)
    return;
  g_autoptr (GRand) rand = g_rand_new_with_seed (2024);
  guint read = 0, n = how_many ();
  for (guint i = 0; i < n; i++) {
    const GByteArray *seed = g_ptr_array_index (seeds, pair ? 0 : i % seeds->len);
    g_autoptr (GByteArray) b = g_byte_array_new ();
    g_byte_array_append (b, seed->data, seed->len);
    for (guint k = below (rand, 3) + 1; k > 0; k--)
      change (rand, b);
    gint64 began = g_get_monotonic_time ();
    g_auto (TestDecoded) d = test_decode_pair (b, pair ? g_ptr_array_index (seeds, 1) : NULL, NULL);
    check (&d, began);
    read += d.ok;
#ifdef TEST_THROUGH_PROCESS
    if (i % 4 == 0)
      check_process (b, pair ? g_ptr_array_index (seeds, 1) : NULL, &d);
#endif
  }
  g_test_message ("%u files of %u seeds: %u read, %u refused", n, seeds->len, read, n - read);
}

#define FORM(name, ...)                                                    \
  static void test_##name (void)                                           \
  {                                                                        \
    run ((const char *const[]) { __VA_ARGS__, NULL }, FALSE);              \
  }

FORM (jpeg, "image_formats/files/rgb_q90.jpg", "image_formats/files/rgb_progressive.jpg", "image_formats/files/cmyk.jpg", "image_formats/files/exif_rotated.jpg",
      "image_formats/files/gray_q90.jpg")
FORM (tiff, "image_formats/files/two_pages.tif", "image_formats/files/rgb_lzw.tif", "image_formats/files/gray16.tif", "image_formats/files/gray_float32.tif")
FORM (bmp, "image_formats/files/rgb.bmp")
FORM (gif, "image_formats/files/palette.gif")
FORM (webp, "image_formats/files/rgb_lossless.webp")
FORM (png, "image_formats/files/palette.png", "image_formats/files/gray16.png", "image_formats/files/one_pixel.png", "image_formats/files/very_wide.png")
FORM (nifti, "nifti/files/standard.nii.gz", "nifti/files/dev_uint8.nii", "nifti/files/dev_nifti2_float32.nii.gz", "nifti/files/anatomical.nii",
      "nifti/files/dev_rgb24.nii.gz")

static void
test_pair (void)
{
  run ((const char *const[]) { "nifti/files/dev_pair.hdr", "nifti/files/dev_pair.img", NULL }, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/mutated/jpeg", test_jpeg);
  g_test_add_func ("/formats/mutated/tiff", test_tiff);
  g_test_add_func ("/formats/mutated/bmp", test_bmp);
  g_test_add_func ("/formats/mutated/gif", test_gif);
  g_test_add_func ("/formats/mutated/webp", test_webp);
  g_test_add_func ("/formats/mutated/png", test_png);
  g_test_add_func ("/formats/mutated/nifti", test_nifti);
  g_test_add_func ("/formats/mutated/pair", test_pair);
  return g_test_run ();
}
