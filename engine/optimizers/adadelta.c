/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zeiler 2012 as in Keras optimizers/adadelta.py: delta = -sqrt (d + eps) g / sqrt (a + eps), epsilon inside the roots. */
#include "optimizers/vsl-optimizer-util.h"

typedef struct {
  VslOptimizerBase base;
  double rho, epsilon;
} Config;

static const char *const slot_names[] = { "accumulated_grad", "accumulated_delta", NULL };

static int
n_slots (gconstpointer config)
{
  return 2;
}

static void
update (const VslUpdate *u)
{
  const Config *c = u->config;
  VslReal *restrict w = u->w, *restrict a = u->slot[0], *restrict d = u->slot[1];
  const VslReal *restrict g = u->g;
  const VslReal rate = (VslReal) u->lr, rho = (VslReal) c->rho, keep = (VslReal) (1.0 - c->rho), eps = (VslReal) c->epsilon;
  for (gsize i = 0; i < u->n; i++) {
    a[i] = rho * a[i] + keep * (g[i] * g[i]);
    VslReal delta = vsl_opt_sqrt (d[i] + eps) * g[i] / vsl_opt_sqrt (a[i] + eps);
    d[i] = rho * d[i] + keep * (delta * delta);
    w[i] -= rate * delta;
  }
}

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (Config, 0.001),
  VSL_REAL (Config, rho, N_("Rho"), N_("Memory of the mean of the squared gradients."), 0.95, 0, 0.999999, .ui_max = 0.999, .step = 0.01),
  VSL_OPTIMIZER_EPSILON (Config),
  VSL_OPTIMIZER_PROPS (Config, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_adadelta = {
  .head = {
    .name = "Adadelta",
    .title = N_("Adadelta"),
    .summary = N_("Chooses the step of each weight from its own recent steps; a learning rate of 1 is the original."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .n_slots = n_slots,
  .slot_names = slot_names,
  .update = update,
};
