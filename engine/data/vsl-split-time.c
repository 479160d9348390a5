/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits in time: what is later goes to test. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-split-private.h"

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

gint64 *
_vsl_split_days (const VslSplitInput *in)
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

gboolean
_vsl_split_by_time (const VslSplitInput *in, const VslSplitRule *rule, VslGroups *groups, const gint64 *day, VslSplit *split, VslSplitSummary *summary,
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
