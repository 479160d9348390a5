/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of samples: never one patient in two of them, and of each class, range of numbers or label every part has its share. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "data/vsl-split-private.h"

static int
by_group (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint32 *group = data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  if (group && group[i] != group[j])
    return group[i] < group[j] ? -1 : 1;
  return i < j ? -1 : i > j;
}

static int
by_lot (gconstpointer a, gconstpointer b)
{
  const VslSplitUnit *u = a, *v = b;
  if (u->stratum != v->stratum)
    return u->stratum < v->stratum ? -1 : 1;
  if (u->lot != v->lot)
    return u->lot < v->lot ? -1 : 1;
  return u->first < v->first ? -1 : u->first > v->first;
}

static GArray *
make_units (guint n, const guint *order, const guint32 *group, guint64 seed)
{
  GArray *units = g_array_new (FALSE, FALSE, sizeof (VslSplitUnit));
  guint64 key = vsl_random_key (seed, VSL_RANDOM_SPLIT, 0, 0);
  for (guint i = 0; i < n;) {
    guint j = i + 1;
    guint32 p = group ? group[order[i]] : 0;
    while (p && j < n && group[order[j]] == p)
      j++;
    VslSplitUnit u = { i, j - i, -1, vsl_random_bits (key, units->len) };
    g_array_append_val (units, u);
    i = j;
  }
  return units;
}

/* A patient with several classes counts for the rarest of them. Returns how many classes there are. */
static int
strata_of_classes (const VslSplitWork *w)
{
  const int *label = w->strata->label;
  int classes = 0;
  for (guint i = 0; i < w->n; i++)
    classes = MAX (classes, label[i] + 1);
  g_autofree guint *total = g_new0 (guint, (gsize) classes + 1);
  for (guint i = 0; i < w->n; i++)
    total[label[i] + 1]++;
  for (guint k = 0; k < w->units->len; k++) {
    VslSplitUnit *u = &g_array_index (w->units, VslSplitUnit, k);
    u->stratum = label[w->order[u->first]];
    for (guint m = u->first; m < u->first + u->n; m++) {
      int c = label[w->order[m]];
      if (total[c + 1] < total[u->stratum + 1] || (total[c + 1] == total[u->stratum + 1] && c < u->stratum))
        u->stratum = c;
    }
  }
  return classes;
}

/* The part that is furthest below its share of the unit's stratum; between equals, of everything. */
static guint
neediest (const VslSplitWork *w, guint total, const guint *have, const guint *all)
{
  guint best = 0;
  double most = -INFINITY;
  for (guint s = 0; s < w->parts; s++) {
    double need = w->fractions[s] * total - have[s] + 1e-3 * (w->fractions[s] * w->n - all[s]);
    if (w->fractions[s] > 0 && need > most + 1e-9) {
      most = need;
      best = s;
    }
  }
  return best;
}

static void
divide_strata (const VslSplitWork *w, int strata, guint *unit_part)
{
  g_autofree guint *total = g_new0 (guint, (gsize) strata + 1), *all = g_new0 (guint, w->parts);
  g_autofree guint *have = g_new0 (guint, ((gsize) strata + 1) * w->parts);
  g_array_sort (w->units, by_lot);
  for (guint k = 0; k < w->units->len; k++) {
    const VslSplitUnit *u = &g_array_index (w->units, VslSplitUnit, k);
    total[u->stratum + 1] += u->n;
  }
  for (guint k = 0; k < w->units->len; k++) {
    const VslSplitUnit *u = &g_array_index (w->units, VslSplitUnit, k);
    guint *of_stratum = have + ((gsize) u->stratum + 1) * w->parts;
    guint s = neediest (w, total[u->stratum + 1], of_stratum, all);
    unit_part[k] = s;
    all[s] += u->n;
    of_stratum[s] += u->n;
  }
}

/* With very few units a share can stay empty; the smallest unit of the largest share is given to it. */
static void
fill_empty (const VslSplitWork *w, guint *unit_part)
{
  const VslSplitUnit *unit = (const VslSplitUnit *) (gpointer) w->units->data;
  g_autofree guint *count = g_new (guint, w->parts);
  for (guint s = 0; s < w->parts; s++) {
    memset (count, 0, w->parts * sizeof *count);
    for (guint i = 0; i < w->units->len; i++)
      count[unit_part[i]]++;
    guint from = 0;
    for (guint t = 1; t < w->parts; t++)
      if (count[t] > count[from])
        from = t;
    if (w->fractions[s] <= 0 || count[s] || count[from] < 2)
      continue;
    guint smallest = G_MAXUINT;
    for (guint i = 0; i < w->units->len; i++)
      if (unit_part[i] == from && (smallest == G_MAXUINT || unit[i].n < unit[smallest].n))
        smallest = i;
    unit_part[smallest] = s;
  }
}

/**
 * vsl_split_parts:
 * @n: number of samples
 * @strata: what they are told by
 * @group: (nullable): number of each one's patient or other group, 0: alone; samples of one group stay together
 * @fractions: shares of the parts; they sum to 1
 * @parts: how many
 * @seed: the same seed gives the same answer
 * @part: (out): n numbers below @parts
 *
 * Every part gets its share of each class, of each range of numbers or of each label, as far as groups allow.
 */
void
vsl_split_parts (guint n, const VslStrata *strata, const guint32 *group, const double *fractions, guint parts, guint64 seed, guint *part)
{
  g_autofree guint *order = g_new (guint, (gsize) n + 1);
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, by_group, (gpointer) group);
  g_autoptr (GArray) units = make_units (n, order, group, seed);
  g_autofree guint *unit_part = g_new (guint, (gsize) units->len + 1);
  VslSplitWork work = { n, strata, order, units, fractions, parts };
  if (strata->target == VSL_TARGET_LABELS)
    _vsl_split_labels (&work, unit_part);
  else
    divide_strata (&work, strata->target == VSL_TARGET_NUMBER ? _vsl_split_bins (&work) : strata_of_classes (&work), unit_part);
  fill_empty (&work, unit_part);
  for (guint k = 0; k < units->len; k++) {
    const VslSplitUnit *u = &g_array_index (units, VslSplitUnit, k);
    for (guint m = u->first; m < u->first + u->n; m++)
      part[order[m]] = unit_part[k];
  }
}
