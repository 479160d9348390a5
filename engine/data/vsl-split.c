/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training, validation and test: never one patient on two sides, and each class in its share. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "data/vsl-import.h"

const char *const vsl_split_names[] = { "train", "val", "test", NULL };

/**
 * vsl_split_parse:
 * @name: (nullable): "train", "val" or "validation", "test"; case and blanks around don't matter
 *
 * Returns: the split, %VSL_SPLIT_NONE when unknown
 */
VslSplit
vsl_split_parse (const char *name)
{
  static const struct {
    const char *name;
    VslSplit split;
  } table[] = { { "train", VSL_SPLIT_TRAIN }, { "training", VSL_SPLIT_TRAIN }, { "val", VSL_SPLIT_VAL }, { "valid", VSL_SPLIT_VAL },
                { "validation", VSL_SPLIT_VAL }, { "test", VSL_SPLIT_TEST }, { "testing", VSL_SPLIT_TEST } };
  if (!name)
    return VSL_SPLIT_NONE;
  g_autofree char *plain = g_strstrip (g_strdup (name));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_ascii_strcasecmp (plain, table[i].name) == 0)
      return table[i].split;
  return VSL_SPLIT_NONE;
}

/**
 * vsl_split_parse_fractions:
 * @text: "70/15/15", "0.7/0.15/0.15" or two parts ("80/20": no test)
 * @fractions: (out): train, val, test; they sum to 1
 *
 * Returns: FALSE when @text is not of this form, or nothing is left for training
 */
gboolean
vsl_split_parse_fractions (const char *text, double fractions[VSL_N_SPLITS])
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);
  guint n = g_strv_length (parts);
  double v[VSL_N_SPLITS] = { 0 }, sum = 0;
  if (n < 2 || n > VSL_N_SPLITS)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    char *end;
    g_strstrip (parts[i]);
    v[i] = g_ascii_strtod (parts[i], &end);
    if (!*parts[i] || *end || !isfinite (v[i]) || v[i] < 0 || v[i] > 1e6)
      return FALSE;
    sum += v[i];
  }
  if (!(v[0] > 0) || !(fabs (sum - 100) < 0.5 || fabs (sum - 1) < 0.005))
    return FALSE;
  for (int i = 0; i < VSL_N_SPLITS; i++)
    fractions[i] = v[i] / sum;
  return TRUE;
}

/* What may not be torn apart: a patient's samples, or one sample whose patient is unknown. */
typedef struct {
  guint first, n;          /* in the order below */
  int stratum;             /* the class that most of its samples have */
  guint64 lot;
} Unit;

typedef struct {
  const int *label;
  const guint32 *patient;
} Keys;

static int
by_patient (gconstpointer a, gconstpointer b, gpointer data)
{
  const Keys *k = data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  guint32 p = k->patient ? k->patient[i] : 0, q = k->patient ? k->patient[j] : 0;
  if (p != q)
    return p < q ? -1 : 1;
  return i < j ? -1 : i > j;
}

static int
by_lot (gconstpointer a, gconstpointer b)
{
  const Unit *u = a, *v = b;
  if (u->stratum != v->stratum)
    return u->stratum < v->stratum ? -1 : 1;
  if (u->lot != v->lot)
    return u->lot < v->lot ? -1 : 1;
  return u->first < v->first ? -1 : u->first > v->first;
}

static GArray *
make_units (guint n, const guint *order, const Keys *k, const guint *class_total, guint64 seed)
{
  GArray *units = g_array_new (FALSE, FALSE, sizeof (Unit));
  guint64 key = vsl_random_key (seed, VSL_RANDOM_SPLIT, 0, 0);
  for (guint i = 0; i < n;) {
    guint j = i + 1;
    guint32 p = k->patient ? k->patient[order[i]] : 0;
    while (p && j < n && k->patient[order[j]] == p)
      j++;
    /* A patient with several classes counts for the rarest of them. */
    int stratum = k->label[order[i]];
    for (guint m = i; m < j; m++) {
      int c = k->label[order[m]];
      if (class_total[c + 1] < class_total[stratum + 1] || (class_total[c + 1] == class_total[stratum + 1] && c < stratum))
        stratum = c;
    }
    Unit u = { i, j - i, stratum, vsl_random_bits (key, units->len) };
    g_array_append_val (units, u);
    i = j;
  }
  g_array_sort (units, by_lot);
  return units;
}

