/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gzip, counted while it unpacks: nothing that a header claims is believed. Checksums are checked; a gzip that ends early is an error. */
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "data/decoder/nifti-private.h"

#define MOST_EXPANSION 1100         /* deflate cannot do more than 1032 */

struct _VslUnpacker {
  int fd;
  gint64 offset, size;
  gboolean packed, ended;
  z_stream z;
  guint8 in[65536];
  guint8 nowhere[65536];
};

VslUnpacker *
_vsl_unpacker_new (int fd, GError **error)
{
  g_autoptr (VslUnpacker) u = g_new0 (VslUnpacker, 1);
  u->fd = fd;
  u->size = _vsl_decode_size (fd);
  gssize got = _vsl_decode_read (fd, u->in, 2, 0, error);
  if (got < 0)
    return NULL;
  u->packed = got == 2 && u->in[0] == 0x1f && u->in[1] == 0x8b;
  if (u->packed && inflateInit2 (&u->z, 15 + 16) != Z_OK) {
    u->packed = FALSE;
    _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("there is not enough memory to unpack the file: close other programs"));
    return NULL;
  }
  return g_steal_pointer (&u);
}

void
_vsl_unpacker_free (VslUnpacker *u)
{
  if (u->packed)
    inflateEnd (&u->z);
  g_free (u);
}

gboolean
_vsl_unpacker_packed (const VslUnpacker *u)
{
  return u->packed;
}

double
_vsl_unpacker_most (const VslUnpacker *u)
{
  return u->size < 0 ? G_MAXDOUBLE : u->packed ? (double) u->size * MOST_EXPANSION + 65536 : (double) u->size;
}

static gssize
fill (VslUnpacker *u, GError **error)
{
  gssize got = _vsl_decode_read (u->fd, u->in, sizeof u->in, u->offset, error);
  if (got < 0)
    return -1;
  u->offset += got;
  u->z.next_in = u->in;
  u->z.avail_in = (uInt) got;
  return got;
}

/* Behind a part's end another one may begin; zeros and the like behind the last one are nothing. */
static gboolean
next_part (VslUnpacker *u, GError **error)
{
  if (u->z.avail_in < 2) {
    guint8 two[2];
    gint64 at = u->offset - u->z.avail_in;
    gssize got = _vsl_decode_read (u->fd, two, 2, at, error);
    if (got < 0)
      return FALSE;
    u->offset = at;
    u->ended = got < 2 || two[0] != 0x1f || two[1] != 0x8b;
    u->z.avail_in = 0;
  } else {
    u->ended = u->z.next_in[0] != 0x1f || u->z.next_in[1] != 0x8b;
  }
  return u->ended || inflateReset (&u->z) == Z_OK;
}

static gssize
inflate_some (VslUnpacker *u, guint8 *out, gsize n, GError **error)
{
  u->z.next_out = out;
  u->z.avail_out = (uInt) MIN (n, (gsize) G_MAXINT32);
  uInt before = u->z.avail_out;
  while (u->z.avail_out == before && !u->ended) {
    if (u->z.avail_in == 0) {
      gssize got = fill (u, error);
      if (got < 0)
        return -1;
      if (got == 0) {
        _vsl_decode_fail (error, VSL_ERROR_DATA, _("the gzip is cut short: copy or export the file again"));
        return -1;
      }
    }
    int code = inflate (&u->z, Z_NO_FLUSH);
    if (code == Z_STREAM_END && !next_part (u, error))
      return -1;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      _vsl_decode_fail (error, VSL_ERROR_DATA, _("the gzip is damaged (%s): copy or export the file again"), u->z.msg ? u->z.msg : "zlib");
      return -1;
    }
  }
  return (gssize) (before - u->z.avail_out);
}

gssize
_vsl_unpacker_read (VslUnpacker *u, gpointer out, gsize n, GError **error)
{
  gsize have = 0;
  while (have < n && !u->ended) {
    guint8 *to = out ? (guint8 *) out + have : u->nowhere;
    gsize want = out ? n - have : MIN (n - have, sizeof u->nowhere);
    gssize got = u->packed ? inflate_some (u, to, want, error) : _vsl_decode_read (u->fd, to, want, u->offset, error);
    if (got < 0)
      return -1;
    if (!u->packed) {
      u->offset += got;
      u->ended = got == 0;
    }
    have += (gsize) got;
  }
  return (gssize) have;
}

gsize
_vsl_unpack_head (const guint8 *head, gsize n, guint8 *out, gsize room)
{
  z_stream z = { 0 };
  if (n < 2 || head[0] != 0x1f || head[1] != 0x8b || inflateInit2 (&z, 15 + 16) != Z_OK)
    return 0;
  z.next_in = head;
  z.avail_in = (uInt) n;
  z.next_out = out;
  z.avail_out = (uInt) room;
  inflate (&z, Z_SYNC_FLUSH);
  gsize got = room - z.avail_out;
  inflateEnd (&z);
  return got;
}
