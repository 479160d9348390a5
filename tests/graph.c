/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Network, report, parameters and plan. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "graph/vsl-plan.h"
#include "kernels/vsl-parallel.h"

static VslNetwork *
parse (const char *nodes)
{
  g_autofree char *text = g_strdup_printf ("{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[%s]}", nodes);
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

#define CLASSIC \
  "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[28,28,1]}}," \
  "{\"id\":\"conv\",\"type\":\"Conv2D\",\"config\":{\"filters\":32,\"kernel_size\":[3,3],\"activation\":\"relu\"},\"inputs\":[\"scan\"]}," \
  "{\"id\":\"pool\",\"type\":\"MaxPooling2D\",\"inputs\":[\"conv\"]}," \
  "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"pool\"]}," \
  "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":10,\"activation\":\"softmax\"},\"inputs\":[\"flat\"]}"

/* Branches, a skip connection, a frozen node, activations that can and cannot run in place. */
#define BRANCHY \
  "{\"id\":\"a\",\"type\":\"Input\",\"config\":{\"shape\":[9,7,2]}}," \
  "{\"id\":\"c1\",\"type\":\"Conv2D\",\"config\":{\"filters\":4,\"kernel_size\":3,\"padding\":\"same\",\"activation\":\"gelu\"},\"inputs\":[\"a\"]}," \
  "{\"id\":\"c2\",\"type\":\"Conv2D\",\"config\":{\"filters\":4,\"kernel_size\":3,\"padding\":\"same\",\"activation\":\"relu\"},\"inputs\":[\"c1\"]}," \
  "{\"id\":\"b\",\"type\":\"BatchNormalization\",\"inputs\":[\"c2\"]}," \
  "{\"id\":\"r\",\"type\":\"Activation\",\"config\":{\"activation\":\"tanh\"},\"inputs\":[\"b\"]}," \
  "{\"id\":\"s\",\"type\":\"Add\",\"inputs\":[\"r\",\"c1\"]}," \
  "{\"id\":\"f\",\"type\":\"Flatten\",\"inputs\":[\"s\"]}," \
  "{\"id\":\"d0\",\"type\":\"Dense\",\"config\":{\"units\":5,\"activation\":\"sigmoid\",\"trainable\":false},\"inputs\":[\"f\"]}," \
  "{\"id\":\"g\",\"type\":\"GlobalAveragePooling2D\",\"inputs\":[\"s\"]}," \
  "{\"id\":\"j\",\"type\":\"Concatenate\",\"inputs\":[\"d0\",\"g\",\"f\"]}," \
  "{\"id\":\"out\",\"type\":\"Dense\",\"config\":{\"units\":3,\"activation\":\"softmax\"},\"inputs\":[\"j\"]}"

/* Steps that could run in place behind others whose way back reads what they would overwrite, and behind some where they may. */
#define CHAINED \
  "{\"id\":\"a\",\"type\":\"Input\",\"config\":{\"shape\":[9,7,2]}}," \
  "{\"id\":\"c1\",\"type\":\"Conv2D\",\"config\":{\"filters\":16,\"kernel_size\":3,\"padding\":\"same\",\"activation\":\"relu\"},\"inputs\":[\"a\"]}," \
  "{\"id\":\"r1\",\"type\":\"Activation\",\"config\":{\"activation\":\"sigmoid\"},\"inputs\":[\"c1\"]}," \
  "{\"id\":\"r2\",\"type\":\"Activation\",\"config\":{\"activation\":\"tanh\"},\"inputs\":[\"r1\"]}," \
  "{\"id\":\"c2\",\"type\":\"Conv2D\",\"config\":{\"filters\":16,\"kernel_size\":3,\"padding\":\"same\"},\"inputs\":[\"r2\"]}," \
  "{\"id\":\"d2\",\"type\":\"Dropout\",\"inputs\":[\"c2\"]}," \
  "{\"id\":\"s2\",\"type\":\"Add\",\"inputs\":[\"d2\",\"r2\"]}," \
  "{\"id\":\"c3\",\"type\":\"Conv2D\",\"config\":{\"filters\":16,\"kernel_size\":3,\"padding\":\"same\",\"activation\":\"relu\"},\"inputs\":[\"s2\"]}," \
  "{\"id\":\"s3\",\"type\":\"Subtract\",\"inputs\":[\"c3\",\"s2\"]}," \
  "{\"id\":\"m3\",\"type\":\"Softmax\",\"inputs\":[\"s3\"]}," \
  "{\"id\":\"n3\",\"type\":\"GaussianNoise\",\"inputs\":[\"m3\"]}," \
  "{\"id\":\"q3\",\"type\":\"Rescaling\",\"config\":{\"scale\":\"3\"},\"inputs\":[\"n3\"]}," \
  "{\"id\":\"f\",\"type\":\"Flatten\",\"inputs\":[\"q3\"]}," \
  "{\"id\":\"out\",\"type\":\"Dense\",\"config\":{\"units\":3,\"activation\":\"softmax\"},\"inputs\":[\"f\"]}"

static void
test_report (void)
{
  g_autoptr (VslNetwork) network = parse (CLASSIC);
  g_autoptr (VslReport) report = vsl_network_check (network, 32);
  g_assert_true (vsl_report_ok (report));
  g_assert_cmpint (report->params, ==, 320 + 54090);
  g_assert_cmpint (report->node[2].out.dim[0], ==, 13);

  g_assert_true (vsl_network_remove (network, "flat"));
  g_assert_true (vsl_network_connect (network, "pool", "answer", NULL));
  g_autoptr (VslReport) wrong = vsl_network_check (network, 32);
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_report_ok (wrong));
  g_assert_cmpstr (wrong->node[3].remedy, ==, "insert:Flatten");
  vsl_report_to_error (network, wrong, &error);
  g_assert_nonnull (strstr (error->message, "answer"));
  g_assert_nonnull (strstr (error->message, "Flatten"));
  g_assert_nonnull (vsl_network_insert (network, vsl_layer_class ("Flatten"), "pool", "answer", NULL));
  g_autoptr (VslReport) mended = vsl_network_check (network, 32);
  g_assert_true (vsl_report_ok (mended));
}

