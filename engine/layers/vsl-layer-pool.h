/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* Pooling over windows. A sequence [time, features] is a picture of one line. */
typedef struct {
  VslInts pool_size, strides;            /* two numbers, or one for sequences */
  int padding;
} VslPoolConfig;

#define VSL_POOL_ROWS(COUNT, DEF, HELP_SIZE, HELP_STRIDES, UNIT)                                                                           \
  VSL_INTS (VslPoolConfig, pool_size, N_("Pool size"), HELP_SIZE, COUNT, DEF, 1, 65536, .ui_min = 1, .ui_max = 8, .step = 1,               \
            .unit = UNIT),                                                                                                                 \
  VSL_INTS (VslPoolConfig, strides, N_("Strides"), HELP_STRIDES, COUNT, "", 1, 65536, .ui_min = 1, .ui_max = 8, .step = 1, .unit = UNIT,   \
            .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED)

gboolean vsl_layer_max_pool_plan (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_max_pool_forward (const VslCall *call);
void vsl_layer_max_pool_backward (const VslCall *call);
gboolean vsl_layer_average_pool_plan (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_average_pool_forward (const VslCall *call);
void vsl_layer_average_pool_backward (const VslCall *call);

/* Pooling over everything but the channels: sequences and pictures. */
typedef struct {
  gboolean keepdims;
} VslGlobalPoolConfig;

gboolean vsl_layer_global_plan_1d (VslLayerPlan *plan, const char **remedy, GError **error);
gboolean vsl_layer_global_plan_2d (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_global_average_forward (const VslCall *call);     /* of the places whose mask holds */
void vsl_layer_global_average_backward (const VslCall *call);
void vsl_layer_global_max_forward (const VslCall *call);         /* needs VSL_LAYER_NEEDS_X and _NEEDS_Y */
void vsl_layer_global_max_backward (const VslCall *call);

G_END_DECLS
