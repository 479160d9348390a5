/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sum(t log(t / p)), both clipped to [1e-7, 1] (Keras losses/losses.py KLDivergence). */
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
    double scale = vsl_loss_row_scale (call, r), sum = 0;
    for (gint64 i = 0; i < width; i++) {
      double a = CLAMP ((double) t[i], VSL_LOSS_EPSILON, 1.0), b = CLAMP ((double) p[i], VSL_LOSS_EPSILON, 1.0);
      sum += a * log (a / b);
      if (call->grad)
        call->grad[r * width + i] = (VslReal) (b == (double) p[i] ? -scale * a / b : 0.0);
    }
    call->per_row[r] = (VslReal) sum;
  }
}

static const VslProp props[] = {
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_kldivergence = {
  .head = {
    .name = "KLDivergence",
    .title = N_("Kullback-Leibler divergence"),
    .summary = N_("How far the predicted distribution is from the true one."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "kld kullback_leibler_divergence",
  },
  .run = run,
};
