/* SPDX-License-Identifier: GPL-3.0-or-later */
/* He et al. 2015, as Keras's HeUniform. */
#include "initializers/vsl-initializer.h"

static void
fill (const VslInitCall *call)
{
  vsl_init_scaled (call, 2, VSL_FAN_IN, VSL_DRAW_UNIFORM);
}

static const VslProp props[] = { VSL_PROPS_END };

const VslInitializerClass vsl_initializer_heuniform = {
  .head = {
    .name = "HeUniform",
    .title = N_("He uniform"),
    .summary = N_("Evenly spread, scaled for layers that are followed by relu."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .props = props,
  },
  .fill = fill,
};
