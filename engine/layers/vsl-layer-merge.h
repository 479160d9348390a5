/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* The layers that join inputs value by value: Add, Subtract, Multiply, Average, Maximum, Minimum. Shapes may differ as in Keras:
 * missing axes stand in front, and axes of length 1 repeat. */
typedef enum { VSL_MERGE_ADD, VSL_MERGE_SUBTRACT, VSL_MERGE_AVERAGE, VSL_MERGE_MULTIPLY, VSL_MERGE_MAXIMUM, VSL_MERGE_MINIMUM } VslMerge;

gboolean vsl_layer_merge_plan (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_merge_forward (const VslCall *call, VslMerge merge);
void vsl_layer_merge_backward (const VslCall *call, VslMerge merge);

/* One file a class: its forward and backward pass. */
#define VSL_MERGE_FUNCTIONS(MERGE)                                                                                                         \
  static void forward (const VslCall *call) { vsl_layer_merge_forward (call, MERGE); }                                                      \
  static void backward (const VslCall *call) { vsl_layer_merge_backward (call, MERGE); }

G_END_DECLS