static void
test_edits (void)
{
  g_autoptr (VslNetwork) network = parse (BRANCHY);
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_network_connect (network, "out", "c1", &error));
  g_assert_nonnull (strstr (error->message, "loop"));
  g_clear_error (&error);
  g_assert_false (vsl_network_connect (network, "r", "s", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (vsl_network_rename (network, "c1", "two words", &error));
  g_clear_error (&error);
  g_assert_true (vsl_network_rename (network, "c1", "first", &error));
  g_assert_cmpstr (vsl_network_find (network, "c2")->inputs->pdata[0], ==, "first");
  g_assert_cmpstr (vsl_network_find (network, "s")->inputs->pdata[1], ==, "first");
  g_assert_false (vsl_network_set_text (network, "c2", "filters", "0", &error));
  g_assert_nonnull (strstr (error->message, "c2"));
  g_assert_nonnull (strstr (error->message, "filters"));
  g_clear_error (&error);
  g_assert_false (vsl_network_set_text (network, "c2", "filtres", "8", &error));
  g_assert_nonnull (strstr (error->message, "filters"));
  g_clear_error (&error);

  g_autofree char *text = vsl_network_to_text (network);
  g_autoptr (VslNetwork) again = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_network_equal (network, again));
  g_assert_false (vsl_network_find (again, "d0")->trainable);
}

static void
test_bad_files (void)
{
  static const char *const bad[] = {
    "", "[]", "{}", "{\"format\":\"vesalius-network\",\"version\":2,\"nodes\":[]}",
    "{\"format\":\"vesalius-network\",\"version\":1}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[3]}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"a b\",\"type\":\"Input\"}]}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"Conv9D\"}]}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"Flatten\",\"inputs\":[\"nobody\"]}]}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"Flatten\",\"inputs\":[7]}]}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"Dense\",\"config\":{\"units\":-4}}]}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"Flatten\",\"preprocessing\":[]}]}",
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"a\",\"type\":\"Input\"},{\"id\":\"a\",\"type\":\"Input\"}]}",
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (vsl_network_parse (bad[i], -1, &error));
    g_assert_nonnull (error);
    g_assert_cmpuint (strlen (error->message), >, 10);
  }
  /* A loop can be read, is marked, and is no plan. */
  g_autoptr (VslNetwork) loop = parse ("{\"id\":\"a\",\"type\":\"Flatten\",\"inputs\":[\"b\"]},{\"id\":\"b\",\"type\":\"Flatten\",\"inputs\":[\"a\"]}");
  g_autoptr (VslReport) report = vsl_network_check (loop, 1);
  g_assert_false (vsl_report_ok (report));
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_params_new (loop, &error));
  g_assert_nonnull (error);
}

