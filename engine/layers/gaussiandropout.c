/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-noise.h"

static const VslProp props[] = {
  VSL_REAL (VslNoiseConfig, rate, N_("Rate"), N_("How strong the noise is: each value is multiplied by a random number around 1, of the same spread as dropout at this rate."), 0.5,
            0, 0.9999, .ui_min = 0, .ui_max = 0.9, .step = 0.05),
  VSL_PROPS_END
};

VSL_NOISE_FUNCTIONS (VSL_NOISE_GAUSSIAN, 0)

static const double example[] = { 1, -2, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 1, { 3 } } }, .x = example, .y = example },
  { .config = "{\"rate\": 0.25}", .in = { { 3, { 3, 4, 5 } } } },
  { .config = "{\"rate\": 0}", .in = { { 1, { 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_gaussiandropout = {
  .head = { .name = "GaussianDropout", .title = N_("GaussianDropout"), .summary = N_("Multiplies values by random numbers around 1 in training; a gentler dropout."),
            .icon = "vsl-layer-gaussiandropout-symbolic", .group = N_("Core"), .config_size = sizeof (VslNoiseConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_IN_PLACE | VSL_LAYER_RANDOM,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_identity,
  .examples = examples,
};
