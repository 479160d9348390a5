/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deflated data sets. What comes out is counted while it comes; nothing that the file says about sizes is believed. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-data.h"

#define FIRST_ROOM ((gsize) 1 << 20)

static gboolean
make_room (guint8 **out, gsize *room, gsize most)
{
  gsize wanted = *room ? *room * 2 : FIRST_ROOM;
  guint8 *more = *room < most ? g_try_realloc (*out, MIN (wanted, most)) : NULL;
  if (!more)
    return FALSE;
  *out = more;
  *room = MIN (wanted, most);
  return TRUE;
}

guint8 *
dicom_inflate (const guint8 *from, gsize n, gsize most, gsize *out, gboolean *whole, GError **error)
{
  z_stream z = { 0 };
  guint8 *got = NULL;
  gsize room = 0, have = 0, used = 0;
  int code = Z_OK;
  /* A zlib header: method 8, and the two bytes divide by 31. A raw stream's first block can't begin like that and be valid for long. */
  gboolean header = n >= 2 && (from[0] & 15) == 8 && from[0] >> 4 <= 7 && ((guint) from[0] << 8 | from[1]) % 31 == 0;
  *out = 0;
  *whole = FALSE;
  if (inflateInit2 (&z, header ? 15 : -15) != Z_OK) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory: close other programs"));
    return NULL;
  }
  while (code == Z_OK) {
    if (have == room && !make_room (&got, &room, most)) {
      inflateEnd (&z);
      g_free (got);
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the deflated DICOM file holds more than can be read (%" PRIu64 " MB were found): it is forged, or "
                     "has to be exported without compression"), (guint64) (have >> 20));
      return NULL;
    }
    gsize in = MIN (n - used, (gsize) 1 << 30), space = MIN (room - have, (gsize) 1 << 30);
    z.next_in = (Bytef *) from + used;
    z.avail_in = (uInt) in;
    z.next_out = got + have;
    z.avail_out = (uInt) space;
    code = inflate (&z, Z_NO_FLUSH);
    used += in - z.avail_in;
    have += space - z.avail_out;
    if (code == Z_OK && used == n && z.avail_out > 0)
      break;
  }
  inflateEnd (&z);
  *whole = code == Z_STREAM_END;
  *out = have;
  if (have == 0) {
    g_free (got);
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the deflated part of the DICOM file cannot be read: copy or export it again"));
    return NULL;
  }
  return got;
}
