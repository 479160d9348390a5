/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session: one run in a thread of its own, told in order and without loss, paused, stopped and taken up again. */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "app-util.h"
#include "app/vsl-mailbox.h"
#include "app/vsl-results.h"
#include "app/vsl-session-pace.h"
#include "app/vsl-session.h"

/* ---- the mailbox alone ---- */

typedef struct {
  guint64 batches;
  guint epochs, drains;
  double max;
  gboolean finished;
} Received;

static void
receive (gpointer owner, GPtrArray *log, const VslLive *live)
{
  Received *r = owner;
  r->drains++;
  for (guint i = 0; i < log->len; i++) {
    const VslLog *entry = g_ptr_array_index (log, i);
    if (entry->kind == VSL_LOG_EPOCH)
      g_assert_cmpuint (entry->epoch.epoch, ==, ++r->epochs);     /* in order, none missing */
    if (entry->kind == VSL_LOG_FINISHED)
      r->finished = TRUE;
  }
  if (!live)
    return;
  r->batches += live->count;
  r->max = MAX (r->max, live->max);
  g_assert_cmpfloat (live->min, <=, live->mean);
  g_assert_cmpfloat (live->mean, <=, live->max);
}

#define POSTS 200000
#define EPOCHS 500

static void *
post (void *data)
{
  VslMailbox *mailbox = data;
  for (guint i = 1; i <= POSTS; i++) {
    VslBatchEvent event = { .epoch = 1, .epochs = 1, .batch = i, .batches = POSTS, .loss = i == POSTS / 3 ? 1000 : 1 + i % 7 };
    vsl_mailbox_live (mailbox, &event);
    if (i % (POSTS / EPOCHS) == 0)
      vsl_mailbox_log (mailbox, &(VslLog) { .kind = VSL_LOG_EPOCH, .epoch.epoch = i / (POSTS / EPOCHS) });
  }
  vsl_mailbox_log (mailbox, &(VslLog) { .kind = VSL_LOG_FINISHED });
  vsl_mailbox_unref (mailbox);
  return NULL;
}

static void
test_mailbox (void)
{
  Received r = { 0 };
  VslMailbox *mailbox = vsl_mailbox_new (NULL, receive, &r);
  pthread_t thread;
  gint64 start = g_get_monotonic_time ();
  g_assert_cmpint (pthread_create (&thread, NULL, post, vsl_mailbox_ref (mailbox)), ==, 0);
  test_app_wait (&r.finished);
  double seconds = (g_get_monotonic_time () - start) / 1e6;
  pthread_join (thread, NULL);
  g_assert_cmpuint (r.batches, ==, POSTS);
  g_assert_cmpuint (r.epochs, ==, EPOCHS);
  g_assert_cmpfloat (r.max, ==, 1000);
  g_assert_cmpfloat (r.drains, <=, seconds * 20 + 2);
  vsl_mailbox_close (mailbox);
  vsl_mailbox_unref (mailbox);
}

/* ---- the time left alone ---- */

/* 10 epochs of 100 batches of 8 samples at 0.1 s, 2 s of validation each. */
static void
test_pace (void)
{
  VslPace pace;
  double now = 1000, last = INFINITY;
  vsl_pace_reset (&pace);
  pace.batch_size = 8;
  VslBatchEvent at = { .epochs = 10, .batches = 100 };
  g_assert_cmpfloat (vsl_pace_left (&pace, &at, now), ==, -1);
  for (at.epoch = 1; at.epoch <= 10; at.epoch++) {
    for (at.batch = 1; at.batch <= 100; at.batch++) {
      now += 0.1;
      if (at.epoch == 3 && at.batch == 50) {
        now += 3600;            /* a pause */
        vsl_pace_break (&pace);
      }
      vsl_pace_batch (&pace, &at, now);
      double left = vsl_pace_left (&pace, &at, now), truth = (10 - at.epoch) * 12.0 + (100 - at.batch) * 0.1 + 2;
      if (at.epoch > 1) {
        g_assert_cmpfloat_with_epsilon (left, truth, 0.05 * truth + 0.1);
        g_assert_cmpfloat (left, <=, last + 1e-6);
        last = left;
      } else if (at.batch > 10) {
        g_assert_cmpfloat_with_epsilon (left, truth - 20, 0.1);      /* nothing is known of validation yet */
      }
    }
    at.batch = 100;
    g_assert_cmpfloat (vsl_pace_left (&pace, &at, now + 1), <=, vsl_pace_left (&pace, &at, now));
    now += 2;
    VslEpochEvent event = { .epoch = at.epoch, .epochs = 10, .seconds = 12, .samples_per_second = 80 };
    vsl_pace_epoch (&pace, &event, 100);
  }
  at.epoch = 10;
  at.batch = 100;
  g_assert_cmpfloat (vsl_pace_left (&pace, &at, now), ==, 0);
}

