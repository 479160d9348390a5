/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-session.h"
#include "app/vsl-session-pace.h"
#include "app/vsl-worker.h"
#include "core/vsl-error.h"

/* More live points than a curve has pixels are halved. */
#define LIVE_MAX 20000

struct _VslSession {
  GObject parent;
  VslSessionState state;
  VslWorker *worker;            /* NULL: idle */
  VslMailbox *mailbox;
  GThread *thread;
  gboolean begun;               /* the run record is there */
  int run;
  guint epochs, epochs_done;    /* of the run; done before this session */
  VslBatchEvent batch;
  double fraction;              /* of the whole run, or of preparing while that lasts */
  char *note;
  GArray *live;                 /* of VslLivePoint */
  VslPace pace;
  gboolean allow_leaks;         /* of the next start */
  VslLeaks *leaks;              /* of the last one; NULL: not looked for */
};
G_DEFINE_FINAL_TYPE (VslSession, vsl_session, G_TYPE_OBJECT)

enum { PROP_0, PROP_STATE, PROP_RUN, PROP_EPOCH, PROP_EPOCHS, PROP_BATCH, PROP_BATCHES, PROP_FRACTION, PROP_SECONDS_LEFT, PROP_SAMPLES_PER_SECOND,
  PROP_BATCH_LOSS, PROP_NOTE, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { PROGRESS, EPOCH, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

GType
vsl_session_state_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { VSL_SESSION_IDLE, "VSL_SESSION_IDLE", "idle" },
    { VSL_SESSION_PREPARING, "VSL_SESSION_PREPARING", "preparing" },
    { VSL_SESSION_TRAINING, "VSL_SESSION_TRAINING", "training" },
    { VSL_SESSION_PAUSING, "VSL_SESSION_PAUSING", "pausing" },
    { VSL_SESSION_PAUSED, "VSL_SESSION_PAUSED", "paused" },
    { VSL_SESSION_STOPPING, "VSL_SESSION_STOPPING", "stopping" },
    { 0, NULL, NULL },
  };
  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("VslSessionState", values));
  return type;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VslSession *self = VSL_SESSION (object);
  switch (id) {
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_RUN:
    g_value_set_int (value, self->run);
    break;
  case PROP_EPOCH:
    g_value_set_uint (value, self->batch.epoch);
    break;
  case PROP_EPOCHS:
    g_value_set_uint (value, self->epochs);
    break;
  case PROP_BATCH:
    g_value_set_uint (value, self->batch.batch);
    break;
  case PROP_BATCHES:
    g_value_set_uint (value, self->batch.batches);
    break;
  case PROP_FRACTION:
    g_value_set_double (value, self->fraction);
    break;
  case PROP_SECONDS_LEFT:
    g_value_set_double (value, vsl_session_seconds_left (self));
    break;
  case PROP_SAMPLES_PER_SECOND:
    g_value_set_double (value, self->batch.samples_per_second);
    break;
  case PROP_BATCH_LOSS:
    g_value_set_double (value, self->batch.loss);
    break;
  case PROP_NOTE:
    g_value_set_string (value, self->note);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

/* Asks the thread to stop and lets go of it: it works on copies and ends by itself. */
static void
dispose (GObject *object)
{
  VslSession *self = VSL_SESSION (object);
  if (self->worker)
    vsl_control_set (self->worker->control, VSL_CONTROL_STOP);
  if (self->mailbox)
    vsl_mailbox_close (self->mailbox);
  g_clear_pointer (&self->mailbox, vsl_mailbox_unref);
  g_clear_pointer (&self->worker, vsl_worker_unref);
  g_clear_pointer (&self->thread, g_thread_unref);
  G_OBJECT_CLASS (vsl_session_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  VslSession *self = VSL_SESSION (object);
  g_array_unref (self->live);
  g_clear_pointer (&self->leaks, vsl_leaks_free);
  g_free (self->note);
  G_OBJECT_CLASS (vsl_session_parent_class)->finalize (object);
}

static void
vsl_session_class_init (VslSessionClass *class)
{
  GObjectClass *object = G_OBJECT_CLASS (class);
  object->get_property = get_property;
  object->dispose = dispose;
  object->finalize = finalize;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, VSL_TYPE_SESSION_STATE, VSL_SESSION_IDLE, ro);
  props[PROP_RUN] = g_param_spec_int ("run", NULL, NULL, 0, G_MAXINT, 0, ro);
  props[PROP_EPOCH] = g_param_spec_uint ("epoch", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_EPOCHS] = g_param_spec_uint ("epochs", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_BATCH] = g_param_spec_uint ("batch", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_BATCHES] = g_param_spec_uint ("batches", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, ro);
  props[PROP_SECONDS_LEFT] = g_param_spec_double ("seconds-left", NULL, NULL, -1, G_MAXDOUBLE, -1, ro);
  props[PROP_SAMPLES_PER_SECOND] = g_param_spec_double ("samples-per-second", NULL, NULL, 0, G_MAXDOUBLE, 0, ro);
  props[PROP_BATCH_LOSS] = g_param_spec_double ("batch-loss", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, ro);
  props[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, ro);
  g_object_class_install_properties (object, N_PROPS, props);
  signals[PROGRESS] = g_signal_new ("progress", VSL_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EPOCH] = g_signal_new ("epoch", VSL_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FINISHED] = g_signal_new ("finished", VSL_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_INT,
                                    G_TYPE_UINT, G_TYPE_ERROR);
}

static void
vsl_session_init (VslSession *self)
{
  self->live = g_array_new (FALSE, FALSE, sizeof (VslLivePoint));
  vsl_pace_reset (&self->pace);
}

/**
 * vsl_session_new:
 *
 * Returns: (transfer full): an idle session
 */
VslSession *
vsl_session_new (void)
{
  return g_object_new (VSL_TYPE_SESSION, NULL);
}

/* ---- what arrives from the thread ---- */

static void
set_state (VslSession *self, VslSessionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  vsl_pace_break (&self->pace);      /* what lies between states is no work */
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_note (VslSession *self, const char *text)
{
  char *joined = self->note && text ? g_strdup_printf ("%s\n%s", self->note, text) : g_strdup (text);
  g_free (self->note);
  self->note = joined;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
}

static void
on_run (VslSession *self, const VslLog *log)
{
  self->begun = TRUE;
  self->run = log->run;
  self->epochs = log->epochs;
  self->epochs_done = log->epochs_done;
  self->fraction = log->epochs ? CLAMP (log->epochs_done / (double) log->epochs, 0, 1) : 0;
  /* The thread has taken its options, of a run that is gone on with too, before it told of the run. */
  vsl_pace_reset (&self->pace);
  self->pace.batch_size = (guint) self->worker->options->config->batch_size;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUN]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EPOCHS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
  if (self->state == VSL_SESSION_PREPARING)
    set_state (self, VSL_SESSION_TRAINING);
}

/* A word that was overtaken by a newer one from here no longer counts. */
static void
on_word (VslSession *self, VslControlWord word)
{
  if (word != vsl_control_get (self->worker->control))
    return;
  if (word == VSL_CONTROL_PAUSE && self->state == VSL_SESSION_PAUSING)
    set_state (self, VSL_SESSION_PAUSED);
  else if (word == VSL_CONTROL_RUN && self->state == VSL_SESSION_PAUSED)
    set_state (self, VSL_SESSION_TRAINING);
}

/* The thread has posted its last word and returns; joining is immediate. */
static void
on_finished (VslSession *self, const VslLog *log)
{
  g_thread_join (g_steal_pointer (&self->thread));
  vsl_mailbox_close (self->mailbox);
  g_clear_pointer (&self->mailbox, vsl_mailbox_unref);
  g_clear_pointer (&self->leaks, vsl_leaks_free);
  self->leaks = g_steal_pointer (&self->worker->leaks);
  g_clear_pointer (&self->worker, vsl_worker_unref);
  set_state (self, VSL_SESSION_IDLE);
  g_signal_emit (self, signals[FINISHED], 0, (int) log->stopped, log->best_epoch, log->error);
}

static void
halve (GArray *live)
{
  guint n = live->len / 2;
  for (guint i = 0; i < n; i++) {
    const VslLivePoint *a = &g_array_index (live, VslLivePoint, 2 * i), *b = a + 1;
    g_array_index (live, VslLivePoint, i) = (VslLivePoint) { b->epoch, (a->mean + b->mean) / 2, MIN (a->min, b->min), MAX (a->max, b->max) };
  }
  g_array_set_size (live, n);
}

static void
on_live (VslSession *self, const VslLive *live)
{
  const VslBatchEvent *e = &live->event;
  self->batch = *e;
  double epoch = (e->epoch ? e->epoch - 1 : 0) + (e->batches ? e->batch / (double) e->batches : 0);
  double fraction = e->epochs ? CLAMP (epoch / e->epochs, 0, 1) : 0;
  vsl_pace_batch (&self->pace, e, g_get_monotonic_time () * 1e-6);
  self->fraction = fraction;
  VslLivePoint point = { epoch, live->mean, live->min, live->max };
  g_array_append_val (self->live, point);
  if (self->live->len > LIVE_MAX)
    halve (self->live);
  for (int i = PROP_EPOCH; i <= PROP_BATCH_LOSS; i++)
    if (i != PROP_EPOCHS)
      g_object_notify_by_pspec (G_OBJECT (self), props[i]);
}

static void
on_mail (gpointer owner, GPtrArray *log, const VslLive *live)
{
  g_autoptr (VslSession) self = g_object_ref (owner);
  const VslLog *finished = NULL;
  double fraction = vsl_mailbox_take_fraction (self->mailbox);
  if (fraction >= 0 && self->state == VSL_SESSION_PREPARING) {
    self->fraction = CLAMP (fraction, 0, 1);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
  }
  for (guint i = 0; i < log->len && self->worker; i++) {
    const VslLog *entry = g_ptr_array_index (log, i);
    switch (entry->kind) {
    case VSL_LOG_NOTE:
      set_note (self, entry->text);
      break;
    case VSL_LOG_PREPARING:
      break;
    case VSL_LOG_RUN:
      on_run (self, entry);
      break;
    case VSL_LOG_STATE:
      on_word (self, entry->word);
      break;
    case VSL_LOG_EPOCH:
      vsl_pace_epoch (&self->pace, &entry->epoch, live ? live->event.batches : self->batch.batches);
      g_signal_emit (self, signals[EPOCH], 0, &entry->epoch);
      break;
    case VSL_LOG_FINISHED:
      finished = entry;
      break;
    }
  }
  if (live && self->worker)
    on_live (self, live);
  if ((live || fraction >= 0) && self->worker)
    g_signal_emit (self, signals[PROGRESS], 0);
  if (finished && self->worker)
    on_finished (self, finished);
}

/* ---- control ---- */

static gboolean
start (VslSession *self, VslProject *project, VslDataset *dataset, const VslNetwork *network, const VslOptions *options, int resume, GError **error)
{
  if (self->worker) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_LOCKED, _("A run is being trained already. Stop it first, or wait until it is done."));
    return FALSE;
  }
  if (!resume) {
    g_return_val_if_fail (network && options, FALSE);
    g_autoptr (VslReport) report = vsl_network_check (network, (int) CLAMP (options->config->batch_size, 1, G_MAXINT));
    if (!vsl_report_ok (report)) {
      vsl_report_to_error (network, report, error);
      return FALSE;
    }
    if (!vsl_options_loss (options, network, error))
      return FALSE;
  }
  g_array_set_size (self->live, 0);
  g_clear_pointer (&self->note, g_free);
  self->begun = FALSE;
  self->run = resume;
  self->epochs = resume ? 0 : options->config->epochs;
  self->batch = (VslBatchEvent) { 0 };
  self->fraction = 0;
  vsl_pace_reset (&self->pace);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  self->mailbox = vsl_mailbox_new (context, on_mail, self);
  self->worker = vsl_worker_new (project, resume ? NULL : network, options, resume, self->mailbox);
  if (dataset)
    vsl_worker_set_dataset (self->worker, dataset);
  self->worker->allow_leaks = self->allow_leaks;
  self->allow_leaks = FALSE;
  self->thread = g_thread_new ("vesalius-train", vsl_worker_thread, vsl_worker_ref (self->worker));
  for (int i = PROP_RUN; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  set_state (self, VSL_SESSION_PREPARING);
  return TRUE;
}

