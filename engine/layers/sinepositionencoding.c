/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KerasHub, layers/modeling/sine_position_encoding.py, after Vaswani et al. 2017, section 3.5: even features have the sine, odd
 * ones the cosine of the place times a frequency that falls from 1 to 1 / max_wavelength. An Add joins it to the tokens' numbers. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <math.h>
#include <string.h>

typedef struct {
  double max_wavelength;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, max_wavelength, N_("Longest wave"), N_("How slowly the slowest of the waves changes along the sequence."), 10000, 0.01, 1e9,
            .ui_min = 100, .ui_max = 100000, .flags = VSL_PROP_ADVANCED | VSL_PROP_LOG),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->in[0].rank != 2) {
    g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
    return vsl_layer_fail (error, _("Needs a sequence (places × features), but gets %s: put it after Embedding, or insert Reshape."), shape);
  }
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

/* A part has a range of the features, the same for every sample. */
static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Config *o = call->config;
  gint64 places = call->plan->in[0].dim[0], features = call->plan->in[0].dim[1], b, e;
  vsl_part_range (features, VSL_PARTS, part, &b, &e);
  for (gint64 f = b; f < e; f++) {
    double frequency = pow (o->max_wavelength, -(double) (f / 2 * 2) / (double) features);
    for (gint64 t = 0; t < places; t++) {
      double angle = (double) t * frequency;
      call->y[0][t * features + f] = (VslReal) (f % 2 ? cos (angle) : sin (angle));
    }
  }
}

static void
forward (const VslCall *call)
{
  gsize count = (gsize) vsl_shape_count (&call->plan->in[0]);
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
  for (int s = 1; s < call->n; s++)
    memcpy (call->y[0] + (gsize) s * count, call->y[0], count * sizeof (VslReal));
  vsl_layer_pass_mask (call);
}

static void
backward (const VslCall *call)
{
  if (call->dx[0] && !call->dx_add[0])                                 /* only the input's shape matters */
    memset (call->dx[0], 0, (gsize) (call->n * vsl_shape_count (&call->plan->in[0])) * sizeof (VslReal));
}

static const double zeros[] = { 0, 0, 0, 0, 0, 0 };
static const double waves[] = { 0, 1, 0, 0.84147098, 0.54030231, 0.00215443302 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 2, 3 } } }, .x = zeros, .y = waves },
  { .config = "{\"max_wavelength\": 100}", .in = { { 2, { 7, 10 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_sinepositionencoding = {
  .head = { .name = "SinePositionEncoding", .title = N_("SinePositionEncoding"),
            .summary = N_("Waves that tell each place of a sequence from the others; add them to the tokens' numbers. Nothing to learn."),
            .icon = "vsl-layer-sinepositionencoding-symbolic", .group = N_("Attention"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_waves,
  .examples = examples,
};
