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
  vsl_ids_of_groups (in, in->twins->near, NULL, &ids, &groups);
  n = vsl_copies (groups);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_INFO, n, ids,
                                    g_strdup_printf (in->kind == VSL_SAMPLE_NOTE
                                                       ? ngettext ("%u note says all but the same as another.", "%u notes say all but the same as others.", n)
                                                       : ngettext ("%u scan looks all but the same as another.", "%u scans look all but the same as others.", n), n));
  if (f)
    f->groups = g_array_ref (groups);
  g_array_unref (groups);
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
