/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resizing: pictures of another height and width, as Keras's Resizing and its image.resize: pixel centres, edges that repeat, no
 * antialiasing unless asked. crop_to_aspect_ratio cuts the middle that has the new proportions out of the picture first,
 * pad_to_aspect_ratio puts it into the middle of such a frame. */
#include <glib/gi18n-lib.h>

#include "data/vsl-image.h"
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-resample.h"

typedef struct {
  gint64 height, width;
  int interpolation;
  gboolean crop_to_aspect_ratio, pad_to_aspect_ratio, antialias;
  double fill_value;
} Resizing;

static const char *const interpolations[] = { "bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", NULL };
static const VslResampling ways[] = { VSL_RESAMPLE_BILINEAR, VSL_RESAMPLE_NEAREST, VSL_RESAMPLE_BICUBIC, VSL_RESAMPLE_LANCZOS3, VSL_RESAMPLE_LANCZOS5 };

/* The part of an axis that is resized, in Keras's whole numbers: other and other_to are the length and the aim of the other axis. */
static VslResampleAxis
part_of (const Resizing *o, gint64 length, gint64 to, gint64 other, gint64 other_to)
{
  VslResampleAxis axis = { length, 0, length, to };
  gint64 fitting = (gint64) ((float) (other * to) / (float) other_to);
  if (o->crop_to_aspect_ratio) {
    axis.from = MAX (MIN (length, fitting), 1);
    axis.start = (length - axis.from) / 2;
  } else if (o->pad_to_aspect_ratio) {
    axis.start = -((MAX (length, fitting) - length) / 2);
    axis.from = length - 2 * axis.start;
  }
  return axis;
}

static VslResample
resample_of (const Resizing *o, gint64 height, gint64 width, gint64 channels)
{
  return (VslResample) { .axis = { part_of (o, height, o->height, width, o->width), part_of (o, width, o->width, height, o->height) },
                         .channels = channels, .how = ways[o->interpolation], .antialias = o->antialias, .filling = (VslReal) o->fill_value };
}

static gboolean
one_way (const Resizing *o, GError **error)
{
  if (!o->crop_to_aspect_ratio || !o->pad_to_aspect_ratio)
    return TRUE;
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("A picture can be cropped or padded to the new proportions, not both: switch one of them off."));
  return FALSE;
}

/**
 * vsl_layer_resizing_of:
 * @plan: of a Resizing
 *
 * Returns: what it does with pictures of the plan's size
 */
VslResample
vsl_layer_resizing_of (const VslLayerPlan *plan)
{
  const VslShape *in = &plan->in[0];
  return resample_of (plan->config, in->dim[0], in->dim[1], in->dim[2]);
}

static gboolean
resizing_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Resizing *o = plan->config;
  if (!vsl_layer_need_picture (plan, error) || !one_way (o, error)
      || !vsl_layer_set_output (plan, (VslShape) { 3, { o->height, o->width, plan->in[0].dim[2] } }, error))
    return FALSE;
  VslResample r = vsl_layer_resizing_of (plan);
  plan->scratch = vsl_resample_table_size (&r);
  plan->macs = (double) vsl_shape_count (&plan->out[0]) * (double) (vsl_resample_taps (&r, 0) * vsl_resample_taps (&r, 1));
  return TRUE;
}

static void
resizing_forward (const VslCall *call)
{
  VslResample r = vsl_layer_resizing_of (call->plan);
  vsl_layer_resample_forward (call, &r);
}

static void
resizing_backward (const VslCall *call)
{
  VslResample r = vsl_layer_resizing_of (call->plan);
  vsl_layer_resample_backward (call, &r);
}

static gboolean
resizing_prepare (gconstpointer c, VslImage *image, GError **error)
{
  const Resizing *config = c;
  VslImage out;
  if (!one_way (config, error))
    return FALSE;
  if (image->width == config->width && image->height == config->height)
    return TRUE;
  VslResample r = resample_of (config, image->height, image->width, image->channels);
  g_autofree VslReal *table = g_try_new (VslReal, vsl_resample_table_size (&r));
  if (!table) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("Not enough memory to resize a picture. Close other programs and try again."));
    return FALSE;
  }
  if (!vsl_image_make_real (image, error)
      || !vsl_image_alloc (&out, (int) config->width, (int) config->height, image->channels, VSL_PIXEL_REAL, image->bits, error))
    return FALSE;
  vsl_resample_tables (&r, table);
  vsl_resample (&r, table, image->data, out.data);
  vsl_image_clear (image);
  *image = out;
  return TRUE;
}

