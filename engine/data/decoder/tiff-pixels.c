/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TIFF page's pixels: strips or tiles are unpacked by libtiff, rows become values of one type, values become what people see. */
#include <string.h>

#include "data/decoder/tiff-private.h"

#define MOST_SEGMENT ((guint64) 1 << 30)     /* bytes of one strip or tile */

/* One page's way out. */
typedef struct {
  TiffReading *r;
  const TiffPage *p;
  gsize item;                       /* bytes of a value of the page's values type */
  VslPixelType values;              /* what a stored value is, before a palette */
  guint8 *segment, *row;            /* as unpacked by libtiff; n values of a row */
  guint8 *inks;                     /* the whole frame with its four inks, before they are made into colours */
  guint8 *palette;
  guint8 *frame;                    /* out: width × height × colours of type values, or pixels of a palette */
} Way;

static void
widen_row (const Way *way, const guint8 *from, gsize n)
{
  const TiffPage *p = way->p;
  gpointer to = way->row;
  gboolean whole = p->format != SAMPLEFORMAT_IEEEFP;
  for (gsize i = 0; i < n; i++)
    if (p->bits == 24)
      ((guint32 *) to)[i] = G_BYTE_ORDER == G_LITTLE_ENDIAN ? from[3 * i] | (guint32) from[3 * i + 1] << 8 | (guint32) from[3 * i + 2] << 16
                                                            : from[3 * i + 2] | (guint32) from[3 * i + 1] << 8 | (guint32) from[3 * i] << 16;
    else if (p->bits == 16 && !whole)
      ((VslReal *) to)[i] = (VslReal) _vsl_half_to_double (((const guint16 *) from)[i]);
    else if (p->bits == 64 && p->format == SAMPLEFORMAT_INT)
      ((double *) to)[i] = (double) ((const gint64 *) from)[i];
    else
      ((double *) to)[i] = (double) ((const guint64 *) from)[i];
}

/* Values of 1 to 15 bits, packed from the highest bit on. */
static void
unpack_row (const Way *way, const guint8 *from, gsize n)
{
  guint bits = way->p->bits;
  for (gsize i = 0, at = 0; i < n; i++, at += bits) {
    guint32 window = 0;
    for (guint b = 0; b < 3; b++)
      window = window << 8 | (at / 8 + b <= (n * bits - 1) / 8 ? from[at / 8 + b] : 0);
    guint32 v = window >> (24 - bits - at % 8) & ((1u << bits) - 1);
    if (way->item == 1)
      way->row[i] = (guint8) v;
    else
      ((guint16 *) way->row)[i] = (guint16) v;
  }
}

static void
load_row (const Way *way, const guint8 *from, gsize n)
{
  const TiffPage *p = way->p;
  if (p->bits < 16 && p->bits != 8)
    unpack_row (way, from, n);
  else if (p->bits / 8 == way->item && !(p->bits == 64 && p->format != SAMPLEFORMAT_IEEEFP))
    memcpy (way->row, from, n * way->item);
  else
    widen_row (way, from, n);
}

/* n pixels of a row, of which way->row holds @step values each, the wanted ones first, to the place of colour @c. */
static void
place_row (const Way *way, gsize x, gsize y, gsize n, guint step, guint c, guint colours)
{
  gsize item = way->item;
  for (gsize i = 0; i < n; i++)
    for (guint k = 0; k < colours; k++) {
      const guint8 *from = way->row + (i * step + k) * item;
      guint8 *to = way->frame + ((y * way->p->width + x + i) * way->p->colours + c + k) * item;
      memcpy (to, from, item);
    }
}

static void
place_segment (const Way *way, gsize x, gsize y, gsize width, gsize height, gsize stride, guint plane)
{
  const TiffPage *p = way->p;
  guint step = p->planes ? 1 : p->samples;
  for (gsize j = 0; j < height; j++) {
    load_row (way, way->segment + j * stride, width * step);
    place_row (way, x, y + j, width, step, p->planes ? plane : 0, p->planes ? 1 : p->colours);
  }
}

