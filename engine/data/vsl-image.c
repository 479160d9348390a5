/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-image.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"

/**
 * vsl_pixel_size:
 *
 * Returns: the bytes of one value
 */
gsize
vsl_pixel_size (VslPixelType type)
{
  switch (type) {
  case VSL_PIXEL_U8:
  case VSL_PIXEL_TEXT:
    return 1;
  case VSL_PIXEL_U16:
    return 2;
  case VSL_PIXEL_REAL:
    return sizeof (VslReal);
  }
  g_return_val_if_reached (1);
}

/**
 * vsl_image_max:
 *
 * Returns: the value of white of a stored type: 255, 65535, 1; the largest byte for a note
 */
double
vsl_image_max (VslPixelType type)
{
  return type == VSL_PIXEL_U8 || type == VSL_PIXEL_TEXT ? 255.0 : type == VSL_PIXEL_U16 ? 65535.0 : 1.0;
}

/**
 * vsl_image_white:
 *
 * Returns: the value of white of this picture: of its stored type, or, after a step that made fractions of the
 * stored values (Resizing, ColorMode), of the type that they came from
 */
double
vsl_image_white (const VslImage *image)
{
  if (image->type != VSL_PIXEL_REAL)
    return vsl_image_max (image->type);
  if (image->bits == VSL_IMAGE_REAL_BITS)
    return 1.0;
  return image->bits > 8 ? 65535.0 : 255.0;
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
picture_fits (int width, int height, int channels, GError **error)
{
  if (width < 1 || height < 1 || channels < 1 || channels > 4) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the picture claims to be %d × %d with %d channels, which cannot be"), width,
                 height, channels);
    return FALSE;
  }
  if (width > VSL_IMAGE_MAX_SIDE || height > VSL_IMAGE_MAX_SIDE || (gint64) width * height > VSL_IMAGE_MAX_PIXELS) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM,
                 _("the picture claims to be %d × %d; at most %d a side and %d million pixels are read: make it smaller"), width, height,
                 VSL_IMAGE_MAX_SIDE, (int) (VSL_IMAGE_MAX_PIXELS / 1000000));
    return FALSE;
  }
  return TRUE;
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
  memset (image, 0, sizeof *image);
  if (!(type == VSL_PIXEL_TEXT ? note_fits : picture_fits) (width, height, channels, error))
    return FALSE;
  gsize size = (gsize) width * height * channels * vsl_pixel_size (type);    /* at most 2^28 * 4 * 8 */
  gpointer data = g_try_malloc0 (size + (type == VSL_PIXEL_TEXT));            /* a note ends with a NUL */
  if (!data) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory for a sample of %d × %d: close other programs"),
                 width, height);
    return FALSE;
  }
  *image = (VslImage) { width, height, channels, type, bits, data, size };
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
  if (!vsl_image_alloc (to, from->width, from->height, from->channels, from->type, from->bits, error))
    return FALSE;
  memcpy (to->data, from->data, MIN (to->size, from->size));
  return TRUE;
}

/**
 * vsl_image_to_reals:
 * @out: width * height * channels values, unscaled
 */
void
vsl_image_to_reals (const VslImage *image, VslReal *out)
{
  g_return_if_fail (image->type != VSL_PIXEL_TEXT);
  gsize n = (gsize) image->width * image->height * image->channels;
  if (image->type == VSL_PIXEL_REAL)
    memcpy (out, image->data, n * sizeof (VslReal));
  else if (image->type == VSL_PIXEL_U8)
    for (gsize i = 0; i < n; i++)
      out[i] = ((const guint8 *) image->data)[i];
  else
    for (gsize i = 0; i < n; i++)
      out[i] = ((const guint16 *) image->data)[i];
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
  int bits = image->bits > 0 ? image->bits : image->type == VSL_PIXEL_U8 ? 8 : 16;
  if (image->type == VSL_PIXEL_U16)
    bits = MAX (bits, 9);
  if (!vsl_image_alloc (&real, image->width, image->height, image->channels, VSL_PIXEL_REAL, bits, error))
    return FALSE;
  vsl_image_to_reals (image, real.data);
  vsl_image_clear (image);
  *image = real;
  return TRUE;
}

/**
 * vsl_image_sha256:
 * @out: (out): the digest of the stored values, little-endian, rows from the top, channels interleaved
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
