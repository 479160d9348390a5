/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a TIFF's page (directory) says: which numbers, which colours, and what becomes of them. */
#include "data/decoder/tiff-private.h"

#define MOST_SAMPLES 64

static gboolean
unknown (TiffReading *r, const TiffPage *p)
{
  return _vsl_decode_fail (&r->error, VSL_ERROR_UNSUPPORTED,
                           _("this form of TIFF is not read (photometric %u, %u values of %u bits, sample format %u): save it as 8 or 16 bit TIFF or PNG"),
                           p->photometric, p->samples, p->bits, p->format);
}

/* The type that holds the stored values; FALSE: none does. */
static gboolean
choose_type (TiffPage *p)
{
  p->out_bits = (int) p->bits;
  if (p->format == SAMPLEFORMAT_IEEEFP) {
    p->type = p->bits == 64 ? VSL_PIXEL_F64 : VSL_PIXEL_REAL;
    p->out_bits = VSL_IMAGE_OPEN_BITS;
    return p->bits == 16 || p->bits == 32 || p->bits == 64;
  }
  if (p->format == SAMPLEFORMAT_INT) {
    p->type = p->bits == 8 ? VSL_PIXEL_S8 : p->bits == 16 ? VSL_PIXEL_S16 : p->bits == 32 ? VSL_PIXEL_S32 : VSL_PIXEL_F64;
    return p->bits == 8 || p->bits == 16 || p->bits == 32 || p->bits == 64;
  }
  if (p->format != SAMPLEFORMAT_UINT && p->format != SAMPLEFORMAT_VOID)
    return FALSE;
  p->type = p->bits <= 8 ? VSL_PIXEL_U8 : p->bits <= 16 ? VSL_PIXEL_U16 : p->bits <= 32 ? VSL_PIXEL_U32 : VSL_PIXEL_F64;
  return p->bits >= 1 && (p->bits <= 16 || p->bits == 24 || p->bits == 32 || p->bits == 64);
}

/* Grey, or one of the forms of colour; how many of the stored values a pixel are colour. */
static gboolean
choose_colours (TiffReading *r, TiffPage *p)
{
  gboolean bytes = p->type == VSL_PIXEL_U8 || p->type == VSL_PIXEL_U16;
  p->channels = 3;
  switch (p->photometric) {
  case PHOTOMETRIC_MINISWHITE:
  case PHOTOMETRIC_MINISBLACK:
  case PHOTOMETRIC_MASK:
    p->colours = 1;
    p->channels = 1;
    return TRUE;
  case PHOTOMETRIC_RGB:
    p->colours = 3;
    return p->samples >= 3;
  case PHOTOMETRIC_PALETTE: {
    g_autofree guint8 *rgb = NULL;
    p->colours = 1;
    if (!bytes || p->format == SAMPLEFORMAT_INT || !_vsl_tiff_palette (r, p->bits, &rgb))
      return FALSE;
    p->grey_palette = _vsl_decode_all_grey (rgb, (gsize) 1 << p->bits);
    p->channels = p->grey_palette ? 1 : 3;
    p->type = VSL_PIXEL_U8;
    p->out_bits = 8;
    return TRUE;
  }
  case PHOTOMETRIC_SEPARATED:
    p->colours = 4;
    return p->samples >= 4 && bytes && (p->bits == 8 || p->bits == 16);
  case PHOTOMETRIC_YCBCR:
  case PHOTOMETRIC_CIELAB:
  case PHOTOMETRIC_ICCLAB:
  case PHOTOMETRIC_ITULAB:
  case PHOTOMETRIC_LOGLUV:
    p->colours = 3;
    p->by_library = TRUE;
    p->type = VSL_PIXEL_U8;
    p->out_bits = 8;
    return TRUE;
  default:
    return FALSE;
  }
}

static void
count_alpha (TIFF *tiff, TiffPage *p)
{
  guint16 n = 0, *kinds = NULL;
  if (!TIFFGetFieldDefaulted (tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds))
    return;
  for (guint16 i = 0; i < n && kinds; i++)
    p->alpha = p->alpha || kinds[i] == EXTRASAMPLE_ASSOCALPHA || kinds[i] == EXTRASAMPLE_UNASSALPHA;
}

gboolean
_vsl_tiff_read_page (TiffReading *r, TiffPage *p)
{
  guint16 samples = 1, bits = 1, format = SAMPLEFORMAT_UINT, photometric = 0, planar = PLANARCONFIG_CONTIG, compression = 0, orientation = 1;
  memset (p, 0, sizeof *p);
  if (!TIFFGetField (r->tiff, TIFFTAG_IMAGEWIDTH, &p->width) || !TIFFGetField (r->tiff, TIFFTAG_IMAGELENGTH, &p->height))
    return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the TIFF does not say how large it is: copy or export the file again"));
  TIFFGetFieldDefaulted (r->tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted (r->tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted (r->tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted (r->tiff, TIFFTAG_PLANARCONFIG, &planar);
  TIFFGetFieldDefaulted (r->tiff, TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted (r->tiff, TIFFTAG_ORIENTATION, &orientation);
  if (!TIFFGetField (r->tiff, TIFFTAG_PHOTOMETRIC, &photometric))
    photometric = samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  p->samples = samples;
  p->bits = bits;
  p->format = format;
  p->photometric = photometric;
  p->compression = compression;
  p->orientation = orientation;
  p->planes = planar == PLANARCONFIG_SEPARATE && samples > 1;
  if (!TIFFIsCODECConfigured (compression))
    return _vsl_decode_fail (&r->error, VSL_ERROR_UNSUPPORTED, _("the TIFF is packed in a way (number %u) that is not known: save it without packing, or as PNG"),
                             compression);
  /* libtiff's JPEG turns its own colour differences into colours. */
  if (compression == COMPRESSION_JPEG && photometric == PHOTOMETRIC_YCBCR && !p->planes) {
    TIFFSetField (r->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    p->photometric = PHOTOMETRIC_RGB;
  }
  if (samples < 1 || samples > MOST_SAMPLES || !choose_type (p) || !choose_colours (r, p))
    return r->error ? FALSE : unknown (r, p);
  count_alpha (r->tiff, p);
  return TRUE;
}

gboolean
_vsl_tiff_agree (const TiffPage *a, const TiffPage *b)
{
  return a->width == b->width && a->height == b->height && a->channels == b->channels && a->type == b->type && a->out_bits == b->out_bits
         && a->orientation == b->orientation;
}

gboolean
_vsl_tiff_palette (TiffReading *r, guint bits, guint8 **rgb)
{
  guint16 *map[3];
  gsize n = (gsize) 1 << bits;
  gboolean wide = FALSE;
  if (bits > 16 || !TIFFGetField (r->tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]))
    return FALSE;
  for (gsize i = 0; i < n; i++)      /* some writers left the numbers at 8 bits */
    wide = wide || map[0][i] > 255 || map[1][i] > 255 || map[2][i] > 255;
  *rgb = g_malloc (3 * n);
  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      (*rgb)[3 * i + c] = (guint8) (wide ? map[c][i] >> 8 : map[c][i]);
  return TRUE;
}
