/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the samples are told by: one class, a number, or several labels that each hold or not. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/vsl-cell.h"
#include "data/vsl-import-private.h"

/* Numbers are classes when there are few: digits, grades. */
#define MOST_CLASSES 20
#define LEAST_FRACTIONS 10

static void
drop_item (VslImportPlan *plan, guint i, const char *reason)
{
  const VslImportItem *item = plan->items->pdata[i];
  _vsl_import_leave_out_item (plan, plan->left_out, VSL_LEFT_UNLABELLED, item, reason);
}

/* Keeps the items whose mark is not set. */
static void
drop_marked (VslImportPlan *plan, const gboolean *mark)
{
  guint kept = 0;
  for (guint i = 0; i < plan->items->len; i++) {
    if (mark[i])
      continue;
    gpointer item = plan->items->pdata[i];
    plan->items->pdata[i] = plan->items->pdata[kept];
    plan->items->pdata[kept++] = item;
  }
  g_ptr_array_set_size (plan->items, (int) kept);
}

/* ---- one number ---- */

/* The column of labels, in the order of the items. */
static VslColumn *
guess_labels (const VslImportPlan *plan)
{
  g_autofree const char **cells = g_new0 (const char *, plan->items->len + 1);
  for (guint i = 0; i < plan->items->len; i++)
    cells[i] = ((const VslImportItem *) plan->items->pdata[i])->label;
  VslColumn *c = vsl_column_guess ("label", cells, plan->items->len, plan->table ? plan->table->separator : ',');
  if (c->type != VSL_COLUMN_NUMERIC)
    vsl_column_retype (c, VSL_COLUMN_NUMERIC, NULL, cells, plan->items->len);
  return c;
}

static gboolean
is_number_target (const VslImportPlan *plan)
{
  g_autoptr (GHashTable) different = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean fraction = FALSE;
  for (guint i = 0; i < plan->items->len; i++) {
    const char *label = ((const VslImportItem *) plan->items->pdata[i])->label;
    g_autofree char *clean = vsl_cell_clean (label);
    VslCellNumber number;
    if (!label || vsl_cell_missing (clean, TRUE))
      continue;
    if (!vsl_cell_number (clean, FALSE, &number) && !vsl_cell_number (clean, TRUE, &number))
      return FALSE;
    fraction |= number.value != rint (number.value);
    if (g_hash_table_size (different) <= MOST_CLASSES)
      g_hash_table_add (different, g_steal_pointer (&clean));
  }
  return g_hash_table_size (different) > MOST_CLASSES || (fraction && g_hash_table_size (different) >= LEAST_FRACTIONS);
}

static gboolean
take_numbers (VslImportPlan *plan, GError **error)
{
  VslColumn *c = guess_labels (plan);
  g_autofree gboolean *mark = g_new0 (gboolean, plan->items->len + 1);
  guint have = 0, bad = 0;
  plan->target = VSL_TARGET_NUMBER;
  for (guint i = 0; i < plan->items->len; i++) {
    VslImportItem *item = plan->items->pdata[i];
    g_autofree char *clean = vsl_cell_clean (item->label), *value = vsl_column_value (c, item->label);
    if (value) {
      item->number = g_ascii_strtod (value, NULL);
      item->has_target = TRUE;
      have++;
    } else if (item->label && !vsl_cell_missing (clean, TRUE)) {
      g_autofree char *reason = g_strdup_printf (_("“%.60s” in the column of the target is no number"), clean);
      drop_item (plan, i, reason);
      mark[i] = TRUE;
      bad++;
    }
    g_clear_pointer (&item->label, g_free);
  }
  vsl_column_free (c);
  drop_marked (plan, mark);
  plan->unlabelled = plan->items->len - have;
  if (have)
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, bad ? _("The target is to be a number, but no label is one: choose another column, or class as the target.")
                                                           : _("The target is to be a number, but there is no label at all: name the column that has it with --label."));
  return FALSE;
}

/* ---- several labels ---- */

