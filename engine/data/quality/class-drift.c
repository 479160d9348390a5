/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include "data/quality/vsl-quality.h"

#define LEAST 0.05       /* of the samples, … */
#define TIMES 2          /* … or of labels, which are rare as a rule, so many times as often */
#define SURE 3.9         /* standard errors: chance does it once in ten thousand splits */

static gboolean
far_apart (const VslQualityInput *in, double p, double q)
{
  return fabs (p - q) >= LEAST || (in->target == VSL_TARGET_LABELS && fmax (p, q) >= TIMES * fmin (p, q));
}

/* Splits that were drawn by class never differ so much; given ones do. count: [splits][classes], all: samples of which it is known. */
static void
compare (const VslQualityInput *in, VslFindings *out, const guint *count, const guint *all, guint classes, int split)
{
  double most = 0;
  guint which = 0;
  for (guint c = 0; c < classes; c++) {
    double p = (double) count[c] / all[0], q = (double) count[split * classes + c] / all[split];
    double pooled = (count[c] + count[split * classes + c]) / (double) (all[0] + all[split]);
    double error = sqrt (pooled * (1 - pooled) * (1.0 / all[0] + 1.0 / all[split]));
    if (far_apart (in, p, q) && fabs (p - q) > SURE * error && fabs (p - q) > most - 1e-9) {      /* of two the last, which is the positive one as a rule */
      most = fmax (most, fabs (p - q));
      which = c;
    }
  }
  if (most > 0) {
    double p = 100.0 * count[which] / all[0], q = 100.0 * count[split * classes + which] / all[split];
    vsl_findings_tell (out, VSL_SEVERITY_WARNING, all[split], vsl_split_names[split],
                       g_strdup_printf (in->target == VSL_TARGET_LABELS
                                          ? _("“%s” holds for %.3g %% of train and %.3g %% of %s: PPV, NPV and accuracy of one do not hold for the other.")
                                          : _("“%s” is %.0f %% of train and %.0f %% of %s: PPV, NPV and accuracy of one do not hold for the other."),
                                        in->class_names[which], p, q, vsl_split_names[split]));
  }
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = vsl_quality_classes (in), all[VSL_N_SPLITS] = { 0 };
  g_autofree guint *count = g_new0 (guint, (gsize) (classes + 1) * VSL_N_SPLITS);
  for (guint i = 0; i < in->n; i++) {
    VslSplit split = in->samples[i].split;
    if (split == VSL_SPLIT_NONE || !vsl_quality_told (in, i))
      continue;
    for (guint c = 0; c < classes; c++)
      count[(guint) split * classes + c] += vsl_quality_has (in, i, c);
    all[split]++;
  }
  for (int s = VSL_SPLIT_VAL; s < VSL_N_SPLITS; s++)
    if (all[VSL_SPLIT_TRAIN] && all[s])
      compare (in, out, count, all, classes, s);
}

extern const VslCheckClass vsl_check_class_drift;

const VslCheckClass vsl_check_class_drift = {
  .head = {
    .name = "class_drift",
    .title = N_("Shares of classes differ"),
    .summary = N_("A class or label is much more frequent in one split than in another."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_SPLIT,
  .find = find,
};
