/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-image.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"

/* In the order of VslPixelType. */
static const struct {
  gsize size;
  const char *dtype;
  double max;
} types[VSL_N_PIXEL_TYPES] = {
  { 1, "uint8", 255 },       { 2, "uint16", 65535 },       { sizeof (VslReal), "float32", 1 }, { 1, "utf-8", 255 },   { 1, "int8", 127 },
  { 2, "int16", 32767 },     { 4, "uint32", 4294967295.0 }, { 4, "int32", 2147483647 },         { 8, "float64", 1 },       { 1, "row", 255 },
};

/**
 * vsl_pixel_size:
 *
 * Returns: the bytes of one value
 */
gsize
vsl_pixel_size (VslPixelType type)
{
  g_return_val_if_fail ((guint) type < VSL_N_PIXEL_TYPES, 1);
  return types[type].size;
}

/**
 * vsl_pixel_dtype:
 *
 * Returns: (transfer none): the type's name as numerical programs have it
 */
const char *
vsl_pixel_dtype (VslPixelType type)
{
  g_return_val_if_fail ((guint) type < VSL_N_PIXEL_TYPES, "");
  return types[type].dtype;
}

/**
 * vsl_image_max:
 *
 * Returns: the largest value of a type of whole numbers: 255, 65535, 32767 …; 1 for fractions; the largest byte for a note
 */
double
vsl_image_max (VslPixelType type)
{
  g_return_val_if_fail ((guint) type < VSL_N_PIXEL_TYPES, 1);
  return types[type].max;
}

/**
 * vsl_image_has_white:
 *
 * Returns: whether white is known without looking at other pictures; not for signed, 32-bit and measured values
 */
gboolean
vsl_image_has_white (const VslImage *image)
{
  return image->type == VSL_PIXEL_U8 || ((image->type == VSL_PIXEL_U16 || image->type == VSL_PIXEL_REAL) && image->bits != VSL_IMAGE_OPEN_BITS);
}

/**
 * vsl_image_white:
 *
 * Returns: the value of white of this picture: of its stored type, or, after a step that made fractions of the
 * stored values (Resizing, ColorMode), of the type that they came from; 1 where vsl_image_has_white() is FALSE
 */
double
vsl_image_white (const VslImage *image)
{
  if (!vsl_image_has_white (image) || image->bits == VSL_IMAGE_REAL_BITS)
    return 1.0;
  if (image->type == VSL_PIXEL_U8 || (image->type == VSL_PIXEL_REAL && image->bits <= 8))
    return 255.0;
  return image->bits > 8 && image->bits < 16 ? (double) ((1 << image->bits) - 1) : 65535.0;
}

/* A note has one row of bytes, and no side that a picture could have. */
static gboolean
note_fits (int width, int height, int channels, GError **error)
{
  if (width < 0 || height != 1 || channels != 1) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the note claims to be %d × %d × %d bytes, which cannot be"), width, height, channels);
    return FALSE;
  }
  if ((gsize) width > VSL_NOTE_MAX_BYTES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the note has %d bytes; at most %zu are read: cut it into several"), width,
                 VSL_NOTE_MAX_BYTES);
    return FALSE;
  }
  return TRUE;
}

static gboolean
picture_fits (int width, int height, int frames, int channels, VslPixelType type, GError **error)
{
  if (width < 1 || height < 1 || frames < 1 || channels < 1 || channels > 4) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the picture claims to be %d × %d with %d channels, which cannot be"), width,
                 height, channels);
    return FALSE;
  }
  if (frames > VSL_IMAGE_MAX_FRAMES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the file claims to have %d frames; at most %d are read: cut it into several"), frames,
                 VSL_IMAGE_MAX_FRAMES);
    return FALSE;
  }
  gboolean large = width > VSL_IMAGE_MAX_SIDE || height > VSL_IMAGE_MAX_SIDE || (gint64) width * height > VSL_IMAGE_MAX_PIXELS;
  if (large) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM,
                 _("the picture claims to be %d × %d; at most %d a side and %d million pixels are read: make it smaller"), width, height,
                 VSL_IMAGE_MAX_SIDE, (int) (VSL_IMAGE_MAX_PIXELS / 1000000));
    return FALSE;
  }
  gint64 pixels = (gint64) width * height * frames;      /* at most 2^28 * 2^16 */
  if (pixels > VSL_IMAGE_MAX_PIXELS || pixels * channels * (gint64) vsl_pixel_size (type) > VSL_IMAGE_MAX_BYTES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM,
                 _("the file claims to have %d frames of %d × %d; at most %d million pixels and 4 GiB are read: cut it into several or make them smaller"),
                 frames, width, height, (int) (VSL_IMAGE_MAX_PIXELS / 1000000));
    return FALSE;
  }
  return TRUE;
}

