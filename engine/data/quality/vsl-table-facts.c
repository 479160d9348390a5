/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of tables: which of them are copies, and which columns give the class away. */
#include "data/quality/vsl-table-facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A row tells who it is of when so many cells are filled, so many of them measurements, and when by the shares of its values less than this
 * many other rows would be like it by chance: far less than one, since columns hang together. docs/quality.md says more. */
#define TELLING_CELLS 8
#define TELLING_MEASUREMENTS 3
#define TELLING_CHANCE 1e-3
#define CONTINUOUS 20                /* different values of a measurement */

/* A column gives the class away beyond these; below so many samples of each class nothing is said. */
#define GIVES_AWAY 0.98
#define GIVES_AWAY_SURELY 0.975      /* also the lower end of the AUC's interval */
#define ENOUGH 20
#define MOST_VALUES 50               /* of a number that may be a code */

static void
column_free (gpointer data)
{
  VslTableColumn *c = data;
  g_free (c->name);
  g_free (c->value);
  g_free (c->share);
  g_free (c);
}

/**
 * vsl_table_facts_new:
 *
 * Returns: (transfer full): without columns
 */
VslTableFacts *
vsl_table_facts_new (guint n)
{
  VslTableFacts *facts = g_new0 (VslTableFacts, 1);
  facts->n = n;
  facts->columns = g_ptr_array_new_with_free_func (column_free);
  return facts;
}

/**
 * vsl_table_facts_free:
 */
void
vsl_table_facts_free (VslTableFacts *facts)
{
  if (!facts)
    return;
  g_ptr_array_unref (facts->columns);
  g_free (facts);
}

typedef struct {
  double value;
  guint i;
} Ranked;

/* Missing ones last. */
static int
by_value (const void *a, const void *b)
{
  double x = ((const Ranked *) a)->value, y = ((const Ranked *) b)->value;
  if (isnan (x) || isnan (y))
    return (isnan (x) != 0) - (isnan (y) != 0);
  return (x > y) - (x < y);
}

static gboolean
same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static Ranked *
rank (const double *value, guint n)
{
  Ranked *ranked = g_new (Ranked, (gsize) n + 1);
  for (guint i = 0; i < n; i++)
    ranked[i] = (Ranked) { value[i], i };
  qsort (ranked, n, sizeof *ranked, by_value);
  return ranked;
}

static void
count_shares (VslTableColumn *c, guint n)
{
  g_autofree Ranked *ranked = rank (c->value, n);
  for (guint i = 0, end; i < n; i = end) {
    for (end = i; end < n && same (ranked[end].value, ranked[i].value); end++)
      ;
    c->distinct += !isnan (ranked[i].value);
    for (guint k = i; k < end; k++)
      c->share[ranked[k].i] = (double) (end - i) / n;
  }
}

/**
 * vsl_table_facts_add:
 * @values: (array): one for each sample
 */
void
vsl_table_facts_add (VslTableFacts *facts, const char *name, VslColumnType type, const char *const *values, const char *const *order)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  VslTableColumn *c = g_new0 (VslTableColumn, 1);
  gboolean number = type == VSL_COLUMN_NUMERIC || type == VSL_COLUMN_DATE;
  c->name = g_strdup (name);
  c->type = type;
  c->value = g_new (double, (gsize) facts->n + 1);
  c->share = g_new0 (double, (gsize) facts->n + 1);
  for (guint k = 0; order && order[k]; k++)
    g_hash_table_insert (places, (gpointer) order[k], GUINT_TO_POINTER (k + 1));
  for (guint i = 0; i < facts->n; i++) {
    if (!values[i] || number) {
      c->value[i] = values[i] ? g_ascii_strtod (values[i], NULL) : NAN;
      continue;
    }
    guint at = GPOINTER_TO_UINT (g_hash_table_lookup (places, values[i]));
    if (!at) {
      at = g_hash_table_size (places) + 1;
      g_hash_table_insert (places, (gpointer) values[i], GUINT_TO_POINTER (at));
    }
    c->value[i] = at;
  }
  count_shares (c, facts->n);
  g_ptr_array_add (facts->columns, c);
}

/**
 * vsl_table_row_tells:
 */
gboolean
vsl_table_row_tells (const VslTableFacts *facts, guint i)
{
  guint filled = 0, measured = 0;
  double others = facts->n;
  for (guint k = 0; k < facts->columns->len; k++) {
    const VslTableColumn *c = facts->columns->pdata[k];
    others *= c->share[i];
    if (isnan (c->value[i]))
      continue;
    filled++;
    measured += (c->type == VSL_COLUMN_NUMERIC || c->type == VSL_COLUMN_DATE) && c->distinct >= CONTINUOUS;
  }
  return filled >= TELLING_CELLS && measured >= TELLING_MEASUREMENTS && others < TELLING_CHANCE;
}

/**
 * vsl_table_settle_twins:
 * @twins: of vsl_twins_find() over the same samples
 */
