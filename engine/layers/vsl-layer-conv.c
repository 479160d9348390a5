/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions after Keras 3 (layers/convolutional/base_conv.py): shapes, weights and calls of the kernels. */
#include "kernels/vsl-depthwise.h"
#include "layers/vsl-layer-conv.h"

const char *const vsl_causal_padding_names[] = { "valid", "same", "causal", NULL };

enum { BEFORE };                   /* plan->i: padding before, of each axis */

static gint64
at (const VslInts *ints, int axis)
{
  return axis < ints->n ? ints->v[axis] : 1;
}

static gboolean
any_over_one (const VslInts *ints)
{
  for (int i = 0; i < ints->n; i++)
    if (ints->v[i] > 1)
      return TRUE;
  return FALSE;
}

/**
 * vsl_layer_conv_input:
 *
 * Returns: whether the input has the axes that the kernel slides along and one of channels, and strides and dilation are not both
 *   larger than one, which Keras refuses
 */
gboolean
vsl_layer_conv_input (const VslLayerPlan *plan, GError **error)
{
  const VslConvConfig *o = plan->config;
  if (o->kernel_size.n == 2 ? !vsl_layer_need_picture (plan, error) : !vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->in[0].rank != o->kernel_size.n + 1) {
    g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
    return vsl_layer_fail (error, _("Needs a sequence (steps × channels), but gets %s: put it after Embedding, or insert Reshape."), shape);
  }
  if (any_over_one (&o->strides) && any_over_one (&o->dilation_rate))
    return vsl_layer_fail (error, _("Strides and dilation rate cannot both be more than 1: choose one of them."));
  return TRUE;
}

static gboolean
does_not_fit (const VslLayerPlan *plan, GError **error)
{
  const VslConvConfig *o = plan->config;
  const VslShape *in = &plan->in[0];
  if (o->kernel_size.n == 2)
    return vsl_layer_fail (error, _("The window of %d × %d does not fit into a picture of %d × %d: choose a smaller one, or the border “same”."),
                           (int) o->kernel_size.v[0], (int) o->kernel_size.v[1], (int) in->dim[0], (int) in->dim[1]);
  return vsl_layer_fail (error, _("The window of %d steps does not fit into a sequence of %d: choose a smaller one, or the border “same”."),
                         (int) o->kernel_size.v[0], (int) in->dim[0]);
}

/* Kernels may copy a map with its padding: that too must be of a sane size. */
static gboolean
padded_is_sane (const VslLayerPlan *plan, const VslShape *out)
{
  const VslConvConfig *o = plan->config;
  VslShape padded = plan->in[0];
  for (int a = 0; a < o->kernel_size.n; a++) {
    gint64 seen = (out->dim[a] - 1) * at (&o->strides, a) + (o->kernel_size.v[a] - 1) * at (&o->dilation_rate, a) + 1;
    padded.dim[a] = MAX (padded.dim[a] + plan->i[BEFORE + a], seen);
  }
  return vsl_shape_valid (&padded);
}

/**
 * vsl_layer_conv_output:
 * @channels: of the result
 *
 * Sets the output and notes the padding. Causal: everything that is missing stands before the first step, so that no result sees a
 * later step.
 */
gboolean
vsl_layer_conv_output (VslLayerPlan *plan, gint64 channels, GError **error)
{
  const VslConvConfig *o = plan->config;
  VslShape out = plan->in[0];
  for (int a = 0; a < o->kernel_size.n; a++) {
    gint64 k = o->kernel_size.v[a], s = at (&o->strides, a), d = at (&o->dilation_rate, a), more = 0;
    if (o->padding == VSL_PADDING_CAUSAL)
      more = (k - 1) * d;
    vsl_layer_window (o->padding, plan->in[0].dim[a] + more, k, s, d, &out.dim[a], &plan->i[BEFORE + a]);
    plan->i[BEFORE + a] += more;
    if (out.dim[a] < 1)
      return does_not_fit (plan, error);
  }
  if (!padded_is_sane (plan, &out))
    return vsl_layer_fail (error, _("The window reaches too far: choose a smaller kernel size or dilation rate."));
  out.dim[o->kernel_size.n] = channels;
  return vsl_layer_set_output (plan, out, error);
}

gboolean
vsl_layer_conv_kernel (const VslLayerPlan *plan, gint64 a, gint64 b, VslShape *shape, GError **error)
{
  const VslConvConfig *o = plan->config;
  shape->rank = o->kernel_size.n + 2;
  for (int i = 0; i < o->kernel_size.n; i++)
    shape->dim[i] = o->kernel_size.v[i];
  shape->dim[shape->rank - 2] = a;
  shape->dim[shape->rank - 1] = b;
  if (!vsl_shape_valid (shape))
    return vsl_layer_fail (error, _("The layer would have too many weights: choose fewer filters or a smaller window."));
  return TRUE;
}

