/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training of several outputs at once: a picture drawn again and its class, with losses and weights of their own. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "train/vsl-train-step.h"
#include "train/vsl-trainer.h"

#define SIDE 8
#define N 60

static VslNetwork *
network_new (void)
{
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (
    "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": ["
    "{\"id\": \"scan\", \"type\": \"Input\", \"config\": {\"shape\": [8, 8, 1]}},"
    "{\"id\": \"seen\", \"type\": \"Conv2D\", \"config\": {\"filters\": 4, \"kernel_size\": 3, \"padding\": \"same\", \"activation\": \"relu\"},"
    " \"inputs\": [\"scan\"]},"
    "{\"id\": \"again\", \"type\": \"Conv2D\", \"config\": {\"filters\": 1, \"kernel_size\": 3, \"padding\": \"same\", \"activation\": \"sigmoid\"},"
    " \"inputs\": [\"seen\"]},"
    "{\"id\": \"flat\", \"type\": \"Flatten\", \"inputs\": [\"seen\"]},"
    "{\"id\": \"answer\", \"type\": \"Dense\", \"config\": {\"units\": 3, \"activation\": \"softmax\"}, \"inputs\": [\"flat\"]}],"
    "\"outputs\": [\"answer\", \"again\"]}", -1, &error);
  g_assert_no_error (error);
  return network;
}

static VslDataset *
dataset_new (void)
{
  VslShape shape = vsl_shape_make (3, (gint64) SIDE, (gint64) SIDE, (gint64) 1);
  g_autofree VslReal *x = g_new (VslReal, N * SIDE * SIDE);
  int y[N];
  VslSplit split[N];
  guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, 0, 0);
  for (int n = 0; n < N; n++) {
    y[n] = n % 3;
    split[n] = n % 5 == 4 ? VSL_SPLIT_VAL : VSL_SPLIT_TRAIN;
    for (int i = 0; i < SIDE * SIDE; i++)
      x[n * SIDE * SIDE + i] = (VslReal) (0.5 * vsl_random_uniform (key, (guint64) (n * SIDE * SIDE + i)) + (i / SIDE / 3 == y[n] ? 0.5 : 0));
  }
  return vsl_dataset_from_arrays (&shape, N, x, y, 3, split);
}

static VslOptions *
options_new (const char *const *pairs)
{
  VslOptions *options = vsl_options_new ();
  g_autoptr (GError) error = NULL;
  options->threads = 1;
  vsl_options_set (options, NULL, "epochs", "12", &error);
  vsl_options_set (options, NULL, "batch_size", "12", &error);
  vsl_options_set (options, NULL, "learning_rate", "0.01", &error);
  vsl_options_set (options, NULL, "seed", "4", &error);
  for (int i = 0; pairs && pairs[i]; i += 2)
    vsl_options_set (options, NULL, pairs[i], pairs[i + 1], &error);
  g_assert_no_error (error);
  return options;
}

static void
on_epoch (gpointer data, const VslEpochEvent *event)
{
  g_array_append_val (data, *event);
}

static GArray *
train (const VslOptions *options, GBytes **weights)
{
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (VslDataset) dataset = dataset_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VslTrainer) t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  GArray *epochs = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent));
  VslTrainSink sink = { .epoch = on_epoch };
  VslControl *control = vsl_control_new ();
  vsl_trainer_run (t, control, &sink, epochs, NULL, NULL, &error);
  g_assert_no_error (error);
  vsl_control_unref (control);
  if (weights)
    *weights = vsl_params_to_bytes (vsl_trainer_params (t));
  return epochs;
}

/* "auto" finds the loss of each; both get better, and the loss is their weighted sum. */
static void
test_both_learn (void)
{
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "loss_weights", "{\"again\": 0.25}", NULL });
  g_autoptr (GArray) epochs = train (options, NULL);
  const VslEpochEvent *first = &g_array_index (epochs, VslEpochEvent, 0), *last = &g_array_index (epochs, VslEpochEvent, epochs->len - 1);
  g_assert_cmpint (last->n_outputs, ==, 2);
  g_assert_cmpstr (last->output[0].output, ==, "answer");
  g_assert_false (last->output[0].regression);
  g_assert_true (last->output[1].regression);
  g_assert_false (last->regression);
  for (int k = 0; k < 2; k++) {
    g_assert_cmpfloat (last->output[k].loss, <, first->output[k].loss);
    g_assert_cmpfloat (last->output[k].val_loss, <, first->output[k].val_loss);
  }
  g_assert_cmpfloat (last->output[0].val_accuracy, >, 0.8);
  g_assert_true (last->accuracy == last->output[0].accuracy && last->val_accuracy == last->output[0].val_accuracy);
  g_assert_cmpfloat (last->output[1].accuracy, <, first->output[1].accuracy);       /* the mean absolute error */
  g_assert_cmpfloat_with_epsilon (last->loss, last->output[0].loss + 0.25 * last->output[1].loss, 1e-9);
  g_assert_cmpfloat_with_epsilon (last->val_loss, last->output[0].val_loss + 0.25 * last->output[1].val_loss, 1e-9);
}