/**
 * vsl_session_allow_leaks:
 * @allow: whether the next start goes on although the split leaks; the run records it. It holds for one start.
 */
void
vsl_session_allow_leaks (VslSession *self, gboolean allow)
{
  self->allow_leaks = allow;
}

/**
 * vsl_session_leaks:
 *
 * Returns: (transfer none) (nullable): what the split leaked when the last run ended or was stopped before it began
 */
const VslLeaks *
vsl_session_leaks (VslSession *self)
{
  return self->leaks;
}

/**
 * vsl_session_start:
 * @network: (nullable): copied
 * @options: (nullable): copied
 * @resume: number of a run to go on with; 0: a new one
 */
gboolean
vsl_session_start (VslSession *self, VslProject *project, const VslNetwork *network, const VslOptions *options, int resume, GError **error)
{
  return start (self, project, NULL, network, options, resume, error);
}

/**
 * vsl_session_rehearse:
 * @dataset: prepared for @network; a reference is taken
 *
 * A run like any other, of which nothing is kept.
 */
gboolean
vsl_session_rehearse (VslSession *self, VslDataset *dataset, const VslNetwork *network, const VslOptions *options, GError **error)
{
  return start (self, NULL, dataset, network, options, 0, error);
}

/**
 * vsl_session_pause:
 */
