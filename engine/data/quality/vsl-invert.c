/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "data/quality/vsl-traits.h"

#define TURN(type) \
  do { \
    type *v = image->data; \
    for (gsize i = 0; i < n; i++) \
      v[i] = (type) (sum - (double) v[i]); \
  } while (0)

/**
 * vsl_image_invert:
 * @image: pixels, changed in place; a note or a row of a table is left alone
 *
 * Exchanges dark and bright: about the middle between black and white, or of the scan's own range where the type has no white. Doing it
 * twice gives the same pixels again (those of fractions up to rounding).
 */
void
vsl_image_invert (VslImage *image)
{
  gsize n = vsl_image_count (image);
  double low, high, sum;
  if (image->type == VSL_PIXEL_TEXT || image->type == VSL_PIXEL_ROW)
    return;
  vsl_image_range (image, &low, &high);
  sum = vsl_image_has_white (image) && low >= 0 && high <= vsl_image_white (image) ? vsl_image_white (image) : low + high;
  switch (image->type) {
  case VSL_PIXEL_U8:
    TURN (guint8);
    break;
  case VSL_PIXEL_S8:
    TURN (gint8);
    break;
  case VSL_PIXEL_U16:
    TURN (guint16);
    break;
  case VSL_PIXEL_S16:
    TURN (gint16);
    break;
  case VSL_PIXEL_U32:
    TURN (guint32);
    break;
  case VSL_PIXEL_S32:
    TURN (gint32);
    break;
  case VSL_PIXEL_REAL:
    TURN (VslReal);
    break;
  case VSL_PIXEL_F64:
    TURN (double);
    break;
  case VSL_PIXEL_TEXT:
  case VSL_PIXEL_ROW:
  case VSL_N_PIXEL_TYPES:
    break;
  }
}
