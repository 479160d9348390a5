/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "data/quality/vsl-quality.h"

static char *
describe (const VslTableColumn *c, const VslTelling *t)
{
  g_autofree char *rest = g_strdup_printf (_("If it is known only after the outcome, or written down because of it, a network learns nothing else: leave it out at the "
                                             "import (--columns=-%s, or its switch in the window), or take its step out of the network's Input."), c->name);
  g_autofree char *what =
    t->by == VSL_TELLS_ORDER ? g_strdup_printf (_("The column “%s” alone tells the two classes apart in training (AUC %.3f)."), c->name, t->score)
    : t->by == VSL_TELLS_VALUES ? g_strdup_printf (_("The values of the column “%s” alone tell the class in training (%.1f %% rightly)."), c->name, 100 * t->score)
                                : g_strdup_printf (_("Whether the column “%s” is filled tells the class in training (%.1f %% rightly)."), c->name, 100 * t->score);
  return g_strdup_printf ("%s %s", what, rest);
}

/* The training part alone: the others are for judging. */
static void
find (const VslQualityInput *in, VslFindings *out)
{
  guint classes = in->class_names ? g_strv_length ((char **) in->class_names) : 0;
  g_autofree int *label = g_new (int, (gsize) in->n + 1);
  if (!in->table || classes < 2)
    return;
  for (guint i = 0; i < in->n; i++)
    label[i] = in->samples[i].split == VSL_SPLIT_TRAIN && in->samples[i].label < (int) classes ? in->samples[i].label : -1;
  for (guint k = 0; k < in->table->columns->len; k++) {
    const VslTableColumn *c = in->table->columns->pdata[k];
    VslTelling telling;
    if (vsl_table_column_tells (c, in->n, label, classes, &telling))
      vsl_findings_tell (out, VSL_SEVERITY_WARNING, 1, c->name, describe (c, &telling));
  }
}

extern const VslCheckClass vsl_check_column_tells_label;

const VslCheckClass vsl_check_column_tells_label = {
  .head = {
    .name = "column_tells_label",
    .title = N_("Column that gives the class away"),
    .summary = N_("One column alone tells the class: it may hold the outcome itself."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_TABLES,
  .mend = VSL_MEND_NONE,
  .find = find,
};
