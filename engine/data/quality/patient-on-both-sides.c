/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-copies.h"

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint most = 0, n = 0;
  g_autofree guint32 *patient = g_new0 (guint32, (gsize) in->n + 1);
  GArray *ids, *groups;
  for (guint i = 0; i < in->n; i++) {
    patient[i] = in->samples[i].patient;
    most = MAX (most, patient[i]);
  }
  g_autofree guint8 *both = vsl_groups_across (in, patient, most, &n);
  vsl_ids_of_groups (in, patient, both, &ids, &groups);
  vsl_findings_add_groups (out, VSL_SEVERITY_ERROR, n, ids, groups,
                           g_strdup_printf (ngettext ("%u patient is on both sides of a split: results would look better than they are. Split anew.",
                                                      "%u patients are on both sides of a split: results would look better than they are. Split anew.", n), n));
}

extern const VslCheckClass vsl_check_patient_on_both_sides;

const VslCheckClass vsl_check_patient_on_both_sides = {
  .head = {
    .name = "patient_on_both_sides",
    .title = N_("Patients on both sides"),
    .summary = N_("Samples of one patient on two sides of a split make results look better than they are."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_ONE_SIDE,
  .find = find,
};
