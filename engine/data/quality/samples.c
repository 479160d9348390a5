/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  vsl_findings_tell (out, VSL_SEVERITY_INFO, in->n, NULL, g_strdup_printf (ngettext ("%u sample", "%u samples", in->n), in->n));
}

extern const VslCheckClass vsl_check_samples;

const VslCheckClass vsl_check_samples = {
  .head = {
    .name = "samples",
    .title = N_("Samples"),
    .summary = N_("How many samples the project uses."),
    .icon = "dialog-information-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
