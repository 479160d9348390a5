/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-dataset.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "kernels/vsl-parallel.h"

const char *const vsl_sample_kind_names[] = { "scan", "note", "table", NULL };

struct _VslDataset {
  gatomicrefcount refs;
  guint n;
  VslSampleInfo *samples;
  char **class_names;
  int classes, positive;
  guint32 *index[VSL_N_SPLITS];
  guint n_split[VSL_N_SPLITS];
  VslFetchFunc fetch;
  gpointer source;
  GDestroyNotify source_free;
  gsize count;                 /* values a sample, once prepared */
  VslReal *x;                  /* [n, count] */
};

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
  free (dataset->x);
  g_free (dataset);
}

/* Memory that the kernel says is free to use; 0 when it doesn't say. */
static gsize
memory_available (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return 0;
  const char *at = strstr (text, "MemAvailable:");
  return at ? (gsize) g_ascii_strtoull (at + strlen ("MemAvailable:"), NULL, 10) * 1024 : 0;
}

/* Room for all prepared samples, on cache lines. Since the kernel promises more than it has, it is asked first. */
static VslReal *
book (guint n, gsize count, GError **error)
{
  gsize bytes = 0, all = 0;
  gboolean fits = g_size_checked_mul (&bytes, n, count) && g_size_checked_mul (&all, bytes, sizeof (VslReal)) && all < G_MAXSSIZE - 64;
  gsize available = memory_available ();
  VslReal *x = NULL;
  if (fits && (available == 0 || all < available / 10 * 9))
    x = aligned_alloc (64, (MAX (all, 1) + 63) / 64 * 64);
  if (x)
    return x;
  g_autofree char *need = fits ? g_format_size (all) : g_strdup ("∞"), *have = g_format_size (available);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM,
               _("%u samples need %s of memory once prepared, but %s are free: use a smaller size in Resizing, fewer samples, or close other programs"),
               n, need, have);
  return NULL;
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
  VslReal *copy = book (n, count, NULL);
  if (!copy)
    return NULL;
  memcpy (copy, x, n * count * sizeof (VslReal));
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
  d->x = copy;
  d->count = count;
  return d;
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
  gint64 id = dataset->samples[i].id;
  memset (image, 0, sizeof *image);
  if (dataset->fetch && dataset->fetch (dataset->source, id, image, error))
    return TRUE;
  memset (image, 0, sizeof *image);
  if (error && !*error)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("it could not be read"));
  g_prefix_error (error, _("Sample %" PRId64 ": "), id);
  return FALSE;
}

#define BLOCK 64

/* A block of raw samples on its way through the preprocessing. */
typedef struct {
  const VslNode *input;
  VslImage image[BLOCK];
  GError *error[BLOCK];
  VslReal *x;
  gsize count;
  int n;
} Block;

static void
prepare_part (gpointer data, int part)
{
  Block *b = data;
  gint64 begin, end;
  vsl_part_range (b->n, VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++) {
    vsl_prepare_image (b->input, &b->image[i], b->x + (gsize) i * b->count, &b->error[i]);
    vsl_image_clear (&b->image[i]);
  }
}

/* The error of the first sample that failed; the others are dropped. */
static gboolean
block_ok (Block *b, const VslSampleInfo *samples, GError **error)
{
  gboolean ok = TRUE;
  for (int i = 0; i < b->n; i++) {
    vsl_image_clear (&b->image[i]);
    if (b->error[i] && ok) {
      ok = FALSE;
      g_set_error (error, b->error[i]->domain, b->error[i]->code, _("Sample %" PRId64 ": %s"), samples[i].id, b->error[i]->message);
    }
    g_clear_error (&b->error[i]);
  }
  return ok;
}

