/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of single examples through whole networks: norms against the same examples one by one, the weighted sum against the sum of
 * the single ones, and refusals. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "graph/vsl-plan.h"
#include "graph/vsl-template.h"

#define N 3

static const VslReal factors[N] = { (VslReal) 0.5, (VslReal) 0, (VslReal) -1.25 };

static void
fill (VslReal *v, gsize n, guint64 stream, double from, double to)
{
  guint64 key = vsl_random_key (stream, VSL_RANDOM_TEST, 0, 0);
  for (gsize i = 0; i < n; i++)
    v[i] = (VslReal) (from + (to - from) * vsl_random_uniform (key, i));
}

static gsize
input_count (VslPlan *plan)
{
  return (gsize) vsl_shape_count (vsl_plan_input_shape (plan, 0));
}

static gsize
output_count (VslPlan *plan)
{
  return (gsize) vsl_shape_count (vsl_plan_output_shape (plan, 0));
}

static double
squares (const VslReal *v, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += (double) v[i] * (double) v[i];
  return sum;
}

static void
near (double got, double want)
{
  if (!(fabs (got - want) <= 1e-3 * (1e-4 + fabs (want))))
    g_error ("%.9g, expected %.9g", got, want);
}

/* x: [N, input]; the examples one by one in a plan of their own: norms, and the weighted sum of their gradients. */
static void
one_by_one (const VslNetwork *network, VslParams *params, const VslReal *x, const VslReal *dy, double *sq, double *sum)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, 1, VSL_PLAN_TRAIN, &error);
  g_assert_no_error (error);
  memset (sum, 0, params->trainable * sizeof *sum);
  for (int i = 0; i < N; i++) {
    memcpy (vsl_plan_input (plan, 0), x + (gsize) i * input_count (plan), input_count (plan) * sizeof *x);
    vsl_plan_forward (plan, 1, FALSE, 1, 0);
    memcpy (vsl_plan_output_grad (plan, 0), dy + (gsize) i * output_count (plan), output_count (plan) * sizeof *dy);
    vsl_plan_backward (plan, 1);
    sq[i] = squares (vsl_plan_grad (plan), params->trainable);
    for (gsize k = 0; k < params->trainable; k++)
      sum[k] += (double) factors[i] * (double) vsl_plan_grad (plan)[k];
  }
}

static void
give (VslPlan *plan, const VslReal *x, const VslReal *dy, gboolean training)
{
  memcpy (vsl_plan_input (plan, 0), x, N * input_count (plan) * sizeof *x);
  vsl_plan_forward (plan, N, training, 1, 0);
  memcpy (vsl_plan_output_grad (plan, 0), dy, N * output_count (plan) * sizeof *dy);
}

/* In training the random numbers of an example depend on its place; the norm must be that of the gradient that it has there. */
static void
check_training (VslPlan *plan, const VslParams *params, const VslReal *x, const VslReal *dy)
{
  double sq[N];
  give (plan, x, dy, TRUE);
  vsl_plan_example_norms (plan, N, sq);
  for (int i = 0; i < N; i++) {
    VslReal only[N] = { 0 };
    only[i] = 1;
    vsl_plan_backward_weighted (plan, N, only);
    near (sq[i], squares (vsl_plan_grad (plan), params->trainable));
  }
}

static void
check (const VslNetwork *network, VslParams *params, VslPlan *plan, gboolean tokens)
{
  g_autofree VslReal *x = g_new (VslReal, N * input_count (plan)), *dy = g_new (VslReal, N * output_count (plan));
  g_autofree double *sum = g_new (double, params->trainable);
  double sq[N], want[N], scale = 0;
  fill (x, N * input_count (plan), 1, tokens ? 0 : -1, tokens ? 6.99 : 1);
  for (gsize i = 0; tokens && i < N * input_count (plan); i++)
    x[i] = (VslReal) floor ((double) x[i]);
  fill (dy, N * output_count (plan), 2, -1, 1);
  one_by_one (network, params, x, dy, want, sum);
  give (plan, x, dy, FALSE);
  vsl_plan_example_norms (plan, N, sq);
  for (int i = 0; i < N; i++)
    near (sq[i], want[i]);
  vsl_plan_backward_weighted (plan, N, factors);
  for (gsize k = 0; k < params->trainable; k++)
    scale = fmax (scale, fabs (sum[k]));
  for (gsize k = 0; k < params->trainable; k++)
    g_assert_cmpfloat_with_epsilon ((double) vsl_plan_grad (plan)[k], sum[k], 1e-4 * (scale + 1e-6));
  check_training (plan, params, x, dy);
}

static gboolean
mixes (const VslNetwork *network)
{
  for (guint i = 0; i < network->nodes->len; i++)
    if (((VslNode *) network->nodes->pdata[i])->cls->flags & VSL_LAYER_MIXES)
      return TRUE;
  return FALSE;
}

