/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks that repeat their input: token numbers told again, what counts as an error, and the error as a score. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "evaluate/vsl-evaluate.h"
#include "graph/vsl-plan.h"
#include "metrics/vsl-metric.h"
#include "train/vsl-trainer.h"

#define LENGTH 8
#define WORDS 12
#define N 240

static VslNetwork *
network_of (const char *layers)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [%s]}", layers);
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

#define NOTE "{\"id\": \"note\", \"type\": \"Input\", \"config\": {\"shape\": [8]}},"
#define EMBED "{\"id\": \"words\", \"type\": \"Embedding\", \"config\": {\"input_dim\": 12, \"output_dim\": 8, \"mask_zero\": true}, \"inputs\": [\"note\"]}"
#define TOLD(from_, units_, activation_) \
  ",{\"id\": \"told\", \"type\": \"Dense\", \"config\": {\"units\": " units_ ", \"activation\": \"" activation_ "\"}, \"inputs\": [\"" from_ "\"]}"

/* Through a code, as the template does it. */
static VslNetwork *
spelling_network (void)
{
  return network_of (NOTE EMBED ",{\"id\": \"code\", \"type\": \"LSTM\", \"config\": {\"units\": 24}, \"inputs\": [\"words\"]},"
                     "{\"id\": \"again\", \"type\": \"RepeatVector\", \"config\": {\"n\": 8}, \"inputs\": [\"code\"]},"
                     "{\"id\": \"reader\", \"type\": \"LSTM\", \"config\": {\"units\": 24, \"return_sequences\": true}, \"inputs\": [\"again\"]}"
                     TOLD ("reader", "12", "softmax"));
}

/* Usual notes count upwards from some word; the others have words in any order. Half of a note is padding, at its end. Only a
 * quarter has a class: 0 usual, 1 the others, which stand in validation alone. */
static VslDataset *
notes_new (void)
{
  VslShape shape = vsl_shape_make (1, (gint64) LENGTH);
  g_autofree VslReal *x = g_new0 (VslReal, N * LENGTH);
  int y[N];
  VslSplit split[N];
  guint64 key = vsl_random_key (9, VSL_RANDOM_TEST, 0, 0);
  for (int n = 0; n < N; n++) {
    gboolean val = n % 4 == 3, odd = val && n % 8 == 7;
    int length = 3 + (int) (vsl_random_bits (key, (guint64) n) % 3), start = (int) (vsl_random_bits (key, (guint64) (N + n)) % 10);
    y[n] = val ? odd : -1;
    split[n] = val ? VSL_SPLIT_VAL : VSL_SPLIT_TRAIN;
    for (int t = 0; t < length; t++)
      x[n * LENGTH + t] = (VslReal) (2 + (odd ? (int) (vsl_random_bits (key, (guint64) (9999 + n * LENGTH + t)) % 10) : (start + t) % 10));
  }
  return vsl_dataset_from_arrays (&shape, N, x, y, 2, split);
}

static VslOptions *
options_new (void)
{
  VslOptions *options = vsl_options_new ();
  g_autoptr (GError) error = NULL;
  options->threads = 1;
  options->seed = 2;
  vsl_options_set (options, NULL, "learning_rate", "0.02", &error);
  vsl_options_set (options, NULL, "epochs", "25", &error);
  g_assert_no_error (error);
  return options;
}

static void
on_epoch (gpointer data, const VslEpochEvent *event)
{
  g_array_append_val (data, *event);
}

static VslTrainer *
train (const VslNetwork *network, const VslOptions *options, VslDataset *dataset, GArray **epochs)
{
  g_autoptr (GError) error = NULL;
  VslTrainer *t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  VslTrainSink sink = { .epoch = on_epoch };
  *epochs = g_array_new (FALSE, FALSE, sizeof (VslEpochEvent));
  vsl_trainer_run (t, NULL, &sink, *epochs, NULL, NULL, &error);
  g_assert_no_error (error);
  return t;
}

