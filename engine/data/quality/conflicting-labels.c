/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

static gboolean
same_target (const VslQualityInput *in, guint i, guint j)
{
  const VslSampleInfo *a = &in->samples[i], *b = &in->samples[j];
  if (in->target == VSL_TARGET_CLASS)
    return a->label == b->label;
  if (a->has_target != b->has_target || !a->has_target)
    return a->has_target == b->has_target;
  return in->target == VSL_TARGET_LABELS ? a->labels == b->labels : !(a->number < b->number || a->number > b->number);
}

/* The groups whose members do not all have one class, number or set of labels. *count: members with another one than the first of their group. */
static guint8 *
disagreeing (const VslQualityInput *in, guint *count)
{
  const VslTwins *t = in->twins;
  g_autofree guint *first = g_new (guint, (gsize) t->n_exact + 1);
  g_autofree guint8 *met = g_new0 (guint8, (gsize) t->n_exact + 1);
  guint8 *differ = g_new0 (guint8, (gsize) t->n_exact + 1);
  *count = 0;
  for (guint i = 0; i < in->n; i++) {
    guint32 g = t->exact[i];
    if (!g)
      continue;
    if (!met[g]) {
      met[g] = TRUE;
      first[g] = i;
    } else if (!same_target (in, i, first[g])) {
      differ[g] = TRUE;
      (*count)++;
    }
  }
  return differ;
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint n = 0;
  GArray *ids, *groups;
  if (!in->twins)
    return;
  g_autofree guint8 *differ = disagreeing (in, &n);
  vsl_ids_of_groups (in, in->twins->exact, differ, &ids, &groups);
  vsl_findings_add_groups (out, VSL_SEVERITY_ERROR, n, ids, groups,
                           g_strdup_printf (in->target == VSL_TARGET_CLASS
                                              ? ngettext ("%u copy has another class than its twin.", "%u copies have another class than their twins.", n)
                                            : in->target == VSL_TARGET_LABELS
                                              ? ngettext ("%u copy has other labels than its twin.", "%u copies have other labels than their twins.", n)
                                              : ngettext ("%u copy has another number than its twin.", "%u copies have other numbers than their twins.", n), n));
}

extern const VslCheckClass vsl_check_conflicting_labels;

const VslCheckClass vsl_check_conflicting_labels = {
  .head = {
    .name = "conflicting_labels",
    .title = N_("Conflicting classes"),
    .summary = N_("Exact copies with different classes, labels or numbers: one of the two is wrong."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
