/* SPDX-License-Identifier: GPL-3.0-or-later */
/* -sum(t log p) over classes, targets as one-hot or soft rows (Keras losses/losses.py CategoricalCrossentropy,
 * backend nn.categorical_crossentropy). From probabilities each row is first divided by its sum, which is part of the gradient,
 * then clipped; from logits, or fused with a softmax, the gradient is softmax - t. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  gboolean from_logits;
  double label_smoothing;
  gint64 axis;
} Config;

static double
target (const Config *c, double t, gint64 width)
{
  return t * (1.0 - c->label_smoothing) + c->label_smoothing / width;
}

static void
run_logits (const VslLossCall *call)
{
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *z = call->logits + r * width, *t = call->y_true + r * width;
    double top = vsl_loss_log_sum_exp (z, width), scale = vsl_loss_row_scale (call, r), sum = 0, total = 0;
    for (gint64 i = 0; i < width; i++) {
      double y = target (call->config, t[i], width);
      total += y;
      sum -= y * (z[i] - top);
    }
    call->per_row[r] = (VslReal) sum;
    for (gint64 i = 0; call->grad && i < width; i++)
      call->grad[r * width + i] = (VslReal) (scale * (total * exp (z[i] - top) - target (call->config, t[i], width)));
  }
}

static void
run (const VslLossCall *call)
{
  if (call->logits) {
    run_logits (call);
    return;
  }
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *p = call->y_pred + r * width, *t = call->y_true + r * width;
    double total = 0, sum = 0, inner = 0, scale = vsl_loss_row_scale (call, r);
    for (gint64 i = 0; i < width; i++)
      total += p[i];
    for (gint64 i = 0; i < width; i++) {
      double y = target (call->config, t[i], width), q = p[i] / total, c = CLAMP (q, VSL_LOSS_EPSILON, 1.0 - VSL_LOSS_EPSILON);
      sum -= y * log (c);
      inner += c == q ? -y : 0.0;      /* sum of g_i q_i with g_i = -y / q_i */
    }
    call->per_row[r] = (VslReal) sum;
    for (gint64 i = 0; call->grad && i < width; i++) {
      double q = p[i] / total, c = CLAMP (q, VSL_LOSS_EPSILON, 1.0 - VSL_LOSS_EPSILON);
      double g = c == q ? -target (call->config, t[i], width) / q : 0.0;
      call->grad[r * width + i] = (VslReal) (scale * (g - inner) / total);
    }
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

const VslLossClass vsl_loss_categoricalcrossentropy = {
  .head = {
    .name = "CategoricalCrossentropy",
    .title = N_("Categorical cross-entropy"),
    .summary = N_("For several classes with targets as one number a class; allows label smoothing."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .fuses_softmax = TRUE,
  .run = run,
  .axes = axes,
};