/* A weight of 0, or no loss: that branch stays as it was. */
static void
test_one_left_out (gconstpointer option)
{
  g_autoptr (VslOptions) options = options_new (g_str_equal (option, "losses")
                                                  ? (const char *const[]) { "losses", "[\"auto\", null]", NULL }
                                                  : (const char *const[]) { "loss_weights", "[1, 0]", NULL });
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (VslDataset) dataset = dataset_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VslTrainer) t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  const VslParams *params = vsl_trainer_params (t);
  const VslParam *again = vsl_params_find (params, "again/kernel"), *answer = vsl_params_find (params, "answer/kernel");
  VslReal before = params->data[again->offset], other = params->data[answer->offset];
  VslControl *control = vsl_control_new ();
  g_assert_true (vsl_trainer_run (t, control, NULL, NULL, NULL, NULL, &error));
  vsl_control_unref (control);
  g_assert_true (params->data[again->offset] == before);
  g_assert_true (params->data[answer->offset] != other);
}

static void
test_losses_by_name (void)
{
  g_autoptr (VslNetwork) network = network_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VslOptions) options = options_new (
    (const char *const[]) { "losses", "{\"again\": {\"type\": \"Huber\", \"config\": {\"delta\": 0.1}}}", NULL });
  g_autoptr (GArray) losses = vsl_options_losses (options, network, &error);
  g_assert_no_error (error);
  const VslOutputLoss *answer = &g_array_index (losses, VslOutputLoss, 0), *again = &g_array_index (losses, VslOutputLoss, 1);
  g_assert_cmpstr (answer->loss.kind->name, ==, "SparseCategoricalCrossentropy");
  g_assert_cmpstr (again->loss.kind->name, ==, "Huber");
  g_assert_true (again->autoencoder && !answer->autoencoder);
  g_autoptr (JsonNode) saved = vsl_options_to_json (options, FALSE);
  g_autoptr (VslOptions) read = vsl_options_from_json (saved, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->config->losses, ==, options->config->losses);
  g_autoptr (JsonNode) plain = json_from_string ("{\"losses\": [\"auto\", \"MeanAbsoluteError\"], \"loss_weights\": {\"again\": 2}}", NULL);
  g_autoptr (VslOptions) file = vsl_options_from_json (plain, &error);
  g_assert_no_error (error);
  g_autoptr (GArray) others = vsl_options_losses (file, network, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_array_index (others, VslOutputLoss, 1).loss.kind->name, ==, "MeanAbsoluteError");
  g_assert_cmpfloat (g_array_index (others, VslOutputLoss, 1).weight, ==, 2);
}

static void
test_refusals (void)
{
  static const struct {
    const char *option, *value, *message;
  } cases[] = { { "losses", "{\"agian\": \"MeanSquaredError\"}", "again" }, { "losses", "[\"auto\"]", "1 entries" },
                { "losses", "MeanSquaredError", "expected" },              { "losses", "[\"auto\", \"Nothing\"]", "Nothing" },
                { "loss_weights", "[1, -1]", "number" },                   { "loss_weights", "[0, 0]", "nothing would be learnt" },
                { "loss_weights", "{\"x\": 1}", "no output" },             { "loss_weights", "[1, \"2\"]", "number" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (VslNetwork) network = network_new ();
    g_autoptr (VslDataset) dataset = dataset_new ();
    g_autoptr (VslOptions) options = options_new (NULL);
    g_autoptr (GError) error = NULL;
    if (vsl_options_set (options, network, cases[i].option, cases[i].value, &error))
      g_assert_null (vsl_trainer_new (network, options, dataset, &error));
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, cases[i].message));
  }
}

static void
test_same_bits (void)
{
  g_autoptr (VslOptions) options = options_new ((const char *const[]) { "epochs", "2", NULL });
  GBytes *a, *b;
  g_autoptr (GArray) one = train (options, &a);
  options->threads = 3;
  g_autoptr (GArray) three = train (options, &b);
  g_assert_true (g_bytes_equal (a, b));
  g_bytes_unref (a);
  g_bytes_unref (b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outputs/both-learn", test_both_learn);
  g_test_add_data_func ("/outputs/no-loss", "losses", test_one_left_out);
  g_test_add_data_func ("/outputs/no-weight", "loss_weights", test_one_left_out);
  g_test_add_func ("/outputs/losses-by-name", test_losses_by_name);
  g_test_add_func ("/outputs/refusals", test_refusals);
  g_test_add_func ("/outputs/same-bits", test_same_bits);
  return g_test_run ();
}
