/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BMP, by a reader of its own: headers of OS/2 and of Windows 2 to 5; 1, 2, 4, 8, 16, 24 and 32 bits; run lengths; bit fields; rows from
 * below or from the top. A palette of greys gives one channel, since BMP has no other way to be grey. */
#include <string.h>

#include "data/decoder/vsl-decode-util.h"

#define MOST_EXPANSION 1100         /* two bytes of a run length stand for 255 pixels, a jump for more */

enum { PLAIN = 0, RUNS8 = 1, RUNS4 = 2, FIELDS = 3, INSIDE_JPEG = 4, INSIDE_PNG = 5, ALPHA_FIELDS = 6 };

typedef struct {
  const guint8 *data;
  gsize n;
  gint64 width, height;             /* height is above 0 */
  gboolean top_down;
  guint bits, compression, header;  /* header: its length */
  guint32 mask[4];                  /* red, green, blue, alpha */
  gsize pixels;                     /* where they begin */
  guint8 palette[256 * 3];          /* red, green, blue; black where the file has none */
  guint colours;                    /* of the palette, as the file has them */
  gboolean grey;
  gboolean past;                    /* an index beyond the palette was met */
} Bmp;

static gboolean
cut_short (GError **error)
{
  return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the BMP is cut short: copy or export the file again"));
}

static gboolean
read_header (Bmp *b, GError **error)
{
  if (b->n < 26)
    return cut_short (error);
  b->pixels = _vsl_le32 (b->data + 10);
  b->header = _vsl_le32 (b->data + 14);
  if (b->header == 12) {            /* of OS/2: sizes of 16 bits */
    b->width = _vsl_le16 (b->data + 18);
    b->height = _vsl_le16 (b->data + 20);
    b->bits = _vsl_le16 (b->data + 24);
    return TRUE;
  }
  if (b->header < 16 || b->header > 65536)
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the BMP has a header of %u bytes, which is not known: save it again as BMP or PNG"), b->header);
  if (b->n < 14 + (gsize) b->header)
    return cut_short (error);
  b->width = (gint32) _vsl_le32 (b->data + 18);
  b->height = (gint32) _vsl_le32 (b->data + 22);
  b->bits = _vsl_le16 (b->data + 28);
  b->compression = b->header >= 20 ? _vsl_le32 (b->data + 30) : PLAIN;
  b->top_down = b->height < 0;
  b->height = ABS (b->height);
  return TRUE;
}

static gboolean
check_header (const Bmp *b, GError **error)
{
  gboolean runs = b->compression == RUNS8 || b->compression == RUNS4;
  if (b->width < 1 || b->height < 1 || b->width > G_MAXINT32 || b->height > G_MAXINT32)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the BMP claims to be %.0f × %.0f pixels, which cannot be: copy or export the file again"),
                             (double) b->width, (double) b->height);
  if (b->bits != 1 && b->bits != 2 && b->bits != 4 && b->bits != 8 && b->bits != 16 && b->bits != 24 && b->bits != 32)
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the BMP has %u bits a pixel, which is not known: save it again with 8 or 24"), b->bits);
  if (b->compression == INSIDE_JPEG || b->compression == INSIDE_PNG)
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the BMP is a shell around a JPEG or PNG, which is not read: save it as PNG"));
  gboolean fields = b->compression == FIELDS || b->compression == ALPHA_FIELDS;
  if ((fields && b->bits != 16 && b->bits != 32) || (runs && (b->bits != (b->compression == RUNS8 ? 8 : 4) || b->top_down))
      || b->compression > ALPHA_FIELDS || (b->compression == FIELDS && b->header == 64))
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the BMP is packed in a way (%u, with %u bits) that is not known: save it again as BMP or PNG"),
                             b->compression, b->bits);
  return TRUE;
}

/* Which bits of a pixel of 16 or 32 are which colour. */
static gboolean
read_masks (Bmp *b, GError **error)
{
  static const guint32 plain16[4] = { 0x7c00, 0x03e0, 0x001f, 0 }, plain32[4] = { 0xff0000, 0xff00, 0xff, 0 };
  memcpy (b->mask, b->bits == 16 ? plain16 : plain32, sizeof b->mask);
  if (b->compression != FIELDS && b->compression != ALPHA_FIELDS)
    return TRUE;
  gsize n = b->header >= 56 || b->compression == ALPHA_FIELDS ? 4 : 3;
  if (b->n < 54 + 4 * n)            /* inside of a longer header, behind one of 40 bytes: the same place */
    return cut_short (error);
  b->mask[3] = 0;
  for (gsize c = 0; c < n; c++) {
    guint32 m = b->mask[c] = _vsl_le32 (b->data + 54 + 4 * c);
    guint32 low = m ? m >> __builtin_ctz (m) : 0;
    if ((c < 3 && !m) || (low & (low + 1)) || (b->bits == 16 && m > 0xffff))
      return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the BMP says nonsense about the bits of its colours: copy or export the file again"));
  }
  return TRUE;
}

