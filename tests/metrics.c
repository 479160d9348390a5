/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics against values worked out by hand, every class on odd inputs, and in a run: what is told, what is watched, what the
 * optimizer's average of weights does to the end. */
#include <math.h>
#include <string.h>

#include "core/vsl-families.h"
#include "core/vsl-random.h"
#include "evaluate/vsl-evaluate.h"
#include "metrics/vsl-metric.h"
#include "train/vsl-trainer.h"

static double
value (const char *name, const char *config, VslMetricInput *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (config, NULL);
  const VslMetricClass *cls = vsl_metric_class (name);
  g_assert_nonnull (cls);
  gpointer c = vsl_config_from_json (&cls->head, json_node_get_object (node), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cls->applies (input));
  double v = vsl_metric_value (cls, c, input);
  vsl_config_free (&cls->head, c);
  return v;
}

#define EQUAL(name, config, input, want) g_assert_cmpfloat_with_epsilon (value (name, config, input), want, 2e-7)

/* Three classes, six samples: calls 0 0 1 2 2 1 for truths 0 1 1 2 0 1. */
static void
test_classes (void)
{
  VslReal pred[] = { 0.8, 0.1, 0.1, 0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.1, 0.2, 0.7, 0.3, 0.2, 0.5, 0.2, 0.45, 0.35 };
  VslReal truth[] = { 0, 1, 1, 2, 0, 1 };
  VslMetricInput in = { 6, 3, pred, truth, 1, 3, -1 };
  double f0 = 0.5, f1 = 2 * 1 * (2.0 / 3) / (1 + 2.0 / 3), f2 = 2 * 0.5 * 1 / 1.5;
  EQUAL ("accuracy", "{}", &in, 4.0 / 6);
  EQUAL ("F1Score", "{}", &in, (f0 + f1 + f2) / 3);
  EQUAL ("f1_score", "{\"average\":\"micro\"}", &in, 4.0 / 6);
  EQUAL ("f1_score", "{\"average\":\"weighted\"}", &in, (2 * f0 + 3 * f1 + f2) / 6);
  EQUAL ("f1_score", "{\"class_id\":1}", &in, f1);
  EQUAL ("Precision", "{\"average\":\"macro\",\"threshold\":null}", &in, (0.5 + 1 + 0.5) / 3);
  EQUAL ("Recall", "{\"average\":\"macro\",\"threshold\":null}", &in, (0.5 + 2.0 / 3 + 1) / 3);
  EQUAL ("Precision", "{}", &in, 3.0 / 4);           /* above 0.5: four calls, three right */
  EQUAL ("Recall", "{}", &in, 3.0 / 6);
  EQUAL ("TopKCategoricalAccuracy", "{\"k\":2}", &in, 6.0 / 6);
  EQUAL ("TopKCategoricalAccuracy", "{\"k\":1}", &in, 4.0 / 6);
  EQUAL ("sparse_top_k_categorical_accuracy", "{}", &in, 1);
  VslReal flat[] = { 0.5, 0.5, 0, 0, NAN, 1 }, who[] = { 1, 1 };
  VslMetricInput tied = { 2, 3, flat, who, 1, 3, -1 };
  EQUAL ("TopKCategoricalAccuracy", "{\"k\":1}", &tied, 0.5);
}

/* One sigmoid unit. Average precision: scores 0.9+ 0.8- 0.8+ 0.3+ 0.1-: thresholds after 1, 3, 4 and 5 samples. */
static void
test_two (void)
{
  VslReal pred[] = { 0.3, 0.8, 0.9, 0.8, 0.1 }, truth[] = { 1, 0, 1, 1, 0 };
  VslMetricInput in = { 5, 1, pred, truth, 1, 2, 1 };
  EQUAL ("AveragePrecision", "{}", &in, 1.0 / 3 * 1 + 1.0 / 3 * 2 / 3 + 1.0 / 3 * 3 / 4);
  EQUAL ("AUC", "{}", &in, (1 + 1 + 0.5 + 1 + 0 + 1) / 6);
  EQUAL ("Precision", "{}", &in, 2.0 / 3);
  EQUAL ("Recall", "{}", &in, 2.0 / 3);
  EQUAL ("F1Score", "{\"threshold\":0.2}", &in, 2 * 0.75 * 1 / 1.75);
  EQUAL ("Recall", "{\"threshold\":0.85}", &in, 1.0 / 3);
  in.positive = 0;       /* 1 - p for class 0: 0.9+ 0.7- 0.2- 0.2+ 0.1-; tp at 1, 2 of 4 */
  EQUAL ("AveragePrecision", "{}", &in, 0.5 + 0.5 * 2 / 4);
}

