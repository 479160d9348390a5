/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean ((log (p + 1) - log (t + 1))^2), both at least 1e-7, Keras losses/losses.py MeanSquaredLogarithmicError. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

static double
point (gconstpointer config, double t, double p, double *slope)
{
  double e = log (fmax (p, VSL_LOSS_EPSILON) + 1.0) - log (fmax (t, VSL_LOSS_EPSILON) + 1.0);
  *slope = p > VSL_LOSS_EPSILON ? 2.0 * e / (p + 1.0) : 0.0;
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

const VslLossClass vsl_loss_meansquaredlogarithmicerror = {
  .head = {
    .name = "MeanSquaredLogarithmicError",
    .title = N_("Mean squared logarithmic error"),
    .summary = N_("The mean squared difference of the logarithms: for numbers over many orders of magnitude."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "msle",
  },
  .run = run,
};
