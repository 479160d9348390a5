/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-pixels.h"

#include <math.h>
#include <string.h>

/**
 * vsl_pixels_value:
 * @image: a picture
 * @x: column
 * @y: row
 * @channel: 0 for grey
 *
 * Returns: the stored number there; the place must be inside.
 */
double
vsl_pixels_value (const VslImage *image, int x, int y, int channel)
{
  gsize i = ((gsize) y * image->width + x) * image->channels + channel;

  return vsl_image_value (image, i);
}

/* Types of which each value has an entry in a table; the others are shaded one by one. */
static gboolean
has_table (const VslImage *image)
{
  return image->type == VSL_PIXEL_U8 || image->type == VSL_PIXEL_U16;
}

/**
 * vsl_pixels_full_range:
 * @image: a picture
 * @low: (out): shown black
 * @high: (out): shown white
 */
void
vsl_pixels_full_range (const VslImage *image, double *low, double *high)
{
  *low = 0;
  *high = image->type == VSL_PIXEL_REAL ? 1 : image->type == VSL_PIXEL_U8 ? 255
          : image->bits > 8 && image->bits < 16 ? (1 << image->bits) - 1 : 65535;
  if (vsl_image_has_white (image))
    return;
  vsl_image_range (image, low, high);
  if (!(*high > *low))
    *high = *low + 1;
}

/* By steps of the range: what is measured may have any number. */
static void
auto_range_open (const VslImage *image, double *low, double *high)
{
  enum { STEPS = 4096 };
  gsize n = vsl_image_count (image), skip = MAX (n >> 22, 1), sum = 0, seen = 0, tail;
  guint count[STEPS] = { 0 };
  double from, to, unit;
  int first = 0, last = STEPS - 1;

  vsl_image_range (image, &from, &to);
  *low = from;
  *high = to;
  unit = (to - from) / STEPS;
  if (!(unit > 0) || !isfinite (unit))
    return;
  for (gsize i = 0; i < n; i += skip)
    {
      double value = vsl_image_value (image, i);

      if (!isfinite (value))
        continue;
      count[CLAMP ((int) ((value - from) / unit), 0, STEPS - 1)]++;
      seen++;
    }
  tail = seen / 200;
  for (; first < last && (sum += count[first]) <= tail; first++)
    ;
  for (sum = 0; last > first && (sum += count[last]) <= tail; last--)
    ;
  *low = from + first * unit;
  *high = from + (last + 1) * unit;
}

static void
auto_range_table (const VslImage *image, double *low, double *high)
{
  gsize n = vsl_image_count (image), tail = n / 200, sum = 0;
  g_autofree guint *count = g_new0 (guint, 65536);
  int first = 0, last = 65535;

  if (image->type == VSL_PIXEL_U8)
    for (gsize i = 0; i < n; i++)
      count[((const guint8 *) image->data)[i]]++;
  else
    for (gsize i = 0; i < n; i++)
      count[((const guint16 *) image->data)[i]]++;
  for (sum = 0; first < 65535 && (sum += count[first]) <= tail; first++)
    ;
  for (sum = 0; last > 0 && (sum += count[last]) <= tail; last--)
    ;
  *low = first;
  *high = last;
}

/**
 * vsl_pixels_auto_range:
 * @image: a picture
 * @low: (out): shown black
 * @high: (out): shown white
 *
 * All grey levels but half a per cent at each end, so that a burnt-in mark doesn't darken the rest.
 */
void
vsl_pixels_auto_range (const VslImage *image, double *low, double *high)
{
  if (has_table (image))
    auto_range_table (image, low, high);
  else
    auto_range_open (image, low, high);
  if (!(*high > *low))
    vsl_pixels_full_range (image, low, high);
}

/* One entry for each stored value of a whole-number type. */
static guint8 *
make_table (int n, double low, double high, gboolean invert)
{
  guint8 *table = g_malloc (n);
  double scale = 255.0 / MAX (high - low, 1e-9);

  for (int i = 0; i < n; i++)
    {
      double v = CLAMP ((i - low) * scale + 0.5, 0, 255);

      table[i] = invert ? 255 - (guint8) v : (guint8) v;
    }
  return table;
}

typedef struct {
  const VslImage *image;
  guint8 *table;
  double low, high;
  gboolean invert;
} Shade;

