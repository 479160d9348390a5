/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  gint64 filters;
  VslInts kernel_size, strides;
  int padding, activation;
  gboolean use_bias;
  VslWeightOptions kernel, bias;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, filters, N_("Filters"), N_("How many channels the result has."), 32, 1, 65536, .ui_min = 1, .ui_max = 512, .step = 1),
  VSL_INTS (Config, kernel_size, N_("Kernel size"), N_("Height and width of the patch that each pixel paints."), 2, "3,3", 1, 1024, .ui_min = 1,
            .ui_max = 11, .step = 1, .unit = N_("pixels")),
  VSL_INTS (Config, strides, N_("Strides"), N_("By how much the picture grows; 2 doubles it."), 2, "1,1", 1, 1024, .ui_min = 1, .ui_max = 4,
            .step = 1, .unit = N_("pixels")),
  VSL_ENUM (Config, padding, N_("Padding"), N_("valid: the patches at the border are kept whole; same: the size is exactly that of the input times the step."),
            vsl_padding_names, VSL_PADDING_VALID),
  VSL_ROW_ACTIVATION (Config),
  VSL_ROW_USE_BIAS (Config),
  VSL_ROWS_KERNEL (Config),
  VSL_ROWS_BIAS (Config),
  VSL_PROPS_END
};

/* The convolution whose gradient this layer is: windows slide over our output, and our input is the map of their positions. */
static VslConv
geometry (const VslLayerPlan *plan)
{
  const Config *o = plan->config;
  const VslShape *in = &plan->in[0], *out = &plan->out[0];
  VslConv c = { .h = out->dim[0], .w = out->dim[1], .c = o->filters, .oh = in->dim[0], .ow = in->dim[1], .filters = in->dim[2],
                .kh = o->kernel_size.v[0], .kw = o->kernel_size.v[1], .sh = o->strides.v[0], .sw = o->strides.v[1], .dh = 1, .dw = 1,
                .groups = 1 };
  if (o->padding == VSL_PADDING_SAME) {
    c.top = MAX (c.kh - c.sh, 0) / 2;
    c.left = MAX (c.kw - c.sw, 0) / 2;
  }
  return c;
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_picture (plan, error))
    return FALSE;
  VslShape in = plan->in[0], out = { .rank = 3, .dim = { 0, 0, o->filters } };
  for (int a = 0; a < 2; a++) {
    gint64 k = o->kernel_size.v[a], s = o->strides.v[a];
    out.dim[a] = in.dim[a] * s + (o->padding == VSL_PADDING_SAME ? 0 : MAX (k - s, 0));
  }
  if (!vsl_layer_set_output (plan, out, error))
    return FALSE;
  VslShape kernel = { .rank = 4, .dim = { o->kernel_size.v[0], o->kernel_size.v[1], o->filters, in.dim[2] } };
  if (!vsl_shape_valid (&kernel))
    return vsl_layer_fail (error, _("The layer would have too many weights: choose fewer filters or a smaller window."));
  vsl_layer_weight (plan, "kernel", &o->kernel, kernel);
  if (o->use_bias)
    vsl_layer_weight (plan, "bias", &o->bias, vsl_shape_make (1, (int) o->filters));
  VslConv c = geometry (plan);
  plan->scratch = vsl_conv_scratch (&c, plan->training) + (gsize) (VSL_PARTS * o->filters);
  plan->macs = (double) vsl_shape_count (&kernel) * (double) (in.dim[0] * in.dim[1]);
  return TRUE;
}

static void
forward (const VslCall *call)
{
  const Config *o = call->config;
  const VslShape *out = &call->plan->out[0];
  VslConv c = geometry (call->plan);
  vsl_conv_backward_data (&c, call->n, call->x[0], call->w[0], call->y[0], FALSE, call->scratch);
  if (o->use_bias)
    vsl_kernels ()->bias_add ((gsize) (call->n * out->dim[0] * out->dim[1]), (gsize) o->filters, call->w[1], call->y[0]);
}

/* The gradient of the input is a plain convolution of dy; see VslConv. */
static void
backward (const VslCall *call)
{
  const Config *o = call->config;
  const VslShape *out = &call->plan->out[0];
  VslConv c = geometry (call->plan);
  if (call->dw[0])
    vsl_conv_backward_weights (&c, call->n, call->dy[0], call->x[0], call->dw[0], NULL, call->scratch);
  if (o->use_bias && call->dw[1])
    vsl_sum_columns (call->n * out->dim[0] * out->dim[1], o->filters, call->dy[0], call->dw[1], call->scratch);
  if (call->dx[0])
    vsl_conv_forward (&c, call->n, call->dy[0], call->w[0], NULL, call->dx[0], call->dx_add[0], call->scratch);
}

static const VslLayerExample examples[] = {
  { .config = "{\"filters\": 3, \"kernel_size\": 3, \"strides\": 2}", .in = { { 3, { 3, 4, 2 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 3, \"strides\": 2, \"padding\": \"same\"}", .in = { { 3, { 4, 3, 3 } } } },
  { .config = "{\"filters\": 2, \"kernel_size\": 2, \"strides\": 3, \"padding\": \"same\"}", .in = { { 3, { 3, 3, 2 } } } },
  { .config = "{\"filters\": 1, \"kernel_size\": [4, 3], \"use_bias\": false}", .in = { { 3, { 4, 3, 18 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_conv2dtranspose = {
  .head = { .name = "Conv2DTranspose", .title = N_("Conv2DTranspose"),
            .summary = N_("Paints a larger picture from a small one; the way back in an autoencoder."),
            .icon = "vsl-layer-conv2dtranspose-symbolic", .group = N_("Convolution"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_conv2d_transpose,
  .examples = examples,
};
