/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  g_array_append_vals (ids, in->left_out_burned_in, in->n_left_out_burned_in);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan that may have writing in its pixels is left out, but its pixels are still in the project file: delete it before you share the file.",
                                               "%u scans that may have writing in their pixels are left out, but their pixels are still in the project file: delete them before you "
                                               "share the file.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_burned_in_kept;

const VslCheckClass vsl_check_burned_in_kept = {
  .head = {
    .name = "burned_in_kept",
    .title = N_("Left out, but still in the file"),
    .summary = N_("Scans with text in the picture that are not used any more: whoever gets the file gets their pixels."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_NONE,
  .find = find,
};
