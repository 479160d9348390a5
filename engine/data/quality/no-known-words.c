/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; in->traits && i < in->n; i++)
    if (in->unknown && in->unknown[i])
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u note has no word that the network of run %d knows: to it that note is empty.",
                                               "%u notes have no word that the network of run %d knows: to it those notes are empty.", ids->len), ids->len, in->run));
}

extern const VslCheckClass vsl_check_no_known_words;

const VslCheckClass vsl_check_no_known_words = {
  .head = {
    .name = "no_known_words",
    .title = N_("No known words"),
    .summary = N_("Notes that the network trained last reads as empty."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_NOTES,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
