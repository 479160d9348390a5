/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the header's description and the pixel data to stored values. Nothing is taken from the header without a look at the data,
 * and no memory before that. */
#include "data/decoder/dicom-pixels.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/vsl-error.h"

#define ROWS DICOM_TAG (0x0028, 0x0010)
#define COLUMNS DICOM_TAG (0x0028, 0x0011)
#define MOST_SIDE 65535
#define MOST_FRAMES 65536

gboolean
_dicom_fail (GError **error, const char *message)
{
  g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_DATA, message);
  return FALSE;
}

static gboolean
take_side (const DicomData *data, guint32 tag, guint *out, GError **error)
{
  gint64 v;
  if (!dicom_integer (dicom_find (data, -1, tag), 0, &v))
    return _dicom_fail (error, tag == ROWS ? _("its header does not say how many rows it has: export the file again")
                                           : _("its header does not say how many columns it has: export the file again"));
  if (v < 1 || v > MOST_SIDE) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 tag == ROWS ? _("its header claims %" PRId64 " rows, which cannot be: export the file again")
                             : _("its header claims %" PRId64 " columns, which cannot be: export the file again"), v);
    return FALSE;
  }
  *out = (guint) v;
  return TRUE;
}

static VslPixelType
type_of (const DicomPixels *p)
{
  if (p->real)
    return p->allocated == 64 ? VSL_PIXEL_F64 : VSL_PIXEL_REAL;
  if (p->allocated <= 8)
    return p->is_signed ? VSL_PIXEL_S8 : VSL_PIXEL_U8;
  if (p->allocated <= 16)
    return p->is_signed ? VSL_PIXEL_S16 : VSL_PIXEL_U16;
  return p->is_signed ? VSL_PIXEL_S32 : VSL_PIXEL_U32;
}

static gboolean
take_bits (DicomPixels *p, const DicomData *data, GError **error)
{
  gint64 allocated = dicom_get_integer (data, DICOM_TAG (0x0028, 0x0100), -1), stored, high, sign;
  p->real = p->element->tag != DICOM_PIXELS;
  if (p->real)
    allocated = p->element->tag == DICOM_FLOAT_PIXELS ? 32 : 64;
  if (allocated < 0)
    return _dicom_fail (error, _("its header does not say how many bits a pixel has: export the file again"));
  if (allocated < 1 || (allocated > 32 && !p->real)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("its pixels have %" PRId64 " bits; 1 to 32 are read: export it with 16"), allocated);
    return FALSE;
  }
  stored = dicom_get_integer (data, DICOM_TAG (0x0028, 0x0101), allocated);
  if (stored < 1 || stored > allocated || p->real)
    stored = allocated;
  high = dicom_get_integer (data, DICOM_TAG (0x0028, 0x0102), stored - 1);
  if (high + 1 < stored || high >= allocated || p->real)
    high = stored - 1;
  sign = dicom_get_integer (data, DICOM_TAG (0x0028, 0x0103), 0);
  p->allocated = (guint) allocated;
  p->stored = (guint) stored;
  p->high = (guint) high;
  p->is_signed = sign == 1 && !p->real && stored > 1;
  p->type = type_of (p);
  return TRUE;
}

static gboolean
take_colours (DicomPixels *p, const DicomData *data, GError **error)
{
  gint64 samples = dicom_get_integer (data, DICOM_TAG (0x0028, 0x0002), 1), frames = dicom_get_integer (data, DICOM_TAG (0x0028, 0x0008), 1);
  g_autofree char *photometric = dicom_get_string (data, DICOM_TAG (0x0028, 0x0004));
  if (samples < 1 || samples > 4 || samples == 2) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("its pixels have %" PRId64 " samples each; 1, 3 or 4 are read: export it in grey or RGB"),
                 samples);
    return FALSE;
  }
  if (frames > MOST_FRAMES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("it claims to have %" PRId64 " frames; at most %d are read: cut it into several"), frames,
                 MOST_FRAMES);
    return FALSE;
  }
  p->samples = (guint) samples;
  p->frames = (guint) MAX (frames, 1);
  dicom_word (p->photometric, sizeof p->photometric, photometric ? photometric : samples == 1 ? "MONOCHROME2" : "RGB");
  p->planar = samples > 1 && dicom_get_integer (data, DICOM_TAG (0x0028, 0x0006), 0) == 1;
  return TRUE;
}

static guint64
frame_bytes (const DicomPixels *p, guint frames)
{
  return ((guint64) _dicom_frame_bits (p) * frames + 7) / 8;
}

