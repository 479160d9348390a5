/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

static char *
say (VslSampleKind kind, guint n)
{
  return g_strdup_printf (ngettext ("%u copy stands in another split than its twin.", "%u copies stand in another split than their twins.", n), n);
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  vsl_find_copies (in, &(const VslCopies) { .near = FALSE, .across = TRUE, .severity = VSL_SEVERITY_ERROR, .say = say }, out);
}

extern const VslCheckClass vsl_check_duplicates_across_splits;

const VslCheckClass vsl_check_duplicates_across_splits = {
  .head = {
    .name = "duplicates_across_splits",
    .title = N_("Copies across splits"),
    .summary = N_("Exact copies on two sides of a split: the network is judged on what it has learnt by heart."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_ONE_SIDE,
  .find = find,
};