/* ---- a run ---- */

typedef struct {
  char *folder;
  VslProject *project;
  VslNetwork *network;
  VslOptions *options;
  VslSession *session;
  GString *states;              /* the names in order */
  GArray *epochs;               /* of VslEpochEvent */
  guint progress;
  guint pause_at, stop_at;      /* epochs, 0: never */
  gboolean finished, paused;
  int stopped;
  guint best;
  GError *error;
} Fixture;

static void
on_state (VslSession *session, GParamSpec *spec, Fixture *f)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (VSL_TYPE_SESSION_STATE);
  g_string_append_printf (f->states, "%s ", g_enum_get_value (class, vsl_session_state (session))->value_nick);
  f->paused |= vsl_session_state (session) == VSL_SESSION_PAUSED;
}

static void
on_epoch (VslSession *session, const VslEpochEvent *event, Fixture *f)
{
  g_array_append_val (f->epochs, *event);
  if (event->epoch == f->pause_at)
    vsl_session_pause (session);
  if (event->epoch == f->stop_at)
    vsl_session_stop (session);
}

static void
on_progress (VslSession *session, Fixture *f)
{
  f->progress++;
}

static void
on_finished (VslSession *session, int stopped, guint best, GError *error, Fixture *f)
{
  g_assert_cmpint (vsl_session_state (session), ==, VSL_SESSION_IDLE);
  f->stopped = stopped;
  f->best = best;
  f->error = error ? g_error_copy (error) : NULL;
  f->finished = TRUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  memset (f, 0, sizeof *f);
  f->folder = test_app_folder ();
  f->project = test_app_project (f->folder, 96);
  VslShape raw = vsl_shape_make (3, 12, 12, 1);
  f->network = vsl_template_make ("classic-cnn", &raw, TRUE, 2, &error);
  g_assert_no_error (error);
  f->options = vsl_options_new ();
  g_assert_true (vsl_options_set (f->options, NULL, "epochs", "4", &error));
  g_assert_true (vsl_options_set (f->options, NULL, "batch_size", "8", &error));
  f->options->threads = 2;
  f->states = g_string_new (NULL);
  f->epochs = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent));
  f->session = vsl_session_new ();
  g_signal_connect (f->session, "notify::state", G_CALLBACK (on_state), f);
  g_signal_connect (f->session, "epoch", G_CALLBACK (on_epoch), f);
  g_signal_connect (f->session, "progress", G_CALLBACK (on_progress), f);
  g_signal_connect (f->session, "finished", G_CALLBACK (on_finished), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->session);
  g_string_free (f->states, TRUE);
  g_array_unref (f->epochs);
  vsl_options_free (f->options);
  vsl_network_free (f->network);
  vsl_project_unref (f->project);
  g_clear_error (&f->error);
  test_app_remove (f->folder);
  g_free (f->folder);
}

static void
go (Fixture *f, int resume)
{
  g_autoptr (GError) error = NULL;
  f->finished = FALSE;
  g_string_truncate (f->states, 0);
  vsl_session_start (f->session, f->project, f->network, f->options, resume, &error);
  g_assert_no_error (error);
}

static void
set_epochs (Fixture *f, const char *epochs)
{
  g_assert_true (vsl_options_set (f->options, NULL, "epochs", epochs, NULL));
}

