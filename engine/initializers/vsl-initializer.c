/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the initializers share: fans, draws, and calling one. Keras 3, initializers/random_initializers.py. */
#include "initializers/vsl-initializer.h"

#include <math.h>

#include "core/vsl-random.h"

/* Keras's compute_fans: the leading axes of a convolution kernel are its receptive field. */
static void
find_fans (const VslShape *s, gint64 fan_in, gint64 fan_out, VslInitCall *call)
{
  if (fan_in && fan_out) {
    call->fan_in = (double) fan_in;
    call->fan_out = (double) fan_out;
  } else if (s->rank < 2) {
    call->fan_in = call->fan_out = s->rank ? (double) s->dim[0] : 1.0;
  } else {
    double field = 1;
    for (int i = 0; i < s->rank - 2; i++)
      field *= (double) s->dim[i];
    call->fan_in = field * (double) s->dim[s->rank - 2];
    call->fan_out = field * (double) s->dim[s->rank - 1];
  }
}

/**
 * vsl_initializer_check:
 * @initializer: (nullable): of the family "initializer"
 * @name: of the weight, for the message
 *
 * Returns: whether it can fill a tensor of @shape
 */
gboolean
vsl_initializer_check (const VslObject *initializer, const char *name, const VslShape *shape, GError **error)
{
  const VslInitializerClass *cls = initializer ? (const VslInitializerClass *) initializer->kind : NULL;
  if (!cls)
    return TRUE;
  if (cls->check && !cls->check (initializer->config, error))
    return FALSE;
  if ((cls->min_rank && shape->rank < cls->min_rank) || (cls->max_rank && shape->rank > cls->max_rank)) {
    g_autofree char *text = vsl_shape_to_string (shape);
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE,
                 _("“%s” has the size %s, which the initializer %s cannot fill: it is for tables with rows and columns. Choose another initializer."),
                 name, text, cls->head.name);
    return FALSE;
  }
  return TRUE;
}

/**
 * vsl_initializer_fill:
 * @initializer: (nullable): of the family "initializer"; none stands for zeros
 * @fan_in: inputs of a unit as the layer counts them, 0 for Keras's rule
 * @fan_out: likewise its outputs
 * @key: of the tensor's random stream
 * @w: (out caller-allocates): as many values as the shape has
 */
void
vsl_initializer_fill (const VslObject *initializer, const VslShape *shape, gint64 fan_in, gint64 fan_out, guint64 key, VslReal *w)
{
  const VslInitializerClass *cls = initializer ? (const VslInitializerClass *) initializer->kind : NULL;
  VslInitCall call = { .config = cls ? initializer->config : NULL, .shape = shape, .count = (gsize) vsl_shape_count (shape), .key = key, .w = w };
  find_fans (shape, fan_in, fan_out, &call);
  if (cls)
    cls->fill (&call);
  else
    vsl_init_constant (&call, 0);
}

/**
 * vsl_init_constant:
 */
void
vsl_init_constant (const VslInitCall *call, double value)
{
  for (gsize i = 0; i < call->count; i++)
    call->w[i] = (VslReal) value;
}

/**
 * vsl_init_uniform:
 */
void
vsl_init_uniform (const VslInitCall *call, double min, double max)
{
  double middle = 0.5 * (min + max), half = 0.5 * (max - min);
  for (gsize i = 0; i < call->count; i++)
    call->w[i] = (VslReal) (middle + half * (2.0 * vsl_random_uniform (call->key, i) - 1.0));
}

/**
 * vsl_init_normal:
 * @truncated: draws beyond two deviations are drawn again
 */
void
vsl_init_normal (const VslInitCall *call, double mean, double deviation, gboolean truncated)
{
  for (gsize i = 0; i < call->count; i++)
    call->w[i] = (VslReal) (mean + deviation * (truncated ? vsl_random_truncated_normal (call->key, i) : vsl_random_normal (call->key, i)));
}

/* The standard deviation of a standard normal cut at 2, by which Keras divides. */
#define TRUNCATED_DEVIATION 0.87962566103423978

/**
 * vsl_init_scaled:
 *
 * Numbers of mean 0 and variance @scale / fan.
 */
void
vsl_init_scaled (const VslInitCall *call, double scale, VslFan fan, VslDraw draw)
{
  double n = fan == VSL_FAN_IN ? call->fan_in : fan == VSL_FAN_OUT ? call->fan_out : (call->fan_in + call->fan_out) / 2;
  double variance = scale / MAX (1.0, n);
  if (draw == VSL_DRAW_UNIFORM)
    vsl_init_uniform (call, -sqrt (3.0 * variance), sqrt (3.0 * variance));
  else if (draw == VSL_DRAW_TRUNCATED_NORMAL)
    vsl_init_normal (call, 0, sqrt (variance) / TRUNCATED_DEVIATION, TRUE);
  else
    vsl_init_normal (call, 0, sqrt (variance), FALSE);
}