/**
 * vsl_image_check:
 * @width: pixels, not trusted; of a note bytes
 * @type: not trusted either
 *
 * Returns: whether such a picture or note is within all limits; the errors are those of vsl_image_alloc_volume()
 */
gboolean
vsl_image_check (int width, int height, int frames, int channels, VslPixelType type, GError **error)
{
  if ((guint) type >= VSL_N_PIXEL_TYPES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("there is no type of pixels with number %d"), (int) type);
    return FALSE;
  }
  if (type == VSL_PIXEL_TEXT || type == VSL_PIXEL_ROW)
    return note_fits (width, frames == 1 ? height : 0, channels, error);
  return picture_fits (width, height, frames, channels, type, error);
}

/**
 * vsl_image_alloc:
 * @image: (out): anything; is overwritten, not freed
 * @width: pixels, from a file and not trusted; of a note bytes
 * @height: pixels
 * @channels: 1 to 4 values a pixel
 * @bits: bits stored of the source; %VSL_IMAGE_REAL_BITS for fractions whose white is 1
 *
 * Checks the limits, then takes memory, which is zeroed.
 *
 * Returns: FALSE with %VSL_ERROR_DATA when a side is not legal, %VSL_ERROR_NOMEM when the picture or the note is too large; @image is
 * then empty
 */
gboolean
vsl_image_alloc (VslImage *image, int width, int height, int channels, VslPixelType type, int bits, GError **error)
{
  return vsl_image_alloc_volume (image, width, height, 1, channels, type, bits, error);
}

/**
 * vsl_image_alloc_volume:
 * @frames: slices, pages or moments; as little trusted as the sides
 *
 * As vsl_image_alloc(), for several frames.
 */
gboolean
vsl_image_alloc_volume (VslImage *image, int width, int height, int frames, int channels, VslPixelType type, int bits, GError **error)
{
  memset (image, 0, sizeof *image);
  if (!vsl_image_check (width, height, frames, channels, type, error))
    return FALSE;
  gsize size = (gsize) width * height * frames * channels * vsl_pixel_size (type);
  gpointer data = g_try_malloc0 (size + (type == VSL_PIXEL_TEXT || type == VSL_PIXEL_ROW));            /* a note ends with a NUL */
  if (!data) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory for a sample of %d × %d: close other programs"),
                 width, height);
    return FALSE;
  }
  *image = (VslImage) { width, height, channels, type, bits, data, size, frames };
  return TRUE;
}

/**
 * vsl_image_clear:
 *
 * Frees the pixels; the picture is empty afterwards.
 */
void
vsl_image_clear (VslImage *image)
{
  g_free (image->data);
  memset (image, 0, sizeof *image);
}

/**
 * vsl_image_copy:
 * @to: (out): overwritten, not freed
 */
gboolean
vsl_image_copy (VslImage *to, const VslImage *from, GError **error)
{
  if (!vsl_image_alloc_volume (to, from->width, from->height, MAX (from->frames, 1), from->channels, from->type, from->bits, error))
    return FALSE;
  memcpy (to->data, from->data, MIN (to->size, from->size));
  return TRUE;
}

/**
 * vsl_image_count:
 *
 * Returns: how many values all frames have
 */
gsize
vsl_image_count (const VslImage *image)
{
  return (gsize) image->width * image->height * image->channels * MAX (image->frames, 1);
}

/**
 * vsl_image_frame:
 * @frame: from 0
 * @out: (out): a picture of one frame that borrows @image's pixels and is not cleared
 */
void
vsl_image_frame (const VslImage *image, int frame, VslImage *out)
{
  int frames = MAX (image->frames, 1);
  g_return_if_fail (frame >= 0 && frame < frames);
  *out = *image;
  out->frames = 1;
  out->size = image->size / frames;
  out->data = (guint8 *) image->data + (gsize) frame * out->size;
}

/**
 * vsl_image_middle:
 *
 * Returns: the frame that stands for all of them, where a network, a thumbnail or a report takes one picture
 */
int
vsl_image_middle (const VslImage *image)
{
  return MAX (image->frames, 1) / 2;
}

/**
 * vsl_image_value:
 * @i: of vsl_image_count()
 *
 * Returns: a stored value as a number
 */
double
vsl_image_value (const VslImage *image, gsize i)
{
  switch (image->type) {
  case VSL_PIXEL_U8:
  case VSL_PIXEL_TEXT:
    return ((const guint8 *) image->data)[i];
  case VSL_PIXEL_U16:
    return ((const guint16 *) image->data)[i];
  case VSL_PIXEL_REAL:
    return (double) ((const VslReal *) image->data)[i];
  case VSL_PIXEL_S8:
    return ((const gint8 *) image->data)[i];
  case VSL_PIXEL_S16:
    return ((const gint16 *) image->data)[i];
  case VSL_PIXEL_U32:
    return ((const guint32 *) image->data)[i];
  case VSL_PIXEL_S32:
    return ((const gint32 *) image->data)[i];
  case VSL_PIXEL_F64:
    return ((const double *) image->data)[i];
  case VSL_PIXEL_ROW:
  case VSL_N_PIXEL_TYPES:
    break;
  }
  g_return_val_if_reached (0);
}

