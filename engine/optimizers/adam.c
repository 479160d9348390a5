/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kingma and Ba 2015 as in Keras optimizers/adam.py: epsilon is added to the uncorrected root; AMSGrad takes the
 * largest of the uncorrected second moments. */
#include "kernels/vsl-kernels.h"
#include "optimizers/vsl-adam.h"

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (VslAdamConfig, 0.001),
  VSL_ADAM_PROPS (VslAdamConfig),
  VSL_OPTIMIZER_PROPS (VslAdamConfig, NAN),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_adam = {
  .head = {
    .name = "Adam",
    .title = N_("Adam"),
    .summary = N_("Adapts the step of each weight to its gradients; a good first choice."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (VslAdamConfig),
    .props = props,
  },
  .n_slots = vsl_adam_n_slots,
  .slot_names = vsl_adam_slot_names,
  .update = vsl_adam_update,
};

const char *const vsl_adam_slot_names[] = { "m", "v", "vhat", NULL };

int
vsl_adam_n_slots (gconstpointer config)
{
  return ((const VslAdamConfig *) config)->amsgrad ? 3 : 2;
}

double
vsl_adam_alpha (const VslUpdate *u)
{
  const VslAdamConfig *c = u->config;
  double t = (double) u->step + 1.0;
  return u->lr * sqrt (1.0 - pow (c->beta_2, t)) / (1.0 - pow (c->beta_1, t));
}

/* One step over any range; shared with AdamW, whose weight decay is the base's. */
void
vsl_adam_update (const VslUpdate *u)
{
  const VslAdamConfig *c = u->config;
  vsl_kernels ()->adam (u->n, u->w, u->g, u->slot[0], u->slot[1], u->slot[2], vsl_adam_alpha (u), c->beta_1, c->beta_2, c->epsilon);
}
