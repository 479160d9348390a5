/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].split == VSL_SPLIT_TEST)
      return;
  vsl_findings_add (out, VSL_SEVERITY_WARNING, in->n ? 1 : 0, NULL,
                    g_strdup (_("There is no test split: results would be counted on the samples that chose the best epoch. Split anew (“vsl split”), or import a test set.")));
}

extern const VslCheckClass vsl_check_no_test_split;

const VslCheckClass vsl_check_no_test_split = {
  .head = {
    .name = "no_test_split",
    .title = N_("No test split"),
    .summary = N_("Results would be counted on the samples that chose the best epoch."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_SPLIT,
  .find = find,
};