/**
 * vsl_image_range:
 * @low: (out): the least finite value of all frames
 * @high: (out): the largest; both are 0 when no value is finite
 */
void
vsl_image_range (const VslImage *image, double *low, double *high)
{
  gsize n = vsl_image_count (image);
  *low = G_MAXDOUBLE;
  *high = -G_MAXDOUBLE;
  for (gsize i = 0; i < n; i++) {
    double v = vsl_image_value (image, i);
    if (!isfinite (v))
      continue;
    *low = MIN (*low, v);
    *high = MAX (*high, v);
  }
  if (*low > *high)
    *low = *high = 0;
}

#define CONVERT(type)                                \
  for (gsize i = 0; i < n; i++)                      \
    out[i] = (VslReal) ((const type *) image->data)[i]; \
  break

/**
 * vsl_image_to_reals:
 * @out: vsl_image_count() values, unscaled
 */
void
vsl_image_to_reals (const VslImage *image, VslReal *out)
{
  gsize n = vsl_image_count (image);
  switch (image->type) {
  case VSL_PIXEL_U8:
    CONVERT (guint8);
  case VSL_PIXEL_U16:
    CONVERT (guint16);
  case VSL_PIXEL_REAL:
    memcpy (out, image->data, n * sizeof (VslReal));
    break;
  case VSL_PIXEL_S8:
    CONVERT (gint8);
  case VSL_PIXEL_S16:
    CONVERT (gint16);
  case VSL_PIXEL_U32:
    CONVERT (guint32);
  case VSL_PIXEL_S32:
    CONVERT (gint32);
  case VSL_PIXEL_F64:
    CONVERT (double);
  case VSL_PIXEL_TEXT:
  case VSL_PIXEL_ROW:
  case VSL_N_PIXEL_TYPES:
    g_return_if_reached ();
  }
}

/**
 * vsl_image_make_real:
 *
 * Turns stored numbers into #VslReal of the same values; the bits of the source stay known, see vsl_image_white().
 */
gboolean
vsl_image_make_real (VslImage *image, GError **error)
{
  VslImage real;
  if (image->type == VSL_PIXEL_REAL)
    return TRUE;
  if (image->type == VSL_PIXEL_TEXT) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("this is a note, not a picture: let TextVectorization be the first step, which makes numbers of words"));
    return FALSE;
  }
  if (image->type == VSL_PIXEL_ROW) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("this is a row of a table, not a picture: let steps for its columns, such as NumberColumn, be the preprocessing of the input"));
    return FALSE;
  }
  int bits = image->type == VSL_PIXEL_U8 ? 8 : image->type == VSL_PIXEL_U16 && vsl_image_has_white (image) ? 16 : VSL_IMAGE_OPEN_BITS;
  if (bits == 16 && image->bits > 8 && image->bits < 16)
    bits = image->bits;                        /* white stays 2^bits - 1 */
  if (!vsl_image_alloc_volume (&real, image->width, image->height, MAX (image->frames, 1), image->channels, VSL_PIXEL_REAL, bits, error))
    return FALSE;
  vsl_image_to_reals (image, real.data);
  vsl_image_clear (image);
  *image = real;
  return TRUE;
}

/**
 * vsl_image_swap_le:
 *
 * Values in the machine's byte order become little-endian ones, or back.
 */
void
vsl_image_swap_le (VslImage *image)
{
  gsize item = vsl_pixel_size (image->type);
  guint8 *p = image->data;
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return;
  for (gsize i = 0; i + item <= image->size; i += item)
    for (gsize k = 0; k < item / 2; k++) {
      guint8 byte = p[i + k];
      p[i + k] = p[i + item - 1 - k];
      p[i + item - 1 - k] = byte;
    }
}

/**
 * vsl_image_sha256:
 * @out: (out): the digest of the stored values of all frames, little-endian, rows from the top, channels interleaved
 */
void
vsl_image_sha256 (const VslImage *image, guint8 out[32])
{
  gsize length = 32, item = vsl_pixel_size (image->type);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint8 *p = image->data;
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN || item == 1)
    g_checksum_update (sum, p, (gssize) image->size);
  else
    for (gsize i = 0; i < image->size; i += item)
      for (gsize k = item; k-- > 0;)
        g_checksum_update (sum, p + i + k, 1);
  g_checksum_get_digest (sum, out, &length);
}
