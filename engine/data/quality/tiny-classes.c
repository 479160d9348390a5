/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

#define FEW 10

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = in->class_names ? g_strv_length ((char **) in->class_names) : 0, tiny = 0;
  g_autofree guint *train = g_new0 (guint, classes + 1);
  g_autoptr (GString) names = g_string_new (NULL);
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].label >= 0 && in->samples[i].label < (int) classes && in->samples[i].split == VSL_SPLIT_TRAIN)
      train[in->samples[i].label]++;
  for (guint i = 0; i < in->n; i++) {
    int c = in->samples[i].label;
    if (c >= 0 && c < (int) classes && train[c] && train[c] < FEW)
      vsl_ids_add (ids, in, i);
  }
  for (guint c = 0; c < classes; c++)
    if (train[c] && train[c] < FEW) {
      g_string_append_printf (names, "%s%s (%u)", tiny ? ", " : "", in->class_names[c], train[c]);
      tiny++;
    }
  vsl_findings_add (out, VSL_SEVERITY_WARNING, tiny, ids,
                    g_strdup_printf (ngettext ("%u class has fewer than ten training samples: %s. What is learnt of it is chance: collect more, or leave it out.",
                                               "%u classes have fewer than ten training samples: %s. What is learnt of them is chance: collect more, or "
                                               "leave them out.", tiny), tiny, names->str));
}

extern const VslCheckClass vsl_check_tiny_classes;

const VslCheckClass vsl_check_tiny_classes = {
  .head = {
    .name = "tiny_classes",
    .title = N_("Tiny classes"),
    .summary = N_("Classes with fewer than ten training samples: what is learnt of them is chance."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