static gboolean
read_strips (Way *way, guint planes)
{
  TIFF *tiff = way->r->tiff;
  const TiffPage *p = way->p;
  guint32 rows = p->height;
  TIFFGetFieldDefaulted (tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  rows = CLAMP (rows, 1, p->height);
  gsize stride = (gsize) TIFFScanlineSize64 (tiff);
  for (guint plane = 0; plane < planes; plane++)
    for (guint32 y = 0; y < p->height; y += rows) {
      guint32 n = MIN (rows, p->height - y);
      tmsize_t want = (tmsize_t) (stride * n);
      if (TIFFReadEncodedStrip (tiff, TIFFComputeStrip (tiff, y, (guint16) plane), way->segment, want) < want || way->r->failed)
        return _vsl_tiff_damaged (way->r);
      place_segment (way, 0, y, p->width, n, stride, plane);
    }
  return TRUE;
}

static gboolean
read_tiles (Way *way, guint planes)
{
  TIFF *tiff = way->r->tiff;
  const TiffPage *p = way->p;
  guint32 w = 0, h = 0;
  TIFFGetField (tiff, TIFFTAG_TILEWIDTH, &w);
  TIFFGetField (tiff, TIFFTAG_TILELENGTH, &h);
  gsize stride = (gsize) TIFFTileRowSize64 (tiff);
  tmsize_t want = (tmsize_t) (stride * h);
  for (guint plane = 0; plane < planes; plane++)
    for (guint32 y = 0; y < p->height; y += h)
      for (guint32 x = 0; x < p->width; x += w) {
        if (TIFFReadEncodedTile (tiff, TIFFComputeTile (tiff, x, y, 0, (guint16) plane), way->segment, want) < want || way->r->failed)
          return _vsl_tiff_damaged (way->r);
        place_segment (way, x, y, MIN (w, p->width - x), MIN (h, p->height - y), stride, plane);
      }
  return TRUE;
}

/* The room for one strip or tile, from what libtiff makes of the header; strides must hold the rows that will be read from them. */
static gboolean
book_segment (Way *way)
{
  TIFF *tiff = way->r->tiff;
  const TiffPage *p = way->p;
  guint32 w = p->width, h = p->height, rows = p->height;
  gboolean tiled = TIFFIsTiled (tiff);
  if (tiled && (!TIFFGetField (tiff, TIFFTAG_TILEWIDTH, &w) || !TIFFGetField (tiff, TIFFTAG_TILELENGTH, &h)))
    return _vsl_tiff_damaged (way->r);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  rows = CLAMP (rows, 1, p->height);
  guint64 stride = tiled ? TIFFTileRowSize64 (tiff) : TIFFScanlineSize64 (tiff), lines = tiled ? h : rows;
  guint64 values = (guint64) w * (p->planes ? 1 : p->samples);
  if (w < 1 || h < 1 || lines > MOST_SEGMENT || stride > MOST_SEGMENT || stride * lines > MOST_SEGMENT || stride < (values * p->bits + 7) / 8)
    return _vsl_decode_fail (&way->r->error, VSL_ERROR_DATA, _("the TIFF's strips or tiles have a size that cannot be (%u × %u): copy or export the file again"), w,
                             tiled ? h : rows);
  way->segment = g_try_malloc (stride * lines);
  way->row = g_try_malloc_n (values, way->item);
  if (way->segment && way->row)
    return TRUE;
  return _vsl_decode_fail (&way->r->error, VSL_ERROR_NOMEM, _("there is not enough memory for a picture of %u × %u: close other programs"), p->width, p->height);
}

/* Grey of fewer than 8 bits is spread over 0 … 255, and white-is-zero is turned round. */
static void
finish_grey (const Way *way)
{
  const TiffPage *p = way->p;
  gsize n = (gsize) p->width * p->height;
  gboolean turn = p->photometric == PHOTOMETRIC_MINISWHITE;
  guint32 top = p->bits >= 32 ? G_MAXUINT32 : (1u << p->bits) - 1;
  if (p->format == SAMPLEFORMAT_IEEEFP || p->format == SAMPLEFORMAT_INT || p->type == VSL_PIXEL_F64) {
    if (turn)
      _vsl_decode_warn (way->r->about, _("the TIFF says that white is zero, which has no meaning for its kind of numbers; they are left as they are"));
    return;
  }
  if (way->item == 1)
    for (gsize i = 0; i < n && (turn || top < 255); i++)
      way->frame[i] = (guint8) ((turn ? top - way->frame[i] : way->frame[i]) * 255 / top);
  else if (turn && way->item == 2)
    for (gsize i = 0; i < n; i++)
      ((guint16 *) way->frame)[i] = (guint16) (top - ((guint16 *) way->frame)[i]);
  else if (turn)
    for (gsize i = 0; i < n; i++)
      ((guint32 *) way->frame)[i] = top - ((guint32 *) way->frame)[i];
}

static void
finish_palette (const Way *way, guint8 *out)
{
  gsize n = (gsize) way->p->width * way->p->height;
  for (gsize i = 0; i < n; i++) {
    guint index = way->item == 1 ? way->inks[i] : ((const guint16 *) way->inks)[i];
    if (way->p->grey_palette)
      out[i] = way->palette[3 * index];
    else
      memcpy (out + 3 * i, way->palette + 3 * index, 3);
  }
}

/* Colour of fewer than 8 bits a value, spread as grey is. */
static void
finish_rgb (const Way *way)
{
  gsize n = (gsize) way->p->width * way->p->height * 3;
  guint top = (1u << way->p->bits % 32) - 1;
  for (gsize i = 0; way->item == 1 && way->p->format != SAMPLEFORMAT_INT && top < 255 && i < n; i++)
    way->frame[i] = (guint8) (way->frame[i] * 255u / top);
}

static void
finish_inks (const Way *way, guint8 *out)
{
  gsize n = (gsize) way->p->width * way->p->height;
  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      if (way->item == 1) {
        guint k = 255u - way->inks[4 * i + 3], t = way->inks[4 * i + c] * k + 128;
        out[3 * i + c] = (guint8) (k - ((t + (t >> 8)) >> 8));
      } else {
        const guint16 *inks = (const guint16 *) way->inks + 4 * i;
        guint64 k = 65535u - inks[3];
        ((guint16 *) out)[3 * i + c] = (guint16) (((65535u - inks[c]) * k + 32767) / 65535);
      }
}

static gboolean
read_by_library (TiffReading *r, const TiffPage *p, guint8 *out)
{
  gsize n = (gsize) p->width * p->height;
  g_autofree guint32 *raster = g_try_new (guint32, n);
  if (!raster)
    return _vsl_decode_fail (&r->error, VSL_ERROR_NOMEM, _("there is not enough memory for a picture of %u × %u: close other programs"), p->width, p->height);
  TIFFSetField (r->tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);      /* rows as stored; they are turned later */
  if (!TIFFReadRGBAImageOriented (r->tiff, p->width, p->height, raster, ORIENTATION_TOPLEFT, 1) || r->failed)
    return _vsl_tiff_damaged (r);
  for (gsize i = 0; i < n; i++) {
    out[3 * i] = (guint8) TIFFGetR (raster[i]);
    out[3 * i + 1] = (guint8) TIFFGetG (raster[i]);
    out[3 * i + 2] = (guint8) TIFFGetB (raster[i]);
  }
  return TRUE;
}

static gboolean
book_way (Way *way, guint8 *out)
{
  const TiffPage *p = way->p;
  gboolean aside = p->photometric == PHOTOMETRIC_PALETTE || p->photometric == PHOTOMETRIC_SEPARATED;
  way->values = p->photometric == PHOTOMETRIC_PALETTE ? (p->bits <= 8 ? VSL_PIXEL_U8 : VSL_PIXEL_U16) : p->type;
  way->item = vsl_pixel_size (way->values);
  way->frame = out;
  if (p->photometric == PHOTOMETRIC_PALETTE && !_vsl_tiff_palette (way->r, p->bits, &way->palette))
    return _vsl_tiff_damaged (way->r);
  if (aside && !(way->frame = way->inks = g_try_malloc0_n ((gsize) p->width * p->height, p->colours * way->item)))
    return _vsl_decode_fail (&way->r->error, VSL_ERROR_NOMEM, _("there is not enough memory for a picture of %u × %u: close other programs"), p->width, p->height);
  return book_segment (way);
}

gboolean
_vsl_tiff_read_pixels (TiffReading *r, const TiffPage *p, int frame)
{
  guint8 *out = (guint8 *) r->image->data + (gsize) frame * p->width * p->height * (gsize) p->channels * vsl_pixel_size (p->type);
  Way way = { .r = r, .p = p };
  r->reading_pixels = TRUE;
  gboolean ok = p->by_library ? read_by_library (r, p, out)
                              : book_way (&way, out) && (TIFFIsTiled (r->tiff) ? read_tiles : read_strips) (&way, p->planes ? p->colours : 1);
  if (!ok || p->by_library)
    ;
  else if (p->photometric == PHOTOMETRIC_PALETTE)
    finish_palette (&way, out);
  else if (p->photometric == PHOTOMETRIC_SEPARATED)
    finish_inks (&way, out);
  else if (p->colours == 1)
    finish_grey (&way);
  else
    finish_rgb (&way);
  g_free (way.segment);
  g_free (way.row);
  g_free (way.inks);
  g_free (way.palette);
  r->reading_pixels = FALSE;
  return ok;
}