static gboolean
read_palette (Bmp *b, GError **error)
{
  gsize entry = b->header == 12 ? 3 : 4, at = 14 + (gsize) b->header;
  if (b->bits > 8)
    return TRUE;
  if (b->compression == FIELDS || b->compression == ALPHA_FIELDS)
    return TRUE;
  guint full = 1u << b->bits, used = b->header >= 36 ? _vsl_le32 (b->data + 46) : 0;
  if (used == 0 || used > full)
    used = full;
  /* A palette that runs into the pixels is as long as the room before them. */
  if (b->pixels > at && (b->pixels - at) / entry < used)
    used = (guint) ((b->pixels - at) / entry);
  if (b->n < at + used * entry)
    return cut_short (error);
  for (guint i = 0; i < used; i++)
    for (int c = 0; c < 3; c++)
      b->palette[3 * i + c] = b->data[at + i * entry + 2 - c];
  b->colours = used;
  b->grey = _vsl_decode_all_grey (b->palette, used);
  return TRUE;
}

static guint8 *
row_of (const Bmp *b, const VslImage *image, gint64 y)
{
  gint64 from_top = b->top_down ? y : b->height - 1 - y;
  return (guint8 *) image->data + (gsize) from_top * (gsize) image->width * (gsize) image->channels;
}

static void
put (Bmp *b, guint8 *pixel, guint index)
{
  b->past = b->past || index >= b->colours;
  if (b->grey)
    pixel[0] = b->palette[3 * index];
  else
    memcpy (pixel, b->palette + 3 * index, 3);
}

/* A field's value, stretched to 0 … 255. */
static guint8
field (guint32 pixel, guint32 mask)
{
  guint shift = (guint) __builtin_ctz (mask);
  return (guint8) ((guint64) ((pixel & mask) >> shift) * 255 / (mask >> shift));
}

static void
unpack_row (Bmp *b, const guint8 *from, guint8 *to, int channels)
{
  for (gint64 x = 0; x < b->width; x++, to += channels) {
    if (b->bits <= 8) {
      guint per = 8 / b->bits, shift = 8 - b->bits * (guint) (x % per + 1);
      put (b, to, (from[x / per] >> shift) & ((1u << b->bits) - 1));
    } else if (b->bits == 24) {
      to[0] = from[3 * x + 2];
      to[1] = from[3 * x + 1];
      to[2] = from[3 * x];
    } else {
      guint32 pixel = b->bits == 16 ? _vsl_le16 (from + 2 * x) : _vsl_le32 (from + 4 * x);
      for (int c = 0; c < 3; c++)
        to[c] = field (pixel, b->mask[c]);
    }
  }
}

static gboolean
unpack_plain (Bmp *b, VslImage *image, GError **error)
{
  gsize stride = ((gsize) b->width * b->bits + 31) / 32 * 4, used = ((gsize) b->width * b->bits + 7) / 8;
  for (gint64 y = 0; y < b->height; y++) {
    gsize at = b->pixels + (gsize) y * stride;
    if (at + used > b->n)           /* the last row may lack its padding */
      return cut_short (error);
    unpack_row (b, b->data + at, row_of (b, image, y), image->channels);
  }
  return TRUE;
}

/* Where a run length reader stands. */
typedef struct {
  gsize at;
  gint64 x, y;
} Pen;

static gboolean
damaged_runs (GError **error)
{
  return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the BMP is damaged (a run of pixels leaves the picture): copy or export the file again"));
}

/* n pixels: of one byte again and again, or of bytes in a row. With 4 bits a byte holds two. */
static gboolean
draw (Bmp *b, VslImage *image, Pen *pen, guint n, gboolean literal, GError **error)
{
  gsize bytes = !literal ? 1 : b->bits == 8 ? n : (n + 1) / 2;
  if (pen->at + bytes > b->n)
    return cut_short (error);
  if (pen->y >= b->height || pen->x + n > b->width + (b->bits == 4))      /* writers of 4 bits round up */
    return damaged_runs (error);
  for (guint i = 0; i < n && pen->x < b->width; i++, pen->x++) {
    const guint8 *from = b->data + pen->at + (!literal ? 0 : b->bits == 8 ? i : i / 2);
    guint index = b->bits == 8 ? *from : i % 2 ? *from & 15 : *from >> 4;
    put (b, row_of (b, image, pen->y) + pen->x * image->channels, index);
  }
  pen->at += bytes;
  return TRUE;
}

