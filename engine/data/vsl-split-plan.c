/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits that cannot leak: whatever hangs together (a patient's samples, copies, the samples of one site) is one unit and goes to one side. */
#include "data/vsl-split-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-groups.h"
#include "data/vsl-import.h"

/* ---- dates ---- */

static gboolean
take_number (const char **at, int digits_min, int digits_max, int *value)
{
  int n = 0;
  *value = 0;
  while (n < digits_max && g_ascii_isdigit ((*at)[n]))
    *value = *value * 10 + ((*at)[n++] - '0');
  *at += n;
  return n >= digits_min;
}

static gboolean
date_parts (const char *text, int *year, int *month, int *day)
{
  const char *at = text;
  *month = *day = 0;
  if (!take_number (&at, 4, 4, year))
    return FALSE;
  char between = *at;
  if (g_ascii_isdigit (between))
    return take_number (&at, 2, 2, month) && (!*at || (take_number (&at, 2, 2, day) && (!*at || strchr (" T", *at) || strlen (at) == 6)));
  if (!between)
    return TRUE;
  if (!strchr ("-/.", between))
    return FALSE;
  at++;
  if (!take_number (&at, 1, 2, month) || !*at)
    return *month > 0;
  return *at++ == between && take_number (&at, 1, 2, day) && (!*at || strchr (" T", *at));
}

gboolean
vsl_split_date (const char *text, gboolean coarse, gint64 *day)
{
  int y, m, d;
  if (!date_parts (text, &y, &m, &d) || y < 1800 || y > 2200)
    return FALSE;
  if (d == 0 && !coarse)
    return FALSE;
  m = m ? m : 1;
  d = d ? d : 1;
  if (!g_date_valid_dmy ((GDateDay) CLAMP (d, 0, 99), (GDateMonth) CLAMP (m, 0, 13), (GDateYear) y))
    return FALSE;
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) d, (GDateMonth) m, (GDateYear) y);
  *day = g_date_get_julian (&date);
  return TRUE;
}

/* A column named after time may have years alone; elsewhere 2019 is a number like any other. */
static gboolean
names_time (const char *column)
{
  static const char *const words[] = { "date", "year", "time", "month", "day", "datum", "jahr", "日期", "时间", "年" };
  g_autofree char *plain = column ? g_utf8_strdown (column, -1) : NULL;
  for (guint i = 0; plain && i < G_N_ELEMENTS (words); i++)
    if (strstr (plain, words[i]))
      return TRUE;
  return FALSE;
}

/* Days of all samples, G_MAXINT64 where there is none. NULL: these are no dates. */
static gint64 *
read_dates (const VslSplitInput *in)
{
  gboolean coarse = names_time (in->column);
  guint dated = 0;
  g_autofree gint64 *day = g_new (gint64, (gsize) in->n + 1);
  for (guint i = 0; i < in->n; i++) {
    day[i] = G_MAXINT64;
    if (!in->value[i] || !*in->value[i])
      continue;
    if (!vsl_split_date (in->value[i], coarse, &day[i]))
      return NULL;
    dated++;
  }
  return dated ? g_steal_pointer (&day) : NULL;
}

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

/* ---- by time ---- */

typedef struct {
  gint64 day;
  guint32 root;
  guint n;
} Moment;

static int
by_day (gconstpointer a, gconstpointer b)
{
  const Moment *x = a, *y = b;
  if (x->day != y->day)
    return x->day < y->day ? -1 : 1;
  return x->root < y->root ? -1 : x->root > y->root;
}

/* The day of a unit is its latest one, so that nothing in training is later than the border. Undated samples are their own. */
static GArray *
moments_of (const VslSplitInput *in, VslGroups *groups, const gint64 *day)
{
  GArray *moments = g_array_new (FALSE, TRUE, sizeof (Moment));
  g_autofree guint *at = g_new0 (guint, (gsize) in->n + 1);
  for (guint i = 0; i < in->n; i++) {
    guint32 root = vsl_groups_find (groups, i);
    if (!at[root]) {
      Moment m = { G_MININT64, root, 0 };
      g_array_append_val (moments, m);
      at[root] = moments->len;
    }
    Moment *m = &g_array_index (moments, Moment, at[root] - 1);
    m->n++;
    if (day[i] != G_MAXINT64)
      m->day = MAX (m->day, day[i]);
  }
  g_array_sort (moments, by_day);
  return moments;
}

/* One day is not torn apart: it goes where its middle falls. */
static void
divide_time (GArray *moments, guint n, const double fractions[VSL_N_SPLITS], VslSplit *of_root)
{
  double done = 0;
  for (guint i = 0, j; i < moments->len; i = j) {
    const Moment *m = &g_array_index (moments, Moment, i);
    double size = 0;
    for (j = i; j < moments->len && g_array_index (moments, Moment, j).day == m->day; j++)
      size += g_array_index (moments, Moment, j).n;
    double middle = (done + size / 2) / MAX (n, 1);
    VslSplit split = m->day == G_MININT64                                            ? VSL_SPLIT_NONE
                     : middle < fractions[VSL_SPLIT_TRAIN]                           ? VSL_SPLIT_TRAIN
                     : middle < fractions[VSL_SPLIT_TRAIN] + fractions[VSL_SPLIT_VAL] ? VSL_SPLIT_VAL
                                                                                     : VSL_SPLIT_TEST;
    if (split == VSL_SPLIT_TEST && fractions[VSL_SPLIT_TEST] <= 0)
      split = VSL_SPLIT_VAL;
    for (guint k = i; k < j; k++)
      of_root[g_array_index (moments, Moment, k).root] = split;
    if (split != VSL_SPLIT_NONE)
      done += size;
  }
}

static gboolean
plan_by_date (const VslSplitInput *in, const VslSplitRule *rule, VslGroups *groups, const gint64 *day, VslSplit *split, VslSplitSummary *summary,
              GError **error)
{
  guint dated = 0;
  if (rule->folds) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("“%s” has dates, and folds have no order in time: leave the folds out, and what is later goes to test"), in->column);
    return FALSE;
  }
  g_autoptr (GArray) moments = moments_of (in, groups, day);
  g_autofree VslSplit *of_root = g_new (VslSplit, (gsize) in->n + 1);
  for (guint i = 0; i < moments->len; i++)
    if (g_array_index (moments, Moment, i).day != G_MININT64)
      dated += g_array_index (moments, Moment, i).n;
  divide_time (moments, dated, rule->fractions, of_root);
  for (guint i = 0; i < in->n; i++)
    split[i] = of_root[vsl_groups_find (groups, i)];
  summary->by_date = TRUE;
  summary->undated = in->n - dated;
  return TRUE;
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
    vsl_split_assign (in->n, in->label, group, rule->fractions, rule->seed, split);
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
  vsl_split_parts (in->n, in->label, group, shares, rule->folds, rule->seed, part);
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
  g_autofree gint64 *day = in->value ? read_dates (in) : NULL;
  vsl_groups_init (&groups, in->n);
  vsl_groups_join_by (&groups, in->patient);
  vsl_groups_join_by (&groups, in->exact);
  vsl_groups_join_by (&groups, in->near);
  if (in->value && !day)
    join_column (in, &groups, summary);
  summary->units = count_units (&groups);
  gboolean ok = !in->value || day || check_column (in, summary, summary->units, error);
  if (ok)
    ok = day ? plan_by_date (in, rule, &groups, day, split, summary, error) : plan_by_chance (in, rule, &groups, split, error);
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
