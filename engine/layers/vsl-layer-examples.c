/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Norms of the gradients of single examples, for layers without a closed form. */
#include "layers/vsl-layer-util.h"

static gsize
param_count (const VslLayerPlan *plan, int k)
{
  return (gsize) vsl_shape_count (&plan->params[k].shape);
}

/**
 * vsl_sum_squares:
 *
 * Returns: the sum of the squares of @n values, in the order of the values
 */
double
vsl_sum_squares (const VslReal *v, gsize n)
{
  double sum[4] = { 0 };
  gsize i = 0;
  for (; i + 4 <= n; i += 4)
    for (gsize k = 0; k < 4; k++)
      sum[k] += (double) v[i + k] * (double) v[i + k];
  for (; i < n; i++)
    sum[0] += (double) v[i] * (double) v[i];
  return sum[0] + sum[1] + sum[2] + sum[3];
}

/**
 * vsl_dot_products:
 *
 * Returns: the sum of the products of @n values
 */
double
vsl_dot_products (const VslReal *a, const VslReal *b, gsize n)
{
  double sum[4] = { 0 };
  gsize i = 0;
  for (; i + 4 <= n; i += 4)
    for (gsize k = 0; k < 4; k++)
      sum[k] += (double) a[i + k] * (double) b[i + k];
  for (; i < n; i++)
    sum[0] += (double) a[i] * (double) b[i];
  return sum[0] + sum[1] + sum[2] + sum[3];
}

/**
 * vsl_layer_example_norms:
 * @sq: [n], added to
 *
 * One sample after the other through the layer's own backward pass; where that reads what forward saved, through forward too, with
 * the sample's own random numbers. Nothing of an example stays but its norm.
 */
void
vsl_layer_example_norms (const VslCall *call, double *sq)
{
  const VslLayerPlan *p = call->plan;
  const VslReal *x[VSL_MAX_INPUTS], *x_mask[VSL_MAX_INPUTS] = { NULL }, *dy[VSL_MAX_OUTPUTS];
  VslReal *y[VSL_MAX_OUTPUTS], *dx[VSL_MAX_INPUTS] = { NULL };
  gboolean again = p->n_saved > 0 || (p->cls->flags & VSL_LAYER_USES_UP);
  for (int i = 0; i < call->n; i++) {
    VslCall own = *call;
    for (int k = 0; k < p->n_in; k++) {
      x[k] = call->x[k] + i * vsl_shape_count (&p->in[k]);
      x_mask[k] = call->x_mask && call->x_mask[k] ? call->x_mask[k] + i * p->in[k].dim[0] : NULL;
    }
    for (int k = 0; k < p->n_out; k++) {
      y[k] = again ? call->one->y[k] : call->y[k] + i * vsl_shape_count (&p->out[k]);
      dy[k] = call->dy[k] + i * vsl_shape_count (&p->out[k]);
    }
    own.plan = call->one->plan;
    own.n = 1;
    own.rows_only = FALSE;
    own.first = call->first + i;
    own.x = x;
    own.x_mask = x_mask;
    own.y = y;
    own.y_mask = call->y_mask ? call->y_mask + i * p->out[0].dim[0] : NULL;
    own.saved = call->one->saved;
    own.dy = dy;
    own.dx = dx;
    if (again)
      p->cls->forward (&own);
    p->cls->backward (&own);
    for (int k = 0; k < p->n_params; k++)
      if (call->dw[k])
        sq[i] += vsl_sum_squares (call->dw[k], param_count (p, k));
  }
}
