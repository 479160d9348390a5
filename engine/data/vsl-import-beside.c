/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of scans with the table of their diagnoses in it: where the folders themselves say nothing about classes, the table is asked. */
#include <string.h>

#include "data/vsl-import-private.h"

static guint
labelled (const VslImportPlan *plan)
{
  guint n = 0;
  for (guint i = 0; i < plan->items->len; i++) {
    const VslImportItem *item = plan->items->pdata[i];
    n += item->label || item->has_target;
  }
  return n;
}

/* Each folder holds the scans of one patient who is in no other one: folders are how scans are filed. */
static gboolean
folders_are_patients (const VslImportPlan *plan)
{
  g_autoptr (GHashTable) patient_of = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) folder_of = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < plan->items->len; i++) {
    const VslImportItem *item = plan->items->pdata[i];
    if (!item->label || !item->patient)
      return FALSE;
    const char *patient = g_hash_table_lookup (patient_of, item->label), *folder = g_hash_table_lookup (folder_of, item->patient);
    if ((patient && !g_str_equal (patient, item->patient)) || (folder && !g_str_equal (folder, item->label)))
      return FALSE;
    g_hash_table_insert (patient_of, item->label, item->patient);
    g_hash_table_insert (folder_of, item->patient, item->label);
  }
  return plan->items->len > 0;
}

/* What the table makes of the files; NULL: it tells nothing of them. */
static VslImportPlan *
ask_table (const char *const *paths, const VslImportOptions *options, char *table, guint before, VslProgressFunc progress, gpointer data, GError **error)
{
  VslImportOptions with = { 0 };
  g_autofree char *none = NULL;
  vsl_import_options_copy (&with, options);
  g_free (with.labels);
  with.labels = g_strdup (table);
  g_autoptr (VslImportPlan) plan = _vsl_import_look_once (paths, &with, progress, data, &none, error);
  vsl_import_options_clear (&with);
  return plan && plan->join.column && labelled (plan) > before ? g_steal_pointer (&plan) : NULL;
}

/* A folder with nothing in it but a table is that table. */
static VslImportPlan *
look_at_table (const char *table, const VslImportOptions *options, VslProgressFunc progress, gpointer data, GError **error)
{
  const char *paths[] = { table, NULL };
  g_autofree char *none = NULL;
  g_clear_error (error);
  return _vsl_import_look_once (paths, options, progress, data, &none, error);
}

/**
 * vsl_import_look:
 * @paths: files and folders, %NULL-terminated
 * @options: (nullable): what the person asked for
 * @progress: (nullable): FALSE cancels
 *
 * Understands an .npz, a table, JSON Lines, a folder with a manifest, folders per class (below train, val and test folders too), loose
 * scans or notes, and scans that a table among them tells of by file name, patient or accession number.
 *
 * Returns: (transfer full) (nullable): %NULL with an error that says what was looked for, when there is nothing to import
 */
VslImportPlan *
vsl_import_look (const char *const *paths, const VslImportOptions *options, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autofree char *table = NULL;
  g_autoptr (GError) own = NULL;
  g_autoptr (VslImportPlan) plan = _vsl_import_look_once (paths, options, progress, data, &table, error);
  g_autoptr (VslImportPlan) other = NULL;
  if (!plan && table && error && g_error_matches (*error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND))
    return look_at_table (table, options, progress, data, error);
  if (!plan || !table || plan->table || plan->kind != VSL_SAMPLE_SCAN || g_str_has_suffix (table, "l"))
    return g_steal_pointer (&plan);
  gboolean archive = folders_are_patients (plan);
  if (labelled (plan) && !archive)
    return g_steal_pointer (&plan);
  other = ask_table (paths, options, table, archive ? 0 : labelled (plan), progress, data, &own);
  /* What a person said of the table's columns, who has seen it, is no reason to forget the table. */
  gboolean said = options && (options->key || options->label || options->note);
  if (g_error_matches (own, VSL_DATA_ERROR, VSL_ERROR_CANCELLED) || (own && said)) {
    g_propagate_error (error, g_steal_pointer (&own));
    return NULL;
  }
  return other ? g_steal_pointer (&other) : g_steal_pointer (&plan);
}
