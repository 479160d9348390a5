/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-check.h"
#include "app/vsl-worker.h"
#include "core/vsl-error.h"
#include "core/vsl-json.h"
#include "data/vsl-note-words.h"
#include "evaluate/vsl-evaluate.h"
#include "project/vsl-project-split.h"

VslWorker *
vsl_worker_new (VslProject *project, const VslNetwork *network, const VslOptions *options, int resume, VslMailbox *mailbox)
{
  VslWorker *w = g_new0 (VslWorker, 1);
  w->refs = 1;
  w->project = project ? vsl_project_ref (project) : NULL;
  w->network = network ? vsl_network_copy (network) : NULL;
  w->options = options ? vsl_options_copy (options) : NULL;
  w->resume = resume;
  w->control = vsl_control_new ();
  w->mailbox = vsl_mailbox_ref (mailbox);
  return w;
}

void
vsl_worker_set_dataset (VslWorker *w, VslDataset *dataset)
{
  w->dataset = vsl_dataset_ref (dataset);
}

VslWorker *
vsl_worker_ref (VslWorker *w)
{
  __atomic_add_fetch (&w->refs, 1, __ATOMIC_RELAXED);
  return w;
}

void
vsl_worker_unref (VslWorker *w)
{
  if (__atomic_sub_fetch (&w->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  g_clear_pointer (&w->project, vsl_project_unref);
  g_clear_pointer (&w->dataset, vsl_dataset_unref);
  g_clear_pointer (&w->network, vsl_network_free);
  g_clear_pointer (&w->options, vsl_options_free);
  vsl_control_unref (w->control);
  vsl_mailbox_unref (w->mailbox);
  g_clear_error (&w->broken);
  g_clear_pointer (&w->leaks, vsl_leaks_free);
  g_free (w);
}

/* ---- the trainer's sink: record first, then tell ---- */

static void
on_batch (gpointer data, const VslBatchEvent *event)
{
  vsl_mailbox_live (((VslWorker *) data)->mailbox, event);
}

static void
on_epoch (gpointer data, const VslEpochEvent *event)
{
  VslWorker *w = data;
  if (w->project && !w->broken && !vsl_project_run_epoch (w->project, w->run, event, &w->broken))
    vsl_control_set (w->control, VSL_CONTROL_STOP);
  vsl_mailbox_log (w->mailbox, &(VslLog) { .kind = VSL_LOG_EPOCH, .epoch = *event });
}

static gboolean
on_checkpoint (gpointer data, guint epoch, gboolean mid, gboolean best, GBytes *state, GError **error)
{
  VslWorker *w = data;
  return vsl_project_run_checkpoint (w->project, w->run, epoch, mid, best, state, error);
}

static void
on_state (gpointer data, VslControlWord word)
{
  vsl_mailbox_log (((VslWorker *) data)->mailbox, &(VslLog) { .kind = VSL_LOG_STATE, .word = word });
}

static const VslTrainSink sink = { on_batch, on_epoch, on_checkpoint, on_state };
static const VslTrainSink rehearsal = { on_batch, on_epoch, NULL, on_state };

static gboolean
on_prepare (gpointer data, double fraction)
{
  VslWorker *w = data;
  vsl_mailbox_fraction (w->mailbox, fraction);
  return vsl_control_get (w->control) != VSL_CONTROL_STOP;
}

static void
note (VslWorker *w, char *text)
{
  vsl_mailbox_log (w->mailbox, &(VslLog) { .kind = VSL_LOG_NOTE, .text = text });
}

/* ---- resuming ---- */

static const char *
member (JsonNode *root, const char *name)
{
  JsonNode *node = root && JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), name) : NULL;
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
}

/* The bits depend on these; the number of threads is not among them. */
static gboolean
same_environment (const char *a, const char *b)
{
  static const char *const keys[] = { "kernels", "blas_core", "version", "processor" };
  g_autoptr (JsonNode) x = a ? vsl_json_parse (a, -1, NULL) : NULL;
  g_autoptr (JsonNode) y = b ? vsl_json_parse (b, -1, NULL) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (member (x, keys[i]), member (y, keys[i])) != 0)
      return FALSE;
  return TRUE;
}

/* Takes network and options of the run to go on with, and its last checkpoint; none when it was killed in its first
 * epoch: it begins anew then, which gives the same bits. The number of threads is that of now. */
