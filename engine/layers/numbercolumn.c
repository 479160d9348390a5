/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumberColumn: a number of a table's row, brought to mean 0 and spread 1 (as Keras's FeatureSpace.float_normalized does), missing ones filled
 * with the median and told by a feature of their own. */
#include <math.h>
#include <stdlib.h>

#include "core/vsl-order.h"
#include "layers/vsl-layer-column.h"

typedef struct {
  char *column;
  double mean, variance, fill;
  gboolean indicator;
} Config;

static const VslProp props[] = {
  VSL_STRING (Config, column, N_("Column"), N_("The name of the table's column."), ""),
  VSL_REAL (Config, mean, N_("Mean"), N_("What is subtracted. Empty: taken from the rows that the network learns from."), NAN, -1e300, 1e300,
            .flags = VSL_PROP_NULLABLE),
  VSL_REAL (Config, variance, N_("Variance"), N_("The square of the spread that is divided by; given together with the mean, or empty."), NAN, 0, 1e300,
            .flags = VSL_PROP_NULLABLE),
  VSL_REAL (Config, fill, N_("Missing values"), N_("What stands for a missing value. Empty: the median of the rows that the network learns from."), NAN, -1e300,
            1e300, .flags = VSL_PROP_NULLABLE),
  VSL_BOOL (Config, indicator, N_("Tell missing ones"), N_("One more number that is 1 where the value is missing. Set when some are missing in training."), FALSE),
  VSL_PROPS_END
};

#define LEAST_SPREAD 1e-7

static const char *
name (gconstpointer config)
{
  return ((const Config *) config)->column;
}

static double
code (gconstpointer config, const char *value)
{
  return value ? g_ascii_strtod (value, NULL) : NAN;
}

static double
fill (gconstpointer config)
{
  const Config *o = config;
  return isnan (o->fill) ? o->mean : o->fill;
}

static int
features (gconstpointer config, VslFeature *out)
{
  const Config *o = config;
  if (isnan (o->mean) || isnan (o->variance))
    return 0;
  if (out) {
    out[0] = (VslFeature) { VSL_FEATURE_LINEAR, o->mean, 1 / MAX (sqrt (o->variance), LEAST_SPREAD) };
    out[1] = (VslFeature) { VSL_FEATURE_MISSING, 0, 0 };
  }
  return 1 + (o->indicator != FALSE);
}

/* A value without spread has variance 1, so that another one later is not blown up. */
static void
learn (gpointer config, const char *const *values, guint n)
{
  Config *o = config;
  g_autofree double *v = g_new (double, n + 1);
  guint have = 0;
  double sum = 0, squares = 0;
  if (!isnan (o->mean) && !isnan (o->variance))
    return;
  for (guint i = 0; i < n; i++)
    if (values[i])
      sum += v[have++] = g_ascii_strtod (values[i], NULL);
  o->mean = have ? sum / have : 0;
  for (guint i = 0; i < have; i++)
    squares += (v[i] - o->mean) * (v[i] - o->mean);
  o->variance = squares > 0 ? squares / have : 1;
  qsort (v, have, sizeof *v, vsl_order_doubles);
  if (isnan (o->fill))
    o->fill = !have ? 0 : have % 2 ? v[have / 2] : (v[have / 2 - 1] + v[have / 2]) / 2;
  o->indicator |= have < n;
}

static const VslColumnStep step = { name, code, fill, features, learn, NULL };
static const VslLayerExample examples[] = { { NULL } };

const VslLayerClass vsl_layer_numbercolumn = {
  .head = { .name = "NumberColumn", .title = N_("NumberColumn"), .summary = N_("A number of a table's row, with mean 0 and spread 1; missing ones get the median."),
            .icon = "vsl-layer-numbercolumn-symbolic", .group = N_("Preprocessing"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE | VSL_LAYER_COLUMN | VSL_LAYER_HIDDEN,
  .plan = vsl_layer_column_plan,
  .prepare = vsl_layer_column_prepare,
  .examples = examples,
  .column = &step,
};
