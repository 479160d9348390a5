/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ColorMode: one grey channel or three of colour. Grey is 0.2989 R + 0.5870 G + 0.1140 B, the weights (ITU-R BT.601) of
 * Keras's image.rgb_to_grayscale; a grey picture becomes colour by repeating its channel. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-image.h"
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

enum { GRAYSCALE, RGB };

typedef struct {
  int mode;
} ColorMode;

static const VslReal weights[3] = { (VslReal) 0.2989, (VslReal) 0.5870, (VslReal) 0.1140 };

/* n pixels of `from` channels to pixels of `to`. */
static void
convert (const VslReal *x, VslReal *y, gint64 n, int from, int to)
{
  if (from == to)
    memmove (y, x, (gsize) n * from * sizeof (VslReal));
  else if (to == 1)
    for (gint64 i = 0; i < n; i++)
      y[i] = x[3 * i] * weights[0] + x[3 * i + 1] * weights[1] + x[3 * i + 2] * weights[2];
  else
    for (gint64 i = 0; i < n; i++)
      y[3 * i] = y[3 * i + 1] = y[3 * i + 2] = x[i];
}

static gboolean
colormode_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const ColorMode *config = plan->config;
  const VslShape *in = &plan->in[0];
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (in->rank != 3 || (in->dim[2] != 1 && in->dim[2] != 3)) {
    g_autofree char *shape = vsl_shape_to_string (in);
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE,
                 _("ColorMode needs pictures with 1 or 3 channels, but its input is %s: put it right after the Input"), shape);
    return FALSE;
  }
  plan->n_out = 1;
  plan->out[0] = *in;
  plan->out[0].dim[2] = config->mode == RGB ? 3 : 1;
  plan->macs = (double) vsl_shape_count (in);
  return TRUE;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslShape *in = &call->plan->in[0];
  int from = (int) in->dim[2], to = (int) call->plan->out[0].dim[2];
  gint64 begin, end;
  vsl_part_range (call->n * in->dim[0] * in->dim[1], VSL_PARTS, part, &begin, &end);
  convert (call->x[0] + begin * from, call->y[0] + begin * to, end - begin, from, to);
}

static void
colormode_forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const VslShape *in = &call->plan->in[0];
  int from = (int) in->dim[2], to = (int) call->plan->out[0].dim[2];
  gint64 begin, end;
  vsl_part_range (call->n * in->dim[0] * in->dim[1], VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++) {
    const VslReal *dy = call->dy[0] + i * to;
    VslReal *dx = call->dx[0] + i * from;
    for (int k = 0; k < from; k++) {
      VslReal g = from == to ? dy[k] : to == 1 ? dy[0] * weights[k] : dy[0] + dy[1] + dy[2];
      dx[k] = (call->dx_add[0] ? dx[k] : 0) + g;
    }
  }
}

static void
colormode_backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

static gboolean
colormode_prepare (gconstpointer c, VslImage *image, GError **error)
{
  const ColorMode *config = c;
  int to = config->mode == RGB ? 3 : 1;
  VslImage out;
  if (image->channels == to)
    return TRUE;
  if (!vsl_image_make_real (image, error) || !vsl_image_alloc (&out, image->width, image->height, to, VSL_PIXEL_REAL, image->bits, error))
    return FALSE;
  convert (image->data, out.data, (gint64) image->width * image->height, image->channels, to);
  vsl_image_clear (image);
  *image = out;
  return TRUE;
}

static const char *const modes[] = { "grayscale", "rgb", NULL };

static const VslProp colormode_props[] = {
  VSL_ENUM (ColorMode, mode, N_ ("Mode"), N_ ("One grey channel, or three of colour."), modes, GRAYSCALE),
  VSL_PROPS_END,
};

static const double example_x[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1, 10, 10, 10 };
static const double example_y[] = { 0.2989, 0.5870, 0.1140, 9.999 };

static const VslLayerExample colormode_examples[] = {
  { "{\"mode\": \"grayscale\"}", { { 3, { 2, 2, 3 } } }, example_x, example_y },
  { "{\"mode\": \"rgb\"}", { { 3, { 3, 5, 1 } } }, NULL, NULL },
  { "{\"mode\": \"rgb\"}", { { 3, { 3, 2, 3 } } }, NULL, NULL },
  { NULL },
};

extern const VslLayerClass vsl_layer_colormode;
const VslLayerClass vsl_layer_colormode = {
  .head = {
    .name = "ColorMode",
    .title = N_ ("ColorMode"),
    .summary = N_ ("Makes pictures grey or three-coloured."),
    .icon = "color-select-symbolic",
    .group = N_ ("Preprocessing"),
    .config_size = sizeof (ColorMode),
    .props = colormode_props,
  },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE,
  .plan = colormode_plan,
  .forward = colormode_forward,
  .backward = colormode_backward,
  .onnx = vsl_onnx_color_mode,
  .prepare = colormode_prepare,
  .examples = colormode_examples,
};
