/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean(|t - p|), Keras losses/losses.py MeanAbsoluteError. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

static double
point (gconstpointer config, double t, double p, double *slope)
{
  double e = p - t;
  *slope = e > 0 ? 1.0 : e < 0 ? -1.0 : 0.0;
  return fabs (e);
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

const VslLossClass vsl_loss_meanabsoluteerror = {
  .head = {
    .name = "MeanAbsoluteError",
    .title = N_("Mean absolute error"),
    .summary = N_("The mean of the absolute differences: large errors count no more than small ones."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "mae",
  },
  .run = run,
};
