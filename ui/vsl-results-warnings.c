/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-results-warnings.h"

#include <glib/gi18n-lib.h>

static const char *
patients_text (VslSampleKind kind)
{
  return kind == VSL_SAMPLE_NOTE    ? _("Patients are unknown: notes of one patient may stand on both sides, and results may look better than they are.")
         : kind == VSL_SAMPLE_TABLE ? _("Patients are unknown: rows of one patient may stand on both sides, and results may look better than they are.")
                                    : _("Patients are unknown: scans of one patient may stand on both sides, and results may look better than they are.");
}

static const char *
split_text (const VslResults *results, VslSampleKind kind)
{
  if (results->split == VSL_SPLIT_TRAIN)
    return kind == VSL_SAMPLE_NOTE    ? _("These notes were learnt from: the numbers say nothing about new notes.")
           : kind == VSL_SAMPLE_TABLE ? _("These rows were learnt from: the numbers say nothing about new rows.")
                                      : _("These scans were learnt from: the numbers say nothing about new scans.");
  if (!results->fell_back)
    return NULL;
  return kind == VSL_SAMPLE_NOTE
           ? _("There is no test split, so these are the validation notes. The best epoch was chosen on them: expect somewhat less on new notes.")
         : kind == VSL_SAMPLE_TABLE
           ? _("There is no test split, so these are the validation rows. The best epoch was chosen on them: expect somewhat less on new rows.")
           : _("There is no test split, so these are the validation scans. The best epoch was chosen on them: expect somewhat less on new scans.");
}

/**
 * vsl_results_warnings:
 * @comparison: (nullable): with the baseline, once it is there
 *
 * Returns: (transfer full) (nullable): a paragraph each
 */
char *
vsl_results_warnings (const VslResults *results, const VslProjectInfo *info, VslComparison *comparison)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  const char *split = split_text (results, info->kind);
  g_autofree char *beaten = NULL, *leaks = results->leaks != NULL ? vsl_run_leaks_line (results->leaks) : NULL;

  if (leaks != NULL)
    g_ptr_array_add (texts, leaks);
  if (results->data_changed)
    g_ptr_array_add (texts, (gpointer) vsl_results_changed_text (results));
  if (split != NULL)
    g_ptr_array_add (texts, (gpointer) split);
  if (results->patients_unknown && results->split != VSL_SPLIT_TRAIN)
    g_ptr_array_add (texts, (gpointer) patients_text (info->kind));
  beaten = comparison != NULL ? vsl_comparison_warning (comparison, results->evaluation, (const char *const *) info->class_names) : NULL;
  if (beaten != NULL)
    g_ptr_array_add (texts, beaten);
  g_ptr_array_add (texts, NULL);
  return texts->len > 1 ? g_strjoinv ("\n\n", (char **) texts->pdata) : NULL;
}
