/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every registered loss: its gradient by finite differences in double, with weights, masks, logits and chosen axes; and values
 * worked out by hand or by the formula written out. */
#include <math.h>
#include <string.h>

#include "core/vsl-families.h"
#include "core/vsl-random.h"
#include "losses/vsl-loss.h"

#define N 4

typedef struct {
  const char *loss, *config;
  VslShape shape;
  gboolean fused;                /* logits of a softmax or sigmoid */
  gboolean weighted;
} Case;

static VslLossRun *
make (const char *name, const char *config, const VslShape *pred, const VslShape *truth, VslObject *object)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"type\":\"%s\",\"config\":%s}", name, config);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_assert_true (vsl_object_from_json ("loss", node, NULL, object, &error));
  VslLossRun *run = vsl_loss_run_new ((const VslLossClass *) object->kind, object->config, pred, truth, N, &error);
  g_assert_no_error (error);
  return run;
}

static void
fill (VslReal *t, VslReal *p, gsize n, gint64 width, gboolean sparse, gboolean logits)
{
  guint64 key = vsl_random_key (7, VSL_RANDOM_TEST, 1, 0);
  for (gsize i = 0; i < n; i++) {
    double u = vsl_random_uniform (key, i);
    p[i] = (VslReal) (logits ? 6 * u - 3 : 0.05 + 0.9 * u);
  }
  for (gsize i = 0; i < (sparse ? n / (gsize) width : n); i++)
    t[i] = sparse ? (VslReal) (vsl_random_bits (key, 1000 + i) % (guint64) width)
                  : (VslReal) (vsl_random_bits (key, 1000 + i) % 2);
  for (gsize r = 0; !sparse && width > 1 && r < n / (gsize) width; r++)       /* no row without a one */
    t[r * (gsize) width + r % (gsize) width] = 1;
}

static void
test_gradient (gconstpointer data)
{
  const Case *c = data;
  const VslLossClass *cls = vsl_loss_class (c->loss);
  VslShape truth = c->shape;
  VslObject object = { NULL, NULL };
  if (cls->sparse)
    truth.rank--;
  gsize n = N * (gsize) vsl_shape_count (&c->shape);
  gint64 width = c->shape.dim[c->shape.rank - 1];
  g_autofree VslReal *p = g_new (VslReal, n), *t = g_new0 (VslReal, n), *g = g_new (VslReal, n);
  fill (t, p, n, width, cls->sparse, c->fused);
  for (gsize i = 0; g_str_equal (c->loss, "MeanAbsolutePercentageError") && i < n; i++)      /* parts of nearly nothing drown the rest */
    t[i] += (VslReal) 0.5;
  VslLossRun *run = make (c->loss, c->config, &c->shape, &truth, &object);
  VslReal weight[N] = { 0.5, 2, 0, 1.25 };
  VslLossArgs args = { .n = N, .y_true = t, .grad = g, .weights_per_sample = 1, .sample_weight = c->weighted ? weight : NULL };
  args.y_pred = c->fused ? NULL : p;
  args.logits = c->fused ? p : NULL;
  args.activation = !c->fused ? VSL_ACT_LINEAR : cls->fuses_softmax ? VSL_ACT_SOFTMAX : VSL_ACT_SIGMOID;
  g_assert_true (isfinite (vsl_loss_run (run, &args)));
  args.grad = NULL;
  for (gsize i = 0; i < n; i++) {
    const double h = 1e-6;
    VslReal old = p[i];
    p[i] = (VslReal) (old + h);
    double up = vsl_loss_run (run, &args);
    p[i] = (VslReal) (old - h);
    double down = vsl_loss_run (run, &args);
    p[i] = old;
    g_assert_cmpfloat_with_epsilon ((up - down) / (2 * h), (double) g[i], 2e-6 * (1 + fabs ((double) g[i])));
  }
  /* Fewer samples than booked: the same values for them. */
  args.n = 1;
  g_assert_true (isfinite (vsl_loss_run (run, &args)));
  vsl_loss_run_free (run);
  vsl_object_clear (&object);
}

