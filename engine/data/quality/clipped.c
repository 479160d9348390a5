/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

#define LEAST_BRIGHT 0.25     /* of the pixels */
#define LEAST_DARK 0.5        /* black background is common */

static void
find (const VslQualityInput *in, VslFindings *out)
{
  g_autofree double *bright = g_new (double, (gsize) in->n + 1), *dark = g_new (double, (gsize) in->n + 1);
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->traits && i < in->n; i++) {
    bright[i] = in->traits[i].at_high;
    dark[i] = in->traits[i].at_low;
  }
  g_autofree guint8 *high = in->traits ? vsl_outliers (in, bright, 0.05, 1) : NULL;
  g_autofree guint8 *low = in->traits ? vsl_outliers (in, dark, 0.05, 1) : NULL;
  for (guint i = 0; in->traits && i < in->n; i++)
    if (!(in->traits[i].flags & (VSL_TRAITS_BLANK | VSL_TRAITS_FLAT | VSL_TRAITS_UNREADABLE))
        && ((high[i] && bright[i] >= LEAST_BRIGHT) || (low[i] && dark[i] >= LEAST_DARK)))
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan is clipped: much of it has the brightest or the darkest value, unlike the others. Export it again.",
                                               "%u scans are clipped: much of each has the brightest or the darkest value, unlike the others. Export them again.",
                                               ids->len), ids->len));
}

extern const VslCheckClass vsl_check_clipped;

const VslCheckClass vsl_check_clipped = {
  .head = {
    .name = "clipped",
    .title = N_("Clipped"),
    .summary = N_("Scans with large areas at the brightest or darkest value, unlike the others: overexposed, or saved with the wrong window."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
