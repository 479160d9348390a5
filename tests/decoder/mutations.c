/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sound files of every format that is read, damaged in ways that are drawn from a fixed seed: flipped bits, cut ends, lengths that lie, pieces
 * that are missing or stand twice. The application lives, each file gets one clear line or a picture, and no process is lost over it. 100 files
 * a format; 2,000 with VSL_TEST_LONG. The list is the decoders' own: a new word is tested without a line here. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/decoder/vsl-decode.h"
#include "data/vsl-decoder-pool.h"
#include "seeds.h"

extern const VslFamily vsl_family_decoder;

static void
flip_bits (GRand *rand, GByteArray *bytes)
{
  for (int n = 1 << g_rand_int_range (rand, 0, 5); n > 0 && bytes->len; n--)
    bytes->data[g_rand_int_range (rand, 0, (gint32) bytes->len)] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
}

static void
cut (GRand *rand, GByteArray *bytes)
{
  g_byte_array_set_size (bytes, (guint) g_rand_int_range (rand, 0, (gint32) bytes->len + 1));
}

/* A number of 2, 4 or 8 bytes becomes one that tests borders. Most stand in the beginning of a file. */
static void
lie_about_length (GRand *rand, GByteArray *bytes)
{
  static const guint64 numbers[] = { 0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x8000, 0x7fffffff, 0x80000000u, 0xffffffffu, 0xfffffffeu, G_MAXUINT64, G_MAXINT64 };
  static const guint sizes[] = { 2, 4, 4, 8 };
  guint size = sizes[g_rand_int_range (rand, 0, 4)];
  guint64 number = numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (numbers))];
  gboolean big = g_rand_boolean (rand);
  if (bytes->len < size)
    return;
  guint room = g_rand_boolean (rand) ? MIN (bytes->len - size, 512) : bytes->len - size;
  guint at = (guint) g_rand_int_range (rand, 0, (gint32) room + 1);
  for (guint i = 0; i < size; i++)
    bytes->data[at + i] = (guint8) (number >> 8 * (big ? size - 1 - i : i));
}

static void
lose_piece (GRand *rand, GByteArray *bytes)
{
  if (bytes->len < 2)
    return;
  guint at = (guint) g_rand_int_range (rand, 0, (gint32) bytes->len - 1), most = MIN (bytes->len - at, 1024);
  g_byte_array_remove_range (bytes, at, (guint) g_rand_int_range (rand, 1, (gint32) most + 1));
}

static void
repeat_piece (GRand *rand, GByteArray *bytes)
{
  if (bytes->len < 2)
    return;
  guint at = (guint) g_rand_int_range (rand, 0, (gint32) bytes->len - 1), n = (guint) g_rand_int_range (rand, 1, (gint32) MIN (bytes->len - at, 1024) + 1);
  g_autofree guint8 *rest = g_memdup2 (bytes->data + at, bytes->len - at);
  guint left = bytes->len - at;
  g_byte_array_set_size (bytes, at + n);
  g_byte_array_append (bytes, rest, left);
}

static void
mutate (const char *format, GRand *rand, GByteArray *bytes)
{
  static void (*const ways[]) (GRand *, GByteArray *) = { flip_bits, cut, lie_about_length, lose_piece, repeat_piece };
  for (int n = g_rand_int_range (rand, 1, 4); n > 0; n--)
    ways[g_rand_int_range (rand, 0, G_N_ELEMENTS (ways))](rand, bytes);
  if (g_rand_int_range (rand, 0, 3))      /* else a wrong sum hides everything behind it */
    seeds_mend (format, bytes);
}

/* For the person who has to find it: what was lost over which file. */
static void
keep (const char *format, guint i, const GByteArray *bytes, const char *why)
{
  g_autofree char *name = g_strdup_printf ("vsl-mutation-%s-%u", format, i), *path = g_build_filename (g_get_tmp_dir (), name, NULL);
  g_file_set_contents (path, (const char *) bytes->data, (gssize) bytes->len, NULL);
  g_error ("%s, case %u: %s (kept as %s)", format, i, why ? why : "no reason", path);
}

static gboolean
decode (const GByteArray *bytes, char **why)
{
  g_autoptr (GError) error = NULL;
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS | VSL_DECODE_HEADER, .companion = -1 };
  VslImage image;
  VslScanInfo info;
  int fd = memfd_create ("mutation", MFD_CLOEXEC);
  g_assert_cmpint (write (fd, bytes->data, bytes->len), ==, (gssize) bytes->len);
  vsl_scan_info_init (&info);
  gboolean ok = vsl_decoder_pool_decode (fd, &request, &image, &info, &error);
  close (fd);
  g_assert_true (ok == (image.data != NULL));
  *why = g_strdup (error ? error->message : NULL);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  return ok;
}

/* What we have written ourselves is read, so that it is the damage that is refused below. */
static void
check_sound (const char *format)
{
  g_autoptr (GPtrArray) seeds = seeds_made (format);
  for (guint i = 0; i < seeds->len; i++) {
    const Seed *seed = g_ptr_array_index (seeds, i);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autofree char *why = NULL;
    gsize size;
    gconstpointer data = g_bytes_get_data (seed->bytes, &size);
    g_byte_array_append (bytes, data, (guint) size);
    seeds_mend (format, bytes);
    if (!decode (bytes, &why))
      g_error ("%s: %s", seed->name, why);
  }
}

static void
test_format (gconstpointer data)
{
  const char *format = data;
  guint n = g_getenv ("VSL_TEST_LONG") ? 2000 : 100, read = 0;
  g_autoptr (GPtrArray) seeds = seeds_of (format);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_str_hash (format));
  guint before = vsl_decoder_pool_started ();
  if (seeds->len == 0) {
    g_test_skip ("there is no sound file of this format: the shared data are missing");
    return;
  }
  check_sound (format);
  for (guint i = 0; i < n; i++) {
    const Seed *seed = g_ptr_array_index (seeds, i % seeds->len);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autofree char *why = NULL;
    gsize size;
    gconstpointer sound = g_bytes_get_data (seed->bytes, &size);
    g_byte_array_append (bytes, sound, (guint) size);
    mutate (format, rand, bytes);
    gboolean ok = decode (bytes, &why);
    read += ok;
    gboolean clear = ok || (why && strlen (why) > 10 && !strchr (why, '\n') && g_utf8_validate (why, -1, NULL));
    if (!clear || (why && (strstr (why, "decoder stopped") || strstr (why, "forbidden") || strstr (why, "longer than") || strstr (why, "cannot be and was"))))
      keep (format, i, bytes, why);
  }
  /* One process was there or was started; more would be lost ones. */
  g_assert_cmpuint (vsl_decoder_pool_started () - before, <=, 1);
  g_test_message ("%s: %u damaged files of %u seeds, %u of them still read", format, n, seeds->len, read);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  vsl_decoder_pool_set_limits (&(VslDecoderLimits) { NULL, 1, 60, 0 });
  for (int i = 0; vsl_family_decoder.kinds[i]; i++) {
    const char *name = vsl_family_decoder.kinds[i]->name;
    g_autofree char *path = g_strconcat ("/decoder/mutations/", name, NULL);
    g_test_add_data_func (path, name, test_format);
  }
  return g_test_run ();
}
