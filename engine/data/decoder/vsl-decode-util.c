/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/decoder/vsl-decode-util.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
_vsl_decode_fail (GError **error, VslErrorCode code, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_autofree char *valid = g_utf8_make_valid (text, -1);      /* words of a library may quote the file */
  g_set_error_literal (error, VSL_DATA_ERROR, (int) code, valid);
  return FALSE;
}

gint64
_vsl_decode_size (int fd)
{
  struct stat st;
  return fstat (fd, &st) == 0 && S_ISREG (st.st_mode) ? (gint64) st.st_size : -1;
}

gssize
_vsl_decode_read (int fd, gpointer out, gsize n, gint64 offset, GError **error)
{
  gsize have = 0;
  if (offset < 0 || n > G_MAXSSIZE)
    return 0;
  while (have < n) {
    ssize_t got = pread (fd, (guint8 *) out + have, n - have, (off_t) (offset + (gint64) have));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      _vsl_decode_fail (error, VSL_ERROR_IO, _("the file could not be read: %s"), g_strerror (errno));
      return -1;
    }
    if (got == 0)
      break;
    have += (gsize) got;
  }
  return (gssize) have;
}

guint8 *
_vsl_decode_read_all (int fd, gsize *n, GError **error)
{
  gint64 size = _vsl_decode_size (fd);
  *n = 0;
  if (size < 0 || size > (gint64) VSL_DECODE_MAX_FILE) {
    _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("the file is larger than %d MiB, which is more than is read of this kind: make the picture smaller"),
                      (int) (VSL_DECODE_MAX_FILE >> 20));
    return NULL;
  }
  g_autofree guint8 *data = g_try_malloc ((gsize) size + 1);
  if (!data) {
    _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("there is not enough memory to read the file: close other programs"));
    return NULL;
  }
  gssize got = _vsl_decode_read (fd, data, (gsize) size, 0, error);
  if (got < 0)
    return NULL;
  *n = (gsize) got;
  return g_steal_pointer (&data);
}

gboolean
_vsl_decode_can_hold (gint64 file_size, double bytes, double expansion, GError **error)
{
  if (file_size < 0 || bytes <= (double) file_size * expansion + 65536)
    return TRUE;
  return _vsl_decode_fail (error, VSL_ERROR_DATA,
                           _("the file claims to hold %.0f bytes of pixels, but it has only %.0f bytes, which cannot hold that: it is cut short or forged; export it again"),
                           bytes, (double) file_size);
}

gboolean
_vsl_decode_all_grey (const guint8 *rgb, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (rgb[3 * i] != rgb[3 * i + 1] || rgb[3 * i] != rgb[3 * i + 2])
      return FALSE;
  return TRUE;
}

void
_vsl_decode_warn (VslScanInfo *info, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  if (!info->warnings || !g_strv_contains ((const char *const *) info->warnings, text))      /* once, not for each page */
    vsl_scan_info_warn (info, text);
}

void
_vsl_decode_describe (VslScanInfo *info, const char *photometric, gint64 width, gint64 height, gint64 frames, int channels, int bits)
{
  g_strlcpy (info->photometric, photometric, sizeof info->photometric);
  info->width = (int) CLAMP (width, 0, G_MAXINT32);
  info->height = (int) CLAMP (height, 0, G_MAXINT32);
  info->frames = (int) CLAMP (frames, 0, G_MAXINT32);
  info->channels = channels;
  info->bits_allocated = info->bits_stored = bits;
}

gboolean
_vsl_decode_wants_pixels (const VslDecodeRequest *request)
{
  return (request->flags & VSL_DECODE_PIXELS) != 0;
}

gboolean
_vsl_decode_range (const VslDecodeRequest *request, int frames, int *first, int *n, GError **error)
{
  *first = MAX (request->first_frame, 0);
  if (*first >= frames)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("frame %d is asked for, but the file has %d"), *first + 1, frames);
  *n = request->n_frames > 0 ? MIN (request->n_frames, frames - *first) : frames - *first;
  return TRUE;
}

double
_vsl_half_to_double (guint16 half)
{
  int exponent = half >> 10 & 31, mantissa = half & 1023;
  double v = exponent == 31 ? (mantissa ? NAN : INFINITY) : exponent ? ldexp (1024 + mantissa, exponent - 25) : ldexp (mantissa, -24);
  return half & 0x8000 ? -v : v;
}
