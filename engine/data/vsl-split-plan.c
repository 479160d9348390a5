/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits that cannot leak: whatever hangs together (a patient's samples, copies, the samples of one site) is one unit and goes to one side. */
#include "data/vsl-split-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-import.h"
#include "data/vsl-split-private.h"

/* ---- units ---- */

static void
join_column (const VslSplitInput *in, VslGroups *groups, VslSplitSummary *summary)
{
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < in->n; i++) {
    gpointer met;
    if (!in->value[i] || !*in->value[i])
      continue;
    if (g_hash_table_lookup_extended (first, in->value[i], NULL, &met))
      vsl_groups_join (groups, GPOINTER_TO_UINT (met), i);
    else
      g_hash_table_insert (first, (gpointer) in->value[i], GUINT_TO_POINTER (i));
  }
  summary->groups = g_hash_table_size (first);
}

static guint
count_units (VslGroups *groups)
{
  guint n = 0;
  for (guint i = 0; i < groups->n; i++)
    n += vsl_groups_find (groups, i) == i;
  return n;
}

/* ---- by chance ---- */

static void
take_fold (const guint *part, guint n, const VslSplitRule *rule, VslSplit *split)
{
  guint test = rule->fold - 1, val = rule->fold % rule->folds;
  for (guint i = 0; i < n; i++)
    split[i] = part[i] == test ? VSL_SPLIT_TEST : part[i] == val ? VSL_SPLIT_VAL : VSL_SPLIT_TRAIN;
}

/* Numbers of what stays together: a set has that of the first patient in it, so that where patients are all that is known the splits are those of
 * vsl_split_assign() over patients. */
static guint32 *
number_sets (const VslSplitInput *in, VslGroups *groups)
{
  guint32 *number = vsl_groups_numbers (groups, NULL), most = 0;
  g_autofree guint32 *patient = g_new0 (guint32, (gsize) in->n + 1);
  for (guint i = 0; in->patient && i < in->n; i++) {
    guint32 root = vsl_groups_find (groups, i);
    most = MAX (most, in->patient[i]);
    if (!patient[root])
      patient[root] = in->patient[i];
  }
  for (guint i = 0; i < in->n; i++) {
    guint32 root = vsl_groups_find (groups, i);
    number[i] = patient[root] ? patient[root] : number[i] ? most + number[i] : 0;
  }
  return number;
}

static gboolean
plan_by_chance (const VslSplitInput *in, const VslSplitRule *rule, VslGroups *groups, VslSplit *split, GError **error)
{
  guint units = count_units (groups);
  g_autofree guint32 *group = number_sets (in, groups);
  if (rule->folds == 0) {
    g_autofree guint *of = g_new (guint, (gsize) in->n + 1);
    vsl_split_parts (in->n, &in->strata, group, rule->fractions, VSL_N_SPLITS, rule->seed, of);
    for (guint i = 0; i < in->n; i++)
      split[i] = (VslSplit) of[i];
    return TRUE;
  }
  if (units < rule->folds) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("there are only %u groups that may be told apart, too few for %u folds: take fewer folds"), units, rule->folds);
    return FALSE;
  }
  g_autofree guint *part = g_new (guint, (gsize) in->n + 1);
  g_autofree double *shares = g_new (double, rule->folds);
  for (guint k = 0; k < rule->folds; k++)
    shares[k] = 1.0 / rule->folds;
  vsl_split_parts (in->n, &in->strata, group, shares, rule->folds, rule->seed, part);
  take_fold (part, in->n, rule, split);
  return TRUE;
}

static gboolean
check_column (const VslSplitInput *in, const VslSplitSummary *summary, guint units, GError **error)
{
  if (summary->groups >= 2 && units >= 2)
    return TRUE;
  if (summary->groups >= 2) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("patients and copies tie all values of “%s” together, so nothing is left to divide: divide by patient, or mend the column"), in->column);
    return FALSE;
  }
  if (summary->groups == 0)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("no sample has a value of “%s”: import the table again with --keep %s, or divide by patient"),
                 in->column, in->column);
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("all samples have the same value of “%s”: there is nothing to divide by it"), in->column);
  return FALSE;
}

/* A crowd of look-alikes is a kind of picture rather than one picture saved again: kept together it would leave nothing to divide, or send all of a class to
 * one side. */
#define CROWD 50           /* samples, … */
#define CROWD_SHARE 0.1    /* … or this share of all, but never more than half: larger groups of look-alikes are told and divided like others */

static guint32 *
without_crowds (const VslSplitInput *in, VslSplitSummary *summary)
{
  g_autoptr (GHashTable) count = g_hash_table_new (NULL, NULL);
  guint most = MAX (MIN (CROWD, in->n / 2), (guint) (CROWD_SHARE * in->n));
  guint32 *near = g_new0 (guint32, (gsize) in->n + 1);
  for (guint i = 0; in->near && i < in->n; i++)
    if (in->near[i])
      g_hash_table_insert (count, GUINT_TO_POINTER (in->near[i]),
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (count, GUINT_TO_POINTER (in->near[i]))) + 1));
  for (guint i = 0; in->near && i < in->n; i++) {
    guint n = in->near[i] ? GPOINTER_TO_UINT (g_hash_table_lookup (count, GUINT_TO_POINTER (in->near[i]))) : 0;
    near[i] = n <= most ? in->near[i] : 0;
    summary->crowded += n > most;
  }
  return near;
}