static gboolean
prepare_block (VslDataset *d, Block *b, guint first, GError **error)
{
  b->n = (int) MIN (BLOCK, d->n - first);
  for (int i = 0; i < b->n; i++)
    if (!vsl_dataset_fetch (d, first + (guint) i, &b->image[i], &b->error[i]))
      return block_ok (b, &d->samples[first], error);
  vsl_parallel_for (VSL_PARTS, prepare_part, b);
  return block_ok (b, &d->samples[first], error);
}

static gboolean
prepare_all (VslDataset *d, Block *b, VslReal *x, VslProgressFunc progress, gpointer data, GError **error)
{
  for (guint first = 0; first < d->n; first += BLOCK) {
    if (progress && !progress (data, (double) first / d->n)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Preparing the samples was cancelled."));
      return FALSE;
    }
    b->x = x + (gsize) first * b->count;
    if (!prepare_block (d, b, first, error))
      return FALSE;
  }
  if (progress)
    progress (data, 1.0);
  return TRUE;
}

static gboolean
shape_of_input (const VslNode *input, VslShape *shape)
{
  const VslProp *p = vsl_kind_prop (&input->cls->head, "shape");
  if (!p || p->type != VSL_PROP_INTS || !input->config)
    return FALSE;
  const VslInts *ints = (gconstpointer) ((const guint8 *) input->config + p->offset);
  shape->rank = MIN (ints->n, VSL_MAX_RANK);
  for (int i = 0; i < shape->rank; i++)
    shape->dim[i] = ints->v[i];
  return vsl_shape_valid (shape);
}

/**
 * vsl_dataset_prepare:
 * @network: its one Input's preprocessing is run over all samples
 * @progress: (nullable): called from this thread; FALSE cancels
 *
 * Fetches from this thread, prepares on all. What an earlier call had prepared is replaced, so nobody may be reading.
 *
 * Returns: FALSE when a sample fails (the error names it), the memory is short (%VSL_ERROR_NOMEM) or it was cancelled
 */
gboolean
vsl_dataset_prepare (VslDataset *dataset, const VslNetwork *network, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  VslShape shape = { 0 };
  if (!dataset->fetch) {                  /* made from arrays */
    if (dataset->x)
      return TRUE;
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("There are no samples to prepare."));
    return FALSE;
  }
  if (inputs->len != 1) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("Scans feed networks with exactly one Input, but this one has %u: remove the others or add one"), inputs->len);
    return FALSE;
  }
  const VslNode *input = g_ptr_array_index (inputs, 0);
  if (!shape_of_input (input, &shape)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE, _("%s: the input has no shape yet: give it height, width and channels"), input->id);
    return FALSE;
  }
  gsize count = (gsize) vsl_shape_count (&shape);
  VslReal *x = book (dataset->n, count, error);
  if (!x)
    return FALSE;
  g_autofree Block *b = g_new0 (Block, 1);
  b->input = input;
  b->count = count;
  if (!prepare_all (dataset, b, x, progress, data, error)) {
    free (x);
    return FALSE;
  }
  free (dataset->x);
  dataset->x = x;
  dataset->count = count;
  return TRUE;
}

/**
 * vsl_dataset_read:
 * @index: indices into the dataset
 * @n: how many
 * @x: (out): n prepared samples
 * @y: (out) (nullable): their class numbers, -1 for none
 */
void
vsl_dataset_read (const VslDataset *dataset, const guint32 *index, int n, VslReal *x, VslReal *y)
{
  gsize count = dataset->count;
  g_return_if_fail (dataset->x != NULL);
  for (int i = 0; i < n; i++) {
    memcpy (x + (gsize) i * count, dataset->x + (gsize) index[i] * count, count * sizeof (VslReal));
    if (y)
      y[i] = (VslReal) dataset->samples[index[i]].label;
  }
}

/**
 * vsl_dataset_bytes:
 *
 * Returns: the memory of the prepared samples
 */
gsize
vsl_dataset_bytes (const VslDataset *dataset)
{
  return dataset->x ? (gsize) dataset->n * dataset->count * sizeof (VslReal) : 0;
}
