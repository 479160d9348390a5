/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every registered initialiser and constraint: distributions against their formulas, values by hand, and how a layer chooses them. */
#include <math.h>
#include <string.h>

#include "constraints/vsl-constraint.h"
#include "core/vsl-random.h"
#include "graph/vsl-params.h"
#include "initializers/vsl-initializer.h"
#include "optimizers/vsl-optimizer.h"

static VslObject
object (const char *family, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  VslObject o = { NULL, NULL };
  g_assert_nonnull (node);
  vsl_object_from_json (family, node, NULL, &o, &error);
  g_assert_no_error (error);
  return o;
}

typedef struct {
  const char *text;
  VslShape shape;
  double mean, deviation, limit;         /* limit: no number is further from the mean */
} Draw;

/* 40000 numbers: the mean within 5 standard errors, the deviation within 2 %. */
static void
test_distribution (gconstpointer data)
{
  const Draw *d = data;
  VslObject o = object ("initializer", d->text);
  gsize n = (gsize) vsl_shape_count (&d->shape);
  g_autofree VslReal *w = g_new (VslReal, n), *again = g_new (VslReal, n), *other = g_new (VslReal, n);
  double sum = 0, squares = 0;
  vsl_initializer_fill (&o, &d->shape, 0, 0, 5, w);
  vsl_initializer_fill (&o, &d->shape, 0, 0, 5, again);
  vsl_initializer_fill (&o, &d->shape, 0, 0, 6, other);
  g_assert_cmpmem (w, n * sizeof *w, again, n * sizeof *w);
  g_assert_true (d->deviation == 0 || memcmp (w, other, n * sizeof *w) != 0);
  for (gsize i = 0; i < n; i++) {
    double e = (double) w[i] - d->mean;
    sum += e;
    squares += e * e;
    g_assert_cmpfloat (fabs (e), <=, d->limit * (1 + 1e-6));
  }
  g_assert_cmpfloat_with_epsilon (sum / (double) n, 0, 5 * d->deviation / sqrt ((double) n) + 1e-12);
  g_assert_cmpfloat_with_epsilon (sqrt (squares / (double) n), d->deviation, 0.02 * d->deviation + 1e-12);
  vsl_object_clear (&o);
}

#define CUT 0.87962566103423978

static const Draw draws[] = {
  { "\"zeros\"", { 2, { 200, 200 } }, 0, 0, 0 },
  { "\"ones\"", { 2, { 200, 200 } }, 1, 0, 0 },
  { "{\"type\":\"Constant\",\"config\":{\"value\":-2.5}}", { 2, { 200, 200 } }, -2.5, 0, 0 },
  { "\"glorot_uniform\"", { 2, { 100, 400 } }, 0, 0.0632455532, 0.1095445115 },             /* sqrt (2 / 500), times sqrt (3) */
  { "\"GlorotNormal\"", { 2, { 100, 400 } }, 0, 0.0632455532, 2 * 0.0632455532 / CUT },
  { "\"he_uniform\"", { 4, { 3, 3, 50, 100 } }, 0, 0.0666666667, 0.1154700538 },            /* sqrt (2 / 450) */
  { "\"he_normal\"", { 4, { 3, 3, 50, 100 } }, 0, 0.0666666667, 2 * 0.0666666667 / CUT },
  { "\"lecun_uniform\"", { 2, { 400, 100 } }, 0, 0.05, 0.0866025404 },
  { "\"lecun_normal\"", { 2, { 400, 100 } }, 0, 0.05, 0.1 / CUT },
  { "\"random_normal\"", { 1, { 40000 } }, 0, 0.05, 0.05 * 6 },
  { "\"normal\"", { 1, { 40000 } }, 0, 0.05, 0.05 * 6 },
  { "{\"type\":\"RandomNormal\",\"config\":{\"mean\":3,\"stddev\":2}}", { 1, { 40000 } }, 3, 2, 12 },
  { "{\"type\":\"TruncatedNormal\",\"config\":{\"mean\":-1,\"stddev\":0.5}}", { 1, { 40000 } }, -1, 0.5 * CUT, 1 },
  { "\"uniform\"", { 2, { 500, 80 } }, 0, 0.0288675135, 0.05 },
  { "{\"type\":\"RandomUniform\",\"config\":{\"minval\":1,\"maxval\":3}}", { 1, { 40000 } }, 2, 0.5773502692, 1 },
  { "\"variance_scaling\"", { 2, { 400, 100 } }, 0, 0.05, 0.1 / CUT },
  { "{\"type\":\"VarianceScaling\",\"config\":{\"scale\":2,\"mode\":\"fan_out\",\"distribution\":\"untruncated_normal\"}}",
    { 2, { 80, 500 } }, 0, 0.0632455532, 0.5 },
  { "{\"type\":\"VarianceScaling\",\"config\":{\"scale\":3,\"mode\":\"fan_avg\",\"distribution\":\"uniform\"}}",
    { 2, { 100, 500 } }, 0, 0.1, 0.1732050808 },
};

