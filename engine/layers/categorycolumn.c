/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CategoryColumn: a category of a table's row as a row of 0 and 1 (as Keras's StringLookup with output_mode "one_hot" and one place for unknown
 * ones, which comes first), missing ones filled with the commonest and told by a feature of their own. */
#include <math.h>
#include <string.h>

#include "layers/vsl-layer-column.h"

#define MOST 1000

typedef struct {
  char *column;
  VslStrings *categories;
  gint64 min_count;
  char *fill;
  gboolean indicator;
} Config;

static const VslProp props[] = {
  VSL_STRING (Config, column, N_("Column"), N_("The name of the table's column."), ""),
  VSL_WORDS (Config, categories, N_("Categories"), N_("The known ones; all others are unknown. Empty: taken from the rows that the network learns from."), MOST),
  VSL_INT (Config, min_count, N_("Least rows"), N_("A category that fewer training rows have counts as unknown, so that the network learns what to make of those."), 2,
           1, 1e6, .ui_min = 1, .ui_max = 100),
  VSL_STRING (Config, fill, N_("Missing values"), N_("What stands for a missing value. Empty: the commonest of the rows that the network learns from."), ""),
  VSL_BOOL (Config, indicator, N_("Tell missing ones"), N_("One more number that is 1 where the value is missing. Set when some are missing in training."), FALSE),
  VSL_PROPS_END
};

static const char *
name (gconstpointer config)
{
  return ((const Config *) config)->column;
}

static double
code (gconstpointer config, const char *value)
{
  return value ? vsl_layer_column_find (((const Config *) config)->categories, value) : NAN;
}

static double
fill (gconstpointer config)
{
  const Config *o = config;
  return *o->fill ? vsl_layer_column_find (o->categories, o->fill) : 0;
}

static int
features (gconstpointer config, VslFeature *out)
{
  const Config *o = config;
  int n = (int) vsl_strings_length (o->categories);
  if (n == 0)
    return 0;
  for (int i = 0; out && i <= n; i++)
    out[i] = (VslFeature) { VSL_FEATURE_IS, i - 1, 0 };
  if (out && o->indicator)
    out[n + 1] = (VslFeature) { VSL_FEATURE_MISSING, 0, 0 };
  return n + 1 + (o->indicator != FALSE);
}

typedef struct {
  const char *value;
  guint n;
} Counted;

/* The commonest first; equals by their names. */
static int
by_count (gconstpointer a, gconstpointer b)
{
  const Counted *x = a, *y = b;
  return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp (x->value, y->value);
}

static GArray *
count (const char *const *values, guint n, gboolean *missing)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (Counted));
  *missing = FALSE;
  for (guint i = 0; i < n; i++) {
    if (!values[i]) {
      *missing = TRUE;
      continue;
    }
    g_autofree char *folded = g_utf8_casefold (values[i], -1);
    guint at = GPOINTER_TO_UINT (g_hash_table_lookup (places, folded));
    if (at == 0) {
      Counted one = { values[i], 0 };
      g_array_append_val (counts, one);
      at = counts->len;
      g_hash_table_insert (places, g_steal_pointer (&folded), GUINT_TO_POINTER (at));
    }
    g_array_index (counts, Counted, at - 1).n++;
  }
  g_array_sort (counts, by_count);
  return counts;
}

/* Without one that is common enough all are known: a list must not be empty. */
static void
learn (gpointer config, const char *const *values, guint n)
{
  Config *o = config;
  gboolean missing;
  if (vsl_strings_length (o->categories))
    return;
  g_autoptr (GArray) counts = count (values, n, &missing);
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  for (int pass = 0; pass < 2 && known->len == 0; pass++)
    for (guint i = 0; i < counts->len && known->len < MOST; i++)
      if (pass || g_array_index (counts, Counted, i).n >= (guint) o->min_count)
        g_ptr_array_add (known, (gpointer) g_array_index (counts, Counted, i).value);
  if (known->len == 0)
    g_ptr_array_add (known, (gpointer) "–");      /* no training row has a value */
  if (!*o->fill) {
    g_free (o->fill);
    o->fill = g_strdup (known->pdata[0]);
  }
  o->categories = vsl_strings_new ((const char *const *) known->pdata, known->len);
  o->indicator |= missing;
}

static const VslStrings *
words (gconstpointer config)
{
  return ((const Config *) config)->categories;
}

static const VslColumnStep step = { name, code, fill, features, learn, words };
static const VslLayerExample examples[] = { { NULL } };

const VslLayerClass vsl_layer_categorycolumn = {
  .head = { .name = "CategoryColumn", .title = N_("CategoryColumn"), .summary = N_("A category of a table's row as 0 and 1, with a place for unknown ones."),
            .icon = "vsl-layer-categorycolumn-symbolic", .group = N_("Preprocessing"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE | VSL_LAYER_COLUMN | VSL_LAYER_HIDDEN,
  .plan = vsl_layer_column_plan,
  .prepare = vsl_layer_column_prepare,
  .examples = examples,
  .column = &step,
};
