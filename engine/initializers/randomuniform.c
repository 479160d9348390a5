/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's RandomUniform. */
#include "initializers/vsl-initializer.h"

typedef struct {
  double minval, maxval;
} Config;

static void
fill (const VslInitCall *call)
{
  const Config *o = call->config;
  vsl_init_uniform (call, o->minval, o->maxval);
}

static const VslProp props[] = {
  VSL_REAL (Config, minval, N_("Lower limit"), N_("No drawn number is smaller."), -0.05, -VSL_INIT_LIMIT, VSL_INIT_LIMIT, .ui_min = -1,
            .ui_max = 1, .step = 0.01),
  VSL_REAL (Config, maxval, N_("Upper limit"), N_("No drawn number is larger."), 0.05, -VSL_INIT_LIMIT, VSL_INIT_LIMIT, .ui_min = -1,
            .ui_max = 1, .step = 0.01),
  VSL_PROPS_END
};

const VslInitializerClass vsl_initializer_randomuniform = {
  .head = {
    .name = "RandomUniform",
    .title = N_("Uniform"),
    .summary = N_("Drawn evenly between two limits."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "uniform",
  },
  .fill = fill,
};
