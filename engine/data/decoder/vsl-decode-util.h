/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder.h"

G_BEGIN_DECLS

/* What decoders share: reading a descriptor by place, and saying what is wrong. A descriptor's own position plays no part. */

#define VSL_DECODE_MAX_FILE ((gsize) 1 << 30)       /* of forms that are read whole before they are decoded */

/* Sets the error; returns FALSE, so that it can be returned at once. */
gboolean _vsl_decode_fail (GError **error, VslErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The bytes of the file; -1 when it is no ordinary file. */
gint64 _vsl_decode_size (int fd);
/* Up to n bytes from that place: fewer only where the file ends; -1 with an error when it cannot be read. */
gssize _vsl_decode_read (int fd, gpointer out, gsize n, gint64 offset, GError **error);
/* The whole file; g_free. NULL with an error. */
guint8 *_vsl_decode_read_all (int fd, gsize *n, GError **error);
/* A sentence for people who look at what came out. */
void _vsl_decode_warn (VslScanInfo *info, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* What the header says of the picture; bits are those stored of a value. Said before the pixels are read, so that it stands where they fail. */
void _vsl_decode_describe (VslScanInfo *info, const char *photometric, gint64 width, gint64 height, gint64 frames, int channels, int bits);
gboolean _vsl_decode_wants_pixels (const VslDecodeRequest *request);
/* Which of the file's frames are asked for; FALSE with an error when the first one is not there. */
gboolean _vsl_decode_range (const VslDecodeRequest *request, int frames, int *first, int *n, GError **error);
/* FALSE with an error where so small a file cannot hold so much, at that many bytes out of one. */
gboolean _vsl_decode_can_hold (gint64 file_size, double bytes, double expansion, GError **error);
/* Whether all of n colours (r, g, b side by side) are greys. */
gboolean _vsl_decode_all_grey (const guint8 *rgb, gsize n);

/* A floating number of 16 bits. */
double _vsl_half_to_double (guint16 half);

static inline guint16
_vsl_le16 (const guint8 *p)
{
  return (guint16) (p[0] | p[1] << 8);
}

static inline guint32
_vsl_le32 (const guint8 *p)
{
  return p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

/* Orientation as EXIF and TIFF number it: 1 as stored … 8. */
int _vsl_exif_orientation (const guint8 *exif, gsize n);      /* a TIFF header and what follows; 1 when it says nothing */
gboolean _vsl_orient (VslImage *image, int orientation, GError **error);

G_END_DECLS