/* The weights of a run's last checkpoint. */
static GBytes *
weights (Fixture *f, int run)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GBytes) state = vsl_project_checkpoint (f->project, run, FALSE, &note, &error);
  g_assert_no_error (error);
  g_autoptr (VslParams) params = vsl_params_new (f->network, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_checkpoint_params (state, params, &error));
  return vsl_params_to_bytes (params);
}

static void
test_complete (Fixture *f, gconstpointer data)
{
  go (f, 0);
  g_assert_cmpint (vsl_session_state (f->session), ==, VSL_SESSION_PREPARING);      /* at once */
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_session_start (f->session, f->project, f->network, f->options, 0, &error));
  g_assert_nonnull (error);
  test_app_wait (&f->finished);
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->states->str, ==, "preparing training idle ");
  g_assert_cmpint (f->stopped, ==, VSL_STOPPED_COMPLETED);
  g_assert_cmpuint (f->epochs->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (g_array_index (f->epochs, VslEpochEvent, i).epoch, ==, i + 1);
  g_assert_cmpuint (f->progress, >, 0);
  g_assert_cmpuint (vsl_session_live (f->session)->len, >, 0);
  g_assert_cmpfloat (vsl_session_batch (f->session)->batch, ==, vsl_session_batch (f->session)->batches);
  /* The record says the same, and results are there at once. */
  g_autoptr (VslRun) run = vsl_project_run (f->project, vsl_session_run_number (f->session), NULL);
  g_assert_cmpint (run->state, ==, VSL_RUN_FINISHED);
  g_assert_cmpuint (run->history->len, ==, 4);
  g_assert_cmpuint (run->best_epoch, ==, f->best);
  g_assert_nonnull (strstr (run->environment, "\"kernels\""));
  g_autoptr (VslPredictions) predictions = vsl_project_predictions (f->project, run->run, VSL_SPLIT_TEST, NULL);
  g_assert_nonnull (predictions);
  VslResults *results = vsl_results_make (f->project, 0, VSL_SPLIT_NONE, FALSE, NULL, NULL, &error);
  g_assert_nonnull (results);
  g_assert_cmpint (results->split, ==, VSL_SPLIT_TEST);
  g_assert_cmpuint (results->evaluation->n, ==, 24);
  g_assert_cmpfloat (results->evaluation->accuracy.value, >, 0.8);
  vsl_results_free (results);
}

/* As many epochs as no machine trains before the main loop, which may be kept from a processor for seconds, asks it to stop. */
#define ENDLESS "20000"

static void
test_pause (Fixture *f, gconstpointer data)
{
  set_epochs (f, ENDLESS);
  f->pause_at = 2;
  go (f, 0);
  test_app_wait (&f->paused);
  guint epochs = f->epochs->len;
  test_app_spin (150);
  g_assert_cmpuint (f->epochs->len, ==, epochs);                /* it stands still */
  g_assert_cmpint (vsl_session_state (f->session), ==, VSL_SESSION_PAUSED);
  f->pause_at = 0;
  f->stop_at = epochs + 2;
  vsl_session_resume (f->session);
  g_assert_cmpint (vsl_session_state (f->session), ==, VSL_SESSION_TRAINING);
  test_app_wait (&f->finished);
  g_assert_cmpstr (f->states->str, ==, "preparing training pausing paused training stopping idle ");
  g_assert_cmpint (f->stopped, ==, VSL_STOPPED_USER);
}

/* Paused, then stopped: it does not hang. */
static void
test_stop_paused (Fixture *f, gconstpointer data)
{
  set_epochs (f, ENDLESS);
  f->pause_at = 1;
  go (f, 0);
  test_app_wait (&f->paused);
  vsl_session_stop (f->session);
  g_assert_cmpint (vsl_session_state (f->session), ==, VSL_SESSION_STOPPING);
  test_app_wait (&f->finished);
  g_assert_cmpint (f->stopped, ==, VSL_STOPPED_USER);
  g_autoptr (VslRun) run = vsl_project_run (f->project, vsl_session_run_number (f->session), NULL);
  g_assert_cmpint (run->state, ==, VSL_RUN_FINISHED);
  g_assert_cmpint (run->stopped, ==, VSL_STOPPED_USER);
}

