/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/vsl-real.h"

G_BEGIN_DECLS

typedef enum { VSL_PIXEL_U8, VSL_PIXEL_U16, VSL_PIXEL_REAL, VSL_PIXEL_TEXT } VslPixelType;

/* One picture in memory, rows top to bottom, channels interleaved (1 grey, 3 RGB; alpha is left out on decoding,
 * without blending). U16 is in the machine's byte order. Or one note (TEXT): bytes of UTF-8, width of them, height, channels 1,
 * bits 8, and a NUL behind them that size does not count. */
typedef struct _VslImage VslImage;
struct _VslImage {
  int width, height, channels;
  VslPixelType type;
  int bits;                   /* bits stored of the source: 1, 2, 4, 8, 12, 16; white is 2^bits - 1, or 255/65535 after widening */
  gpointer data;              /* owned, g_free */
  gsize size;                 /* bytes */
};

/* Limits of anything that comes from a file. */
#define VSL_IMAGE_MAX_SIDE 32768
#define VSL_IMAGE_MAX_PIXELS ((gint64) 1 << 28)
#define VSL_NOTE_MAX_BYTES ((gsize) 1 << 20)

/* Checks the limits before memory is taken; VSL_ERROR_NOMEM or VSL_ERROR_DATA. A note may have no bytes at all. */
gboolean vsl_image_alloc (VslImage *image, int width, int height, int channels, VslPixelType type, int bits, GError **error);
void vsl_image_clear (VslImage *image);
gboolean vsl_image_copy (VslImage *to, const VslImage *from, GError **error);
gsize vsl_pixel_size (VslPixelType type);
double vsl_image_max (VslPixelType type);      /* 255, 65535, 1; of bytes of a note 255 */

/* bits of a picture of fractions (VSL_PIXEL_REAL) whose white is 1. A REAL picture with 1 … 16 bits holds stored numbers
 * (0 … 255 or 65535) that a preprocessing step turned into fractions. */
#define VSL_IMAGE_REAL_BITS 32
double vsl_image_white (const VslImage *image);
void vsl_image_to_reals (const VslImage *image, VslReal *out);         /* unscaled; never of a note */
gboolean vsl_image_make_real (VslImage *image, GError **error);       /* a note is VSL_ERROR_DATA: numbers come from TextVectorization */
void vsl_image_sha256 (const VslImage *image, guint8 out[32]);        /* of the stored values, little-endian */

G_END_DECLS
