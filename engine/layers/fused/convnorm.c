/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conv2D and BatchNormalization outside of training: with fixed statistics the norm is one factor and one sum a filter, applied
 * before the result is written. The weights are not touched, so nothing has to be kept up to date. */
#include <math.h>
#include <string.h>

#include "layers/fused/vsl-fused-norm.h"
#include "layers/vsl-layer-conv.h"

enum { EPSILON = 16, GAMMA, BETA, MEAN, VARIANCE, OWN };      /* plan->i; -1: the norm has no such weight. OWN: scratch of the convolution */

/* A weight of the norm: they follow those of the convolution. */
static gint64
param (const VslLayerPlan *first, const VslLayerPlan *norm, const char *name)
{
  for (int k = 0; k < norm->n_params; k++)
    if (g_str_equal (norm->params[k].name, name))
      return first->n_params + k;
  return -1;
}

gboolean
vsl_fused_norm_plan (VslLayerPlan *first, const VslLayerPlan *const *parts)
{
  const VslLayerPlan *norm = parts[1];
  g_autoptr (JsonNode) axis = vsl_config_get (&norm->cls->head, norm->config, "axis"), epsilon = vsl_config_get (&norm->cls->head, norm->config, "epsilon");
  if (first->training || (json_node_get_int (axis) != -1 && json_node_get_int (axis) != first->out[0].rank))
    return FALSE;
  double e = json_node_get_double (epsilon);
  memcpy (&first->i[EPSILON], &e, sizeof e);
  first->i[GAMMA] = param (first, norm, "gamma");
  first->i[BETA] = param (first, norm, "beta");
  first->i[MEAN] = param (first, norm, "moving_mean");
  first->i[VARIANCE] = param (first, norm, "moving_variance");
  first->i[OWN] = (gint64) first->scratch;
  first->scratch += 2 * (gsize) first->out[0].dim[first->out[0].rank - 1];
  return first->i[MEAN] >= 0 && first->i[VARIANCE] >= 0;
}

void
vsl_fused_norm_forward (const VslCall *call, gboolean relu)
{
  const VslConvConfig *o = call->config;
  const gint64 *i = call->plan->i;
  const VslShape *out = &call->plan->out[0];
  gint64 filters = out->dim[out->rank - 1];
  VslReal *scale = call->scratch + i[OWN], *bias = scale + filters;
  double epsilon;
  memcpy (&epsilon, &i[EPSILON], sizeof epsilon);
  for (gint64 f = 0; f < filters; f++) {
    double a = (i[GAMMA] < 0 ? 1 : (double) call->w[i[GAMMA]][f]) / sqrt ((double) call->w[i[VARIANCE]][f] + epsilon);
    double shift = (o->use_bias ? (double) call->w[1][f] : 0) - (double) call->w[i[MEAN]][f];
    scale[f] = (VslReal) a;
    bias[f] = (VslReal) (shift * a + (i[BETA] < 0 ? 0 : (double) call->w[i[BETA]][f]));
  }
  vsl_layer_conv_forward_end (call, &(VslConvEnd) { scale, bias, relu });
}

static void
forward (const VslCall *call)
{
  vsl_fused_norm_forward (call, FALSE);
}

const VslFusion vsl_fusion_convnorm = {
  .chain = { "Conv2D", "BatchNormalization" },
  .plan = vsl_fused_norm_plan,
  .input_gradient = TRUE,
  .all_weights = TRUE,
  .cls = { .head = { .name = "Conv2D + BatchNormalization" }, .forward = forward },
};
