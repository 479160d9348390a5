/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/vsl-project-private.h"

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  return vsl_project_image (source, id, image, error);
}

static gboolean
fetch_part (gpointer source, gint64 id, VslSampleKind part, VslImage *image, GError **error)
{
  return vsl_project_part (source, id, part, image, error);
}

static void
release (gpointer source)
{
  vsl_project_unref (source);
}

typedef struct {
  VslProject *project;
  VslDataset *dataset;
} DatasetRequest;

/* Samples and classes of the same moment: both are read inside one request. */
static gboolean
do_dataset (VslStore *store, gpointer data, GError **error)
{
  DatasetRequest *request = data;
  VslProjectInfo info;
  g_autoptr (GArray) samples = vsl_project_samples (request->project, error);
  if (samples == NULL || !vsl_project_info (request->project, &info, error))
    return FALSE;
  guint kept = 0;
  for (guint i = 0; i < samples->len; i++)      /* what a mend left out is not there for whoever trains or judges */
    if (!g_array_index (samples, VslSampleInfo, i).excluded)
      g_array_index (samples, VslSampleInfo, kept++) = g_array_index (samples, VslSampleInfo, i);
  g_array_set_size (samples, kept);
  request->dataset = vsl_dataset_new ((const VslSampleInfo *) samples->data, samples->len, (const char *const *) info.class_names,
                                      info.positive, fetch, vsl_project_ref (request->project), release);
  vsl_dataset_set_target (request->dataset, info.target, info.target_name);
  vsl_dataset_set_parts (request->dataset, fetch_part);
  vsl_project_info_clear (&info);
  return TRUE;
}

/**
 * vsl_project_dataset:
 *
 * Freezes the list of samples as it is now. The pixels are read when the dataset is prepared; the dataset keeps the project alive.
 *
 * Returns: (transfer full): the dataset, or %NULL with an error
 */
VslDataset *
vsl_project_dataset (VslProject *project, GError **error)
{
  DatasetRequest request = { project, NULL };
  return vsl_store_call (project->store, VSL_STORE_READ, do_dataset, &request, error) ? request.dataset : NULL;
}
