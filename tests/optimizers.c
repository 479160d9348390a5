/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimizers: what the reference vectors do not hold. Each registered class against its formula written out in double, moving
 * averages, clipping, state that is saved and goes on with the same bits. */
#include <math.h>
#include <string.h>

#include "core/vsl-families.h"
#include "core/vsl-random.h"
#include "graph/vsl-params-raw.h"
#include "kernels/vsl-parallel.h"
#include "optimizers/vsl-optimizer.h"

#define N 20011               /* more than one part, and no multiple of anything */
#define STEPS 7

static VslParams *
weights (int n)
{
  g_autoptr (GError) error = NULL;
  const char *names[] = { "a", "b" };
  VslShape shapes[] = { vsl_shape_make (1, n - 5), vsl_shape_make (1, 5) };
  VslParams *p = vsl_params_new_raw (2, names, shapes, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    for (gsize k = 0; k < p->param[i].count; k++)
      p->data[p->param[i].offset + k] = (VslReal) vsl_random_normal (1, p->param[i].offset + k);
  return p;
}

static void
gradients (const VslParams *p, int step, VslReal *g)
{
  memset (g, 0, p->trainable * sizeof *g);
  for (guint i = 0; i < p->n; i++)
    for (gsize k = 0; k < p->param[i].count; k++)
      g[p->param[i].offset + k] = (VslReal) (0.1 * vsl_random_normal ((guint64) (100 + step), p->param[i].offset + k));
}

static VslOptimizer *
make (const char *name, const char *config, const VslParams *params)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (config, NULL);
  const VslOptimizerClass *cls = vsl_optimizer_class (name);
  gpointer c = vsl_config_from_json (&cls->head, json_node_get_object (node), NULL, &error);
  g_assert_no_error (error);
  VslOptimizer *o = vsl_optimizer_new (cls, c, params, &error);
  g_assert_no_error (error);
  vsl_config_free (&cls->head, c);
  return o;
}

/* One step of one number, in double, by the formulas of Keras's files. s: what is kept. */
typedef void (*Rule) (double *w, double g, double *s, int t, double lr);

static void
adamax (double *w, double g, double *s, int t, double lr)
{
  s[0] += (g - s[0]) * 0.2;
  s[1] = fmax (0.9 * s[1], fabs (g));
  *w -= lr * s[0] / ((1 - pow (0.8, t)) * (s[1] + 1e-7));
}

static void
adadelta (double *w, double g, double *s, int t, double lr)
{
  s[0] = 0.9 * s[0] + 0.1 * g * g;
  double d = -sqrt (s[1] + 1e-7) * g / sqrt (s[0] + 1e-7);
  s[1] = 0.9 * s[1] + 0.1 * d * d;
  *w += lr * d;
}

static void
lion (double *w, double g, double *s, int t, double lr)
{
  double d = 0.9 * s[0] + 0.1 * g;
  *w -= lr * ((d > 0) - (d < 0));
  s[0] = 0.99 * s[0] + 0.01 * g;
}

static void
ftrl (double *w, double g, double *s, int t, double lr)
{
  double n = (s[0] == 0 ? 0.1 : s[0]), after = n + g * g, z = s[1] + g + 2 * 0.01 * *w - (sqrt (after) - sqrt (n)) / lr * *w;
  double clipped = fmin (fmax (z, -0.05), 0.05);
  s[0] = after;
  s[1] = z;
  *w = (clipped - z) / (sqrt (after) / lr + 2 * (0.02 + 0.5 / (2 * lr)));
}

static void
rmsprop (double *w, double g, double *s, int t, double lr)
{
  s[0] = 0.9 * s[0] + 0.1 * g * g;
  s[1] = 0.9 * s[1] + 0.1 * g;
  s[2] = 0.8 * s[2] + lr * g / sqrt (s[0] - s[1] * s[1] + 1e-7);
  *w -= s[2];
}

static void
adamw (double *w, double g, double *s, int t, double lr)
{
  *w -= *w * 0.01 * lr;
  s[0] += (g - s[0]) * 0.1;
  s[1] += (g * g - s[1]) * 0.001;
  s[2] = fmax (s[2], s[1]);
  *w -= lr * sqrt (1 - pow (0.999, t)) / (1 - pow (0.9, t)) * s[0] / (sqrt (s[2]) + 1e-7);
}

static const struct {
  const char *name, *config;
  Rule rule;
} rules[] = {
  { "Adamax", "{\"beta_1\": 0.8, \"beta_2\": 0.9}", adamax },
  { "Adadelta", "{\"rho\": 0.9}", adadelta },
  { "Lion", "{}", lion },
  { "Ftrl", "{\"l1_regularization_strength\": 0.05, \"l2_regularization_strength\": 0.02, \"beta\": 0.5,"
            " \"l2_shrinkage_regularization_strength\": 0.01}", ftrl },
  { "RMSprop", "{\"centered\": true, \"momentum\": 0.8}", rmsprop },
  { "AdamW", "{\"amsgrad\": true, \"weight_decay\": 0.01}", adamw },
};

