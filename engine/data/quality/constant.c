/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

#define SHARE 0.02       /* of the contrast that the middle scan of the set has */

static void
find (const VslQualityInput *in, VslFindings *out)
{
  g_autofree double *sd = g_new (double, (gsize) in->n + 1);
  GArray *ids = vsl_ids_new ();
  guint n = 0;
  for (guint i = 0; in->traits && i < in->n; i++)
    if (!(in->traits[i].flags & (VSL_TRAITS_UNREADABLE | VSL_TRAITS_BLANK)))
      sd[n++] = in->traits[i].sd;
  double usual = n ? vsl_quantile (sd, n, 0.5) : 0;
  for (guint i = 0; n && i < in->n; i++)
    if (!(in->traits[i].flags & (VSL_TRAITS_UNREADABLE | VSL_TRAITS_BLANK)) && in->traits[i].sd < SHARE * usual)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan has next to no contrast: it shows nothing.", "%u scans have next to no contrast: they show nothing.", ids->len),
                                     ids->len));
}

extern const VslCheckClass vsl_check_constant;

const VslCheckClass vsl_check_constant = {
  .head = {
    .name = "constant",
    .title = N_("Hardly any contrast"),
    .summary = N_("Scans that are all but blank: next to no contrast, where the others of the set have some."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
