/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

static char *
say (VslSampleKind kind, guint n)
{
  return g_strdup_printf (kind == VSL_SAMPLE_NOTE ? ngettext ("%u note says all but the same as one in another split.", "%u notes say all but the same as some in another split.", n)
                                : ngettext ("%u scan looks all but the same as one in another split.", "%u scans look all but the same as some in another split.", n), n);
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  vsl_find_copies (in, &(const VslCopies) { .near = TRUE, .across = TRUE, .severity = VSL_SEVERITY_WARNING, .say = say }, out);
}

extern const VslCheckClass vsl_check_near_duplicates_across_splits;

const VslCheckClass vsl_check_near_duplicates_across_splits = {
  .head = {
    .name = "near_duplicates_across_splits",
    .title = N_("Look-alikes across splits"),
    .summary = N_("All but equal samples on two sides of a split."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS | VSL_CHECK_NOTES,
  .mend = VSL_MEND_ONE_SIDE,
  .find = find,
};
