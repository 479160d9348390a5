/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  GArray *ids = vsl_ids_new ();
  if (in->n && !vsl_quality_classes (in) && in->target == VSL_TARGET_CLASS) {
    g_array_unref (ids);
    vsl_findings_tell (out, VSL_SEVERITY_INFO, in->n, NULL, g_strdup (_("No sample has a class: an autoencoder can learn from them all the same.")))->mend = VSL_MEND_NONE;
    return;
  }
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].label < 0 && !in->samples[i].has_target)
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u sample has no class.", "%u samples have no class.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_no_class;

const VslCheckClass vsl_check_no_class = {
  .head = {
    .name = "no_class",
    .title = N_("No class"),
    .summary = N_("Samples whose label is missing."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
