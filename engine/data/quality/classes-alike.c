/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"
#include "data/vsl-class-words.h"

/* Classes whose names are one but for case, blanks, hyphens and underscores: the one that most samples have stays. */
static void
tell (const VslQualityInput *in, VslFindings *out, const guint *count, char *const *folded, guint classes, guint first)
{
  guint most = first, n = 0;
  g_autoptr (GString) names = g_string_new (NULL);
  GArray *ids = vsl_ids_new ();
  for (guint c = first; c < classes; c++)
    if (count[c] && g_str_equal (folded[c], folded[first])) {
      most = count[c] > count[most] ? c : most;
      g_string_append_printf (names, "%s“%s” (%u)", n++ ? ", " : "", in->class_names[c], count[c]);
    }
  for (guint i = 0; n > 1 && i < in->n; i++) {
    int label = in->samples[i].label;
    if (label >= 0 && label < (int) classes && label != (int) most && g_str_equal (folded[label], folded[first]))
      vsl_ids_add (ids, in, i);
  }
  if (n < 2) {
    g_array_unref (ids);
    return;
  }
  guint others = ids->len;
  VslFinding *f = vsl_findings_add (out, VSL_SEVERITY_WARNING, others, ids,
                                    g_strdup_printf (_("%u classes differ in how they are written alone: %s. They are hardly different things; merging makes all of them “%s”."),
                                                     n, names->str, in->class_names[most]));
  if (f)
    f->name = g_strdup (in->class_names[most]);
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = in->class_names ? g_strv_length ((char **) in->class_names) : 0;
  g_autofree guint *count = g_new0 (guint, classes + 1);
  g_auto (GStrv) folded = g_new0 (char *, classes + 1);
  for (guint i = 0; i < in->n; i++)
    if (in->samples[i].label >= 0 && in->samples[i].label < (int) classes)
      count[in->samples[i].label]++;
  for (guint c = 0; c < classes; c++)
    folded[c] = vsl_class_folded (in->class_names[c]);
  for (guint c = 0; c < classes; c++) {
    gboolean met = count[c] == 0 || !*folded[c];
    for (guint before = 0; before < c && !met; before++)
      met = count[before] && g_str_equal (folded[before], folded[c]);
    if (!met)
      tell (in, out, count, folded, classes, c);
  }
}

extern const VslCheckClass vsl_check_classes_alike;

const VslCheckClass vsl_check_classes_alike = {
  .head = {
    .name = "classes_alike",
    .title = N_("Classes written in two ways"),
    .summary = N_("Classes whose names differ in case, blanks or hyphens alone."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_ALL,
  .mend = VSL_MEND_MERGE,
  .find = find,
};
