/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conv2D, BatchNormalization and relu outside of training. */
#include "layers/fused/vsl-fused-norm.h"

static void
forward (const VslCall *call)
{
  vsl_fused_norm_forward (call, TRUE);
}

const VslFusion vsl_fusion_convnormrelu = {
  .chain = { "Conv2D", "BatchNormalization", "relu" },
  .plan = vsl_fused_norm_plan,
  .input_gradient = TRUE,
  .all_weights = TRUE,
  .cls = { .head = { .name = "Conv2D + BatchNormalization + relu" }, .forward = forward },
};
