/* SPDX-License-Identifier: GPL-3.0-or-later */
/* McMahan et al. 2013 as in Keras optimizers/ftrl.py. The difference of two powers is taken in double. */
#include "optimizers/vsl-optimizer-util.h"

typedef struct {
  VslOptimizerBase base;
  double learning_rate_power, initial_accumulator_value, l1_regularization_strength, l2_regularization_strength;
  double l2_shrinkage_regularization_strength, beta;
} Config;

static const char *const slot_names[] = { "accumulator", "linear", NULL };

static int
n_slots (gconstpointer config)
{
  return 2;
}

static double
slot_init (gconstpointer config, int slot)
{
  return slot == 0 ? ((const Config *) config)->initial_accumulator_value : 0;
}

static void
update (const VslUpdate *u)
{
  const Config *c = u->config;
  VslReal *acc = u->slot[0], *linear = u->slot[1];
  const double power = -c->learning_rate_power, l1 = c->l1_regularization_strength;
  const double l2 = 2 * (c->l2_regularization_strength + c->beta / (2 * u->lr)), shrink = 2 * c->l2_shrinkage_regularization_strength;
  for (gsize i = 0; i < u->n; i++) {
    double g = (double) u->g[i], w = (double) u->w[i], before = (double) acc[i], after = before + g * g;
    double high = power == 0.5 ? sqrt (after) : pow (after, power), low = power == 0.5 ? sqrt (before) : pow (before, power);
    double z = (double) linear[i] + g + shrink * w - (high - low) / u->lr * w;
    acc[i] = (VslReal) after;
    linear[i] = (VslReal) z;
    u->w[i] = (VslReal) ((CLAMP (z, -l1, l1) - z) / (high / u->lr + l2));
  }
}

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (Config, 0.001),
  VSL_REAL (Config, learning_rate_power, N_("Rate power"), N_("How the rate falls as a weight moves; 0: not at all."), -0.5, -10, 0, .ui_min = -1,
            .step = 0.1, .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, initial_accumulator_value, N_("Initial accumulator"), N_("Where the sum of squared gradients starts."), 0.1, 0, 1e6,
            .ui_max = 1, .step = 0.1, .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, l1_regularization_strength, N_("L1 strength"), N_("Sets weights that matter little to zero."), 0, 0, 1e6, .ui_max = 1,
            .step = 0.01),
  VSL_REAL (Config, l2_regularization_strength, N_("L2 strength"), N_("Holds the weights small."), 0, 0, 1e6, .ui_max = 1, .step = 0.01),
  VSL_REAL (Config, l2_shrinkage_regularization_strength, N_("L2 shrinkage"), N_("Adds an L2 penalty to the gradient."), 0, 0, 1e6,
            .ui_max = 1, .step = 0.01, .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, beta, N_("Beta"), N_("A number that slows down the first steps."), 0, 0, 1e6, .ui_max = 1, .step = 0.1,
            .flags = VSL_PROP_ADVANCED),
  VSL_OPTIMIZER_PROPS (Config, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_ftrl = {
  .head = {
    .name = "Ftrl",
    .title = N_("Ftrl"),
    .summary = N_("Follows the regularised leader: for shallow networks with many rare inputs; can set weights exactly to zero."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .n_slots = n_slots,
  .slot_names = slot_names,
  .slot_init = slot_init,
  .update = update,
};
