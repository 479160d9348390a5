/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan in numbers: brightness, contrast, plateaus, a small picture, and a 64-bit hash of its coarse look. */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "core/vsl-order.h"
#include "data/quality/vsl-traits.h"

#define FINE 32          /* side of the picture that the cosine transform sees */
#define FREQUENCIES 11   /* enough of each direction for the 64 lowest without the mean */

/* Less contrast than this share of white, at the small size, is noise. */
#define FLAT 0.01

/* One row as the mean of its channels. */
static void
grey_row (const VslImage *image, int y, float *row)
{
  gsize n = (gsize) image->width * image->channels, at = (gsize) y * n;
  int c = image->channels;
  for (int x = 0; x < image->width; x++) {
    double sum = 0;
    for (int k = 0; k < c; k++) {
      gsize i = at + (gsize) x * c + k;
      switch (image->type) {
      case VSL_PIXEL_U8:
        sum += ((const guint8 *) image->data)[i];
        break;
      case VSL_PIXEL_U16:
        sum += ((const guint16 *) image->data)[i];
        break;
      default:
        sum += vsl_image_value (image, i);
        break;
      }
    }
    row[x] = (float) (sum / c);
  }
}

/* Adds a line of n values to `side` bins by the part of a bin that each covers, weighted. */
static void
add_line (const float *line, int n, double weight, double *bins)
{
  double scale = (double) FINE / n;
  for (int x = 0; x < n; x++) {
    double from = x * scale, to = (x + 1) * scale;
    for (int b = (int) from; b < FINE && b < to; b++) {
      double part = MIN (to, b + 1.0) - MAX (from, (double) b);
      if (part > 0)
        bins[b] += line[x] * part * weight;
    }
  }
}

typedef struct {
  double low, high, sum, squares;
  guint64 at_low, at_high, n;
} Sums;

static void
add_row (Sums *s, const float *row, int n)
{
  for (int x = 0; x < n; x++) {
    double v = isfinite (row[x]) ? row[x] : 0;
    if (v < s->low || s->n == 0) {
      s->low = v;
      s->at_low = 0;
    }
    if (v > s->high || s->n == 0) {
      s->high = v;
      s->at_high = 0;
    }
    s->at_low += v == s->low;
    s->at_high += v == s->high;
    s->sum += v;
    s->squares += v * v;
    s->n++;
  }
}

/* The picture as FINE × FINE means of areas, and its sums. */
static gboolean
survey (const VslImage *image, double fine[FINE * FINE], Sums *sums)
{
  g_autofree float *row = g_try_new (float, (gsize) image->width);
  double scale = (double) FINE / image->height;
  if (!row)
    return FALSE;
  memset (fine, 0, FINE * FINE * sizeof *fine);
  for (int y = 0; y < image->height; y++) {
    double from = y * scale, to = (y + 1) * scale;
    grey_row (image, y, row);
    add_row (sums, row, image->width);
    for (int b = (int) from; b < FINE && b < to; b++) {
      double part = MIN (to, b + 1.0) - MAX (from, (double) b);
      if (part > 0)
        add_line (row, image->width, part, fine + (gsize) b * FINE);
    }
  }
  return TRUE;
}

static double cosine[FREQUENCIES + 1][FINE];
static pthread_once_t cosines = PTHREAD_ONCE_INIT;       /* not g_once: the thread sanitizer cannot see into GLib */

static void
fill_cosines (void)
{
  for (int u = 0; u <= FREQUENCIES; u++)
    for (int x = 0; x < FINE; x++)
      cosine[u][x] = cos (G_PI * u * (2 * x + 1) / (2.0 * FINE));
}

/* The signs, about their median, of the 64 lowest frequencies without the mean: brightness, contrast, size and the losses of compression hardly
 * change them. In order of u + v, then u. */
