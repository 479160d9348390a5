/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->traits && i < in->n; i++)
    if (in->traits[i].flags & VSL_TRAITS_BLANK)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids, g_strdup_printf (ngettext ("%u scan is blank.", "%u scans are blank.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_blank;

const VslCheckClass vsl_check_blank = {
  .head = {
    .name = "blank",
    .title = N_("Blank"),
    .summary = N_("Scans whose pixels are all the same."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
