/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's TruncatedNormal: what lies beyond two deviations is drawn again. */
#include "initializers/vsl-initializer.h"

typedef struct {
  double mean, stddev;
} Config;

static void
fill (const VslInitCall *call)
{
  const Config *o = call->config;
  vsl_init_normal (call, o->mean, o->stddev, TRUE);
}

static const VslProp props[] = {
  VSL_REAL (Config, mean, N_("Mean"), N_("The middle of the drawn numbers."), 0, -VSL_INIT_LIMIT, VSL_INIT_LIMIT, .ui_min = -1, .ui_max = 1,
            .step = 0.1),
  VSL_REAL (Config, stddev, N_("Standard deviation"), N_("How widely the drawn numbers spread."), 0.05, 0, VSL_INIT_LIMIT, .ui_max = 1,
            .step = 0.01),
  VSL_PROPS_END
};

const VslInitializerClass vsl_initializer_truncatednormal = {
  .head = {
    .name = "TruncatedNormal",
    .title = N_("Truncated normal"),
    .summary = N_("Drawn from a bell curve without its rare, far values."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .fill = fill,
};