static void
test_formula (gconstpointer data)
{
  gsize k = GPOINTER_TO_SIZE (data);
  g_autoptr (VslParams) p = weights (N);
  g_autofree VslReal *g = g_new (VslReal, p->trainable);
  g_autofree double *w = g_new (double, p->trainable), *s = g_new0 (double, 3 * p->trainable);
  VslOptimizer *o = make (rules[k].name, rules[k].config, p);
  for (gsize i = 0; i < p->trainable; i++)
    w[i] = (double) p->data[i];
  for (int t = 1; t <= STEPS; t++) {
    double lr = 0.01 * t;
    gradients (p, t, g);
    for (gsize i = 0; i < p->trainable; i++)
      rules[k].rule (&w[i], (double) g[i], s + 3 * i, t, lr);
    vsl_optimizer_step (o, p, g, lr);
  }
  gsize far = 0;
  for (guint v = 0; v < p->n; v++)
    for (gsize i = p->param[v].offset; i < p->param[v].offset + p->param[v].count; i++)
      far += !(fabs ((double) p->data[i] - w[i]) <= 2e-5 * (1 + fabs (w[i])));
  g_assert_cmpuint (far, <=, rules[k].rule == lion ? 2 : 0);        /* a sign may fall to the other side where the sum is nearly 0 */
  vsl_optimizer_free (o);
}

/* Every class: what is saved after three steps goes on with the same bits, on any number of threads, and no step allocates
 * or leaves the padding between tensors other than zero. */
static void
test_resume (gconstpointer data)
{
  const VslKind *kind = data;
  const char *config = vsl_kind_prop (kind, "amsgrad") ? "{\"amsgrad\": true, \"use_ema\": true, \"ema_overwrite_frequency\": 4, \"clipnorm\": 1}"
                                                       : "{\"use_ema\": true, \"ema_momentum\": 0.9, \"weight_decay\": 0.001, \"clipvalue\": 0.2}";
  g_autoptr (GError) error = NULL;
  g_autoptr (VslParams) a = weights (N), b = weights (N);
  g_autofree VslReal *g = g_new (VslReal, a->trainable);
  VslOptimizer *first = make (kind->name, config, a), *second = make (kind->name, config, b);
  for (int t = 0; t < STEPS; t++) {
    vsl_parallel_set_threads (t % 2 + 1);
    if (t == 3) {
      g_autoptr (GBytes) bytes = vsl_optimizer_to_bytes (first);
      memcpy (b->data, a->data, a->total * sizeof *a->data);
      g_assert_true (vsl_optimizer_from_bytes (second, bytes, &error));
    }
    gradients (a, t, g);
    vsl_optimizer_step (first, a, g, 0.01);
    vsl_parallel_set_threads (2 - t % 2);
    gradients (a, t, g);
    if (t >= 3)
      vsl_optimizer_step (second, b, g, 0.01);
  }
  vsl_optimizer_finish (first, a);
  vsl_optimizer_finish (second, b);
  g_assert_cmpmem (a->data, a->total * sizeof *a->data, b->data, b->total * sizeof *b->data);
  for (gsize i = a->param[0].count; i < a->param[1].offset; i++)
    g_assert_true (a->data[i] == 0);
  vsl_optimizer_free (first);
  vsl_optimizer_free (second);
  vsl_parallel_set_threads (0);
}

/* Keras: the average starts as the weights of the first step; every third step the weights become it; at the end too. */
static void
test_average (void)
{
  g_autoptr (VslParams) p = weights (40);
  g_autofree VslReal *g = g_new (VslReal, p->trainable);
  VslOptimizer *o = make ("SGD", "{\"use_ema\": true, \"ema_momentum\": 0.75, \"ema_overwrite_frequency\": 3}", p);
  double w = (double) p->data[0], average = 0;
  for (int t = 0; t < 5; t++) {
    gradients (p, t, g);
    w -= 0.1 * (double) g[0];
    average = t == 0 ? w : 0.75 * average + 0.25 * w;
    if (t == 2)
      w = average;
    vsl_optimizer_step (o, p, g, 0.1);
    g_assert_cmpfloat_with_epsilon ((double) p->data[0], w, 1e-6);
  }
  g_assert_cmpfloat (fabs (w - average), >, 1e-4);
  vsl_optimizer_finish (o, p);
  g_assert_cmpfloat_with_epsilon ((double) p->data[0], average, 1e-6);
  vsl_optimizer_free (o);
}

static void
test_one_clipping (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslParams) p = weights (40);
  const VslOptimizerClass *cls = vsl_optimizer_class ("Adam");
  gpointer c = vsl_config_new (&cls->head);
  g_assert_true (vsl_config_set_text (&cls->head, c, "clipnorm", "1", NULL, NULL));
  g_assert_true (vsl_config_set_text (&cls->head, c, "clipvalue", "0.5", NULL, NULL));
  g_assert_null (vsl_optimizer_new (cls, c, p, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "global_clipnorm"));
  vsl_config_free (&cls->head, c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_autofree char *path = g_strdup_printf ("/optimizers/formula/%s", rules[i].name);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_formula);
  }
  for (const VslKind *const *k = vsl_family ("optimizer")->kinds; *k; k++) {
    g_autofree char *path = g_strdup_printf ("/optimizers/resume/%s", (*k)->name);
    g_test_add_data_func (path, *k, test_resume);
  }
  g_test_add_func ("/optimizers/average", test_average);
  g_test_add_func ("/optimizers/one-clipping", test_one_clipping);
  return g_test_run ();
}
