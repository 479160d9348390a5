/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a network's preprocessing takes from the training samples before the first step, as Keras's adapt() does: the vocabulary of notes,
 * the range of scans whose type has no white, mean and variance. Only the training split is looked at, so that nothing of the others is
 * known when they judge. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-dataset-private.h"
#include "data/vsl-row.h"
#include "kernels/vsl-parallel.h"

#define BLOCK 64

/* A block of raw notes on its way into words. */
typedef struct {
  const VslTextRules *rules;
  VslImage image[BLOCK];
  GArray *tokens[BLOCK];
  int n;
} Block;

/* A network file does not hold longer ones: a picture written out in letters, which is no word that comes again. */
static void
drop_endless_words (GArray *tokens)
{
  for (guint i = tokens->len; i-- > 0;)
    if (strlen (g_array_index (tokens, VslToken, i).word) > VSL_WORD_BYTES)
      g_array_remove_index (tokens, i);
}

static void
tokens_part (gpointer data, int part)
{
  Block *b = data;
  gint64 begin, end;
  vsl_part_range (b->n, VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++) {
    b->tokens[i] = vsl_text_rules_tokens (b->rules, b->image[i].data, b->image[i].size);
    drop_endless_words (b->tokens[i]);
    vsl_image_clear (&b->image[i]);
  }
}

static gboolean
fetch_note (VslDataset *dataset, guint32 i, VslImage *image, GError **error)
{
  gint64 id = vsl_dataset_sample (dataset, i)->id;
  if (!vsl_dataset_fetch_part (dataset, i, VSL_SAMPLE_NOTE, image, error))      /* names the sample */
    return FALSE;
  if (image->type == VSL_PIXEL_TEXT)
    return TRUE;
  vsl_image_clear (image);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("Sample %" PRId64 ": it is no note, so there are no words for a vocabulary: remove TextVectorization from the input"),
               id);
  return FALSE;
}

/* Counts the words of the training notes. Notes are fetched on this thread and split on all; counts do not depend on the order. */
static gboolean
count_words (VslDataset *dataset, const VslTextRules *rules, VslWordCounts *counts, VslProgressFunc progress, gpointer data, GError **error)
{
  guint n;
  gboolean ok = TRUE;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  g_autofree Block *b = g_new0 (Block, 1);
  b->rules = rules;
  for (guint first = 0; ok && first < n; first += BLOCK) {
    if (progress && !progress (data, (double) first / n)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Preparing the samples was cancelled."));
      return FALSE;
    }
    for (b->n = 0; ok && b->n < BLOCK && first + (guint) b->n < n; b->n += ok)
      ok = fetch_note (dataset, index[first + (guint) b->n], &b->image[b->n], error);
    vsl_parallel_for (VSL_PARTS, tokens_part, b);
    for (int i = 0; i < b->n; i++) {
      vsl_word_counts_add (counts, b->tokens[i], vsl_dataset_sample (dataset, index[first + (guint) i])->patient);
      g_array_unref (b->tokens[i]);
    }
  }
  return ok;
}

/* ---- tables ---- */

typedef struct {
  VslNode *input;
  GPtrArray *values;           /* of a GPtrArray a step, of char *; NULL: missing */
} Columns;

static gboolean
gather_row (const Columns *c, const VslImage *row, gint64 id, GError **error)
{
  for (guint i = 0; i < c->values->len; i++) {
    const VslStepSpec *step = &g_array_index (c->input->preprocessing, VslStepSpec, i);
    VslCell cell;
    if (row->type != VSL_PIXEL_ROW || !(step->cls->flags & VSL_LAYER_COLUMN) || !vsl_row_find (row, step->cls->column->name (step->config), &cell)) {
      g_autofree double *codes = g_new0 (double, c->values->len + 1);
      vsl_row_codes (c->input, row, codes, error);      /* says what is wrong */
      g_prefix_error (error, _("Sample %" PRId64 ": "), id);
      return FALSE;
    }
    g_ptr_array_add (c->values->pdata[i], g_strdup (cell.value));
  }
  return TRUE;
}

static gboolean
gather_rows (VslDataset *dataset, const Columns *c, VslProgressFunc progress, gpointer data, GError **error)
{
  guint n;
  gboolean ok = TRUE;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  for (guint i = 0; ok && i < n; i++) {
    VslImage row;
    if (i % BLOCK == 0 && progress && !progress (data, (double) i / n)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Preparing the samples was cancelled."));
      return FALSE;
    }
    if (!vsl_dataset_fetch_part (dataset, index[i], VSL_SAMPLE_TABLE, &row, error))
      return FALSE;
    ok = gather_row (c, &row, vsl_dataset_sample (dataset, index[i])->id, error);
    vsl_image_clear (&row);
  }
  return ok;
}

/* The Input's shape follows its columns. */
static gboolean
set_width (VslNode *input, GError **error)
{
  g_autofree char *text = g_strdup_printf ("[%d]", vsl_row_width (input));
  return vsl_config_set_text (&input->cls->head, input->config, "shape", text, input->id, error);
}