static void
test_params (void)
{
  g_autoptr (VslNetwork) network = parse (BRANCHY);
  g_autoptr (GError) error = NULL;
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  vsl_params_init (params, 5);
  const VslParam *frozen = vsl_params_find (params, "d0/kernel"), *mean = vsl_params_find (params, "b/moving_variance");
  g_assert_false (frozen->trainable);
  g_assert_cmpuint (frozen->offset, >=, params->trainable);
  g_assert_true (mean->state);
  g_assert_cmpfloat (params->data[mean->offset], ==, 1);
  const VslParam *kernel = vsl_params_find (params, "c1/kernel");
  double limit = sqrt (6.0 / (9 * 2 + 9 * 4)), largest = 0;
  for (gsize i = 0; i < kernel->count; i++)
    largest = MAX (largest, fabs (params->data[kernel->offset + i]));
  g_assert_cmpfloat (largest, <=, limit);
  g_assert_cmpfloat (largest, >, 0.9 * limit);

  g_autoptr (GBytes) bytes = vsl_params_to_bytes (params);
  g_autoptr (VslParams) other = vsl_params_new (network, &error);
  g_assert_true (vsl_params_from_bytes (other, bytes, &error));
  g_assert_cmpmem (params->data, params->total * sizeof (VslReal), other->data, other->total * sizeof (VslReal));
  gsize size;
  g_autofree guint8 *raw = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  size = g_bytes_get_size (bytes);
  for (gsize at = 0; at < size; at += 97) {      /* a flipped bit anywhere, and any cut, is refused */
    raw[at] ^= 4;
    g_autoptr (GBytes) flipped = g_bytes_new (raw, size), cut = g_bytes_new (raw, at);
    g_assert_false (vsl_params_from_bytes (other, flipped, NULL));
    g_assert_false (vsl_params_from_bytes (other, cut, NULL));
    raw[at] ^= 4;
  }
}

/* Runs one training pass; returns all gradients, then the output. */
static GArray *
one_pass (const VslNetwork *network, VslParams *params, guint flags, int n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, 6, flags, &error);
  g_assert_no_error (error);
  gsize in = (gsize) vsl_shape_count (vsl_plan_input_shape (plan, 0)), out = (gsize) vsl_shape_count (vsl_plan_output_shape (plan, 0));
  GArray *result = g_array_new (FALSE, FALSE, sizeof (VslReal));
  for (int round = 0; round < 2; round++) {      /* the second finds what the first left in shared memory */
    guint64 key = vsl_random_key (1, VSL_RANDOM_TEST, 0, 0);
    VslReal *x = vsl_plan_input (plan, 0);
    for (gsize i = 0; i < in * (gsize) n; i++)
      x[i] = (VslReal) vsl_random_normal (key, i);
    vsl_plan_forward (plan, n, TRUE, 3, 0);
    VslReal *g = vsl_plan_output_grad (plan, 0);
    for (gsize i = 0; i < out * (gsize) n; i++)
      g[i] = (VslReal) vsl_random_normal (key, 100000 + i);
    vsl_plan_backward (plan, n);
  }
  g_array_append_vals (result, vsl_plan_grad (plan), (guint) params->trainable);
  g_array_append_vals (result, vsl_plan_output (plan, 0), (guint) (out * (gsize) n));
  if (flags & VSL_PLAN_INPUT_GRAD)
    g_array_append_vals (result, vsl_plan_input_grad (plan, 0), (guint) (in * (gsize) n));
  return result;
}

/* Sharing memory must not change a bit, nor may the number of threads. */
static void
test_memory (void)
{
  static const char *const networks[] = { CLASSIC, BRANCHY, CHAINED };
  for (guint k = 0; k < G_N_ELEMENTS (networks); k++) {
    g_autoptr (VslNetwork) network = parse (networks[k]);
    g_autoptr (VslParams) params = vsl_params_new (network, NULL);
    vsl_params_init (params, 7);
    guint logits = VSL_PLAN_TRAIN | VSL_PLAN_LOGITS | VSL_PLAN_PLAIN;
    vsl_parallel_set_threads (1);
    g_autoptr (GArray) shared = one_pass (network, params, logits, 5);
    g_autoptr (GArray) apart = one_pass (network, params, logits | VSL_PLAN_KEEP, 5);
    g_assert_cmpmem (shared->data, shared->len * sizeof (VslReal), apart->data, apart->len * sizeof (VslReal));
    vsl_parallel_set_threads (2);
    g_autoptr (GArray) two = one_pass (network, params, logits, 5);
    g_assert_cmpmem (shared->data, shared->len * sizeof (VslReal), two->data, two->len * sizeof (VslReal));
    g_autoptr (GArray) inputs = one_pass (network, params, VSL_PLAN_TRAIN | VSL_PLAN_INPUT_GRAD, 5);
    g_autoptr (GArray) inputs_apart = one_pass (network, params, VSL_PLAN_TRAIN | VSL_PLAN_INPUT_GRAD | VSL_PLAN_KEEP, 5);
    g_assert_cmpmem (inputs->data, inputs->len * sizeof (VslReal), inputs_apart->data, inputs_apart->len * sizeof (VslReal));
    double sum = 0;
    for (guint i = 0; i < shared->len; i++)
      sum += fabs (g_array_index (shared, VslReal, i));
    g_assert_true (isfinite (sum) && sum > 1);
  }
}

