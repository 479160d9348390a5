/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trainer as a run sees it: the same bits on any number of threads and after stops, pauses and resumes; early
 * stopping; what is refused; nothing allocated in a step. */
#include <malloc.h>
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "evaluate/vsl-evaluate.h"
#include "kernels/vsl-parallel.h"
#include "train/vsl-train-step.h"
#include "train/vsl-trainer.h"

#define SIDE 12
#define N 150

static const char net_text[] =
  "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": ["
  "{\"id\": \"scan\", \"type\": \"Input\", \"config\": {\"shape\": [12, 12, 1]}},"
  "{\"id\": \"conv\", \"type\": \"Conv2D\", \"config\": {\"filters\": 6, \"kernel_size\": [3, 3], \"activation\": \"relu\"}, \"inputs\": [\"scan\"]},"
  "{\"id\": \"norm\", \"type\": \"BatchNormalization\", \"inputs\": [\"conv\"]},"
  "{\"id\": \"pool\", \"type\": \"MaxPooling2D\", \"inputs\": [\"norm\"]},"
  "{\"id\": \"flat\", \"type\": \"Flatten\", \"inputs\": [\"pool\"]},"
  "{\"id\": \"drop\", \"type\": \"Dropout\", \"config\": {\"rate\": 0.3}, \"inputs\": [\"flat\"]},"
  "{\"id\": \"answer\", \"type\": \"Dense\", \"config\": {\"units\": 3, \"activation\": \"softmax\"}, \"inputs\": [\"drop\"]}],"
  "\"outputs\": [\"answer\"]}";

static VslNetwork *
network_new (void)
{
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (net_text, -1, &error);
  g_assert_no_error (error);
  return network;
}

/* A bright band whose place is the class, in noise. */
static VslDataset *
dataset_new (gboolean validation)
{
  VslShape shape = vsl_shape_make (3, (gint64) SIDE, (gint64) SIDE, (gint64) 1);
  g_autofree VslReal *x = g_new (VslReal, N * SIDE * SIDE);
  int y[N];
  VslSplit split[N];
  guint64 key = vsl_random_key (3, VSL_RANDOM_TEST, 0, 0);
  for (int n = 0; n < N; n++) {
    y[n] = (int) (vsl_random_bits (key, (guint64) n) % 3);
    split[n] = validation && n % 5 == 4 ? VSL_SPLIT_VAL : VSL_SPLIT_TRAIN;
    for (int i = 0; i < SIDE * SIDE; i++)
      x[n * SIDE * SIDE + i] = (VslReal) (0.6 * vsl_random_uniform (key, (guint64) (1000 + n * SIDE * SIDE + i)) +
                                          (i / SIDE / 4 == y[n] ? 0.4 : 0));
  }
  return vsl_dataset_from_arrays (&shape, N, x, y, 3, split);
}

static VslOptions *
options_new (const char *const *pairs)
{
  VslOptions *options = vsl_options_new ();
  g_autoptr (GError) error = NULL;
  options->threads = 1;
  vsl_options_set (options, NULL, "batch_size", "16", &error);
  vsl_options_set (options, NULL, "epochs", "4", &error);
  vsl_options_set (options, NULL, "seed", "11", &error);
  for (int i = 0; pairs && pairs[i]; i += 2)
    vsl_options_set (options, NULL, pairs[i], pairs[i + 1], &error);
  g_assert_no_error (error);
  return options;
}

/* What a run told. */
typedef struct {
  VslControl *control;
  int stop_at, pause_at;         /* batches of the whole run, 0: never */
  int batches, pauses, checkpoints;
  GThread *waker;
  GArray *epochs;                /* of VslEpochEvent */
  GBytes *state;                 /* the last checkpoint */
  gboolean mid;
  guint best;
} Told;

static gpointer
wake (gpointer data)
{
  g_usleep (20000);
  vsl_control_set (data, VSL_CONTROL_RUN);
  return NULL;
}

static void
on_batch (gpointer data, const VslBatchEvent *event)
{
  Told *told = data;
  g_assert_true (isfinite (event->loss));
  g_assert_cmpuint (event->batch, >=, 1);
  g_assert_cmpuint (event->batch, <=, event->batches);
  if (++told->batches == told->stop_at)
    vsl_control_set (told->control, VSL_CONTROL_STOP);
  if (told->batches == told->pause_at)
    vsl_control_set (told->control, VSL_CONTROL_PAUSE);
}

static void
on_epoch (gpointer data, const VslEpochEvent *event)
{
  Told *told = data;
  g_array_append_val (told->epochs, *event);
  if (event->best)
    told->best = event->epoch;
}

static gboolean
on_checkpoint (gpointer data, guint epoch, gboolean mid, gboolean best, GBytes *state, GError **error)
{
  Told *told = data;
  told->checkpoints++;
  told->mid = mid;
  g_clear_pointer (&told->state, g_bytes_unref);
  told->state = g_bytes_ref (state);
  return TRUE;
}

static void
on_state (gpointer data, VslControlWord word)
{
  Told *told = data;
  if (word != VSL_CONTROL_PAUSE)
    return;
  told->pauses++;
  told->waker = g_thread_new ("waker", wake, told->control);
}

static const VslTrainSink sink = { on_batch, on_epoch, on_checkpoint, on_state };

static void
told_init (Told *told)
{
  *told = (Told) { .control = vsl_control_new (), .epochs = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent)) };
}

