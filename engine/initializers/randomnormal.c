/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's RandomNormal. */
#include "initializers/vsl-initializer.h"

typedef struct {
  double mean, stddev;
} Config;

static void
fill (const VslInitCall *call)
{
  const Config *o = call->config;
  vsl_init_normal (call, o->mean, o->stddev, FALSE);
}

static const VslProp props[] = {
  VSL_REAL (Config, mean, N_("Mean"), N_("The middle of the drawn numbers."), 0, -VSL_INIT_LIMIT, VSL_INIT_LIMIT, .ui_min = -1, .ui_max = 1,
            .step = 0.1),
  VSL_REAL (Config, stddev, N_("Standard deviation"), N_("How widely the drawn numbers spread."), 0.05, 0, VSL_INIT_LIMIT, .ui_max = 1,
            .step = 0.01),
  VSL_PROPS_END
};

const VslInitializerClass vsl_initializer_randomnormal = {
  .head = {
    .name = "RandomNormal",
    .title = N_("Normal"),
    .summary = N_("Drawn from a bell curve."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "normal",
  },
  .fill = fill,
};
