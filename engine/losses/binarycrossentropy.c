/* SPDX-License-Identifier: GPL-3.0-or-later */
/* -(t log p + (1 - t) log(1 - p)), mean over the last axis (Keras losses/losses.py BinaryCrossentropy). Probabilities
 * are clipped to [1e-7, 1 - 1e-7]; from logits, or fused with a sigmoid, softplus(z) - t z, whose gradient is sigmoid(z) - t. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  gboolean from_logits;
  double label_smoothing;
  gint64 axis;
} Config;

static void
run (const VslLossCall *call)
{
  const Config *config = call->config;
  double smooth = config->label_smoothing;
  gint64 width = call->width;
  const VslReal *pred = call->logits ? call->logits : call->y_pred;
  for (gint64 r = 0; r < call->rows; r++) {
    double scale = vsl_loss_row_scale (call, r) / width, sum = 0, slope;
    for (gint64 i = r * width; i < (r + 1) * width; i++) {
      double t = call->y_true[i] * (1.0 - smooth) + 0.5 * smooth, p = pred[i];
      if (call->logits) {
        sum += vsl_loss_softplus (p) - t * p;
        slope = vsl_loss_sigmoid (p) - t;
      } else {
        double c = CLAMP (p, VSL_LOSS_EPSILON, 1.0 - VSL_LOSS_EPSILON);
        sum -= t * log (c) + (1.0 - t) * log (1.0 - c);
        slope = c == p ? (1.0 - t) / (1.0 - c) - t / c : 0.0;
      }
      if (call->grad)
        call->grad[i] = (VslReal) (scale * slope);
    }
    call->per_row[r] = (VslReal) (sum / width);
  }
}

static gboolean
axes (gconstpointer config, VslInts *out)
{
  *out = (VslInts) { 1, { ((const Config *) config)->axis } };
  return TRUE;
}

static const VslProp props[] = {
  VSL_LOSS_LABEL_SMOOTHING (Config),
  VSL_LOSS_FROM_LOGITS (Config),
  VSL_LOSS_AXIS (Config),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_binarycrossentropy = {
  .head = {
    .name = "BinaryCrossentropy",
    .title = N_("Binary cross-entropy"),
    .summary = N_("For two classes with one sigmoid unit, or for several findings that can occur together."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "bce",
  },
  .fuses_sigmoid = TRUE,
  .run = run,
  .axes = axes,
};
