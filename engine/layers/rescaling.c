/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rescaling: x * scale + offset, as Keras's. In an Input's preprocessing, scale may be "bit-depth": one over the value of
 * white of the stored type (255, 65535, of 12 bits 4095), so that 8 and 16 bit scans both become 0 … 1. Signed, 32-bit and measured values (Hounsfield
 * units, float TIFFs) have no white: they are brought to 0 … 1 by low and high, the range of the training scans that vsl_dataset_adapt() finds. */
#include <glib/gi18n-lib.h>

#include "data/vsl-image.h"
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  char *scale;
  double offset, low, high;
} Rescaling;

static gboolean
by_depth (const Rescaling *config)
{
  return g_str_equal (config->scale, "bit-depth");
}

static gboolean
rescaling_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (by_depth (plan->config)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG,
                 _("Rescaling by “bit-depth” stands only in an Input's preprocessing: inside the network give a number, such as 0.00392157 for 1/255"));
    return FALSE;
  }
  vsl_layer_plan_mask (plan);
  plan->n_out = 1;
  plan->out[0] = plan->in[0];
  plan->macs = (double) vsl_shape_count (&plan->in[0]);
  return TRUE;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Rescaling *config = call->config;
  VslReal scale = (VslReal) g_ascii_strtod (config->scale, NULL), offset = (VslReal) config->offset;
  gint64 begin, end;
  vsl_part_range (call->n * vsl_shape_count (&call->plan->in[0]), VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++)
    call->y[0][i] = call->x[0][i] * scale + offset;
}

static void
rescaling_forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  vsl_layer_pass_mask (call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Rescaling *config = call->config;
  VslReal scale = (VslReal) g_ascii_strtod (config->scale, NULL);
  gint64 begin, end;
  vsl_part_range (call->n * vsl_shape_count (&call->plan->in[0]), VSL_PARTS, part, &begin, &end);
  for (gint64 i = begin; i < end; i++)
    call->dx[0][i] = (call->dx_add[0] ? call->dx[0][i] : 0) + call->dy[0][i] * scale;
}

static void
rescaling_backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

static gboolean
rescaling_prepare (gconstpointer c, VslImage *image, GError **error)
{
  const Rescaling *config = c;
  gboolean ranged = by_depth (config) && image->type != VSL_PIXEL_TEXT && !vsl_image_has_white (image);
  double scale = by_depth (config) ? 1.0 / vsl_image_white (image) : g_ascii_strtod (config->scale, NULL), low = 0;
  if (ranged && !(config->high > config->low)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("the scan's values are signed or measured, so their type says nothing of black and white: train the network, which takes the range "
                   "from the training scans, or give low and high"));
    return FALSE;
  }
  if (ranged) {
    low = config->low;
    scale = 1.0 / (config->high - config->low);
  }
  if (!vsl_image_make_real (image, error))
    return FALSE;
  VslReal *v = image->data, s = (VslReal) scale, o = (VslReal) config->offset, l = (VslReal) low;
  gsize n = vsl_image_count (image);
  for (gsize i = 0; i < n; i++)
    v[i] = (v[i] - l) * s + o;
  image->bits = VSL_IMAGE_REAL_BITS;
  return TRUE;
}

static const char *const words[] = { "bit-depth", NULL };

static const VslProp rescaling_props[] = {
  VSL_STRING (Rescaling, scale, N_ ("Scale"),
              N_ ("A number that values are multiplied with; in an Input's preprocessing also “bit-depth”, which brings 8 and 16 bit scans to 0 to 1."),
              "1", .choices = words, .min = -1e12, .max = 1e12, .flags = VSL_PROP_NUMBER_OR_WORD),
  VSL_REAL (Rescaling, offset, N_ ("Offset"), N_ ("A number that is added afterwards."), 0, -1e12, 1e12, .ui_min = -1, .ui_max = 1, .step = 0.1),
  VSL_REAL (Rescaling, low, N_ ("Black"),
            N_ ("With “bit-depth”, for scans of signed or measured values: what becomes 0. Left at 0 with white, it is taken from the training scans."), 0,
            -1e12, 1e12, .visible_when = "scale=bit-depth"),
  VSL_REAL (Rescaling, high, N_ ("White"),
            N_ ("With “bit-depth”, for scans of signed or measured values: what becomes 1. Left at 0 with black, it is taken from the training scans."), 0,
            -1e12, 1e12, .visible_when = "scale=bit-depth"),
  VSL_PROPS_END,
};

static const double example_x[] = { 0, 1, -2 };
static const double example_y[] = { -1, -0.5, -2 };

static const VslLayerExample rescaling_examples[] = {
  { "{\"scale\": 0.5, \"offset\": -1}", { { 1, { 3 } } }, example_x, example_y },
  { "{\"scale\": -3}", { { 3, { 4, 5, 2 } } }, NULL, NULL },
  { NULL },
};

extern const VslLayerClass vsl_layer_rescaling;
const VslLayerClass vsl_layer_rescaling = {
  .head = {
    .name = "Rescaling",
    .title = N_ ("Rescaling"),
    .summary = N_ ("Multiplies all values with one number and adds another."),
    .icon = "vsl-layer-rescaling-symbolic",
    .group = N_ ("Preprocessing"),
    .config_size = sizeof (Rescaling),
    .props = rescaling_props,
  },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_PREPARE | VSL_LAYER_IN_PLACE,
  .plan = rescaling_plan,
  .forward = rescaling_forward,
  .backward = rescaling_backward,
  .onnx = vsl_onnx_rescaling,
  .prepare = rescaling_prepare,
  .examples = rescaling_examples,
};
