/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depthwise and separable convolutions after Keras 3 (layers/convolutional/base_depthwise_conv.py, base_separable_conv.py). */
#include "kernels/vsl-depthwise.h"
#include "layers/vsl-layer-conv.h"

static gint64
channels_of (const VslLayerPlan *plan)
{
  return plan->in[0].dim[plan->in[0].rank - 1];
}

/* The depthwise part: as the result, but with the input's channels times the multiplier. */
static VslConv
geometry (const VslLayerPlan *plan)
{
  const VslConvConfig *o = plan->config;
  VslConv c = vsl_layer_conv_geometry (plan);
  c.groups = c.c;
  c.filters = c.c * o->depth_multiplier;
  return c;
}

/* ---- DepthwiseConv1D, DepthwiseConv2D ---- */

gboolean
vsl_layer_depthwise_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const VslConvConfig *o = plan->config;
  VslShape kernel;
  if (!vsl_layer_conv_input (plan, error) || !vsl_layer_conv_output (plan, channels_of (plan) * o->depth_multiplier, error)
      || !vsl_layer_conv_kernel (plan, channels_of (plan), o->depth_multiplier, &kernel, error))
    return FALSE;
  VslConv c = geometry (plan);
  vsl_layer_weight (plan, "kernel", &o->depthwise, kernel);
  if (o->use_bias)
    vsl_layer_weight (plan, "bias", &o->bias, vsl_shape_make (1, (int) c.filters));
  plan->scratch = vsl_depthwise_scratch (&c, plan->training);
  plan->macs = (double) vsl_shape_count (&kernel) * (double) vsl_layer_conv_places (&plan->out[0]);
  return TRUE;
}

void
vsl_layer_depthwise_forward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = geometry (call->plan);
  vsl_depthwise_forward (&c, call->n, call->x[0], call->w[0], o->use_bias ? call->w[1] : NULL, call->y[0], call->scratch);
}

void
vsl_layer_depthwise_backward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = geometry (call->plan);
  VslReal *db = o->use_bias ? call->dw[1] : NULL;
  if (call->dw[0] || db)
    vsl_depthwise_backward_weights (&c, call->n, call->x[0], call->dy[0], call->dw[0], db, call->scratch);
  if (call->dx[0])
    vsl_depthwise_backward_data (&c, call->n, call->dy[0], call->w[0], call->dx[0], call->dx_add[0], call->scratch);
}

/* ---- SeparableConv1D, SeparableConv2D: saved[0] is the depthwise part's result ---- */

enum { DEPTHWISE, POINTWISE, BIAS };

gboolean
vsl_layer_separable_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const VslConvConfig *o = plan->config;
  gint64 middle = channels_of (plan) * o->depth_multiplier;
  VslShape kernel, point;
  if (!vsl_layer_conv_input (plan, error) || !vsl_layer_conv_output (plan, middle, error) || !vsl_layer_conv_output (plan, o->filters, error)
      || !vsl_layer_conv_kernel (plan, channels_of (plan), o->depth_multiplier, &kernel, error)
      || !vsl_layer_conv_kernel (plan, middle, o->filters, &point, error))
    return FALSE;
  for (int i = 0; i < o->kernel_size.n; i++)
    point.dim[i] = 1;
  vsl_layer_weight (plan, "depthwise_kernel", &o->depthwise, kernel);
  vsl_layer_weight (plan, "pointwise_kernel", &o->pointwise, point);
  if (o->use_bias)
    vsl_layer_weight (plan, "bias", &o->bias, vsl_shape_make (1, (int) o->filters));
  VslConv c = geometry (plan);
  gint64 places = vsl_layer_conv_places (&plan->out[0]);
  plan->n_saved = 1;
  plan->saved[0] = (gsize) places * (gsize) middle * (gsize) plan->batch;
  plan->scratch = MAX (vsl_depthwise_scratch (&c, plan->training), (gsize) (VSL_PARTS * o->filters));
  if (plan->training)
    plan->scratch += plan->saved[0];                     /* the gradient of it */
  plan->macs = (double) (vsl_shape_count (&kernel) + vsl_shape_count (&point)) * (double) places;
  return TRUE;
}

void
vsl_layer_separable_forward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = geometry (call->plan);
  gint64 rows = call->n * c.oh * c.ow;
  vsl_depthwise_forward (&c, call->n, call->x[0], call->w[DEPTHWISE], NULL, call->saved[0], call->scratch);
  vsl_dense_forward (rows, c.filters, o->filters, call->saved[0], call->w[POINTWISE], o->use_bias ? call->w[BIAS] : NULL, call->y[0]);
}

void
vsl_layer_separable_backward (const VslCall *call)
{
  const VslConvConfig *o = call->config;
  VslConv c = geometry (call->plan);
  gint64 rows = call->n * c.oh * c.ow;
  VslReal *dmiddle = call->scratch, *rest = call->scratch + call->plan->saved[0];
  if (call->dw[POINTWISE])
    vsl_dense_backward_weights (rows, c.filters, o->filters, call->saved[0], call->dy[0], call->dw[POINTWISE]);
  if (o->use_bias && call->dw[BIAS])
    vsl_sum_columns (rows, o->filters, call->dy[0], call->dw[BIAS], rest);
  if (!call->dw[DEPTHWISE] && !call->dx[0])
    return;
  vsl_dense_backward_data (rows, c.filters, o->filters, call->dy[0], call->w[POINTWISE], dmiddle, FALSE);
  if (call->dw[DEPTHWISE])
    vsl_depthwise_backward_weights (&c, call->n, call->x[0], dmiddle, call->dw[DEPTHWISE], NULL, rest);
  if (call->dx[0])
    vsl_depthwise_backward_data (&c, call->n, dmiddle, call->w[DEPTHWISE], call->dx[0], call->dx_add[0], rest);
}
