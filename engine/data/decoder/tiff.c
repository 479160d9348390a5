/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF through libtiff: grey, colour, palettes, CMYK; 1 to 32 bits a value, whole, signed and floating; strips and tiles, planes, all
 * packings that libtiff has. Pages of one form become frames. White-is-zero is turned round; alpha is left out without blending. */
#include <stdio.h>
#include <string.h>

#include "data/decoder/tiff-private.h"

#define MOST_PAGES 65536
#define MOST_MEMORY ((gsize) 1 << 30)        /* at once, by libtiff */

static tmsize_t
on_read (thandle_t handle, void *out, tmsize_t n)
{
  TiffReading *r = handle;
  gssize got = n > 0 ? _vsl_decode_read (r->fd, out, (gsize) n, r->at, r->error ? NULL : &r->error) : 0;
  r->at += MAX (got, 0);
  return MAX (got, 0);
}

static tmsize_t
on_write (thandle_t handle, void *data, tmsize_t n)
{
  return -1;
}

static toff_t
on_seek (thandle_t handle, toff_t offset, int whence)
{
  TiffReading *r = handle;
  gint64 base = whence == SEEK_CUR ? r->at : whence == SEEK_END ? MAX (r->size, 0) : 0;
  gint64 to = base + (gint64) offset;
  if (to < 0)
    return (toff_t) -1;
  r->at = to;
  return (toff_t) to;
}

static int
on_close (thandle_t handle)
{
  return 0;
}

static toff_t
on_size (thandle_t handle)
{
  return (toff_t) MAX (((TiffReading *) handle)->size, 0);
}

static void
note (TiffReading *r, const char *format, va_list ap)
{
  if (r->failed)
    return;
  r->failed = TRUE;
  g_vsnprintf (r->message, sizeof r->message, format, ap);
}

static int G_GNUC_PRINTF (4, 0)
on_error (TIFF *tiff, void *data, const char *module, const char *format, va_list ap)
{
  note (data, format, ap);
  return 1;
}

/* Fax and JPEG call lines that they had to make up a matter for a warning. */
static int G_GNUC_PRINTF (4, 0)
on_warning (TIFF *tiff, void *data, const char *module, const char *format, va_list ap)
{
  TiffReading *r = data;
  if (r->reading_pixels && module && (strstr (module, "Fax") || strstr (module, "JPEG")) && !strstr (format, "xtraneous"))
    note (r, format, ap);
  return 1;
}

gboolean
_vsl_tiff_damaged (TiffReading *r)
{
  if (r->error)
    return FALSE;
  if (strstr (r->message, "emory") || strstr (r->message, "exceeds"))
    return _vsl_decode_fail (&r->error, VSL_ERROR_NOMEM, _("the TIFF asks for more memory than is given to one picture (%s): it is damaged, or save it in smaller parts"),
                             r->message);
  return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the TIFF is cut short or damaged (%s): copy or export the file again"),
                           *r->message ? r->message : "?");
}

/* Thumbnails and masks stand between the pages. */
static gboolean
is_page (TIFF *tiff)
{
  guint32 kind = 0;
  return !TIFFGetField (tiff, TIFFTAG_SUBFILETYPE, &kind) || !(kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK));
}

static gboolean
same_pages (TiffReading *r, TiffPage *first, guint *start, guint *same, guint *others)
{
  guint at = 0;
  *same = *others = 0;
  do {
    TiffPage page;
    if (at >= MOST_PAGES)
      return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the TIFF has more than %d pages: cut it into several"), MOST_PAGES);
    if (*same == 0) {
      if (at > 0 || is_page (r->tiff)) {
        if (!_vsl_tiff_read_page (r, first))
          return FALSE;
        *start = at;
        *same = 1;
      }
    } else if (is_page (r->tiff)) {
      g_autoptr (GError) other = NULL;
      GError *kept = g_steal_pointer (&r->error);
      gboolean known = _vsl_tiff_read_page (r, &page);
      other = g_steal_pointer (&r->error);
      r->error = kept;
      if (known && _vsl_tiff_agree (first, &page))
        ++*same;
      else
        ++*others;
    }
    at++;
  } while (TIFFReadDirectory (r->tiff));
  return !r->failed || _vsl_tiff_damaged (r);
}

static gboolean
book (TiffReading *r, const TiffPage *page, int frames)
{
  /* What a packing can at most do; the others have limits of their own. */
  double expansion = page->compression == COMPRESSION_NONE ? 1 : page->compression == COMPRESSION_PACKBITS ? 130 : 4000;
  double stored = (double) page->width * page->height * page->samples * page->bits / 8 * frames;
  gboolean free_size = page->compression != COMPRESSION_NONE && page->compression != COMPRESSION_PACKBITS && page->compression != COMPRESSION_LZW
                       && page->compression != COMPRESSION_ADOBE_DEFLATE && page->compression != COMPRESSION_DEFLATE;
  if (page->width > VSL_IMAGE_MAX_SIDE || page->height > VSL_IMAGE_MAX_SIDE)
    return _vsl_decode_fail (&r->error, VSL_ERROR_NOMEM, _("the TIFF claims to be %u × %u pixels; at most %d a side are read: the file is damaged, or make the picture smaller"),
                             page->width, page->height, VSL_IMAGE_MAX_SIDE);
  if (!page->by_library && !free_size && !_vsl_decode_can_hold (r->size, stored, expansion, &r->error))
    return FALSE;
  return vsl_image_alloc_volume (r->image, (int) page->width, (int) page->height, frames, page->channels, page->type, page->out_bits, &r->error);
}

