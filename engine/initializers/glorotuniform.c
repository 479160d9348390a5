/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Glorot and Bengio 2010, as Keras's GlorotUniform. */
#include "initializers/vsl-initializer.h"

static void
fill (const VslInitCall *call)
{
  vsl_init_scaled (call, 1, VSL_FAN_AVG, VSL_DRAW_UNIFORM);
}

static const VslProp props[] = { VSL_PROPS_END };

const VslInitializerClass vsl_initializer_glorotuniform = {
  .head = {
    .name = "GlorotUniform",
    .title = N_("Glorot uniform"),
    .summary = N_("Evenly spread, scaled so that signals keep their size forwards and backwards; suits most layers."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .props = props,
  },
  .fill = fill,
};