static void
test_numbers (void)
{
  VslReal pred[] = { 1, 2, 3, 5, 7, 11 }, truth[] = { 0, 2, 2, 4, 7, 9 };
  VslMetricInput in = { 3, 2, pred, truth, 2, 0, -1 };
  EQUAL ("mae", "{}", &in, 5.0 / 6);
  EQUAL ("mse", "{}", &in, 7.0 / 6);
  EQUAL ("rmse", "{}", &in, sqrt (7.0 / 6));
  EQUAL ("R2Score", "{}", &in, (1 - 2.0 / 26 + 1 - 5.0 / 26) / 2);
  EQUAL ("R2Score", "{\"class_aggregation\":\"variance_weighted_average\"}", &in, 1 - 7.0 / 52);
  EQUAL ("CosineSimilarity", "{}", &in, (2 / sqrt (5) + 26 / sqrt (34 * 20) + 148 / sqrt (170 * 130)) / 3);
  VslReal same[] = { 4, 4, 4 }, far[] = { 1e6 + 1, 1e6 + 2, 1e6 + 3 }, near[] = { 1e6 + 1, 1e6 + 2, 1e6 + 4 };
  VslMetricInput still = { 3, 1, far, same, 1, 0, -1 }, large = { 3, 1, near, far, 1, 0, -1 };
  EQUAL ("R2Score", "{}", &still, 0);
  EQUAL ("R2Score", "{}", &large, 0.5);
}

/* The evaluation has them too: of one sigmoid unit as in test_two(). */
static void
test_evaluation (void)
{
  gint64 id[] = { 1, 2, 3, 4, 5 };
  int label[] = { 1, 0, 1, 1, 0 }, predicted[] = { 0, 1, 1, 1, 0 };
  double prob[] = { 0.7, 0.3, 0.2, 0.8, 0.1, 0.9, 0.2, 0.8, 0.9, 0.1 };
  VslReal values[] = { 0.3, 0.8, 0.9, 0.8, 0.1 };
  VslPredictions p = { .n = 5, .classes = 2, .id = id, .label = label, .predicted = predicted, .prob = prob, .width = 1, .values = values };
  g_autoptr (VslEvaluation) e = vsl_evaluate (&p, NULL, 1);
  g_autoptr (JsonObject) o = vsl_evaluation_to_json (e, 1, NULL);
  JsonObject *m = json_object_get_object_member (o, "metrics");
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (m, "precision"), 2.0 / 3, 1e-6);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (m, "average_precision"), (1 + 2.0 / 3 + 0.75) / 3, 1e-6);
  g_assert_false (json_object_has_member (m, "auc"));
  VslPredictions numbers = { .n = 5, .id = id, .label = label, .predicted = predicted, .width = 1, .values = values };
  g_autoptr (VslEvaluation) of = vsl_evaluate (&numbers, NULL, 1);
  g_assert_cmpint (of->n_metrics, ==, 3);
  g_assert_cmpstr (of->metric[0].name, ==, "root_mean_squared_error");
  g_assert_cmpfloat_with_epsilon (of->metric[0].value, sqrt ((0.49 + 0.64 + 0.01 + 0.04 + 0.01) / 5), 1e-6);
}

