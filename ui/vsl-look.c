/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-look.h"

#include <math.h>
#include <string.h>

/* The pixels of the picture that a device pixel covers along one axis: first and last, with the share of each; those between count whole. */
typedef struct {
  int first, last;
  float first_share, last_share;
} Span;

gboolean
vsl_look_equal (const VslLook *a, const VslLook *b)
{
  return a->width == b->width && a->height == b->height && a->x0 == b->x0 && a->y0 == b->y0 && a->dx == b->dx && a->dy == b->dy;
}

void
vsl_seen_clear (VslSeen *seen)
{
  g_free (seen->values);
  memset (seen, 0, sizeof *seen);
}

/* Which device pixels of n have their middle inside 0 … size. */
static void
inside (double start, double step, int n, int size, int *from, int *count)
{
  double a = -start / step - 0.5, b = (size - start) / step - 0.5;
  double low = MIN (a, b), high = MAX (a, b);
  int first = (int) ceil (CLAMP (low, 0, n)), end = (int) ceil (CLAMP (high, 0, n));

  *from = first;
  *count = MAX (end - first, 0);
}

static void
make_spans (Span *span, double start, double step, int from, int count, int size)
{
  for (int i = 0; i < count; i++)
    {
      double a = start + (from + i) * step, b = a + step;
      double low = CLAMP (MIN (a, b), 0, size), high = CLAMP (MAX (a, b), 0, size);

      if (fabs (step) <= 1)
        {
          span[i].first = span[i].last = CLAMP ((int) floor ((a + b) / 2), 0, size - 1);
          span[i].first_share = 1;
          span[i].last_share = 0;
          continue;
        }
      span[i].first = MIN ((int) low, size - 1);
      span[i].last = CLAMP ((int) ceil (high) - 1, span[i].first, size - 1);
      span[i].first_share = (float) (MIN (span[i].first + 1, high) - low);
      span[i].last_share = span[i].last > span[i].first ? (float) (high - span[i].last) : 0;
    }
}

/* One row of the picture, by the share of it, onto a row of the screen; with numbers for CHANNELS and SHOWN the compiler unrolls it. */
#define ADD_PIXELS(TYPE, CHANNELS, SHOWN)                                                                          \
  for (int i = 0; i < n; i++)                                                                                      \
    for (int c = 0; c < SHOWN; c++)                                                                                \
      {                                                                                                            \
        const TYPE *p = row + (gsize) span[i].first * (gsize) (CHANNELS) + c;                                      \
        float sum = (float) *p * span[i].first_share;                                                              \
        for (int k = span[i].first + 1; k < span[i].last; k++)                                                     \
          sum += (float) *(p += CHANNELS);                                                                         \
        if (span[i].last_share > 0)                                                                                \
          sum += (float) p[CHANNELS] * span[i].last_share;                                                         \
        to[i * SHOWN + c] += share * sum;                                                                          \
      }
#define ADD_ROW(TYPE)                                                                                              \
  {                                                                                                                \
    const TYPE *row = (const TYPE *) image->data + (gsize) y * (gsize) image->width * (gsize) channels;            \
    if (channels == 1)                                                                                             \
      ADD_PIXELS (TYPE, 1, 1)                                                                                      \
    else                                                                                                           \
      ADD_PIXELS (TYPE, channels, shown)                                                                           \
  }                                                                                                                \
  break

static void
add_row (const VslImage *image, int y, float share, const Span *span, int n, int shown, float *to)
{
  int channels = image->channels;

  switch (image->type)
    {
    case VSL_PIXEL_U8: ADD_ROW (guint8);
    case VSL_PIXEL_U16: ADD_ROW (guint16);
    case VSL_PIXEL_REAL: ADD_ROW (VslReal);
    case VSL_PIXEL_S8: ADD_ROW (gint8);
    case VSL_PIXEL_S16: ADD_ROW (gint16);
    case VSL_PIXEL_U32: ADD_ROW (guint32);
    case VSL_PIXEL_S32: ADD_ROW (gint32);
    case VSL_PIXEL_F64: ADD_ROW (double);
    case VSL_PIXEL_TEXT: case VSL_PIXEL_ROW: case VSL_N_PIXEL_TYPES: break;
    }
}

static float
span_size (const Span *span)
{
  return span->first_share + span->last_share + (float) MAX (span->last - span->first - 1, 0);
}

