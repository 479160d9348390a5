/* SPDX-License-Identifier: GPL-3.0-or-later */
/* He et al. 2015, as Keras's HeNormal. */
#include "initializers/vsl-initializer.h"

static void
fill (const VslInitCall *call)
{
  vsl_init_scaled (call, 2, VSL_FAN_IN, VSL_DRAW_TRUNCATED_NORMAL);
}

static const VslProp props[] = { VSL_PROPS_END };

const VslInitializerClass vsl_initializer_henormal = {
  .head = {
    .name = "HeNormal",
    .title = N_("He normal"),
    .summary = N_("Bell-shaped, scaled for layers that are followed by relu."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .props = props,
  },
  .fill = fill,
};