/* Notes without a class train; what is unlike them is told worse, and that alone separates it. */
static void
test_notes_learn (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = spelling_network ();
  g_autoptr (VslOptions) options = options_new ();
  g_autoptr (VslDataset) dataset = notes_new ();
  g_autoptr (GArray) epochs = NULL;
  g_autoptr (VslTrainer) t = train (network, options, dataset, &epochs);
  const VslEpochEvent *first = &g_array_index (epochs, VslEpochEvent, 0), *last = &g_array_index (epochs, VslEpochEvent, epochs->len - 1);
  g_assert_false (last->regression);
  g_test_message ("loss %g > %g, right %g > %g, validation %g", first->loss, last->loss, first->accuracy, last->accuracy, last->val_accuracy);
  g_assert_cmpfloat (first->loss, >, 2);                  /* ln 12 is 2.48: nothing is known at first */
  g_assert_cmpfloat (last->loss, <, 0.5);
  g_assert_cmpfloat (last->accuracy, >, 0.9);
  g_assert_true (isnan (last->val_auc));
  g_autoptr (VslPredictions) p = vsl_predict (network, (VslParams *) vsl_trainer_params (t), dataset, VSL_SPLIT_VAL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (p->sequence && p->error && p->abs_error);
  g_assert_cmpint (p->width, ==, LENGTH);
  g_assert_cmpint (p->classes, ==, 0);
  g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
  g_assert_true (e->sequence && e->has_error_auc);
  g_assert_cmpint (e->error_positive, ==, 1);
  g_autofree gboolean *odd = g_new (gboolean, p->n);
  double sum = 0, wrong = 0;
  for (guint i = 0; i < p->n; i++) {
    odd[i] = p->label[i] == 1;
    sum += p->error[i];
    wrong += p->abs_error[i];
  }
  g_assert_cmpfloat_with_epsilon (e->cross_entropy, sum / p->n, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->token_accuracy, 1 - wrong / p->n, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->error_auc.value, vsl_auc (p->n, p->error, odd), 1e-12);
  g_assert_cmpfloat (e->error_auc.value, >, 0.9);
  g_assert_cmpfloat (e->error_auc.low, <=, e->error_auc.value);
  g_assert_cmpfloat (e->error_auc.high, >=, e->error_auc.value);
  static const char *const names[] = { "usual", "odd", NULL };
  g_autoptr (JsonObject) o = vsl_evaluation_to_json (e, 1, names);
  g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (o, "error_auc"), "value"), ==, e->error_auc.value);
  g_assert_cmpfloat (json_object_get_double_member (o, "token_accuracy"), ==, e->token_accuracy);
  g_assert_cmpfloat (json_object_get_double_member (o, "cross_entropy"), ==, e->cross_entropy);
  g_assert_cmpstr (json_object_get_string_member (o, "positive"), ==, "odd");
  g_assert_false (json_object_has_member (o, "mae"));
}

/* -ln of the probability of each token, from a forward pass of its own. */
static double
surprise (const VslReal *told, const VslReal *note, int *tokens, int *right)
{
  double sum = 0;
  *tokens = *right = 0;
  for (int t = 0; t < LENGTH; t++) {
    const VslReal *row = told + t * WORDS;
    if (note[t] == 0)
      continue;
    sum -= log (row[(int) note[t]]);
    *right += vsl_metric_class_of (row, WORDS) == (int) note[t];
    (*tokens)++;
  }
  return sum;
}

