/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The minimiser and the linear model against conditions that hold at an optimum, worked out apart from them. */
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "evaluate/vsl-lbfgs.h"
#include "evaluate/vsl-logistic.h"
#include "kernels/vsl-parallel.h"

/* ---- the minimiser ---- */

/* A bowl whose axes differ by 10^3, with its bottom at 1, 2, 3 … */
static double
bowl (gpointer data, const double *x, double *gradient)
{
  int n = *(int *) data;
  double value = 0;
  for (int i = 0; i < n; i++) {
    double steep = pow (10, 3.0 * i / (n - 1)), away = x[i] - (i + 1);
    value += steep * away * away / 2;
    gradient[i] = steep * away;
  }
  return value;
}

static gboolean
give_up (gpointer data, int step, double norm)
{
  return step < *(int *) data;
}

static void
test_bowl (void)
{
  int n = 20, three = 3;
  double x[20] = { 0 };
  g_assert_cmpint (vsl_lbfgs (20, x, bowl, &n, 500, 1e-9, NULL, NULL), ==, VSL_LBFGS_CONVERGED);
  for (int i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (x[i], i + 1, 1e-8);
  memset (x, 0, sizeof x);
  g_assert_cmpint (vsl_lbfgs (20, x, bowl, &n, 500, 1e-9, give_up, &three), ==, VSL_LBFGS_STOPPED);
  g_assert_cmpint (vsl_lbfgs (20, x, bowl, &n, 2, 1e-9, NULL, NULL), ==, VSL_LBFGS_STEPS);
}

/* ---- the model ---- */

typedef struct {
  guint n, width;
  int classes;
  float *x;
  int *label;
} Made;

/* Classes by a linear rule with weights of its own, and as much noise as asked. */
static Made
made_new (guint n, guint width, int classes, double noise)
{
  guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, n, (guint64) classes), at = 0;
  g_autofree double *rule = g_new (double, width * (guint) classes);
  Made m = { n, width, classes, g_new (float, n * width), g_new (int, n) };
  for (guint i = 0; i < width * (guint) classes; i++)
    rule[i] = vsl_random_normal (key, at++);
  for (guint i = 0; i < n; i++) {
    double best = -INFINITY;
    for (guint j = 0; j < width; j++)
      m.x[i * width + j] = vsl_random_uniform (key, 1000000 + at++) < 0.4 ? (float) vsl_random_normal (key, at) : 0;
    for (int c = 0; c < classes; c++) {
      double score = noise * vsl_random_normal (key, at++);
      for (guint j = 0; j < width; j++)
        score += m.x[i * width + j] * rule[j * (guint) classes + (guint) c];
      if (score > best) {
        best = score;
        m.label[i] = c;
      }
    }
  }
  return m;
}

static void
made_clear (Made *m)
{
  g_free (m->x);
  g_free (m->label);
}

static VslFeatures *
dense_of (const Made *m)
{
  VslFeatures *f = vsl_features_dense (m->n, m->width, NULL);
  memcpy (f->dense, m->x, sizeof *m->x * m->n * m->width);
  return f;
}

static VslFeatures *
sparse_of (const Made *m)
{
  VslFeatures *f = vsl_features_sparse (m->width);
  g_autofree guint32 *column = g_new (guint32, m->width);
  g_autofree float *value = g_new (float, m->width);
  for (guint i = 0; i < m->n; i++) {
    guint k = 0;
    for (guint j = 0; j < m->width; j++)
      if (m->x[i * m->width + j] != 0) {
        column[k] = j;
        value[k++] = m->x[i * m->width + j];
      }
    g_assert_true (vsl_features_add_row (f, k, column, value, NULL));
  }
  return f;
}

static VslLogistic *
fit (VslFeatures *f, const Made *m, double strength)
{
  g_autoptr (GError) error = NULL;
  VslLogistic *model = vsl_logistic_new (m->width, m->classes, m->n, m->label, &error);
  g_assert_no_error (error);
  model->tolerance = 1e-6;
  g_assert_true (vsl_logistic_fit (model, f, m->label, strength, NULL, NULL, &error));
  g_assert_no_error (error);
  return model;
}