static int
by_name (const void *a, const void *b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Words that say that none of the labels holds. */
static gboolean
says_none (const char *label)
{
  static const char *const words[] = { "no finding", "no findings", "no_finding", "none", "无", "无异常", NULL };
  for (int i = 0; words[i]; i++)
    if (g_ascii_strcasecmp (label, words[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
set_names (VslImportPlan *plan, GPtrArray *names, GError **error)
{
  if (names->len == 0 || names->len > VSL_MAX_LABELS) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 names->len ? _("There are %u different labels; at most %d are taken: is it the right column?")
                            : _("None of the %d possible labels holds anywhere: name the column that has them with --label."),
                 names->len ? names->len : VSL_MAX_LABELS, VSL_MAX_LABELS);
    return FALSE;
  }
  qsort (names->pdata, names->len, sizeof *names->pdata, by_name);
  plan->classes = g_new0 (char *, names->len + 1);
  plan->class_counts = g_new0 (guint, names->len + 1);
  for (guint k = 0; k < names->len; k++)
    plan->classes[k] = g_strdup (names->pdata[k]);
  return TRUE;
}

static void
count_labels (VslImportPlan *plan)
{
  guint n = g_strv_length (plan->classes), have = 0;
  for (guint i = 0; i < plan->items->len; i++) {
    const VslImportItem *item = plan->items->pdata[i];
    have += item->has_target;
    for (guint k = 0; k < n; k++)
      plan->class_counts[k] += item->has_target && (item->labels >> k & 1);
  }
  plan->unlabelled = plan->items->len - have;
}

/* "Effusion|Mass": the labels that hold. */
static gboolean
take_lists (VslImportPlan *plan, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  plan->target = VSL_TARGET_LABELS;
  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < plan->items->len; i++) {
      VslImportItem *item = plan->items->pdata[i];
      g_auto (GStrv) parts = item->label ? g_strsplit (item->label, "|", -1) : NULL;
      for (int k = 0; parts && parts[k]; k++) {
        g_strstrip (parts[k]);
        if (!*parts[k] || says_none (parts[k]))
          continue;
        if (pass) {
          item->labels |= (guint64) 1 << GPOINTER_TO_UINT (g_hash_table_lookup (seen, parts[k]));
        } else if (!g_hash_table_contains (seen, parts[k]) && seen && names->len <= VSL_MAX_LABELS) {
          char *own = g_strdup (parts[k]);
          g_hash_table_insert (seen, own, NULL);
          g_ptr_array_add (names, own);
        }
      }
      item->has_target = pass && item->label;
      if (pass)
        g_clear_pointer (&item->label, g_free);
    }
    if (pass == 0) {
      if (!set_names (plan, names, error))
        return FALSE;
      for (guint k = 0; k < names->len; k++)      /* in their order by now */
        g_hash_table_insert (seen, g_strdup (names->pdata[k]), GUINT_TO_POINTER (k));
      g_ptr_array_set_size (names, 0);            /* some of its strings are gone */
    }
  }
  count_labels (plan);
  return TRUE;
}

/* 1, 0 or -1 (missing); -2: something else. */
static int
yes_or_no (const char *cell)
{
  static const char *const yes[] = { "1", "1.0", "yes", "y", "true", "t", "positive", "pos", "present", "+", "是", "有", "阳性", NULL };
  static const char *const no[] = { "0", "0.0", "no", "n", "false", "f", "negative", "neg", "absent", "-", "否", "无", "阴性", NULL };
  g_autofree char *clean = vsl_cell_clean (cell);
  for (int i = 0; yes[i]; i++)
    if (g_ascii_strcasecmp (clean, yes[i]) == 0)
      return 1;
  for (int i = 0; no[i]; i++)
    if (g_ascii_strcasecmp (clean, no[i]) == 0)
      return 0;
  return vsl_cell_missing (clean, TRUE) ? -1 : -2;
}

/* A column a label. */
static gboolean
take_columns (VslImportPlan *plan, char *const *columns, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  int source[VSL_MAX_LABELS];
  for (int k = 0; columns[k]; k++)
    g_ptr_array_add (names, plan->table->header[vsl_csv_column (plan->table, columns[k])]);
  if (!set_names (plan, names, error))
    return FALSE;
  plan->target = VSL_TARGET_LABELS;
  for (guint k = 0; k < names->len; k++)
    source[k] = vsl_csv_column (plan->table, plan->classes[k]);
  for (guint i = 0; i < plan->items->len; i++) {
    VslImportItem *item = plan->items->pdata[i];
    guint width = item->row ? g_strv_length ((char **) item->row) : 0;
    item->has_target = item->row != NULL;
    for (guint k = 0; item->row && k < names->len; k++) {
      const char *cell = (guint) source[k] < width ? item->row[source[k]] : NULL;
      int holds = yes_or_no (cell);
      if (holds == -2) {
        g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                     _("The column “%s” is a label, but line %d has “%.60s” in it: 1 or 0, yes or no is expected, or nothing where it is unknown"), plan->classes[k],
                     item->line, cell);
        return FALSE;
      }
      item->has_target &= holds >= 0;
      item->labels |= holds == 1 ? (guint64) 1 << k : 0;
    }
    g_clear_pointer (&item->label, g_free);
  }
  count_labels (plan);
  return TRUE;
}

static gboolean
any_list (const VslImportPlan *plan)
{
  for (guint i = 0; i < plan->items->len; i++) {
    const char *label = ((const VslImportItem *) plan->items->pdata[i])->label;
    if (label && strchr (label, '|'))
      return TRUE;
  }
  return FALSE;
}

/* After all items are known, before classes are counted. */
gboolean
_vsl_import_settle_target (VslImportPlan *plan, GError **error)
{
  const VslImportOptions *o = &plan->options;
  gboolean automatic = o->target == 0;
  guint n = 0;
  if (o->label && g_strv_length (o->label) > 1 && plan->table)
    return take_columns (plan, o->label, error);
  if (o->target == VSL_TARGET_NUMBER + 1 || (automatic && !plan->classes_only && is_number_target (plan)))
    return take_numbers (plan, error);
  if (o->target == VSL_TARGET_LABELS + 1 || (automatic && !plan->classes_only && any_list (plan)))
    return take_lists (plan, error);
  for (guint i = 0; i < plan->items->len; i++)
    n += ((const VslImportItem *) plan->items->pdata[i])->label != NULL;
  plan->unlabelled = n ? plan->items->len - n : 0;
  return TRUE;
}
