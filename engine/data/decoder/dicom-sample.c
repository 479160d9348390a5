/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a project: colours as RGB, grey in the modality's units, dense bright. No value is rounded together with another:
 * whole numbers stay whole numbers in a type that holds them, others become float. */
#include "data/decoder/dicom-sample.h"

#include <math.h>
#include <string.h>

/* PS3.3 C.7.6.3.1.2; half is the value of no colour. */
static void
to_rgb (VslImage *image, double white, gboolean partial)
{
  gsize n = vsl_image_count (image) / 3;
  double half = (white + 1) / 2;
  for (gsize i = 0; i < n; i++) {
    double y = vsl_image_value (image, 3 * i), cb = vsl_image_value (image, 3 * i + 1) - half, cr = vsl_image_value (image, 3 * i + 2) - half;
    if (partial) {
      y = (y - white / 255 * 16) * 255 / 219;
      cb *= 255.0 / 224;
      cr *= 255.0 / 224;
    }
    double rgb[3] = { y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb };
    for (guint c = 0; c < 3; c++) {
      double v = CLAMP (floor (rgb[c] + 0.5), 0, white);
      if (image->type == VSL_PIXEL_U8)
        ((guint8 *) image->data)[3 * i + c] = (guint8) v;
      else
        ((guint16 *) image->data)[3 * i + c] = (guint16) v;
    }
  }
}