/* Each token is told from itself alone, so a note's error cannot depend on how much padding there is. */
static void
test_padding (gconstpointer activation)
{
  static const VslReal x[4][LENGTH] = { { 3, 4, 0, 0, 0, 0, 0, 0 }, { 3, 4, 3, 4, 3, 4, 3, 4 }, { 0 }, { 0, 0, 7, 2, 11, 0, 0, 1 } };
  static const VslSplit split[] = { VSL_SPLIT_VAL, VSL_SPLIT_VAL, VSL_SPLIT_VAL, VSL_SPLIT_VAL };
  g_autoptr (GError) error = NULL;
  gboolean linear = g_str_equal (activation, "linear");
  g_autoptr (VslNetwork) network = network_of (linear ? NOTE EMBED TOLD ("words", "12", "linear") : NOTE EMBED TOLD ("words", "12", "softmax"));
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  vsl_params_init (params, 5);
  for (gsize i = 0; i < params->total; i++)
    params->data[i] *= 20;
  VslShape shape = vsl_shape_make (1, (gint64) LENGTH);
  g_autoptr (VslDataset) dataset = vsl_dataset_from_arrays (&shape, 4, x[0], NULL, 0, split);
  g_autoptr (VslPredictions) p = vsl_predict (network, params, dataset, VSL_SPLIT_VAL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (p->error[0], p->error[1], 1e-6);
  g_assert_true (p->abs_error[0] == p->abs_error[1]);
  g_assert_true (isnan (p->error[2]) && isnan (p->abs_error[2]));
  g_autoptr (VslNetwork) plain = network_of (NOTE EMBED TOLD ("words", "12", "softmax"));
  g_autoptr (VslPlan) plan = vsl_plan_new (plain, params, 4, 0, &error);
  memcpy (vsl_plan_input (plan, 0), x, sizeof x);
  vsl_plan_forward (plan, 4, FALSE, 0, 0);
  for (int n = 0; n < 4; n++) {
    int tokens, right;
    const VslReal *told = vsl_plan_output (plan, 0) + n * LENGTH * WORDS;
    double sum = surprise (told, x[n], &tokens, &right);
    for (int t = 0; t < LENGTH; t++)
      g_assert_cmpint ((int) p->values[n * LENGTH + t], ==, vsl_metric_class_of (told + t * WORDS, WORDS));
    if (tokens == 0)
      continue;
    g_assert_cmpfloat_with_epsilon (p->error[n], sum / tokens, 1e-5);
    g_assert_cmpfloat_with_epsilon (p->abs_error[n], 1 - (double) right / tokens, 1e-12);
  }
  g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
  g_assert_cmpfloat_with_epsilon (e->cross_entropy, (p->error[0] + p->error[1] + p->error[3]) / 3, 1e-12);
  g_assert_false (e->has_error_auc);
}

/* The loss of training leaves padding out as well: both notes have the same loss, alone and in a batch. */
static void
test_training_loss (void)
{
  static const VslReal x[2][LENGTH] = { { 3, 4, 0, 0, 0, 0, 0, 0 }, { 3, 4, 3, 4, 3, 4, 3, 4 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = network_of (NOTE EMBED TOLD ("words", "12", "softmax"));
  VslShape shape = vsl_shape_make (1, (gint64) LENGTH);
  g_autoptr (VslDataset) dataset = vsl_dataset_from_arrays (&shape, 2, x[0], NULL, 0, NULL);
  double loss[3];
  for (int i = 0; i < 3; i++) {
    g_autoptr (VslOptions) options = options_new ();
    g_autoptr (VslTrainer) t = vsl_trainer_new (network, options, dataset, &error);
    g_assert_no_error (error);
    loss[i] = vsl_trainer_step (t, i == 2 ? 2 : 1, x[i % 2], NULL, NULL);
  }
  g_assert_cmpfloat (loss[0], >, 0);
  g_assert_cmpfloat_with_epsilon (loss[0], loss[1], 1e-5);
  g_assert_cmpfloat_with_epsilon (loss[0], loss[2], 1e-5);
}

/* What "auto" makes of an output over the vocabulary, and what is none. */
static void
test_loss (void)
{
  static const struct {
    const char *layers;
    gboolean sequence, from_logits;
  } cases[] = {
    { NOTE EMBED TOLD ("words", "12", "softmax"), TRUE, FALSE },
    { NOTE EMBED TOLD ("words", "12", "linear"), TRUE, TRUE },
    { NOTE EMBED ",{\"id\": \"told\", \"type\": \"TimeDistributed\", \"config\": {\"layer\": {\"type\": \"Dense\", \"config\": "
                 "{\"units\": 12, \"activation\": \"softmax\"}}}, \"inputs\": [\"words\"]}", TRUE, FALSE },
    { NOTE EMBED TOLD ("words", "11", "softmax"), FALSE, FALSE },
    { NOTE EMBED ",{\"id\": \"pool\", \"type\": \"GlobalAveragePooling1D\", \"inputs\": [\"words\"]}" TOLD ("pool", "12", "softmax"), FALSE, FALSE },
  };
  g_autoptr (VslOptions) options = vsl_options_new ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (VslNetwork) network = network_of (cases[i].layers);
    g_autoptr (GArray) losses = vsl_options_losses (options, network, &error);
    g_assert_no_error (error);
    const VslOutputLoss *one = &g_array_index (losses, VslOutputLoss, 0);
    g_autoptr (JsonNode) ignored = vsl_config_get (one->loss.kind, one->loss.config, "ignore_class");
    g_autoptr (JsonNode) logits = vsl_config_get (one->loss.kind, one->loss.config, "from_logits");
    g_assert_cmpstr (one->loss.kind->name, ==, "SparseCategoricalCrossentropy");
    g_assert_cmpint (one->sequence, ==, cases[i].sequence);
    g_assert_cmpint (one->autoencoder, ==, cases[i].sequence);
    g_assert_cmpint (vsl_options_sequence (network), ==, cases[i].sequence);
    g_assert_cmpint (json_node_get_boolean (logits), ==, cases[i].from_logits);
    g_assert_cmpint (!JSON_NODE_HOLDS_NULL (ignored) && json_node_get_int (ignored) == 0, ==, cases[i].sequence);
  }
}

/* An autoencoder of pictures: the error of those that are unlike the training set is its score, whichever class is looked for. */
static void
test_pictures (void)
{
  g_autoptr (GError) error = NULL;
  double mse[] = { 0.1, 0.4, 0.2, 0.3, 0.9, NAN, 0.35 }, mae[] = { 0.1, 0.2, 0.1, 0.2, 0.3, 0.1, 0.2 };
  int label[] = { 0, 1, 0, 1, -1, 1, 0 }, predicted[] = { -1, -1, -1, -1, -1, -1, -1 };
  gint64 id[] = { 1, 2, 3, 4, 5, 6, 7 };
  VslSplit split[7] = { 0 };
  VslReal x[7 * 4] = { 0 };
  VslShape shape = vsl_shape_make (2, (gint64) 2, (gint64) 2);
  g_autoptr (VslDataset) dataset = vsl_dataset_from_arrays (&shape, 7, x, label, 2, split);
  VslPredictions p = { .n = 7, .id = id, .label = label, .predicted = predicted, .error = mse, .abs_error = mae, .width = 4 };
  g_autoptr (VslEvaluation) e = vsl_evaluate (&p, dataset, 1);
  g_assert_true (e->has_error_auc && !e->sequence);
  g_assert_cmpfloat_with_epsilon (e->error_auc.value, 5.0 / 6, 1e-12);          /* 0.4 and 0.3 against 0.1, 0.2 and 0.35 */
  g_autoptr (VslDataset) three = vsl_dataset_from_arrays (&shape, 7, x, label, 3, split);
  g_autoptr (VslEvaluation) none = vsl_evaluate (&p, three, 1);
  g_assert_false (none->has_error_auc);
  g_autoptr (JsonObject) o = vsl_evaluation_to_json (none, 1, NULL);
  g_assert_false (json_object_has_member (o, "error_auc"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/autoencoder/notes-learn", test_notes_learn);
  g_test_add_data_func ("/autoencoder/padding/softmax", "softmax", test_padding);
  g_test_add_data_func ("/autoencoder/padding/linear", "linear", test_padding);
  g_test_add_func ("/autoencoder/training-loss", test_training_loss);
  g_test_add_func ("/autoencoder/loss", test_loss);
  g_test_add_func ("/autoencoder/pictures", test_pictures);
  return g_test_run ();
}
