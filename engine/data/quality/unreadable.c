/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->traits && i < in->n; i++)
    if (in->traits[i].flags & VSL_TRAITS_UNREADABLE)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_ERROR, 0, ids,
                    g_strdup_printf (ngettext ("%u sample cannot be read back.", "%u samples cannot be read back.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_unreadable;

const VslCheckClass vsl_check_unreadable = {
  .head = {
    .name = "unreadable",
    .title = N_("Unreadable"),
    .summary = N_("Samples whose stored content cannot be read back."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
