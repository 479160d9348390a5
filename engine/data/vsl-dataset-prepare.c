/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From raw samples to packed values: each Input's preprocessing over all samples, in blocks, on all threads. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-dataset-private.h"
#include "data/vsl-row.h"
#include "kernels/vsl-parallel.h"

#define BLOCK 64

/* A block of raw samples on its way through the preprocessing. */
typedef struct {
  const VslNode *input;
  int at, of;                  /* which of the Inputs */
  VslSampleKind part;
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
      /* One that could not be fetched says its number itself. */
      g_autofree char *name = g_strdup_printf (_("Sample %" PRId64 ": "), samples[i].id);
      gboolean named = g_str_has_prefix (b->error[i]->message, name);
      g_set_error (error, b->error[i]->domain, b->error[i]->code, "%s%s", named ? "" : name, b->error[i]->message);
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
    if (!vsl_dataset_fetch_part (d, first + (guint) i, b->part, &b->image[i], &b->error[i]))
      return block_ok (b, &d->samples[first], error);
  vsl_parallel_for (VSL_PARTS, prepare_part, b);
  return block_ok (b, &d->samples[first], error);
}

static gboolean
prepare_all (VslDataset *d, Block *b, VslReal *x, VslProgressFunc progress, gpointer data, GError **error)
{
  for (guint first = 0; first < d->n; first += BLOCK) {
    if (progress && !progress (data, (b->at + (double) first / d->n) / b->of)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Preparing the samples was cancelled."));
      return FALSE;
    }
    b->x = x + (gsize) first * b->count;
    if (!prepare_block (d, b, first, error))
      return FALSE;
  }
  if (progress && b->at + 1 == b->of)
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
 * vsl_dataset_input_kind:
 */
VslSampleKind
vsl_dataset_input_kind (const VslDataset *dataset, const VslNode *input)
{
  if (vsl_row_input (input))
    return VSL_SAMPLE_TABLE;
  if (vsl_prepare_text_rules (input))
    return VSL_SAMPLE_NOTE;
  return dataset->n ? dataset->samples[0].kind : VSL_SAMPLE_SCAN;
}

/* One Input's part of all samples; what those before it hold in memory is taken off the budget. */
static gboolean
prepare_input (VslDataset *d, GPtrArray *inputs, guint k, VslPacked *packed, gsize *count, VslProgressFunc progress, gpointer data, GError **error)
{
  const VslNode *input = g_ptr_array_index (inputs, k);
  VslShape shape = { 0 };
  if (!shape_of_input (input, &shape)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE, _("%s: the input has no shape yet: give it height, width and channels"), input->id);
    return FALSE;
  }
  *count = (gsize) vsl_shape_count (&shape);
  gsize budget = d->budget ? d->budget : _vsl_packed_budget (), held = 0;
  for (guint i = 0; i < k; i++)
    held += packed[i].on_disk ? 0 : packed[i].bytes;
  if (!_vsl_packed_new (&packed[k], d->n, *count, budget > held ? budget - held : 1, error))
    return FALSE;
  g_autofree Block *b = g_new0 (Block, 1);
  b->input = input;
  b->at = (int) k;
  b->of = (int) inputs->len;
  b->part = vsl_dataset_input_kind (d, input);
  b->count = *count;
  if (prepare_all (d, b, packed[k].x, progress, data, error))
    return TRUE;
  _vsl_packed_clear (&packed[k]);
  return FALSE;
}

/**
 * vsl_dataset_prepare:
 * @network: each Input's preprocessing is run over all samples
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
  VslPacked packed[VSL_MAX_INPUTS] = { { 0 } };
  gsize count[VSL_MAX_INPUTS];
  guint done = 0;
  if (!dataset->fetch) {                  /* made from arrays */
    if (dataset->n_inputs)
      return TRUE;
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("There are no samples to prepare."));
    return FALSE;
  }
  if (inputs->len < 1 || inputs->len > VSL_MAX_INPUTS) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("A network has from 1 to %d Inputs, but this one has %u: remove the others or add one"),
                 VSL_MAX_INPUTS, inputs->len);
    return FALSE;
  }
  while (done < inputs->len && prepare_input (dataset, inputs, done, packed, &count[done], progress, data, error))
    done++;
  if (done < inputs->len) {
    while (done-- > 0)
      _vsl_packed_clear (&packed[done]);
    return FALSE;
  }
  for (int k = 0; k < dataset->n_inputs; k++)
    _vsl_packed_clear (&dataset->input[k].packed);
  dataset->n_inputs = (int) inputs->len;
  for (int k = 0; k < dataset->n_inputs; k++) {
    dataset->input[k].packed = packed[k];
    dataset->input[k].count = count[k];
  }
  return TRUE;
}