/* One row: value, and each number of the gradient. */
static void
known (const char *loss, const char *config, int n, int width, const double *t, const double *p, double want, const double *grad)
{
  VslObject object = { NULL, NULL };
  VslShape shape = vsl_shape_make (1, width);
  VslLossRun *run = make (loss, config, &shape, &shape, &object);
  g_autofree VslReal *y = g_new (VslReal, n * width), *q = g_new (VslReal, n * width), *g = g_new (VslReal, n * width);
  for (int i = 0; i < n * width; i++) {
    y[i] = (VslReal) t[i];
    q[i] = (VslReal) p[i];
  }
  VslLossArgs args = { .n = n, .y_true = y, .y_pred = q, .grad = g, .weights_per_sample = 1 };
  g_assert_cmpfloat_with_epsilon (vsl_loss_run (run, &args), want, 1e-9 * (1 + fabs (want)));
  for (int i = 0; grad && i < n * width; i++)
    g_assert_cmpfloat_with_epsilon ((double) g[i], grad[i], 1e-9 * (1 + fabs (grad[i])));
  vsl_loss_run_free (run);
  vsl_object_clear (&object);
}

#define D(...) ((const double[]) { __VA_ARGS__ })

static void
test_known (void)
{
  known ("mape", "{}", 1, 2, D (2, -4), D (3, -3), 100 * (0.5 + 0.25) / 2, D (25, 12.5));
  known ("mape", "{}", 1, 1, D (0), D (1e-7), 100, NULL);
  known ("msle", "{}", 1, 2, D (3, 0), D (1, -5), (pow (log (2.0 / 4), 2)) / 2, D (log (2.0 / 4) / 2, 0));
  known ("Hinge", "{}", 1, 3, D (0, 1, 1), D (0.5, 0.25, 3), (1.5 + 0.75) / 3, D (1.0 / 3, -1.0 / 3, 0));
  known ("Hinge", "{}", 1, 3, D (-1, 1, 1), D (0.5, 0.25, 3), (1.5 + 0.75) / 3, D (1.0 / 3, -1.0 / 3, 0));
  known ("Hinge", "{}", 1, 2, D (-1, 0), D (0.5, 0.25), (1.5 + 1) / 2, D (0.5, 0));            /* not all 0 and 1: as they are */
  known ("squared_hinge", "{}", 1, 2, D (0, 1), D (0.5, 0.25), (2.25 + 0.5625) / 2, D (1.5, -0.75));
  known ("CategoricalHinge", "{}", 1, 3, D (0, 1, 0), D (0.5, 0.2, 0.9), 0.9 - 0.2 + 1, D (0, -1, 1));
  known ("CategoricalHinge", "{}", 1, 3, D (0, 1, 0), D (0.5, 5, 0.9), 0, D (0, 0, 0));
  known ("CosineSimilarity", "{}", 2, 2, D (0, 1, 1, 1), D (1, 0, 3, 3), -0.5, D (0, -0.5, 0, 0));
  known ("CosineSimilarity", "{}", 1, 2, D (0, 1), D (0, 0), 0, D (0, -1e7));
  known ("Dice", "{}", 2, 2, D (1, 0, 1, 1), D (0.5, 0.5, 1, 0), 1 - 2 * 1.5 / (3 + 2 + 1e-7), NULL);
  known ("Dice", "{\"axis\": [1]}", 2, 2, D (1, 0, 1, 1), D (0.5, 0.5, 1, 0), (1 - 2 * 0.5 / (2 + 1e-7) + 1 - 2 / (3 + 1e-7)) / 2, NULL);
  known ("Tversky", "{}", 2, 2, D (1, 0, 1, 1), D (0.5, 0.5, 1, 0), 1 - 1.5 / (1.5 + 0.5 * 1.5 + 0.5 * 0.5 + 1e-7), NULL);
  known ("Tversky", "{\"alpha\": 0.3, \"beta\": 0.7, \"axis\": -1, \"reduction\": \"sum\"}", 2, 2, D (1, 0, 1, 1), D (0.5, 0.5, 1, 0),
         2 - 0.5 / (0.5 + 0.3 * 0.5 + 0.7 * 0.5 + 1e-7) - 1 / (1 + 0.3 * 1 + 1e-7), NULL);
  known ("CategoricalFocalCrossentropy", "{}", 1, 2, D (0, 1), D (0.2, 0.8), -0.25 * 0.2 * 0.2 * log (0.8), NULL);
  known ("CategoricalFocalCrossentropy", "{\"alpha\": 1, \"gamma\": 0}", 1, 3, D (0, 1, 0), D (1, 2, 1), -log (0.5), NULL);
}

