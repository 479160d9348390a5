/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import that draws its own split owes to it: a copy or a look-alike of a training sample in test would flatter every number. Which samples are
 * alike is known only once all are there, so the split is drawn first by what the files say, and again here where that is not enough. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-check-private.h"
#include "core/vsl-error.h"

/* The samples of this import are the last ones. */
static guint
first_new (const VslFacts *facts, const VslImportResult *result)
{
  return facts->n - MIN (facts->n, result->imported);
}

/* Members of a group, and whether one of them is new. */
typedef struct {
  guint n, contents;
  guint32 patient;
  gboolean fresh, one_patient;
} Group;

static Group *
count_groups (const VslFacts *facts, const guint32 *group, guint n_groups, const guint32 *exact, guint n_exact, guint from)
{
  Group *groups = g_new0 (Group, (gsize) n_groups + 1);
  g_autofree guint8 *met = g_new0 (guint8, (gsize) n_exact + 1);
  for (guint i = 0; i < facts->n; i++) {
    Group *g = &groups[group[i]];
    if (!group[i])
      continue;
    if (g->n++ == 0) {
      g->patient = facts->samples[i].patient;
      g->one_patient = g->patient != 0;
    }
    g->one_patient = g->one_patient && g->patient == facts->samples[i].patient;
    g->fresh = g->fresh || i >= from;
    g->contents += !exact[i] || !met[exact[i]];
    met[exact[i]] = TRUE;
  }
  return groups;
}

/* Whether any group is more than one patient's samples, which stay together anyway. */
static gboolean
count (const VslFacts *facts, const VslTwins *twins, guint from, VslImportResult *result)
{
  g_autofree Group *exact = count_groups (facts, twins->exact, twins->n_exact, twins->exact, twins->n_exact, from);
  g_autofree Group *near = count_groups (facts, twins->near, twins->n_near, twins->exact, twins->n_exact, from);
  gboolean binds = FALSE;
  for (guint g = 1; g <= twins->n_exact; g++)
    if (exact[g].fresh) {
      result->copies += exact[g].n - 1;
      binds = binds || !exact[g].one_patient;
    }
  for (guint g = 1; g <= twins->n_near; g++)
    if (near[g].fresh) {
      result->look_alikes += near[g].contents - 1;
      binds = binds || !near[g].one_patient;
    }
  return binds;
}

/* What the project had stays where it was. */
static void
fill (VslDivided *divided, const VslFacts *facts, const VslImportPlan *plan, const VslImportResult *result, guint from, VslSplit *fixed, const char **value)
{
  gboolean any = FALSE;
  for (guint i = 0; i < facts->n; i++) {
    const VslImportItem *item = i < from ? NULL : g_ptr_array_index (plan->items, g_array_index (result->items, guint, i - from));
    fixed[i] = item ? VSL_SPLIT_NONE : facts->samples[i].split;
    value[i] = item ? item->group : NULL;
    any = any || value[i];
  }
  divided->input.fixed = from ? fixed : NULL;
  divided->input.value = any ? value : NULL;
  divided->input.column = plan->options.split_by;
}

static gboolean
move (VslProject *project, const VslFacts *facts, const VslSplit *split, guint from, VslImportResult *result, GError **error)
{
  g_autofree gint64 *ids = g_new (gint64, (gsize) facts->n + 1);
  g_autofree VslSplit *to = g_new (VslSplit, (gsize) facts->n + 1);
  guint n = 0;
  for (guint i = from; i < facts->n; i++) {
    const VslSampleInfo *s = &facts->samples[i];
    if (s->split == split[i])
      continue;
    ids[n] = s->id;
    to[n++] = split[i];
  }
  return vsl_project_set_splits (project, ids, to, n, error);
}

static void
count_splits (const VslSplit *split, guint from, guint n, VslImportResult *result)
{
  memset (result->split_counts, 0, sizeof result->split_counts);
  for (guint i = from; i < n; i++)
    if (split[i] != VSL_SPLIT_NONE)
      result->split_counts[split[i]]++;
}

static gboolean
settle (VslProject *project, const VslFacts *facts, const VslTwins *twins, const VslImportPlan *plan, VslImportResult *result, GError **error)
{
  const VslImportOptions *o = &plan->options;
  guint from = first_new (facts, result);
  VslSplitRule rule = { .seed = o->seed, .folds = o->folds, .fold = o->folds ? MAX (o->fold, 1) : 0 };
  g_autofree VslSplit *split = g_new (VslSplit, (gsize) facts->n + 1), *fixed = g_new (VslSplit, (gsize) facts->n + 1);
  g_autofree const char **value = g_new0 (const char *, (gsize) facts->n + 1);
  g_autoptr (GError) own = NULL;
  VslSplitSummary summary;
  VslDivided divided;
  if (!count (facts, twins, from, result))
    return TRUE;
  memcpy (rule.fractions, plan->fractions, sizeof rule.fractions);
  _vsl_divided_init (&divided, facts, twins);
  fill (&divided, facts, plan, result, from, fixed, value);
  gboolean ok = vsl_split_plan (&divided.input, &rule, split, &summary, &own);
  _vsl_divided_clear (&divided);
  result->crowded = summary.crowded;
  if (!ok && g_error_matches (own, VSL_DATA_ERROR, VSL_ERROR_CONFIG)) {
    result->copies = result->look_alikes = result->crowded = 0;      /* copies tie everything together: the drawn split stays, and the quality report tells */
    return TRUE;
  }
  if (!ok)
    return g_propagate_error (error, g_steal_pointer (&own)), FALSE;
  count_splits (split, from, facts->n, result);
  return move (project, facts, split, from, result, error);
}

/**
 * vsl_check_settle_import:
 * @plan: what was imported
 * @result: of vsl_import_run(); its counts are brought up to date
 *
 * Does nothing where the split came with the data, and for rows of tables, which may well be equal. Deterministic.
 */
gboolean
vsl_check_settle_import (VslProject *project, const VslImportPlan *plan, VslImportResult *result, VslProgressFunc progress, gpointer data, GError **error)
{
  VslFacts facts;
  VslStretch traits = { progress, data, 0, 0.9 }, alike = { progress, data, 0.9, 1 };
  gboolean ok = TRUE;
  if (plan->split_given || plan->kind == VSL_SAMPLE_TABLE || !result->imported)
    return TRUE;
  g_autoptr (VslTwins) twins = NULL;
  if (_vsl_check_facts (project, &facts, _vsl_stretch, &traits, error))
    twins = _vsl_check_twins (project, &facts, _vsl_stretch, &alike, error);
  ok = twins && (result->items->len != result->imported || settle (project, &facts, twins, plan, result, error));
  vsl_facts_clear (&facts);
  return ok;
}

/**
 * vsl_check_twins_text:
 * @result: after vsl_check_settle_import()
 *
 * Returns: (transfer full) (nullable)
 */
char *
vsl_check_twins_text (const VslImportResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (result->copies)
    g_string_append_printf (text, ngettext ("%u exact copy was kept in the split of its twin. ", "%u exact copies were kept in the splits of their twins. ",
                                            result->copies), result->copies);
  if (result->look_alikes)
    g_string_append_printf (text, ngettext ("%u look-alike was kept in the split of its twin. ", "%u look-alikes were kept in the splits of their twins. ",
                                            result->look_alikes), result->look_alikes);
  if (result->crowded)
    g_string_append_printf (text, ngettext ("%u sample looks like too many others for that and was divided like any. ",
                                            "%u samples look like too many others for that and were divided like any. ", result->crowded), result->crowded);
  return text->len ? g_strdup (g_strchomp (text->str)) : NULL;
}
