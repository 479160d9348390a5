/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* Layers that multiply values by random factors in training: Dropout and its relatives. The factors are kept for the backward
 * pass. given[0], where a test gives it, is used instead: as many values as there are factors. */
typedef struct {
  double rate;
} VslNoiseConfig;

typedef enum {
  VSL_NOISE_VALUES,        /* Dropout: 0 or 1 / (1 - rate), each value its own */
  VSL_NOISE_CHANNELS,      /* SpatialDropout: one factor a channel */
  VSL_NOISE_GAUSSIAN,      /* GaussianDropout: normal around 1 with variance rate / (1 - rate) */
} VslNoise;

/* rank: of the input, 0: any */
gboolean vsl_layer_noise_plan (VslLayerPlan *plan, VslNoise noise, int rank, GError **error);
void vsl_layer_noise_forward (const VslCall *call, VslNoise noise);
void vsl_layer_noise_backward (const VslCall *call, VslNoise noise);

/* One file a class. */
#define VSL_NOISE_FUNCTIONS(NOISE, RANK)                                                                                                   \
  static gboolean plan (VslLayerPlan *plan, const char **remedy, GError **error) { return vsl_layer_noise_plan (plan, NOISE, RANK, error); } \
  static void forward (const VslCall *call) { vsl_layer_noise_forward (call, NOISE); }                                                      \
  static void backward (const VslCall *call) { vsl_layer_noise_backward (call, NOISE); }

G_END_DECLS
