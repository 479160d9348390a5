/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adam with Nesterov momentum (Dozat 2016) as in Keras optimizers/nadam.py: the momentum of step t is
 * b1 (1 - 0.5 0.96^t), and epsilon is added to the corrected root. */
#include "optimizers/vsl-adam.h"

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (VslAdamConfig, 0.001),
  VSL_ADAM_BETAS (VslAdamConfig),
  VSL_OPTIMIZER_PROPS (VslAdamConfig, NAN),
  VSL_PROPS_END,
};

static int
n_slots (gconstpointer config)
{
  return 2;
}

static double
momentum_at (const VslAdamConfig *c, double t)
{
  return c->beta_1 * (1.0 - 0.5 * pow (0.96, t));
}

/* scalar[0] is the product of all momenta so far, less one so that it may start from zero. */
static void
begin (VslUpdate *u)
{
  u->scalar[0] = (u->scalar[0] + 1.0) * momentum_at (u->config, (double) u->step + 1.0) - 1.0;
}

static void
update (const VslUpdate *u)
{
  const VslAdamConfig *c = u->config;
  VslReal *restrict w = u->w, *restrict m = u->slot[0], *restrict v = u->slot[1];
  const VslReal *restrict g = u->g;
  double t = (double) u->step + 1.0, now = momentum_at (c, t), next = momentum_at (c, t + 1.0), product = u->scalar[0] + 1.0;
  const VslReal old = (VslReal) (u->lr * next / (1.0 - product * next)), fresh = (VslReal) (u->lr * (1.0 - now) / (1.0 - product));
  const VslReal correct = (VslReal) (1.0 - pow (c->beta_2, t)), eps = (VslReal) c->epsilon;
  const VslReal b1 = (VslReal) (1.0 - c->beta_1), b2 = (VslReal) (1.0 - c->beta_2);
  for (gsize i = 0; i < u->n; i++) {
    m[i] += (g[i] - m[i]) * b1;
    v[i] += (g[i] * g[i] - v[i]) * b2;
    w[i] -= (old * m[i] + fresh * g[i]) / (vsl_opt_sqrt (v[i] / correct) + eps);
  }
}

const VslOptimizerClass vsl_optimizer_nadam = {
  .head = {
    .name = "Nadam",
    .title = N_("Nadam"),
    .summary = N_("Adam that looks ahead along its momentum."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (VslAdamConfig),
    .props = props,
  },
  .n_slots = n_slots,
  .slot_names = vsl_adam_slot_names,
  .begin = begin,
  .update = update,
};
