/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chen et al. 2023 as in Keras optimizers/lion.py: w -= lr sign (b1 m + (1 - b1) g), then m = b2 m + (1 - b2) g. */
#include "optimizers/vsl-optimizer-util.h"

typedef struct {
  VslOptimizerBase base;
  double beta_1, beta_2;
} Config;

static const char *const slot_names[] = { "momentum", NULL };

static int
n_slots (gconstpointer config)
{
  return 1;
}

static void
update (const VslUpdate *u)
{
  const Config *c = u->config;
  VslReal *restrict w = u->w, *restrict m = u->slot[0];
  const VslReal *restrict g = u->g;
  const VslReal rate = (VslReal) u->lr, b1 = (VslReal) c->beta_1, q1 = (VslReal) (1.0 - c->beta_1);
  const VslReal b2 = (VslReal) c->beta_2, q2 = (VslReal) (1.0 - c->beta_2);
  for (gsize i = 0; i < u->n; i++) {
    VslReal way = m[i] * b1 + g[i] * q1;
    m[i] = m[i] * b2 + g[i] * q2;
    w[i] -= way > 0 ? rate : way < 0 ? -rate : 0;
  }
}

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (Config, 0.001),
  VSL_REAL (Config, beta_1, N_("Beta 1"), N_("Memory of the mean of the gradients."), 0.9, 1e-6, 0.999999, .ui_min = 0.5, .ui_max = 0.999,
            .step = 0.01, .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, beta_2, N_("Beta 2"), N_("Memory of the momentum that is kept."), 0.99, 0, 0.99999999, .ui_min = 0.9, .ui_max = 0.9999, .step = 0.001,
            .flags = VSL_PROP_ADVANCED),
  VSL_OPTIMIZER_PROPS (Config, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_lion = {
  .head = {
    .name = "Lion",
    .title = N_("Lion"),
    .summary = N_("Every weight moves by the same step, only the direction is learned; use a rate 3 to 10 times smaller than for Adam."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .n_slots = n_slots,
  .slot_names = slot_names,
  .update = update,
};