static gboolean
load_resume (VslWorker *w, GBytes **state, guint *epochs_done, GError **error)
{
  int threads = w->options ? w->options->threads : -1;
  g_autoptr (VslRun) run = vsl_project_run (w->project, w->resume, error);
  if (!run)
    return FALSE;
  if (run->state == VSL_RUN_FINISHED && run->stopped != VSL_STOPPED_USER) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("Run %d is complete; there is nothing to resume. Start a new run."), run->run);
    return FALSE;
  }
  g_clear_pointer (&w->network, vsl_network_free);
  g_clear_pointer (&w->options, vsl_options_free);
  w->network = g_steal_pointer (&run->network);
  w->options = g_steal_pointer (&run->options);
  if (threads >= 0)
    w->options->threads = threads;
  *epochs_done = run->epochs_done;
  g_autofree char *said = NULL;
  g_autoptr (GError) own = NULL;
  *state = vsl_project_checkpoint (w->project, w->resume, FALSE, &said, &own);
  if (!*state && (run->epochs_done || !g_error_matches (own, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND))) {
    g_propagate_error (error, g_steal_pointer (&own));
    return FALSE;
  }
  if (said)
    note (w, g_steal_pointer (&said));
  g_autofree char *here = vsl_environment_json (w->options->threads);
  if (!same_environment (run->environment, here))
    note (w, g_strdup (_("This run was started on another processor or with another version. It goes on, but its numbers may differ in the "
                         "last digits from those of an uninterrupted run.")));
  gboolean changed;
  if (vsl_project_data_changed (w->project, run, &changed, NULL) && changed)
    note (w, g_strdup (_("Samples, classes or splits were changed after this run was started. It goes on with the data as they are now.")));
  return TRUE;
}

/* ---- the thread ---- */

typedef struct {
  VslDataset *dataset;
  VslTrainer *trainer;
  GBytes *state;
  guint epochs_done;
} Work;

static void
tell_of_unread_notes (VslWorker *w, const VslDataset *dataset)
{
  guint n = vsl_dataset_n (dataset), unread = vsl_network_text_rules (w->network) ? vsl_dataset_unread_notes (dataset) : 0;
  if (unread)
    note (w, g_strdup_printf (ngettext ("%u of %u notes has no word that the network knows: to the network it is empty.",
                                        "%u of %u notes have no word that the network knows: to the network they are empty.", unread), unread, n));
}

/* A run that was begun with leaks goes on with them; it has them on its record. */
static gboolean
check_leaks (VslWorker *w, GError **error)
{
  g_autoptr (VslRunLeaks) before = w->resume ? vsl_project_run_leaks (w->project, w->resume, NULL) : NULL;
  if (!w->project)
    return TRUE;
  w->leaks = vsl_check_leaks (w->project, on_prepare, w, error);
  if (!w->leaks)
    return FALSE;
  g_autofree char *text = vsl_leaks_any (w->leaks) ? vsl_leaks_text (w->leaks) : NULL;
  gboolean stop = vsl_leaks_stop (w->leaks);
  if (stop && !w->allow_leaks && !(before && before->allowed)) {
    g_autoptr (GString) remedies = g_string_new (NULL);
    if (w->leaks->patients)
      g_string_append (remedies, "“vsl check --mend patient_on_both_sides”, ");
    if (w->leaks->copies)
      g_string_append (remedies, "“vsl check --mend duplicates_across_splits”, ");
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_LEAK,
                 _("Training is stopped, since the split leaks. %s Mend it (%s“vsl split”), or go on anyway (“--allow-leaks”), which the run and every report of it will say."), text,
                 remedies->str);
    return FALSE;
  }
  if (text)
    note (w, g_strdup_printf (stop ? _("Training goes on although the split leaks, and the run records it. %s")
                                   : _("The split leaks, and the run records it. %s"), text));
  return TRUE;
}

static gboolean
prepare (VslWorker *w, Work *work, GError **error)
{
  if (w->resume && !load_resume (w, &work->state, &work->epochs_done, error))
    return FALSE;
  if (!check_leaks (w, error))
    return FALSE;
  guint n;
  work->dataset = w->dataset ? vsl_dataset_ref (w->dataset) : vsl_project_dataset (w->project, error);
  if (!work->dataset)
    return FALSE;
  vsl_dataset_split (work->dataset, VSL_SPLIT_TRAIN, &n);
  if (n == 0) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_DATA,
                 _("There are no samples to learn from: the split “train” is empty. Import scans, or split them anew."));
    return FALSE;
  }
  if (!w->dataset && !vsl_dataset_adapt (work->dataset, w->network, on_prepare, w, error))
    return FALSE;
  if (!vsl_dataset_prepare (work->dataset, w->network, on_prepare, w, error))
    return FALSE;
  tell_of_unread_notes (w, work->dataset);
  work->trainer = vsl_trainer_new (w->network, w->options, work->dataset, error);
  return work->trainer && (!work->state || vsl_trainer_restore (work->trainer, work->state, error));
}

