/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

#define LEAST 3          /* notes */
#define SHARE 0.05       /* of the notes of the class */

static void
add_class (const VslQualityInput *in, VslFindings *out, int c)
{
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; i < in->n; i++)
    if (vsl_quality_has (in, i, (guint) c) && in->traits[i].named >> c & 1)
      vsl_ids_add (ids, in, i);
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                                    g_strdup_printf (ngettext ("%u note of the class “%s” names it: the network can read the answer instead of finding it.",
                                                               "%u notes of the class “%s” name it: the network can read the answer instead of finding it.",
                                                               ids->len), ids->len, in->class_names[c]));
  if (f)
    f->name = g_strdup (in->class_names[c]);
}

/* The name has to tell: where it stands, the class is far more likely than elsewhere, by more than half of what was in doubt. */
static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = MIN (vsl_quality_classes (in), 64);
  for (guint c = 0; in->traits && c < classes; c++) {
    guint of_class = 0, named = 0, own = 0;
    for (guint i = 0; i < in->n; i++) {
      gboolean here = vsl_quality_has (in, i, c), names = in->traits[i].named >> c & 1;
      of_class += here;
      named += names;
      own += here && names;
    }
    double share = in->n ? (double) of_class / in->n : 0;
    if (own >= LEAST && own >= SHARE * of_class && own > named * (1 + share) / 2)
      add_class (in, out, (int) c);
  }
}

extern const VslCheckClass vsl_check_label_in_text;

const VslCheckClass vsl_check_label_in_text = {
  .head = {
    .name = "label_in_text",
    .title = N_("Class named in the text"),
    .summary = N_("Notes that name their own class: the network learns to read the answer."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_NOTES,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
