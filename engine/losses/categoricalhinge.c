/* SPDX-License-Identifier: GPL-3.0-or-later */
/* max (max ((1 - t) p) - sum (t p) + 1, 0), Keras losses/losses.py CategoricalHinge. Equal largest values share the gradient. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

static void
run (const VslLossCall *call)
{
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *p = call->y_pred + r * width, *t = call->y_true + r * width;
    double right = 0, top = -INFINITY, ties = 0, scale = vsl_loss_row_scale (call, r);
    for (gint64 i = 0; i < width; i++) {
      double wrong = (1.0 - t[i]) * p[i];
      right += (double) t[i] * p[i];
      ties = wrong > top ? 1 : ties + (wrong == top);
      top = fmax (top, wrong);
    }
    double value = top - right + 1.0;
    call->per_row[r] = (VslReal) fmax (value, 0.0);
    for (gint64 i = 0; call->grad && i < width; i++) {
      double share = (1.0 - t[i]) * p[i] == top ? (1.0 - t[i]) / ties : 0.0;
      call->grad[r * width + i] = (VslReal) (value > 0 ? scale * (share - t[i]) : 0.0);
    }
  }
}

static const VslProp props[] = {
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_categoricalhinge = {
  .head = {
    .name = "CategoricalHinge",
    .title = N_("Categorical hinge"),
    .summary = N_("For several classes without softmax: the right class shall lead the others by one."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .run = run,
};
