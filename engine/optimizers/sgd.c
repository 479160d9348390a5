/* SPDX-License-Identifier: GPL-3.0-or-later */
/* m = mu m - lr g; w += m, or w += mu m - lr g with Nesterov (Keras optimizers/sgd.py). */
#include "kernels/vsl-kernels.h"
#include "optimizers/vsl-optimizer-util.h"

typedef struct {
  VslOptimizerBase base;
  double momentum;
  gboolean nesterov;
} Config;

static const char *const slot_names[] = { "momentum", NULL };

static int
n_slots (gconstpointer config)
{
  return ((const Config *) config)->momentum != 0;
}

static void
update (const VslUpdate *u)
{
  const Config *c = u->config;
  vsl_kernels ()->sgd (u->n, u->w, u->g, u->slot[0], u->lr, c->momentum, c->nesterov);
}

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (Config, 0.01),
  VSL_REAL (Config, momentum, N_("Momentum"), N_("How much of the last step is repeated in the next."), 0, 0, 1, .ui_max = 0.99,
            .step = 0.05),
  VSL_BOOL (Config, nesterov, N_("Nesterov"), N_("Looks ahead along the momentum."), FALSE, .visible_when = "momentum>0"),
  VSL_OPTIMIZER_PROPS (Config, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_sgd = {
  .head = {
    .name = "SGD",
    .title = N_("SGD"),
    .summary = N_("Stochastic gradient descent, plain or with momentum."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .n_slots = n_slots,
  .slot_names = slot_names,
  .update = update,
};