static const VslProp resizing_props[] = {
  VSL_INT (Resizing, height, N_ ("Height"), N_ ("Height of the pictures that leave this step."), 28, 1, 16384, .ui_min = 8, .ui_max = 512,
           .step = 1, .unit = N_ ("pixels")),
  VSL_INT (Resizing, width, N_ ("Width"), N_ ("Width of the pictures that leave this step."), 28, 1, 16384, .ui_min = 8, .ui_max = 512,
           .step = 1, .unit = N_ ("pixels")),
  VSL_ENUM (Resizing, interpolation, N_ ("Interpolation"), N_ ("How values between pixels are found: blended from those around, or copied from the nearest."),
            interpolations, 0),
  VSL_BOOL (Resizing, crop_to_aspect_ratio, N_ ("Crop to the new proportions"), N_ ("Cuts off the sides that would be squeezed, so that nothing is distorted."),
            FALSE, .flags = VSL_PROP_ADVANCED),
  VSL_BOOL (Resizing, pad_to_aspect_ratio, N_ ("Pad to the new proportions"), N_ ("Fills up the sides that are missing, so that nothing is distorted or lost."),
            FALSE, .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Resizing, fill_value, N_ ("Filling"), N_ ("The value of the sides that are filled up; 0 is black."), 0, -1e12, 1e12, .ui_min = 0, .ui_max = 255,
            .step = 1, .visible_when = "pad_to_aspect_ratio=true", .flags = VSL_PROP_ADVANCED),
  VSL_BOOL (Resizing, antialias, N_ ("Smooth when shrinking"), N_ ("Averages over all pixels that become one, so that fine patterns do not flicker."), FALSE,
            .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END,
};

static const double example_x[] = { 0, 1, 2, 3 };
static const double example_y[] = { 0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3 };
static const double example_nearest[] = { 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3 };

/* Four lines 0, 1, 2, 3: the weights 1/4, 3/4, 3/4, 1/4 of a triangle, the missing one left out. */
static const double example_ramp[] = { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3 };
static const double example_smooth[] = { 5.0 / 7, 5.0 / 7, 16.0 / 7, 16.0 / 7 };
static const double example_padded[] = { 2, 7 };
static const double example_wide[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const double example_cropped[] = { 2, 3, 6, 7 };

static const VslLayerExample resizing_examples[] = {
  { "{\"height\": 4, \"width\": 4}", { { 3, { 2, 2, 1 } } }, example_x, example_y },
  { "{\"height\": 4, \"width\": 4, \"interpolation\": \"nearest\"}", { { 3, { 2, 2, 1 } } }, example_x, example_nearest },
  { "{\"height\": 3, \"width\": 5}", { { 3, { 7, 6, 3 } } }, NULL, NULL },
  { "{\"height\": 9, \"width\": 4, \"interpolation\": \"nearest\"}", { { 3, { 5, 7, 2 } } }, NULL, NULL },
  { "{\"height\": 2, \"width\": 2, \"antialias\": true}", { { 3, { 4, 4, 1 } } }, example_ramp, example_smooth },
  { "{\"height\": 1, \"width\": 2, \"interpolation\": \"nearest\", \"pad_to_aspect_ratio\": true, \"fill_value\": 7}", { { 3, { 2, 2, 1 } } }, example_x, example_padded },
  { "{\"height\": 2, \"width\": 2, \"interpolation\": \"nearest\", \"crop_to_aspect_ratio\": true}", { { 3, { 2, 4, 1 } } }, example_wide, example_cropped },
  { "{\"height\": 7, \"width\": 4, \"interpolation\": \"bicubic\", \"pad_to_aspect_ratio\": true}", { { 3, { 5, 6, 2 } } }, NULL, NULL },
  { "{\"height\": 4, \"width\": 6, \"interpolation\": \"lanczos3\", \"crop_to_aspect_ratio\": true}", { { 3, { 9, 8, 1 } } }, NULL, NULL },
  { "{\"height\": 3, \"width\": 12, \"interpolation\": \"lanczos5\", \"antialias\": true}", { { 3, { 13, 7, 2 } } }, NULL, NULL },
  { NULL },
};

extern const VslLayerClass vsl_layer_resizing;
const VslLayerClass vsl_layer_resizing = {
  .head = {
    .name = "Resizing",
    .title = N_ ("Resizing"),
    .summary = N_ ("Brings pictures to one height and width."),
    .icon = "vsl-layer-resizing-symbolic",
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
