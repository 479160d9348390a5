/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-look.h"

#include <math.h>
#include <string.h>

/* Vectors also where the build leaves them out: these loops are what a frame costs. */
#if defined(__GNUC__) && !defined(__clang__)
#define FAST __attribute__ ((optimize ("O3")))
#else
#define FAST
#endif

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
  g_free (seen->room);
  memset (seen, 0, sizeof *seen);
}

/* The memory of the last time where it fits, enough for the whole view: new pages for each frame of a zoom would take as long as the numbers that go
 * there. */
static gboolean
make_room (VslSeen *seen)
{
  gsize n = (gsize) seen->look.width * (gsize) seen->look.height * (gsize) seen->channels;

  if (n != seen->n_room)
    {
      g_free (seen->room);
      seen->room = g_try_new (float, n);
      seen->n_room = seen->room != NULL ? n : 0;
    }
  seen->values = seen->room;
  return seen->values != NULL;
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

/* How a row of the screen is put together from a row of the picture: of `taps` pixels from first[i] on, each with its weight. */
typedef struct {
  int n, taps;
  int low, high;                /* the columns of the picture that are used */
  int *first;                   /* of each device pixel, from `low` on */
  float *weights;               /* taps × n */
  float *size;                  /* what the weights of each add up to */
} Comb;

/* A row of the picture, by the share of it, added to the sums of its columns: straight on in memory, so that the compiler makes vectors of it. */
#define ADD_ROW(TYPE)                                                                                              \
  {                                                                                                                \
    const TYPE *row = (const TYPE *) image->data + ((gsize) y * (gsize) image->width + (gsize) low) * channels;    \
    for (gsize i = 0; i < n; i++)                                                                                  \
      sums[i] += share * (float) row[i];                                                                           \
  }                                                                                                                \
  break

FAST static void
add_row (const VslImage *image, int y, float share, int low, gsize n, float *restrict sums)
{
  gsize channels = (gsize) image->channels;

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
comb_clear (Comb *comb)
{
  g_free (comb->first);
  g_free (comb->weights);
  g_free (comb->size);
}

static gboolean
comb_make (Comb *comb, const Span *span, int n)
{
  comb->n = n;
  comb->taps = 1;
  comb->low = G_MAXINT;
  comb->high = 0;
  for (int i = 0; i < n; i++)
    {
      comb->taps = MAX (comb->taps, span[i].last - span[i].first + 1);
      comb->low = MIN (comb->low, span[i].first);
      comb->high = MAX (comb->high, span[i].last);
    }
  comb->first = g_try_new (int, n);
  comb->weights = g_try_malloc0_n ((gsize) comb->taps, (gsize) n * sizeof (float));
  comb->size = g_try_new (float, n);
  if (comb->first == NULL || comb->weights == NULL || comb->size == NULL)
    return FALSE;
  for (int i = 0; i < n; i++)
    {
      int count = span[i].last - span[i].first;

      comb->first[i] = span[i].first - comb->low;
      comb->size[i] = MAX (span_size (&span[i]), 1e-6f);
      for (int k = 0; k <= count; k++)
        comb->weights[(gsize) k * (gsize) n + (gsize) i] = k == 0 ? span[i].first_share : k == count ? span[i].last_share : 1;
    }
  return TRUE;
}

/* The sums of the columns of a few rows, `height` of them, to the device pixels of one row. Always the same number of pixels for each, without a branch;
 * one that does not count is taken as 0 and not multiplied by it, since it may be no number. */
static inline void
comb_row (const Comb *comb, const float *restrict sums, float height, int channels, int shown, float *restrict to)
{
  int n = comb->n;

  memset (to, 0, (gsize) n * (gsize) shown * sizeof *to);
  for (int k = 0; k < comb->taps; k++)
    {
      const float *weight = comb->weights + (gsize) k * (gsize) n, *from = sums + k * channels;

      for (int i = 0; i < n; i++)
        for (int c = 0; c < shown; c++)
          {
            float value = from[comb->first[i] * channels + c];

            to[i * shown + c] += weight[i] * (weight[i] > 0 ? value : 0);
          }
    }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < shown; c++)
      to[i * shown + c] /= comb->size[i] * height;
}

FAST static void
comb_grey (const Comb *comb, const float *sums, float height, float *to)
{
  comb_row (comb, sums, height, 1, 1, to);
}

FAST static void
comb_any (const Comb *comb, const float *sums, float height, int channels, int shown, float *to)
{
  comb_row (comb, sums, height, channels, shown, to);
}

/* `sums` has room for the used columns and as many more as there are taps. */
static void
fill_row (const VslImage *image, const Span *row, const Comb *comb, int shown, float *sums, float *to)
{
  gsize n = (gsize) (comb->high - comb->low + 1) * (gsize) image->channels;

  memset (sums, 0, (n + (gsize) comb->taps * (gsize) image->channels) * sizeof *sums);
  for (int y = row->first; y <= row->last; y++)
    add_row (image, y, y == row->first ? row->first_share : y == row->last ? row->last_share : 1, comb->low, n, sums);
  if (image->channels == 1)
    comb_grey (comb, sums, span_size (row), to);
  else
    comb_any (comb, sums, span_size (row), image->channels, shown, to);
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
  g_autofree float *sums = NULL;
  Comb comb = { 0 };
  int shown = image->channels >= 3 ? 3 : 1;
  gsize width;

  seen->values = NULL;
  seen->look = *look;
  seen->channels = shown;
  inside (look->x0, look->dx, look->width, image->width, &seen->x, &seen->width);
  inside (look->y0, look->dy, look->height, image->height, &seen->y, &seen->height);
  if (seen->width == 0 || seen->height == 0)
    return TRUE;
  width = (gsize) seen->width * (gsize) shown;
  columns = g_try_new (Span, seen->width);
  rows = g_try_new (Span, seen->height);
  if (columns != NULL && rows != NULL && make_room (seen))
    {
      make_spans (columns, look->x0, look->dx, seen->x, seen->width, image->width);
      make_spans (rows, look->y0, look->dy, seen->y, seen->height, image->height);
      if (comb_make (&comb, columns, seen->width))
        sums = g_try_malloc_n ((gsize) (comb.high - comb.low + 1 + comb.taps), (gsize) image->channels * sizeof *sums);
    }
  if (sums == NULL)
    {
      comb_clear (&comb);
      vsl_seen_clear (seen);
      return FALSE;
    }
  for (int y = 0; y < seen->height; y++)
    {
      float *to = seen->values + width * (gsize) y;

      /* Enlarged: the same row again. */
      if (y > 0 && rows[y].first == rows[y - 1].first && rows[y].last == rows[y].first && rows[y - 1].last == rows[y].first)
        memcpy (to, to - width, width * sizeof *to);
      else
        fill_row (image, &rows[y], &comb, shown, sums, to);
    }
  comb_clear (&comb);
  return TRUE;
}

/* Written so that the compiler makes vectors of it; what is no number is black. */
static inline gint32
grey_of (float value, float low, float scale, float offset, float sign)
{
  float v = (value - low) * scale;

  v = v > 0 ? v : 0;
  v = v < 255 ? v : 255;
  return (gint32) (offset + sign * v + 0.5f);
}

FAST static void
shade_grey (const float *restrict from, int n, float low, float scale, float offset, float sign, gint32 *restrict to)
{
  for (int i = 0; i < n; i++)
    {
      gint32 grey = grey_of (from[i], low, scale, offset, sign);

      to[i] = grey << 16 | grey << 8 | grey;
    }
}

FAST static void
shade_colour (const float *restrict from, int n, float low, float scale, float offset, float sign, gint32 *restrict to)
{
  for (int i = 0; i < n; i++)
    to[i] = grey_of (from[3 * i], low, scale, offset, sign) << 16 | grey_of (from[3 * i + 1], low, scale, offset, sign) << 8
            | grey_of (from[3 * i + 2], low, scale, offset, sign);
}

/* The surface of before where it fits; one of the whole view's size otherwise, so that it fits while a zoom goes on. */
static cairo_surface_t *
find_surface (const VslSeen *seen, cairo_surface_t *before)
{
  if (before != NULL && cairo_image_surface_get_width (before) == seen->look.width && cairo_image_surface_get_height (before) == seen->look.height)
    return before;
  g_clear_pointer (&before, cairo_surface_destroy);
  before = cairo_image_surface_create (CAIRO_FORMAT_RGB24, seen->look.width, seen->look.height);
  if (cairo_surface_status (before) == CAIRO_STATUS_SUCCESS)
    return before;
  cairo_surface_destroy (before);
  return NULL;
}

/**
 * vsl_seen_shade:
 * @seen: what stands on the screen
 * @low: stored value shown black
 * @high: stored value shown white
 * @invert: black and white change places
 * @before: (transfer full) (nullable): a surface of before that nothing shows any more, to be written over: new pages for each frame take longer than all else
 *
 * A surface without transparency: textures of this size go through a conversion to fractions and back in the toolkit, which takes longer than everything here.
 *
 * Returns: (transfer full) (nullable): a surface whose first seen->width × seen->height pixels are the picture's
 */
cairo_surface_t *
vsl_seen_shade (const VslSeen *seen, double low, double high, gboolean invert, cairo_surface_t *before)
{
  float scale = (float) (255 / MAX (high - low, 1e-9));
  cairo_surface_t *surface;
  guint8 *data;
  int stride;

  if (seen->values == NULL)
    {
      g_clear_pointer (&before, cairo_surface_destroy);
      return NULL;
    }
  surface = find_surface (seen, before);
  if (surface == NULL)
    return NULL;
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < seen->height; y++)
    (seen->channels == 1 ? shade_grey : shade_colour) (seen->values + (gsize) y * (gsize) seen->width * (gsize) seen->channels, seen->width, (float) low,
                                                       scale, invert ? 255 : 0, invert ? -1 : 1, (gint32 *) (gpointer) (data + (gsize) y * (gsize) stride));
  cairo_surface_mark_dirty (surface);
  return surface;
}