/* The pages of one form, which are counted already. */
static gboolean
read_frames (TiffReading *r, const TiffPage *first, guint start, int from)
{
  int done = 0;
  if (!TIFFSetDirectory (r->tiff, (tdir_t) start))
    return _vsl_tiff_damaged (r);
  for (;;) {
    TiffPage page;
    gboolean known = (done == 0 || is_page (r->tiff)) && _vsl_tiff_read_page (r, &page);
    g_clear_error (&r->error);
    if (known && _vsl_tiff_agree (first, &page)) {
      if (done >= from && !_vsl_tiff_read_pixels (r, &page, done - from))
        return FALSE;
      if (++done == from + r->image->frames)
        return TRUE;
    }
    if (!TIFFReadDirectory (r->tiff))
      return _vsl_tiff_damaged (r);
  }
}

static const char *
photometric_of (const TiffPage *page)
{
  switch (page->photometric) {
  case PHOTOMETRIC_MINISWHITE:
  case PHOTOMETRIC_MINISBLACK:
  case PHOTOMETRIC_MASK:
    return "grayscale";
  case PHOTOMETRIC_PALETTE:
    return "palette";
  case PHOTOMETRIC_SEPARATED:
    return "cmyk";
  case PHOTOMETRIC_YCBCR:
    return "ycbcr";
  case PHOTOMETRIC_CIELAB:
  case PHOTOMETRIC_ICCLAB:
  case PHOTOMETRIC_ITULAB:
    return "lab";
  default:
    return "rgb";
  }
}

static void
describe (TiffReading *r, const TiffPage *page, guint frames)
{
  gboolean turned = page->orientation >= 5 && page->orientation <= 8, small = page->bits < 8;
  /* Colours of 8 bits come out; and greys of 3, 5, 6 and 7 bits can't be made narrow again by a division. */
  gboolean coloured = page->photometric == PHOTOMETRIC_PALETTE || page->by_library
                      || (small && (page->channels == 3 || 255 % ((1 << page->bits) - 1) != 0));
  _vsl_decode_describe (r->about, photometric_of (page), turned ? page->height : page->width, turned ? page->width : page->height, frames,
                        page->channels, coloured ? 8 : (int) page->bits);
  if (small && !coloured)
    r->about->widened = 255 / ((1 << page->bits) - 1);
  if (page->bits == 64 && page->format != SAMPLEFORMAT_IEEEFP)
    g_strlcpy (r->about->dtype, page->format == SAMPLEFORMAT_INT ? "int64" : "uint64", sizeof r->about->dtype);
  r->about->is_signed = page->format == SAMPLEFORMAT_INT;
  r->about->had_alpha = page->alpha;
}

static gboolean
read_all (TiffReading *r)
{
  TiffPage first;
  guint start = 0, same = 0, others = 0;
  int from, n;
  if (!same_pages (r, &first, &start, &same, &others))
    return FALSE;
  if (same == 0)
    return _vsl_decode_fail (&r->error, VSL_ERROR_DATA, _("the TIFF has no picture in it, only thumbnails or masks: export it again"));
  describe (r, &first, same);
  if (others)
    _vsl_decode_warn (r->about, ngettext ("%u page of the TIFF has another size or form than the first and was left out",
                                          "%u pages of the TIFF have another size or form than the first and were left out", others), others);
  if (!_vsl_decode_wants_pixels (r->request))
    return TRUE;
  return _vsl_decode_range (r->request, (int) same, &from, &n, &r->error) && book (r, &first, n) && read_frames (r, &first, start, from)
         && _vsl_orient (r->image, (int) first.orientation, &r->error);
}

static TIFF *
open_tiff (TiffReading *r)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();
  if (!options)
    return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc (options, (tmsize_t) MOST_MEMORY);
  TIFFOpenOptionsSetErrorHandlerExtR (options, on_error, r);
  TIFFOpenOptionsSetWarningHandlerExtR (options, on_warning, r);
  /* Read only, not mapped, strips one by one. */
  TIFF *tiff = TIFFClientOpenExt ("TIFF", "rmO", r, on_read, on_write, on_seek, on_close, on_size, NULL, NULL, options);
  TIFFOpenOptionsFree (options);
  return tiff;
}

static gboolean
tiff_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  TiffReading r = { .fd = fd, .size = _vsl_decode_size (fd), .image = image, .about = info, .request = request };
  g_strlcpy (info->format, "tiff", sizeof info->format);
  r.tiff = open_tiff (&r);
  gboolean ok = r.tiff ? read_all (&r) : _vsl_tiff_damaged (&r);
  if (r.tiff)
    TIFFClose (r.tiff);
  if (ok)
    g_clear_error (&r.error);
  else
    g_propagate_error (error, r.error);
  return ok;
}

static gboolean
tiff_sniff (const guint8 *head, gsize n)
{
  return n >= 8 && (memcmp (head, "II*\0", 4) == 0 || memcmp (head, "MM\0*", 4) == 0 || memcmp (head, "II+\0", 4) == 0 || memcmp (head, "MM\0+", 4) == 0);
}

static const char *const tiff_endings[] = { ".tif", ".tiff", ".btf", ".tf8", NULL };
extern const VslDecoderClass vsl_decoder_tiff;

const VslDecoderClass vsl_decoder_tiff = {
  .head = {
    .name = "tiff",
    .title = N_ ("TIFF picture"),
    .summary = N_ ("Grey and colour of 1 to 32 bits, whole and floating numbers; pages become frames."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = tiff_endings,
  .sniff = tiff_sniff,
  .decode = tiff_decode,
};
