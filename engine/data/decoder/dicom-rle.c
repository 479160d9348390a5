/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PS3.5 annex G. The header's offsets, each run and each copy are compared with what is there and with the room for it; a plane that
 * comes out short is cut data, not black. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-codec.h"

#define MOST_SEGMENTS 15

static guint32
get32 (const guint8 *at)
{
  return (guint32) at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

/* PackBits. Returns the bytes that came out, at most @room; what a last run says beyond that is dropped. */
static gsize
unpack (const guint8 *at, const guint8 *end, guint8 *out, gsize room)
{
  gsize n = 0;
  while (at < end && n < room) {
    gint8 code = (gint8) *at++;
    gsize count = code >= 0 ? (gsize) code + 1 : (gsize) (1 - code);
    if (code == -128)            /* says nothing, also at the very end */
      continue;
    count = MIN (count, room - n);
    if (code >= 0) {
      count = MIN (count, (gsize) (end - at));
      memcpy (out + n, at, count);
      at += count;
    } else {
      if (at == end)
        break;
      memset (out + n, *at++, count);
    }
    n += count;
  }
  return n;
}

gboolean
dicom_rle_decode (const guint8 *from, gsize n, guint planes, gsize plane_size, guint8 *out, GError **error)
{
  guint32 segments = n >= 64 ? get32 (from) : 0;
  if (segments != planes || segments > MOST_SEGMENTS) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, n < 64 ? _("its RLE data are cut short: copy or export the file again")
                                                             : _("its RLE data have %u segments where %u were expected: export the file again"),
                 segments, planes);
    return FALSE;
  }
  for (guint k = 0; k < planes; k++) {
    guint32 start = get32 (from + 4 + 4 * k);
    guint32 stop = k + 1 < planes ? get32 (from + 8 + 4 * k) : (guint32) MIN (n, G_MAXUINT32);
    if (start < 64 || start > n || stop > n || stop < start) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the offsets of its RLE data lead out of the file: copy or export it again"));
      return FALSE;
    }
    gsize got = unpack (from + start, from + stop, out + k * plane_size, plane_size);
    if (got < plane_size) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("its RLE data end early, after %zu of %zu bytes of segment %u: copy or export the file again"),
                   got, plane_size, k + 1);
      return FALSE;
    }
  }
  return TRUE;
}
