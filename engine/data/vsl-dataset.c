/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-dataset.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-dataset-private.h"

const char *const vsl_sample_kind_names[] = { "scan", "note", "table", NULL };
const char *const vsl_target_names[] = { "class", "number", "labels", NULL };

static void
index_splits (VslDataset *d)
{
  for (int s = 0; s < VSL_N_SPLITS; s++) {
    d->index[s] = g_new (guint32, d->n + 1);
    for (guint i = 0; i < d->n; i++)
      if ((int) d->samples[i].split == s)
        d->index[s][d->n_split[s]++] = i;
  }
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  gint64 i = ((const VslSampleInfo *) a)->id, j = ((const VslSampleInfo *) b)->id;
  return i < j ? -1 : i > j;
}

/**
 * vsl_dataset_new:
 * @samples: n samples, copied and put in order of id
 * @class_names: %NULL-terminated
 * @positive: index of the positive class, -1: none
 * @fetch: reads one raw sample
 * @source: for @fetch
 * @source_free: (nullable): called with @source at the end
 *
 * Returns: (transfer full): a frozen index; read after vsl_dataset_prepare()
 */
VslDataset *
vsl_dataset_new (const VslSampleInfo *samples, guint n, const char *const *class_names, int positive, VslFetchFunc fetch, gpointer source,
                 GDestroyNotify source_free)
{
  VslDataset *d = g_new0 (VslDataset, 1);
  g_atomic_ref_count_init (&d->refs);
  d->n = n;
  d->samples = g_memdup2 (samples, n * sizeof *samples);
  if (n)
    qsort (d->samples, n, sizeof *samples, by_id);
  d->class_names = class_names ? g_strdupv ((char **) class_names) : g_new0 (char *, 1);
  d->classes = (int) g_strv_length (d->class_names);
  d->positive = positive;
  d->fetch = fetch;
  d->source = source;
  d->source_free = source_free;
  index_splits (d);
  return d;
}

/**
 * vsl_dataset_ref:
 */
VslDataset *
vsl_dataset_ref (VslDataset *dataset)
{
  g_atomic_ref_count_inc (&dataset->refs);
  return dataset;
}

/**
 * vsl_dataset_unref:
 */
void
vsl_dataset_unref (VslDataset *dataset)
{
  if (!g_atomic_ref_count_dec (&dataset->refs))
    return;
  if (dataset->source_free)
    dataset->source_free (dataset->source);
  for (int s = 0; s < VSL_N_SPLITS; s++)
    g_free (dataset->index[s]);
  g_free (dataset->samples);
  g_strfreev (dataset->class_names);
  for (int k = 0; k < dataset->n_inputs; k++)
    _vsl_packed_clear (&dataset->input[k].packed);
  g_free (dataset->target_name);
  g_free (dataset);
}

/**
 * vsl_dataset_from_arrays:
 * @shape: of one sample
 * @x: n samples, copied
 * @y: (nullable): class numbers
 * @split: (nullable): all in train when %NULL
 *
 * Returns: (transfer full) (nullable): a prepared dataset; %NULL when memory is short
 */
VslDataset *
vsl_dataset_from_arrays (const VslShape *shape, guint n, const VslReal *x, const int *y, int classes, const VslSplit *split)
{
  gsize count = (gsize) vsl_shape_count (shape);
  VslPacked copy;
  if (!_vsl_packed_new (&copy, n, count, 0, NULL))
    return NULL;
  memcpy (copy.x, x, n * count * sizeof (VslReal));
  g_autofree VslSampleInfo *samples = g_new0 (VslSampleInfo, n + 1);
  g_auto (GStrv) names = g_new0 (char *, MAX (classes, 0) + 1);
  for (int c = 0; c < classes; c++)
    names[c] = g_strdup_printf ("%d", c);
  for (guint i = 0; i < n; i++) {
    VslSampleInfo *s = &samples[i];
    s->id = i + 1;
    s->label = y ? y[i] : -1;
    s->split = split ? split[i] : VSL_SPLIT_TRAIN;
    s->type = VSL_PIXEL_REAL;
    s->bits = VSL_IMAGE_REAL_BITS;
    s->height = shape->rank > 1 ? (int) shape->dim[0] : 1;
    s->width = shape->rank > 1 ? (int) shape->dim[1] : (int) count;
    s->channels = shape->rank > 2 ? (int) shape->dim[2] : 1;
  }
  VslDataset *d = vsl_dataset_new (samples, n, (const char *const *) names, classes == 2 ? 1 : -1, NULL, NULL, NULL);
  d->n_inputs = 1;
  d->input[0].packed = copy;
  d->input[0].count = count;
  return d;
}