void
vsl_session_pause (VslSession *self)
{
  if (self->state != VSL_SESSION_PREPARING && self->state != VSL_SESSION_TRAINING)
    return;
  vsl_control_set (self->worker->control, VSL_CONTROL_PAUSE);
  set_state (self, VSL_SESSION_PAUSING);
}

/**
 * vsl_session_resume:
 */
void
vsl_session_resume (VslSession *self)
{
  if (self->state != VSL_SESSION_PAUSING && self->state != VSL_SESSION_PAUSED)
    return;
  vsl_control_set (self->worker->control, VSL_CONTROL_RUN);
  set_state (self, self->begun ? VSL_SESSION_TRAINING : VSL_SESSION_PREPARING);
}

/**
 * vsl_session_stop:
 */
void
vsl_session_stop (VslSession *self)
{
  if (self->state == VSL_SESSION_IDLE || self->state == VSL_SESSION_STOPPING)
    return;
  vsl_control_set (self->worker->control, VSL_CONTROL_STOP);
  set_state (self, VSL_SESSION_STOPPING);
}

/* ---- reading ---- */

/**
 * vsl_session_state:
 */
VslSessionState
vsl_session_state (VslSession *self)
{
  return self->state;
}

/**
 * vsl_session_run_number:
 *
 * Returns: of the run under way or the last one; 0: none yet
 */
int
vsl_session_run_number (VslSession *self)
{
  return self->run;
}

/**
 * vsl_session_batch:
 *
 * Returns: (transfer none): the newest numbers
 */
const VslBatchEvent *
vsl_session_batch (VslSession *self)
{
  return &self->batch;
}

/**
 * vsl_session_seconds_left:
 *
 * Returns: by the pace of the last batches, validation included, waiting left out; -1: unknown, or nothing moves
 */
double
vsl_session_seconds_left (VslSession *self)
{
  return self->state == VSL_SESSION_TRAINING ? vsl_pace_left (&self->pace, &self->batch, g_get_monotonic_time () * 1e-6) : -1;
}

/**
 * vsl_session_live:
 *
 * Returns: (transfer none) (element-type VslLivePoint)
 */
GArray *
vsl_session_live (VslSession *self)
{
  return self->live;
}