static void
test_template (gconstpointer id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_template_load (id, &error);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  vsl_params_init (params, 5);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, N, VSL_PLAN_TRAIN | VSL_PLAN_EXAMPLES, &error);
  if (mixes (network)) {
    g_assert_null (plan);
    g_assert_nonnull (strstr (error->message, "GroupNormalization"));
    return;
  }
  g_assert_no_error (error);
  const VslNode *input = g_ptr_array_index (network->nodes, 0);
  gboolean tokens = FALSE;
  for (guint i = 0; i < network->nodes->len; i++)
    tokens |= (((VslNode *) network->nodes->pdata[i])->cls->flags & VSL_LAYER_TOKENS) != 0;
  g_assert_true (input->cls->flags & VSL_LAYER_INPUT);
  check (network, params, plan, tokens);
}

#define NODE(id, type, config, from) "{\"id\":\"" id "\",\"type\":\"" type "\",\"config\":{" config "},\"inputs\":[" from "]}"

/* Texts with masks and dropout, attention over them, and a frozen layer, which counts for nothing. */
static const char sequence[] =
  "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"x\",\"type\":\"Input\",\"config\":{\"shape\":[6]}},"
  NODE ("e", "Embedding", "\"input_dim\":7,\"output_dim\":5,\"mask_zero\":true", "\"x\"") ","
  NODE ("l", "LSTM", "\"units\":4,\"return_sequences\":true,\"dropout\":0.3,\"recurrent_dropout\":0.2", "\"e\"") ","
  NODE ("f", "Dense", "\"units\":4,\"trainable\":false", "\"l\"") ","
  NODE ("a", "MultiHeadAttention", "\"num_heads\":2,\"key_dim\":3,\"dropout\":0.2", "\"f\"") ","
  NODE ("c", "Conv1D", "\"filters\":3,\"kernel_size\":3,\"padding\":\"same\",\"activation\":\"tanh\"", "\"a\"") ","
  NODE ("g", "GRU", "\"units\":3,\"dropout\":0.2", "\"c\"") ","
  NODE ("d", "Dropout", "\"rate\":0.3", "\"g\"") ","
  NODE ("y", "Dense", "\"units\":2,\"activation\":\"softmax\"", "\"d\"") "]}";

/* A layer that runs forward again before the second way back, and an activation behind it that could run in place. */
static const char again[] =
  "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"x\",\"type\":\"Input\",\"config\":{\"shape\":[6]}},"
  NODE ("e", "Embedding", "\"input_dim\":7,\"output_dim\":5", "\"x\"") ","
  NODE ("l", "LSTM", "\"units\":4", "\"e\"") ","
  NODE ("s", "Activation", "\"activation\":\"sigmoid\"", "\"l\"") ","
  NODE ("y", "Dense", "\"units\":2,\"activation\":\"softmax\"", "\"s\"") "]}";

static void
test_sequence (gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  fill (params->data, params->total, 9, -0.6, 0.6);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, N, VSL_PLAN_TRAIN | VSL_PLAN_EXAMPLES, &error);
  g_assert_no_error (error);
  check (network, params, plan, TRUE);
}

/* A frozen BatchNormalization mixes nothing and is allowed. */
static void
test_frozen_norm (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (
    "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"x\",\"type\":\"Input\",\"config\":{\"shape\":[4,4,2]}},"
    NODE ("b", "BatchNormalization", "\"trainable\":false", "\"x\"") ","
    NODE ("c", "Conv2D", "\"filters\":2,\"kernel_size\":3", "\"b\"") "]}", -1, &error);
  g_assert_no_error (error);
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  vsl_params_init (params, 2);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, N, VSL_PLAN_TRAIN | VSL_PLAN_EXAMPLES, &error);
  g_assert_no_error (error);
  check (network, params, plan, FALSE);
  vsl_network_set_text (network, "b", "trainable", "true", NULL);
  g_autoptr (VslParams) others = vsl_params_new (network, &error);
  g_assert_null (vsl_plan_new (network, others, N, VSL_PLAN_TRAIN | VSL_PLAN_EXAMPLES, &error));
  g_assert_nonnull (strstr (error->message, "GroupNormalization"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const char *const *id = vsl_template_ids (); *id; id++) {
    g_autofree char *path = g_strconcat ("/examples/", *id, NULL);
    g_test_add_data_func (path, *id, test_template);
  }
  g_test_add_data_func ("/examples/sequence", sequence, test_sequence);
  g_test_add_data_func ("/examples/again", again, test_sequence);
  g_test_add_func ("/examples/frozen-norm", test_frozen_norm);
  return g_test_run ();
}