#define NEIGHBOUR(shape, kernel, filters, padding, rest) \
  "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":" shape "}}," \
  "{\"id\":\"conv\",\"type\":\"Conv2D\",\"config\":{\"filters\":" filters ",\"kernel_size\":" kernel ",\"padding\":\"" padding "\",\"activation\":\"relu\"" rest "},\"inputs\":[\"scan\"]}," \
  "{\"id\":\"pool\",\"type\":\"MaxPooling2D\",\"inputs\":[\"conv\"]}," \
  "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"pool\"]}," \
  "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":7,\"activation\":\"softmax\"},\"inputs\":[\"flat\"]}"

/* Convolutions that are followed by a norm, by relu as a layer or an option, by both or neither, and one that two others read. */
#define NORMED \
  "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[9,10,3]}}," \
  "{\"id\":\"a\",\"type\":\"Conv2D\",\"config\":{\"filters\":18,\"padding\":\"same\",\"activation\":\"relu\"},\"inputs\":[\"scan\"]}," \
  "{\"id\":\"b\",\"type\":\"Conv2D\",\"config\":{\"filters\":20,\"padding\":\"same\",\"use_bias\":false},\"inputs\":[\"a\"]}," \
  "{\"id\":\"b_norm\",\"type\":\"BatchNormalization\",\"inputs\":[\"b\"]}," \
  "{\"id\":\"b_relu\",\"type\":\"Activation\",\"config\":{\"activation\":\"relu\"},\"inputs\":[\"b_norm\"]}," \
  "{\"id\":\"c\",\"type\":\"Conv2D\",\"config\":{\"filters\":20,\"kernel_size\":1},\"inputs\":[\"b_relu\"]}," \
  "{\"id\":\"c_norm\",\"type\":\"BatchNormalization\",\"config\":{\"scale\":false,\"epsilon\":0.1},\"inputs\":[\"c\"]}," \
  "{\"id\":\"sum\",\"type\":\"Add\",\"inputs\":[\"c_norm\",\"b_relu\"]}," \
  "{\"id\":\"d\",\"type\":\"Conv2D\",\"config\":{\"filters\":6,\"strides\":2,\"activation\":\"relu\"},\"inputs\":[\"sum\"]}," \
  "{\"id\":\"e\",\"type\":\"Conv2D\",\"config\":{\"filters\":4,\"kernel_size\":2},\"inputs\":[\"d\"]}," \
  "{\"id\":\"e_norm\",\"type\":\"BatchNormalization\",\"config\":{\"center\":false,\"axis\":1},\"inputs\":[\"e\"]}," \
  "{\"id\":\"flat\",\"type\":\"Flatten\",\"inputs\":[\"e_norm\"]}," \
  "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":3,\"activation\":\"softmax\"},\"inputs\":[\"flat\"]}"

/* Outside of training a norm behind a convolution is part of it. */
static void
test_fusion_outside_of_training (void)
{
  g_autoptr (VslNetwork) network = parse (NORMED);
  g_autoptr (VslParams) params = vsl_params_new (network, NULL);
  vsl_params_init (params, 7);
  guint64 key = vsl_random_key (2, VSL_RANDOM_TEST, 0, 0);
  for (guint p = 0; p < params->n; p++)          /* statistics and factors other than 0 and 1 */
    for (gsize i = 0; i < params->param[p].count; i++)
      params->data[params->param[p].offset + i] += (VslReal) (0.2 * vsl_random_uniform (key, 1000 * p + i));
  VslReal y[2][6 * 3];
  for (guint plain = 0; plain < 2; plain++) {
    g_autoptr (VslPlan) plan = vsl_plan_new (network, params, 6, plain ? VSL_PLAN_PLAIN : 0, NULL);
    g_autoptr (GArray) times = vsl_plan_times (plan);
    VslReal *x = vsl_plan_input (plan, 0);
    for (gsize i = 0; i < 6 * 270; i++)
      x[i] = (VslReal) vsl_random_normal (key, i);
    g_assert_cmpuint (times->len, ==, plain ? 14 : 9);      /* a, b, c, sum, d, e, e_norm, answer, softmax */
    vsl_plan_forward (plan, 6, FALSE, 0, 0);
    g_assert_null (vsl_plan_nonfinite (plan, 6));
    memcpy (y[plain], vsl_plan_output (plan, 0), sizeof y[plain]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (y[0]); i++)
    g_assert_cmpfloat (fabs ((double) (y[0][i] - y[1][i])), <=, 2e-5);
}

/* Fused steps agree with the layers one by one, on any number of threads to the bit. */
static void
test_fusion (void)
{
  static const char *const networks[] = {
    CLASSIC, NEIGHBOUR ("[17,14,3]", "3", "24", "same", ""), NEIGHBOUR ("[11,12,1]", "[5,4]", "8", "same", ",\"use_bias\":false"),
    NEIGHBOUR ("[13,9,2]", "[2,3]", "48", "valid", ""), NEIGHBOUR ("[12,10,1]", "3", "12", "valid", ""), NORMED,
  };
  for (guint k = 0; k < G_N_ELEMENTS (networks); k++) {
    g_autoptr (VslNetwork) network = parse (networks[k]);
    g_autoptr (VslParams) params = vsl_params_new (network, NULL);
    vsl_params_init (params, 7);
    guint logits = VSL_PLAN_TRAIN | VSL_PLAN_LOGITS;
    vsl_parallel_set_threads (1);
    g_autoptr (GArray) fused = one_pass (network, params, logits, 5), plain = one_pass (network, params, logits | VSL_PLAN_PLAIN, 5);
    vsl_parallel_set_threads (3);
    g_autoptr (GArray) three = one_pass (network, params, logits, 5);
    g_assert_cmpmem (fused->data, fused->len * sizeof (VslReal), three->data, three->len * sizeof (VslReal));
    for (guint i = 0; i < fused->len; i++) {
      double a = g_array_index (fused, VslReal, i), b = g_array_index (plain, VslReal, i);
      g_assert_cmpfloat (fabs (a - b), <=, 2e-5 * (1 + fabs (b)));
    }
  }
}

static void
test_logits (void)
{
  g_autoptr (VslNetwork) network = parse (CLASSIC);
  g_autoptr (VslParams) params = vsl_params_new (network, NULL);
  vsl_params_init (params, 1);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, 2, VSL_PLAN_LOGITS, NULL);
  VslReal *x = vsl_plan_input (plan, 0);
  for (int i = 0; i < 2 * 784; i++)
    x[i] = (VslReal) (i % 17) / 17;
  vsl_plan_forward (plan, 2, FALSE, 0, 0);
  const VslReal *logits;
  g_assert_cmpint (vsl_plan_logits (plan, 0, &logits), ==, VSL_ACT_SOFTMAX);
  const VslReal *p = vsl_plan_output (plan, 0);
  for (int r = 0; r < 2; r++) {
    double sum = 0, z = 0;
    for (int i = 0; i < 10; i++) {
      sum += p[10 * r + i];
      z += exp (logits[10 * r + i]);
    }
    g_assert_cmpfloat (fabs (sum - 1), <, 1e-5);
    g_assert_cmpfloat (fabs (exp (logits[10 * r + 3]) / z - p[10 * r + 3]), <, 1e-5);
  }
  x[5] = NAN;
  vsl_plan_forward (plan, 2, FALSE, 0, 0);
  g_assert_cmpstr (vsl_plan_nonfinite (plan, 2), ==, "scan");
  params->data[vsl_params_find (params, "conv/kernel")->offset] = INFINITY;
  x[5] = 0;
  vsl_plan_forward (plan, 2, FALSE, 0, 0);
  g_assert_cmpstr (vsl_plan_nonfinite (plan, 2), ==, "conv");
  g_assert_cmpstr (vsl_params_nonfinite (params), ==, "conv/kernel");
}

/* Weights of another network are refused instead of being read out of bounds. */
static void
test_foreign_params (void)
{
  g_autoptr (VslNetwork) classic = parse (CLASSIC), branchy = parse (BRANCHY);
  g_autoptr (VslParams) params = vsl_params_new (branchy, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_plan_new (classic, params, 1, 0, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/report", test_report);
  g_test_add_func ("/graph/edits", test_edits);
  g_test_add_func ("/graph/bad-files", test_bad_files);
  g_test_add_func ("/graph/params", test_params);
  g_test_add_func ("/graph/plan/memory", test_memory);
  g_test_add_func ("/graph/plan/fusion", test_fusion);
  g_test_add_func ("/graph/plan/fusion-outside-of-training", test_fusion_outside_of_training);
  g_test_add_func ("/graph/plan/logits", test_logits);
  g_test_add_func ("/graph/plan/foreign-params", test_foreign_params);
  return g_test_run ();
}
