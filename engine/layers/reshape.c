/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  VslInts target_shape;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, target_shape, N_("Target shape"), N_("The size of the result; one number may be -1, which stands for what is left over."), 0, "-1", -1,
            1 << 24, .ui_min = -1, .ui_max = 1024, .step = 1),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  gint64 count = vsl_shape_count (&plan->in[0]), known = 1;
  int open = -1;
  VslShape out = { .rank = o->target_shape.n };
  if (out.rank > VSL_MAX_RANK)
    return vsl_layer_fail (error, _("The new size has %d numbers; up to %d are possible."), out.rank, VSL_MAX_RANK);
  for (int a = 0; a < out.rank; a++) {
    out.dim[a] = o->target_shape.v[a];
    if (out.dim[a] == -1 && open >= 0)
      return vsl_layer_fail (error, _("Only one number of the new size may be -1."));
    if (out.dim[a] == -1)
      open = a;
    else if (out.dim[a] <= 0 || out.dim[a] > count / known)
      known = count + 1;             /* can't fit; keeps the product from overflowing */
    else
      known *= out.dim[a];
  }
  if (open >= 0 && known <= count)
    out.dim[open] = count / known;
  if (known > count || (open < 0 ? known != count : count % known != 0)) {
    g_autofree char *from = vsl_shape_to_string (&plan->in[0]), *to = vsl_shape_to_string (&out);
    return vsl_layer_fail (error, _("%s cannot become %s: both must hold the same number of values."), from, to);
  }
  return vsl_layer_set_output (plan, out, error);
}

static const VslLayerExample examples[] = {
  { .config = "{\"target_shape\": [3, 4]}", .in = { { 1, { 12 } } } },
  { .config = "{\"target_shape\": [2, -1, 3]}", .in = { { 2, { 4, 6 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_reshape = {
  .head = { .name = "Reshape", .title = N_("Reshape"), .summary = N_("Reads the same values as another size, such as a list as a picture."),
            .icon = "vsl-layer-reshape-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_VIEW,
  .plan = plan,
  .onnx = vsl_onnx_reshape,
  .examples = examples,
};