/* Four samples: retired ARGB, of which the first is opacity, and CMYK. */
static gboolean
from_four (const DicomPixels *p, VslImage *image, GError **error)
{
  VslImage out;
  gsize size = vsl_pixel_size (image->type), n = vsl_image_count (image) / 4;
  guint skip = g_str_has_prefix (p->photometric, "ARGB") ? 1 : 0;
  double white = ldexp (1, (int) p->stored) - 1;
  if (!vsl_image_alloc_volume (&out, image->width, image->height, image->frames, 3, image->type, image->bits, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 3; c++)
      memcpy ((guint8 *) out.data + (3 * i + c) * size, (guint8 *) image->data + (4 * i + c + skip) * size, size);
  if (g_str_equal (p->photometric, "CMYK") && (image->type == VSL_PIXEL_U8 || image->type == VSL_PIXEL_U16))
    for (gsize i = 0; i < n; i++)
      for (guint c = 0; c < 3; c++) {
        double v = (white - vsl_image_value (image, 4 * i + c)) * (white - vsl_image_value (image, 4 * i + 3)) / MAX (white, 1);
        if (image->type == VSL_PIXEL_U8)
          ((guint8 *) out.data)[3 * i + c] = (guint8) (v + 0.5);
        else
          ((guint16 *) out.data)[3 * i + c] = (guint16) (v + 0.5);
      }
  vsl_image_clear (image);
  *image = out;
  return TRUE;
}

static void
put (VslImage *image, gsize i, double v)
{
  switch (image->type) {
  case VSL_PIXEL_U8:
    ((guint8 *) image->data)[i] = (guint8) v;
    break;
  case VSL_PIXEL_S8:
    ((gint8 *) image->data)[i] = (gint8) v;
    break;
  case VSL_PIXEL_U16:
    ((guint16 *) image->data)[i] = (guint16) v;
    break;
  case VSL_PIXEL_S16:
    ((gint16 *) image->data)[i] = (gint16) v;
    break;
  case VSL_PIXEL_U32:
    ((guint32 *) image->data)[i] = (guint32) v;
    break;
  case VSL_PIXEL_S32:
    ((gint32 *) image->data)[i] = (gint32) v;
    break;
  case VSL_PIXEL_F64:
    ((double *) image->data)[i] = v;
    break;
  default:
    ((VslReal *) image->data)[i] = (VslReal) v;
  }
}

/* Grey values on their way: turned over, then in units. */
typedef struct {
  const DicomPixels *pixels;
  const DicomModality *modality;
  gboolean turn;
  double low, high;              /* of what can be stored */
} Grey;

static double
grey_value (const Grey *g, guint frame, double v)
{
  if (g->turn)
    v = g->pixels->real ? -v : CLAMP (g->low + g->high - v, g->low, g->high);
  return dicom_modality_value (g->modality, frame, v);
}

/* The usual ones without a call for each value: one slope and intercept of whole numbers of 16 bits. The same formula, so the same bits. */
#define CONVERT(from_type, to_type) \
  do { \
    const from_type *from = in->data; \
    to_type *to = out->data; \
    for (gsize i = 0; i < n; i++) { \
      double v = from[i]; \
      v = turn ? CLAMP (g->low + g->high - v, g->low, g->high) : v; \
      to[i] = (to_type) (v * slope + intercept); \
    } \
  } while (0)

static gboolean
convert_plainly (const Grey *g, const VslImage *in, VslImage *out, VslPixelType type)
{
  gsize n = vsl_image_count (in);
  gboolean turn = g->turn, is_signed = in->type == VSL_PIXEL_S16;
  double slope = g->modality->slope, intercept = g->modality->intercept;
  if (g->modality->table || g->modality->slopes || (in->type != VSL_PIXEL_U16 && in->type != VSL_PIXEL_S16))
    return FALSE;
  if (type == VSL_PIXEL_S16 && is_signed)
    CONVERT (gint16, gint16);
  else if (type == VSL_PIXEL_S16)
    CONVERT (guint16, gint16);
  else if (type == VSL_PIXEL_U16 && is_signed)
    CONVERT (gint16, guint16);
  else if (type == VSL_PIXEL_U16)
    CONVERT (guint16, guint16);
  else if (type == VSL_PIXEL_REAL && is_signed)
    CONVERT (gint16, VslReal);
  else if (type == VSL_PIXEL_REAL)
    CONVERT (guint16, VslReal);
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_whole (const DicomModality *m)
{
  if (m->table)
    return TRUE;
  for (guint k = 0; m->slopes && m->intercepts && k < m->frames; k++)
    if (m->slopes[k] != floor (m->slopes[k]) || m->intercepts[k] != floor (m->intercepts[k]))
      return FALSE;
  return m->slope == floor (m->slope) && m->intercept == floor (m->intercept);
}

/* The form of the result follows from the header where that is enough, so that the slices of a series are alike. */
static VslPixelType
type_for (const Grey *g, const VslImage *image, guint first)
{
  double min, max, mean;
  VslPixelType type = image->type;
  if (g->pixels->real)
    return type;
  if (!is_whole (g->modality))
    return g->pixels->stored > 24 ? VSL_PIXEL_F64 : VSL_PIXEL_REAL;
  if (dicom_modality_is_plain (g->modality))
    return type;
  dicom_modality_range (g->modality, image, first, &min, &max, &mean);
  if (g->turn) {                 /* turning over keeps within what can be stored */
    min = MIN (dicom_modality_value (g->modality, first, g->low), dicom_modality_value (g->modality, first, g->high));
    max = MAX (dicom_modality_value (g->modality, first, g->low), dicom_modality_value (g->modality, first, g->high));
  }
  if (min >= 0 && max <= 255 && type == VSL_PIXEL_U8)
    return type;
  if (min >= 0 && max <= G_MAXUINT16 && type == VSL_PIXEL_U16 && g->modality->intercept >= 0)
    return type;
  if (min >= G_MININT16 && max <= G_MAXINT16)
    return VSL_PIXEL_S16;
  if (min >= 0 && max <= G_MAXUINT16)
    return VSL_PIXEL_U16;
  return min >= G_MININT32 && max <= G_MAXINT32 ? VSL_PIXEL_S32 : VSL_PIXEL_F64;
}

/* 1 to 7 bits become 0 … 255, as those of other pictures do; each value stays apart from the others. */
static void
widen (VslImage *image)
{
  guint white = (1u << image->bits) - 1;
  gsize n = vsl_image_count (image);
  for (gsize i = 0; i < n; i++) {
    guint8 *v = (guint8 *) image->data + i;
    *v = (guint8) ((MIN (*v, white) * 255 + white / 2) / white);
  }
}

static gboolean
grey_to_sample (const DicomPixels *p, const DicomModality *m, guint first, VslImage *image, GError **error)
{
  Grey g = { p, m, g_str_equal (p->photometric, "MONOCHROME1"), 0, 0 };
  g.low = p->is_signed ? -ldexp (1, (int) p->stored - 1) : 0;
  g.high = ldexp (1, (int) p->stored - (p->is_signed ? 1 : 0)) - 1;
  VslPixelType type = type_for (&g, image, first);
  if (g.turn || !dicom_modality_is_plain (m)) {
    VslImage out = *image;
    int bits = type == VSL_PIXEL_REAL || type == VSL_PIXEL_F64 ? VSL_IMAGE_OPEN_BITS : m->table && type == VSL_PIXEL_U16 ? 16 : image->bits;
    gsize n = vsl_image_count (image), of_frame = n / (gsize) image->frames;
    if (vsl_pixel_size (type) != vsl_pixel_size (image->type) &&
        !vsl_image_alloc_volume (&out, image->width, image->height, image->frames, 1, type, bits, error))
      return FALSE;
    gboolean plainly = convert_plainly (&g, image, &out, type);
    out.type = type;
    out.bits = bits;
    for (gsize i = 0; i < n && !plainly; i++)
      put (&out, i, grey_value (&g, first + (guint) (i / of_frame), vsl_image_value (image, i)));
    if (out.data != image->data)
      vsl_image_clear (image);
    *image = out;
  } else if (p->real) {
    image->bits = VSL_IMAGE_OPEN_BITS;
  }
  if (image->type == VSL_PIXEL_U8 && image->bits < 8 && dicom_modality_is_plain (m))
    widen (image);
  if (image->type == VSL_PIXEL_U16)      /* a scanner's numbers: 2^bits - 1 is hardly ever among them */
    image->bits = VSL_IMAGE_OPEN_BITS;
  return TRUE;
}

/**
 * dicom_to_sample:
 * @first: the number in the file of the first frame in @image
 * @image: (inout): stored values; becomes what a sample holds
 */
gboolean
dicom_to_sample (const DicomData *data, const DicomPixels *p, const DicomModality *m, guint first, VslImage *image, GError **error)
{
  if (p->samples == 4)
    return from_four (p, image, error);
  if (p->samples == 1)
    return g_str_has_prefix (p->photometric, "PALETTE") ? dicom_palette_apply (data, p, image, error) : grey_to_sample (p, m, first, image, error);
  if (p->ybr && (image->type == VSL_PIXEL_U8 || image->type == VSL_PIXEL_U16))
    to_rgb (image, ldexp (1, (int) p->stored) - 1, g_str_has_prefix (p->photometric, "YBR_PARTIAL"));
  return TRUE;
}