static void
told_clear (Told *told)
{
  if (told->waker)
    g_thread_join (told->waker);
  vsl_control_unref (told->control);
  g_array_unref (told->epochs);
  g_clear_pointer (&told->state, g_bytes_unref);
}

static VslTrainer *
trainer_new (const VslOptions *options, VslDataset *dataset)
{
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (GError) error = NULL;
  VslTrainer *t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  return t;
}

/* Runs to the end, or to what told asks for; returns the weights' bytes. */
static GBytes *
run (const VslOptions *options, VslDataset *dataset, Told *told, GBytes *from, VslStopped want)
{
  g_autoptr (VslTrainer) t = trainer_new (options, dataset);
  g_autoptr (GError) error = NULL;
  VslStopped stopped = VSL_STOPPED_ERROR;
  guint best = 0;
  if (from)
    g_assert_true (vsl_trainer_restore (t, from, &error));
  g_assert_no_error (error);
  g_assert_true (vsl_trainer_run (t, told->control, &sink, told, &stopped, &best, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stopped, ==, want);
  if (told->best)
    g_assert_cmpuint (best, ==, told->best);
  return vsl_params_to_bytes (vsl_trainer_params (t));
}

static void
same_epochs (const Told *a, guint from_a, const Told *b, guint from_b)
{
  g_assert_cmpuint (a->epochs->len - from_a, ==, b->epochs->len - from_b);
  for (guint i = 0; from_a + i < a->epochs->len; i++) {
    const VslEpochEvent *x = &g_array_index (a->epochs, VslEpochEvent, from_a + i);
    const VslEpochEvent *y = &g_array_index (b->epochs, VslEpochEvent, from_b + i);
    g_assert_cmpuint (x->epoch, ==, y->epoch);
    g_assert_true (x->loss == y->loss && x->accuracy == y->accuracy);
    g_assert_true (x->val_loss == y->val_loss && x->val_accuracy == y->val_accuracy && x->val_auc == y->val_auc);
    g_assert_cmpint (x->best, ==, y->best);
  }
}

static void
test_learns (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "learning_rate", "0.01", "epochs", "8", NULL });
  Told told;
  told_init (&told);
  g_autoptr (GBytes) weights = run (options, dataset, &told, NULL, VSL_STOPPED_COMPLETED);
  const VslEpochEvent *first = &g_array_index (told.epochs, VslEpochEvent, 0), *last = &g_array_index (told.epochs, VslEpochEvent, 7);
  g_assert_cmpuint (told.epochs->len, ==, 8);
  g_assert_cmpint (told.batches, ==, 8 * 8);       /* 120 samples by 16: the last batch is partial */
  g_assert_cmpint (told.checkpoints, ==, 8);
  g_assert_cmpfloat (last->loss, <, first->loss);
  g_assert_cmpfloat (last->accuracy, >, 0.8);
  g_assert_cmpfloat (last->val_loss, <, first->val_loss);
  g_assert_true (last->val_auc >= 0 && last->val_auc <= 1);
  g_assert_cmpuint (told.best, >=, 1);
  told_clear (&told);
}

