/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's Zeros. */
#include "initializers/vsl-initializer.h"

static void
fill (const VslInitCall *call)
{
  vsl_init_constant (call, 0);
}

static const VslProp props[] = { VSL_PROPS_END };

const VslInitializerClass vsl_initializer_zeros = {
  .head = {
    .name = "Zeros",
    .title = N_("Zeros"),
    .summary = N_("Every number is 0."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .props = props,
    .aliases = "zero",
  },
  .fill = fill,
};
