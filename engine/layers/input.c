/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-util.h"

typedef struct {
  VslInts shape;
} Config;

static const VslProp props[] = {
  VSL_INTS (Config, shape, N_("Shape"), N_("The size of one sample: height, width and channels of a scan (1 for grey, 3 for colour), or the number of values of a table row."),
            0, "28,28,1", 1, 1 << 20, .ui_min = 1, .ui_max = 1024, .step = 1),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  VslShape out = { .rank = o->shape.n };
  if (plan->n_in > 0)
    return vsl_layer_fail (error, _("An input takes no wires: it is where the data come in."));
  if (o->shape.n > 4)
    return vsl_layer_fail (error, _("The size has %d numbers; up to 4 are possible."), o->shape.n);
  for (int a = 0; a < out.rank; a++)
    out.dim[a] = o->shape.v[a];
  return vsl_layer_set_output (plan, out, error);
}

static const VslLayerExample examples[] = {
  { .config = "{\"shape\": [4, 4, 1]}" },
  { NULL }
};

const VslLayerClass vsl_layer_input = {
  .head = { .name = "Input", .title = N_("Input"), .summary = N_("Where scans, notes or table rows enter the network."),
            .icon = "vsl-layer-input-symbolic", .group = N_("Input"), .config_size = sizeof (Config), .props = props },
  .flags = VSL_LAYER_INPUT,
  .plan = plan,
  .examples = examples,
};
