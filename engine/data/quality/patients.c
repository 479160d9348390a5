/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  vsl_findings_add (out, VSL_SEVERITY_INFO, in->patients, NULL, g_strdup_printf (ngettext ("%u patient", "%u patients", in->patients), in->patients));
}

extern const VslCheckClass vsl_check_patients;

const VslCheckClass vsl_check_patients = {
  .head = {
    .name = "patients",
    .title = N_("Patients"),
    .summary = N_("How many patients there are."),
    .icon = "dialog-information-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
