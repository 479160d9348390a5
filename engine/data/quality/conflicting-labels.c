/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

/* The groups whose members do not all have one class. *count: members with another class than the first of their group. */
static guint8 *
disagreeing (const VslQualityInput *in, guint *count)
{
  const VslTwins *t = in->twins;
  g_autofree int *label = g_new (int, (gsize) t->n_exact + 1);
  g_autofree guint8 *met = g_new0 (guint8, (gsize) t->n_exact + 1);
  guint8 *differ = g_new0 (guint8, (gsize) t->n_exact + 1);
  *count = 0;
  for (guint i = 0; i < in->n; i++) {
    guint32 g = t->exact[i];
    if (!g)
      continue;
    if (!met[g]) {
      met[g] = TRUE;
      label[g] = in->samples[i].label;
    } else if (label[g] != in->samples[i].label) {
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
                           g_strdup_printf (ngettext ("%u copy has another class than its twin.", "%u copies have another class than their twins.", n), n));
}

extern const VslCheckClass vsl_check_conflicting_labels;

const VslCheckClass vsl_check_conflicting_labels = {
  .head = {
    .name = "conflicting_labels",
    .title = N_("Conflicting classes"),
    .summary = N_("Exact copies with different classes: one of the two is wrong."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS | VSL_CHECK_NOTES,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