/* With a softmax or sigmoid in one piece the gradient is exactly p - t, and stays so where p is 0 or 1 in float. */
static void
test_fused (void)
{
  VslObject object = { NULL, NULL };
  VslShape shape = vsl_shape_make (1, 3);
  VslReal z[] = { 200, -300, 0 }, t[] = { 0, 1, 0 }, g[3];
  VslLossRun *run = make ("CategoricalCrossentropy", "{}", &shape, &shape, &object);
  VslLossArgs args = { .n = 1, .y_true = t, .logits = z, .activation = VSL_ACT_SOFTMAX, .grad = g, .weights_per_sample = 1 };
  g_assert_cmpfloat (vsl_loss_run (run, &args), ==, 500);
  g_assert_cmpfloat ((double) g[0], ==, 1);
  g_assert_cmpfloat ((double) g[1], ==, -1);
  vsl_loss_run_free (run);
  vsl_object_clear (&object);
  run = make ("BinaryCrossentropy", "{}", &shape, &shape, &object);
  args.activation = VSL_ACT_SIGMOID;
  g_assert_cmpfloat_with_epsilon (vsl_loss_run (run, &args), (200 + 300 + G_LN2) / 3, 1e-9);
  g_assert_cmpfloat_with_epsilon ((double) g[0], 1.0 / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon ((double) g[1], -1.0 / 3, 1e-12);
  vsl_loss_run_free (run);
  vsl_object_clear (&object);
}

/* Axes that are not the last: values of a picture with channels, worked out with loops. */
static void
test_axes (void)
{
  VslObject object = { NULL, NULL };
  VslShape shape = vsl_shape_make (3, 2, 3, 2);
  VslReal t[24], p[24], weight[2] = { 3, 1 };
  double want = 0;
  for (int i = 0; i < 24; i++) {
    t[i] = (VslReal) (i % 5 == 0);
    p[i] = (VslReal) (0.04 * i);
  }
  for (int s = 0; s < 2; s++)
    for (int c = 0; c < 2; c++) {
      double both = 0, size = 1e-7;
      for (int i = 0; i < 6; i++) {
        both += (double) t[s * 12 + i * 2 + c] * (double) p[s * 12 + i * 2 + c];
        size += (double) t[s * 12 + i * 2 + c] + (double) p[s * 12 + i * 2 + c];
      }
      want += (double) weight[s] * (1 - 2 * both / size) / 4;
    }
  VslLossRun *run = make ("Dice", "{\"axis\": [1, 2]}", &shape, &shape, &object);
  VslLossArgs args = { .n = 2, .y_true = t, .y_pred = p, .sample_weight = weight, .weights_per_sample = 1 };
  g_assert_cmpfloat_with_epsilon (vsl_loss_run (run, &args), want, 1e-9);
  g_assert_cmpint (vsl_loss_run_values (run), ==, 4);
  vsl_loss_run_free (run);
  vsl_object_clear (&object);

  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string ("{\"type\":\"Dice\",\"config\":{\"axis\":[1,5]}}", NULL);
  g_assert_true (vsl_object_from_json ("loss", node, NULL, &object, NULL));
  g_assert_null (vsl_loss_run_new ((const VslLossClass *) object.kind, object.config, &shape, &shape, 2, &error));
  g_assert_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE);
  vsl_object_clear (&object);
}

