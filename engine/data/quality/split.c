/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint counts[VSL_N_SPLITS] = { 0 };
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].split != VSL_SPLIT_NONE)
      counts[in->samples[i].split]++;
  for (int s = 0; s < VSL_N_SPLITS; s++)
    vsl_findings_tell (out, VSL_SEVERITY_INFO, counts[s], vsl_split_names[s],
                       g_strdup_printf (ngettext ("%s: %u sample", "%s: %u samples", counts[s]), vsl_split_names[s], counts[s]));
}

extern const VslCheckClass vsl_check_split;

const VslCheckClass vsl_check_split = {
  .head = {
    .name = "split",
    .title = N_("Splits"),
    .summary = N_("How many samples each split has."),
    .icon = "dialog-information-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
