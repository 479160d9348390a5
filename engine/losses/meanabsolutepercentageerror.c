/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 100 mean (|t - p| / max (|t|, 1e-7)), Keras losses/losses.py MeanAbsolutePercentageError. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

static double
point (gconstpointer config, double t, double p, double *slope)
{
  double e = p - t, of = fmax (fabs (t), VSL_LOSS_EPSILON);
  *slope = (e > 0 ? 100.0 : e < 0 ? -100.0 : 0.0) / of;
  return 100.0 * fabs (e) / of;
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

const VslLossClass vsl_loss_meanabsolutepercentageerror = {
  .head = {
    .name = "MeanAbsolutePercentageError",
    .title = N_("Mean absolute percentage error"),
    .summary = N_("The mean difference in percent of the true value; for numbers that are never near zero."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "mape",
  },
  .run = run,
};
