/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training and predicting with a network. Training is a session like that of `vsl train`: the same thread, loader, loop and plan. */
#include <math.h>
#include <string.h>

#include "app/vsl-benchmark.h"
#include "app/vsl-session.h"
#include "core/vsl-error.h"
#include "core/vsl-order.h"
#include "core/vsl-random.h"
#include "kernels/vsl-parallel.h"

#define PROFILE_SECONDS 0.3
#define MIB (1.0 / (1 << 20))

/* ---- made-up data ---- */

/* Numbers from 0 to 1; or words, the first of the vocabulary more often than the last, as in texts. */
static VslDataset *
make_data (const VslBenchmarkCase *c, const VslShape *shape, guint n, GError **error)
{
  gsize count = (gsize) vsl_shape_count (shape);
  g_autofree VslReal *x = g_new (VslReal, count * n);
  g_autofree int *labels = g_new (int, n);
  guint64 key = vsl_random_key (0, VSL_RANDOM_SAMPLE, 0, 0), answers = vsl_random_key (0, VSL_RANDOM_SAMPLE, 1, 0);
  for (gsize i = 0; i < count * n; i++) {
    double u = vsl_random_uniform (key, i);
    x[i] = (VslReal) (c->cell ? MIN (floor (exp (u * 9.9) - 1), VSL_BENCHMARK_VOCABULARY - 1) : u);
  }
  for (guint i = 0; i < n; i++)
    labels[i] = (int) floor (vsl_random_uniform (answers, i) * MAX (c->classes, 1));
  VslDataset *dataset = vsl_dataset_from_arrays (shape, n, x, c->classes ? labels : NULL, c->classes, NULL);
  if (!dataset)
    g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, "Not enough memory for the made-up samples.");
  return dataset;
}

static VslNetwork *
make_network (const VslBenchmarkCase *c, VslShape *input, double *estimate, GError **error)
{
  g_autoptr (VslNetwork) network = c->network (c, error);
  g_autoptr (VslReport) report = network ? vsl_network_check (network, c->batch) : NULL;
  if (!network)
    return NULL;
  if (!vsl_report_ok (report)) {
    vsl_report_to_error (network, report, error);
    return NULL;
  }
  *input = report->node[report->order[0]].out;
  *estimate = (double) report->train_bytes * MIB;
  return g_steal_pointer (&network);
}

/* ---- training: rounds by what the session tells of its batches ---- */

typedef struct {
  const VslBenchmarkRun *run;
  VslSession *session;
  GMainLoop *loop;
  VslRounds *rounds;
  double started, first, warm_until;
  double batches;                /* done when the round under way began */
  gboolean measuring;
  GArray *said;                  /* of double: samples a second, once a round */
  GError *error;
} Training;

static void
on_progress (VslSession *session, gpointer data)
{
  Training *t = data;
  const VslBatchEvent *e = vsl_session_batch (session);
  double now = vsl_benchmark_now (), done = e->epoch ? (e->epoch - 1.0) * e->batches + e->batch : 0;
  if (done <= 0 || vsl_session_state (session) != VSL_SESSION_TRAINING)
    return;
  if (t->first == 0) {
    t->first = now - t->started;
    t->warm_until = now + vsl_rounds_warm (t->rounds);
  }
  if (t->measuring) {
    if (done <= t->batches || !vsl_rounds_long_enough (t->rounds))
      return;
    double speed = e->samples_per_second;
    g_array_append_val (t->said, speed);
    if (vsl_rounds_end (t->rounds, done - t->batches)) {
      vsl_session_stop (session);
      return;
    }
  } else if (now < t->warm_until) {
    return;
  }
  t->measuring = TRUE;
  t->batches = done;
  vsl_rounds_begin (t->rounds);
}

static void
on_finished (VslSession *session, int stopped, guint best_epoch, GError *error, Training *t)
{
  t->error = error ? g_error_copy (error) : NULL;
  g_main_loop_quit (t->loop);
}