static gboolean
begin (VslWorker *w, guint epochs_done, GError **error)
{
  if (!w->project) {
    w->run = 0;
  } else if (w->resume) {
    if (!vsl_project_run_resume (w->project, w->resume, error))
      return FALSE;
    w->run = w->resume;
  } else {
    g_autofree char *environment = vsl_environment_json (w->options->threads);
    w->run = vsl_project_run_begin (w->project, w->network, w->options, environment, error);
    if (!w->run)
      return FALSE;
  }
  if (w->leaks && vsl_leaks_any (w->leaks)
      && !vsl_project_set_run_leaks (w->project, w->run, w->leaks, vsl_leaks_stop (w->leaks), error))
    return FALSE;
  vsl_mailbox_log (w->mailbox, &(VslLog) { .kind = VSL_LOG_RUN, .run = w->run, .epochs = w->options->config->epochs, .epochs_done = epochs_done });
  return TRUE;
}

/* Predictions of the best epoch, so that results are there at once. Not when somebody is waiting for the stop; failing
 * here is no failure of the run, evaluating makes them anew. */
static void
predict (VslWorker *w, VslDataset *dataset)
{
  g_autoptr (VslNetwork) network = NULL;
  g_autoptr (VslParams) params = NULL;
  if (vsl_control_get (w->control) == VSL_CONTROL_STOP || !vsl_project_load_model (w->project, w->run, &network, &params, NULL))
    return;
  const VslSplit splits[] = { VSL_SPLIT_VAL, VSL_SPLIT_TEST };
  for (guint i = 0; i < G_N_ELEMENTS (splits); i++) {
    guint n;
    vsl_dataset_split (dataset, splits[i], &n);
    g_autoptr (VslPredictions) p = n ? vsl_predict (network, params, dataset, splits[i], on_prepare, w, NULL) : NULL;
    if (p)
      vsl_project_set_predictions (w->project, w->run, p, NULL);
  }
}

/* Order: batch finished and checkpoint (by the trainer), end of the run, predictions, then the last message. */
static void
train (VslWorker *w, Work *work, VslStopped *stopped, guint *best, GError **error)
{
  g_autoptr (GError) own = NULL;
  gboolean done = vsl_trainer_run (work->trainer, w->control, w->project ? &sink : &rehearsal, w, stopped, best, &own);
  if (w->broken) {
    g_clear_error (&own);
    own = g_steal_pointer (&w->broken);
  }
  if (!done || own)
    *stopped = VSL_STOPPED_ERROR;
  if (w->project)
    vsl_project_run_end (w->project, w->run, own ? VSL_RUN_FAILED : VSL_RUN_FINISHED, *stopped, own ? own->message : NULL, own ? NULL : &own);
  if (own)
    g_propagate_error (error, g_steal_pointer (&own));
  else if (w->project)
    predict (w, work->dataset);
}

gpointer
vsl_worker_thread (gpointer data)
{
  VslWorker *w = data;
  Work work = { NULL };
  GError *error = NULL;
  VslStopped stopped = VSL_STOPPED_ERROR;
  guint best = 0;
  if (prepare (w, &work, &error) && begin (w, work.epochs_done, &error))
    train (w, &work, &stopped, &best, &error);
  else if (vsl_control_get (w->control) == VSL_CONTROL_STOP && (g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED) || g_error_matches (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED))) {
    g_clear_error (&error);     /* stopped while preparing: no run was begun */
    stopped = VSL_STOPPED_USER;
  }
  g_clear_pointer (&work.trainer, vsl_trainer_free);
  g_clear_pointer (&work.dataset, vsl_dataset_unref);
  g_clear_pointer (&work.state, g_bytes_unref);
  vsl_mailbox_log (w->mailbox, &(VslLog) { .kind = VSL_LOG_FINISHED, .stopped = stopped, .best_epoch = best, .error = error });
  vsl_worker_unref (w);
  return NULL;
}
