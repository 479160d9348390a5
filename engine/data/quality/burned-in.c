/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->burned_in && i < in->n; i++)
    if (vsl_quality_is_burned_in (in->burned_in[i]))
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan may have writing in its pixels, perhaps a name: look at it before you share anything.",
                                               "%u scans may have writing in their pixels, perhaps names: look at them before you share anything.", ids->len),
                                     ids->len));
}

extern const VslCheckClass vsl_check_burned_in;

const VslCheckClass vsl_check_burned_in = {
  .head = {
    .name = "burned_in",
    .title = N_("Text in the picture"),
    .summary = N_("Scans in which names may be written into the pixels."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
