/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OrderColumn: a category with an order as a number from 0 (the lowest) to 1 (the highest); missing and unknown ones get the middle of the training
 * rows and are told by a feature of their own. */
#include <math.h>
#include <stdlib.h>

#include "core/vsl-order.h"
#include "layers/vsl-layer-column.h"

typedef struct {
  char *column;
  VslStrings *levels;
  double fill;
} Config;

static const VslProp props[] = {
  VSL_STRING (Config, column, N_("Column"), N_("The name of the table's column."), ""),
  VSL_WORDS (Config, levels, N_("Order"), N_("All values from the lowest to the highest."), 1000),
  VSL_REAL (Config, fill, N_("Missing values"),
            N_("The place in the order, counted from 0, that stands for a missing or unknown value. Empty: the middle of the rows that the network learns from."), NAN, 0,
            1000, .flags = VSL_PROP_NULLABLE),
  VSL_PROPS_END
};

static const char *
name (gconstpointer config)
{
  return ((const Config *) config)->column;
}

/* An unknown value says no more than a missing one. */
static double
code (gconstpointer config, const char *value)
{
  int at = value ? vsl_layer_column_find (((const Config *) config)->levels, value) : -1;
  return at < 0 ? NAN : at;
}

static double
fill (gconstpointer config)
{
  return ((const Config *) config)->fill;
}

static int
features (gconstpointer config, VslFeature *out)
{
  const Config *o = config;
  guint n = vsl_strings_length (o->levels);
  if (n == 0 || isnan (o->fill))
    return 0;
  if (out) {
    out[0] = (VslFeature) { VSL_FEATURE_LINEAR, 0, n > 1 ? 1.0 / (n - 1) : 1 };
    out[1] = (VslFeature) { VSL_FEATURE_MISSING, 0, 0 };
  }
  return 2;
}

static void
learn (gpointer config, const char *const *values, guint n)
{
  Config *o = config;
  g_autofree double *places = g_new (double, n + 1);
  guint have = 0;
  if (vsl_strings_length (o->levels) == 0 || !isnan (o->fill))
    return;
  for (guint i = 0; i < n; i++) {
    double c = code (o, values[i]);
    if (!isnan (c))
      places[have++] = c;
  }
  qsort (places, have, sizeof *places, vsl_order_doubles);
  o->fill = have ? places[have / 2] : 0;
}

static const VslStrings *
words (gconstpointer config)
{
  return ((const Config *) config)->levels;
}

static const VslColumnStep step = { name, code, fill, features, learn, words };
static const VslLayerExample examples[] = { { NULL } };

const VslLayerClass vsl_layer_ordercolumn = {
  .head = { .name = "OrderColumn", .title = N_("OrderColumn"), .summary = N_("A category of a table's row that has an order, as a number from 0 to 1."),
            .icon = "vsl-layer-ordercolumn-symbolic", .group = N_("Preprocessing"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE | VSL_LAYER_COLUMN | VSL_LAYER_HIDDEN,
  .plan = vsl_layer_column_plan,
  .prepare = vsl_layer_column_prepare,
  .examples = examples,
  .column = &step,
};
