/* SPDX-License-Identifier: GPL-3.0-or-later */
/* -sum (t / |t| * p / |p|), lengths at least 1e-7, Keras losses/losses.py CosineSimilarity. */
#include "losses/vsl-loss-util.h"

typedef struct {
  VslLossBase base;
  gint64 axis;
} Config;

static double
inverse_length (const VslReal *v, gint64 n)
{
  double sum = 0;
  for (gint64 i = 0; i < n; i++)
    sum += (double) v[i] * v[i];
  return 1.0 / fmax (sqrt (sum), VSL_LOSS_EPSILON);
}

static void
run (const VslLossCall *call)
{
  gint64 width = call->width;
  for (gint64 r = 0; r < call->rows; r++) {
    const VslReal *p = call->y_pred + r * width, *t = call->y_true + r * width;
    double ip = inverse_length (p, width), it = inverse_length (t, width), dot = 0, scale = vsl_loss_row_scale (call, r);
    for (gint64 i = 0; i < width; i++)
      dot += t[i] * it * (p[i] * ip);
    call->per_row[r] = (VslReal) -dot;
    double along = ip < 1.0 / VSL_LOSS_EPSILON ? dot * ip : 0.0;       /* a length that was raised does not depend on p */
    for (gint64 i = 0; call->grad && i < width; i++)
      call->grad[r * width + i] = (VslReal) (-scale * ip * (t[i] * it - along * p[i]));
  }
}

static gboolean
axes (gconstpointer config, VslInts *out)
{
  *out = (VslInts) { 1, { ((const Config *) config)->axis } };
  return TRUE;
}

static const VslProp props[] = {
  VSL_LOSS_AXIS (Config),
  VSL_LOSS_REDUCTION (Config),
  VSL_PROPS_END,
};

const VslLossClass vsl_loss_cosinesimilarity = {
  .head = {
    .name = "CosineSimilarity",
    .title = N_("Cosine similarity"),
    .summary = N_("Only the direction of the answer counts, not its length; -1 is the same direction."),
    .icon = "function-symbolic",
    .group = N_("Numbers"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .axes = axes,
  .run = run,
};
