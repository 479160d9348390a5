/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* Changes of what is known about samples. Each counts the data's revision up and leaves a line in the audit log; which class is
 * looked for is no property of a sample, so that it leaves the revision. */

typedef struct {
  const gint64 *ids;
  const VslSplit *splits;
  guint n;
  int label;                /* or the positive class */
} EditRequest;

static gboolean
missing (VslStore *store, gint64 id, GError **error)
{
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no sample %" PRId64 "."), vsl_store_name (store), id);
  return FALSE;
}

static gboolean
check_class (VslStore *store, const VslClassList *classes, int label, GError **error)
{
  if (label < (int) classes->n)
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("“%s” has %u classes; there is no class number %d."), vsl_store_name (store),
               classes->n, label);
  return FALSE;
}

static gboolean
do_set_labels (VslStore *store, gpointer data, GError **error)
{
  const EditRequest *edit = data;
  VslClassList classes;
  if (!vsl_class_list_load (store, &classes, error))
    return FALSE;
  gboolean ok = check_class (store, &classes, edit->label, error);
  for (guint i = 0; ok && i < edit->n; i++) {
    ok = edit->label < 0 ? vsl_store_run (store, error, "UPDATE samples SET class = NULL WHERE id = ?1", "i", edit->ids[i])
                         : vsl_store_run (store, error, "UPDATE samples SET class = ?2 WHERE id = ?1", "ii", edit->ids[i], classes.id[edit->label]);
    if (ok && vsl_store_changes (store) == 0)
      ok = missing (store, edit->ids[i], error);
  }
  ok = ok && vsl_meta_bump (store, error) &&
       vsl_audit_addf (store, error, "labels", "%u samples: %s", edit->n, edit->label < 0 ? "(none)" : classes.name[edit->label]);
  vsl_class_list_clear (&classes);
  return ok;
}

/**
 * vsl_project_set_labels:
 * @label: class number, -1 for none
 *
 * Gives all samples of @ids one label; all or none.
 */
gboolean
vsl_project_set_labels (VslProject *project, const gint64 *ids, guint n, int label, GError **error)
{
  EditRequest edit = { ids, NULL, n, label };
  return n == 0 || vsl_store_call (project->store, VSL_STORE_WRITE, do_set_labels, &edit, error);
}

static gboolean
do_set_splits (VslStore *store, gpointer data, GError **error)
{
  const EditRequest *edit = data;
  guint counts[VSL_N_SPLITS + 1] = { 0 };
  for (guint i = 0; i < edit->n; i++) {
    int split = edit->splits[i] < VSL_N_SPLITS ? (int) edit->splits[i] : -1;
    if (!vsl_store_run (store, error, "UPDATE samples SET split = ?2 WHERE id = ?1", "in", edit->ids[i], split))
      return FALSE;
    if (vsl_store_changes (store) == 0)
      return missing (store, edit->ids[i], error);
    counts[split < 0 ? VSL_N_SPLITS : split]++;
  }
  return vsl_meta_bump (store, error) &&
         vsl_audit_addf (store, error, "splits", "%u samples: train %u, val %u, test %u, none %u", edit->n, counts[VSL_SPLIT_TRAIN],
                         counts[VSL_SPLIT_VAL], counts[VSL_SPLIT_TEST], counts[VSL_N_SPLITS]);
}

/**
 * vsl_project_set_splits:
 * @splits: one for each of @ids
 *
 * Moves samples between the splits; all or none.
 */
gboolean
vsl_project_set_splits (VslProject *project, const gint64 *ids, const VslSplit *splits, guint n, GError **error)
{
  EditRequest edit = { ids, splits, n, 0 };
  return n == 0 || vsl_store_call (project->store, VSL_STORE_WRITE, do_set_splits, &edit, error);
}

static gboolean
do_set_positive (VslStore *store, gpointer data, GError **error)
{
  const EditRequest *edit = data;
  VslClassList classes;
  if (!vsl_class_list_load (store, &classes, error))
    return FALSE;
  gboolean ok = edit->label >= 0 && classes.n == 2 && edit->label < 2;
  if (!ok)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("Only two classes have a positive one; “%s” has %u classes."), vsl_store_name (store),
                 classes.n);
  ok = ok && vsl_meta_set (store, "positive", classes.name[edit->label], error) &&
       vsl_audit_add (store, "positive", classes.name[edit->label], error);
  vsl_class_list_clear (&classes);
  return ok;
}

gboolean
vsl_project_set_positive (VslProject *project, int positive, GError **error)
{
  EditRequest edit = { NULL, NULL, 0, positive };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_set_positive, &edit, error);
}
