/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-results.h"
#include "export/vsl-exporter.h"
#include "project/vsl-project-split.h"

/* Scans that an export is compared on. */
#define CHECK_SCANS 8

/**
 * vsl_results_free:
 */
void
vsl_results_free (VslResults *results)
{
  if (!results)
    return;
  g_clear_pointer (&results->predictions, vsl_predictions_free);
  g_clear_pointer (&results->evaluation, vsl_evaluation_free);
  g_clear_pointer (&results->leaks, vsl_run_leaks_free);
  g_clear_pointer (&results->division, vsl_division_free);
  g_free (results);
}

/* A run that broke off may have told of an epoch whose weights could not be saved any more. */
static gboolean
has_model (VslProject *project, const VslRun *run)
{
  if (run->best_epoch == 0)
    return FALSE;
  if (run->state != VSL_RUN_FAILED)
    return TRUE;
  g_autofree char *note = NULL;
  g_autoptr (GBytes) state = vsl_project_checkpoint (project, run->run, TRUE, &note, NULL);
  return state != NULL;
}

/**
 * vsl_results_pick_run:
 * @run: a run's number, 0: the newest with a best epoch
 *
 * Returns: its number, 0 with an error
 */
int
vsl_results_pick_run (VslProject *project, int run, GError **error)
{
  g_autoptr (GPtrArray) runs = vsl_project_runs (project, error);
  if (!runs)
    return 0;
  for (guint i = runs->len; i-- > 0;) {
    const VslRun *r = g_ptr_array_index (runs, i);
    if ((run == 0 || r->run == run) && has_model (project, r))
      return r->run;
    if (r->run == run) {
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("Run %d has not finished an epoch, so it has no model yet."), run);
      return 0;
    }
  }
  if (run)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("There is no run %d in %s."), run, vsl_project_path (project));
  else
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("%s has no trained run yet. Train one first."), vsl_project_path (project));
  return 0;
}

static guint
split_count (VslDataset *dataset, VslSplit split)
{
  guint n;
  vsl_dataset_split (dataset, split, &n);
  return n;
}

static gboolean
choose_split (VslProject *project, VslDataset *dataset, VslSplit *split, gboolean *fell_back, GError **error)
{
  *fell_back = FALSE;
  if (*split == VSL_SPLIT_NONE) {
    *split = VSL_SPLIT_TEST;
    if (split_count (dataset, *split) == 0) {
      *split = VSL_SPLIT_VAL;
      *fell_back = TRUE;
    }
  }
  if (split_count (dataset, *split) > 0)
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("%s has no samples in the split “%s”."), vsl_project_path (project),
               vsl_split_names[*split]);
  return FALSE;
}

/* Stored predictions hold as long as the split has the same samples with the same classes. */
static gboolean
still_true (const VslPredictions *p, VslDataset *dataset, VslSplit split)
{
  guint n;
  const guint32 *index = vsl_dataset_split (dataset, split, &n);
  if (p->n != n || (p->classes && p->classes != vsl_dataset_classes (dataset)))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const VslSampleInfo *info = vsl_dataset_sample (dataset, index[i]);
    if (p->id[i] != info->id || p->label[i] != info->label)
      return FALSE;
    if (p->target != vsl_dataset_target (dataset) || (p->number && info->has_target && p->number[i] != info->number)
        || (p->labels && info->has_target && p->labels[i] != info->labels))
      return FALSE;
  }
  return TRUE;
}

/**
 * vsl_results_make:
 * @split: %VSL_SPLIT_NONE: test, else validation
 * @store: keep new predictions in the project; FALSE when it is open for reading
 *
 * Returns: (transfer full) (nullable): what the best weights of the run say about the split
 */
VslResults *
vsl_results_make (VslProject *project, int run, VslSplit split, gboolean store, VslProgressFunc progress, gpointer data, GError **error)
{
  gboolean fell_back;
  run = vsl_results_pick_run (project, run, error);
  if (!run)
    return NULL;
  g_autoptr (VslDataset) dataset = vsl_project_dataset (project, error);
  if (!dataset || !choose_split (project, dataset, &split, &fell_back, error))
    return NULL;
  g_autoptr (GError) own = NULL;
  g_autoptr (VslPredictions) predictions = vsl_project_predictions (project, run, split, &own);
  if (!predictions || !still_true (predictions, dataset, split)) {
    g_clear_error (&own);       /* what was stored cannot be read: it is made again */
    g_clear_pointer (&predictions, vsl_predictions_free);
    predictions = vsl_project_predict (project, run, split, progress, data, error);
    if (!predictions || (store && !vsl_project_set_predictions (project, run, predictions, error)))
      return NULL;
  }
  g_autoptr (VslRun) record = vsl_project_run (project, run, error);
  VslProjectInfo info = { 0 };
  gboolean changed;
  if (!record || !vsl_project_data_changed (project, record, &changed, error) || !vsl_project_info (project, &info, error))
    return NULL;
  VslResults *results = g_new0 (VslResults, 1);
  results->run = run;
  results->split = split;
  results->fell_back = fell_back;
  results->data_changed = changed;
  results->patients_unknown = info.patients == 0;
  results->leaks = vsl_project_run_leaks (project, run, NULL);
  results->division = vsl_project_division (project, run, NULL);
  vsl_project_info_clear (&info);
  results->evaluation = vsl_evaluate (predictions, dataset, record->options->seed);
  results->predictions = g_steal_pointer (&predictions);
  return results;
}

