/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way up: cameras and scanners store what they saw and note how to turn it. What people see is what is learned from. */
#include <string.h>

#include "data/decoder/vsl-decode-util.h"

#define ORIENTATION_TAG 0x0112
#define TYPE_SHORT 3

static guint32
number (const guint8 *p, gsize bytes, gboolean big)
{
  guint32 v = 0;
  for (gsize i = 0; i < bytes; i++)
    v |= (guint32) p[big ? bytes - 1 - i : i] << (8 * i);
  return v;
}

/**
 * _vsl_exif_orientation:
 * @exif: the block behind "Exif\0\0": a small TIFF, not trusted
 *
 * Returns: 1 to 8; 1 (as stored) when the block is damaged or has none
 */
int
_vsl_exif_orientation (const guint8 *exif, gsize n)
{
  if (n < 8 || (memcmp (exif, "II", 2) != 0 && memcmp (exif, "MM", 2) != 0))
    return 1;
  gboolean big = exif[0] == 'M';
  guint32 at = number (exif + 4, 4, big);
  if (number (exif + 2, 2, big) != 42 || at > n - 2)
    return 1;
  guint32 entries = number (exif + at, 2, big);
  const guint8 *p = exif + at + 2, *end = exif + n;
  for (guint32 i = 0; i < entries && end - p >= 12; i++, p += 12) {
    if (number (p, 2, big) != ORIENTATION_TAG || number (p + 2, 2, big) != TYPE_SHORT)
      continue;
    guint32 value = number (p + 8, 2, big);
    return value >= 1 && value <= 8 ? (int) value : 1;
  }
  return 1;
}

/* The offset of the stored pixel that is seen at (x, y), in pixels. */
static gsize
source (int orientation, gsize x, gsize y, gsize w, gsize h)
{
  switch (orientation) {
  case 2:
    return y * w + (w - 1 - x);
  case 3:
    return (h - 1 - y) * w + (w - 1 - x);
  case 4:
    return (h - 1 - y) * w + x;
  case 5:
    return x * w + y;
  case 6:
    return (h - 1 - x) * w + y;
  case 7:
    return (h - 1 - x) * w + (w - 1 - y);
  case 8:
    return x * w + (w - 1 - y);
  default:
    return y * w + x;
  }
}

/**
 * _vsl_orient:
 * @image: turned, with all its frames; sides change place for 5 to 8; an empty one is left alone
 * @orientation: 1 to 8; others leave the picture alone
 */
gboolean
_vsl_orient (VslImage *image, int orientation, GError **error)
{
  if (orientation < 2 || orientation > 8 || !image->data)
    return TRUE;
  gsize w = (gsize) image->width, h = (gsize) image->height, pixel = (gsize) image->channels * vsl_pixel_size (image->type);
  gsize out_w = orientation >= 5 ? h : w, out_h = orientation >= 5 ? w : h;
  g_autofree guint8 *turned = g_try_malloc (image->size);
  if (!turned)
    return _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("there is not enough memory to turn the picture: close other programs"));
  for (gsize f = 0; f < (gsize) MAX (image->frames, 1); f++) {
    const guint8 *from = (const guint8 *) image->data + f * w * h * pixel;
    guint8 *to = turned + f * w * h * pixel;
    for (gsize y = 0; y < out_h; y++)
      for (gsize x = 0; x < out_w; x++, to += pixel)
        memcpy (to, from + source (orientation, x, y, w, h) * pixel, pixel);
  }
  g_free (image->data);
  image->data = g_steal_pointer (&turned);
  image->width = (int) out_w;
  image->height = (int) out_h;
  return TRUE;
}
