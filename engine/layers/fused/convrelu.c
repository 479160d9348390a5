/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conv2D and relu: negative results become zero before they are written. On the way back the gradient is masked where it lies, since
 * nothing else reads it afterwards. */
#include "graph/vsl-fusion.h"
#include "kernels/vsl-activation.h"
#include "layers/vsl-layer-conv.h"

static gboolean
plan (VslLayerPlan *first, const VslLayerPlan *const *parts)
{
  return TRUE;
}

static void
forward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  vsl_layer_conv_forward_end (call, &(VslConvEnd) { NULL, o->use_bias ? call->w[1] : NULL, TRUE });
}

static void
backward (const VslCall *call)
{
  const VslShape *out = &call->plan->out[0];
  vsl_activation_backward (VSL_ACT_RELU, call->n * vsl_layer_conv_places (out), out->dim[out->rank - 1], call->y[0], call->y[0], call->dy[0],
                           (VslReal *) call->dy[0], FALSE);
  vsl_layer_conv_backward (call);
}

const VslFusion vsl_fusion_convrelu = {
  .chain = { "Conv2D", "relu" },
  .plan = plan,
  .input_gradient = TRUE,
  .cls = { .head = { .name = "Conv2D + relu" }, .flags = VSL_LAYER_NEEDS_X | VSL_LAYER_NEEDS_Y, .forward = forward, .backward = backward },
};