static gboolean
unpack_runs (Bmp *b, VslImage *image, GError **error)
{
  Pen pen = { b->pixels, 0, 0 };
  while (pen.at + 2 <= b->n) {
    guint n = b->data[pen.at], what = b->data[pen.at + 1];
    pen.at += n ? 1 : 2;
    if (n) {
      if (!draw (b, image, &pen, n, FALSE, error))
        return FALSE;
    } else if (what == 0) {
      pen.x = 0;
      pen.y++;
    } else if (what == 1) {
      return TRUE;
    } else if (what == 2) {
      if (pen.at + 2 > b->n)
        return cut_short (error);
      pen.x += b->data[pen.at];
      pen.y += b->data[pen.at + 1];
      pen.at += 2;
      if (pen.x > b->width || pen.y > b->height)
        return damaged_runs (error);
    } else {
      gsize before = pen.at;
      if (!draw (b, image, &pen, what, TRUE, error))
        return FALSE;
      pen.at += (pen.at - before) & 1;
    }
  }
  return pen.y >= b->height || (pen.y == b->height - 1 && pen.x >= b->width) ? TRUE : cut_short (error);
}

static void
paint_first (Bmp *b, VslImage *image)
{
  for (gsize i = 0; i < (gsize) image->width * (gsize) image->height; i++)
    put (b, (guint8 *) image->data + i * (gsize) image->channels, 0);
}

static gboolean
unpack (Bmp *b, VslImage *image, GError **error)
{
  gboolean runs = b->compression == RUNS8 || b->compression == RUNS4;
  if (!runs)
    return unpack_plain (b, image, error);
  paint_first (b, image);
  return unpack_runs (b, image, error);
}

static gboolean
decode_whole (Bmp *b, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  if (!read_header (b, error) || !check_header (b, error) || !read_masks (b, error) || !read_palette (b, error))
    return FALSE;
  gboolean palette = b->bits <= 8, runs = b->compression == RUNS8 || b->compression == RUNS4;
  /* 8 bits: of the colours that come out. */
  _vsl_decode_describe (info, !palette ? "rgb" : b->grey ? "grayscale" : "palette", b->width, b->height, 1, b->grey ? 1 : 3, 8);
  info->had_alpha = b->mask[3] != 0 && !palette && b->bits != 24;
  if (b->pixels < 14 + (gsize) b->header)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the BMP's pixels are said to begin inside of its header: copy or export the file again"));
  if (!_vsl_decode_can_hold ((gint64) b->n, (double) b->width * (double) b->height * b->bits / 8, runs ? MOST_EXPANSION : 1, error))
    return FALSE;
  if (!_vsl_decode_wants_pixels (request))
    return TRUE;
  if (!vsl_image_alloc (image, (int) b->width, (int) b->height, b->grey ? 1 : 3, VSL_PIXEL_U8, 8, error))
    return FALSE;
  if (!unpack (b, image, error))
    return FALSE;
  if (b->past)
    _vsl_decode_warn (info, _("some pixels of the BMP have a number beyond its %u colours; they are black"), b->colours);
  return TRUE;
}

static gboolean
bmp_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  Bmp b = { 0 };
  g_strlcpy (info->format, "bmp", sizeof info->format);
  g_autofree guint8 *data = _vsl_decode_read_all (fd, &b.n, error);
  if (!data)
    return FALSE;
  b.data = data;
  return decode_whole (&b, request, image, info, error);
}

/* Two letters are not much: the header's length must be one that is known, and the reserved bytes empty. */
static gboolean
bmp_sniff (const guint8 *head, gsize n)
{
  if (n < 18 || memcmp (head, "BM", 2) != 0)
    return FALSE;
  guint32 header = _vsl_le32 (head + 14);
  return header == 12 || (header >= 16 && header <= 256);
}

static const char *const bmp_endings[] = { ".bmp", ".dib", NULL };
extern const VslDecoderClass vsl_decoder_bmp;

const VslDecoderClass vsl_decoder_bmp = {
  .head = {
    .name = "bmp",
    .title = N_ ("BMP picture"),
    .summary = N_ ("Windows and OS/2 bitmaps of 1 to 32 bits a pixel."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = bmp_endings,
  .sniff = bmp_sniff,
  .decode = bmp_decode,
};