/* How the pixels are compressed, where the name of the syntax is missing or doesn't fit what is there. */
static gboolean
take_code (DicomPixels *p, const DicomData *data, GError **error)
{
  const DicomSyntax *syntax = dicom_syntax (data->syntax);
  const DicomElement *e = p->element;
  p->code = syntax ? syntax->code : *data->syntax ? DICOM_CODE_UNKNOWN : DICOM_CODE_NONE;
  p->lossy = syntax && syntax->lossy;
  gboolean whole = !e->fragments && !e->cut && e->length >= frame_bytes (p, p->frames);
  if (whole && p->code != DICOM_CODE_NONE && dicom_code_guess (e->value, e->length) == DICOM_CODE_UNKNOWN) {
    p->code = DICOM_CODE_NONE;
  } else if (e->fragments && (p->code == DICOM_CODE_NONE || (p->code == DICOM_CODE_UNKNOWN && !syntax))) {
    const DicomElement *first = e + 2;
    DicomCode guess = e->next > (guint32) dicom_index (data, e) + 2 ? dicom_code_guess (first->value, first->length) : DICOM_CODE_UNKNOWN;
    p->code = guess != DICOM_CODE_UNKNOWN ? guess : p->code;
  } else if (!e->fragments && *data->syntax && !syntax) {
    p->code = DICOM_CODE_NONE;
  }
  if (p->code != DICOM_CODE_UNKNOWN)
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("its pixels are compressed as “%s”, which is not read: export it without compression"),
               syntax ? syntax->name : data->syntax);
  return FALSE;
}

/* Whether so many pixels can be in so few bytes. */
static gboolean
take_room (DicomPixels *p, GError **error)
{
  const DicomElement *e = p->element;
  gboolean native = p->code == DICOM_CODE_NONE && !e->fragments;
  /* Some say 4:2:2 and write all of it. */
  p->halved = native && g_str_has_prefix (p->photometric, "YBR_") && strstr (p->photometric, "_422") && p->samples == 3;
  if (p->halved && e->length >= (guint64) p->rows * p->columns * p->frames * 3 * ((p->allocated + 7) / 8))
    p->halved = FALSE;
  if (p->halved && (p->allocated != 8 || p->planar))
    return _dicom_fail (error, _("its colours are halved (4:2:2) in a way that is not read: export it as RGB"));
  guint64 wanted = frame_bytes (p, p->frames);
  if (native && e->length < wanted) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 e->cut ? _("its pixel data are cut short: the file ends after %u of %" PRIu64 " bytes; copy or export it again")
                        : _("its pixel data have %u bytes, but %" PRIu64 " are needed for what its header says: export the file again"),
                 e->length, wanted);
    return FALSE;
  }
  return TRUE;
}

/**
 * dicom_pixels_describe:
 * @pixels: (out): points into @data
 *
 * Returns: FALSE when there are pixels that cannot be read; the error says why. TRUE without pixels too (@pixels->element is %NULL)
 */
gboolean
dicom_pixels_describe (DicomPixels *pixels, const DicomData *data, GError **error)
{
  static const guint32 tags[] = { DICOM_PIXELS, DICOM_FLOAT_PIXELS, DICOM_DOUBLE_PIXELS };
  memset (pixels, 0, sizeof *pixels);
  for (guint i = 0; i < G_N_ELEMENTS (tags) && !pixels->element; i++)
    pixels->element = dicom_find (data, -1, tags[i]);
  if (!pixels->element)
    return TRUE;
  if (!take_colours (pixels, data, error) || !take_bits (pixels, data, error) || !take_side (data, ROWS, &pixels->rows, error) ||
      !take_side (data, COLUMNS, &pixels->columns, error))
    return FALSE;
  pixels->big = pixels->element->big || g_str_equal (data->syntax, "1.2.840.113619.5.2");
  return take_code (pixels, data, error) && take_room (pixels, error);
}

static gboolean
fits (const DicomPixels *p, const DicomCoded *coded, GError **error)
{
  if (coded->width != p->columns || coded->height != p->rows || coded->channels != p->samples) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("its pixel data are a picture of %u × %u with %u channels, but its header says %u × %u with %u: export the file again"),
                 coded->width, coded->height, coded->channels, p->columns, p->rows, p->samples);
    return FALSE;
  }
  if (coded->bits > vsl_pixel_size (p->type) * 8 || p->real) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("its pixel data have %u bits, but its header says %u: export the file again"), coded->bits,
                 p->allocated);
    return FALSE;
  }
  return TRUE;
}

