/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting a project's samples anew, and what a mend changes. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-check-private.h"
#include "core/vsl-error.h"
#include "data/vsl-attributes.h"

/* The value of each sample, NULL where it has none; the table owns the texts. A kept column goes before an attribute of the same name. */
static gboolean
load_column (VslProject *project, const VslFacts *facts, const char *by, GHashTable **table, const char ***values, GError **error)
{
  g_autofree char *column = g_strconcat (VSL_ATTRIBUTE_COLUMN, by, NULL);
  *table = vsl_project_attribute (project, column, error);
  if (*table && g_hash_table_size (*table) == 0) {
    g_hash_table_unref (*table);
    *table = vsl_project_attribute (project, by, error);
  }
  if (!*table)
    return FALSE;
  *values = g_new0 (const char *, (gsize) facts->n + 1);
  for (guint i = 0; i < facts->n; i++)
    (*values)[i] = g_hash_table_lookup (*table, &facts->samples[i].id);
  return TRUE;
}

void
_vsl_divided_init (VslDivided *d, const VslFacts *facts, const VslTwins *twins)
{
  gsize n = (gsize) facts->n + 1;
  d->label = g_new (int, n);
  d->number = g_new (double, n);
  d->labels = g_new (guint64, n);
  d->known = g_new (guint8, n);
  d->patient = g_new (guint32, n);
  for (guint i = 0; i < facts->n; i++) {
    const VslSampleInfo *s = &facts->samples[i];
    d->label[i] = s->label;
    d->number[i] = s->has_target ? s->number : NAN;
    d->labels[i] = s->labels;
    d->known[i] = s->has_target != 0;
    d->patient[i] = s->patient;
  }
  d->input = (VslSplitInput) { .n = facts->n, .strata = { facts->info.target, d->label, d->number, d->labels, d->known }, .patient = d->patient,
                               .exact = twins->exact, .near = twins->near };
}

void
_vsl_divided_clear (VslDivided *d)
{
  g_free (d->label);
  g_free (d->number);
  g_free (d->labels);
  g_free (d->known);
  g_free (d->patient);
}

static GArray *
plan (VslProject *project, const VslFacts *facts, const VslTwins *twins, const VslSplitRule *rule, const char *by, VslSplitSummary *summary,
      GError **error)
{
  gboolean column = by && !g_str_equal (by, "patient");
  g_autoptr (GHashTable) table = NULL;
  g_autofree const char **values = NULL;
  VslDivided divided;
  g_autofree VslSplit *split = g_new (VslSplit, (gsize) facts->n + 1);
  if (column && !load_column (project, facts, by, &table, &values, error))
    return NULL;
  _vsl_divided_init (&divided, facts, twins);
  divided.input.value = values;
  divided.input.column = by;
  gboolean ok = vsl_split_plan (&divided.input, rule, split, summary, error);
  _vsl_divided_clear (&divided);
  return ok ? vsl_mend_splits (facts->samples, split, facts->n) : NULL;
}

/**
 * vsl_check_divide:
 * @by: (nullable): what stays together besides patients and copies, or the dates that order the split
 * @changes: (out) (transfer full) (element-type VslChange): of the samples that move
 * @summary: (out): what was done
 *
 * Deterministic: the same samples, rule and seed give the same split. Samples that a mend left out stay where they are.
 */
gboolean
vsl_check_divide (VslProject *project, const VslSplitRule *rule, const char *by, GArray **changes, VslSplitSummary *summary, VslProgressFunc progress,
                 gpointer data, GError **error)
{
  VslFacts facts;
  VslStretch traits = { progress, data, 0, 0.9 }, alike = { progress, data, 0.9, 1 };
  g_autoptr (VslTwins) twins = NULL;
  g_autoptr (VslTableFacts) table = NULL;
  if (_vsl_check_facts (project, &facts, _vsl_stretch, &traits, error))
    twins = _vsl_check_twins (project, &facts, _vsl_stretch, &alike, error);
  *changes = twins && _vsl_check_table (project, &facts, twins, &table, error) ? plan (project, &facts, twins, rule, by, summary, error) : NULL;
  vsl_facts_clear (&facts);
  return *changes != NULL;
}

/* In the shares of now; those of a new project where one of them is empty that should not be. */
static void
shares_of_now (const VslReportCard *card, VslSplitRule *rule)
{
  double all = 0;
  guint count[VSL_N_SPLITS] = { 0 };
  for (guint i = 0; i < card->facts.n; i++)
    if (card->facts.samples[i].split != VSL_SPLIT_NONE) {
      count[card->facts.samples[i].split]++;
      all++;
    }
  vsl_split_rule_set (rule, NULL, 0, 0, NULL);
  for (int s = 0; s < VSL_N_SPLITS && all > 0 && count[VSL_SPLIT_TRAIN] && count[VSL_SPLIT_VAL] && count[VSL_SPLIT_TEST]; s++)
    rule->fractions[s] = count[s] / all;
}

/**
 * vsl_check_mend:
 * @finding: one of the card's
 *
 * Returns: (transfer full) (nullable) (element-type VslChange): empty when nothing is to be done, or no sample is what is mended (%VSL_MEND_WEIGH); %NULL with an error when the finding has no mend
 */
GArray *
vsl_check_mend (const VslReportCard *card, const VslFinding *finding, GError **error)
{
  if (finding->mend == VSL_MEND_NONE) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("“%s” cannot be mended here: %s"), finding->id, finding->text);
    return NULL;
  }
  if (finding->mend == VSL_MEND_WEIGH)
    return g_array_new (FALSE, FALSE, sizeof (VslChange));
  if (finding->mend != VSL_MEND_SPLIT)
    return vsl_mend_plan (finding, &card->input);
  VslSplitRule rule = { .seed = 0 };
  VslSplitSummary summary;
  shares_of_now (card, &rule);
  return plan (NULL, &card->facts, card->twins, &rule, NULL, &summary, error);
}

/**
 * vsl_check_columns:
 *
 * Returns: (transfer full)
 */
char **
vsl_check_columns (VslProject *project, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) kept = vsl_project_attribute_names (project, error);
  VslProjectInfo info;
  if (!kept || !vsl_project_info (project, &info, error))
    return NULL;
  if (info.patients)
    g_strv_builder_add (names, "patient");
  vsl_project_info_clear (&info);
  for (guint i = 0; kept[i]; i++)
    if (g_str_equal (kept[i], "study"))
      g_strv_builder_add (names, "study");
    else if (g_str_has_prefix (kept[i], VSL_ATTRIBUTE_COLUMN))
      g_strv_builder_add (names, kept[i] + strlen (VSL_ATTRIBUTE_COLUMN));
  return g_strv_builder_end (names);
}
