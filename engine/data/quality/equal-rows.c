/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint n = 0;
  GArray *ids, *groups;
  if (!in->twins || !in->twins->equal)
    return;
  vsl_ids_of_groups (in, in->twins->equal, NULL, &ids, &groups);
  n = vsl_copies (groups);
  vsl_findings_add_groups (out, VSL_SEVERITY_INFO, n, ids, groups,
                           g_strdup_printf (ngettext ("%u row equals another in all columns. With so few or coarse columns these may be two people: look before "
                                                               "you leave it out.",
                                                               "%u rows equal others in all columns. With so few or coarse columns these may be different people: look "
                                                               "before you leave them out.", n), n));
}

extern const VslCheckClass vsl_check_equal_rows;

const VslCheckClass vsl_check_equal_rows = {
  .head = {
    .name = "equal_rows",
    .title = N_("Equal rows"),
    .summary = N_("Rows that are equal in all columns, which say too little to tell copies from people who are alike."),
    .icon = "dialog-information-symbolic",
  },
  .kinds = VSL_CHECK_TABLES,
  .mend = VSL_MEND_KEEP_ONE,
  .find = find,
};
