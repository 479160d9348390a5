/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's VarianceScaling: the variance is scale / fan. */
#include "initializers/vsl-initializer.h"

typedef struct {
  double scale;
  int mode, distribution;
} Config;

static const char *const modes[] = { "fan_in", "fan_out", "fan_avg", NULL };                                     /* VslFan */
static const char *const distributions[] = { "truncated_normal", "untruncated_normal", "uniform", NULL };      /* VslDraw */

static void
fill (const VslInitCall *call)
{
  const Config *o = call->config;
  vsl_init_scaled (call, o->scale, (VslFan) o->mode, (VslDraw) o->distribution);
}

static const VslProp props[] = {
  VSL_REAL (Config, scale, N_("Scale"), N_("The variance is this number divided by the fan."), 1, 1e-12, VSL_INIT_LIMIT, .ui_min = 0.1,
            .ui_max = 10, .step = 0.1),
  VSL_ENUM (Config, mode, N_("Fan"), N_("What is counted: fan_in the inputs of a unit, fan_out its outputs, fan_avg their mean."), modes,
            VSL_FAN_IN),
  VSL_ENUM (Config, distribution, N_("Distribution"), N_("The shape of the drawn numbers."), distributions, VSL_DRAW_TRUNCATED_NORMAL),
  VSL_PROPS_END
};

const VslInitializerClass vsl_initializer_variancescaling = {
  .head = {
    .name = "VarianceScaling",
    .title = N_("Scaled variance"),
    .summary = N_("Drawn with a spread that follows the number of inputs, of outputs or their mean."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .fill = fill,
};
