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
  vsl_ids_of_groups (in, in->twins->exact, NULL, &ids, &groups);
  n = vsl_copies (groups);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_WARNING, n, ids,
                                    g_strdup_printf (in->kind == VSL_SAMPLE_NOTE
                                                       ? ngettext ("%u note is an exact copy of another.", "%u notes are exact copies of others.", n)
                                                       : ngettext ("%u scan is an exact copy of another.", "%u scans are exact copies of others.", n), n));
  if (f)
    f->groups = g_array_ref (groups);
  g_array_unref (groups);
}

extern const VslCheckClass vsl_check_duplicates;

const VslCheckClass vsl_check_duplicates = {
  .head = {
    .name = "duplicates",
    .title = N_("Exact copies"),
    .summary = N_("Samples with the same content as another one."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS | VSL_CHECK_NOTES,
  .mend = VSL_MEND_KEEP_ONE,
  .find = find,
};
