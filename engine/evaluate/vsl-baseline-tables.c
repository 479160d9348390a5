/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of tables as features: the same steps that a network's Input would have, learnt from the training rows, divided by the root of the number of
 * features, so that a row is about as long whatever its columns. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/vsl-error.h"
#include "data/vsl-row.h"
#include "evaluate/vsl-baseline-private.h"

typedef struct {
  VslNetwork *network;
  VslNode *input;
  guint width;
} Tables;

static void
tables_free (gpointer state)
{
  Tables *t = state;
  vsl_network_free (t->network);
  g_free (t);
}

/* By the types in a row; an order counts as categories, since how far its steps lie apart is not known. */
static Tables *
tables_new (const VslImage *row)
{
  Tables *t = g_new0 (Tables, 1);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  VslCell cell;
  gsize at = 0;
  t->network = vsl_network_new ();
  t->input = vsl_network_add (t->network, vsl_layer_class ("Input"), "row", 0, 0);
  while (vsl_row_next (row, &at, &cell)) {
    VslColumn *c = vsl_column_new (cell.name, cell.type);
    c->taken = TRUE;
    g_ptr_array_add (columns, c);
  }
  vsl_row_default (t->input, columns);
  return t;
}

static gboolean
fetch_rows (VslBaselineJob *job, const guint32 *index, guint n, GArray *rows, GError **error)
{
  for (guint i = 0; i < n; i++) {
    VslImage row;
    if (i % 64 == 0 && !_vsl_baseline_go_on (job, (double) i / n, error))
      return FALSE;
    if (!vsl_dataset_fetch_part (job->dataset, index[i], VSL_SAMPLE_TABLE, &row, error))
      return FALSE;
    g_array_append_val (rows, row);
  }
  return TRUE;
}

static void
clear_row (gpointer row)
{
  vsl_image_clear (row);
}

static GArray *
rows_new (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (VslImage));
  g_array_set_clear_func (rows, clear_row);
  return rows;
}

static void
learn_steps (Tables *t, const GArray *rows)
{
  for (guint i = 0; i < t->input->preprocessing->len; i++) {
    const VslStepSpec *step = &g_array_index (t->input->preprocessing, VslStepSpec, i);
    g_autofree const char **values = g_new0 (const char *, rows->len + 1);
    VslCell cell;
    for (guint k = 0; k < rows->len; k++)
      values[k] = vsl_row_find (&g_array_index (rows, VslImage, k), step->cls->column->name (step->config), &cell) ? cell.value : NULL;
    step->cls->column->learn (step->config, values, rows->len);
  }
  t->width = (guint) vsl_row_width (t->input);
}

static VslFeatures *
make_features (const Tables *t, const GArray *rows, GError **error)
{
  g_autoptr (VslFeatures) f = vsl_features_dense (rows->len, t->width, error);
  g_autofree VslReal *x = g_new (VslReal, t->width + 1);
  float shrink = (float) (1 / sqrt (MAX (t->width, 1)));
  for (guint i = 0; f && i < rows->len; i++) {
    if (!vsl_row_features (t->input, &g_array_index (rows, VslImage, i), x, error))
      return NULL;
    for (guint j = 0; j < t->width; j++)
      f->dense[(gsize) i * t->width + j] = (float) x[j] * shrink;
  }
  return g_steal_pointer (&f);
}

static gpointer
tables_learn (VslBaselineJob *job, const guint32 *index, guint n, guint most, VslFeatures **features, GError **error)
{
  g_autoptr (GArray) rows = rows_new ();
  *features = NULL;
  if (!fetch_rows (job, index, n, rows, error))
    return NULL;
  Tables *t = tables_new (&g_array_index (rows, VslImage, 0));
  learn_steps (t, rows);
  if (t->width == 0 || t->width > most)
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_DATA, _("There is no linear baseline: the rows give %u features."), t->width);
  else
    *features = make_features (t, rows, error);
  if (*features)
    return t;
  tables_free (t);
  return NULL;
}

static VslFeatures *
tables_read (gpointer state, VslBaselineJob *job, const guint32 *index, guint n, GError **error)
{
  g_autoptr (GArray) rows = rows_new ();
  return fetch_rows (job, index, n, rows, error) ? make_features (state, rows, error) : NULL;
}

const VslBaselineClass _vsl_baseline_tables = { "columns + logistic regression", tables_learn, tables_read, tables_free, "columns + ridge regression" };
