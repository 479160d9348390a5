/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of what may be watched while a network learns. */
#include <string.h>

#include "metrics/vsl-metric.h"

const char *vsl_monitor_names[VSL_MONITORS] = { "val_loss", "val_accuracy", "val_auc", "loss", "accuracy" };

/**
 * vsl_metric_key:
 *
 * Returns: (transfer full): the class's name in small letters with underscores, as Keras makes it
 */
char *
vsl_metric_key (const VslKind *kind)
{
  GString *s = g_string_new (NULL);
  for (const char *p = kind->name; *p; p++) {
    gboolean after_small = p > kind->name && !g_ascii_isupper (p[-1]);
    if (p > kind->name && g_ascii_isupper (*p) && (after_small || g_ascii_islower (p[1])))
      g_string_append_c (s, '_');
    g_string_append_c (s, g_ascii_tolower (*p));
  }
  return g_string_free (s, FALSE);
}

/* The names stand in property tables, which are constant, so they are there before anything runs. */
__attribute__ ((constructor)) static void
fill_names (void)
{
  gsize n = 5;
  for (const VslKind *const *k = vsl_family ("metric")->kinds; *k && n < VSL_MONITORS - 1; k++) {
    g_autofree char *key = vsl_metric_key (*k);
    g_autofree char *name = g_strconcat ("val_", key, NULL);
    if (!g_strv_contains ((const char *const *) vsl_monitor_names, name))
      vsl_monitor_names[n++] = g_intern_string (name);
  }
}

/**
 * vsl_monitor_metric:
 * @name: of vsl_monitor_names
 *
 * Returns: (transfer none) (nullable): the metric that is watched, %NULL for a loss
 */
const VslMetricClass *
vsl_monitor_metric (const char *name)
{
  return vsl_metric_class (g_str_has_prefix (name, "val_") ? name + 4 : name);
}
