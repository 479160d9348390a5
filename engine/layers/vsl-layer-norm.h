/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* Layers that normalise each sample along some of its axes (LayerNormalization, UnitNormalization). The places that are normalised
 * together make a row; rows that do not lie in one piece are gathered and put back. */
typedef struct {
  VslInts axis;
  double epsilon;
  gboolean center, scale, rms_scaling;
  VslWeightOptions gamma, beta;
} VslNormConfig;

#define VSL_ROW_NORM_AXES                                                                                                                  \
  VSL_INTS (VslNormConfig, axis, N_("Axes"), N_("The axes along which the values are brought to a common scale; -1 is the last."), 0, "-1", \
            -VSL_MAX_RANK, VSL_MAX_RANK, .flags = VSL_PROP_ADVANCED)

/* Sets the output and books what the two functions below need; *weights: the shape of gamma. */
gboolean vsl_layer_norm_plan (VslLayerPlan *plan, const VslInts *axes, VslShape *weights, GError **error);
void vsl_layer_norm_forward (const VslCall *call, VslRowNorm norm, double epsilon, const VslReal *gamma, const VslReal *beta);
void vsl_layer_norm_backward (const VslCall *call, VslRowNorm norm, const VslReal *gamma, VslReal *dgamma, VslReal *dbeta);

G_END_DECLS
