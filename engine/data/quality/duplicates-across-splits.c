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
  g_autofree guint8 *across = vsl_groups_across (in, in->twins->exact, in->twins->n_exact, &n);
  vsl_ids_of_groups (in, in->twins->exact, across, &ids, &groups);
  n = vsl_copies_elsewhere (in, in->twins->exact, in->twins->n_exact);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_ERROR, n, ids,
                                    g_strdup_printf (in->kind == VSL_SAMPLE_NOTE
                                                       ? ngettext ("%u copy stands in another split than its twin.", "%u copies stand in another split than their twins.", n)
                                                       : ngettext ("%u copy stands in another split than its twin.", "%u copies stand in another split than their twins.", n), n));
  if (f)
    f->groups = g_array_ref (groups);
  g_array_unref (groups);
}

extern const VslCheckClass vsl_check_duplicates_across_splits;

const VslCheckClass vsl_check_duplicates_across_splits = {
  .head = {
    .name = "duplicates_across_splits",
    .title = N_("Copies across splits"),
    .summary = N_("Exact copies on two sides of a split: the network is judged on what it has learnt by heart."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS | VSL_CHECK_NOTES,
  .mend = VSL_MEND_ONE_SIDE,
  .find = find,
};
