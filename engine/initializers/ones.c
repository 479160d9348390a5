/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's Ones. */
#include "initializers/vsl-initializer.h"

static void
fill (const VslInitCall *call)
{
  vsl_init_constant (call, 1);
}

static const VslProp props[] = { VSL_PROPS_END };

const VslInitializerClass vsl_initializer_ones = {
  .head = {
    .name = "Ones",
    .title = N_("Ones"),
    .summary = N_("Every number is 1."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .props = props,
    .aliases = "one",
  },
  .fill = fill,
};
