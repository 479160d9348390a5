/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedules at points that follow from their definitions. */
#include <math.h>

#include "core/vsl-families.h"
#include "schedules/vsl-schedule.h"

static void
known (const char *name, const char *config, const double *pairs, int n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (config, NULL);
  const VslScheduleClass *cls = vsl_schedule_class (name);
  gpointer c = vsl_config_from_json (&cls->head, json_node_get_object (node), NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < n; i += 2)
    g_assert_cmpfloat_with_epsilon (cls->rate (c, 0.1, (guint64) pairs[i]), pairs[i + 1], 1e-12);
  vsl_config_free (&cls->head, c);
}

#define KNOWN(name, config, ...) known (name, config, (const double[]) { __VA_ARGS__ }, sizeof ((const double[]) { __VA_ARGS__ }) / sizeof (double))

static void
test_known (void)
{
  KNOWN ("PolynomialDecay", "{\"decay_steps\":10,\"end_learning_rate\":0.02}", 0, 0.1, 5, 0.06, 10, 0.02, 11, 0.02, 1e9, 0.02);
  KNOWN ("PolynomialDecay", "{\"decay_steps\":10,\"end_learning_rate\":0,\"power\":2}", 0, 0.1, 5, 0.025, 10, 0);
  KNOWN ("PolynomialDecay", "{\"decay_steps\":10,\"end_learning_rate\":0,\"cycle\":true}", 0, 0.1, 5, 0.05, 10, 0, 15, 0.025, 20, 0, 25, 1.0 / 60);
  KNOWN ("InverseTimeDecay", "{\"initial_learning_rate\":1,\"decay_steps\":4,\"decay_rate\":0.5}", 0, 1, 4, 1 / 1.5, 6, 1 / 1.75);
  KNOWN ("InverseTimeDecay", "{\"initial_learning_rate\":1,\"decay_steps\":4,\"decay_rate\":0.5,\"staircase\":true}", 3, 1, 7, 1 / 1.5);
  /* Periods of 10, 20, 40 … steps. */
  KNOWN ("CosineDecayRestarts", "{\"first_decay_steps\":10,\"m_mul\":0.5}", 0, 0.1, 5, 0.05, 10, 0.05, 20, 0.025, 30, 0.025, 50, 0.0125, 70, 0.0125,
         150, 0.00625, 310, 0.003125);
  KNOWN ("CosineDecayRestarts", "{\"first_decay_steps\":10,\"t_mul\":1,\"alpha\":0.2}", 5, 0.06, 10, 0.1, 995, 0.06, 1000, 0.1);
  KNOWN ("OneCycle", "{\"total_steps\":11,\"pct_start\":0.5454545454545454,\"div_factor\":10,\"final_div_factor\":100}", 0, 0.01, 5, 0.1,
         7, (0.1 - 0.0001) * (1 + cos (G_PI * 0.4)) / 2 + 0.0001, 10, 0.0001, 99, 0.0001);
  KNOWN ("OneCycle", "{\"total_steps\":1}", 0, 0.1 / 25 / 1e4);
  KNOWN ("OneCycle", "{\"total_steps\":3,\"pct_start\":0,\"max_learning_rate\":1}", 0, 1, 2, 1.0 / 25 / 1e4);
}

/* Any class, any step: a number that is not negative. */
static void
test_everywhere (void)
{
  for (const VslKind *const *k = vsl_family ("schedule")->kinds; *k; k++) {
    const VslScheduleClass *cls = (const VslScheduleClass *) *k;
    gpointer c = vsl_config_new (*k);
    for (guint64 step = 0; cls->rate && step < 1ULL << 40; step = step * 2 + step / 7 + 1)
      g_assert_true (cls->rate (c, 0.1, step) >= 0 && cls->rate (c, 0.1, step) < 1);
    vsl_config_free (*k, c);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedules/known", test_known);
  g_test_add_func ("/schedules/everywhere", test_everywhere);
  return g_test_run ();
}
