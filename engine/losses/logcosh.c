/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log(cosh(e)) = e + softplus(-2e) - log 2 (Keras losses/losses.py LogCosh). */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

static double
point (gconstpointer config, double t, double p, double *slope)
{
  double e = p - t;
  *slope = tanh (e);
  return e + vsl_loss_softplus (-2.0 * e) - G_LN2;
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

const VslLossClass vsl_loss_logcosh = {
  .head = {
    .name = "LogCosh",
    .title = N_("Log-cosh"),
    .summary = N_("The logarithm of the hyperbolic cosine of the difference: a smooth absolute error."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .run = run,
};