/**
 * vsl_dataset_add_arrays:
 * @dataset: of vsl_dataset_from_arrays()
 * @shape: of one sample
 * @x: as many samples, copied
 *
 * Returns: %FALSE when memory is short or the dataset has as many Inputs as it may have
 */
gboolean
vsl_dataset_add_arrays (VslDataset *dataset, const VslShape *shape, const VslReal *x)
{
  gsize count = (gsize) vsl_shape_count (shape);
  VslPacked copy;
  if (dataset->n_inputs >= VSL_MAX_INPUTS || !_vsl_packed_new (&copy, dataset->n, count, 0, NULL))
    return FALSE;
  memcpy (copy.x, x, dataset->n * count * sizeof (VslReal));
  dataset->input[dataset->n_inputs].packed = copy;
  dataset->input[dataset->n_inputs++].count = count;
  return TRUE;
}

/**
 * vsl_sample_labelled:
 */
gboolean
vsl_sample_labelled (const VslSampleInfo *sample, VslTarget target)
{
  return target == VSL_TARGET_CLASS ? sample->label >= 0 : sample->has_target;
}

/**
 * vsl_dataset_set_target:
 * @name: (nullable): of the number
 */
void
vsl_dataset_set_target (VslDataset *dataset, VslTarget target, const char *name)
{
  dataset->target = target;
  g_free (dataset->target_name);
  dataset->target_name = g_strdup (name);
}

/**
 * vsl_dataset_set_parts:
 * @fetch: reads another part of a sample, from the same source
 */
void
vsl_dataset_set_parts (VslDataset *dataset, VslFetchPartFunc fetch)
{
  dataset->fetch_part = fetch;
}

/**
 * vsl_dataset_target:
 */
VslTarget
vsl_dataset_target (const VslDataset *dataset)
{
  return dataset->target;
}

/**
 * vsl_dataset_target_name:
 */
const char *
vsl_dataset_target_name (const VslDataset *dataset)
{
  return dataset->target_name;
}

/**
 * vsl_dataset_target_width:
 */
int
vsl_dataset_target_width (const VslDataset *dataset)
{
  return dataset->target == VSL_TARGET_LABELS ? MAX (dataset->classes, 1) : 1;
}

/**
 * vsl_dataset_n:
 */
guint
vsl_dataset_n (const VslDataset *dataset)
{
  return dataset->n;
}

/**
 * vsl_dataset_sample:
 */
const VslSampleInfo *
vsl_dataset_sample (const VslDataset *dataset, guint i)
{
  return i < dataset->n ? &dataset->samples[i] : NULL;
}

/**
 * vsl_dataset_classes:
 */
int
vsl_dataset_classes (const VslDataset *dataset)
{
  return dataset->classes;
}

/**
 * vsl_dataset_class_name:
 */
const char *
vsl_dataset_class_name (const VslDataset *dataset, int c)
{
  return c >= 0 && c < dataset->classes ? dataset->class_names[c] : NULL;
}

/**
 * vsl_dataset_positive:
 */
int
vsl_dataset_positive (const VslDataset *dataset)
{
  return dataset->positive;
}

/**
 * vsl_dataset_split:
 *
 * Returns: (transfer none): indices of a split's samples in order of id
 */
const guint32 *
vsl_dataset_split (const VslDataset *dataset, VslSplit split, guint *n)
{
  if ((int) split < 0 || split >= VSL_N_SPLITS) {
    *n = 0;
    return NULL;
  }
  *n = dataset->n_split[split];
  return dataset->index[split];
}

static gboolean
fetch (VslDataset *dataset, guint i, VslSampleKind part, VslImage *image, GError **error)
{
  const VslSampleInfo *s = &dataset->samples[i];
  if (part != s->kind && dataset->fetch_part)
    return dataset->fetch_part (dataset->source, s->id, part, image, error);
  return dataset->fetch && dataset->fetch (dataset->source, s->id, image, error);
}