/* Keras: the sum of weighted losses divided by their number, by the weights as given, or not at all. */
static void
test_reductions (void)
{
  static const struct { const char *config; double want; } cases[] = {
    { "{}", (2 * 1 + 2 * 4 + 3 * 9 + 3 * 0) / 4.0 }, { "{\"reduction\":\"mean\"}", 37 / 4.0 }, { "{\"reduction\":\"sum\"}", 37 },
    { "{\"reduction\":\"mean_with_sample_weight\"}", 37 / 5.0 } };
  VslReal t[] = { 0, 0, 0, 0 }, p[] = { 1, 2, 3, 0 }, w[] = { 2, 3 };
  VslShape shape = vsl_shape_make (2, 2, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    VslObject object = { NULL, NULL };
    VslLossRun *run = make ("mse", cases[i].config, &shape, &shape, &object);
    VslLossArgs args = { .n = 2, .y_true = t, .y_pred = p, .sample_weight = w, .weights_per_sample = 1 };
    g_assert_cmpfloat_with_epsilon (vsl_loss_run (run, &args), cases[i].want, 1e-12);
    vsl_loss_run_free (run);
    vsl_object_clear (&object);
  }
}

static void
add (const char *loss, const char *config, VslShape shape, gboolean fused, gboolean weighted)
{
  static int number;
  Case *c = g_new0 (Case, 1);
  *c = (Case) { loss, config, shape, fused, weighted };
  g_autofree char *path = g_strdup_printf ("/losses/gradient/%s/%d", loss, number++);
  g_test_add_data_func_full (path, c, test_gradient, g_free);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  VslShape row = vsl_shape_make (1, 4), picture = vsl_shape_make (3, 3, 2, 3);
  for (const VslKind *const *k = vsl_family ("loss")->kinds; *k; k++) {
    const VslLossClass *cls = (const VslLossClass *) *k;
    for (int i = 0; i < 8; i++)
      if (!(i & 4) || cls->fuses_softmax || cls->fuses_sigmoid)
        add ((*k)->name, "{}", i & 1 ? picture : row, (i & 4) != 0, (i & 2) != 0);
    if (vsl_kind_prop (*k, "label_smoothing"))
      add ((*k)->name, "{\"label_smoothing\": 0.2, \"reduction\": \"sum\"}", row, TRUE, FALSE);
  }
  add ("BinaryFocalCrossentropy", "{\"apply_class_balancing\": true, \"gamma\": 0.5}", row, FALSE, FALSE);
  add ("CategoricalFocalCrossentropy", "{\"gamma\": 0}", row, TRUE, TRUE);
  add ("SparseCategoricalCrossentropy", "{\"ignore_class\": 2}", picture, TRUE, TRUE);
  add ("Huber", "{\"delta\": 0.3}", row, FALSE, FALSE);
  add ("BinaryCrossentropy", "{\"axis\": 2}", picture, FALSE, TRUE);
  add ("BinaryCrossentropy", "{\"axis\": 0}", picture, TRUE, FALSE);
  add ("CosineSimilarity", "{\"axis\": 1}", picture, FALSE, TRUE);
  for (int i = 0; i < 2; i++) {
    const char *loss = i ? "Tversky" : "Dice";
    add (loss, "{\"axis\": [1, 2]}", picture, FALSE, TRUE);
    add (loss, "{\"axis\": [0, 1, 2]}", picture, FALSE, TRUE);
    add (loss, "{\"axis\": [1, 2, 3]}", picture, FALSE, TRUE);
    add (loss, "{\"axis\": -1, \"reduction\": \"sum\"}", picture, FALSE, TRUE);
  }
  g_test_add_func ("/losses/known", test_known);
  g_test_add_func ("/losses/fused", test_fused);
  g_test_add_func ("/losses/axes", test_axes);
  g_test_add_func ("/losses/reductions", test_reductions);
  return g_test_run ();
}
