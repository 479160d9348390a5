/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

static const VslProp props[] = { VSL_PROPS_END };

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  return vsl_layer_set_output (plan, (VslShape) { .rank = 1, .dim = { vsl_shape_count (&plan->in[0]) } }, error);
}

static const VslLayerExample examples[] = {
  { .in = { { 3, { 2, 3, 2 } } } },
  { .in = { { 1, { 5 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_flatten = {
  .head = { .name = "Flatten", .title = N_("Flatten"), .summary = N_("Turns a picture into one long list of values, as a Dense layer expects it."),
            .icon = "vsl-layer-flatten-symbolic", .group = N_("Core"), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_VIEW,
  .plan = plan,
  .onnx = vsl_onnx_reshape,
  .examples = examples,
};