/* Stopped in the middle and resumed: the same bits as never stopped. Many epochs: the stop must come in time on any machine. */
#define RUN_EPOCHS 400
static void
test_resume (Fixture *f, gconstpointer data)
{
  set_epochs (f, G_STRINGIFY (RUN_EPOCHS));
  go (f, 0);
  test_app_wait (&f->finished);
  int whole = vsl_session_run_number (f->session);
  g_autoptr (GArray) expected = g_array_ref (f->epochs);
  g_array_unref (f->epochs);
  f->epochs = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent));
  f->stop_at = 2;
  go (f, 0);
  test_app_wait (&f->finished);
  int run = vsl_session_run_number (f->session);
  g_assert_cmpint (f->stopped, ==, VSL_STOPPED_USER);
  f->stop_at = 0;
  f->options->threads = 1;
  guint before = f->epochs->len;
  go (f, run);
  test_app_wait (&f->finished);
  g_assert_no_error (f->error);
  /* Gone on with, not done over: that would give the same numbers too. */
  g_assert_cmpuint (g_array_index (f->epochs, VslEpochEvent, before).epoch, ==, before + 1);
  g_assert_cmpuint (f->epochs->len, ==, RUN_EPOCHS);
  g_assert_cmpint (vsl_session_run_number (f->session), ==, run);
  g_assert_cmpint (f->stopped, ==, VSL_STOPPED_COMPLETED);
  g_autoptr (VslRun) record = vsl_project_run (f->project, run, NULL);
  g_assert_cmpuint (record->history->len, ==, RUN_EPOCHS);
  for (guint i = 0; i < RUN_EPOCHS; i++) {
    const VslEpochEvent *a = &g_array_index (expected, VslEpochEvent, i), *b = &g_array_index (record->history, VslEpochEvent, i);
    g_assert_cmpfloat (a->loss, ==, b->loss);
    g_assert_cmpfloat (a->val_loss, ==, b->val_loss);
  }
  g_autoptr (GBytes) x = weights (f, whole);
  g_autoptr (GBytes) y = weights (f, run);
  g_assert_true (g_bytes_equal (x, y));
  /* A complete run is not resumed. */
  go (f, run);
  test_app_wait (&f->finished);
  g_assert_nonnull (f->error);
  g_assert_cmpint (f->stopped, ==, VSL_STOPPED_ERROR);
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_network_remove (f->network, "flat"));
  g_assert_true (vsl_network_connect (f->network, "pool", "answer", NULL));
  g_assert_false (vsl_session_start (f->session, f->project, f->network, f->options, 0, &error));
  g_assert_nonnull (strstr (error->message, "answer"));
  g_assert_cmpint (vsl_session_state (f->session), ==, VSL_SESSION_IDLE);
  go (f, 99);                   /* no such run: told when it is looked for */
  test_app_wait (&f->finished);
  g_assert_nonnull (f->error);
}

/* The session goes while its thread is at work: the thread ends by itself and leaves a run that can be resumed. */
static void
test_dropped (Fixture *f, gconstpointer data)
{
  set_epochs (f, ENDLESS);
  go (f, 0);
  while (f->epochs->len < 2)
    g_main_context_iteration (NULL, TRUE);
  int run = vsl_session_run_number (f->session);
  g_clear_object (&f->session);
  for (int i = 0; i < 100; i++) {
    g_autoptr (VslRun) record = vsl_project_run (f->project, run, NULL);
    if (record->state == VSL_RUN_FINISHED) {
      g_assert_cmpint (record->stopped, ==, VSL_STOPPED_USER);
      test_app_spin (100);      /* the thread's last lines */
      return;
    }
    test_app_spin (50);
  }
  g_assert_not_reached ();
}

#define ADD(name, func) g_test_add ("/session/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/mailbox", test_mailbox);
  g_test_add_func ("/session/pace", test_pace);
  ADD ("complete", test_complete);
  ADD ("pause", test_pause);
  ADD ("stop-paused", test_stop_paused);
  ADD ("resume", test_resume);
  ADD ("refusals", test_refusals);
  ADD ("dropped", test_dropped);
  return g_test_run ();
}