/* A sample of the stream is a pattern of bits; what they mean is told by the file's header, whatever the stream says of signs. */
static void
store (const DicomPixels *p, const DicomCoded *coded, const gint32 *from, gsize n, guint8 *to)
{
  guint left = 32 - coded->bits;
  for (gsize i = 0; i < n; i++) {
    guint32 bits = (guint32) from[i] << left;
    gint32 v = p->is_signed ? (gint32) bits >> left : (gint32) (bits >> left);
    if (vsl_pixel_size (p->type) == 1)
      to[i] = (guint8) v;
    else if (vsl_pixel_size (p->type) == 2)
      ((guint16 *) (gpointer) to)[i] = (guint16) v;
    else
      ((guint32 *) (gpointer) to)[i] = (guint32) v;
  }
}

static gboolean
load_j2k (DicomPixels *p, const guint8 *from, gsize n, DicomCoded *coded, guint8 *to, GError **error)
{
  gsize count = (gsize) p->rows * p->columns * p->samples;
  g_autofree gint32 *values = g_try_new (gint32, count);
  if (!values)
    return _dicom_fail (error, _("there is not enough memory: close other programs"));
  if (!dicom_j2k_decode (from, n, coded, values, error))
    return FALSE;
  store (p, coded, values, count, to);
  return TRUE;
}

/* Libraries write 1 or 2 bytes a sample; where that is the image's own form they write into it. */
static gboolean
load_jpeg (DicomPixels *p, const guint8 *from, gsize n, const DicomCoded *coded, guint8 *to, GError **error)
{
  gsize count = (gsize) p->rows * p->columns * p->samples, wide = coded->bits > 8 ? 2 : 1, cell = vsl_pixel_size (p->type);
  g_autofree guint8 *own = NULL;
  guint8 *out = to;
  if (wide != cell && !(out = own = g_try_malloc (count * wide + 8)))
    return _dicom_fail (error, _("there is not enough memory: close other programs"));
  gboolean ok = p->code == DICOM_CODE_JPEG ? dicom_jpeg_decode (from, n, coded, out, count * wide, error)
                                           : dicom_jpeg_ls_decode (from, n, coded, out, count * wide, error);
  if (!ok || (wide == cell && !(p->is_signed && coded->bits < cell * 8)))
    return ok;
  guint left = 32 - coded->bits;
  for (gsize i = count; i-- > 0;) {
    guint32 bits = (guint32) (wide == 2 ? ((const guint16 *) (gconstpointer) out)[i] : out[i]) << left;
    gint32 v = p->is_signed ? (gint32) bits >> left : (gint32) (bits >> left);
    if (cell == 1)
      to[i] = (guint8) v;
    else if (cell == 2)
      ((guint16 *) (gpointer) to)[i] = (guint16) v;
    else
      ((guint32 *) (gpointer) to)[i] = (guint32) v;
  }
  return TRUE;
}

static gboolean
load_rle (const DicomPixels *p, const guint8 *from, gsize n, guint8 *to, GError **error)
{
  gsize pixels = (gsize) p->rows * p->columns, plane = p->allocated == 1 ? (pixels * p->samples + 7) / 8 : pixels;
  guint bytes = (p->allocated + 7) / 8, planes = p->allocated == 1 ? 1 : bytes * p->samples, cell = (guint) vsl_pixel_size (p->type);
  /* Two bytes become 128 at most. */
  if ((p->allocated % 8 && p->allocated != 1) || (guint64) plane * planes > (guint64) n * 64)
    return _dicom_fail (error, p->allocated % 8 && p->allocated != 1 ? _("its RLE data have no whole bytes: export it without compression")
                                                                     : _("its RLE data are cut short: copy or export the file again"));
  g_autofree guint8 *planar = g_try_malloc (plane * planes);
  if (!planar)
    return _dicom_fail (error, _("there is not enough memory: close other programs"));
  if (!dicom_rle_decode (from, n, planes, plane, planar, error))
    return FALSE;
  if (p->allocated == 1) {
    _dicom_take_native (p, planar, plane, 0, to);
    return TRUE;
  }
  for (guint s = 0; s < p->samples; s++)
    for (guint b = 0; b < bytes; b++) {
      const guint8 *in = planar + (gsize) (s * bytes + b) * pixels;
      guint at = s * cell + (G_BYTE_ORDER == G_LITTLE_ENDIAN ? bytes - 1 - b : cell - bytes + b);
      for (gsize i = 0; i < pixels; i++)
        to[i * p->samples * cell + at] = in[i];
    }
  _dicom_settle (p, to, pixels * p->samples);
  return TRUE;
}

