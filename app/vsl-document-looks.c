/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The test set's seal, as the window asks for it: by which samples are in test now. */
#include "app/vsl-document-private.h"
#include "project/vsl-project-split.h"

static int
by_id (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return (x > y) - (x < y);
}

static GArray *
test_ids (VslDocument *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->samples)); i++) {
    g_autoptr (VslSample) sample = g_list_model_get_item (G_LIST_MODEL (self->samples), i);
    const VslSampleInfo *info = vsl_sample_info (sample);
    if (info->split == VSL_SPLIT_TEST && !info->excluded)
      g_array_append_val (ids, info->id);
  }
  g_array_sort (ids, by_id);
  return ids;
}

/* The same as the store's; found out once for each change of the data. */
static const char *
test_now (VslDocument *self)
{
  if (self->test)
    return self->test;
  g_autoptr (GArray) ids = test_ids (self);
  return self->test = vsl_fingerprint_test ((const gint64 *) (gpointer) ids->data, ids->len);
}

void
vsl_document_forget_test (VslDocument *self)
{
  g_clear_pointer (&self->test, g_free);
}

static gboolean
write_look (VslProject *project, gpointer data, GError **error)
{
  VslLooks looks;
  return vsl_project_look (project, GPOINTER_TO_INT (data), "window", &looks, error);
}

/**
 * vsl_document_looks:
 *
 * Returns: how often somebody has looked at the test set of now
 */
guint
vsl_document_looks (VslDocument *self)
{
  gpointer own = self->looks_by_test ? g_hash_table_lookup (self->looks_by_test, test_now (self)) : NULL;
  return self->looks.older + GPOINTER_TO_UINT (own);
}

/**
 * vsl_document_looks_all:
 *
 * Returns: how often at any test set that the project had
 */
guint
vsl_document_looks_all (VslDocument *self)
{
  return self->looks.all;
}

/**
 * vsl_document_test_seen:
 *
 * Returns: whether most of the test set of now stood in one that was looked at since the project was opened: who moves a sample has not forgotten the others
 */
gboolean
vsl_document_test_seen (VslDocument *self)
{
  g_autoptr (GArray) ids = test_ids (self);
  guint n = 0;
  for (guint i = 0; self->test_seen && i < ids->len; i++)
    n += g_hash_table_contains (self->test_seen, &g_array_index (ids, gint64, i));
  return ids->len && 2 * n > ids->len;
}

/**
 * vsl_document_has_looked:
 *
 * Returns: whether somebody looked at a test set since the project was opened
 */
gboolean
vsl_document_has_looked (VslDocument *self)
{
  return self->looked;
}

/**
 * vsl_document_look:
 * @run: whose results on the test set are seen
 *
 * Counts one more look. It cannot be undone.
 */
void
vsl_document_look (VslDocument *self, int run)
{
  self->looked = TRUE;
  guint own = vsl_document_looks (self) - self->looks.older + 1;
  g_autoptr (GArray) ids = test_ids (self);
  if (!self->test_seen)
    self->test_seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (self->test_seen, g_memdup2 (&g_array_index (ids, gint64, i), sizeof (gint64)));
  self->looks.all++;
  if (self->looks_by_test)
    g_hash_table_insert (self->looks_by_test, g_strdup (test_now (self)), GUINT_TO_POINTER (own));
  vsl_writer_push (self->writer, write_look, GINT_TO_POINTER (run), NULL);
}
