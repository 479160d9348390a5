/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conv2D, relu, MaxPooling2D 2 × 2: the beginning of the classic CNN. */
#include <string.h>

#include "graph/vsl-fusion.h"
#include "layers/vsl-layer-util.h"

#define FEW_CHANNELS 8               /* with more, the convolution by itself is faster */

enum { LINE, ROWS, TOP, LEFT, KH, KW, PADDED, BIAS };

static gint64
option (const VslLayerPlan *plan, const char *name, int at)
{
  g_autoptr (JsonNode) node = vsl_config_get (&plan->cls->head, plan->config, name);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_int_element (json_node_get_array (node), (guint) at);
  return JSON_NODE_HOLDS_NULL (node) ? 0 : json_node_get_int (node);
}

static gboolean
both_are (const VslLayerPlan *plan, const char *name, gint64 value)
{
  return option (plan, name, 0) == value && option (plan, name, 1) == value;
}

static VslConvPool
geometry (const VslLayerPlan *p)
{
  const VslShape *in = &p->in[0], *out = &p->out[0];
  return (VslConvPool) { .line = p->i[LINE], .c = in->dim[2], .kh = p->i[KH], .run = p->i[KW] * in->dim[2],
                         .ph = out->dim[0], .pw = out->dim[1], .filters = out->dim[2] };
}

static gsize
part_scratch (const VslLayerPlan *p)
{
  VslConvPool g = geometry (p);
  gsize taps = (gsize) (g.kh * g.run);
  return (gsize) (p->i[PADDED] ? p->i[LINE] * p->i[ROWS] : 0) + (taps + 1) * (gsize) g.filters + 4 * (gsize) g.pw * taps;
}

static gboolean
plan (VslLayerPlan *first, const VslLayerPlan *const *parts)
{
  const VslLayerPlan *conv = parts[0], *pool = parts[2];
  VslShape in = conv->in[0], map = conv->out[0], out = pool->out[0];
  gint64 kh = option (conv, "kernel_size", 0), kw = option (conv, "kernel_size", 1);
  if (!vsl_kernels ()->conv_pool_forward || in.dim[2] > FEW_CHANNELS || map.dim[2] % 8 || kh * kw * in.dim[2] > 256 || option (conv, "groups", 0) != 1 ||
      !both_are (conv, "strides", 1) || !both_are (conv, "dilation_rate", 1) || !both_are (pool, "pool_size", 2))
    return FALSE;
  /* An even map, or a border of the pooling that is cut off: then "same" and "valid" pooling are one. */
  if (out.dim[0] != map.dim[0] / 2 || out.dim[1] != map.dim[1] / 2 || (option (pool, "strides", 0) != 0 && !both_are (pool, "strides", 2)))
    return FALSE;
  gint64 rows = map.dim[0] + kh - 1, columns = map.dim[1] + kw - 1;
  first->i[PADDED] = rows != in.dim[0] || columns != in.dim[1];
  first->i[TOP] = (rows - in.dim[0]) / 2;            /* "same": the odd cell comes after, as the layer pads */
  first->i[LEFT] = (columns - in.dim[1]) / 2;
  first->i[ROWS] = rows;
  first->i[LINE] = columns * in.dim[2];
  first->i[KH] = kh;
  first->i[KW] = kw;
  first->i[BIAS] = conv->n_params > 1;
  first->out[0] = out;
  first->n_saved = conv->training ? 1 : 0;
  first->saved[0] = ((gsize) conv->batch * (gsize) vsl_shape_count (&out) + sizeof (VslReal) - 1) / sizeof (VslReal);
  first->scratch = VSL_PARTS * part_scratch (first);
  return TRUE;
}

/* The sample with its border of zeros, in this part's scratch; or as it is when there is no border. */
static const VslReal *
padded (const VslLayerPlan *p, const VslReal *x, VslReal *room)
{
  if (!p->i[PADDED])
    return x;
  gint64 line = p->in[0].dim[1] * p->in[0].dim[2];
  memset (room, 0, sizeof (VslReal) * (gsize) (p->i[LINE] * p->i[ROWS]));
  for (gint64 r = 0; r < p->in[0].dim[0]; r++)
    memcpy (room + (r + p->i[TOP]) * p->i[LINE] + p->i[LEFT] * p->in[0].dim[2], x + r * line, sizeof (VslReal) * (gsize) line);
  return room;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  VslConvPool g = geometry (p);
  gint64 b, e, in = vsl_shape_count (&p->in[0]), out = vsl_shape_count (&p->out[0]);
  VslReal *room = call->scratch + (gsize) part * part_scratch (p);
  guint8 *arg = p->n_saved ? (guint8 *) call->saved[0] : NULL;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->conv_pool_forward (&g, padded (p, call->x[0] + s * in, room), call->w[0], p->i[BIAS] ? call->w[1] : NULL,
                                       call->y[0] + s * out, arg ? arg + s * out : NULL);
}

/* A single sample has one part with work: nobody else is to be woken for it. */
static void
all_parts (VslPartFunc func, const VslCall *call)
{
  if (call->n > 1)
    vsl_parallel_for (VSL_PARTS, func, (gpointer) call);
  else
    for (int part = 0; part < VSL_PARTS; part++)
      func ((gpointer) call, part);
}

static void
forward (const VslCall *call)
{
  all_parts (forward_part, call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *p = call->plan;
  VslConvPool g = geometry (p);
  gint64 b, e, in = vsl_shape_count (&p->in[0]), out = vsl_shape_count (&p->out[0]);
  VslReal *sums = call->scratch + (gsize) part * part_scratch (p);
  gsize taps = (gsize) (g.kh * g.run), weights = taps * (gsize) g.filters;
  VslReal *pixels = sums + weights + g.filters, *room = pixels + 4 * (gsize) g.pw * taps;
  memset (sums, 0, sizeof (VslReal) * (weights + (gsize) g.filters));
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 s = b; s < e; s++)
    vsl_kernels ()->conv_pool_weights (&g, padded (p, call->x[0] + s * in, room), call->dy[0] + s * out, (const guint8 *) call->saved[0] + s * out,
                                       sums, p->i[BIAS] ? sums + weights : NULL, pixels);
}

static void
backward (const VslCall *call)
{
  const VslLayerPlan *p = call->plan;
  VslConvPool g = geometry (p);
  gsize weights = (gsize) (g.kh * g.run * g.filters), step = part_scratch (p);
  all_parts (backward_part, call);
  for (int k = 0; k < VSL_PARTS; k++) {              /* always in this order: the same bits on any number of threads */
    const VslReal *sums = call->scratch + (gsize) k * step;
    for (int w = 0; w < 1 + (int) p->i[BIAS]; w++) {
      gsize n = w ? (gsize) g.filters : weights;
      const VslReal *from = w ? sums + weights : sums;
      if (call->dw[w] && k == 0)
        memcpy (call->dw[w], from, n * sizeof (VslReal));
      else if (call->dw[w])
        vsl_kernels ()->add (n, from, call->dw[w]);
    }
  }
}

const VslFusion vsl_fusion_convpool = {
  .chain = { "Conv2D", "relu", "MaxPooling2D" },
  .plan = plan,
  .cls = { .head = { .name = "Conv2D + relu + MaxPooling2D" }, .flags = VSL_LAYER_NEEDS_X, .forward = forward, .backward = backward },
};
