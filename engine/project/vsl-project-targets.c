/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What samples are to be told by, where that is no class: a number, or several labels. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* On the store's thread. Labels are in the order of classes; without targets the samples have classes. */
gboolean
vsl_targets_load (VslStore *store, VslTargetList *list, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  *list = (VslTargetList) { .kind = VSL_TARGET_CLASS };
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id, name, kind FROM targets ORDER BY id", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    g_autofree char *name = vsl_store_text (stmt, 1), *kind = vsl_store_text (stmt, 2);
    list->kind = g_strcmp0 (kind, "number") == 0 ? VSL_TARGET_NUMBER : VSL_TARGET_LABELS;
    g_hash_table_insert (ids, g_strdup (name), g_memdup2 (&id, sizeof id));
    g_ptr_array_add (names, g_steal_pointer (&name));
  }
  if (row != 0)
    return FALSE;
  if (names->len > VSL_MAX_LABELS || (list->kind == VSL_TARGET_NUMBER && names->len != 1)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA, _("“%s”: the description of its targets makes no sense. Use a back-up copy of the project."),
                 vsl_store_name (store));
    return FALSE;
  }
  g_ptr_array_add (names, NULL);
  list->name = g_strdupv ((char **) names->pdata);
  if (list->kind == VSL_TARGET_LABELS)
    vsl_class_names_sort (list->name);
  list->n = g_strv_length (list->name);
  list->id = g_new0 (gint64, list->n + 1);
  for (guint i = 0; i < list->n; i++)
    list->id[i] = *(gint64 *) g_hash_table_lookup (ids, list->name[i]);
  return TRUE;
}

void
vsl_targets_clear (VslTargetList *list)
{
  g_strfreev (list->name);
  g_free (list->id);
  *list = (VslTargetList) { 0 };
}

/* Whether the project has no classes: scans came in without, and whatever a table says of them is the first that is known. */
static gboolean
nothing_told (VslStore *store, gboolean *nothing, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id FROM classes LIMIT 1", "");
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (row > 0)
    sqlite3_reset (stmt);
  *nothing = row == 0;
  return row >= 0;
}

/* A table that gives no labels (but values, or a split) agrees with everything. */
static gboolean
says_nothing (const VslImportPlan *plan)
{
  for (guint i = 0; i < plan->items->len; i++) {
    const VslImportItem *item = plan->items->pdata[i];
    if (item->label || item->has_target)
      return FALSE;
  }
  return TRUE;
}

/* Whether an import may add to what the project has. */
gboolean
vsl_targets_agree (VslStore *store, const VslImportPlan *plan, GError **error)
{
  static const char *const has[] = { N_("“%s”: its samples have classes, and these have %s. Import them into a new project."),
                                     N_("“%s”: its samples have a number each, and these have %s. Import them into a new project."),
                                     N_("“%s”: its samples have several labels each, and these have %s. Import them into a new project.") };
  const char *const brings[] = { _("classes"), _("another number"), _("other labels") };
  VslTargetList list;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id FROM samples LIMIT 1", "");
  int any = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (any > 0)
    sqlite3_reset (stmt);
  if (any <= 0)
    return any == 0;
  if (!vsl_targets_load (store, &list, error))
    return FALSE;
  gboolean same = list.kind == plan->target, nothing = FALSE;
  if (plan->here && list.kind == VSL_TARGET_CLASS && !nothing_told (store, &nothing, error)) {
    vsl_targets_clear (&list);
    return FALSE;
  }
  if (same && plan->target == VSL_TARGET_NUMBER)
    same = g_strcmp0 (list.name[0], plan->target_name) == 0;
  if (same && plan->target == VSL_TARGET_LABELS)
    same = g_strv_equal ((const char *const *) list.name, (const char *const *) plan->classes);
  same = same || nothing || (plan->here && says_nothing (plan));
  if (!same)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA, _(has[list.kind]), vsl_store_name (store), brings[plan->target]);
  vsl_targets_clear (&list);
  return same;
}

/* Before the first sample of an import. */
gboolean
vsl_targets_write (VslStore *store, VslTarget target, const char *name, char *const *labels, GError **error)
{
  const char *insert = "INSERT INTO targets (name, kind) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
  if (target == VSL_TARGET_NUMBER)
    return vsl_store_run (store, error, insert, "tt", name ? name : "target", "number");
  for (int i = 0; target == VSL_TARGET_LABELS && labels[i]; i++)
    if (!vsl_store_run (store, error, insert, "tt", labels[i], "label"))
      return FALSE;
  return TRUE;
}

gboolean
vsl_target_write (VslStore *store, gint64 sample, VslTarget target, char *const *labels, const VslNewSample *s, GError **error)
{
  const char *insert = "INSERT INTO target_values (sample, target, value) VALUES (?1, (SELECT id FROM targets WHERE name = ?2), ?3)";
  if (!s->has_target || target == VSL_TARGET_CLASS)
    return TRUE;
  if (target == VSL_TARGET_NUMBER)
    return vsl_store_run (store, error, "INSERT INTO target_values (sample, target, value) VALUES (?1, (SELECT id FROM targets LIMIT 1), ?2)", "id", sample, s->number);
  for (int i = 0; labels[i]; i++)
    if (!vsl_store_run (store, error, insert, "itd", sample, labels[i], (double) (s->labels >> i & 1)))
      return FALSE;
  return TRUE;
}

/* The targets of all samples (in order of id) into their infos. */
gboolean
vsl_targets_read (VslStore *store, const VslTargetList *list, GArray *samples, GError **error)
{
  if (list->kind == VSL_TARGET_CLASS || samples->len == 0)
    return TRUE;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT sample, target, value FROM target_values ORDER BY sample", "");
  int row = -1;
  guint at = 0, told = 0;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0), target = sqlite3_column_int64 (stmt, 1);
    double value = vsl_store_real (stmt, 2);
    while (at < samples->len && g_array_index (samples, VslSampleInfo, at).id < id) {
      at++;
      told = 0;
    }
    if (at == samples->len || g_array_index (samples, VslSampleInfo, at).id != id)
      continue;
    VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, at);
    for (guint k = 0; k < list->n; k++)
      if (list->id[k] == target) {
        s->number = value;
        s->labels |= value > 0.5 ? (guint64) 1 << k : 0;
        s->has_target = ++told == list->n && isfinite (value);
      }
  }
  return row == 0;
}
