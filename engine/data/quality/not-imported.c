/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  vsl_findings_add (out, VSL_SEVERITY_INFO, in->not_imported, NULL,
                    g_strdup_printf (ngettext ("%u file or row could not be imported.", "%u files or rows could not be imported.", in->not_imported),
                                     in->not_imported));
}

extern const VslCheckClass vsl_check_not_imported;

const VslCheckClass vsl_check_not_imported = {
  .head = {
    .name = "not_imported",
    .title = N_("Not imported"),
    .summary = N_("Files and rows that were left out while importing, since they could not be read or used."),
    .icon = "dialog-information-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
