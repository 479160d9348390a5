/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every template trains a few steps: the same bits on any number of threads and across a stop, the memory that was announced, and
 * frozen layers that stay as they are. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "graph/vsl-template.h"
#include "train/vsl-train-step.h"
#include "train/vsl-trainer.h"

#define N 8
#define BATCH 3                          /* the last batch is smaller */

static VslReal *
values_new (const VslShape *shape, gboolean tokens)
{
  gsize count = (gsize) vsl_shape_count (shape);
  VslReal *x = g_new (VslReal, N * count);
  guint64 key = vsl_random_key (7, VSL_RANDOM_TEST, 0, 0);
  for (gsize i = 0; i < N * count; i++)
    x[i] = (VslReal) (tokens ? (double) (vsl_random_bits (key, i) % 20) : vsl_random_uniform (key, i));
  return x;
}

static VslDataset *
dataset_new (const VslShape *shape, int classes, gboolean tokens)
{
  g_autofree VslReal *x = values_new (shape, tokens);
  int y[N];
  VslSplit split[N];
  for (int n = 0; n < N; n++) {
    y[n] = n % classes;
    split[n] = VSL_SPLIT_TRAIN;
  }
  return vsl_dataset_from_arrays (shape, N, x, y, classes, split);
}

static VslTrainer *
trainer_new (const char *id, int threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_template_make (id, NULL, TRUE, 3, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  g_autoptr (VslReport) report = vsl_network_infer (network, 1, FALSE, NULL);
  gboolean tokens = FALSE;
  for (guint i = 0; i < network->nodes->len; i++)
    tokens |= (((VslNode *) network->nodes->pdata[i])->cls->flags & VSL_LAYER_TOKENS) != 0;
  int at = vsl_network_index (network, ((VslNode *) inputs->pdata[0])->id);
  g_autoptr (VslDataset) dataset = dataset_new (&report->node[at].out, 3, tokens);
  for (guint i = 1; i < inputs->len; i++) {
    const VslShape *shape = &report->node[vsl_network_index (network, ((VslNode *) inputs->pdata[i])->id)].out;
    g_autofree VslReal *x = values_new (shape, tokens);
    g_assert_true (vsl_dataset_add_arrays (dataset, shape, x));
  }
  g_autoptr (VslOptions) options = vsl_options_new ();
  options->threads = threads;
  options->seed = 3;
  options->config->epochs = 1;
  options->config->batch_size = BATCH;
  VslTrainer *t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  return t;
}

static void
stop_after_one (gpointer data, const VslBatchEvent *event)
{
  if (event->batch == 1)
    vsl_control_set (data, VSL_CONTROL_STOP);
}

static GBytes *
train (VslTrainer *t, gboolean stop)
{
  g_autoptr (GError) error = NULL;
  VslControl *control = vsl_control_new ();
  VslTrainSink sink = { .batch = stop ? stop_after_one : NULL };
  vsl_trainer_run (t, control, &sink, control, NULL, NULL, &error);
  g_assert_no_error (error);
  vsl_control_unref (control);
  return stop ? vsl_trainer_state (t) : vsl_params_to_bytes (vsl_trainer_params (t));
}

static void
test_same_bits (gconstpointer id)
{
  static const int threads[] = { 2, 3, 8 };
  g_autoptr (VslTrainer) first = trainer_new (id, 1);
  g_autoptr (GBytes) want = train (first, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_autoptr (VslTrainer) t = trainer_new (id, threads[i]);
    g_autoptr (GBytes) got = train (t, FALSE);
    g_assert_true (g_bytes_equal (got, want));
  }
  g_autoptr (VslTrainer) cut = trainer_new (id, 2);
  g_autoptr (GBytes) state = train (cut, TRUE);
  g_autoptr (VslTrainer) rest = trainer_new (id, 3);
  g_assert_true (vsl_trainer_restore (rest, state, NULL));
  g_autoptr (GBytes) resumed = train (rest, FALSE);
  g_assert_true (g_bytes_equal (resumed, want));
}

/* What the Network page announces is what a run books, but for the rounding of the arena. */
static void
test_memory (gconstpointer id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_template_load (id, &error);
  g_autoptr (VslReport) report = vsl_network_check (network, 32);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autoptr (GArray) losses = vsl_options_losses (options, network, &error);
  g_assert_no_error (error);
  const VslOutputLoss *loss = &g_array_index (losses, VslOutputLoss, 0);
  VslTrainLoss one = { (const VslLossClass *) loss->loss.kind, loss->loss.config, 1 };
  VslTrainStep *step = vsl_train_step_new (network, params, 32, &one, 1, vsl_optimizer_class ("Adam"),
                                           options->config->optimizer.config, &error);
  g_assert_no_error (error);
  gsize slots = 0;
  while (vsl_optimizer_slot (vsl_train_step_optimizer (step), (int) slots))
    slots++;
  double plan = (double) vsl_plan_bytes (vsl_train_step_plan (step)), page = 2 << 20;          /* the arena ends on such a page */
  double used = plan + (double) (params->total + slots * params->trainable) * sizeof (VslReal);
  double alone = (double) vsl_plan_estimate (network, 32, VSL_PLAN_TRAIN | vsl_train_plan_flags (one.cls, network, 0), params->trainable);
  g_test_message ("%s: %.2f MiB announced, %.2f MiB used", (const char *) id, (double) report->train_bytes / (1 << 20), used / (1 << 20));
  g_assert_cmpfloat (alone, <=, plan);
  g_assert_cmpfloat (alone, >=, 0.9 * plan - page);
  g_assert_cmpfloat ((double) report->train_bytes, >=, 0.9 * used - page);
  vsl_train_step_free (step);
}

/* Frozen: weights, moving statistics and the optimizer's numbers stay, and there is no gradient for them. */
static void
test_frozen (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"x\",\"type\":\"Input\",\"config\":{\"shape\":[6,6,1]}},"
    "{\"id\":\"c\",\"type\":\"Conv2D\",\"config\":{\"filters\":3,\"kernel_size\":3,\"trainable\":false,\"kernel_regularizer\":\"l2\"},\"inputs\":[\"x\"]},"
    "{\"id\":\"b\",\"type\":\"BatchNormalization\",\"config\":{\"trainable\":false},\"inputs\":[\"c\"]},"
    "{\"id\":\"f\",\"type\":\"Flatten\",\"inputs\":[\"b\"]},"
    "{\"id\":\"y\",\"type\":\"Dense\",\"config\":{\"units\":3,\"activation\":\"softmax\"},\"inputs\":[\"f\"]}]}", -1, &error);
  g_assert_no_error (error);
  g_autoptr (VslOptions) options = vsl_options_new ();
  options->threads = 1;
  options->config->epochs = 2;
  options->config->batch_size = BATCH;
  g_assert_true (vsl_options_set (options, network, "optimizer", "AdamW", &error));      /* its decay leaves them too */
  VslShape shape = vsl_shape_make (3, (gint64) 6, (gint64) 6, (gint64) 1);
  g_autoptr (VslDataset) dataset = dataset_new (&shape, 3, FALSE);
  g_autoptr (VslTrainer) t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  const VslParams *params = vsl_trainer_params (t);
  g_autofree VslReal *before = g_memdup2 (params->data, params->total * sizeof (VslReal));
  g_autoptr (GBytes) after = train (t, FALSE);
  for (guint i = 0; i < params->n; i++) {
    const VslParam *p = &params->param[i];
    gboolean same = memcmp (before + p->offset, params->data + p->offset, p->count * sizeof (VslReal)) == 0;
    g_assert_cmpint (p->trainable, ==, p->name[0] == 'y');
    g_assert_cmpint (same, ==, !p->trainable);
  }
}

/* Where numbers are checked, a run ends with the name of the layer that broke. */
static void
test_broken (void)
{
  g_setenv ("VESALIUS_CHECK_NUMBERS", "1", TRUE);
  g_autoptr (VslTrainer) t = trainer_new ("perceptron", 1);
  g_unsetenv ("VESALIUS_CHECK_NUMBERS");
  const VslParams *params = vsl_trainer_params (t);
  params->data[params->param[0].offset] = NAN;
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_trainer_run (t, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NUMERIC);
  g_autofree char *node = g_strndup (params->param[0].name, strcspn (params->param[0].name, "/"));
  g_assert_nonnull (strstr (error->message, node));
  g_assert_nonnull (strstr (error->message, "step 1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const char *const *id = vsl_template_ids (); *id; id++) {
    g_autofree char *bits = g_strconcat ("/templates/same-bits/", *id, NULL), *memory = g_strconcat ("/templates/memory/", *id, NULL);
    g_test_add_data_func (bits, *id, test_same_bits);
    g_test_add_data_func (memory, *id, test_memory);
  }
  g_test_add_func ("/templates/frozen", test_frozen);
  g_test_add_func ("/templates/broken", test_broken);
  return g_test_run ();
}
