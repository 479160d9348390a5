/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-resample.h"

#include <string.h>

typedef struct {
  VslInts size;
  int interpolation;
} Config;

enum { NEAREST, BILINEAR };
static const char *const interpolations[] = { "nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", NULL };
static const VslResampling ways[] = { VSL_RESAMPLE_NEAREST, VSL_RESAMPLE_BILINEAR, VSL_RESAMPLE_BICUBIC, VSL_RESAMPLE_LANCZOS3, VSL_RESAMPLE_LANCZOS5 };

static const VslProp props[] = {
  VSL_INTS (Config, size, N_("Factor"), N_("How many times higher and wider the picture becomes."), 2, "2,2", 1, 1024, .ui_min = 1, .ui_max = 8,
            .step = 1),
  VSL_ENUM (Config, interpolation, N_("Interpolation"), N_("nearest: each pixel becomes a block; the others make smooth transitions, bilinear the plainest."), interpolations,
            NEAREST),
  VSL_PROPS_END
};

/**
 * vsl_layer_upsampling_of:
 * @plan: of an UpSampling2D
 *
 * Returns: what it does, as a resampling
 */
VslResample
vsl_layer_upsampling_of (const VslLayerPlan *plan)
{
  const Config *o = plan->config;
  const VslShape *in = &plan->in[0];
  return (VslResample) { .axis = { { in->dim[0], 0, in->dim[0], in->dim[0] * o->size.v[0] }, { in->dim[1], 0, in->dim[1], in->dim[1] * o->size.v[1] } },
                         .channels = in->dim[2], .how = ways[o->interpolation] };
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_picture (plan, error))
    return FALSE;
  VslShape out = plan->in[0];
  out.dim[0] *= o->size.v[0];
  out.dim[1] *= o->size.v[1];
  VslResample r = vsl_layer_upsampling_of (plan);
  if (o->interpolation > BILINEAR)
    plan->scratch = vsl_resample_table_size (&r);
  return vsl_layer_set_output (plan, out, error);
}

/* The two cells that output i of an axis lies between, and the weight of the second. Half-pixel centres, clamped at the edge. */
typedef struct {
  gint64 first, second;
  VslReal weight;
} Source;

static Source
source_of (const VslLayerPlan *plan, int axis, gint64 i)
{
  const Config *o = plan->config;
  gint64 f = o->size.v[axis], last = plan->in[0].dim[axis] - 1;
  if (o->interpolation == NEAREST)
    return (Source) { i / f, i / f, 0 };
  gint64 twice = 2 * i + 1 - f;                /* 2 f times the place: (i + 0.5) / f - 0.5 */
  if (twice <= 0)
    return (Source) { 0, 0, 0 };
  gint64 cell = twice / (2 * f);
  if (cell >= last)
    return (Source) { last, last, 0 };
  return (Source) { cell, cell + 1, (VslReal) (twice % (2 * f)) / (VslReal) (2 * f) };
}

/* The four corners of an output pixel: where they are in the input, and their weights. */
typedef struct {
  gint64 at[4];
  VslReal weight[4];
  int n;
} Corners;

static Corners
corners_of (const VslLayerPlan *plan, gint64 oy, gint64 ox)
{
  Source y = source_of (plan, 0, oy), x = source_of (plan, 1, ox);
  gint64 w = plan->in[0].dim[1], c = plan->in[0].dim[2];
  return (Corners) { .at = { (y.first * w + x.first) * c, (y.first * w + x.second) * c, (y.second * w + x.first) * c, (y.second * w + x.second) * c },
                     .weight = { (1 - y.weight) * (1 - x.weight), (1 - y.weight) * x.weight, y.weight * (1 - x.weight), y.weight * x.weight },
                     .n = y.weight == 0 && x.weight == 0 ? 1 : 4 };
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslShape *in = &call->plan->in[0], *out = &call->plan->out[0];
  gsize c = (gsize) in->dim[2];
  gint64 b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *x = call->x[0] + s * vsl_shape_count (in);
    VslReal *y = call->y[0] + s * vsl_shape_count (out);
    for (gint64 p = 0; p < out->dim[0] * out->dim[1]; p++, y += c) {
      Corners k = corners_of (call->plan, p / out->dim[1], p % out->dim[1]);
      vsl_kernels ()->scale (c, k.weight[0], x + k.at[0], y);
      for (int i = 1; i < k.n; i++)
        vsl_kernels ()->axpy (c, k.weight[i], x + k.at[i], y);
    }
  }
}

static void
forward (const VslCall *call)
{
  VslResample r = vsl_layer_upsampling_of (call->plan);
  if (((const Config *) call->config)->interpolation > BILINEAR)
    vsl_layer_resample_forward (call, &r);
  else
    vsl_parallel_for (MIN (VSL_PARTS, call->n), forward_part, (gpointer) call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslShape *in = &call->plan->in[0], *out = &call->plan->out[0];
  gsize c = (gsize) in->dim[2];
  gint64 b, e;
  vsl_part_range (call->n, MIN (VSL_PARTS, call->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    VslReal *dx = call->dx[0] + s * vsl_shape_count (in);
    const VslReal *dy = call->dy[0] + s * vsl_shape_count (out);
    if (!call->dx_add[0])
      memset (dx, 0, (gsize) vsl_shape_count (in) * sizeof (VslReal));
    for (gint64 p = 0; p < out->dim[0] * out->dim[1]; p++, dy += c) {
      Corners k = corners_of (call->plan, p / out->dim[1], p % out->dim[1]);
      for (int i = 0; i < k.n; i++)
        vsl_kernels ()->axpy (c, k.weight[i], dy, dx + k.at[i]);
    }
  }
}

static void
backward (const VslCall *call)
{
  VslResample r = vsl_layer_upsampling_of (call->plan);
  if (((const Config *) call->config)->interpolation > BILINEAR)
    vsl_layer_resample_backward (call, &r);
  else if (call->dx[0])
    vsl_parallel_for (MIN (VSL_PARTS, call->n), backward_part, (gpointer) call);
}

static const double example_x[] = { 1, 2 };
static const double example_y[] = { 1, 1, 2, 2, 1, 1, 2, 2 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 1, 2, 1 } } }, .x = example_x, .y = example_y },
  { .config = "{\"size\": [3, 2], \"interpolation\": \"bilinear\"}", .in = { { 3, { 3, 4, 3 } } } },
  { .config = "{\"size\": [1, 3]}", .in = { { 3, { 2, 3, 9 } } } },
  { .config = "{\"size\": [2, 3], \"interpolation\": \"bicubic\"}", .in = { { 3, { 4, 3, 2 } } } },
  { .config = "{\"size\": [3, 1], \"interpolation\": \"lanczos5\"}", .in = { { 3, { 3, 7, 1 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_upsampling2d = {
  .head = { .name = "UpSampling2D", .title = N_("UpSampling2D"), .summary = N_("Makes the picture larger by repeating or blending pixels."),
            .icon = "vsl-layer-upsampling2d-symbolic", .group = N_("Convolution"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_upsampling,
  .examples = examples,
};
