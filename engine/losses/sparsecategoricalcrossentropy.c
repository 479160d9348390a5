/* SPDX-License-Identifier: GPL-3.0-or-later */
/* -log p[label] with class numbers as targets (Keras losses/losses.py SparseCategoricalCrossentropy). As the
 * categorical form: rows of probabilities are divided by their sum and clipped, logits are fused. Rows of the class
 * that is ignored have no loss; vsl-loss.c leaves them out of the mean. A label that is no class of the row gives NaN,
 * which stops a run with a message rather than reading beyond the row. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  gboolean from_logits;
  gint64 ignore_class, axis;
} Config;

static void
blank (const VslLossCall *call, gint64 r, double value)
{
  call->per_row[r] = (VslReal) value;
  for (gint64 i = 0; call->grad && i < call->width; i++)
    call->grad[r * call->width + i] = (VslReal) value;
}

static void
row_logits (const VslLossCall *call, gint64 r, gint64 label)
{
  gint64 width = call->width;
  const VslReal *z = call->logits + r * width;
  double top = vsl_loss_log_sum_exp (z, width), scale = vsl_loss_row_scale (call, r);
  call->per_row[r] = (VslReal) (top - z[label]);
  for (gint64 i = 0; call->grad && i < width; i++)
    call->grad[r * width + i] = (VslReal) (scale * (exp (z[i] - top) - (i == label)));
}

static void
row_probabilities (const VslLossCall *call, gint64 r, gint64 label)
{
  gint64 width = call->width;
  const VslReal *p = call->y_pred + r * width;
  double total = 0, scale = vsl_loss_row_scale (call, r);
  for (gint64 i = 0; i < width; i++)
    total += p[i];
  double q = p[label] / total, c = CLAMP (q, VSL_LOSS_EPSILON, 1.0 - VSL_LOSS_EPSILON);
  call->per_row[r] = (VslReal) -log (c);
  for (gint64 i = 0; call->grad && i < width; i++)
    call->grad[r * width + i] = (VslReal) (c == q ? scale * (1.0 - (i == label ? 1.0 / q : 0.0)) / total : 0.0);
}

static void
run (const VslLossCall *call)
{
  const Config *config = call->config;
  for (gint64 r = 0; r < call->rows; r++) {
    double y = call->y_true[r];
    if (config->ignore_class != VSL_INT_NULL && y == (double) config->ignore_class)
      blank (call, r, 0.0);
    else if (!(y > -0.5 && y < call->width - 0.5))
      blank (call, r, NAN);
    else if (call->logits)
      row_logits (call, r, (gint64) (y + 0.5));
    else
      row_probabilities (call, r, (gint64) (y + 0.5));
  }
}

static gboolean
axes (gconstpointer config, VslInts *out)
{
  *out = (VslInts) { 1, { ((const Config *) config)->axis } };
  return TRUE;
}

static const VslProp props[] = {
  VSL_INT (Config, ignore_class, N_("Ignored class"), N_("Samples of this class number are left out of the loss."),
           (double) VSL_INT_NULL, -1e6, 1e6, .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_LOSS_FROM_LOGITS (Config),
  VSL_LOSS_AXIS (Config),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_sparsecategoricalcrossentropy = {
  .head = {
    .name = "SparseCategoricalCrossentropy",
    .title = N_("Sparse categorical cross-entropy"),
    .summary = N_("For several classes of which a sample has exactly one."),
    .icon = "function-symbolic",
    .group = N_("Classes"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .sparse = TRUE,
  .fuses_softmax = TRUE,
  .run = run,
  .axes = axes,
};
