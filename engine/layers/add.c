/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-merge.h"

static const VslProp props[] = { VSL_PROPS_END };

VSL_MERGE_FUNCTIONS (VSL_MERGE_ADD)

static const VslLayerExample examples[] = {
  { .in = { { 3, { 3, 2, 4 } }, { 3, { 3, 2, 4 } }, { 3, { 3, 2, 4 } } } },
  { .in = { { 3, { 3, 2, 4 } }, { 3, { 1, 1, 4 } } } },
  { .in = { { 1, { 4 } }, { 2, { 3, 1 } } } },
  { .in = { { 3, { 9, 5, 7 } }, { 1, { 7 } }, { 2, { 5, 1 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_add = {
  .head = { .name = "Add", .title = N_("Add"), .summary = N_("Adds its inputs value by value, as in a network with shortcuts."),
            .icon = "vsl-layer-add-symbolic", .group = N_("Merge"), .props = props },
  .min_inputs = 2,
  .max_inputs = -1,
  .flags = VSL_LAYER_IN_PLACE,
  .plan = vsl_layer_merge_plan,
  .forward = forward,
  .remake = forward,
  .backward = backward,
  .onnx = vsl_onnx_add,
  .examples = examples,
};
