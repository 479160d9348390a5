/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans as features: at most 28 × 28 pixels, each with mean 0 and deviation 1 over the training scans, divided by the root of
 * their number, so that a row is about as long whatever its size. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "evaluate/vsl-baseline-private.h"
#include "kernels/vsl-parallel.h"

#define SIDE 28
/* Raw scans in memory at once. */
#define BLOCK 16
/* A pixel that hardly varies, as in a black margin, is not blown up: deviations count for at least this share of the largest. */
#define LEAST_DEVIATION 0.01

typedef struct {
  int width, height, channels;
  float *mean, *factor;            /* [width of a row] */
} Scans;

static guint
row_width (const Scans *s)
{
  return (guint) (s->width * s->height * s->channels);
}

/* The sizes that all scans are brought to: their own where they are small and alike. */
static Scans *
scans_new (const VslDataset *dataset)
{
  Scans *s = g_new0 (Scans, 1);
  gboolean alike = TRUE, channels_alike = TRUE;
  const VslSampleInfo *first = vsl_dataset_sample (dataset, 0);
  for (guint i = 1; i < vsl_dataset_n (dataset); i++) {
    const VslSampleInfo *info = vsl_dataset_sample (dataset, i);
    alike &= info->width == first->width && info->height == first->height;
    channels_alike &= info->channels == first->channels;
  }
  s->width = alike ? CLAMP (first->width, 1, SIDE) : SIDE;
  s->height = alike ? CLAMP (first->height, 1, SIDE) : SIDE;
  s->channels = channels_alike ? CLAMP (first->channels, 1, 4) : 1;
  return s;
}

static void
scans_free (gpointer state)
{
  Scans *s = state;
  g_free (s->mean);
  g_free (s->factor);
  g_free (s);
}

/* The mean over a rectangle whose sides may cut through pixels; channel -1: over all channels. */
static double
mean_over (const VslImage *image, double left, double right, double top, double bottom, int channel)
{
  int from = MAX (channel, 0), to = channel < 0 ? image->channels : channel + 1;
  double sum = 0;
  for (int y = (int) top; y < image->height && y < bottom; y++) {
    double high = MIN (y + 1, bottom) - MAX (y, top);
    for (int x = (int) left; x < image->width && x < right; x++) {
      double wide = MIN (x + 1, right) - MAX (x, left), value = 0;
      for (int c = from; c < to; c++)
        value += vsl_image_value (image, ((gsize) y * (gsize) image->width + (gsize) x) * (gsize) image->channels + (gsize) c);
      sum += high * wide * value;
    }
  }
  return sum / ((right - left) * (bottom - top) * (to - from));
}

static void
shrink (const Scans *s, const VslImage *image, float *row)
{
  double white = vsl_image_white (image), across = (double) image->width / s->width, down = (double) image->height / s->height;
  for (int y = 0; y < s->height; y++)
    for (int x = 0; x < s->width; x++)
      for (int c = 0; c < s->channels; c++)
        *row++ = (float) (mean_over (image, x * across, (x + 1) * across, y * down, (y + 1) * down,
                                     image->channels == s->channels ? c : -1) / white);
}

typedef struct {
  const Scans *scans;
  VslImage image[BLOCK];
  int n;
  float *rows;
} Block;

static void
shrink_part (gpointer data, int part)
{
  Block *b = data;
  gint64 begin, end;
  vsl_part_range (b->n, VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++)
    shrink (b->scans, &b->image[i], b->rows + i * row_width (b->scans));
}

static gboolean
read_block (Block *b, VslDataset *dataset, const guint32 *index, GError **error)
{
  int got = 0;
  while (got < b->n && vsl_dataset_fetch (dataset, index[got], &b->image[got], error))
    got++;
  if (got == b->n)
    vsl_parallel_for (VSL_PARTS, shrink_part, b);
  for (int i = 0; i < got; i++)
    vsl_image_clear (&b->image[i]);
  return got == b->n;
}

/* Rows of fractions of white. */
static VslFeatures *
read_raw (const Scans *s, VslBaselineJob *job, const guint32 *index, guint n, GError **error)
{
  g_autoptr (VslFeatures) f = vsl_features_dense (n, row_width (s), error);
  for (guint at = 0; f && at < n; at += BLOCK) {
    Block b = { .scans = s, .n = (int) MIN (BLOCK, n - at), .rows = f->dense + (gsize) at * f->width };
    if (!_vsl_baseline_go_on (job, (double) at / n, error) || !read_block (&b, job->dataset, index + at, error))
      return NULL;
  }
  return g_steal_pointer (&f);
}

static void
standardise (const Scans *s, VslFeatures *f)
{
  for (guint i = 0; i < f->n; i++) {
    float *row = f->dense + (gsize) i * f->width;
    for (guint j = 0; j < f->width; j++)
      row[j] = (row[j] - s->mean[j]) * s->factor[j];
  }
}

/* Two passes: the deviation of nearly constant pixels is small beside their value. */
static void
find_moments (Scans *s, const VslFeatures *f)
{
  g_autofree double *sum = g_new0 (double, f->width), *squares = g_new0 (double, f->width);
  double largest = 0;
  s->mean = g_new0 (float, f->width);
  s->factor = g_new0 (float, f->width);
  for (guint i = 0; i < f->n; i++)
    for (guint j = 0; j < f->width; j++)
      sum[j] += f->dense[(gsize) i * f->width + j];
  for (guint i = 0; i < f->n; i++)
    for (guint j = 0; j < f->width; j++) {
      double d = f->dense[(gsize) i * f->width + j] - sum[j] / f->n;
      squares[j] += d * d;
    }
  for (guint j = 0; j < f->width; j++)
    largest = MAX (largest, sqrt (squares[j] / f->n));
  for (guint j = 0; j < f->width; j++) {
    s->mean[j] = (float) (sum[j] / f->n);
    s->factor[j] = largest > 0 ? (float) (1 / (MAX (sqrt (squares[j] / f->n), LEAST_DEVIATION * largest) * sqrt (f->width))) : 0;
  }
}

static gpointer
scans_learn (VslBaselineJob *job, const guint32 *index, guint n, guint most, VslFeatures **rows, GError **error)
{
  Scans *s = scans_new (job->dataset);
  *rows = read_raw (s, job, index, n, error);
  if (!*rows) {
    scans_free (s);
    return NULL;
  }
  find_moments (s, *rows);
  standardise (s, *rows);
  return s;
}

static VslFeatures *
scans_read (gpointer state, VslBaselineJob *job, const guint32 *index, guint n, GError **error)
{
  VslFeatures *f = read_raw (state, job, index, n, error);
  if (f)
    standardise (state, f);
  return f;
}

const VslBaselineClass _vsl_baseline_scans = { "pixels + logistic regression", scans_learn, scans_read, scans_free, "pixels + ridge regression" };
