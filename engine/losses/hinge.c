/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mean (max (1 - t p, 0)) with t -1 or 1; labels 0 and 1 are taken for those (Keras losses/losses.py Hinge). */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
} Config;

/* found: whether the labels of the whole batch are 0 and 1, which then stand for -1 and 1. */
static double
point (double t, double p, double found, double *slope)
{
  double y = found != 0 ? 2.0 * t - 1.0 : t, gap = 1.0 - y * p;
  if (gap <= 0) {
    *slope = 0;
    return 0;
  }
  *slope = -y;
  return gap;
}

static void
run (const VslLossCall *call)
{
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    double scale = vsl_loss_row_scale (call, r) / width, sum = 0, slope;
    for (gint64 i = r * width; i < (r + 1) * width; i++) {
      sum += point (call->y_true[i], call->y_pred[i], call->found, &slope);
      if (call->grad)
        call->grad[i] = (VslReal) (scale * slope);
    }
    call->per_row[r] = (VslReal) (sum / width);
  }
}

static const VslProp props[] = {
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_hinge = {
  .head = {
    .name = "Hinge",
    .title = N_("Hinge"),
    .summary = N_("For two classes and an answer without sigmoid: the sign is the class, and being right by more than one costs nothing."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .begin = vsl_loss_binary_labels,
  .run = run,
};