static VslOptions *
make_options (const VslBenchmarkRun *run, VslNetwork *network, GError **error)
{
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autofree char *batch = g_strdup_printf ("%d", run->spec->batch);
  options->threads = run->threads;
  options->config->epochs = G_MAXINT / 2;
  if (!vsl_options_set (options, network, "batch_size", batch, error)
      || (run->spec->optimizer && !vsl_options_set (options, network, "optimizer", run->spec->optimizer, error)))
    return NULL;
  return g_steal_pointer (&options);
}

static gboolean
train (const VslBenchmarkRun *run, const VslNetwork *network, const VslOptions *options, VslDataset *dataset, VslBenchmarkResult *result,
       GError **error)
{
  Training t = { .run = run, .session = vsl_session_new (), .loop = g_main_loop_new (NULL, FALSE), .rounds = vsl_rounds_new (run->seconds),
                 .said = g_array_new (FALSE, FALSE, sizeof (double)) };
  g_signal_connect (t.session, "progress", G_CALLBACK (on_progress), &t);
  g_signal_connect (t.session, "finished", G_CALLBACK (on_finished), &t);
  t.started = vsl_benchmark_now ();
  if (vsl_session_rehearse (t.session, dataset, network, options, &t.error))
    g_main_loop_run (t.loop);
  gboolean ok = !t.error;
  result->timing = vsl_rounds_finish (t.rounds);
  result->timing.first = t.first;
  g_array_sort (t.said, vsl_order_doubles);
  result->said = t.said->len ? g_array_index (t.said, double, t.said->len / 2) : 0;
  if (t.error)
    g_propagate_error (error, t.error);
  g_array_unref (t.said);
  g_main_loop_unref (t.loop);
  g_object_unref (t.session);
  return ok;
}

/* ---- the profile ---- */

static void
add_step (GArray *steps, const char *node, const char *kind, double forward, double backward)
{
  VslBenchmarkStep s = { .forward = MAX (forward, 0), .backward = backward };
  g_strlcpy (s.node, node, sizeof s.node);
  g_strlcpy (s.kind, kind, sizeof s.kind);
  g_array_append_val (steps, s);
}

/* Steps of the plan as they were timed; returns their seconds a sample. */
static double
take_times (VslPlan *plan, GArray *steps)
{
  g_autoptr (GArray) times = vsl_plan_times (plan);
  double sum = 0;
  for (guint i = 0; i < times->len; i++) {
    const VslStepTime *s = &g_array_index (times, VslStepTime, i);
    if (!s->samples)
      continue;
    double samples = (double) s->samples;
    add_step (steps, s->node, s->kind, s->forward_s / samples, s->backward_s / samples);
    VslBenchmarkStep *last = &g_array_index (steps, VslBenchmarkStep, steps->len - 1);
    last->macs = s->macs;
    last->bytes = s->bytes;
    last->first = steps->len == 1;
    sum += last->forward + last->backward;
  }
  return sum;
}

static gboolean
profile_training (const VslBenchmarkCase *c, const VslNetwork *network, const VslOptions *options, VslDataset *dataset, GArray *steps, GError **error)
{
  g_autoptr (VslTrainer) trainer = vsl_trainer_new (network, options, dataset, error);
  if (!trainer)
    return FALSE;
  VslPlan *plan = vsl_trainer_plan (trainer);
  g_autofree guint32 *index = g_new (guint32, c->batch);
  g_autofree VslReal *labels = g_new (VslReal, c->batch);
  guint n = vsl_dataset_n (dataset), at = 0;
  double samples = 0, read = 0, all = 0, update = 0;
  for (int round = 0; round < 2 || all < PROFILE_SECONDS; round++) {
    if (round == 1) {              /* the first step only warms up */
      vsl_plan_profile (plan, TRUE);
      update = vsl_trainer_update_seconds (trainer);
      samples = read = all = 0;
    }
    double t0 = vsl_benchmark_now ();
    for (int i = 0; i < c->batch; i++)
      index[i] = at++ % n;
    vsl_dataset_read (dataset, index, c->batch, vsl_plan_input (plan, 0), labels);
    double t1 = vsl_benchmark_now ();
    vsl_trainer_step (trainer, c->batch, vsl_plan_input (plan, 0), labels, NULL);
    read += t1 - t0;
    all += vsl_benchmark_now () - t0;
    samples += c->batch;
  }
  update = vsl_trainer_update_seconds (trainer) - update;
  double plan_seconds = take_times (plan, steps);
  add_step (steps, "", "optimizer", update / samples, 0);
  add_step (steps, "", "samples", read / samples, 0);
  add_step (steps, "", "loss, penalties", (all - read - update) / samples - plan_seconds, 0);
  return TRUE;
}

