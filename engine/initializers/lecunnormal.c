/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Klambauer et al. 2017, as Keras's LecunNormal. */
#include "initializers/vsl-initializer.h"

static void
fill (const VslInitCall *call)
{
  vsl_init_scaled (call, 1, VSL_FAN_IN, VSL_DRAW_TRUNCATED_NORMAL);
}

static const VslProp props[] = { VSL_PROPS_END };

const VslInitializerClass vsl_initializer_lecunnormal = {
  .head = {
    .name = "LecunNormal",
    .title = N_("LeCun normal"),
    .summary = N_("Bell-shaped, scaled by the number of inputs; suits selu."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .props = props,
  },
  .fill = fill,
};
