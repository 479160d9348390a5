/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-map.h"

typedef struct {
  gint64 n;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, n, N_("Steps"), N_("How many times the list of values is repeated; the length of the sequence that comes out."), 2, 1, 1 << 20,
           .ui_min = 1, .ui_max = 256, .step = 1),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->in[0].rank != 1) {
    g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
    *remedy = "insert:Flatten";
    return vsl_layer_fail (error, _("Needs a list of values, but gets %s: insert Flatten before it."), shape);
  }
  return vsl_layer_set_output (plan, (VslShape) { .rank = 2, .dim = { o->n, plan->in[0].dim[0] } }, error);
}

VSL_REPEAT_FUNCTIONS (((const Config *) call->config)->n, call->plan->in[0].dim[0])

static const double example_x[] = { 1, 2 };
static const double example_y[] = { 1, 2, 1, 2 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 2 } } }, .x = example_x, .y = example_y },
  { .config = "{\"n\": 5}", .in = { { 1, { 9 } } } },
  { .config = "{\"n\": 1}", .in = { { 1, { 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_repeatvector = {
  .head = { .name = "RepeatVector", .title = N_("RepeatVector"), .summary = N_("Turns a list of values into a sequence that repeats it."),
            .icon = "vsl-layer-repeatvector-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_repeat_vector,
  .examples = examples,
};
