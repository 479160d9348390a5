/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-column.h"

#include "data/vsl-image.h"

/**
 * vsl_layer_column_plan:
 *
 * Returns: FALSE: a step for a column is no layer
 */
gboolean
vsl_layer_column_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_layer_fail (error, _("%s makes numbers of a table's column before the network sees them: it belongs into the preparation of an Input."),
                         plan->cls->head.name);
}

/**
 * vsl_layer_column_prepare:
 *
 * Returns: FALSE: a picture or a note has no columns
 */
gboolean
vsl_layer_column_prepare (gconstpointer config, VslImage *image, GError **error)
{
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the sample is no row of a table: remove this step from the preparation of the input"));
  return FALSE;
}


static gpointer
make_index (const char *const *texts, guint n)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = n; i-- > 0;)
    g_hash_table_insert (places, g_utf8_casefold (texts[i], -1), GUINT_TO_POINTER (i + 1));
  return places;
}

/**
 * vsl_layer_column_find:
 */
int
vsl_layer_column_find (const VslStrings *list, const char *value)
{
  g_autofree char *folded = g_utf8_casefold (value, -1);
  GHashTable *places = list ? (gpointer) vsl_strings_made (list, make_index, (GDestroyNotify) g_hash_table_unref) : NULL;
  return places ? GPOINTER_TO_INT (g_hash_table_lookup (places, folded)) - 1 : -1;
}
