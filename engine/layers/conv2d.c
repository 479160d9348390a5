/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  gint64 filters;
  VslInts kernel_size, strides, dilation_rate;
  int padding, activation;
  gint64 groups;
  gboolean use_bias;
  VslWeightOptions kernel, bias;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, filters, N_("Filters"), N_("How many different patterns the layer learns to see; each gives one channel of the result."), 32, 1,
           65536, .ui_min = 1, .ui_max = 512, .step = 1),
  VSL_INTS (Config, kernel_size, N_("Kernel size"), N_("Height and width of the window that slides over the picture."), 2, "3,3", 1, 1024,
            .ui_min = 1, .ui_max = 11, .step = 1, .unit = N_("pixels")),
  VSL_INTS (Config, strides, N_("Strides"), N_("By how many pixels the window moves; 2 halves the picture."), 2, "1,1", 1, 1024, .ui_min = 1,
            .ui_max = 4, .step = 1, .unit = N_("pixels")),
  VSL_ROW_PADDING (Config),
  VSL_ROW_ACTIVATION (Config),
  VSL_INTS (Config, dilation_rate, N_("Dilation rate"), N_("Distance between the pixels that the window looks at; 2 sees twice as far with the same weights."), 2,
            "1,1", 1, 1024, .ui_min = 1, .ui_max = 8, .step = 1, .flags = VSL_PROP_ADVANCED),
  VSL_INT (Config, groups, N_("Groups"), N_("Splits the channels into groups that are looked at separately; must divide channels and filters."), 1, 1, 65536,
           .ui_min = 1, .ui_max = 64, .step = 1, .flags = VSL_PROP_ADVANCED),
  VSL_ROW_USE_BIAS (Config),
  VSL_ROWS_KERNEL (Config),
  VSL_ROWS_BIAS (Config),
  VSL_PROPS_END
};

enum { TOP, LEFT };

static VslConv
geometry (const VslLayerPlan *plan)
{
  const Config *o = plan->config;
  const VslShape *in = &plan->in[0], *out = &plan->out[0];
  return (VslConv) { .h = in->dim[0], .w = in->dim[1], .c = in->dim[2], .oh = out->dim[0], .ow = out->dim[1], .filters = o->filters,
                     .kh = o->kernel_size.v[0], .kw = o->kernel_size.v[1], .sh = o->strides.v[0], .sw = o->strides.v[1],
                     .dh = o->dilation_rate.v[0], .dw = o->dilation_rate.v[1], .top = plan->i[TOP], .left = plan->i[LEFT],
                     .groups = o->groups };
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_picture (plan, error))
    return FALSE;
  VslShape in = plan->in[0], out = { .rank = 3, .dim = { 0, 0, o->filters } };
  if (in.dim[2] % o->groups || o->filters % o->groups)
    return vsl_layer_fail (error, _("%d groups must divide both the %d channels of the input and the %d filters."), (int) o->groups,
                           (int) in.dim[2], (int) o->filters);
  for (int a = 0; a < 2; a++) {
    vsl_layer_window (o->padding, in.dim[a], o->kernel_size.v[a], o->strides.v[a], o->dilation_rate.v[a], &out.dim[a], &plan->i[TOP + a]);
    if (out.dim[a] < 1)
      return vsl_layer_fail (error, _("The window of %d × %d does not fit into a picture of %d × %d: choose a smaller one, or the border “same”."),
                             (int) o->kernel_size.v[0], (int) o->kernel_size.v[1], (int) in.dim[0], (int) in.dim[1]);
  }
  if (!vsl_layer_set_output (plan, out, error))
    return FALSE;
  VslShape kernel = { .rank = 4, .dim = { o->kernel_size.v[0], o->kernel_size.v[1], in.dim[2] / o->groups, o->filters } };
  if (!vsl_shape_valid (&kernel))
    return vsl_layer_fail (error, _("The layer would have too many weights: choose fewer filters or a smaller window."));
  vsl_layer_weight (plan, "kernel", &o->kernel, kernel);
  if (o->use_bias)
    vsl_layer_weight (plan, "bias", &o->bias, vsl_shape_make (1, (int) o->filters));
  VslConv c = geometry (plan);
  plan->scratch = vsl_conv_scratch (&c, plan->training);
  plan->macs = (double) vsl_shape_count (&kernel) * (double) (out.dim[0] * out.dim[1]);
  return TRUE;
}

static void
forward (const VslCall *call)
{
  const Config *o = call->config;
  VslConv c = geometry (call->plan);
  vsl_conv_forward (&c, call->n, call->x[0], call->w[0], o->use_bias ? call->w[1] : NULL, call->y[0], FALSE, call->scratch);
}

static void
backward (const VslCall *call)
{
  const Config *o = call->config;
  VslConv c = geometry (call->plan);
  VslReal *db = o->use_bias ? call->dw[1] : NULL;
  if (call->dw[0] || db)
    vsl_conv_backward_weights (&c, call->n, call->x[0], call->dy[0], call->dw[0], db, call->scratch);
  if (call->dx[0])
    vsl_conv_backward_data (&c, call->n, call->dy[0], call->w[0], call->dx[0], call->dx_add[0], call->scratch);
}

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 5, \"kernel_size\": 3}", .in = { { 3, { 7, 6, 1 } } } },
  { .config = "{\"filters\": 4, \"kernel_size\": [3, 2], \"padding\": \"same\", \"strides\": 2}", .in = { { 3, { 7, 6, 3 } } } },
  { .config = "{\"filters\": 4, \"kernel_size\": 2, \"dilation_rate\": 2, \"use_bias\": false, \"kernel_regularizer\": {\"l2\": 0.1}}", .in = { { 3, { 6, 5, 18 } } } },
  { .config = "{\"filters\": 4, \"kernel_size\": 3, \"padding\": \"same\", \"groups\": 2, \"activation\": \"tanh\"}", .in = { { 3, { 4, 5, 6 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 1}", .in = { { 3, { 4, 3, 5 } } } },
  { .config = "{\"filters\": 3, \"kernel_size\": 3, \"padding\": \"same\"}", .in = { { 3, { 4, 4, 20 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 5, \"padding\": \"same\", \"strides\": 3}", .in = { { 3, { 2, 3, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_conv2d = {
  .head = { .name = "Conv2D", .title = N_("Conv2D"), .summary = N_("Looks for small patterns such as edges and textures everywhere in a picture."),
            .icon = "vsl-layer-conv2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_conv2d,
  .examples = examples,
};
