/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  g_autofree double *mean = g_new (double, (gsize) in->n + 1), *sd = g_new (double, (gsize) in->n + 1), *sorted = g_new (double, (gsize) in->n + 1);
  GArray *ids = vsl_ids_new ();
  double usual, spread;
  if (!in->traits || !in->n) {
    g_array_unref (ids);
    return;
  }
  for (guint i = 0; i < in->n; i++) {
    gboolean seen = !(in->traits[i].flags & (VSL_TRAITS_UNREADABLE | VSL_TRAITS_BLANK));
    mean[i] = seen ? in->traits[i].mean : NAN;
    sd[i] = seen ? in->traits[i].sd : NAN;
    sorted[i] = in->traits[i].sd;
  }
  vsl_robust (sorted, in->n, &usual, &spread);
  g_autofree guint8 *bright = vsl_outliers (in, mean, fmax (0.25 * usual, 1e-6), 0);
  g_autofree guint8 *rich = vsl_outliers (in, sd, fmax (0.15 * usual, 1e-6), 0);
  for (guint i = 0; i < in->n; i++)
    if (bright[i] || rich[i])
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan is far brighter, darker, richer or poorer in contrast than the others.",
                                               "%u scans are far brighter, darker, richer or poorer in contrast than the others.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_intensity_outliers;

const VslCheckClass vsl_check_intensity_outliers = {
  .head = {
    .name = "intensity_outliers",
    .title = N_("Outliers in brightness"),
    .summary = N_("Scans far brighter, darker, or with far more or less contrast than the others."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
