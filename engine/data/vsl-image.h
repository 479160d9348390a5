/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/vsl-real.h"

G_BEGIN_DECLS

/* Numbers of a project file, never changed: 0 … 3 came first. REAL is float32 in files and in the store. */
typedef enum {
  VSL_PIXEL_U8,
  VSL_PIXEL_U16,
  VSL_PIXEL_REAL,
  VSL_PIXEL_TEXT,
  VSL_PIXEL_S8,
  VSL_PIXEL_S16,
  VSL_PIXEL_U32,
  VSL_PIXEL_S32,
  VSL_PIXEL_F64,
  VSL_PIXEL_ROW,          /* in memory only: a row of a table, see data/vsl-row.h */
  VSL_N_PIXEL_TYPES
} VslPixelType;

/* One picture in memory, rows top to bottom, channels interleaved (1 grey, 3 RGB; alpha is left out on decoding,
 * without blending), in the machine's byte order. A volume, a film or a document of several pages has several frames, one behind the
 * other, all alike. Or one note (TEXT): bytes of UTF-8, width of them, height, channels 1,
 * bits 8, and a NUL behind them that size does not count. */
typedef struct _VslImage VslImage;
struct _VslImage {
  int width, height, channels;
  VslPixelType type;
  int bits;                   /* bits stored of the source: 1, 2, 4, 8, 12, 16; white is 255 in 8 bits, in 16 bits 2^bits - 1 */
  gpointer data;              /* owned, g_free */
  gsize size;                 /* bytes, of all frames */
  int frames;                 /* slices, pages, moments: 1 and more; 0 counts as 1 */
};

/* Limits of anything that comes from a file. */
#define VSL_IMAGE_MAX_SIDE 32768
#define VSL_IMAGE_MAX_PIXELS ((gint64) 1 << 28)      /* of all frames together */
#define VSL_IMAGE_MAX_FRAMES 65536
#define VSL_IMAGE_MAX_BYTES ((gint64) 1 << 32)
#define VSL_NOTE_MAX_BYTES ((gsize) 1 << 20)

/* Checks the limits before memory is taken; VSL_ERROR_NOMEM or VSL_ERROR_DATA. A note may have no bytes at all. */
gboolean vsl_image_alloc (VslImage *image, int width, int height, int channels, VslPixelType type, int bits, GError **error);
gboolean vsl_image_alloc_volume (VslImage *image, int width, int height, int frames, int channels, VslPixelType type, int bits, GError **error);
/* The same checks without taking memory: what a helper process or a project claims. */
gboolean vsl_image_check (int width, int height, int frames, int channels, VslPixelType type, GError **error);
void vsl_image_clear (VslImage *image);
gboolean vsl_image_copy (VslImage *to, const VslImage *from, GError **error);
gsize vsl_pixel_size (VslPixelType type);
const char *vsl_pixel_dtype (VslPixelType type);     /* "uint8", "int16", "float32" …, as inspect prints them */
gsize vsl_image_count (const VslImage *image);       /* values of all frames */
/* One frame of a volume as a picture that borrows the pixels: never cleared, gone with the volume. */
void vsl_image_frame (const VslImage *image, int frame, VslImage *out);
int vsl_image_middle (const VslImage *image);        /* the frame that stands for a volume where one picture is wanted */
double vsl_image_value (const VslImage *image, gsize i);      /* value i of all, as a number */
void vsl_image_range (const VslImage *image, double *low, double *high);      /* over finite values; 0, 0 when there are none */
double vsl_image_max (VslPixelType type);      /* the largest number of whole-number types: 255, 65535, 32767 …; 1 of the others */

/* bits of a picture of fractions (VSL_PIXEL_REAL) whose white is 1. A REAL picture with 1 … 16 bits holds stored numbers
 * (0 … 255 or 65535) that a preprocessing step turned into fractions. */
#define VSL_IMAGE_REAL_BITS 32
/* bits of a U16, REAL or F64 picture of measured values without a white: what a scanner gives, a float TIFF, a NIfTI volume. */
#define VSL_IMAGE_OPEN_BITS 64
/* Whether the values have a white that is known by their type: U8, U16 of a picture (PNG, TIFF), and fractions. Others are brought to 0 … 1 by the range of the
 * training samples; see Rescaling. */
gboolean vsl_image_has_white (const VslImage *image);
double vsl_image_white (const VslImage *image);      /* of 16-bit pictures with 9 to 15 bits stored 2^bits - 1 */
void vsl_image_to_reals (const VslImage *image, VslReal *out);         /* unscaled; never of a note */
gboolean vsl_image_make_real (VslImage *image, GError **error);       /* a note is VSL_ERROR_DATA: numbers come from TextVectorization */
void vsl_image_swap_le (VslImage *image);      /* between the machine's order and little-endian, in place; nothing to do on most machines */
void vsl_image_sha256 (const VslImage *image, guint8 out[32]);        /* of the stored values, little-endian */

G_END_DECLS
