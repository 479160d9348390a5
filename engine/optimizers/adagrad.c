/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lr g / sqrt(sum of squares + eps); the sum starts at 0.1 (Keras optimizers/adagrad.py; Duchi et al. 2011). */
#include "optimizers/vsl-optimizer-util.h"

typedef struct {
  VslOptimizerBase base;
  double initial_accumulator_value, epsilon;
} Config;

static const char *const slot_names[] = { "acc", NULL };

static int
n_slots (gconstpointer config)
{
  return 1;
}

static double
slot_init (gconstpointer config, int slot)
{
  return ((const Config *) config)->initial_accumulator_value;
}

static void
update (const VslUpdate *u)
{
  VslReal *restrict w = u->w, *restrict acc = u->slot[0];
  const VslReal *restrict g = u->g;
  const VslReal lr = (VslReal) u->lr, eps = (VslReal) ((const Config *) u->config)->epsilon;
  for (gsize i = 0; i < u->n; i++) {
    acc[i] += g[i] * g[i];
    w[i] -= lr * g[i] / vsl_opt_sqrt (acc[i] + eps);
  }
}

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (Config, 0.001),
  VSL_REAL (Config, initial_accumulator_value, N_("Initial accumulator"), N_("Where the sum of squared gradients starts."), 0.1, 0, 1e6,
            .ui_max = 1, .step = 0.1, .flags = VSL_PROP_ADVANCED),
  VSL_OPTIMIZER_EPSILON (Config),
  VSL_OPTIMIZER_PROPS (Config, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_adagrad = {
  .head = {
    .name = "Adagrad",
    .title = N_("Adagrad"),
    .summary = N_("Slows down each weight the more it has moved; for sparse inputs such as words."),
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