/* Nothing, one sample, no case of a class: a number or NaN, and sums in parts are sums as a whole. */
static void
test_odd (void)
{
  VslReal pred[12], truth[12];
  for (int i = 0; i < 12; i++) {
    pred[i] = (VslReal) vsl_random_uniform (5, (guint64) i);
    truth[i] = (VslReal) vsl_random_uniform (6, (guint64) i);
  }
  VslReal none[] = { 0, 0, 0, 0 };
  for (const VslKind *const *k = vsl_family ("metric")->kinds; *k; k++) {
    const VslMetricClass *cls = (const VslMetricClass *) *k;
    gboolean numbers = cls->sums != NULL;
    for (gsize n = 0; n <= 4; n += n ? 3 : 1) {
      VslMetricInput in = { n, 3, pred, numbers ? truth : none, numbers ? 3 : 1, numbers ? 0 : 3, -1 };
      double v = vsl_metric_value (cls, NULL, &in);
      g_assert_true (isnan (v) || (v > -100 && v < 100));
      if (n == 0)
        g_assert_true (isnan (v) || v == 0);
    }
    if (!numbers)
      continue;
    gpointer c = vsl_config_new (*k);
    VslMetricInput all = { 4, 3, pred, truth, 3, 0, -1 }, first = { 1, 3, pred, truth, 3, 0, -1 }, rest = { 3, 3, pred + 3, truth + 3, 3, 0, -1 };
    g_autofree double *s = g_new0 (double, cls->sums (c, 3));
    cls->add (c, &first, s);
    cls->add (c, &rest, s);
    g_assert_cmpfloat_with_epsilon (cls->result (c, 3, s), vsl_metric_value (cls, c, &all), 1e-12);
    vsl_config_free (*k, c);
  }
}

