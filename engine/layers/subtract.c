/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-merge.h"

static const VslProp props[] = { VSL_PROPS_END };

VSL_MERGE_FUNCTIONS (VSL_MERGE_SUBTRACT)

static const VslLayerExample examples[] = {
  { .in = { { 3, { 3, 2, 4 } }, { 3, { 3, 2, 4 } } } },
  { .in = { { 3, { 3, 2, 4 } }, { 3, { 1, 1, 4 } } } },
  { .in = { { 1, { 4 } }, { 2, { 3, 1 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_subtract = {
  .head = { .name = "Subtract", .title = N_("Subtract"), .summary = N_("Takes its second input away from its first, value by value."),
            .icon = "vsl-layer-subtract-symbolic", .group = N_("Merge"), .props = props },
  .min_inputs = 2,
  .max_inputs = 2,
  .flags = VSL_LAYER_IN_PLACE,
  .plan = vsl_layer_merge_plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .onnx = vsl_onnx_subtract,
  .examples = examples,
};
