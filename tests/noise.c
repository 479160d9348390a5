/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What random layers do to the mean and the spread of many values, and how many they drop: the formulas of Keras 3. */
#include <math.h>

#include "core/vsl-random.h"
#include "layer-rig.h"

enum { BATCH = 8, EACH = 20000 };

typedef struct {
  const char *name, *config;
  double dropped;              /* share of values that are the same number; 0: none */
  double mean, variance;       /* of the result, where the input has mean 0.5 and variance 1 */
} Case;

static void
test_spread (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (c->config, NULL);
  VslShape shape = vsl_shape_make (1, EACH);
  g_autoptr (Rig) rig = rig_new (vsl_layer_class (c->name), json_node_get_object (node), &shape, 1, 0, BATCH, TRUE, FALSE, &error);
  const int n = BATCH * EACH;
  double sum = 0, sum2 = 0, slope = 0;
  int dropped = 0;
  g_assert_no_error (error);
  rig_fill (rig, 3);
  guint64 key = vsl_random_key (9, VSL_RANDOM_SAMPLE, 1, 0);
  for (int i = 0; i < n; i++)
    rig->x[0][i] = (VslReal) (0.5 + vsl_random_normal (key, (guint64) i));
  rig_forward (rig);
  rig_backward (rig);
  for (int i = 0; i < n; i++) {
    double y = (double) rig->y[0][i];
    sum += y;
    sum2 += y * y;
    dropped += rig->dx[0][i] == 0;
    slope += (double) rig->dx[0][i] / (double) rig->dy[0][i];
  }
  g_assert_cmpfloat_with_epsilon (sum / n, c->mean, 0.02);
  g_assert_cmpfloat_with_epsilon (sum2 / n - sum / n * (sum / n), c->variance, 0.04 * c->variance);
  g_assert_cmpfloat_with_epsilon ((double) dropped / n, c->dropped, 0.01);
  g_assert_cmpfloat (slope / n, >, 0.5);
}

/* AlphaDropout at rate p: with q = 1 - p, A the end of selu, a = (q (1 + p A²))^-1/2, b = -a A p the result is a x + b, or a A + b. */
#define END -1.7580993408473766
#define ALPHA(p) (1 / sqrt ((1 - (p)) * (1 + (p) * END * END)))

int
main (int argc, char **argv)
{
  const double p = 0.2, a = ALPHA (p), b = -a * END * p;
  const double kept = 0.5 * a + b, gone = a * END + b, mean = (1 - p) * kept + p * gone;
  const Case cases[] = {
    { "Dropout", "{\"rate\": 0.2}", 0.2, 0.5, 1.25 / 0.8 - 0.25 },
    { "GaussianDropout", "{\"rate\": 0.2}", 0, 0.5, 1.25 * 1.25 - 0.25 },
    { "GaussianNoise", "{\"stddev\": 0.5}", 0, 0.5, 1.25 },
    { "AlphaDropout", "{\"rate\": 0.2}", 0.2, mean, (1 - p) * (a * a + kept * kept) + p * gone * gone - mean * mean },
    { "AlphaDropout", "{\"rate\": 0}", 0, 0.5, 1 },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/noise/%s/%u", cases[i].name, i);
    g_test_add_data_func (path, &cases[i], test_spread);
  }
  return g_test_run ();
}
