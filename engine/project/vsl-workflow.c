/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* What the window and vsl both do with a finished run, so that their numbers are the same. */

/* The best weights; the last ones when no epoch was marked best. A damaged best is an error, not a
 * reason to answer with other weights. */
static GBytes *
load_weights (VslProject *project, int run, GError **error)
{
  g_autoptr (GError) local = NULL;
  GBytes *state = vsl_project_checkpoint (project, run, TRUE, NULL, &local);
  if (state == NULL && g_error_matches (local, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND))
    return vsl_project_checkpoint (project, run, FALSE, NULL, error);
  if (state == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return state;
}

static gboolean
load_from_run (VslProject *project, VslRun *run, VslNetwork **network, VslParams **params, GError **error)
{
  g_autoptr (GBytes) state = load_weights (project, run->run, error);
  g_autoptr (VslParams) loaded = state ? vsl_params_new (run->network, error) : NULL;
  if (loaded == NULL || !vsl_checkpoint_params (state, loaded, error)) {
    g_prefix_error (error, _("Run %d: "), run->run);
    return FALSE;
  }
  *network = g_steal_pointer (&run->network);
  *params = g_steal_pointer (&loaded);
  return TRUE;
}

/**
 * vsl_project_load_model:
 * @run: a number, 0 for the last run
 * @network: (out) (transfer full): as it was trained
 * @params: (out) (transfer full): its best weights
 *
 * Loads what a run learnt, ready to predict.
 */
gboolean
vsl_project_load_model (VslProject *project, int run, VslNetwork **network, VslParams **params, GError **error)
{
  g_autoptr (VslRun) record = vsl_project_run (project, run, error);
  *network = NULL;
  *params = NULL;
  return record && load_from_run (project, record, network, params, error);
}

/* A network's outputs stand for the classes that there were. */
static gboolean
check_classes (VslProject *project, const VslRun *run, GError **error)
{
  VslProjectInfo info;
  if (!vsl_project_info (project, &info, error))
    return FALSE;
  gboolean same = g_strv_equal ((const char *const *) run->class_names, (const char *const *) info.class_names);
  if (!same) {
    g_autofree char *then = g_strjoinv (", ", run->class_names);
    g_autofree char *now = g_strjoinv (", ", info.class_names);
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
                 _("Run %d learnt the classes %s; the project now has %s. Train again with the classes of now."), run->run, then, now);
  }
  vsl_project_info_clear (&info);
  return same;
}

static VslPredictions *
compute (VslProject *project, VslRun *run, VslSplit split, VslProgressFunc progress, gpointer data, GError **error)
{
  guint n = 0;
  g_autoptr (VslNetwork) network = NULL;
  g_autoptr (VslParams) params = NULL;
  g_autoptr (VslDataset) dataset = vsl_project_dataset (project, error);
  if (dataset == NULL)
    return NULL;
  vsl_dataset_split (dataset, split, &n);
  if (n == 0) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("No sample is in the split “%s”. Choose another split, or split the data again."),
                 vsl_split_names[split]);
    return NULL;
  }
  if (!load_from_run (project, run, &network, &params, error) || !vsl_dataset_prepare (dataset, network, progress, data, error))
    return NULL;
  return vsl_predict (network, params, dataset, split, progress, data, error);
}

/**
 * vsl_project_predict:
 * @run: a number, 0 for the last run
 * @split: train, val or test; an empty one is %VSL_ERROR_NOT_FOUND
 *
 * What a run's best weights say about a split: from the project when it is kept there and still true, else computed, and
 * kept if the project is open for writing.
 *
 * Returns: (transfer full): predictions, or %NULL with an error
 */
VslPredictions *
vsl_project_predict (VslProject *project, int run, VslSplit split, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (VslRun) record = vsl_project_run (project, run, error);
  g_return_val_if_fail (split >= 0 && split < VSL_N_SPLITS, NULL);
  if (record == NULL || !check_classes (project, record, error))
    return NULL;
  g_autoptr (GError) local = NULL;
  VslPredictions *predictions = vsl_project_predictions (project, record->run, split, &local);
  if (predictions)
    return predictions;
  predictions = compute (project, record, split, progress, data, error);
  /* Kept for speed alone: a full disk must not cost the answer. */
  g_clear_error (&local);
  if (predictions && project->mode == VSL_PROJECT_WRITE && !vsl_project_set_predictions (project, record->run, predictions, &local))
    g_debug ("predictions not kept: %s", local->message);
  return predictions;
}
