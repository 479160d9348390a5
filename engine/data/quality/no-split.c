/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].split == VSL_SPLIT_NONE)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u sample is in no split and is not used.", "%u samples are in no split and are not used.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_no_split;

const VslCheckClass vsl_check_no_split = {
  .head = {
    .name = "no_split",
    .title = N_("In no split"),
    .summary = N_("Samples that are neither trained nor judged on."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_SPLIT,
  .find = find,
};
