/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->traits && i < in->n; i++)
    if (!(in->traits[i].flags & VSL_TRAITS_UNREADABLE) && in->traits[i].words == 0)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u note has no word in it.",
                                               "%u notes have no word in them.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_no_words;

const VslCheckClass vsl_check_no_words = {
  .head = {
    .name = "no_words",
    .title = N_("Empty notes"),
    .summary = N_("Notes without a word."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_NOTES,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