static void
test_orthogonal (void)
{
  VslObject o = object ("initializer", "{\"type\":\"Orthogonal\",\"config\":{\"gain\":2}}");
  VslShape wide = vsl_shape_make (2, 5, 20), tall = vsl_shape_make (3, 2, 10, 6);
  VslReal w[120];
  vsl_initializer_fill (&o, &wide, 0, 0, 3, w);
  for (int a = 0; a < 5; a++)
    for (int b = 0; b < 5; b++) {
      double dot = 0;
      for (int i = 0; i < 20; i++)
        dot += (double) w[a * 20 + i] * (double) w[b * 20 + i];
      g_assert_cmpfloat_with_epsilon (dot, a == b ? 4 : 0, 1e-5);
    }
  vsl_initializer_fill (&o, &tall, 0, 0, 3, w);
  for (int a = 0; a < 6; a++)
    for (int b = 0; b < 6; b++) {
      double dot = 0;
      for (int i = 0; i < 20; i++)
        dot += (double) w[i * 6 + a] * (double) w[i * 6 + b];
      g_assert_cmpfloat_with_epsilon (dot, a == b ? 4 : 0, 1e-5);
    }
  vsl_object_clear (&o);
}

static void
test_identity (void)
{
  VslObject o = object ("initializer", "{\"type\":\"identity\",\"config\":{\"gain\":0.5}}");
  VslShape shape = vsl_shape_make (2, 2, 3), cube = vsl_shape_make (3, 2, 2, 2);
  VslReal w[6], want[6] = { 0.5, 0, 0, 0, 0.5, 0 };
  g_autoptr (GError) error = NULL;
  vsl_initializer_fill (&o, &shape, 0, 0, 3, w);
  g_assert_cmpmem (w, sizeof w, want, sizeof want);
  g_assert_true (vsl_initializer_check (&o, "kernel", &shape, &error));
  g_assert_false (vsl_initializer_check (&o, "kernel", &cube, &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE);
  vsl_object_clear (&o);
}

/* Applies a constraint to [[3, 0.1, -1], [4, 0, 2]] and compares. */
static void
constrained (const char *text, const double *want)
{
  VslObject o = object ("constraint", text);
  VslShape shape = vsl_shape_make (2, 2, 3);
  VslReal w[] = { 3, (VslReal) 0.1, -1, 4, 0, 2 };
  g_assert_true (vsl_constraint_check (&o, "kernel", &shape, NULL));
  vsl_constraint_apply (&o, &shape, w);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat_with_epsilon ((double) w[i], want[i], 2e-6);
  vsl_object_clear (&o);
}

#define D(...) ((const double[]) { __VA_ARGS__ })

static void
test_constraints (void)
{
  double r5 = sqrt (5);
  constrained ("\"non_neg\"", D (3, 0.1, 0, 4, 0, 2));
  constrained ("\"max_norm\"", D (1.2, 0.1, -2 / r5, 1.6, 0, 4 / r5));
  constrained ("{\"type\":\"MaxNorm\",\"config\":{\"max_value\":10,\"axis\":1}}", D (3, 0.1, -1, 4, 0, 2));
  constrained ("{\"type\":\"UnitNorm\",\"config\":{\"axis\":[0]}}", D (0.6, 1, -1 / r5, 0.8, 0, 2 / r5));
  double all = sqrt (9 + 0.01 + 1 + 16 + 4);
  constrained ("{\"type\":\"UnitNorm\",\"config\":{\"axis\":[0,-1]}}", D (3 / all, 0.1 / all, -1 / all, 4 / all, 0, 2 / all));
  constrained ("{\"type\":\"MinMaxNorm\",\"config\":{\"min_value\":1,\"max_value\":2,\"rate\":0.5}}",
               D (3 * 3.5 / 5, 0.55, -(1 + r5 / 2) / r5, 4 * 3.5 / 5, 0, 2 * (1 + r5 / 2) / r5));
}

/* More columns than one block, every group of axes of a convolution: as loops say. */
static void
test_constraint_blocks (void)
{
  VslShape shape = vsl_shape_make (4, 3, 2, 5, 70);
  gsize n = (gsize) vsl_shape_count (&shape);
  g_autofree VslReal *w = g_new (VslReal, n);
  for (gsize i = 0; i < n; i++)
    w[i] = (VslReal) vsl_random_normal (9, i);
  VslObject o = object ("constraint", "{\"type\":\"UnitNorm\",\"config\":{\"axis\":[0,1,2]}}");
  vsl_constraint_apply (&o, &shape, w);
  for (gsize c = 0; c < 70; c++) {
    double sum = 0;
    for (gsize i = c; i < n; i += 70)
      sum += (double) w[i] * (double) w[i];
    g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
  }
  vsl_object_clear (&o);
  o = object ("constraint", "{\"type\":\"UnitNorm\",\"config\":{\"axis\":[0,3]}}");
  vsl_constraint_apply (&o, &shape, w);
  for (gsize k = 0; k < 10; k++) {
    double sum = 0;
    for (gsize a = 0; a < 3; a++)
      for (gsize c = 0; c < 70; c++)
        sum += pow ((double) w[(a * 10 + k) * 70 + c], 2);
    g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
  }
  vsl_object_clear (&o);
}

#define NETWORK                                                                                                            \
  "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"in\",\"type\":\"Input\",\"config\":{\"shape\":[4]}}," \
  "{\"id\":\"out\",\"type\":\"Dense\",\"inputs\":[\"in\"],\"config\":{\"units\":3,%s}}]}"

static VslNetwork *
network (const char *options, GError **error)
{
  g_autofree char *text = g_strdup_printf (NETWORK, options);
  return vsl_network_parse (text, -1, error);
}

/* Names as older files have them, objects, options of objects by a dotted name; what is written is read again. */
static void
test_layer_options (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) net = network ("\"kernel_initializer\":\"he_normal\",\"bias_constraint\":\"non_neg\"", &error);
  g_assert_no_error (error);
  g_assert_true (vsl_network_set_text (net, "out", "kernel_initializer", "random_normal", &error));
  g_assert_true (vsl_network_set_text (net, "out", "kernel_initializer.stddev", "0.25", &error));
  g_assert_true (vsl_network_set_text (net, "out", "bias_constraint", "none", &error));
  g_assert_true (vsl_network_set_text (net, "out", "kernel_constraint", "{\"type\":\"MaxNorm\",\"config\":{\"max_value\":0.5}}", &error));
  g_autofree char *text = vsl_network_to_text (net);
  g_autoptr (VslNetwork) again = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  g_autoptr (VslParams) params = vsl_params_new (again, &error);
  const VslParam *kernel = vsl_params_find (params, "out/kernel"), *bias = vsl_params_find (params, "out/bias");
  g_assert_cmpstr (kernel->init.kind->name, ==, "RandomNormal");
  g_assert_cmpstr (kernel->constraint.kind->name, ==, "MaxNorm");
  g_assert_cmpstr (bias->init.kind->name, ==, "Zeros");
  g_assert_null (bias->constraint.kind);
  g_autoptr (JsonNode) stddev = vsl_config_get (kernel->init.kind, kernel->init.config, "stddev");
  g_assert_cmpfloat (json_node_get_double (stddev), ==, 0.25);

  g_assert_false (vsl_network_set_text (again, "out", "kernel_initializer.gain", "1", &error));
  g_assert_nonnull (strstr (error->message, "stddev"));
  g_clear_error (&error);
  g_assert_false (vsl_network_set_text (again, "out", "kernel_initializer", "he_norml", &error));
  g_assert_nonnull (strstr (error->message, "HeNormal"));
  g_clear_error (&error);
  g_assert_true (vsl_network_set_text (again, "out", "bias_initializer", "orthogonal", &error));
  g_autoptr (VslParams) none = vsl_params_new (again, &error);
  g_assert_null (none);
  g_assert_nonnull (strstr (error->message, "bias"));
}

