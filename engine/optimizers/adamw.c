/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adam with decoupled weight decay (Loshchilov and Hutter 2019), 0.004 unless told otherwise as in Keras optimizers/adamw.py. */
#include "optimizers/vsl-adam.h"

static const VslProp props[] = {
  VSL_OPTIMIZER_RATE (VslAdamConfig, 0.001),
  VSL_ADAM_PROPS (VslAdamConfig),
  VSL_OPTIMIZER_PROPS (VslAdamConfig, 0.004),
  VSL_PROPS_END,
};

const VslOptimizerClass vsl_optimizer_adamw = {
  .head = {
    .name = "AdamW",
    .title = N_("AdamW"),
    .summary = N_("Adam that also shrinks the weights, which helps against overfitting."),
    .icon = "media-seek-forward-symbolic",
    .group = N_("Optimizers"),
    .config_size = sizeof (VslAdamConfig),
    .props = props,
  },
  .n_slots = vsl_adam_n_slots,
  .slot_names = vsl_adam_slot_names,
  .update = vsl_adam_update,
};
