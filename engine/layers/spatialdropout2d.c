/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-noise.h"

static const VslProp props[] = {
  VSL_REAL (VslNoiseConfig, rate, N_("Rate"), N_("The share of channels that is left out at random in training; each is left out as a whole."), 0.5,
            0, 1, .ui_min = 0, .ui_max = 0.9, .step = 0.05),
  VSL_PROPS_END
};

VSL_NOISE_FUNCTIONS (VSL_NOISE_CHANNELS, 3)

static const double example[] = { 1, -2, 3 };
static const VslLayerExample examples[] = {
  { .in = { { 3, { 3, 1, 1 } } }, .x = example, .y = example },
  { .config = "{\"rate\": 0.25}", .in = { { 3, { 3, 4, 17 } } } },
  { .config = "{\"rate\": 0}", .in = { { 3, { 2, 4, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_spatialdropout2d = {
  .head = { .name = "SpatialDropout2D", .title = N_("SpatialDropout2D"), .summary = N_("Leaves out whole channels of a picture at random in training."),
            .icon = "vsl-layer-spatialdropout2d-symbolic", .group = N_("Core"), .config_size = sizeof (VslNoiseConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_IN_PLACE | VSL_LAYER_RANDOM,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_identity,
  .examples = examples,
};
