/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans in whose picture names or other text may stand: no header can be cleaned of that, so a person decides. */
#include <glib/gi18n-lib.h>

#include "data/vsl-import-private.h"

/**
 * vsl_import_plan_n_burned_in:
 *
 * Returns: how many of the plan's scans are suspected
 */
guint
vsl_import_plan_n_burned_in (const VslImportPlan *plan)
{
  guint n = 0;
  for (guint i = 0; i < plan->items->len; i++)
    n += ((const VslImportItem *) plan->items->pdata[i])->burned_in != VSL_BURNED_IN_NO;
  return n;
}

/* Once the plan has counted, the item is taken off its numbers. */
static void
uncount (VslImportPlan *plan, const VslImportItem *item)
{
  VslSplit split = vsl_split_parse (item->split);
  if (plan->split_given && split != VSL_SPLIT_NONE)
    plan->split_counts[split]--;
  if (plan->target == VSL_TARGET_CLASS ? !item->label : !item->has_target)
    plan->unlabelled -= plan->unlabelled > 0;
  for (guint c = 0; plan->classes && plan->classes[c]; c++)
    if (plan->target == VSL_TARGET_LABELS ? item->has_target && (item->labels >> c & 1) : g_strcmp0 (plan->classes[c], item->label) == 0)
      plan->class_counts[c]--;
}

/* What a person settled in notes beside the scans follows the scans to their new places. */
static void
move_reviewed (VslImportPlan *plan, const guint *place, guint n)
{
  if (!plan->reviewed)
    return;
  GHashTable *moved = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < n; i++) {
    GArray *spans = place[i] ? g_hash_table_lookup (plan->reviewed, GUINT_TO_POINTER (i + 1)) : NULL;
    if (spans)
      g_hash_table_insert (moved, GUINT_TO_POINTER (place[i]), g_array_ref (spans));
  }
  g_hash_table_unref (plan->reviewed);
  plan->reviewed = moved;
}

/* Leaves out what may have text in its picture; a volume goes as a whole. Classes stay, even those that have no sample left. */
static guint
drop (VslImportPlan *plan, gboolean all)
{
  GPtrArray *items = plan->items;
  guint kept = 0, n = items->len;
  g_autofree guint *place = g_new0 (guint, n + 1);      /* of each item afterwards, from 1 */
  for (guint i = 0; i < n; i++) {
    VslImportItem *item = items->pdata[i];
    if (item->burned_in == VSL_BURNED_IN_NO || (!all && item->keep_text)) {
      items->pdata[i] = items->pdata[kept];
      items->pdata[kept++] = item;
      place[i] = kept;
      continue;
    }
    uncount (plan, item);
    _vsl_import_leave_out (plan->left_out, VSL_LEFT_TEXT, item->shown, 0,
                           item->burned_in == VSL_BURNED_IN_YES ? _("its header says that text is burned into the picture")
                                                                : _("its picture may have names or other text in it"));
  }
  g_ptr_array_set_size (items, (int) kept);
  move_reviewed (plan, place, n);
  plan->burned_in = all ? 0 : vsl_import_plan_n_burned_in (plan);
  return n - kept;
}

/**
 * vsl_import_plan_drop_burned_in:
 *
 * Returns: how many scans went
 */
guint
vsl_import_plan_drop_burned_in (VslImportPlan *plan)
{
  return drop (plan, TRUE);
}

/**
 * vsl_import_plan_settle_burned_in:
 *
 * Suspected scans go, but for those that somebody looked at and keeps (keep_text).
 *
 * Returns: how many scans went
 */
guint
vsl_import_plan_settle_burned_in (VslImportPlan *plan)
{
  return drop (plan, FALSE);
}
