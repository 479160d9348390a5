/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/quality/vsl-copies.h"

/**
 * vsl_findings_add_groups:
 * @ids: (transfer full): of samples, group by group
 * @groups: (transfer full): beside them, the group of each
 * @sentence: (transfer full):
 *
 * Nothing is told where there are none.
 */
void
vsl_findings_add_groups (VslFindings *out, VslSeverity severity, guint count, GArray *ids, GArray *groups, char *sentence)
{
  VslFinding *f = vsl_findings_add (out, severity, count, ids, sentence);
  if (f)
    f->groups = g_array_ref (groups);
  g_array_unref (groups);
}

/**
 * vsl_find_copies:
 *
 * Nothing is found before it is known which samples are copies of which.
 */
void
vsl_find_copies (const VslQualityInput *in, const VslCopies *copies, VslFindings *out)
{
  const VslTwins *t = in->twins;
  if (!t)
    return;
  const guint32 *group = copies->near ? t->near : t->exact;
  guint n_groups = copies->near ? t->n_near : t->n_exact, n = 0;
  GArray *ids, *groups;
  g_autofree guint8 *across = copies->across ? vsl_groups_across (in, group, n_groups, &n) : NULL;
  vsl_ids_of_groups (in, group, across, &ids, &groups);
  n = copies->across ? vsl_copies_elsewhere (in, group, n_groups) : vsl_copies (groups);
  vsl_findings_add_groups (out, copies->severity, n, ids, groups, copies->say (in->kind, n));
}