/* What hangs together with a sample that stays goes there; what is still to be divided, in order, is in open. Returns how many. */
static guint
keep_fixed (const VslSplitInput *in, VslGroups *groups, VslSplit *split, guint *open)
{
  g_autofree VslSplit *of_root = g_new (VslSplit, (gsize) in->n + 1);
  guint n = 0;
  for (guint i = 0; i < in->n; i++)
    of_root[i] = VSL_SPLIT_NONE;
  for (guint i = 0; i < in->n; i++) {
    guint32 root = vsl_groups_find (groups, i);
    if (of_root[root] == VSL_SPLIT_NONE)
      of_root[root] = in->fixed[i];
  }
  for (guint i = 0; i < in->n; i++) {
    split[i] = of_root[vsl_groups_find (groups, i)];
    if (split[i] == VSL_SPLIT_NONE)
      open[n++] = i;
  }
  return n;
}

/* The samples that may go anywhere, divided by themselves. */
static gboolean
plan_open (const VslSplitInput *in, const VslSplitRule *rule, VslGroups *groups, VslSplit *split, VslSplitSummary *summary, GError **error)
{
  g_autofree guint *open = g_new (guint, (gsize) in->n + 1);
  guint n = keep_fixed (in, groups, split, open);
  g_autofree int *label = g_new0 (int, (gsize) n + 1);
  g_autofree double *number = g_new0 (double, (gsize) n + 1);
  g_autofree guint64 *labels = g_new0 (guint64, (gsize) n + 1);
  g_autofree guint8 *known = g_new0 (guint8, (gsize) n + 1);
  g_autofree guint32 *patient = g_new0 (guint32, (gsize) n + 1), *set = vsl_groups_numbers (groups, NULL), *together = g_new0 (guint32, (gsize) n + 1);
  g_autofree const char **value = g_new0 (const char *, (gsize) n + 1);
  g_autofree VslSplit *of = g_new (VslSplit, (gsize) n + 1);
  VslSplitInput sub = { n, { in->strata.target, label, number, labels, known }, patient, together, NULL, in->value ? value : NULL, in->column, NULL };
  VslSplitSummary own;
  for (guint k = 0; k < n; k++) {
    guint i = open[k];
    label[k] = in->strata.label ? in->strata.label[i] : -1;
    number[k] = in->strata.number ? in->strata.number[i] : 0;
    labels[k] = in->strata.labels ? in->strata.labels[i] : 0;
    known[k] = in->strata.known ? in->strata.known[i] : TRUE;
    patient[k] = in->patient ? in->patient[i] : 0;
    together[k] = set[i];
    value[k] = in->value ? in->value[i] : NULL;
  }
  if (n && !vsl_split_plan (&sub, rule, of, &own, error))
    return FALSE;
  for (guint k = 0; k < n; k++)
    split[open[k]] = of[k];
  summary->by_date = n && own.by_date;
  summary->undated = n ? own.undated : 0;
  return TRUE;
}

/**
 * vsl_split_plan:
 * @split: (out): of each sample
 * @summary: (out): what was done
 */
gboolean
vsl_split_plan (const VslSplitInput *in, const VslSplitRule *rule, VslSplit *split, VslSplitSummary *summary, GError **error)
{
  VslGroups groups;
  *summary = (VslSplitSummary) { 0 };
  g_autofree gint64 *day = in->value ? _vsl_split_days (in) : NULL;
  g_autofree guint32 *near = without_crowds (in, summary);
  vsl_groups_init (&groups, in->n);
  vsl_groups_join_by (&groups, in->patient);
  vsl_groups_join_by (&groups, in->exact);
  vsl_groups_join_by (&groups, near);
  if (in->value && !day)
    join_column (in, &groups, summary);
  summary->units = count_units (&groups);
  gboolean ok = TRUE;
  if (in->fixed)
    ok = plan_open (in, rule, &groups, split, summary, error);
  else if (day)
    ok = _vsl_split_by_time (in, rule, &groups, day, split, summary, error);
  else
    ok = (!in->value || check_column (in, summary, summary->units, error)) && plan_by_chance (in, rule, &groups, split, error);
  vsl_groups_clear (&groups);
  return ok;
}

/**
 * vsl_split_rule_set:
 * @fractions: (nullable): %NULL: 70/15/15
 * @folds: 0: none
 * @fold: from 1; 0 is the first
 */
gboolean
vsl_split_rule_set (VslSplitRule *rule, const char *fractions, guint folds, guint fold, GError **error)
{
  if (!vsl_split_parse_fractions (fractions ? fractions : "70/15/15", rule->fractions)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("“%s” is no split: give parts such as 70/15/15"), fractions);
    return FALSE;
  }
  if ((folds && (folds < 3 || folds > VSL_MOST_FOLDS)) || (folds && fold > folds) || (!folds && fold)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("folds: take 3 to %d of them, and a fold from 1 to their number"), VSL_MOST_FOLDS);
    return FALSE;
  }
  rule->folds = folds;
  rule->fold = folds ? MAX (fold, 1) : 0;
  return TRUE;
}