/* One thread and three, one whole run and one cut in the middle of an epoch. */
static void
test_same_bits (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new (NULL);
  Told whole, threads, first, second;
  told_init (&whole);
  told_init (&threads);
  told_init (&first);
  told_init (&second);
  g_autoptr (GBytes) a = run (options, dataset, &whole, NULL, VSL_STOPPED_COMPLETED);
  options->threads = 3;
  g_autoptr (GBytes) b = run (options, dataset, &threads, NULL, VSL_STOPPED_COMPLETED);
  g_assert_true (g_bytes_equal (a, b));
  same_epochs (&whole, 0, &threads, 0);
  options->threads = 2;
  first.stop_at = 8 + 3;
  g_autoptr (GBytes) cut = run (options, dataset, &first, NULL, VSL_STOPPED_USER);
  g_assert_false (g_bytes_equal (a, cut));
  g_assert_cmpint (first.batches, ==, 11);
  g_assert_true (first.mid);
  options->threads = 1;
  g_autoptr (GBytes) c = run (options, dataset, &second, first.state, VSL_STOPPED_COMPLETED);
  g_assert_true (g_bytes_equal (a, c));
  g_assert_cmpint (first.batches + second.batches, ==, whole.batches);
  same_epochs (&whole, 1, &second, 0);
  told_clear (&whole);
  told_clear (&threads);
  told_clear (&first);
  told_clear (&second);
}

/* Stopped at the last batch of an epoch, before its validation: that is still to come. */
static void
test_stop_at_end_of_epoch (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "schedule", "CosineDecay", "schedule.decay_steps", "40", NULL });
  Told whole, first, second;
  told_init (&whole);
  told_init (&first);
  told_init (&second);
  g_autoptr (GBytes) a = run (options, dataset, &whole, NULL, VSL_STOPPED_COMPLETED);
  first.stop_at = 8;
  g_autoptr (GBytes) cut = run (options, dataset, &first, NULL, VSL_STOPPED_USER);
  g_assert_cmpuint (first.epochs->len, ==, 0);
  g_autoptr (GBytes) c = run (options, dataset, &second, first.state, VSL_STOPPED_COMPLETED);
  g_assert_true (g_bytes_equal (a, c));
  same_epochs (&whole, 0, &second, 0);
  for (guint i = 1; i < whole.epochs->len; i++)      /* the schedule counts the steps */
    g_assert_cmpfloat (g_array_index (whole.epochs, VslEpochEvent, i).learning_rate, <,
                       g_array_index (whole.epochs, VslEpochEvent, i - 1).learning_rate);
  told_clear (&whole);
  told_clear (&first);
  told_clear (&second);
}

static void
test_pause (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new (NULL);
  Told whole, paused;
  told_init (&whole);
  told_init (&paused);
  g_autoptr (GBytes) a = run (options, dataset, &whole, NULL, VSL_STOPPED_COMPLETED);
  paused.pause_at = 13;
  g_autoptr (GBytes) b = run (options, dataset, &paused, NULL, VSL_STOPPED_COMPLETED);
  g_assert_cmpint (paused.pauses, ==, 1);
  g_assert_cmpint (paused.checkpoints, ==, whole.checkpoints + 1);
  g_assert_true (g_bytes_equal (a, b));
  told_clear (&whole);
  told_clear (&paused);
}

/* A rate of 0 learns nothing: the first epoch is the best, and patience ends the run after it. */
static void
test_early_stopping (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (FALSE);
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "learning_rate", "0", "epochs", "20", "shuffle", "false",
                                                                         "early_stopping.patience", "2", "early_stopping.min_delta", "5", NULL });
  Told told;
  told_init (&told);
  g_autoptr (GBytes) weights = run (options, dataset, &told, NULL, VSL_STOPPED_EARLY);
  g_assert_cmpuint (told.epochs->len, ==, 3);
  g_assert_true (isnan (g_array_index (told.epochs, VslEpochEvent, 0).val_loss));
  /* What was stopped early stays so. */
  Told again;
  told_init (&again);
  g_autoptr (GBytes) same = run (options, dataset, &again, told.state, VSL_STOPPED_EARLY);
  g_assert_cmpint (again.batches, ==, 0);
  g_assert_true (g_bytes_equal (weights, same));
  told_clear (&told);
  told_clear (&again);
}

