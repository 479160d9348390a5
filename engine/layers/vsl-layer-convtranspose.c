/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transposed convolutions after Keras 3 (layers/convolutional/base_conv_transpose.py). */
#include "layers/vsl-layer-conv.h"

enum { CUT };                      /* plan->i: cells cut off before, of each axis */

/* Length of the result and what is cut at its start, from a full map of (n - 1) * stride + reach cells. Without output_padding,
 * valid gives at least n * stride, same exactly that; with it, same gives (n - 1) * stride + reach mod 2 + output_padding. In
 * the latter two cases the overhang is cut, its smaller half before; what is missing is added at the end
 * (backend/common/backend_utils.py). */
static void
lengths (const VslConvConfig *o, int axis, gint64 n, gint64 *out, gint64 *cut)
{
  gint64 s = o->strides.v[axis], reach = (o->kernel_size.v[axis] - 1) * o->dilation_rate.v[axis] + 1, full = (n - 1) * s + reach;
  gboolean given = o->output_padding.n > 0;
  gint64 more = given ? o->output_padding.v[axis] : 0;
  *cut = 0;
  if (o->padding == VSL_PADDING_VALID) {
    *out = given ? full + more : full + MAX (s - reach, 0);
    return;
  }
  *out = given ? (n - 1) * s + reach % 2 + more : n * s;
  *cut = MAX (full - *out, 0) / 2;
}

/* The convolution whose gradient this layer is: windows slide over our output, and our input is the map of their positions. */
static VslConv
geometry (const VslLayerPlan *plan)
{
  VslConv g = vsl_layer_conv_geometry (plan), c = g;
  gboolean picture = plan->in[0].rank == 3;
  c.h = g.oh;
  c.w = g.ow;
  c.c = g.filters;
  c.oh = g.h;
  c.ow = g.w;
  c.filters = g.c;
  c.top = picture ? plan->i[CUT] : 0;
  c.left = picture ? plan->i[CUT + 1] : plan->i[CUT];
  return c;
}

gboolean
vsl_layer_transpose_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const VslConvConfig *o = plan->config;
  if (!vsl_layer_conv_input (plan, error))
    return FALSE;
  VslShape out = plan->in[0], full = out, kernel;
  for (int a = 0; a < o->kernel_size.n; a++) {
    if (o->output_padding.n && o->output_padding.v[a] >= o->strides.v[a])
      return vsl_layer_fail (error, _("The output padding must be smaller than the strides: choose less, or leave it out."));
    lengths (o, a, plan->in[0].dim[a], &out.dim[a], &plan->i[CUT + a]);
    full.dim[a] = MAX (full.dim[a], (plan->in[0].dim[a] - 1) * o->strides.v[a] + (o->kernel_size.v[a] - 1) * o->dilation_rate.v[a] + 1);
  }
  gint64 channels = plan->in[0].dim[o->kernel_size.n];
  out.dim[o->kernel_size.n] = full.dim[o->kernel_size.n] = o->filters;
  if (!vsl_shape_valid (&full))
    return vsl_layer_fail (error, _("The window reaches too far: choose a smaller kernel size or dilation rate."));
  if (!vsl_layer_set_output (plan, out, error) || !vsl_layer_conv_kernel (plan, o->filters, channels, &kernel, error))
    return FALSE;
  vsl_layer_weight (plan, "kernel", &o->kernel, kernel);
  if (o->use_bias)
    vsl_layer_weight (plan, "bias", &o->bias, vsl_shape_make (1, (int) o->filters));
  VslConv c = geometry (plan);
  plan->scratch = vsl_conv_scratch (&c, plan->training) + (gsize) (VSL_PARTS * o->filters);
  plan->macs = (double) vsl_shape_count (&kernel) * (double) vsl_layer_conv_places (&plan->in[0]);
  return TRUE;
}

void
vsl_layer_transpose_forward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = geometry (call->plan);
  vsl_conv_backward_data (&c, call->n, call->x[0], call->w[0], call->y[0], FALSE, call->scratch);
  if (o->use_bias)
    vsl_kernels ()->bias_add ((gsize) (call->n * vsl_layer_conv_places (&call->plan->out[0])), (gsize) o->filters, call->w[1], call->y[0]);
}

/* The gradient of the input is a plain convolution of dy; see VslConv. */
void
vsl_layer_transpose_backward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = geometry (call->plan);
  if (call->dw[0])
    vsl_conv_backward_weights (&c, call->n, call->dy[0], call->x[0], call->dw[0], NULL, call->scratch);
  if (o->use_bias && call->dw[1])
    vsl_sum_columns (call->n * vsl_layer_conv_places (&call->plan->out[0]), o->filters, call->dy[0], call->dw[1], call->scratch);
  if (call->dx[0])
    vsl_conv_forward (&c, call->n, call->dy[0], call->w[0], NULL, call->dx[0], call->dx_add[0], call->scratch);
}
