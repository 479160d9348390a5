/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kingma and Ba 2015, section 7.1, as in Keras optimizers/adamax.py: u = max (b2 u, |g|), w -= lr m / ((1 - b1^t) (u + eps)). */
#include "optimizers/vsl-optimizer-util.h"

typedef struct {
  VslOptimizerBase base;
  double beta_1, beta_2, epsilon;
} Config;

static const char *const slot_names[] = { "m", "u", NULL };

static int
n_slots (gconstpointer config)
{
  return 2;
}

static void
update (const VslUpdate *u)
{
  const Config *c = u->config;
  VslReal *restrict w = u->w, *restrict m = u->slot[0], *restrict top = u->slot[1];
  const VslReal *restrict g = u->g;
  const VslReal rate = (VslReal) (u->lr / (1.0 - pow (c->beta_1, (double) u->step + 1.0)));
  const VslReal q1 = (VslReal) (1.0 - c->beta_1), b2 = (VslReal) c->beta_2, eps = (VslReal) c->epsilon;
  for (gsize i = 0; i < u->n; i++) {
    VslReal size = g[i] < 0 ? -g[i] : g[i], old = b2 * top[i];
    m[i] += (g[i] - m[i]) * q1;
    top[i] = old > size ? old : size;
    w[i] -= rate * m[i] / (top[i] + eps);
  }
}

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (Config, 0.001),
  VSL_REAL (Config, beta_1, N_("Beta 1"), N_("Memory of the mean of the gradients."), 0.9, 0, 0.999999, .ui_min = 0.5, .ui_max = 0.999,
            .step = 0.01, .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, beta_2, N_("Beta 2"), N_("Memory of the largest gradient."), 0.999, 0, 0.99999999, .ui_min = 0.9, .ui_max = 0.9999, .step = 0.001,
            .flags = VSL_PROP_ADVANCED),
  VSL_OPTIMIZER_EPSILON (Config),
  VSL_OPTIMIZER_PROPS (Config, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_adamax = {
  .head = {
    .name = "Adamax",
    .title = N_("Adamax"),
    .summary = N_("Adam that divides by the largest recent gradient instead of the mean; calm when gradients jump."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .n_slots = n_slots,
  .slot_names = slot_names,
  .update = update,
};
