/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean(p - t log(p + 1e-7)), Keras losses/losses.py Poisson. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

static double
point (gconstpointer config, double t, double p, double *slope)
{
  *slope = 1.0 - t / (p + VSL_LOSS_EPSILON);
  return p - t * log (p + VSL_LOSS_EPSILON);
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

const VslLossClass vsl_loss_poisson = {
  .head = {
    .name = "Poisson",
    .title = N_("Poisson"),
    .summary = N_("For counts: the prediction is the mean of a Poisson distribution."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .run = run,
};