/* At the optimum the probabilities and the labels balance for every feature but for the pull of the penalty, and for the bias
 * exactly: sum over samples of x (p - y) = - w / strength. Summed here from what predict says. */
static double
imbalance (const VslLogistic *model, VslFeatures *f, const Made *m, double strength)
{
  g_autofree double *prob = g_new (double, m->n * (guint) m->classes);
  double most = 0;
  int offset = m->classes == 2 ? 1 : 0;
  vsl_logistic_predict (model, f, prob);
  for (int k = 0; k < model->units; k++)
    for (int j = -1; j < (int) m->width; j++) {
      double sum = 0;
      for (guint i = 0; i < m->n; i++) {
        double x = j < 0 ? 1 : m->x[i * m->width + (guint) j];
        sum += x * (prob[i * (guint) m->classes + (guint) (k + offset)] - (m->label[i] == k + offset));
      }
      if (j >= 0)
        sum += model->weight[(j + 1) * model->units + k] / strength;
      most = fmax (most, fabs (sum) / m->n);
    }
  return most;
}

static void
test_optimum (void)
{
  const double strengths[] = { 0.01, 1, 100 };
  for (int classes = 2; classes <= 4; classes++) {
    Made m = made_new (300, 12, classes, 2);
    g_autoptr (VslFeatures) f = dense_of (&m), s = sparse_of (&m);
    for (guint i = 0; i < G_N_ELEMENTS (strengths); i++) {
      g_autoptr (VslLogistic) dense = fit (f, &m, strengths[i]), sparse = fit (s, &m, strengths[i]);
      g_assert_cmpint (dense->units, ==, classes == 2 ? 1 : classes);
      g_assert_cmpfloat (imbalance (dense, f, &m, strengths[i]), <, 1e-6);
      g_assert_cmpfloat (imbalance (sparse, s, &m, strengths[i]), <, 1e-6);
      for (guint j = 0; j < (m.width + 1) * (guint) dense->units; j++)
        g_assert_cmpfloat_with_epsilon (dense->weight[j], sparse->weight[j], 1e-3 * (1 + fabs (dense->weight[j])));
    }
    made_clear (&m);
  }
}

/* One feature of 1 in a samples of class 1 out of m, and no feature in the others: with hardly any penalty the probabilities are
 * the frequencies. */
static void
test_frequencies (void)
{
  const float one[] = { 1 };
  const guint32 at[] = { 0 };
  g_autoptr (VslFeatures) f = vsl_features_sparse (1);
  int label[40];
  for (int i = 0; i < 40; i++) {
    label[i] = i < 20 ? i < 15 : i < 28;              /* 15 of 20 with the feature, 8 of 20 without */
    g_assert_true (vsl_features_add_row (f, i < 20, at, one, NULL));
  }
  Made m = { 40, 1, 2, NULL, label };
  g_autoptr (VslLogistic) model = fit (f, &m, 1e9);
  g_autofree double *prob = g_new (double, 80);
  vsl_logistic_predict (model, f, prob);
  g_assert_cmpfloat_with_epsilon (prob[1], 0.75, 1e-3);
  g_assert_cmpfloat_with_epsilon (prob[79], 0.4, 1e-3);
  g_assert_cmpfloat_with_epsilon (vsl_logistic_loss (model, f, label),
                                  -(15 * log (0.75) + 5 * log (0.25) + 8 * log (0.4) + 12 * log (0.6)) / 40, 1e-6);
}

/* What a line separates is separated. */
static void
test_separation (void)
{
  for (int classes = 2; classes <= 3; classes++) {
    Made m = made_new (500, 6, classes, 0);
    g_autoptr (VslFeatures) f = dense_of (&m);
    g_autoptr (VslLogistic) model = fit (f, &m, 1e4);
    g_autofree double *prob = g_new (double, 500 * (guint) classes);
    guint right = 0;
    vsl_logistic_predict (model, f, prob);
    for (guint i = 0; i < 500; i++) {
      double of_truth = prob[i * (guint) classes + (guint) m.label[i]];
      right += of_truth > 0.5;
    }
    g_assert_cmpuint (right, >=, 490);
    made_clear (&m);
  }
}

