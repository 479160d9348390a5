/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras optimizers/rmsprop.py: epsilon inside the root, centered subtracts the squared mean, momentum
 * collects the finished increments. */
#include "kernels/vsl-kernels.h"
#include "optimizers/vsl-optimizer-util.h"

typedef struct {
  VslOptimizerBase base;
  double rho, momentum, epsilon;
  gboolean centered;
} Config;

static const char *const slot_names[] = { "v", "mean", "momentum", NULL };

/* All three are booked where any of the last two is used: a slot's place tells what it is. */
static int
n_slots (gconstpointer config)
{
  const Config *c = config;
  return c->momentum != 0 ? 3 : c->centered ? 2 : 1;
}

static void
update (const VslUpdate *u)
{
  const Config *c = u->config;
  VslReal *restrict w = u->w, *restrict v = u->slot[0], *restrict mean = c->centered ? u->slot[1] : NULL;
  VslReal *restrict m = u->slot[2];
  const VslReal *restrict g = u->g;
  const VslReal lr = (VslReal) u->lr, rho = (VslReal) c->rho, keep = (VslReal) (1.0 - c->rho), eps = (VslReal) c->epsilon;
  const VslReal mu = (VslReal) c->momentum;
  if (!mean && !m) {
    vsl_kernels ()->rmsprop (u->n, w, g, v, u->lr, c->rho, c->epsilon);
    return;
  }
  for (gsize i = 0; i < u->n; i++) {
    v[i] = rho * v[i] + keep * (g[i] * g[i]);
    VslReal den = v[i] + eps;
    if (mean) {
      mean[i] = rho * mean[i] + keep * g[i];
      den -= mean[i] * mean[i];
    }
    VslReal step = lr * g[i] / vsl_opt_sqrt (den);
    if (m)
      step = m[i] = mu * m[i] + step;
    w[i] -= step;
  }
}

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (Config, 0.001),
  VSL_REAL (Config, rho, N_("Rho"), N_("Memory of the mean of the squared gradients."), 0.9, 0, 0.999999, .ui_max = 0.999,
            .step = 0.01),
  VSL_REAL (Config, momentum, N_("Momentum"), N_("How much of the last step is repeated in the next."), 0, 0, 1, .ui_max = 0.99,
            .step = 0.05),
  VSL_BOOL (Config, centered, N_("Centered"), N_("Divides by the spread of the gradients instead of their size."), FALSE,
            .flags = VSL_PROP_ADVANCED),
  VSL_OPTIMIZER_EPSILON (Config),
  VSL_OPTIMIZER_PROPS (Config, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_rmsprop = {
  .head = {
    .name = "RMSprop",
    .title = N_("RMSprop"),
    .summary = N_("Divides each step by the recent size of the gradients; often used for recurrent networks."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .n_slots = n_slots,
  .slot_names = slot_names,
  .update = update,
};
