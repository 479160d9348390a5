/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  g_array_append_vals (ids, in->left_out, in->n_left_out);
  vsl_findings_add (out, VSL_SEVERITY_INFO, 0, ids,
                    g_strdup_printf (ngettext ("%u sample is left out and not used.", "%u samples are left out and not used.", in->n_left_out), in->n_left_out));
}

extern const VslCheckClass vsl_check_left_out;

const VslCheckClass vsl_check_left_out = {
  .head = {
    .name = "left_out",
    .title = N_("Left out"),
    .summary = N_("Samples that a mend left out: they are not used."),
    .icon = "dialog-information-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