/* A frame that was deflated, or only wrapped. */
static gboolean
load_wrapped (const DicomPixels *p, const guint8 *from, gsize n, guint8 *to, GError **error)
{
  gsize wanted = (_dicom_frame_bits (p) + 7) / 8;
  g_autofree guint8 *own = NULL;
  gboolean whole = TRUE;
  if (p->code == DICOM_CODE_DEFLATE && !(from = own = dicom_inflate (from, n, wanted + 1024, &n, &whole, error)))
    return FALSE;
  if (n < wanted)
    return _dicom_fail (error, _("its pixel data are cut short: copy or export the file again"));
  _dicom_take_native (p, from, n, 0, to);
  return TRUE;
}

static gboolean
load_coded (DicomPixels *p, const guint8 *from, gsize n, guint8 *to, GError **error)
{
  DicomCoded coded;
  if (p->code == DICOM_CODE_RLE)
    return load_rle (p, from, n, to, error);
  if (p->code == DICOM_CODE_DEFLATE || p->code == DICOM_CODE_NONE)
    return load_wrapped (p, from, n, to, error);
  /* JPEG-LS under a JPEG syntax, or the other way round: the stream knows. */
  DicomCode guess = dicom_code_guess (from, n);
  if (guess != DICOM_CODE_UNKNOWN && guess != DICOM_CODE_RLE)
    p->code = guess;
  if (!dicom_code_head (p->code, from, n, &coded, error) || !fits (p, &coded, error))
    return FALSE;
  gboolean ok = p->code == DICOM_CODE_J2K ? load_j2k (p, from, n, &coded, to, error) : load_jpeg (p, from, n, &coded, to, error);
  gboolean called = g_str_has_prefix (p->photometric, "YBR");
  /* JPEG's own markers win; a lossless or JPEG-LS stream has none, so the header tells. */
  p->ybr = p->samples == 3 && (p->code == DICOM_CODE_JPEG && coded.lossy ? coded.ybr || (called && !coded.told) : p->code == DICOM_CODE_J2K ? called && coded.ybr : called);
  p->lossy = p->lossy && (p->code != DICOM_CODE_J2K || coded.lossy);
  return ok;
}

static gboolean
load_fragments (DicomPixels *p, const DicomData *data, guint first, VslImage *image, GError **error)
{
  g_autofree guint32 *starts = dicom_frame_starts (p, data, error);
  gsize stride = image->size / (gsize) image->frames;
  for (int k = 0; starts && k < image->frames; k++) {
    g_autofree guint8 *own = NULL;
    gsize n;
    const guint8 *from = dicom_frame_bytes (p, data, starts, first + (guint) k, &n, &own, error);
    if (!from || !load_coded (p, from, n, (guint8 *) image->data + (gsize) k * stride, error))
      return FALSE;
  }
  return starts != NULL;
}

static gboolean
load_native (DicomPixels *p, guint first, VslImage *image, GError **error)
{
  gsize stride = image->size / (gsize) image->frames, bits = _dicom_frame_bits (p);
  p->ybr = p->samples == 3 && g_str_has_prefix (p->photometric, "YBR_FULL");
  for (int k = 0; k < image->frames; k++)
    _dicom_take_native (p, p->element->value, p->element->length, (guint64) (first + (guint) k) * bits, (guint8 *) image->data + (gsize) k * stride);
  return TRUE;
}

/**
 * dicom_pixels_load:
 * @pixels: from dicom_pixels_describe(), with an element
 * @first: the first frame wanted, below @pixels->frames
 * @n: how many
 * @image: (out): stored values; free with vsl_image_clear()
 *
 * Returns: FALSE when one frame is not whole
 */
gboolean
dicom_pixels_load (DicomPixels *p, const DicomData *data, guint first, guint n, VslImage *image, GError **error)
{
  memset (image, 0, sizeof *image);
  if (!vsl_image_alloc_volume (image, (int) p->columns, (int) p->rows, (int) n, (int) p->samples, p->type, (int) p->stored, error))
    return FALSE;
  gboolean ok;
  if (p->element->fragments)
    ok = load_fragments (p, data, first, image, error);
  else if (p->code == DICOM_CODE_NONE)
    ok = load_native (p, first, image, error);
  else if (p->frames == 1)
    ok = load_coded (p, p->element->value, p->element->length, image->data, error);
  else
    ok = _dicom_fail (error, _("its pixel data are not in pieces, one for each frame: export the file again"));
  if (!ok)
    vsl_image_clear (image);
  return ok;
}
