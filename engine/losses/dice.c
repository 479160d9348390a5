/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 1 - 2 sum (t p) / (sum t + sum p + 1e-7) over the chosen axes, Keras losses/losses.py Dice. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  VslInts axis;
} Config;

static void
run (const VslLossCall *call)
{
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *p = call->y_pred + r * width, *t = call->y_true + r * width;
    double both = 0, size = VSL_LOSS_EPSILON, scale = vsl_loss_row_scale (call, r);
    for (gint64 i = 0; i < width; i++) {
      both += (double) t[i] * p[i];
      size += (double) t[i] + p[i];
    }
    call->per_row[r] = (VslReal) (1.0 - 2.0 * both / size);
    for (gint64 i = 0; call->grad && i < width; i++)
      call->grad[r * width + i] = (VslReal) (scale * 2.0 * (both / size - t[i]) / size);
  }
}

static gboolean
axes (gconstpointer config, VslInts *out)
{
  *out = ((const Config *) config)->axis;
  return out->n > 0;
}

static const VslProp props[] = {
  VSL_LOSS_AXES (Config),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_dice = {
  .head = {
    .name = "Dice",
    .title = N_("Dice"),
    .summary = N_("How little the drawn shape and the true one overlap; for outlines in scans."),
    .icon = "function-symbolic",
    .group = N_("Shapes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .axes = axes,
  .run = run,
};
