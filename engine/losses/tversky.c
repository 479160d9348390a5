/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 1 - s / (s + alpha sum (t (1 - p)) + beta sum (p (1 - t)) + 1e-7), s = sum (t p), over the chosen axes: in Keras (losses/losses.py
 * Tversky) alpha stands beside what is missed and beta beside what is too much. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  double alpha, beta;
  VslInts axis;
} Config;

static void
run (const VslLossCall *call)
{
  const Config *o = call->config;
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *p = call->y_pred + r * width, *t = call->y_true + r * width;
    double both = 0, missed = 0, more = 0, scale = vsl_loss_row_scale (call, r);
    for (gint64 i = 0; i < width; i++) {
      both += (double) t[i] * p[i];
      missed += t[i] * (1.0 - p[i]);
      more += p[i] * (1.0 - t[i]);
    }
    double size = both + o->alpha * missed + o->beta * more + VSL_LOSS_EPSILON;
    call->per_row[r] = (VslReal) (1.0 - both / size);
    for (gint64 i = 0; call->grad && i < width; i++) {
      double slope = t[i] - o->alpha * t[i] + o->beta * (1.0 - t[i]);          /* of size */
      call->grad[r * width + i] = (VslReal) (scale * (both / size * slope - t[i]) / size);
    }
  }
}

static gboolean
axes (gconstpointer config, VslInts *out)
{
  *out = ((const Config *) config)->axis;
  return out->n > 0;
}

static const VslProp props[] = {
  VSL_REAL (Config, alpha, N_("Alpha"), N_("How much it counts when something is missed."), 0.5, 0, 1e6, .ui_max = 1, .step = 0.1),
  VSL_REAL (Config, beta, N_("Beta"), N_("How much it counts when too much is drawn."), 0.5, 0, 1e6, .ui_max = 1, .step = 0.1),
  VSL_LOSS_AXES (Config),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_tversky = {
  .head = {
    .name = "Tversky",
    .title = N_("Tversky"),
    .summary = N_("As Dice, but what is missed and what is drawn too much can count differently."),
    .icon = "function-symbolic",
    .group = N_("Shapes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .axes = axes,
  .run = run,
};