void
vsl_table_settle_twins (const VslTableFacts *facts, VslTwins *twins)
{
  twins->equal = g_new0 (guint32, (gsize) twins->n + 1);
  twins->n_equal = twins->n_exact;
  for (guint i = 0; i < twins->n; i++)
    if (twins->exact[i] && !vsl_table_row_tells (facts, i)) {
      twins->equal[i] = twins->exact[i];
      twins->exact[i] = 0;
    }
}

/* ---- columns that give the class away ---- */

/* Of samples that have a value: the probability that one of the class has a greater one than one of the others, ties half. */
static double
auc_of (const Ranked *ranked, guint n, const int *label, int class, double *error)
{
  double pairs = 0, below = 0, of_class = 0;
  for (guint i = 0, end; i < n && !isnan (ranked[i].value); i = end) {
    double with = 0, without = 0;
    for (end = i; end < n && ranked[end].value == ranked[i].value; end++)
      if (label[ranked[end].i] >= 0)
        *(label[ranked[end].i] == class ? &with : &without) += 1;
    pairs += with * (below + without / 2);
    below += without;
    of_class += with;
  }
  *error = 1;
  if (of_class < ENOUGH || below < ENOUGH)
    return 0.5;
  double a = pairs / (of_class * below), top = MAX (a, 1 - a);
  /* Hanley and McNeil 1982 */
  *error = sqrt ((top * (1 - top) + (of_class - 1) * (top / (2 - top) - top * top) + (below - 1) * (2 * top * top / (1 + top) - top * top)) / (of_class * below));
  return top;
}

/* Each sample's class is told by the others of its value; the mean over classes of how many are told rightly. */
static double
purity_of (const Ranked *ranked, guint n, const int *label, guint classes)
{
  g_autofree double *all = g_new0 (double, classes + 1), *right = g_new0 (double, classes + 1);
  g_autofree guint *here = g_new (guint, classes + 1);
  double sum = 0;
  for (guint i = 0, end; i < n; i = end) {
    memset (here, 0, classes * sizeof *here);
    for (end = i; end < n && same (ranked[end].value, ranked[i].value); end++)
      if (label[ranked[end].i] >= 0)
        here[label[ranked[end].i]]++;
    for (guint c = 0; c < classes; c++) {
      gboolean most = here[c] > 1;               /* without the sample itself */
      for (guint o = 0; o < classes; o++)
        most = most && (o == c || here[c] - 1 > here[o]);
      all[c] += here[c];
      right[c] += most ? here[c] : 0;
    }
  }
  for (guint c = 0; c < classes; c++)
    sum += all[c] > 0 ? right[c] / all[c] : 0;
  return sum;
}

static gboolean
enough_of_each (guint n, const int *label, guint classes, guint *met)
{
  g_autofree guint *count = g_new0 (guint, classes + 1);
  gboolean enough = TRUE;
  *met = 0;
  for (guint i = 0; i < n; i++)
    if (label[i] >= 0)
      count[label[i]]++;
  for (guint c = 0; c < classes; c++) {
    *met += count[c] > 0;
    enough = enough && (count[c] == 0 || count[c] >= ENOUGH);
  }
  return enough && *met >= 2;
}

/**
 * vsl_table_column_tells:
 * @label: (array length=n): a class, -1: the sample is not looked at
 * @telling: (out): filled when it does
 *
 * Two classes are told by a column's order when its AUC is nearly 1 (beyond what chance may add), any number of classes by its values or by whether it
 * is filled, when nearly each sample's class is that of the others with its value.
 */
gboolean
vsl_table_column_tells (const VslTableColumn *column, guint n, const int *label, guint classes, VslTelling *telling)
{
  guint met;
  if (!enough_of_each (n, label, classes, &met))
    return FALSE;
  g_autofree double *filled = g_new (double, (gsize) n + 1);
  g_autofree Ranked *ranked = rank (column->value, n), *missing = NULL;
  gboolean ordered = column->type != VSL_COLUMN_CATEGORICAL && met == 2;
  double error = 1;
  for (guint i = 0; ordered && i < n; i++)
    if (label[i] >= 0) {           /* one of the two classes */
      *telling = (VslTelling) { VSL_TELLS_ORDER, auc_of (ranked, n, label, label[i], &error) };
      break;
    }
  if (ordered && telling->score > GIVES_AWAY && telling->score - 1.96 * error > GIVES_AWAY_SURELY)
    return TRUE;
  for (guint i = 0; i < n; i++)
    filled[i] = !isnan (column->value[i]);
  missing = rank (filled, n);
  *telling = (VslTelling) { VSL_TELLS_MISSING, purity_of (missing, n, label, classes) / met };
  if (telling->score > GIVES_AWAY)
    return TRUE;
  if (column->type == VSL_COLUMN_DATE || (column->type == VSL_COLUMN_NUMERIC && column->distinct > MOST_VALUES))
    return FALSE;
  *telling = (VslTelling) { VSL_TELLS_VALUES, purity_of (ranked, n, label, classes) / met };
  return telling->score > GIVES_AWAY;
}