static void
test_names (void)
{
  static const struct { const char *name, *key; } keys[] = { { "AUC", "auc" }, { "F1Score", "f1_score" }, { "R2Score", "r2_score" },
    { "TopKCategoricalAccuracy", "top_k_categorical_accuracy" }, { "RootMeanSquaredError", "root_mean_squared_error" } };
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree char *key = vsl_metric_key (&vsl_metric_class (keys[i].name)->head), *name = g_strconcat ("val_", key, NULL);
    g_assert_cmpstr (key, ==, keys[i].key);
    g_assert_true (g_strv_contains ((const char *const *) vsl_monitor_names, name));
    g_assert_true (vsl_monitor_metric (name) == vsl_metric_class (keys[i].name));
  }
  g_assert_null (vsl_monitor_metric ("val_loss"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) list = vsl_metrics_parse ("[\"accuracy\", {\"type\":\"F1Score\",\"config\":{\"average\":\"micro\"}}]", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_null (vsl_metrics_parse ("acuracy", &error));
  g_assert_nonnull (strstr (error->message, "Accuracy"));
}

/* ---- in a run ---- */

#define WIDTH 6
#define N 90

static VslNetwork *
network_new (const char *activation, int units)
{
  g_autofree char *text = g_strdup_printf (
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"in\",\"type\":\"Input\",\"config\":{\"shape\":[%d]}},"
    "{\"id\":\"out\",\"type\":\"Dense\",\"inputs\":[\"in\"],\"config\":{\"units\":%d,\"activation\":\"%s\"}}]}", WIDTH, units, activation);
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

static VslDataset *
dataset_new (void)
{
  VslShape shape = vsl_shape_make (1, WIDTH);
  VslReal x[N * WIDTH];
  int y[N];
  VslSplit split[N];
  for (int i = 0; i < N; i++) {
    y[i] = i % 3;
    split[i] = i % 4 == 3 ? VSL_SPLIT_VAL : VSL_SPLIT_TRAIN;
    for (int k = 0; k < WIDTH; k++)
      x[i * WIDTH + k] = (VslReal) (vsl_random_uniform (8, (guint64) (i * WIDTH + k)) + (k == y[i] ? 0.7 : 0));
  }
  return vsl_dataset_from_arrays (&shape, N, x, y, 3, split);
}

typedef struct {
  VslEpochEvent last;
  VslTrainer *trainer;
  double *average, *weights;
  int steps;
} Told;

static void
on_epoch (gpointer data, const VslEpochEvent *event)
{
  ((Told *) data)->last = *event;
}

/* The average that Keras keeps, from outside. */
static void
on_batch (gpointer data, const VslBatchEvent *event)
{
  Told *told = data;
  const VslParams *p = vsl_trainer_params (told->trainer);
  for (gsize i = 0; told->average && i < p->trainable; i++)
    told->average[i] = told->steps == 0 ? (double) p->data[i] : 0.9 * told->average[i] + 0.1 * (double) p->data[i];
  told->steps++;
}

static void
run (VslNetwork *network, const char *const *pairs, Told *told)
{
  static const VslTrainSink sink = { .epoch = on_epoch, .batch = on_batch };
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autoptr (VslDataset) dataset = dataset_new ();
  g_autoptr (GError) error = NULL;
  for (int i = 0; pairs[i]; i += 2)
    g_assert_true (vsl_options_set (options, network, pairs[i], pairs[i + 1], &error));
  g_autoptr (VslTrainer) t = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  told->trainer = t;
  g_assert_true (vsl_trainer_run (t, NULL, &sink, told, NULL, NULL, &error));
  const VslParams *p = vsl_trainer_params (t);
  for (gsize i = 0; told->average && i < p->trainable; i++)
    g_assert_cmpfloat_with_epsilon ((double) p->data[i], told->average[i], 1e-5);
}

static double
metric_of (const VslEpochEvent *e, const char *name)
{
  for (int i = 0; i < e->n_metrics; i++)
    if (g_str_equal (e->metric[i].name, name))
      return e->metric[i].value;
  g_assert_not_reached ();
}

static void
test_run (void)
{
  g_autoptr (VslNetwork) network = network_new ("softmax", 3);
  Told told = { .steps = 0 };
  run (network, (const char *const[]) { "epochs", "6", "learning_rate", "0.1", "metrics", "[\"accuracy\",\"F1Score\",{\"type\":\"F1Score\","
    "\"config\":{\"average\":\"micro\"}},\"top_k_categorical_accuracy\",\"r2_score\"]", "monitor", "val_average_precision", NULL }, &told);
  const VslEpochEvent *e = &told.last;
  g_assert_cmpint (e->n_metrics, ==, 4);            /* the watched one is added; R² is of numbers */
  g_assert_cmpfloat_with_epsilon (e->metric[1].value, e->val_accuracy, 1e-6);       /* micro F1 is the accuracy */
  g_assert_cmpfloat (metric_of (e, "val_f1_score"), >, 0.5);
  g_assert_cmpfloat (metric_of (e, "val_top_k_categorical_accuracy"), ==, 1);
  g_assert_cmpfloat (metric_of (e, "val_average_precision"), >, 0.6);
  g_assert_true (isnan (e->val_auc));
}

static void
test_run_numbers (void)
{
  g_autoptr (VslNetwork) network = network_new ("linear", WIDTH);         /* an autoencoder */
  Told told = { .steps = 0 };
  run (network, (const char *const[]) { "epochs", "3", "metrics", "mae,mse,rmse,r2_score,cosine_similarity,f1_score", "monitor", "val_r2_score",
    "schedule", "ReduceLROnPlateau", "schedule.monitor", "val_mean_squared_error", NULL }, &told);
  const VslEpochEvent *e = &told.last;
  g_assert_cmpint (e->n_metrics, ==, 4);            /* the mean absolute error has a field of its own */
  g_assert_cmpfloat_with_epsilon (metric_of (e, "val_mean_squared_error"), e->val_loss, 1e-6);
  g_assert_cmpfloat_with_epsilon (metric_of (e, "val_root_mean_squared_error"), sqrt (e->val_loss), 1e-6);
  g_assert_cmpfloat (metric_of (e, "val_r2_score"), <, 1);
  g_assert_true (isfinite (e->val_accuracy));
}

/* Higher is better by the metric, so the best epoch has the largest. */
static void
test_direction (void)
{
  g_autoptr (VslNetwork) network = network_new ("softmax", 3);
  Told told = { .steps = 0 };
  run (network, (const char *const[]) { "epochs", "2", "learning_rate", "0.2", "monitor", "val_recall", NULL }, &told);
  double second = metric_of (&told.last, "val_recall");
  run (network, (const char *const[]) { "epochs", "1", "learning_rate", "0.2", "monitor", "val_recall", NULL }, &told);
  double first = metric_of (&told.last, "val_recall");
  run (network, (const char *const[]) { "epochs", "2", "learning_rate", "0.2", "monitor", "val_recall", NULL }, &told);
  g_assert_cmpint (told.last.best, ==, second > first);
}

static void
test_average (void)
{
  g_autoptr (VslNetwork) network = network_new ("softmax", 3);
  g_autofree double *average = g_new0 (double, 1024);
  Told told = { .average = average };
  run (network, (const char *const[]) { "epochs", "3", "optimizer", "SGD", "learning_rate", "0.5", "optimizer.use_ema", "true",
    "optimizer.ema_momentum", "0.9", NULL }, &told);
  g_assert_cmpint (told.steps, >, 5);
  g_assert_true (told.last.best);
}

/* An option that was set while auto stood for a network with softmax does not freeze what auto says of the logits. */
static void
test_auto_logits (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = network_new ("softmax", 3);
  g_autoptr (VslOptions) options = vsl_options_new ();
  for (int i = 0; i < 4; i++) {
    gboolean linear = i % 2 == 1;
    g_assert_true (vsl_network_set_text (network, "out", "activation", linear ? "linear" : "softmax", &error));
    if (i != 2)
      g_assert_true (vsl_options_set (options, network, "loss.reduction", i < 2 ? "sum" : "sum_over_batch_size", &error));
    g_autoptr (GArray) losses = vsl_options_losses (options, network, &error);
    g_assert_no_error (error);
    const VslObject *loss = &g_array_index (losses, VslOutputLoss, 0).loss;
    g_autoptr (JsonNode) node = vsl_config_get (loss->kind, loss->config, "from_logits");
    g_assert_cmpint (json_node_get_boolean (node), ==, linear);
  }
}

/* One sigmoid unit and two of a softmax tell the same: the recall of the class that is looked for. Class 1: 2 of 3 found, class 0: 1 of 2. */
static void
test_positive (void)
{
  VslReal one[] = { 0.3, 0.8, 0.9, 0.8, 0.1 }, two[10], truth[] = { 1, 0, 1, 1, 0 };
  for (int i = 0; i < 5; i++) {
    two[2 * i] = 1 - one[i];
    two[2 * i + 1] = one[i];
  }
  for (int k = 0; k < 6; k++) {
    int positive = k / 2 - 1;
    VslMetricInput in = { 5, 1 + k % 2, k % 2 ? two : one, truth, 1, 2, positive }, column;
    g_autofree VslReal *own = vsl_metric_of_positive (&in, &column);
    g_assert_nonnull (own);
    EQUAL ("Recall", "{}", &column, positive == 0 ? 1.0 / 2 : 2.0 / 3);
    EQUAL ("Precision", "{}", &column, positive == 0 ? 1.0 / 2 : 2.0 / 3);
    EQUAL ("AUC", "{}", &column, 4.5 / 6);
  }
  VslReal three[] = { 0.2, 0.5, 0.3 }, who[] = { 1 };
  VslMetricInput in = { 1, 3, three, who, 1, 3, 1 }, same;
  g_assert_null (vsl_metric_of_positive (&in, &same));
  g_assert_true (same.width == 3 && same.pred == three);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/classes", test_classes);
  g_test_add_func ("/metrics/two", test_two);
  g_test_add_func ("/metrics/positive", test_positive);
  g_test_add_func ("/metrics/numbers", test_numbers);
  g_test_add_func ("/metrics/odd", test_odd);
  g_test_add_func ("/metrics/evaluation", test_evaluation);
  g_test_add_func ("/metrics/names", test_names);
  g_test_add_func ("/metrics/run", test_run);
  g_test_add_func ("/metrics/run-numbers", test_run_numbers);
  g_test_add_func ("/metrics/direction", test_direction);
  g_test_add_func ("/metrics/average", test_average);
  g_test_add_func ("/metrics/auto-logits", test_auto_logits);
  return g_test_run ();
}