/**
 * vsl_dataset_fetch_part:
 * @part: what of the sample; without other parts it is the sample itself
 */
gboolean
vsl_dataset_fetch_part (VslDataset *dataset, guint i, VslSampleKind part, VslImage *image, GError **error)
{
  gint64 id = dataset->samples[i].id;
  memset (image, 0, sizeof *image);
  if (fetch (dataset, i, part, image, error))
    return TRUE;
  memset (image, 0, sizeof *image);
  if (error && !*error)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("it could not be read"));
  g_prefix_error (error, _("Sample %" PRId64 ": "), id);
  return FALSE;
}

/**
 * vsl_dataset_fetch:
 * @i: index into the dataset
 * @image: (out): the sample as it was imported, to be cleared with vsl_image_clear()
 *
 * Returns: FALSE when it cannot be read, or when the dataset was made from arrays; the error names the sample
 */
gboolean
vsl_dataset_fetch (VslDataset *dataset, guint i, VslImage *image, GError **error)
{
  return vsl_dataset_fetch_part (dataset, i, dataset->samples[i].kind, image, error);
}

/**
 * vsl_dataset_n_inputs:
 */
int
vsl_dataset_n_inputs (const VslDataset *dataset)
{
  return dataset->n_inputs;
}

/**
 * vsl_dataset_read_input:
 * @input: which of the prepared Inputs
 * @index: indices into the dataset
 * @n: how many
 * @x: (out): n prepared samples
 */
void
vsl_dataset_read_input (const VslDataset *dataset, int input, const guint32 *index, int n, VslReal *x)
{
  g_return_if_fail (input >= 0 && input < dataset->n_inputs);
  gsize count = dataset->input[input].count;
  for (int i = 0; i < n; i++)
    memcpy (x + (gsize) i * count, dataset->input[input].packed.x + (gsize) index[i] * count, count * sizeof (VslReal));
}

/**
 * vsl_dataset_read:
 * @index: indices into the dataset
 * @n: how many
 * @x: (out): n prepared samples of the first Input
 * @y: (out) (nullable): their targets: class numbers, -1 for none; numbers; or a row of 0 and 1, a label each
 */
void
vsl_dataset_read (const VslDataset *dataset, const guint32 *index, int n, VslReal *x, VslReal *y)
{
  int width = vsl_dataset_target_width (dataset);
  vsl_dataset_read_input (dataset, 0, index, n, x);
  for (int i = 0; y && i < n; i++) {
    const VslSampleInfo *s = &dataset->samples[index[i]];
    if (dataset->target == VSL_TARGET_CLASS)
      y[i] = (VslReal) s->label;
    else if (dataset->target == VSL_TARGET_NUMBER)
      y[i] = s->has_target ? (VslReal) s->number : (VslReal) NAN;
    for (int k = 0; dataset->target == VSL_TARGET_LABELS && k < width; k++)
      y[i * width + k] = (VslReal) (s->labels >> k & 1);
  }
}

/**
 * vsl_dataset_bytes:
 *
 * Returns: the bytes of the prepared samples, wherever they are
 */
gsize
vsl_dataset_bytes (const VslDataset *dataset)
{
  gsize count = 0;
  for (int k = 0; k < dataset->n_inputs; k++)
    count += dataset->input[k].count;
  return (gsize) dataset->n * count * sizeof (VslReal);
}

/**
 * vsl_dataset_bytes_on_disk:
 *
 * Returns: how many of them are in a file without a name, because the budget for memory was too small
 */
gsize
vsl_dataset_bytes_on_disk (const VslDataset *dataset)
{
  gsize bytes = 0;
  for (int k = 0; k < dataset->n_inputs; k++)
    bytes += dataset->input[k].packed.on_disk ? dataset->input[k].packed.bytes : 0;
  return bytes;
}

/**
 * vsl_dataset_set_budget:
 * @bytes: of prepared samples that may be held in memory; 0: VESALIUS_MEMORY (MiB), else half of what is free
 *
 * For the next vsl_dataset_prepare(). What is beyond goes to a file without a name in the user's cache folder; the values are the same.
 */
void
vsl_dataset_set_budget (VslDataset *dataset, gsize bytes)
{
  dataset->budget = bytes;
}