static void
fill_row (const VslImage *image, const Span *row, const Span *span, const float *size, int n, int shown, float *to)
{
  float height = span_size (row);

  for (int y = row->first; y <= row->last; y++)
    add_row (image, y, y == row->first ? row->first_share : y == row->last ? row->last_share : 1, span, n, shown, to);
  for (int i = 0; i < n; i++)
    for (int c = 0; c < shown; c++)
      to[i * shown + c] /= size[i] * height;
}

/**
 * vsl_seen_make:
 * @seen: (inout): made anew
 * @image: one frame
 * @look: where it stands
 */
gboolean
vsl_seen_make (VslSeen *seen, const VslImage *image, const VslLook *look)
{
  g_autofree Span *columns = NULL, *rows = NULL;
  g_autofree float *size = NULL;
  int shown = image->channels >= 3 ? 3 : 1;
  gsize width;

  vsl_seen_clear (seen);
  seen->look = *look;
  seen->channels = shown;
  inside (look->x0, look->dx, look->width, image->width, &seen->x, &seen->width);
  inside (look->y0, look->dy, look->height, image->height, &seen->y, &seen->height);
  if (seen->width == 0 || seen->height == 0)
    return TRUE;
  width = (gsize) seen->width * (gsize) shown;
  columns = g_try_new (Span, seen->width);
  rows = g_try_new (Span, seen->height);
  size = g_try_new (float, seen->width);
  seen->values = g_try_new0 (float, width * (gsize) seen->height);
  if (columns == NULL || rows == NULL || size == NULL || seen->values == NULL)
    {
      vsl_seen_clear (seen);
      return FALSE;
    }
  make_spans (columns, look->x0, look->dx, seen->x, seen->width, image->width);
  make_spans (rows, look->y0, look->dy, seen->y, seen->height, image->height);
  for (int i = 0; i < seen->width; i++)
    size[i] = MAX (span_size (&columns[i]), 1e-6f);
  for (int y = 0; y < seen->height; y++)
    {
      float *to = seen->values + width * (gsize) y;

      /* Enlarged: the same row again. */
      if (y > 0 && rows[y].first == rows[y - 1].first && rows[y].last == rows[y].first && rows[y - 1].last == rows[y].first)
        memcpy (to, to - width, width * sizeof *to);
      else
        fill_row (image, &rows[y], columns, size, seen->width, shown, to);
    }
  return TRUE;
}

/* Written so that the compiler makes vectors of it; what is no number is black. */
static inline guint32
grey_of (float value, float low, float scale, float offset, float sign)
{
  float v = (value - low) * scale;

  v = v > 0 ? v : 0;
  v = v < 255 ? v : 255;
  return (guint32) (offset + sign * v + 0.5f);
}

static void
shade_row (const VslSeen *seen, const float *from, float low, float scale, gboolean invert, guint32 *to)
{
  float offset = invert ? 255 : 0, sign = invert ? -1 : 1;

  if (seen->channels == 1)
    for (int i = 0; i < seen->width; i++)
      to[i] = grey_of (from[i], low, scale, offset, sign) * 0x010101u;
  else
    for (int i = 0; i < seen->width; i++)
      to[i] = grey_of (from[3 * i], low, scale, offset, sign) << 16 | grey_of (from[3 * i + 1], low, scale, offset, sign) << 8
              | grey_of (from[3 * i + 2], low, scale, offset, sign);
}

/**
 * vsl_seen_shade:
 * @seen: what stands on the screen
 * @low: stored value shown black
 * @high: stored value shown white
 * @invert: black and white change places
 *
 * A surface without transparency: textures of this size go through a conversion to fractions and back in the toolkit, which takes longer than everything here.
 *
 * Returns: (transfer full) (nullable): the pixels, seen->width × seen->height
 */
cairo_surface_t *
vsl_seen_shade (const VslSeen *seen, double low, double high, gboolean invert)
{
  float scale = (float) (255 / MAX (high - low, 1e-9));
  cairo_surface_t *surface = seen->values != NULL ? cairo_image_surface_create (CAIRO_FORMAT_RGB24, seen->width, seen->height) : NULL;
  guint8 *data;
  int stride;

  if (surface == NULL || cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      g_clear_pointer (&surface, cairo_surface_destroy);
      return NULL;
    }
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < seen->height; y++)
    shade_row (seen, seen->values + (gsize) y * (gsize) seen->width * (gsize) seen->channels, (float) low, scale, invert,
               (guint32 *) (gpointer) (data + (gsize) y * (gsize) stride));
  cairo_surface_mark_dirty (surface);
  return surface;
}