static void
test_broken_numbers (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "optimizer", "SGD", "learning_rate", "1e6", NULL });
  g_autoptr (VslTrainer) t = NULL;
  g_autoptr (GError) error = NULL;
  VslStopped stopped;
  Told told;
  told_init (&told);
  vsl_options_set (options, NULL, "optimizer.momentum", "1", NULL);
  vsl_options_set (options, NULL, "epochs", "200", NULL);
  t = trainer_new (options, dataset);
  g_assert_false (vsl_trainer_run (t, told.control, &sink, &told, &stopped, NULL, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NUMERIC);
  g_assert_nonnull (strstr (error->message, "learning rate"));
  g_assert_cmpint (stopped, ==, VSL_STOPPED_ERROR);
  if (told.state) {              /* the last sound checkpoint */
    g_autoptr (VslTrainer) other = trainer_new (options, dataset);
    g_clear_error (&error);
    g_assert_true (vsl_trainer_restore (other, told.state, &error));
    g_assert_null (vsl_params_nonfinite (vsl_trainer_params (other)));
  }
  told_clear (&told);
}

static void
test_damaged_state (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new (NULL);
  g_autoptr (VslTrainer) t = trainer_new (options, dataset);
  g_autoptr (GBytes) state = vsl_trainer_state (t);
  gsize size;
  const guint8 *data = g_bytes_get_data (state, &size);
  for (gsize cut = 0; cut < size; cut += size / 7 + 1) {
    g_autoptr (GBytes) part = g_bytes_new (data, cut);
    g_autofree guint8 *copy = g_memdup2 (data, size);
    copy[cut] ^= 4;
    g_autoptr (GBytes) flipped = g_bytes_new (copy, size);
    g_autoptr (GError) error = NULL;
    g_assert_false (vsl_trainer_restore (t, part, &error));
    g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_FORMAT);
    g_clear_error (&error);
    g_assert_false (vsl_trainer_restore (t, flipped, &error));
  }
  vsl_options_set (options, NULL, "batch_size", "8", NULL);
  g_autoptr (VslTrainer) other = trainer_new (options, dataset);
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_trainer_restore (other, state, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG);
}

static void
test_wrong_units (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new (NULL);
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_network_set_text (network, "answer", "units", "10", &error));
  g_assert_null (vsl_trainer_new (network, options, dataset, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "answer"));
  g_assert_nonnull (strstr (error->message, "3"));
}

/* Options that are legal one by one; and a metric that chooses the best epoch is measured though nobody listed it. */
static void
test_together (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "schedule", "PiecewiseConstantDecay", "schedule.boundaries", "[2, 4]",
                                                                       "schedule.values", "[0.1, 0.2]", NULL });
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_trainer_new (network, options, dataset, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "schedule.values"));
  g_autoptr (VslOptions) watched = options_new ((const char *const[]) { "metrics", "accuracy", "monitor", "val_auc", "epochs", "1", NULL });
  Told told;
  told_init (&told);
  g_autoptr (GBytes) weights = run (watched, dataset, &told, NULL, VSL_STOPPED_COMPLETED);
  g_assert_true (isfinite (g_array_index (told.epochs, VslEpochEvent, 0).val_auc));
  told_clear (&told);
}