/* Bits do not depend on threads. More rows and columns than parts, and a number that parts do not divide. */
static void
test_threads (void)
{
  Made m = made_new (203, 37, 3, 1);
  g_autoptr (VslFeatures) f = sparse_of (&m), d = dense_of (&m);
  for (int way = 0; way < 2; way++) {
    g_autoptr (VslLogistic) first = NULL;
    for (int threads = 1; threads <= 3; threads++) {
      vsl_parallel_set_threads (threads);
      g_autoptr (VslLogistic) model = fit (way ? d : f, &m, 3);
      if (!first)
        first = g_steal_pointer (&model);
      else
        g_assert_cmpmem (model->weight, 38 * 3 * sizeof (double), first->weight, 38 * 3 * sizeof (double));
    }
  }
  vsl_parallel_set_threads (0);
  made_clear (&m);
}

static void
test_one_class (void)
{
  const int label[] = { 2, 2, 2 };
  g_autoptr (VslFeatures) f = vsl_features_dense (3, 4, NULL);
  Made m = { 3, 4, 3, NULL, (int *) label };
  g_autoptr (VslLogistic) model = fit (f, &m, 1);
  double prob[9];
  vsl_logistic_predict (model, f, prob);
  for (int i = 0; i < 9; i++)
    g_assert_cmpfloat (prob[i], ==, i % 3 == 2);
}

/* A class without training samples has probability 0; the others share the rest. */
static void
test_missing_class (void)
{
  Made m = made_new (60, 3, 2, 1);
  for (guint i = 0; i < m.n; i++)
    m.label[i] *= 2;
  m.classes = 3;
  g_autoptr (VslFeatures) f = dense_of (&m);
  g_autoptr (VslLogistic) model = fit (f, &m, 1);
  g_autofree double *prob = g_new (double, 180);
  const int unknown[] = { 1, 1 };
  vsl_logistic_predict (model, f, prob);
  g_assert_cmpint (model->units, ==, 1);
  for (guint i = 0; i < 60; i++) {
    g_assert_cmpfloat (prob[3 * i + 1], ==, 0);
    g_assert_cmpfloat_with_epsilon (prob[3 * i] + prob[3 * i + 2], 1, 1e-12);
  }
  f->n = 2;
  g_assert_true (isnan (vsl_logistic_loss (model, f, unknown)));
  made_clear (&m);
}

/* No feature at all, or features that are all 0: the frequencies of the classes. */
static void
test_no_features (void)
{
  const int label[] = { 0, 1, 1, 2, 2, 2, 2, 2 };
  for (guint width = 0; width <= 3; width += 3) {
    g_autoptr (VslFeatures) f = vsl_features_dense (8, width, NULL), s = vsl_features_sparse (width);
    Made m = { 8, width, 3, NULL, (int *) label };
    double prob[24];
    for (int i = 0; i < 8; i++)
      g_assert_true (vsl_features_add_row (s, 0, NULL, NULL, NULL));
    for (int way = 0; way < 2; way++) {
      g_autoptr (VslLogistic) model = fit (way ? s : f, &m, 1);
      vsl_logistic_predict (model, way ? s : f, prob);
      g_assert_cmpfloat_with_epsilon (prob[0], 1.0 / 8, 1e-4);
      g_assert_cmpfloat_with_epsilon (prob[1], 2.0 / 8, 1e-4);
      g_assert_cmpfloat_with_epsilon (prob[2], 5.0 / 8, 1e-4);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/logistic/bowl", test_bowl);
  g_test_add_func ("/logistic/optimum", test_optimum);
  g_test_add_func ("/logistic/frequencies", test_frequencies);
  g_test_add_func ("/logistic/separation", test_separation);
  g_test_add_func ("/logistic/threads", test_threads);
  g_test_add_func ("/logistic/one-class", test_one_class);
  g_test_add_func ("/logistic/missing-class", test_missing_class);
  g_test_add_func ("/logistic/no-features", test_no_features);
  return g_test_run ();
}