/* Fills and spreads of numbers, categories, from the training rows alone. */
static gboolean
adapt_columns (VslDataset *dataset, VslNode *input, VslProgressFunc progress, gpointer data, GError **error)
{
  if (vsl_row_width (input))
    return set_width (input, error);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  Columns c = { input, values };
  for (guint i = 0; i < input->preprocessing->len; i++)
    g_ptr_array_add (values, g_ptr_array_new_with_free_func (g_free));
  if (!gather_rows (dataset, &c, progress, data, error))
    return FALSE;
  for (guint i = 0; i < values->len; i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    GPtrArray *own = values->pdata[i];
    if (!(step->cls->flags & VSL_LAYER_COLUMN) || step->cls->column->features (step->config, NULL))
      continue;
    step->cls->column->learn (step->config, (const char *const *) own->pdata, own->len);
    if (step->cls->column->features (step->config, NULL) == 0) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: %s of the column “%s” lacks an option: look at the preprocessing of the input"), input->id,
                   step->cls->head.name, step->cls->column->name (step->config));
      return FALSE;
    }
  }
  return set_width (input, error);
}

static gboolean
range_of_training (VslDataset *dataset, double *low, double *high, VslProgressFunc progress, gpointer data, GError **error)
{
  guint n;
  const guint32 *index = vsl_dataset_split (dataset, VSL_SPLIT_TRAIN, &n);
  *low = G_MAXDOUBLE;
  *high = -G_MAXDOUBLE;
  for (guint i = 0; i < n; i++) {
    const VslSampleInfo *s = vsl_dataset_sample (dataset, index[i]);
    VslImage image = { .type = s->type, .bits = s->bits }, frame;
    double l, h;
    if (vsl_image_has_white (&image))
      continue;
    if (progress && !progress (data, (double) i / n)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Preparing the samples was cancelled."));
      return FALSE;
    }
    if (!vsl_dataset_fetch (dataset, index[i], &image, error))
      return FALSE;
    vsl_image_frame (&image, vsl_image_middle (&image), &frame);
    vsl_image_range (&frame, &l, &h);
    vsl_image_clear (&image);
    *low = MIN (*low, l);
    *high = MAX (*high, h);
  }
  return TRUE;
}

/* A range that was given, or found before, stays. Scans that are all of one value get a range of 1, which makes 0 of them. */
static gboolean
adapt_range (VslDataset *dataset, VslNode *input, VslProgressFunc progress, gpointer data, GError **error)
{
  double *low, *high, l, h;
  if (!vsl_prepare_scan_range (input, &low, &high) || *high > *low || vsl_dataset_n (dataset) == 0)
    return TRUE;
  if (vsl_dataset_sample (dataset, 0)->kind != VSL_SAMPLE_SCAN)
    return TRUE;
  if (!range_of_training (dataset, &l, &h, progress, data, error))
    return FALSE;
  if (l > h)                     /* every scan has a white */
    return TRUE;
  *low = l;
  *high = h > l ? h : l + 1;
  return TRUE;
}

static gboolean
adapt_input (VslDataset *dataset, const VslNetwork *network, VslNode *input, VslProgressFunc progress, gpointer data, GError **error)
{
  VslTextRules *rules = vsl_prepare_text_rules (input);
  if (vsl_row_input (input))
    return adapt_columns (dataset, input, progress, data, error);
  if (!rules)
    return adapt_range (dataset, input, progress, data, error);
  if (rules->output_sequence_length == VSL_INT_NULL) {
    const VslProp *p = vsl_kind_prop (&input->cls->head, "shape");
    const VslInts *shape = (gconstpointer) ((const guint8 *) input->config + p->offset);
    rules->output_sequence_length = shape->n == 1 ? MIN (shape->v[0], VSL_TEXT_MAX_LENGTH) : VSL_INT_NULL;
  }
  if (rules->vocabulary)
    return TRUE;
  g_autoptr (VslWordCounts) counts = vsl_word_counts_new ();
  if (!count_words (dataset, rules, counts, progress, data, error))
    return FALSE;
  guint words = vsl_word_counts_distinct (counts);
  vsl_word_counts_drop_private (counts);
  if (words && !vsl_word_counts_distinct (counts)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("%s: no vocabulary can be made: each word stands in one training note only, or in those of one patient. Words that could tell who was among them are not taken; train on more notes"), input->id);
    return FALSE;
  }
  vsl_text_rules_adapt (rules, counts, (guint) CLAMP (vsl_network_vocabulary (network, input), 0, G_MAXINT));
  if (rules->vocabulary)
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
               _("%s: no vocabulary can be made, since the training notes have no words or there is room for none: look at the notes and at max_tokens"), input->id);
  return FALSE;
}

/**
 * vsl_dataset_adapt:
 * @network: is changed: TextVectorization without a vocabulary gets the commonest words of the training split, of those that stand in
 *   the notes of two patients at least (of two notes, where patients are not known) and have fewer than five digits, as many as max_tokens
 *   and the Embedding behind it have room for; without a length it gets the Input's. Rescaling by bit depth without black and white gets the
 *   least and the largest value of the training scans, where their type has no white; Normalization without numbers their mean and variance;
 *   steps for columns take their fills, spreads and categories from the training rows, and the shape of their Input follows
 * @progress: (nullable): called from this thread; FALSE cancels
 *
 * Before vsl_dataset_prepare(), for a network that is to be trained. One that has all it needs stays as it is.
 *
 * Returns: FALSE when a note cannot be read, there are no words, or it was cancelled
 */
gboolean
vsl_dataset_adapt (VslDataset *dataset, VslNetwork *network, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  for (guint i = 0; i < inputs->len; i++) {
    VslNode *input = inputs->pdata[i];
    if (!adapt_input (dataset, network, input, progress, data, error))
      return FALSE;
    for (guint k = 0; input->preprocessing && k < input->preprocessing->len; k++)
      if (!_vsl_dataset_fit_normalization (dataset, input, k, progress, data, error))
        return FALSE;
  }
  return TRUE;
}
