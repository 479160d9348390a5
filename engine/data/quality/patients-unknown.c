/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  if (!in->patients)
    vsl_findings_add (out, VSL_SEVERITY_WARNING, in->n, NULL,
                      g_strdup (_("Patients are not known, so one patient may stand on both sides of a split. Import with a column of patients.")));
}

extern const VslCheckClass vsl_check_patients_unknown;

const VslCheckClass vsl_check_patients_unknown = {
  .head = {
    .name = "patients_unknown",
    .title = N_("Patients unknown"),
    .summary = N_("One patient may stand on both sides of a split without anybody knowing."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
