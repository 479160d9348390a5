/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

/* Numbers may well differ between look-alikes; what has no truth contradicts nothing. */
static gboolean
contradict (const VslSampleInfo *a, const VslSampleInfo *b)
{
  if (a->label >= 0 && b->label >= 0)
    return a->label != b->label;
  return a->has_target && b->has_target && a->labels != b->labels;
}

/* The groups of look-alikes whose members are told by different classes or labels. Exact copies that contradict one another are another finding.
 * *count: members that contradict the first of their group. */
static guint8 *
disagreeing (const VslQualityInput *in, guint *count)
{
  const VslTwins *t = in->twins;
  g_autofree guint *first = g_new0 (guint, (gsize) t->n_near + 1);       /* index + 1 */
  guint8 *differ = g_new0 (guint8, (gsize) t->n_near + 1);
  *count = 0;
  for (guint i = 0; i < in->n; i++) {
    guint32 g = t->near[i];
    if (!g)
      continue;
    guint j = first[g] ? first[g] - 1 : i;
    gboolean copies = t->exact[i] && t->exact[i] == t->exact[j];
    first[g] = j + 1;
    if (copies || !contradict (&in->samples[i], &in->samples[j]))
      continue;
    differ[g] = TRUE;
    (*count)++;
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
  vsl_ids_of_groups (in, in->twins->near, differ, &ids, &groups);
  vsl_findings_add_groups (out, VSL_SEVERITY_WARNING, n, ids, groups,
                           g_strdup_printf (ngettext ("%u look-alike has another class than the sample that it looks like: see whether one of the two is wrong.",
                                                      "%u look-alikes have another class than the samples that they look like: see whether one of the two is wrong.", n), n));
}

extern const VslCheckClass vsl_check_near_conflicting_labels;

/* No mend: two slices of one lesion, or a scan before and after, may well be of different classes. */
const VslCheckClass vsl_check_near_conflicting_labels = {
  .head = {
    .name = "near_conflicting_labels",
    .title = N_("Look-alikes of different classes"),
    .summary = N_("Samples that are all but the same and have different classes: one of the two may be wrong."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS | VSL_CHECK_NOTES,
  .mend = VSL_MEND_NONE,
  .find = find,
};
