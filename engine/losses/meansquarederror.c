/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean((t - p)^2), Keras losses/losses.py MeanSquaredError. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

static double
point (gconstpointer config, double t, double p, double *slope)
{
  double e = p - t;
  *slope = 2.0 * e;
  return e * e;
}

static void
run (const VslLossCall *call)
{
  vsl_loss_pointwise (call, point);
}

static const VslProp props[] = {
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_meansquarederror = {
  .head = {
    .name = "MeanSquaredError",
    .title = N_("Mean squared error"),
    .summary = N_("The mean of the squared differences: for numbers and for autoencoders."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "mse",
  },
  .run = run,
};
