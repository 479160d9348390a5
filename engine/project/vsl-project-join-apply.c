/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table told, done and taken back: all of it or none. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-project-join-private.h"

static gboolean
set_class (VslStore *store, const VslTelling *t, const char *value, GError **error)
{
  if (value && !vsl_store_run (store, error, "INSERT INTO classes (name) VALUES (?1) ON CONFLICT DO NOTHING", "t", value))
    return FALSE;
  return vsl_store_run (store, error, "UPDATE samples SET class = (SELECT id FROM classes WHERE name = ?2) WHERE id = ?1", "it", t->sample, value);
}

static gboolean
set_target (VslStore *store, const VslTelling *t, const char *value, GError **error)
{
  if (!vsl_store_run (store, error, "DELETE FROM target_values WHERE sample = ?1 AND target = (SELECT id FROM targets WHERE name = ?2)", "it", t->sample, t->name))
    return FALSE;
  return !value || vsl_store_run (store, error, "INSERT INTO target_values (sample, target, value) VALUES (?1, (SELECT id FROM targets WHERE name = ?2), ?3)", "itd",
                                  t->sample, t->name, g_ascii_strtod (value, NULL));
}

static gboolean
set_cell (VslStore *store, const VslTelling *t, const char *value, GError **error)
{
  if (!vsl_store_run (store, error, "DELETE FROM cells WHERE sample = ?1 AND column_id = (SELECT id FROM columns WHERE name = ?2)", "it", t->sample, t->name))
    return FALSE;
  return !value || vsl_store_run (store, error, "INSERT INTO cells (sample, column_id, value) VALUES (?1, (SELECT id FROM columns WHERE name = ?2), ?3)", "itt",
                                  t->sample, t->name, value);
}

static gboolean
set_kept (VslStore *store, const VslTelling *t, const char *value, GError **error)
{
  const char *attributes[] = { t->name, value, NULL };
  return vsl_store_run (store, error, "DELETE FROM attributes WHERE sample = ?1 AND name = ?2", "it", t->sample, t->name)
         && (!value || vsl_attributes_write (store, t->sample, attributes, error));
}

static gboolean
set_note (VslStore *store, const VslTelling *t, const char *value, GError **error)
{
  return vsl_store_run (store, error, "DELETE FROM texts WHERE sample = ?1", "i", t->sample)
         && (!value || vsl_chunks_write (store, "INSERT INTO texts (sample, part, checksum, data) VALUES (?1, ?2, ?3, ?4)", t->sample, value, strlen (value), error));
}

static gboolean
set_split (VslStore *store, const VslTelling *t, const char *value, GError **error)
{
  return vsl_store_run (store, error, "UPDATE samples SET split = ?2 WHERE id = ?1", "in", t->sample, value ? atoi (value) : -1);
}

static gboolean
set_positive (VslStore *store, const VslTelling *t, const char *value, GError **error)
{
  return value ? vsl_meta_set (store, "positive", value, error) : vsl_store_run (store, error, "DELETE FROM meta WHERE key = 'positive'", "");
}

static gboolean
apply_one (VslStore *store, const VslTelling *t, gboolean forward, GError **error)
{
  static gboolean (*const set[]) (VslStore *, const VslTelling *, const char *, GError **) = { set_class, set_target, set_cell, set_kept, set_note, set_split,
                                                                                               set_positive };
  return set[t->what](store, t, forward ? t->after : t->before, error);
}

/* What the step made and nobody uses any more: a class without a sample would be asked of a network. */
static gboolean
remove_made (VslStore *store, const VslJoined *joined, GError **error)
{
  static const char *const sql[] = { "DELETE FROM classes WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM samples WHERE class = classes.id)",
                                     "DELETE FROM targets WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM target_values WHERE target = targets.id)",
                                     "DELETE FROM columns WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM cells WHERE column_id = columns.id)" };
  char *const *const names[] = { joined->new_classes, joined->new_targets, joined->new_columns };
  for (guint k = 0; k < G_N_ELEMENTS (sql); k++)
    for (int i = 0; names[k] && names[k][i]; i++)
      if (!vsl_store_run (store, error, sql[k], "t", names[k][i]))
        return FALSE;
  return TRUE;
}

/* On the store's thread. */
gboolean
_vsl_join_apply (VslStore *store, const VslJoined *joined, gboolean forward, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = joined->tellings->len;
  if (forward && n && (!vsl_columns_write (store, joined->columns, ids, error) || !vsl_targets_write (store, joined->target, joined->target_name, joined->labels, error)))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!apply_one (store, joined->tellings->pdata[forward ? i : n - 1 - i], forward, error))
      return FALSE;
  if (!forward && !remove_made (store, joined, error))
    return FALSE;
  return (n == 0 || vsl_meta_bump (store, error))
         && vsl_audit_addf (store, error, "join", "a table%s: %u samples changed, %u labelled, %u with the same label, %u with another one, %u of them replaced, %u with "
                            "values, %u with kept columns, %u with notes, %u moved to another split", forward ? "" : ", undone", joined->changed, joined->labelled,
                            joined->same, joined->differing->len, joined->replaced, joined->valued, joined->kept, joined->notes, joined->moved);
}

typedef struct {
  const VslJoined *joined;
  gboolean forward;
} AgainRequest;

static gboolean
do_again (VslStore *store, gpointer data, GError **error)
{
  const AgainRequest *request = data;
  return _vsl_join_apply (store, request->joined, request->forward, error);
}

/**
 * vsl_project_join_again:
 * @joined: of vsl_project_join(), on the same project, of which nothing else was undone since
 * @forward: FALSE takes it back
 */
gboolean
vsl_project_join_again (VslProject *project, const VslJoined *joined, gboolean forward, GError **error)
{
  AgainRequest request = { joined, forward };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_again, &request, error);
}
