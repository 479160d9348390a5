/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint n = 0;
  GArray *ids, *groups;
  if (!in->twins)
    return;
  g_autofree guint8 *across = vsl_groups_across (in, in->twins->near, in->twins->n_near, &n);
  vsl_ids_of_groups (in, in->twins->near, across, &ids, &groups);
  n = vsl_copies_elsewhere (in, in->twins->near, in->twins->n_near);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_WARNING, n, ids,
                                    g_strdup_printf (in->kind == VSL_SAMPLE_NOTE
                                                       ? ngettext ("%u note says all but the same as one in another split.", "%u notes say all but the same as some in another split.", n)
                                                       : ngettext ("%u scan looks all but the same as one in another split.", "%u scans look all but the same as some in another split.", n), n));
  if (f)
    f->groups = g_array_ref (groups);
  g_array_unref (groups);
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
