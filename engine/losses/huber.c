/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 0.5 e^2 up to delta, then delta |e| - 0.5 delta^2 (Keras losses/losses.py Huber). */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  double delta;
} Config;

static double
point (gconstpointer config, double t, double p, double *slope)
{
  double delta = ((const Config *) config)->delta, e = p - t;
  if (fabs (e) <= delta) {
    *slope = e;
    return 0.5 * e * e;
  }
  *slope = e > 0 ? delta : -delta;
  return delta * fabs (e) - 0.5 * delta * delta;
}

static void
run (const VslLossCall *call)
{
  vsl_loss_pointwise (call, point);
}

static const VslProp props[] = {
  VSL_REAL (Config, delta, N_("Delta"), N_("Differences above this count linearly."), 1, 1e-6, 1e6, .ui_min = 0.01, .ui_max = 10, .step = 0.1),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_huber = {
  .head = {
    .name = "Huber",
    .title = N_("Huber"),
    .summary = N_("Squared for small differences, absolute for large ones."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .run = run,
};