static guint64
dct_hash (const double fine[FINE * FINE])
{
  double half[FINE][FREQUENCIES + 1], value[64], sorted[64];
  int n = 0;
  guint64 hash = 0;
  pthread_once (&cosines, fill_cosines);
  for (int y = 0; y < FINE; y++)
    for (int u = 0; u <= FREQUENCIES; u++) {
      half[y][u] = 0;
      for (int x = 0; x < FINE; x++)
        half[y][u] += fine[y * FINE + x] * cosine[u][x];
    }
  for (int order = 1; order <= FREQUENCIES && n < 64; order++)
    for (int u = 0; u <= order && n < 64; u++) {
      value[n] = 0;
      for (int y = 0; y < FINE; y++)
        value[n] += half[y][u] * cosine[order - u][y];
      n++;
    }
  memcpy (sorted, value, sizeof sorted);
  qsort (sorted, 64, sizeof *sorted, vsl_order_doubles);
  for (int i = 0; i < 64; i++)
    hash |= (guint64) (value[i] > (sorted[31] + sorted[32]) / 2) << i;
  return hash;
}

static void
make_thumb (VslTraits *t, const double fine[FINE * FINE], double white)
{
  double small[VSL_TRAITS_SIDE * VSL_TRAITS_SIDE], low = INFINITY, high = -INFINITY;
  const int step = FINE / VSL_TRAITS_SIDE;
  for (int i = 0; i < VSL_TRAITS_SIDE * VSL_TRAITS_SIDE; i++) {
    int y = i / VSL_TRAITS_SIDE * step, x = i % VSL_TRAITS_SIDE * step;
    small[i] = 0;
    for (int j = 0; j < step; j++)
      for (int k = 0; k < step; k++)
        small[i] += fine[(y + j) * FINE + x + k] / (step * step);
    low = fmin (low, small[i]);
    high = fmax (high, small[i]);
  }
  if (!(high - low > FLAT * white))
    t->flags |= VSL_TRAITS_FLAT;
  if (!(high > low))
    return;
  for (int i = 0; i < VSL_TRAITS_SIDE * VSL_TRAITS_SIDE; i++)
    t->of.thumb[i] = (guint8) lrint ((small[i] - low) / (high - low) * 255);
}

/**
 * vsl_traits_of_scan:
 * @traits: (out): all but its version
 * @image: pixels, no text
 *
 * Threads: any.
 */
void
vsl_traits_of_scan (VslTraits *traits, const VslImage *image)
{
  double fine[FINE * FINE], white = vsl_image_has_white (image) ? vsl_image_white (image) : 1;
  Sums sums = { 0 };
  VslImage frame;
  memset (traits, 0, sizeof *traits);
  vsl_image_frame (image, vsl_image_middle (image), &frame);      /* of a volume its middle speaks for it */
  if (!survey (&frame, fine, &sums) || sums.n == 0) {
    traits->flags = VSL_TRAITS_UNREADABLE;
    return;
  }
  double mean = sums.sum / sums.n, variance = sums.squares / sums.n - mean * mean;
  gsize pixel = vsl_pixel_size (image->type) * image->channels;
  white = white > 0 ? white : 1;
  traits->low = (float) (sums.low / white);
  traits->high = (float) (sums.high / white);
  traits->mean = (float) (mean / white);
  traits->sd = (float) (sqrt (fmax (variance, 0)) / white);
  traits->at_low = (float) ((double) sums.at_low / sums.n);
  traits->at_high = (float) ((double) sums.at_high / sums.n);
  if (image->size > pixel && memcmp (image->data, (const char *) image->data + pixel, image->size - pixel) == 0)
    traits->flags |= VSL_TRAITS_BLANK | VSL_TRAITS_FLAT;
  make_thumb (traits, fine, vsl_image_has_white (image) && image->type != VSL_PIXEL_U16 ? white : sums.high - sums.low);
  traits->look = dct_hash (fine);
}

/**
 * vsl_traits_correlation:
 *
 * Returns: from -1 (each other's negative) to 1; 0 where one of them is flat
 */
double
vsl_traits_correlation (const VslTraits *a, const VslTraits *b)
{
  const int n = VSL_TRAITS_SIDE * VSL_TRAITS_SIDE;
  gint64 sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (int i = 0; i < n; i++) {
    int x = a->of.thumb[i], y = b->of.thumb[i];
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  double va = (double) (n * saa - sa * sa), vb = (double) (n * sbb - sb * sb);
  return va > 0 && vb > 0 ? (double) (n * sab - sa * sb) / sqrt (va * vb) : 0;
}