static inline guint
shade (const Shade *s, gsize i)
{
  double v;

  if (s->image->type == VSL_PIXEL_U8)
    return s->table[((const guint8 *) s->image->data)[i]];
  if (s->image->type == VSL_PIXEL_U16)
    return s->table[((const guint16 *) s->image->data)[i]];
  v = CLAMP ((vsl_image_value (s->image, i) - s->low) / MAX (s->high - s->low, 1e-9) * 255 + 0.5, 0, 255);
  return s->invert ? 255 - (guint) v : (guint) v;
}

/* The mean of a block of step x step pixels. */
static guint32
shade_block (const Shade *s, int x0, int y0, int step)
{
  const VslImage *image = s->image;
  int x1 = MIN (x0 + step, image->width), y1 = MIN (y0 + step, image->height), n = (x1 - x0) * (y1 - y0);
  guint sum[3] = { 0, 0, 0 };

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      {
        gsize i = ((gsize) y * image->width + x) * image->channels;

        for (int c = 0; c < MIN (image->channels, 3); c++)
          sum[c] += shade (s, i + c);
      }
  if (image->channels < 3)
    sum[1] = sum[2] = sum[0];
  return 0xff000000u | sum[0] / n << 16 | sum[1] / n << 8 | sum[2] / n;
}

/**
 * vsl_pixels_render:
 * @image: a picture
 * @low: stored value shown black
 * @high: stored value shown white
 * @invert: black and white change places
 * @max_side: longest side of the result, 0 for the picture's own size
 *
 * Returns: (transfer full) (nullable): an opaque ARGB32 surface.
 */
cairo_surface_t *
vsl_pixels_render (const VslImage *image, double low, double high, gboolean invert, int max_side)
{
  int step = max_side > 0 ? MAX (1, (MAX (image->width, image->height) + max_side - 1) / max_side) : 1;
  int width = (image->width + step - 1) / step, height = (image->height + step - 1) / step, stride;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  Shade s = { image, NULL, low, high, invert };
  guint8 *data;

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  if (has_table (image))
    s.table = make_table (image->type == VSL_PIXEL_U8 ? 256 : 65536, low, high, invert);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (gpointer) (data + (gsize) y * stride);

      for (int x = 0; x < width; x++)
        row[x] = shade_block (&s, x * step, y * step, step);
    }
  cairo_surface_mark_dirty (surface);
  g_free (s.table);
  return surface;
}

/**
 * vsl_pixels_texture:
 * @surface: (transfer full): of vsl_pixels_render()
 *
 * Returns: (transfer full): the same pixels for GTK.
 */
GdkTexture *
vsl_pixels_texture (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) stride * height,
                                                         (GDestroyNotify) cairo_surface_destroy, surface);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

/**
 * vsl_pixels_heat:
 * @image: one channel of numbers
 * @high: shown white; 0 and less are black
 * @heat: (out caller-allocates): three channels of bytes
 *
 * Returns: %FALSE when there is no memory
 */
gboolean
vsl_pixels_heat (const VslImage *image, double high, VslImage *heat)
{
  /* Colours at even steps; each is lighter than the one before, so that the order is seen without colours, too. */
  static const guint8 stops[][3] = { { 8, 8, 10 }, { 80, 18, 60 }, { 186, 40, 40 }, { 242, 132, 24 }, { 252, 214, 92 }, { 255, 255, 240 } };
  const int last = G_N_ELEMENTS (stops) - 1;
  const VslReal *from = image->data;
  guint8 *to;

  if (image->type != VSL_PIXEL_REAL || image->channels != 1 || !vsl_image_alloc (heat, image->width, image->height, 3, VSL_PIXEL_U8, 8, NULL))
    return FALSE;
  to = heat->data;
  for (gsize i = 0; i < (gsize) image->width * (gsize) image->height; i++)
    {
      double v = high > 0 ? CLAMP ((double) from[i] / high, 0, 1) * last : 0;
      int step = MIN ((int) v, last - 1);

      for (int c = 0; c < 3; c++)
        to[3 * i + c] = (guint8) (stops[step][c] + (v - step) * (stops[step + 1][c] - stops[step][c]) + 0.5);
    }
  return TRUE;
}
