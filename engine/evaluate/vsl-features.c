/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/vsl-features.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"

static gboolean
no_memory (GError **error)
{
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the linear baseline: close other programs."));
  return FALSE;
}

/**
 * vsl_features_dense:
 *
 * Returns: (transfer full) (nullable): n rows of zeros; %NULL when memory is short
 */
VslFeatures *
vsl_features_dense (guint n, guint width, GError **error)
{
  VslFeatures *f = g_new0 (VslFeatures, 1);
  f->n = n;
  f->width = width;
  f->dense = g_try_malloc0_n (MAX ((gsize) n * width, 1), sizeof *f->dense);    /* below 2^64: both have 32 bits */
  if (f->dense)
    return f;
  no_memory (error);
  vsl_features_free (f);
  return NULL;
}

/**
 * vsl_features_sparse:
 *
 * Returns: (transfer full): no rows yet
 */
VslFeatures *
vsl_features_sparse (guint width)
{
  VslFeatures *f = g_new0 (VslFeatures, 1);
  f->width = width;
  f->row = g_new0 (gsize, 1);
  f->row_room = 1;
  return f;
}

/**
 * vsl_features_free:
 */
void
vsl_features_free (VslFeatures *f)
{
  if (!f)
    return;
  g_free (f->dense);
  g_free (f->row);
  g_free (f->column);
  g_free (f->value);
  g_free (f->first);
  g_free (f->entry_row);
  g_free (f->entry_value);
  g_free (f);
}

/* Room for n of them; what is there stays when there is no memory. */
static gboolean
grow (gpointer *array, gsize size, gsize n)
{
  gpointer larger = g_try_realloc_n (*array, n, size);
  if (larger)
    *array = larger;
  return larger != NULL;
}

static gboolean
make_room (VslFeatures *f, gsize entries)
{
  if (f->n + 2 > f->row_room) {
    gsize room = 2 * f->row_room + 64;
    if (!grow ((gpointer *) &f->row, sizeof *f->row, room))
      return FALSE;
    f->row_room = room;
  }
  if (entries <= f->entry_room && f->column)
    return TRUE;
  gsize room = entries + entries / 2 + 1024;
  if (!grow ((gpointer *) &f->column, sizeof *f->column, room) || !grow ((gpointer *) &f->value, sizeof *f->value, room))
    return FALSE;
  f->entry_room = room;
  return TRUE;
}

/**
 * vsl_features_add_row:
 * @features: sparse
 * @n: entries of the row
 * @column: below the width, none twice
 * @value: of each entry
 *
 * Returns: FALSE when memory is short
 */
gboolean
vsl_features_add_row (VslFeatures *f, guint n, const guint32 *column, const float *value, GError **error)
{
  gsize at = f->row[f->n];
  if (!make_room (f, at + n))
    return no_memory (error);
  if (n) {
    memcpy (f->column + at, column, n * sizeof *column);
    memcpy (f->value + at, value, n * sizeof *value);
  }
  f->row[++f->n] = at + n;
  return TRUE;
}

/**
 * vsl_features_by_column:
 *
 * Makes the list of entries by column, in which a gradient is summed without two threads writing to one place. Nothing to do for
 * dense features.
 *
 * Returns: FALSE when memory is short
 */
gboolean
vsl_features_by_column (VslFeatures *f, GError **error)
{
  if (f->dense || f->first)
    return TRUE;
  gsize entries = f->row[f->n];
  g_autofree gsize *next = g_try_new0 (gsize, (gsize) f->width + 1);
  f->first = g_try_new0 (gsize, (gsize) f->width + 1);
  f->entry_row = g_try_new (guint32, MAX (entries, 1));
  f->entry_value = g_try_new (float, MAX (entries, 1));
  if (!next || !f->first || !f->entry_row || !f->entry_value) {
    g_clear_pointer (&f->first, g_free);
    g_clear_pointer (&f->entry_row, g_free);
    g_clear_pointer (&f->entry_value, g_free);
    return no_memory (error);
  }
  for (gsize e = 0; e < entries; e++)
    f->first[f->column[e] + 1]++;
  for (guint j = 0; j < f->width; j++)
    f->first[j + 1] += f->first[j];
  memcpy (next, f->first, ((gsize) f->width + 1) * sizeof *next);
  for (guint i = 0; i < f->n; i++)
    for (gsize e = f->row[i]; e < f->row[i + 1]; e++) {
      gsize to = next[f->column[e]]++;
      f->entry_row[to] = i;
      f->entry_value[to] = f->value[e];
    }
  return TRUE;
}