/* ---- predicting ---- */

typedef struct {
  const VslBenchmarkCase *spec;
  VslPlan *plan;
  VslDataset *dataset;
  guint32 *index;
} Inference;

static void
predict (gpointer data)
{
  Inference *i = data;
  vsl_dataset_read (i->dataset, i->index, i->spec->batch, vsl_plan_input (i->plan, 0), NULL);
  vsl_plan_forward (i->plan, i->spec->batch, FALSE, 0, 0);
}

static void
profile_inference (Inference *i, GArray *steps)
{
  double all = 0, samples = 0;
  predict (i);
  vsl_plan_profile (i->plan, TRUE);
  while (all < PROFILE_SECONDS) {
    double t = vsl_benchmark_now ();
    predict (i);
    all += vsl_benchmark_now () - t;
    samples += i->spec->batch;
  }
  double sum = take_times (i->plan, steps);
  add_step (steps, "", "samples", all / samples - sum, 0);
}

static gboolean
infer (const VslBenchmarkRun *run, const VslNetwork *network, VslDataset *dataset, VslBenchmarkResult *result, GError **error)
{
  const VslBenchmarkCase *c = run->spec;
  g_autoptr (VslParams) params = vsl_params_new (network, error);
  if (!params)
    return FALSE;
  vsl_params_init (params, 0);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, c->batch, VSL_PLAN_FROZEN, error);
  if (!plan)
    return FALSE;
  g_autofree guint32 *index = g_new (guint32, c->batch);
  for (int i = 0; i < c->batch; i++)
    index[i] = (guint32) i;
  Inference inference = { c, plan, dataset, index };
  result->timing = vsl_benchmark_time (predict, &inference, run->seconds);
  result->peak_mb = vsl_benchmark_memory (TRUE);
  if (run->profile)
    profile_inference (&inference, result->steps);
  return TRUE;
}

/**
 * vsl_benchmark_run_network:
 *
 * Returns: FALSE with an error; %VSL_ERROR_UNSUPPORTED: a layer of it does not exist here
 */
gboolean
vsl_benchmark_run_network (const VslBenchmarkRun *run, VslBenchmarkResult *result, GError **error)
{
  const VslBenchmarkCase *c = run->spec;
  VslShape input;
  double estimate;
  g_autoptr (VslNetwork) network = make_network (c, &input, &estimate, error);
  if (!network)
    return FALSE;
  vsl_parallel_set_threads (run->threads);
  g_autoptr (VslDataset) dataset = make_data (c, &input, (guint) (c->kind == VSL_BENCHMARK_TRAIN ? c->dataset : c->batch), error);
  if (!dataset)
    return FALSE;
  result->per_step = c->batch;
  result->unit = "samples/s";
  if (c->kind == VSL_BENCHMARK_INFER)
    return infer (run, network, dataset, result, error);
  double before = vsl_benchmark_memory (FALSE);
  g_autoptr (VslOptions) options = make_options (run, network, error);
  if (!options || !train (run, network, options, dataset, result, error))
    return FALSE;
  result->peak_mb = vsl_benchmark_memory (TRUE);
  result->estimate_mb = estimate;
  result->used_mb = result->peak_mb - before;
  return !run->profile || profile_training (c, network, options, dataset, result->steps, error);
}
