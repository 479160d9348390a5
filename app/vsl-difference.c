/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-difference.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-document-private.h"
#include "core/vsl-error.h"

/**
 * vsl_difference_free:
 */
void
vsl_difference_free (VslDifference *d)
{
  vsl_image_clear (&d->input);
  vsl_image_clear (&d->answer);
  vsl_image_clear (&d->difference);
  g_free (d);
}

static gboolean
alloc (VslDifference *d, const VslInts *shape, GError **error)
{
  int h = (int) shape->v[0], w = (int) shape->v[1], c = (int) shape->v[2];
  return vsl_image_alloc (&d->input, w, h, c, VSL_PIXEL_REAL, 0, error) && vsl_image_alloc (&d->answer, w, h, c, VSL_PIXEL_REAL, 0, error)
         && vsl_image_alloc (&d->difference, w, h, 1, VSL_PIXEL_REAL, 0, error);
}

static void
fill_difference (VslDifference *d)
{
  const VslReal *in = d->input.data, *out = d->answer.data;
  VslReal *to = d->difference.data;
  gsize pixels = (gsize) d->input.width * (gsize) d->input.height, channels = (gsize) d->input.channels;
  for (gsize i = 0; i < pixels; i++) {
    double sum = 0;
    for (gsize c = 0; c < channels; c++)
      sum += fabs ((double) in[i * channels + c] - out[i * channels + c]);
    to[i] = (VslReal) (sum / (double) channels);
    d->largest = fmax (d->largest, to[i]);
  }
}

/**
 * vsl_difference_new:
 * @network: an autoencoder of pictures
 * @raw: a scan as it is stored
 * @answer: (array length=width): what the network gave for it
 *
 * Returns: (transfer full) (nullable): %NULL when the network's input is no picture of @width numbers, or the preparation fails
 */
VslDifference *
vsl_difference_new (const VslNetwork *network, const VslImage *raw, const VslReal *answer, int width, GError **error)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  const VslNode *input = inputs->len == 1 ? inputs->pdata[0] : NULL;
  const VslProp *p = input ? vsl_kind_prop (&input->cls->head, "shape") : NULL;
  const VslInts *shape = p ? (gconstpointer) ((const guint8 *) input->config + p->offset) : NULL;
  if (!shape || shape->n != 3 || (shape->v[2] != 1 && shape->v[2] != 3) || shape->v[0] * shape->v[1] * shape->v[2] != width) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("The network's answer is no picture of the size that it reads."));
    return NULL;
  }
  VslDifference *d = g_new0 (VslDifference, 1);
  if (!alloc (d, shape, error) || !vsl_prepare_image (input, raw, d->input.data, error)) {
    vsl_difference_free (d);
    return NULL;
  }
  memcpy (d->answer.data, answer, (gsize) width * sizeof *answer);
  fill_difference (d);
  return d;
}

typedef struct {
  VslProject *project;
  VslNetwork *network;           /* NULL: the run is not there any more */
  gint64 id;
  VslReal *answer;
  int width;
} Request;

static void
request_free (Request *request)
{
  vsl_project_unref (request->project);
  g_clear_pointer (&request->network, vsl_network_free);
  g_free (request->answer);
  g_free (request);
}

static void
difference_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  VslImage raw = { 0 };
  VslDifference *d = NULL;
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!request->network)
    g_set_error (&error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("The run is not there any more."));
  else if (vsl_project_image (request->project, request->id, &raw, &error))
    d = vsl_difference_new (request->network, &raw, request->answer, request->width, &error);
  vsl_image_clear (&raw);
  if (d)
    g_task_return_pointer (task, d, (GDestroyNotify) vsl_difference_free);
  else
    g_task_return_error (task, error);
}

/**
 * vsl_document_difference_async:
 * @run: whose network it was
 * @id: of the scan
 * @answer: (array length=width): copied
 */
void
vsl_document_difference_async (VslDocument *self, int run, gint64 id, const VslReal *answer, int width, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);
  request->project = vsl_project_ref (self->project);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->runs)) && !request->network; i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->runs), i);
    if (vsl_run_item_run (item)->run == run && vsl_run_item_run (item)->network)
      request->network = vsl_network_copy (vsl_run_item_run (item)->network);
  }
  request->id = id;
  request->answer = g_memdup2 (answer, (gsize) width * sizeof *answer);
  request->width = width;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, difference_thread);
}

/**
 * vsl_document_difference_finish:
 *
 * Returns: (transfer full) (nullable):
 */
VslDifference *
vsl_document_difference_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
