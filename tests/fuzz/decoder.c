/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One decoder, in this process: VSL_FUZZ_DECODER is its class. What comes out is what the application would be told, so that is looked at, too. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../decoder/seeds.h"
#include "data/decoder/vsl-decode.h"

extern const VslDecoderClass VSL_FUZZ_DECODER;
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);
size_t LLVMFuzzerMutate (guint8 *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator (guint8 *data, size_t size, size_t most, unsigned seed);

/* A wrong sum would hide what stands behind it, so most inputs get right ones. */
size_t
LLVMFuzzerCustomMutator (guint8 *data, size_t size, size_t most, unsigned seed)
{
  size = LLVMFuzzerMutate (data, size, most);
  if (seed % 4 == 0)
    return size;
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new ((guint) size);
  g_byte_array_append (bytes, data, (guint) size);
  seeds_mend (VSL_FUZZ_FORMAT, bytes);
  size = MIN (bytes->len, most);
  memcpy (data, bytes->data, size);
  return size;
}

static void
check (gboolean ok, const VslDecodeRequest *request, const VslImage *image, const VslScanInfo *info, const GError *error)
{
  g_assert (ok == (error == NULL));
  g_assert (!error || (error->message && *error->message));
  if (ok && image->data) {
    g_assert (request->flags & VSL_DECODE_PIXELS);
    g_assert (vsl_image_check (image->width, image->height, image->frames, image->channels, image->type, NULL));
    g_assert (image->size == vsl_image_count (image) * vsl_pixel_size (image->type));
    g_assert (image->type != VSL_PIXEL_TEXT && image->type != VSL_PIXEL_ROW && image->bits >= 1 && image->bits <= 64);
    volatile double last = vsl_image_value (image, vsl_image_count (image) - 1);      /* the sanitizer sees whether it is there */
    (void) last;
  }
  VslScanInfo copy;
  g_autoptr (GBytes) bytes = vsl_scan_info_pack (info);
  g_assert (bytes && vsl_scan_info_unpack (&copy, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  vsl_scan_info_clear (&copy);
}

/* The last byte says what is asked for, so that a sound file is one with a byte behind its end. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static int fd = -1;
  guint8 ask = size ? data[size - 1] : 0;
  VslDecodeRequest request = { .flags = (ask & 3) == 3 ? VSL_DECODE_HEADER : VSL_DECODE_PIXELS | (ask & 4 ? VSL_DECODE_HEADER : 0),
                               .first_frame = ask & 8 ? 1 : 0, .n_frames = ask & 16 ? 1 : 0, .companion = -1 };
  VslImage image = { 0 };
  VslScanInfo info;
  GError *error = NULL;
  if (fd < 0)
    fd = memfd_create ("fuzz", MFD_CLOEXEC);
  g_assert (ftruncate (fd, 0) == 0 && pwrite (fd, data, size, 0) == (ssize_t) size && lseek (fd, 0, SEEK_SET) == 0);
  vsl_scan_info_init (&info);
  gboolean ok = vsl_decode_guarded (&VSL_FUZZ_DECODER, fd, &request, &image, &info, &error);
  check (ok, &request, &image, &info, error);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  g_clear_error (&error);
  return 0;
}
