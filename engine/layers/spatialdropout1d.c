/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-noise.h"

static const VslProp props[] = {
  VSL_REAL (VslNoiseConfig, rate, N_("Rate"), N_("The share of features that is left out at random in training; each is left out for all steps of a sequence."), 0.5,
            0, 1, .ui_min = 0, .ui_max = 0.9, .step = 0.05),
  VSL_PROPS_END
};

VSL_NOISE_FUNCTIONS (VSL_NOISE_CHANNELS, 2)

static const double example[] = { 1, -2, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 2, { 3, 1 } } }, .x = example, .y = example },
  { .config = "{\"rate\": 0.25}", .in = { { 2, { 7, 9 } } } },
  { .config = "{\"rate\": 0}", .in = { { 2, { 4, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_spatialdropout1d = {
  .head = { .name = "SpatialDropout1D", .title = N_("SpatialDropout1D"), .summary = N_("Leaves out whole features of a sequence at random in training."),
            .icon = "vsl-layer-spatialdropout1d-symbolic", .group = N_("Core"), .config_size = sizeof (VslNoiseConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_IN_PLACE | VSL_LAYER_RANDOM,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_identity,
  .examples = examples,
};
