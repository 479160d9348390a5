/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

static char *
say (VslSampleKind kind, guint n)
{
  return g_strdup_printf (kind == VSL_SAMPLE_NOTE ? ngettext ("%u note is an exact copy of another.", "%u notes are exact copies of others.", n)
                         : kind == VSL_SAMPLE_TABLE
                           ? ngettext ("%u row is a copy of another: equal in so many values that it is hardly another person's.",
                                       "%u rows are copies of others: equal in so many values that they are hardly other people's.", n)
                                : ngettext ("%u scan is an exact copy of another.", "%u scans are exact copies of others.", n), n);
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  vsl_find_copies (in, &(const VslCopies) { .near = FALSE, .across = FALSE, .severity = VSL_SEVERITY_WARNING, .say = say }, out);
}

extern const VslCheckClass vsl_check_duplicates;

const VslCheckClass vsl_check_duplicates = {
  .head = {
    .name = "duplicates",
    .title = N_("Exact copies"),
    .summary = N_("Samples with the same content as another one."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_KEEP_ONE,
  .find = find,
};
