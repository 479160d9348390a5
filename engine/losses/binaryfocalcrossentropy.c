/* SPDX-License-Identifier: GPL-3.0-or-later */
/* (1 - p_t)^gamma times the binary cross-entropy, p_t the unclipped probability of the true side; alpha only with
 * apply_class_balancing (Keras losses/losses.py BinaryFocalCrossentropy; Lin et al. 2017, "Focal loss for dense object detection"). */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  gboolean apply_class_balancing;
  double alpha, gamma;
  gboolean from_logits;
  double label_smoothing;
  gint64 axis;
} Config;

/* Value and derivative by the probability. */
static double
focal (const Config *c, double t, double p, double *slope)
{
  double q = CLAMP (p, VSL_LOSS_EPSILON, 1.0 - VSL_LOSS_EPSILON);
  double bce = -(t * log (q) + (1.0 - t) * log (1.0 - q));
  double d_bce = q == p ? (1.0 - t) / (1.0 - q) - t / q : 0.0;
  double rest = 1.0 - (t * p + (1.0 - t) * (1.0 - p));       /* 1 - p_t */
  double factor = pow (rest, c->gamma);
  double d_factor = c->gamma == 0 || rest <= 0 ? 0.0 : c->gamma * pow (rest, c->gamma - 1.0) * (1.0 - 2.0 * t);
  double balance = c->apply_class_balancing ? t * c->alpha + (1.0 - t) * (1.0 - c->alpha) : 1.0;
  *slope = balance * (factor * d_bce + d_factor * bce);
  return balance * factor * bce;
}

static void
run (const VslLossCall *call)
{
  const Config *config = call->config;
  double smooth = config->label_smoothing;
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    double scale = vsl_loss_row_scale (call, r) / width, sum = 0, slope;
    for (gint64 i = r * width; i < (r + 1) * width; i++) {
      double t = call->y_true[i] * (1.0 - smooth) + 0.5 * smooth;
      double p = call->logits ? vsl_loss_sigmoid (call->logits[i]) : (double) call->y_pred[i];
      sum += focal (config, t, p, &slope);
      if (call->grad)
        call->grad[i] = (VslReal) (scale * slope * (call->logits ? p * (1.0 - p) : 1.0));
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
  VSL_REAL (Config, gamma, N_("Gamma"), N_("How strongly samples that are already right are turned down."), 2, 0, 100, .ui_max = 5,
            .step = 0.5),
  VSL_BOOL (Config, apply_class_balancing, N_("Balance classes"), N_("Weigh the two classes by alpha."), FALSE),
  VSL_REAL (Config, alpha, N_("Alpha"), N_("Weight of class 1 when classes are balanced; class 0 has the rest."), 0.25, 0, 1,
            .step = 0.05, .visible_when = "apply_class_balancing=true"),
  VSL_LOSS_LABEL_SMOOTHING (Config),
  VSL_LOSS_FROM_LOGITS (Config),
  VSL_LOSS_AXIS (Config),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_binaryfocalcrossentropy = {
  .head = {
    .name = "BinaryFocalCrossentropy",
    .title = N_("Binary focal cross-entropy"),
    .summary = N_("Binary cross-entropy that looks mostly at the samples that are still wrong; for rare findings."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .fuses_sigmoid = TRUE,
  .run = run,
  .axes = axes,
};
