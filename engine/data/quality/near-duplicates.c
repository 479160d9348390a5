/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

static char *
say (VslSampleKind kind, guint n)
{
  return g_strdup_printf (kind == VSL_SAMPLE_NOTE ? ngettext ("%u note says all but the same as another.", "%u notes say all but the same as others.", n)
                                : ngettext ("%u scan looks all but the same as another.", "%u scans look all but the same as others.", n), n);
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  vsl_find_copies (in, &(const VslCopies) { .near = TRUE, .across = FALSE, .severity = VSL_SEVERITY_INFO, .say = say }, out);
}

extern const VslCheckClass vsl_check_near_duplicates;

const VslCheckClass vsl_check_near_duplicates = {
  .head = {
    .name = "near_duplicates",
    .title = N_("Look-alikes"),
    .summary = N_("Samples that are all but the same as another one."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS | VSL_CHECK_NOTES,
  .mend = VSL_MEND_KEEP_ONE,
  .find = find,
};
