/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Normalization in an Input's preprocessing takes from the training split (Keras 3, preprocessing/normalization.py, adapt()): mean and
 * variance, one a channel or one for all values, after the steps before it. They are written into its options, so that a run's network,
 * predictions and exports have the same numbers. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-dataset-private.h"
#include "kernels/vsl-parallel.h"

/* Of a larger split that many samples, evenly spread, are looked at: their statistics are those of all to three digits, and the
 * whole set need not be read twice. */
#define MOST 10000
#define BLOCK 64
#define CHANNELS 8

typedef struct {
  double n, mean, squares;         /* squares: sum of squared differences from the mean */
} Moments;

typedef struct {
  const VslNode *input;
  guint before;                    /* steps before the Normalization */
  gboolean all;                    /* one for all values */
  int n;
  VslImage image[BLOCK];
  Moments moments[BLOCK][CHANNELS];
  int channels[BLOCK];
  GError *error[BLOCK];
} Block;

/* Two groups of values as one (Chan, Golub, LeVeque 1979). */
static void
merge (Moments *a, const Moments *b)
{
  double d = b->mean - a->mean, n = a->n + b->n;
  if (b->n == 0)
    return;
  a->mean += d * (b->n / n);
  a->squares += b->squares + d * d * (a->n * b->n / n);
  a->n = n;
}

static void
measure (Block *b, int i)
{
  VslImage *image = &b->image[i];
  gsize count = image->size / vsl_pixel_size (image->type);
  g_autofree VslReal *v = g_try_new (VslReal, count + 1);
  int channels = b->all ? 1 : image->channels;
  if (!v || channels > CHANNELS) {
    g_set_error (&b->error[i], VSL_DATA_ERROR, v ? VSL_ERROR_UNSUPPORTED : VSL_ERROR_NOMEM,
                 v ? _("Normalization takes statistics of up to %d channels; this sample has more: set axis to null") : _("there is no memory for a sample of %d channels"),
                 v ? CHANNELS : channels);
    return;
  }
  vsl_image_to_reals (image, v);
  b->channels[i] = channels;
  for (int c = 0; c < channels; c++) {
    Moments *m = &b->moments[i][c];
    *m = (Moments) { .n = (double) (count / (gsize) channels) };
    for (gsize k = (gsize) c; k < count; k += (gsize) channels)
      m->mean += (double) v[k] / m->n;
    for (gsize k = (gsize) c; k < count; k += (gsize) channels)
      m->squares += ((double) v[k] - m->mean) * ((double) v[k] - m->mean);
  }
}

static void
measure_part (gpointer data, int part)
{
  Block *b = data;
  gint64 begin, end;
  vsl_part_range (b->n, VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++) {
    VslImage frame, copy = { 0 };
    vsl_image_frame (&b->image[i], vsl_image_middle (&b->image[i]), &frame);      /* as vsl_prepare_image() */
    if (b->image[i].frames > 1 && vsl_image_copy (&copy, &frame, &b->error[i])) {
      vsl_image_clear (&b->image[i]);
      b->image[i] = copy;
    }
    if (!b->error[i] && _vsl_prepare_steps (b->input, b->before, &b->image[i], &b->error[i]))
      measure (b, (int) i);
    vsl_image_clear (&b->image[i]);
  }
}

/* Adds up the block in the order of its samples; the first error of a sample. */
static gboolean
gather (Block *b, Moments *sum, int *channels, GError **error)
{
  gboolean ok = TRUE;
  for (int i = 0; i < b->n; i++) {
    if (ok && !b->error[i] && *channels && *channels != b->channels[i])
      g_set_error (&b->error[i], VSL_DATA_ERROR, VSL_ERROR_SHAPE,
                   _("samples have %d and %d channels: add ColorMode before Normalization"), *channels, b->channels[i]);
    if (ok && b->error[i]) {
      g_propagate_prefixed_error (error, g_steal_pointer (&b->error[i]), "%s: ", b->input->id);
      ok = FALSE;
    }
    g_clear_error (&b->error[i]);
    for (int c = 0; ok && c < b->channels[i]; c++)
      merge (&sum[c], &b->moments[i][c]);
    *channels = ok ? b->channels[i] : *channels;
  }
  return ok;
}

static gboolean
measure_all (VslDataset *dataset, Block *b, Moments *sum, int *channels, VslProgressFunc progress, gpointer data, GError **error)
{
  guint n;
  gboolean ok = TRUE;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  guint used = MIN (n, MOST);
  for (guint first = 0; ok && first < used; first += BLOCK) {
    if (progress && !progress (data, (double) first / used)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Preparing the samples was cancelled."));
      return FALSE;
    }
    for (b->n = 0; ok && b->n < BLOCK && first + (guint) b->n < used; b->n += ok)
      ok = vsl_dataset_fetch (dataset, index[(guint64) (first + (guint) b->n) * n / used], &b->image[b->n], error);
    vsl_parallel_for (VSL_PARTS, measure_part, b);
    ok = gather (b, sum, channels, ok ? error : NULL) && ok;
  }
  return ok;
}

static char *
numbers (const Moments *sum, int n, gboolean variance)
{
  GString *s = g_string_new (NULL);
  for (int c = 0; c < n; c++) {
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (s, "%s%s", c ? "," : "", g_ascii_formatd (text, sizeof text, "%.9g", variance ? sum[c].squares / sum[c].n : sum[c].mean));
  }
  return g_string_free (s, FALSE);
}

static const char *
text_of (const VslStepSpec *step, const char *name)
{
  const VslProp *p = vsl_kind_prop (&step->cls->head, name);
  const char *text = p ? *(char *const *) ((const guint8 *) step->config + p->offset) : NULL;
  return text ? text : "";
}

gboolean
_vsl_dataset_fit_normalization (VslDataset *dataset, VslNode *input, guint at, VslProgressFunc progress, gpointer data, GError **error)
{
  VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, at);
  if (!step->cls->fit || *text_of (step, "mean") || *text_of (step, "variance"))
    return TRUE;
  const VslProp *axis = vsl_kind_prop (&step->cls->head, "axis");
  const VslInts *axes = (gconstpointer) ((const guint8 *) step->config + axis->offset);
  g_autofree Block *b = g_new0 (Block, 1);
  Moments sum[CHANNELS] = { { 0 } };
  int channels = 0;
  *b = (Block) { .input = input, .before = at, .all = axes->n == 0 };
  if (!measure_all (dataset, b, sum, &channels, progress, data, error))
    return FALSE;
  if (channels == 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("%s: there are no training samples to take its statistics from."), input->id);
    return FALSE;
  }
  g_autofree char *mean = numbers (sum, channels, FALSE), *variance = numbers (sum, channels, TRUE);
  return vsl_config_set_text (&step->cls->head, step->config, "mean", mean, input->id, error)
         && vsl_config_set_text (&step->cls->head, step->config, "variance", variance, input->id, error);
}
