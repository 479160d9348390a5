/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluation against numbers worked out by hand, metrics, losses at their edges, and options by name. */
#include <math.h>
#include <string.h>

#include "evaluate/vsl-evaluate.h"
#include "metrics/vsl-metric.h"
#include "train/vsl-options.h"

static void
test_auc (void)
{
  const double score[] = { 0.1, 0.4, 0.35, 0.8 };
  const gboolean truth[] = { FALSE, FALSE, TRUE, TRUE };
  const double tied[] = { 0.5, 0.5, 0.5, 0.5 };
  const gboolean one[] = { TRUE, TRUE, TRUE, TRUE };
  const double half[] = { 0.2, 0.6, 0.6, 0.9 };
  g_assert_cmpfloat_with_epsilon (vsl_auc (4, score, truth), 0.75, 1e-12);   /* 3 of the 4 pairs are in order */
  g_assert_cmpfloat_with_epsilon (vsl_auc (4, tied, truth), 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (vsl_auc (4, half, truth), 0.875, 1e-12);   /* 3 pairs and half of one */
  g_assert_true (isnan (vsl_auc (4, score, one)));
  g_assert_true (isnan (vsl_auc (0, score, one)));
}

/* Ten samples of four patients; class 1 is positive. TP 3, FN 1, FP 2, TN 4. */
static const double p_one[10] = { 0.9, 0.8, 0.7, 0.2, 0.6, 0.55, 0.1, 0.3, 0.05, 0.4 };
static const int truth_of[10] = { 1, 1, 1, 1, 0, 0, 0, 0, 0, 0 };

static VslPredictions *
predictions_new (void)
{
  VslPredictions *p = g_new0 (VslPredictions, 1);
  p->n = 11;                     /* the last one has no label */
  p->classes = 2;
  p->width = 2;
  p->split = VSL_SPLIT_TEST;
  p->id = g_new (gint64, p->n);
  p->label = g_new (int, p->n);
  p->predicted = g_new (int, p->n);
  p->prob = g_new (double, 2 * p->n);
  p->values = g_new0 (VslReal, 2 * p->n);
  for (int i = 0; i < 11; i++) {
    double v = i < 10 ? p_one[i] : 0.9;
    p->id[i] = i + 1;
    p->label[i] = i < 10 ? truth_of[i] : -1;
    p->prob[2 * i] = 1 - v;
    p->prob[2 * i + 1] = v;
    p->predicted[i] = v > 0.5;
  }
  return p;
}

static VslDataset *
patients_looking_for (guint patients, int positive)
{
  static const char *const names[] = { "healthy", "sick", NULL };
  VslSampleInfo info[11] = { 0 };
  for (guint i = 0; i < 11; i++)
    info[i] = (VslSampleInfo) { .id = i + 1, .label = i < 10 ? truth_of[i] : -1, .split = VSL_SPLIT_TEST,
                                .patient = patients ? i % patients + 1 : 0 };
  return vsl_dataset_new (info, 11, names, positive, NULL, NULL, NULL);
}

static VslDataset *
patients_new (guint patients)
{
  return patients_looking_for (patients, 1);
}

static void
test_two_classes (void)
{
  g_autoptr (VslPredictions) p = predictions_new ();
  g_autoptr (VslDataset) dataset = patients_new (5);
  g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
  g_autoptr (VslEvaluation) again = vsl_evaluate (p, dataset, 1);
  static const guint table[] = { 4, 2, 1, 3 };
  g_assert_cmpuint (e->n, ==, 10);
  g_assert_cmpuint (e->patients, ==, 5);
  g_assert_cmpuint (e->correct, ==, 7);
  g_assert_cmpint (e->positive, ==, 1);
  g_assert_cmpmem (e->confusion, sizeof table, table, sizeof table);
  g_assert_cmpfloat_with_epsilon (e->accuracy.value, 0.7, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->sensitivity.value, 3.0 / 4, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->specificity.value, 4.0 / 6, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->ppv.value, 3.0 / 5, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->npv.value, 4.0 / 5, 1e-12);
  g_assert_cmpfloat_with_epsilon (e->f1.value, 6.0 / 9, 1e-12);
  /* 0.9, 0.8, 0.7 are above all six negatives, 0.2 above two of them: 20 of 24 pairs */
  g_assert_cmpfloat_with_epsilon (e->auc.value, 20.0 / 24, 1e-12);
  double brier = 0;
  for (int i = 0; i < 10; i++)
    brier += (p_one[i] - truth_of[i]) * (p_one[i] - truth_of[i]) / 10;
  g_assert_cmpfloat_with_epsilon (e->brier, brier, 1e-12);
  g_assert_true (e->accuracy.low <= 0.7 && 0.7 <= e->accuracy.high && e->accuracy.low >= 0 && e->accuracy.high <= 1);
  g_assert_true (e->accuracy.low < e->accuracy.high);
  g_assert_true (e->accuracy.low == again->accuracy.low && e->auc.high == again->auc.high);
  g_assert_true (e->threshold == 0.5);
}

/* All scans of one patient: nothing can be resampled, and a formula says how little one patient says. */
static void
test_one_patient (void)
{
  g_autoptr (VslPredictions) p = predictions_new ();
  g_autoptr (VslDataset) one = patients_new (1), none = patients_new (0);
  g_autoptr (VslEvaluation) e = vsl_evaluate (p, one, 1);
  g_autoptr (VslEvaluation) f = vsl_evaluate (p, none, 1);
  g_assert_cmpuint (e->patients, ==, 1);
  g_assert_cmpint (e->accuracy.method, ==, VSL_INTERVAL_WILSON);
  g_assert_cmpint (f->accuracy.method, ==, VSL_INTERVAL_BOOTSTRAP);
  g_assert_true (e->accuracy.low < 0.2 && e->accuracy.high > 0.9);
  g_assert_cmpuint (f->patients, ==, 0);
  g_assert_true (f->accuracy.low < f->accuracy.high);
}

static void
test_json (void)
{
  static const char *const names[] = { "healthy", "sick", NULL };
  static const char *const keys[] = { "run", "split", "n", "patients", "accuracy", "auc", "sensitivity", "specificity", "ppv", "npv", "f1",
                                      "brier", "ece", "threshold", "positive", "confusion", "classes", NULL };
  g_autoptr (VslPredictions) p = predictions_new ();
  g_autoptr (VslDataset) dataset = patients_new (0);
  for (int i = 0; i < 10; i++)
    p->label[i] = 0;             /* no positives: sensitivity is not defined */
  g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
  g_autoptr (JsonObject) o = vsl_evaluation_to_json (e, 4, names);
  for (int i = 0; keys[i]; i++)
    g_assert_true (json_object_has_member (o, keys[i]));
  g_assert_cmpstr (json_object_get_string_member (o, "positive"), ==, "sick");
  g_assert_cmpstr (json_object_get_string_member (o, "split"), ==, "test");
  g_assert_true (json_object_get_null_member (o, "patients"));
  g_assert_true (json_object_get_null_member (json_object_get_object_member (o, "sensitivity"), "value"));
  g_assert_true (json_object_get_null_member (json_object_get_object_member (o, "auc"), "value"));
}

/* Precision and recall of the registry are about the class that is looked for, whichever it is and however many units tell of it. */
static void
test_same_class (void)
{
  for (int i = 0; i < 4; i++) {
    g_autoptr (VslPredictions) p = predictions_new ();
    p->width = 1 + i % 2;
    g_autoptr (VslDataset) dataset = patients_looking_for (0, i / 2);
    g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
    guint found = 0;
    for (int k = 0; k < e->n_metrics; k++) {
      double want = g_str_equal (e->metric[k].name, "precision") ? e->ppv.value : g_str_equal (e->metric[k].name, "recall") ? e->sensitivity.value : NAN;
      if (isnan (want))
        continue;
      g_assert_cmpfloat_with_epsilon (e->metric[k].value, want, 1e-9);
      found++;
    }
    g_assert_cmpint (e->positive, ==, i / 2);
    g_assert_cmpuint (found, ==, 2);
  }
}

static void
test_metrics (void)
{
  const VslReal half[] = { 0.5f, 0.50001f }, rows[] = { 0.2f, 0.5f, 0.5f, 0.7f, 0.2f, 0.1f };
  const VslReal labels[] = { 1, 2 };
  VslMetricInput input = { 2, 3, rows, labels, 1, 3, -1 };
  guint counts[9];
  g_assert_cmpint (vsl_metric_class_of (&half[0], 1), ==, 0);      /* strictly above one half */
  g_assert_cmpint (vsl_metric_class_of (&half[1], 1), ==, 1);
  g_assert_cmpint (vsl_metric_class_of (rows, 3), ==, 1);          /* the first largest */
  g_assert_cmpfloat_with_epsilon (vsl_metric_class ("accuracy")->value (NULL, &input), 0.5, 1e-12);
  vsl_metric_confusion (&input, counts);
  g_assert_cmpuint (counts[1 * 3 + 1], ==, 1);
  g_assert_cmpuint (counts[2 * 3 + 0], ==, 1);
  g_assert_cmpuint (counts[0], ==, 0);
}

/* Logits far beyond what exp can take, labels that are no class, rows of which all are masked. */
static void
test_loss_edges (void)
{
  const VslLossClass *cls = vsl_loss_class ("sparse_categorical_crossentropy");
  VslShape pred = vsl_shape_make (1, (gint64) 3), truth = { 0 };
  g_autoptr (GError) error = NULL;
  VslLossRun *run = vsl_loss_run_new (cls, NULL, &pred, &truth, 2, &error);
  g_assert_no_error (error);
  const VslReal logits[] = { 5000, -5000, 0, 1, 2, 3 }, y[] = { 0, 7 }, mask[] = { 1, 0 }, none[] = { 0, 0 };
  VslReal grad[6];
  VslLossArgs args = { .n = 2, .y_true = y, .logits = logits, .activation = VSL_ACT_SOFTMAX, .mask = mask, .grad = grad };
  g_assert_cmpfloat (vsl_loss_run (run, &args), ==, 0);
  g_assert_cmpfloat (grad[1], ==, 0);
  args.mask = NULL;
  g_assert_true (isnan (vsl_loss_run (run, &args)));
  args.mask = none;
  g_assert_cmpfloat (vsl_loss_run (run, &args), ==, 0);
  vsl_loss_run_free (run);
  VslShape wide = vsl_shape_make (1, (gint64) 4);
  g_assert_null (vsl_loss_run_new (vsl_loss_class ("MeanSquaredError"), NULL, &pred, &wide, 2, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE);
}

static void
refused (VslOptions *options, const char *name, const char *value, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) before = vsl_options_to_json (options, TRUE);
  g_assert_false (vsl_options_set (options, NULL, name, value, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, says));
  g_autoptr (JsonNode) after = vsl_options_to_json (options, TRUE);
  g_assert_true (json_node_equal (before, after));
}

static void
test_options (void)
{
  static const char *const pairs[] = { "learning_rate", "0.02", "optimizer", "SGD", "optimizer.momentum", "0.9", "loss",
                                       "binary_crossentropy", "loss.label_smoothing", "0.1", "schedule", "ReduceLROnPlateau",
                                       "schedule.patience", "3", "early_stopping.patience", "4", "class_weight", "{\"sick\": 3}",
                                       "seed", "12", "monitor", "val_auc", NULL };
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autoptr (GError) error = NULL;
  for (int i = 0; pairs[i]; i += 2)
    g_assert_true (vsl_options_set (options, NULL, pairs[i], pairs[i + 1], &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (((const VslOptimizerBase *) options->config->optimizer.config)->learning_rate, ==, 0.02);
  g_assert_true (options->config->early_stopping);
  refused (options, "epoch", "3", "epochs");
  refused (options, "epochs", "0", "epochs");
  refused (options, "optimizer", "Adma", "Adam");
  refused (options, "optimizer.momentun", "1", "momentum");
  refused (options, "class_weight", "{\"sick\": -1}", "sick");
  refused (options, "seed", "-1", "seed");
  refused (options, "node.conv.filters", "3", "network");
  g_autoptr (JsonNode) json = vsl_options_to_json (options, FALSE);
  g_autoptr (VslOptions) back = vsl_options_from_json (json, &error);
  g_assert_no_error (error);
  g_autoptr (JsonNode) twice = vsl_options_to_json (back, FALSE);
  g_assert_true (json_node_equal (json, twice));
  /* Every name that is listed can be set to its own value. */
  g_autoptr (JsonArray) all = vsl_options_describe (options);
  for (guint i = 0; i < json_array_get_length (all); i++) {
    JsonObject *row = json_array_get_object_element (all, i);
    JsonNode *value = json_object_get_member (row, "value");
    g_autofree char *text = JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
                              ? g_strdup (json_node_get_string (value)) : json_to_string (value, FALSE);
    g_assert_true (vsl_options_set (options, NULL, json_object_get_string_member (row, "name"), text, &error));
    g_assert_no_error (error);
  }
  g_autoptr (JsonNode) still = vsl_options_to_json (options, FALSE);
  g_assert_true (json_node_equal (json, still));
}

static void
test_class_weights (void)
{
  static const char *const names[] = { "a", "b", NULL };
  static const guint counts[] = { 30, 10 };
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_options_class_weights (options, names, counts, 2, &error));
  vsl_options_set (options, NULL, "class_weight", "balanced", &error);
  g_autofree double *w = vsl_options_class_weights (options, names, counts, 2, &error);
  g_assert_cmpfloat_with_epsilon (w[0], 40.0 / 60, 1e-12);
  g_assert_cmpfloat_with_epsilon (w[1], 2, 1e-12);
  vsl_options_set (options, NULL, "class_weight", "{\"b\": 5}", &error);
  g_autofree double *v = vsl_options_class_weights (options, names, counts, 2, &error);
  g_assert_true (v[0] == 1 && v[1] == 5);
  g_assert_no_error (error);
  vsl_options_set (options, NULL, "class_weight", "{\"c\": 5}", NULL);
  g_assert_null (vsl_options_class_weights (options, names, counts, 2, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG);
}

static const VslLossClass *
auto_loss (const char *last, gboolean *autoencoder)
{
  g_autofree char *text = g_strdup_printf (
    "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": ["
    "{\"id\": \"in\", \"type\": \"Input\", \"config\": {\"shape\": [6]}},"
    "{\"id\": \"out\", \"type\": \"Dense\", \"config\": %s, \"inputs\": [\"in\"]}], \"outputs\": [\"out\"]}", last);
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  g_autoptr (VslOptions) options = vsl_options_new ();
  const VslLossClass *cls = vsl_options_loss (options, network, &error);
  g_assert_no_error (error);
  *autoencoder = vsl_options_autoencoder (network, cls);
  return cls;
}

static void
test_auto_loss (void)
{
  static const struct {
    const char *last, *loss;
    gboolean autoencoder;
  } cases[] = { { "{\"units\": 1, \"activation\": \"sigmoid\"}", "BinaryCrossentropy", FALSE },
                { "{\"units\": 3, \"activation\": \"softmax\"}", "SparseCategoricalCrossentropy", FALSE },
                { "{\"units\": 6, \"activation\": \"softmax\"}", "SparseCategoricalCrossentropy", FALSE },
                { "{\"units\": 6, \"activation\": \"sigmoid\"}", "MeanSquaredError", TRUE },
                { "{\"units\": 1}", "MeanSquaredError", FALSE } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean autoencoder;
    g_assert_cmpstr (auto_loss (cases[i].last, &autoencoder)->head.name, ==, cases[i].loss);
    g_assert_cmpint (autoencoder, ==, cases[i].autoencoder);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluate/auc", test_auc);
  g_test_add_func ("/evaluate/two-classes", test_two_classes);
  g_test_add_func ("/evaluate/one-patient", test_one_patient);
  g_test_add_func ("/evaluate/json", test_json);
  g_test_add_func ("/evaluate/same-class", test_same_class);
  g_test_add_func ("/evaluate/metrics", test_metrics);
  g_test_add_func ("/losses/edges", test_loss_edges);
  g_test_add_func ("/options/names", test_options);
  g_test_add_func ("/options/class-weights", test_class_weights);
  g_test_add_func ("/options/auto-loss", test_auto_loss);
  return g_test_run ();
}
