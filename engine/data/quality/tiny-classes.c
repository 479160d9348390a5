/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

#define FEW 10
#define NAMED 5              /* the others are counted */

/* A sample with a rare label has others that can be learnt, so nothing is left out for it. */
static char *
text_of (const VslQualityInput *in, guint tiny, const char *names)
{
  if (in->target == VSL_TARGET_LABELS)
    return g_strdup_printf (ngettext ("%u label holds for fewer than ten training samples: %s. What is learnt of it is chance: collect more, or import without its column.",
                                      "%u labels hold for fewer than ten training samples: %s. What is learnt of them is chance: collect more, or import "
                                      "without their columns.", tiny), tiny, names);
  return g_strdup_printf (ngettext ("%u class has fewer than ten training samples: %s. What is learnt of it is chance: collect more, or leave it out.",
                                    "%u classes have fewer than ten training samples: %s. What is learnt of them is chance: collect more, or "
                                    "leave them out.", tiny), tiny, names);
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = vsl_quality_classes (in), tiny = 0;
  g_autofree guint *train = g_new0 (guint, classes + 1);
  g_autoptr (GString) names = g_string_new (NULL);
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; i < in->n; i++)
    for (guint c = 0; c < classes && in->samples[i].split == VSL_SPLIT_TRAIN; c++)
      train[c] += vsl_quality_has (in, i, c);
  for (guint i = 0; i < in->n; i++) {
    gboolean few = FALSE;
    for (guint c = 0; c < classes; c++)
      few = few || (train[c] && train[c] < FEW && vsl_quality_has (in, i, c));
    if (few)
      vsl_ids_add (ids, in, i);
  }
  for (guint c = 0; c < classes; c++)
    if (train[c] && train[c] < FEW) {
      if (tiny < NAMED)
        g_string_append_printf (names, "%s%s (%u)", tiny ? ", " : "", in->class_names[c], train[c]);
      tiny++;
    }
  if (tiny > NAMED)
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", tiny - NAMED), tiny - NAMED);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_WARNING, tiny, ids, text_of (in, tiny, names->str));
  if (f && in->target == VSL_TARGET_LABELS)
    f->mend = VSL_MEND_NONE;
}

extern const VslCheckClass vsl_check_tiny_classes;

const VslCheckClass vsl_check_tiny_classes = {
  .head = {
    .name = "tiny_classes",
    .title = N_("Tiny classes"),
    .summary = N_("Classes or labels with fewer than ten training samples: what is learnt of them is chance."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