VslConv
vsl_layer_conv_geometry (const VslLayerPlan *plan)
{
  const VslConvConfig *o = plan->config;
  const VslShape *in = &plan->in[0], *out = &plan->out[0];
  const VslInts *k = &o->kernel_size;
  if (k->n == 1)
    return (VslConv) { .h = 1, .w = in->dim[0], .c = in->dim[1], .oh = 1, .ow = out->dim[0], .filters = out->dim[1], .kh = 1, .kw = k->v[0],
                       .sh = 1, .sw = at (&o->strides, 0), .dh = 1, .dw = at (&o->dilation_rate, 0), .left = plan->i[BEFORE], .groups = 1,
                       .rooms = plan->rooms };
  return (VslConv) { .h = in->dim[0], .w = in->dim[1], .c = in->dim[2], .oh = out->dim[0], .ow = out->dim[1], .filters = out->dim[2],
                     .kh = k->v[0], .kw = k->v[1], .sh = at (&o->strides, 0), .sw = at (&o->strides, 1), .dh = at (&o->dilation_rate, 0),
                     .dw = at (&o->dilation_rate, 1), .top = plan->i[BEFORE], .left = plan->i[BEFORE + 1], .groups = 1,
                     .rooms = plan->rooms };
}

gint64
vsl_layer_conv_places (const VslShape *shape)
{
  return vsl_shape_count (shape) / shape->dim[shape->rank - 1];
}

/* ---- Conv1D, Conv2D ---- */

static VslConv
grouped (const VslLayerPlan *plan)
{
  const VslConvConfig *o = plan->config;
  VslConv c = vsl_layer_conv_geometry (plan);
  c.groups = MAX (o->groups, 1);
  return c;
}

/* A group a channel is a depthwise convolution, weights and all. */
static gboolean
by_channel (const VslConv *c)
{
  return c->groups > 1 && c->groups == c->c;
}

gboolean
vsl_layer_conv_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const VslConvConfig *o = plan->config;
  if (!vsl_layer_conv_input (plan, error))
    return FALSE;
  gint64 channels = plan->in[0].dim[plan->in[0].rank - 1];
  if (channels % o->groups || o->filters % o->groups)
    return vsl_layer_fail (error, _("%d groups must divide both the %d channels of the input and the %d filters."), (int) o->groups,
                           (int) channels, (int) o->filters);
  VslShape kernel;
  if (!vsl_layer_conv_output (plan, o->filters, error) || !vsl_layer_conv_kernel (plan, channels / o->groups, o->filters, &kernel, error))
    return FALSE;
  vsl_layer_weight (plan, "kernel", &o->kernel, kernel);
  if (o->use_bias)
    vsl_layer_weight (plan, "bias", &o->bias, vsl_shape_make (1, (int) o->filters));
  VslConv c = grouped (plan);
  plan->scratch = by_channel (&c) ? vsl_depthwise_scratch (&c, plan->training) : vsl_conv_scratch (&c, plan->training);
  plan->macs = (double) vsl_shape_count (&kernel) * (double) vsl_layer_conv_places (&plan->out[0]);
  return TRUE;
}

void
vsl_layer_conv_forward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = grouped (call->plan);
  const VslReal *bias = o->use_bias ? call->w[1] : NULL;
  if (by_channel (&c))
    vsl_depthwise_forward (&c, call->n, call->x[0], call->w[0], bias, call->y[0], call->scratch);
  else
    vsl_conv_forward (&c, call->n, call->x[0], call->w[0], bias, call->y[0], FALSE, call->scratch);
}

/* The same with what follows it. */
void
vsl_layer_conv_forward_end (const VslCall *call, const VslConvEnd *end)
{
  VslConv c = grouped (call->plan);
  vsl_conv_forward_end (&c, call->n, call->x[0], call->w[0], end, call->y[0], call->scratch);
}

void
vsl_layer_conv_backward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = grouped (call->plan);
  VslReal *db = o->use_bias ? call->dw[1] : NULL;
  if (by_channel (&c)) {
    if (call->dw[0] || db)
      vsl_depthwise_backward_weights (&c, call->n, call->x[0], call->dy[0], call->dw[0], db, call->scratch);
    if (call->dx[0])
      vsl_depthwise_backward_data (&c, call->n, call->dy[0], call->w[0], call->dx[0], call->dx_add[0], call->scratch);
    return;
  }
  if (call->dw[0] || db)
    vsl_conv_backward_weights (&c, call->n, call->x[0], call->dy[0], call->dw[0], db, call->scratch);
  if (call->dx[0])
    vsl_conv_backward_data (&c, call->n, call->dy[0], call->w[0], call->dx[0], call->dx_add[0], call->scratch);
}
