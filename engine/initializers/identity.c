/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's Identity: gain on the diagonal of a matrix. */
#include "initializers/vsl-initializer.h"

typedef struct {
  double gain;
} Config;

static void
fill (const VslInitCall *call)
{
  const Config *o = call->config;
  gint64 columns = call->shape->dim[1];
  vsl_init_constant (call, 0);
  for (gint64 i = 0; i < MIN (call->shape->dim[0], columns); i++)
    call->w[i * columns + i] = (VslReal) o->gain;
}

static const VslProp props[] = {
  VSL_REAL (Config, gain, N_("Gain"), N_("The number on the diagonal."), 1, -VSL_INIT_LIMIT, VSL_INIT_LIMIT, .ui_min = 0.1, .ui_max = 2, .step = 0.1),
  VSL_PROPS_END
};

const VslInitializerClass vsl_initializer_identity = {
  .head = {
    .name = "Identity",
    .title = N_("Identity"),
    .summary = N_("Each output starts as the input with the same number; for tables with rows and columns."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "identity_initializer",
  },
  .min_rank = 2,
  .max_rank = 2,
  .fill = fill,
};
