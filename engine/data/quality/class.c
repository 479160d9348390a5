/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = vsl_quality_classes (in);
  g_autofree guint *counts = g_new0 (guint, classes + 1);
  for (guint i = 0; i < in->n; i++)
    for (guint c = 0; c < classes; c++)     /* a sample may have several labels */
      counts[c] += vsl_quality_has (in, i, c);
  for (guint c = 0; c < classes; c++)
    vsl_findings_tell (out, VSL_SEVERITY_INFO, counts[c], in->class_names[c],
                       g_strdup_printf (ngettext ("%s: %u sample", "%s: %u samples", counts[c]), in->class_names[c], counts[c]));
}

extern const VslCheckClass vsl_check_class;

const VslCheckClass vsl_check_class = {
  .head = {
    .name = "class",
    .title = N_("Classes"),
    .summary = N_("How many samples each class has."),
    .icon = "dialog-information-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
