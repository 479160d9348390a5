/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resizing: pictures of another height and width. Positions are those of pixel centres: output pixel i of n looks at
 * (i + 0.5) * m / n - 0.5 of m input pixels, as Keras's Resizing and its image.resize do, without antialiasing. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/vsl-image.h"
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

enum { BILINEAR, NEAREST };

typedef struct {
  gint64 height, width;
  int interpolation;
} Resizing;

typedef struct {
  int h, w, c, out_h, out_w;
  gboolean nearest;
} Sizes;

/* The two input pixels that output pixel i looks at along one axis, and the share of the second. */
static inline void
look_at (int i, int in, int out, gboolean nearest, int *a, int *b, VslReal *t)
{
  double scale = (double) in / out;
  if (nearest) {
    *a = *b = MIN ((int) floor ((i + 0.5) * scale), in - 1);
    *t = 0;
    return;
  }
  double at = (i + 0.5) * scale - 0.5, low = floor (at);
  *a = CLAMP ((int) low, 0, in - 1);
  *b = CLAMP ((int) low + 1, 0, in - 1);
  *t = (VslReal) (at - low);
}

/* x [h, w, c] to y [out_h, out_w, c]. */
static void
resize (const Sizes *s, const VslReal *x, VslReal *y)
{
  int y0, y1, x0, x1;
  VslReal ty, tx;
  for (int i = 0; i < s->out_h; i++) {
    look_at (i, s->h, s->out_h, s->nearest, &y0, &y1, &ty);
    const VslReal *r0 = x + (gsize) y0 * s->w * s->c, *r1 = x + (gsize) y1 * s->w * s->c;
    for (int j = 0; j < s->out_w; j++) {
      look_at (j, s->w, s->out_w, s->nearest, &x0, &x1, &tx);
      for (int k = 0; k < s->c; k++) {
        VslReal top = r0[x0 * s->c + k], bottom = r1[x0 * s->c + k];
        top += (r0[x1 * s->c + k] - top) * tx;
        bottom += (r1[x1 * s->c + k] - bottom) * tx;
        *y++ = top + (bottom - top) * ty;
      }
    }
  }
}

/* Adds the gradient dy [out_h, out_w, c] to dx [h, w, c]: the transpose of resize(). */
static void
resize_back (const Sizes *s, const VslReal *dy, VslReal *dx)
{
  int y0, y1, x0, x1;
  VslReal ty, tx;
  for (int i = 0; i < s->out_h; i++) {
    look_at (i, s->h, s->out_h, s->nearest, &y0, &y1, &ty);
    VslReal *r0 = dx + (gsize) y0 * s->w * s->c, *r1 = dx + (gsize) y1 * s->w * s->c;
    for (int j = 0; j < s->out_w; j++) {
      look_at (j, s->w, s->out_w, s->nearest, &x0, &x1, &tx);
      for (int k = 0; k < s->c; k++) {
        VslReal g = *dy++, top = g * (1 - ty), bottom = g * ty;
        r0[x0 * s->c + k] += top * (1 - tx);
        r0[x1 * s->c + k] += top * tx;
        r1[x0 * s->c + k] += bottom * (1 - tx);
        r1[x1 * s->c + k] += bottom * tx;
      }
    }
  }
}

static Sizes
sizes_of (const Resizing *config, const VslShape *in)
{
  return (Sizes) { (int) in->dim[0], (int) in->dim[1], (int) in->dim[2], (int) config->height, (int) config->width,
                   config->interpolation == NEAREST };
}