/* The part that is furthest below its share of the unit's stratum; between equals, of everything. */
static guint
neediest (const double *fractions, guint parts, guint total, const guint *have, guint n, const guint *all)
{
  guint best = 0;
  double most = -INFINITY;
  for (guint s = 0; s < parts; s++) {
    double need = fractions[s] * total - have[s] + 1e-3 * (fractions[s] * n - all[s]);
    if (fractions[s] > 0 && need > most + 1e-9) {
      most = need;
      best = s;
    }
  }
  return best;
}

/* With very few units a share can stay empty; the smallest unit of the largest share is given to it. */
static void
fill_empty (GArray *units, guint *unit_part, const double *fractions, guint parts)
{
  g_autofree guint *count = g_new (guint, parts);
  for (guint s = 0; s < parts; s++) {
    memset (count, 0, parts * sizeof *count);
    for (guint i = 0; i < units->len; i++)
      count[unit_part[i]]++;
    guint from = 0;
    for (guint t = 1; t < parts; t++)
      if (count[t] > count[from])
        from = t;
    if (fractions[s] <= 0 || count[s] || count[from] < 2)
      continue;
    guint smallest = G_MAXUINT;
    for (guint i = 0; i < units->len; i++)
      if (unit_part[i] == from
          && (smallest == G_MAXUINT || g_array_index (units, Unit, i).n < g_array_index (units, Unit, smallest).n))
        smallest = i;
    unit_part[smallest] = s;
  }
}

/**
 * vsl_split_parts:
 * @n: number of samples
 * @label: class of each, -1: none
 * @group: (nullable): number of each one's patient or other group, 0: alone; samples of one group stay together
 * @fractions: shares of the parts; they sum to 1
 * @parts: how many
 * @seed: the same seed gives the same answer
 * @part: (out): n numbers below @parts
 *
 * Each class is divided by itself, so that every part gets its share of it as far as groups allow.
 */
void
vsl_split_parts (guint n, const int *label, const guint32 *group, const double *fractions, guint parts, guint64 seed, guint *part)
{
  int classes = 0;
  for (guint i = 0; i < n; i++)
    classes = MAX (classes, label[i] + 1);
  Keys k = { label, group };
  g_autofree guint *order = g_new (guint, (gsize) n + 1);
  g_autofree guint *class_total = g_new0 (guint, classes + 1);      /* samples of a class; later, of a stratum */
  g_autofree guint *have = g_new0 (guint, (gsize) (classes + 1) * parts), *all = g_new0 (guint, parts);
  for (guint i = 0; i < n; i++) {
    order[i] = i;
    class_total[label[i] + 1]++;
  }
  g_qsort_with_data (order, (int) n, sizeof *order, by_patient, &k);
  g_autoptr (GArray) units = make_units (n, order, &k, class_total, seed);
  g_autofree guint *unit_part = g_new (guint, (gsize) units->len + 1);
  memset (class_total, 0, sizeof *class_total * (gsize) (classes + 1));
  for (guint i = 0; i < units->len; i++)
    class_total[g_array_index (units, Unit, i).stratum + 1] += g_array_index (units, Unit, i).n;
  for (guint i = 0; i < units->len; i++) {
    const Unit *u = &g_array_index (units, Unit, i);
    guint *of_stratum = have + (gsize) (u->stratum + 1) * parts;
    guint s = neediest (fractions, parts, class_total[u->stratum + 1], of_stratum, n, all);
    unit_part[i] = s;
    all[s] += u->n;
    of_stratum[s] += u->n;
  }
  fill_empty (units, unit_part, fractions, parts);
  for (guint i = 0; i < units->len; i++) {
    const Unit *u = &g_array_index (units, Unit, i);
    for (guint m = u->first; m < u->first + u->n; m++)
      part[order[m]] = unit_part[i];
  }
}

/**
 * vsl_split_assign:
 * @n: number of samples
 * @label: class of each, -1: none
 * @patient: (nullable): number of each one's patient, 0: unknown; samples of one patient stay together
 * @fractions: shares of train, val and test; they sum to 1
 * @seed: the same seed gives the same answer
 * @split: (out): n splits
 */
void
vsl_split_assign (guint n, const int *label, const guint32 *patient, const double fractions[VSL_N_SPLITS], guint64 seed, VslSplit *split)
{
  g_autofree guint *part = g_new (guint, (gsize) n + 1);
  vsl_split_parts (n, label, patient, fractions, VSL_N_SPLITS, seed, part);
  for (guint i = 0; i < n; i++)
    split[i] = (VslSplit) part[i];
}
