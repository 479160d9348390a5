/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

#define TIMES 10
#define NAMED 8          /* labels that the sentence names */

static void
classes_unequal (const VslQualityInput *in, VslFindings *out, const guint *counts, guint classes)
{
  guint least = G_MAXUINT, most = 0;
  for (guint c = 0; c < classes; c++) {
    least = MIN (least, counts[c]);
    most = MAX (most, counts[c]);
  }
  if (classes < 2 || most <= TIMES * MAX (least, 1))
    return;
  VslFinding *f = vsl_findings_add (out, in->weighed ? VSL_SEVERITY_INFO : VSL_SEVERITY_WARNING, classes, NULL,
                                    g_strdup_printf (in->weighed ? _("The largest class has %u samples, the smallest %u. Training is set to weigh classes (class_weight).")
                                                                 : _("The largest class has %u samples, the smallest %u. Weighting classes (class_weight balanced) may help."),
                                                     most, least));
  if (f && in->weighed)
    f->mend = VSL_MEND_NONE;
}

/* For each label the samples that it tells apart from the many: those that have it, or have it not. */
static void
labels_unequal (const VslQualityInput *in, VslFindings *out, const guint *counts, guint labels)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GArray *ids = vsl_ids_new ();
  guint told = 0, n = 0;
  guint64 rare = 0, common = 0;
  for (guint i = 0; i < in->n; i++)
    told += vsl_quality_told (in, i);
  for (guint c = 0; c < labels; c++) {
    guint not = told - counts[c];
    if (MAX (counts[c], not) <= TIMES * MAX (MIN (counts[c], not), 1))
      continue;
    if (n < NAMED)
      g_string_append_printf (names, "%s%s (%.3g %%)", n ? ", " : "", in->class_names[c], 100.0 * counts[c] / told);
    *(counts[c] < not ? &rare : &common) |= (guint64) 1 << c;
    n++;
  }
  if (n > NAMED)
    g_string_append (names, ", …");
  for (guint i = 0; i < in->n; i++)
    if (vsl_quality_told (in, i) && ((in->samples[i].labels & rare) || (~in->samples[i].labels & common)))
      vsl_ids_add (ids, in, i);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_WARNING, n, ids,
                                    g_strdup_printf (ngettext ("%u label holds for nearly none or nearly all: %s. A network that always answers the same is right there, so judge it by "
                                                               "its sensitivity and AUC; the loss BinaryFocalCrossentropy (Train, or --set loss=BinaryFocalCrossentropy) may help.",
                                                               "%u labels hold for nearly none or nearly all: %s. A network that always answers the same is right there, so judge them by "
                                                               "their sensitivity and AUC; the loss BinaryFocalCrossentropy (Train, or --set loss=BinaryFocalCrossentropy) may help.", n),
                                                     n, names->str));
  if (f)
    f->mend = VSL_MEND_NONE;
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = vsl_quality_classes (in);
  g_autofree guint *counts = g_new0 (guint, classes + 1);
  for (guint i = 0; i < in->n; i++)
    for (guint c = 0; c < classes; c++)
      counts[c] += vsl_quality_has (in, i, c);
  if (in->target == VSL_TARGET_LABELS)
    labels_unequal (in, out, counts, classes);
  else
    classes_unequal (in, out, counts, classes);
}

extern const VslCheckClass vsl_check_class_imbalance;

const VslCheckClass vsl_check_class_imbalance = {
  .head = {
    .name = "class_imbalance",
    .title = N_("Unequal classes"),
    .summary = N_("The largest class has more than ten times the samples of the smallest, or a label holds for hardly any sample or for nearly all."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_WEIGH,
  .find = find,
};
