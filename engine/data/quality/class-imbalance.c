/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = in->class_names ? g_strv_length ((char **) in->class_names) : 0, least = G_MAXUINT, most = 0;
  g_autofree guint *counts = g_new0 (guint, classes + 1);
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].label >= 0 && in->samples[i].label < (int) classes)
      counts[in->samples[i].label]++;
  for (guint c = 0; c < classes; c++) {
    least = MIN (least, counts[c]);
    most = MAX (most, counts[c]);
  }
  if (classes > 1 && most > 10 * MAX (least, 1))
    vsl_findings_add (out, VSL_SEVERITY_WARNING, classes, NULL,
                      g_strdup_printf (_("The largest class has %u samples, the smallest %u. Weighting classes (class_weight balanced) may help."),
                                       most, least));
}

extern const VslCheckClass vsl_check_class_imbalance;

const VslCheckClass vsl_check_class_imbalance = {
  .head = {
    .name = "class_imbalance",
    .title = N_("Unequal classes"),
    .summary = N_("The largest class has more than ten times the samples of the smallest."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_NONE,
  .find = find,
};
