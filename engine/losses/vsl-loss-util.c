/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "losses/vsl-loss-util.h"

const char *const vsl_loss_reductions[] = { "sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", NULL };

/**
 * vsl_loss_log_sum_exp:
 * @z: a row of @n logits
 *
 * Returns: log(sum(exp(z))), computed from the differences to the largest logit
 */
double
vsl_loss_log_sum_exp (const VslReal *z, gint64 n)
{
  double top = z[0], sum = 0;
  for (gint64 i = 1; i < n; i++)
    top = fmax (top, z[i]);
  for (gint64 i = 0; i < n; i++)
    sum += exp (z[i] - top);
  return top + log (sum);
}

/**
 * vsl_loss_pointwise:
 * @point: value and derivative for one number
 *
 * The loss of a row is the mean of @point over its values.
 */
void
vsl_loss_pointwise (const VslLossCall *call, VslLossPoint point)
{
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *p = call->y_pred + r * width, *t = call->y_true + r * width;
    double scale = vsl_loss_row_scale (call, r) / width, sum = 0, slope;
    for (gint64 i = 0; i < width; i++) {
      sum += point (call->config, t[i], p[i], &slope);
      if (call->grad)
        call->grad[r * width + i] = (VslReal) (scale * slope);
    }
    call->per_row[r] = (VslReal) (sum / width);
  }
}

/**
 * vsl_loss_binary_labels:
 *
 * Keras losses/losses.py convert_binary_labels_to_hinge: it is decided for a whole batch.
 */
double
vsl_loss_binary_labels (const VslLossCall *call)
{
  for (gint64 i = 0; i < call->rows * call->true_width; i++)
    if (call->y_true[i] != 0 && call->y_true[i] != 1)
      return 0;
  return 1;
}
