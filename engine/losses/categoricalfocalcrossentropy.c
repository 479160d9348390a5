/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sum (alpha (1 - q)^gamma * -t log q), q the probabilities divided by their sum and clipped (Keras losses/losses.py
 * CategoricalFocalCrossentropy; Lin et al. 2017). From logits, or fused with a softmax, q is the softmax in double. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  double alpha, gamma;
  gboolean from_logits;
  double label_smoothing;
  gint64 axis;
} Config;

/* Value and derivative by the probability q before it is clipped. */
static double
focal (const Config *o, double t, double q, double *slope)
{
  double c = CLAMP (q, VSL_LOSS_EPSILON, 1.0 - VSL_LOSS_EPSILON), rest = 1.0 - c;
  double factor = o->alpha * pow (rest, o->gamma), cross = -t * log (c);
  double d_factor = o->gamma == 0 ? 0.0 : -o->gamma * o->alpha * pow (rest, o->gamma - 1.0);
  *slope = c == q ? d_factor * cross - factor * t / c : 0.0;
  return factor * cross;
}

/* The probability of value i: y / total, or exp (z - total) with logits. */
static double
probability (const VslLossCall *call, const VslReal *row, gint64 i, double total)
{
  return call->logits ? exp (row[i] - total) : row[i] / total;
}

static void
run (const VslLossCall *call)
{
  const Config *o = call->config;
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *row = (call->logits ? call->logits : call->y_pred) + r * width, *t = call->y_true + r * width;
    double total = 0, sum = 0, inner = 0, slope, scale = vsl_loss_row_scale (call, r);
    for (gint64 i = 0; i < width; i++)
      total += row[i];
    if (call->logits)
      total = vsl_loss_log_sum_exp (row, width);
    for (gint64 i = 0; i < width; i++) {
      double y = t[i] * (1.0 - o->label_smoothing) + o->label_smoothing / width, q = probability (call, row, i, total);
      sum += focal (o, y, q, &slope);
      inner += slope * q;
    }
    call->per_row[r] = (VslReal) sum;
    for (gint64 i = 0; call->grad && i < width; i++) {
      double y = t[i] * (1.0 - o->label_smoothing) + o->label_smoothing / width, q = probability (call, row, i, total);
      focal (o, y, q, &slope);
      call->grad[r * width + i] = (VslReal) (scale * (slope - inner) * (call->logits ? q : 1.0 / total));
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
  VSL_REAL (Config, gamma, N_("Gamma"), N_("How strongly samples that are already right are turned down."), 2, 0, 100, .ui_max = 5,
            .step = 0.5),
  VSL_REAL (Config, alpha, N_("Alpha"), N_("What the loss is multiplied by."), 0.25, 0, 1e6, .ui_max = 1, .step = 0.05),
  VSL_LOSS_LABEL_SMOOTHING (Config),
  VSL_LOSS_FROM_LOGITS (Config),
  VSL_LOSS_AXIS (Config),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_categoricalfocalcrossentropy = {
  .head = {
    .name = "CategoricalFocalCrossentropy",
    .title = N_("Categorical focal cross-entropy"),
    .summary = N_("Categorical cross-entropy that looks mostly at the samples that are still wrong; for rare classes."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .fuses_softmax = TRUE,
  .axes = axes,
  .run = run,
};
