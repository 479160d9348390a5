/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-check.h"
#include "project/vsl-project-split.h"

/**
 * vsl_note_import:
 * @plan: that was run
 * @result: what came of it
 *
 * Remembers what an import divided the samples by; last of all that it does. Nothing where the files said it, or where the project had samples before: then no one rule says
 * who stands where.
 */
gboolean
vsl_note_import (VslProject *project, const VslImportPlan *plan, const VslImportResult *result, GError **error)
{
  const VslImportOptions *o = &plan->options;
  VslSplitRule rule = { .seed = o->seed, .folds = o->folds, .fold = o->folds ? MAX (o->fold, 1) : 0 };
  VslProjectInfo info;
  if (plan->split_given || !result->imported)
    return TRUE;
  if (!vsl_project_info (project, &info, error))
    return FALSE;
  gboolean all = info.n == result->imported;
  vsl_project_info_clear (&info);
  memcpy (rule.fractions, plan->fractions, sizeof rule.fractions);
  return !all || vsl_project_note_division (project, &rule, o->split_by ? o->split_by : "patient", error);
}
