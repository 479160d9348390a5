/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static void
add_class (const VslQualityInput *in, VslFindings *out, int c)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; i < in->n; i++)
    if (vsl_quality_has (in, i, (guint) c))
      vsl_ids_add (ids, in, i);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                                    g_strdup_printf (_("%s: no sample is in the training split, so a network cannot learn it. Split anew."),
                                                     in->class_names[c]));
  if (f)
    f->name = g_strdup (in->class_names[c]);
}

/* Where nothing is in the training split, the project is not trained on. */
static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = vsl_quality_classes (in), trained = 0;
  g_autofree guint *train = g_new0 (guint, classes + 1), *all = g_new0 (guint, classes + 1);
  for (guint i = 0; i < in->n; i++) {
    gboolean here = in->samples[i].split == VSL_SPLIT_TRAIN;
    for (guint c = 0; c < classes; c++) {
      all[c] += vsl_quality_has (in, i, c);
      train[c] += here && vsl_quality_has (in, i, c);
    }
    trained += here && vsl_quality_told (in, i);
  }
  for (guint c = 0; c < classes; c++)
    if (trained && all[c] && !train[c])
      add_class (in, out, (int) c);
}

extern const VslCheckClass vsl_check_class_not_in_training;

const VslCheckClass vsl_check_class_not_in_training = {
  .head = {
    .name = "class_not_in_training",
    .title = N_("Class not in training"),
    .summary = N_("A class that no training sample has cannot be learnt."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_SPLIT,
  .find = find,
};
