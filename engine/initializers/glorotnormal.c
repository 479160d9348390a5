/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Glorot and Bengio 2010, as Keras's GlorotNormal. */
#include "initializers/vsl-initializer.h"

static void
fill (const VslInitCall *call)
{
  vsl_init_scaled (call, 1, VSL_FAN_AVG, VSL_DRAW_TRUNCATED_NORMAL);
}

static const VslProp props[] = { VSL_PROPS_END };

const VslInitializerClass vsl_initializer_glorotnormal = {
  .head = {
    .name = "GlorotNormal",
    .title = N_("Glorot normal"),
    .summary = N_("Bell-shaped, scaled so that signals keep their size forwards and backwards."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .props = props,
  },
  .fill = fill,
};
