/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "formats-util.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "data/decoder/vsl-decode.h"

void
test_decoded_clear (TestDecoded *d)
{
  vsl_image_clear (&d->image);
  vsl_scan_info_clear (&d->info);
  g_clear_error (&d->error);
}

int
test_fd (gconstpointer data, gsize n)
{
  int fd = memfd_create ("test", MFD_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, data, n, 0), ==, (gssize) n);
  return fd;
}

TestDecoded
test_decode_pair (const GByteArray *data, const GByteArray *companion, const VslDecodeRequest *request)
{
  TestDecoded d = { 0 };
  VslDecodeRequest r = request ? *request : VSL_DECODE_REQUEST_ALL;
  int fd = test_fd (data->data, data->len);
  r.companion = companion ? test_fd (companion->data, companion->len) : -1;
  /* A request for the header alone has no pixels. */
  d.ok = vsl_decode_fd (fd, &r, &d.image, &d.info, &d.error);
  g_assert_true (d.ok == (d.error == NULL));
  g_assert_true (d.ok || !d.image.data);
  close (fd);
  if (companion)
    close (r.companion);
  return d;
}

TestDecoded
test_decode (const GByteArray *data)
{
  return test_decode_pair (data, NULL, NULL);
}

void
test_refused (const GByteArray *data, const char *word)
{
  g_auto (TestDecoded) d = test_decode (data);
  g_assert_false (d.ok);
  g_assert_true (g_utf8_validate (d.error->message, -1, NULL));
  if (!strstr (d.error->message, word))
    g_error ("“%s” is not in: %s", word, d.error->message);
}

void
test_every_beginning (const GByteArray *data, gsize step)
{
  for (gsize n = 1; n < data->len; n += step) {
    g_autoptr (GByteArray) part = g_byte_array_new ();
    g_byte_array_append (part, data->data, (guint) n);
    g_auto (TestDecoded) d = test_decode (part);
    if (d.ok)
      g_error ("the first %zu of %u bytes were read as if they were all", n, data->len);
  }
  g_auto (TestDecoded) d = test_decode (data);
  g_assert_no_error (d.error);
}

double
test_pixel (const VslImage *image, int frame, int x, int y, int c)
{
  return vsl_image_value (image, (((gsize) frame * (gsize) image->height + (gsize) y) * (gsize) image->width + (gsize) x) * (gsize) image->channels + (gsize) c);
}

static void
put (GByteArray *out, guint64 v, guint bytes, gboolean big)
{
  guint8 b[8];
  for (guint i = 0; i < bytes; i++)
    b[big ? bytes - 1 - i : i] = (guint8) (v >> (8 * i));
  g_byte_array_append (out, b, bytes);
}

void
test_put16 (GByteArray *out, guint16 v, gboolean big)
{
  put (out, v, 2, big);
}

void
test_put32 (GByteArray *out, guint32 v, gboolean big)
{
  put (out, v, 4, big);
}

void
test_put64 (GByteArray *out, guint64 v, gboolean big)
{
  put (out, v, 8, big);
}

void
test_put (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

void
test_zeros (GByteArray *out, gsize n)
{
  guint old = out->len;
  g_byte_array_set_size (out, (guint) (old + n));
  memset (out->data + old, 0, n);
}

GByteArray *
test_gzip (const GByteArray *data)
{
  z_stream z = { 0 };
  GByteArray *out = g_byte_array_new ();
  g_assert_cmpint (deflateInit2 (&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_byte_array_set_size (out, (guint) deflateBound (&z, data->len));
  z.next_in = data->data;
  z.avail_in = data->len;
  z.next_out = out->data;
  z.avail_out = out->len;
  g_assert_cmpint (deflate (&z, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (out, (guint) z.total_out);
  deflateEnd (&z);
  return out;
}