static gboolean
resizing_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Resizing *config = plan->config;
  const VslShape *in = &plan->in[0];
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (in->rank != 3) {
    g_autofree char *shape = vsl_shape_to_string (in);
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE,
                 _("Resizing needs pictures (height × width × channels), but its input is %s: put it where the picture is still whole"), shape);
    return FALSE;
  }
  if (!vsl_layer_set_output (plan, (VslShape) { 3, { config->height, config->width, in->dim[2] } }, error))
    return FALSE;
  plan->macs = config->interpolation == NEAREST ? 0 : 3.0 * (double) vsl_shape_count (&plan->out[0]);
  return TRUE;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *plan = call->plan;
  Sizes s = sizes_of (call->config, &plan->in[0]);
  gint64 begin, end, in = vsl_shape_count (&plan->in[0]), out = vsl_shape_count (&plan->out[0]);
  vsl_part_range (call->n, VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++)
    resize (&s, call->x[0] + i * in, call->y[0] + i * out);
}

static void
resizing_forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslLayerPlan *plan = call->plan;
  Sizes s = sizes_of (call->config, &plan->in[0]);
  gint64 begin, end, in = vsl_shape_count (&plan->in[0]), out = vsl_shape_count (&plan->out[0]);
  vsl_part_range (call->n, VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++) {
    if (!call->dx_add[0])
      memset (call->dx[0] + i * in, 0, (gsize) in * sizeof (VslReal));
    resize_back (&s, call->dy[0] + i * out, call->dx[0] + i * in);
  }
}

static void
resizing_backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

static gboolean
resizing_prepare (gconstpointer c, VslImage *image, GError **error)
{
  const Resizing *config = c;
  VslImage out;
  if (image->width == config->width && image->height == config->height)
    return TRUE;
  if (!vsl_image_make_real (image, error)
      || !vsl_image_alloc (&out, (int) config->width, (int) config->height, image->channels, VSL_PIXEL_REAL, image->bits, error))
    return FALSE;
  Sizes s = { image->height, image->width, image->channels, out.height, out.width, config->interpolation == NEAREST };
  resize (&s, image->data, out.data);
  vsl_image_clear (image);
  *image = out;
  return TRUE;
}

static const char *const interpolations[] = { "bilinear", "nearest", NULL };

static const VslProp resizing_props[] = {
  VSL_INT (Resizing, height, N_ ("Height"), N_ ("Height of the pictures that leave this step."), 28, 1, 16384, .ui_min = 8, .ui_max = 512,
           .step = 1, .unit = N_ ("pixels")),
  VSL_INT (Resizing, width, N_ ("Width"), N_ ("Width of the pictures that leave this step."), 28, 1, 16384, .ui_min = 8, .ui_max = 512,
           .step = 1, .unit = N_ ("pixels")),
  VSL_ENUM (Resizing, interpolation, N_ ("Interpolation"), N_ ("How values between pixels are found: blended from the four around, or copied from the nearest."),
            interpolations, BILINEAR),
  VSL_PROPS_END,
};

static const double example_x[] = { 0, 1, 2, 3 };
static const double example_y[] = { 0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3 };
static const double example_nearest[] = { 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3 };

static const VslLayerExample resizing_examples[] = {
  { "{\"height\": 4, \"width\": 4}", { { 3, { 2, 2, 1 } } }, example_x, example_y },
  { "{\"height\": 4, \"width\": 4, \"interpolation\": \"nearest\"}", { { 3, { 2, 2, 1 } } }, example_x, example_nearest },
  { "{\"height\": 3, \"width\": 5}", { { 3, { 7, 6, 3 } } }, NULL, NULL },
  { "{\"height\": 9, \"width\": 4, \"interpolation\": \"nearest\"}", { { 3, { 5, 7, 2 } } }, NULL, NULL },
  { NULL },
};

extern const VslLayerClass vsl_layer_resizing;
const VslLayerClass vsl_layer_resizing = {
  .head = {
    .name = "Resizing",
    .title = N_ ("Resizing"),
    .summary = N_ ("Brings pictures to one height and width."),
    .icon = "view-fullscreen-symbolic",
    .group = N_ ("Preprocessing"),
    .config_size = sizeof (Resizing),
    .props = resizing_props,
  },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE,
  .plan = resizing_plan,
  .forward = resizing_forward,
  .backward = resizing_backward,
  .onnx = vsl_onnx_resizing,
  .prepare = resizing_prepare,
  .examples = resizing_examples,
};