/* The penalty is part of loss and gradient; weights that are not trained have none. */
static void
test_penalty (void)
{
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (GError) error = NULL;
  vsl_network_set_text (network, "answer", "kernel_regularizer", "{\"l1\": 0.5, \"l2\": 0.25}", &error);
  g_assert_no_error (error);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_autofree VslReal *grad = g_new0 (VslReal, params->trainable);
  const VslParam *p = vsl_params_find (params, "answer/kernel");
  params->data[p->offset] = -2;
  params->data[p->offset + 1] = 4;
  g_assert_cmpfloat_with_epsilon (vsl_train_penalty (params, grad), 0.5 * 6 + 0.25 * 20, 1e-6);
  g_assert_cmpfloat_with_epsilon (grad[p->offset], -0.5 - 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (grad[p->offset + 1], 0.5 + 2, 1e-6);
  g_assert_cmpfloat (grad[p->offset + 2], ==, 0);
}

/* The target of an output of the input's shape is the prepared input. */
static void
test_autoencoder (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "learning_rate", "0.01", "epochs", "6", NULL });
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (
    "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": ["
    "{\"id\": \"scan\", \"type\": \"Input\", \"config\": {\"shape\": [12, 12, 1]}},"
    "{\"id\": \"again\", \"type\": \"Conv2D\", \"config\": {\"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\","
    " \"activation\": \"sigmoid\"}, \"inputs\": [\"scan\"]}], \"outputs\": [\"again\"]}", -1, &error);
  g_assert_no_error (error);
  g_autoptr (VslTrainer) t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  Told told;
  told_init (&told);
  g_assert_true (vsl_trainer_run (t, told.control, &sink, &told, NULL, NULL, &error));
  const VslEpochEvent *first = &g_array_index (told.epochs, VslEpochEvent, 0), *last = &g_array_index (told.epochs, VslEpochEvent, 5);
  g_assert_true (last->regression);
  g_assert_cmpfloat (last->val_loss, <, first->val_loss);
  g_assert_cmpfloat (last->val_accuracy, <, first->val_accuracy);     /* the mean absolute error */
  g_assert_true (isnan (last->val_auc));
  g_autoptr (VslPredictions) p = vsl_predict (network, (VslParams *) vsl_trainer_params (t), dataset, VSL_SPLIT_VAL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
  g_assert_cmpint (e->classes, ==, 0);
  g_assert_cmpfloat_with_epsilon (e->mse, last->val_loss, 1e-6);
  g_assert_cmpfloat_with_epsilon (e->mae, last->val_accuracy, 1e-6);
  told_clear (&told);
}

/* What evaluation counts on the validation samples is what the last epoch said of them. */
static void
test_evaluation_agrees (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (TRUE);
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "class_weight", "balanced", NULL });
  g_autoptr (VslTrainer) t = trainer_new (options, dataset);
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (GError) error = NULL;
  Told told;
  told_init (&told);
  g_assert_true (vsl_trainer_run (t, told.control, &sink, &told, NULL, NULL, &error));
  const VslEpochEvent *last = &g_array_index (told.epochs, VslEpochEvent, told.epochs->len - 1);
  g_autoptr (VslPredictions) p = vsl_predict (network, (VslParams *) vsl_trainer_params (t), dataset, VSL_SPLIT_VAL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
  g_assert_cmpuint (e->n, ==, N / 5);
  g_assert_cmpfloat_with_epsilon (e->accuracy.value, last->val_accuracy, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->auc.value, last->val_auc, 1e-12);
  told_clear (&told);
}

/* The allocator's own count of bytes in use and of mapped blocks does not move over many steps. */
static void
test_no_allocation (void)
{
  g_autoptr (VslDataset) dataset = dataset_new (FALSE);
  g_autoptr (VslOptions) options = options_new (NULL);
  g_autoptr (VslTrainer) t = trainer_new (options, dataset);
  VslReal x[16 * SIDE * SIDE] = { 0 }, y[16] = { 0 };
  for (int i = 0; i < 3; i++)
    vsl_trainer_step (t, 16, x, y, NULL);
  struct mallinfo2 before = mallinfo2 ();
  for (int i = 0; i < 20; i++)
    vsl_trainer_step (t, i % 16 + 1, x, y, NULL);
  struct mallinfo2 after = mallinfo2 ();
  g_assert_cmpuint (before.uordblks, ==, after.uordblks);
  g_assert_cmpuint (before.hblkhd, ==, after.hblkhd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer/learns", test_learns);
  g_test_add_func ("/trainer/same-bits", test_same_bits);
  g_test_add_func ("/trainer/stop-at-end-of-epoch", test_stop_at_end_of_epoch);
  g_test_add_func ("/trainer/pause", test_pause);
  g_test_add_func ("/trainer/early-stopping", test_early_stopping);
  g_test_add_func ("/trainer/broken-numbers", test_broken_numbers);
  g_test_add_func ("/trainer/damaged-state", test_damaged_state);
  g_test_add_func ("/trainer/wrong-units", test_wrong_units);
  g_test_add_func ("/trainer/together", test_together);
  g_test_add_func ("/trainer/penalty", test_penalty);
  g_test_add_func ("/trainer/autoencoder", test_autoencoder);
  g_test_add_func ("/trainer/evaluation-agrees", test_evaluation_agrees);
  g_test_add_func ("/trainer/no-allocation", test_no_allocation);
  int failed = g_test_run ();
  vsl_parallel_shutdown ();
  return failed;
}