/* A constraint acts after each update, on the weights that learn. */
static void
test_after_update (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) net = network ("\"kernel_constraint\":\"unit_norm\",\"kernel_initializer\":\"ones\"", &error);
  g_autoptr (VslParams) params = vsl_params_new (net, &error);
  vsl_params_init (params, 1);
  VslOptimizer *sgd = vsl_optimizer_new (vsl_optimizer_class ("SGD"), NULL, params, &error);
  g_autofree VslReal *grad = g_new0 (VslReal, params->trainable);
  const VslParam *kernel = vsl_params_find (params, "out/kernel");
  vsl_optimizer_step (sgd, params, grad, 0.1);
  for (gsize i = 0; i < kernel->count; i++)
    g_assert_cmpfloat_with_epsilon ((double) params->data[kernel->offset + i], 0.5, 1e-6);
  vsl_optimizer_free (sgd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (draws); i++) {
    g_autofree char *path = g_strdup_printf ("/weights/distribution/%" G_GSIZE_FORMAT, i);
    g_test_add_data_func (path, &draws[i], test_distribution);
  }
  g_test_add_func ("/weights/orthogonal", test_orthogonal);
  g_test_add_func ("/weights/identity", test_identity);
  g_test_add_func ("/weights/constraints", test_constraints);
  g_test_add_func ("/weights/constraint-blocks", test_constraint_blocks);
  g_test_add_func ("/weights/layer-options", test_layer_options);
  g_test_add_func ("/weights/after-update", test_after_update);
  return g_test_run ();
}