/**
 * vsl_results_looks_text:
 *
 * Returns: (transfer full) (nullable): how often the test set was looked at, where these are its numbers
 */
char *
vsl_results_looks_text (const VslResults *results)
{
  if (results->split != VSL_SPLIT_TEST || results->looks == 0)
    return NULL;
  g_autofree char *here = g_strdup_printf (ngettext ("The test set was looked at %u time.", "The test set was looked at %u times.", results->looks), results->looks);
  if (results->looks_all <= results->looks)
    return g_steal_pointer (&here);
  /* Translators: %s is “The test set was looked at 1 time.” Each fold has a test set of its own. */
  return g_strdup_printf (ngettext ("%s All test sets of the project together: %u time.", "%s All test sets of the project together: %u times.", results->looks_all), here,
                          results->looks_all);
}

/**
 * vsl_results_changed_text:
 *
 * Returns: (nullable): a sentence for the person when scans, classes or splits are no longer those that the run began with
 */
const char *
vsl_results_changed_text (const VslResults *results)
{
  return results->data_changed ? _("Samples, classes or splits were changed after this run was trained: it may have seen samples of this set. "
                                   "Train again for a number to trust.")
                               : NULL;
}

/* Some samples from all over the project, the same ones each time: the parts that the network's Inputs take, one sample after the other. */
static gboolean
pick_samples (VslProject *project, const VslNetwork *network, VslImage *images, int *n, GError **error)
{
  g_autoptr (VslDataset) dataset = vsl_project_dataset (project, error);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  *n = 0;
  if (!dataset)
    return FALSE;
  guint all = vsl_dataset_n (dataset), want = MIN (CHECK_SCANS, all), parts = MIN (inputs->len, VSL_MAX_INPUTS);
  for (guint i = 0; i < want; i++, (*n)++)
    for (guint k = 0; k < parts; k++)
      if (!vsl_dataset_fetch_part (dataset, (guint) ((guint64) i * all / want), vsl_dataset_input_kind (dataset, inputs->pdata[k]), &images[(guint) *n * parts + k],
                                   error))
        return FALSE;
  return TRUE;
}

static gboolean
export_model (VslProject *project, const VslExporterClass *cls, int run, const char *path, VslImage *images, double *difference, GError **error)
{
  int n = 0;
  g_autoptr (VslNetwork) network = NULL;
  g_autoptr (VslParams) params = NULL;
  g_autoptr (VslRun) record = vsl_project_run (project, run, error);
  if (!record || !vsl_project_load_model (project, run, &network, &params, error) || !pick_samples (project, network, images, &n, error))
    return FALSE;
  VslProjectInfo info = { 0 };
  if (!vsl_project_info (project, &info, error))
    return FALSE;
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, record->options->seed);
  VslExportInput input = { .network = network, .params = params, .class_names = (const char *const *) info.class_names,
                           .positive = info.positive, .raw = info.n && info.kind == VSL_SAMPLE_SCAN ? &info.raw : NULL,
                           .raw_type = info.type, .raw_bits = info.bits, .target = info.target, .run = run, .seed_text = seed };
  gpointer config = vsl_config_new (&cls->head);
  gboolean done = vsl_export_file (cls, config, &input, images, n, path, difference, error);
  vsl_config_free (&cls->head, config);
  vsl_project_info_clear (&info);
  return done;
}

/**
 * vsl_results_export:
 * @run: 0: the newest trained one
 * @path: its ending says what is made
 * @difference: (out) (optional): the largest between the file's answers and the engine's
 */
gboolean
vsl_results_export (VslProject *project, int run, const char *path, double *difference, GError **error)
{
  const VslExporterClass *cls = vsl_exporter_for (path);
  if (!cls) {
    const VslFamily *family = vsl_family ("exporter");
    g_autoptr (GString) endings = g_string_new (NULL);
    for (guint i = 0; family->kinds[i]; i++)
      g_string_append_printf (endings, "%s%s", i ? ", " : "", ((const VslExporterClass *) family->kinds[i])->ending);
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED,
                 _("%s: the ending says what to write, and this one is not known. Known are: %s."), path, endings->str);
    return FALSE;
  }
  run = vsl_results_pick_run (project, run, error);
  if (!run)
    return FALSE;
  VslImage images[CHECK_SCANS * VSL_MAX_INPUTS] = { 0 };
  double own = NAN;
  gboolean done = export_model (project, cls, run, path, images, &own, error);
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    vsl_image_clear (&images[i]);
  if (difference)
    *difference = own;
  return done;
}

/**
 * vsl_results_ending:
 * @exporter: a kind of the family "exporter"
 *
 * Returns: (transfer none): the ending of its files
 */
const char *
vsl_results_ending (const VslKind *exporter)
{
  return ((const VslExporterClass *) exporter)->ending;
}

/**
 * vsl_results_classifies:
 *
 * Returns: FALSE for numbers and autoencoders
 */
gboolean
vsl_results_classifies (const VslOptions *options, const VslNetwork *network)
{
  const VslLossClass *loss = vsl_options_loss (options, network, NULL);
  return !loss || loss->sparse || loss->fuses_softmax || loss->fuses_sigmoid;
}
