/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's Constant. */
#include "initializers/vsl-initializer.h"

typedef struct {
  double value;
} Config;

static void
fill (const VslInitCall *call)
{
  vsl_init_constant (call, ((const Config *) call->config)->value);
}

static const VslProp props[] = {
  VSL_REAL (Config, value, N_("Value"), N_("The number."), 0, -VSL_INIT_LIMIT, VSL_INIT_LIMIT, .ui_min = -1, .ui_max = 1, .step = 0.1),
  VSL_PROPS_END
};

const VslInitializerClass vsl_initializer_constant = {
  .head = {
    .name = "Constant",
    .title = N_("Constant"),
    .summary = N_("Every number is the same."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .fill = fill,
};
