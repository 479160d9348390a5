/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->traits && i < in->n; i++)
    if (in->traits[i].words > 0 && in->traits[i].words < 3)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u note has only one or two words.",
                                               "%u notes have only one or two words.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_few_words;

const VslCheckClass vsl_check_few_words = {
  .head = {
    .name = "few_words",
    .title = N_("Very short notes"),
    .summary = N_("Notes of one or two words."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_NOTES,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
