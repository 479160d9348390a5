/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* A frame around a sequence or a picture: ZeroPadding adds it, Cropping takes it away. The option is one number for all sides, or
 * start and end; of a picture: height and width, or top, bottom, left, right. */
typedef struct {
  VslInts sides;
} VslFrameConfig;

#define VSL_FRAME_ROW(NAME, TITLE, HELP, DEF, UNIT)                                                                                        \
  { .name = NAME, .title = TITLE, .help = HELP, .type = VSL_PROP_INTS, .offset = G_STRUCT_OFFSET (VslFrameConfig, sides), .count = 0,      \
    .def_text = DEF, .min = 0, .max = 65536, .ui_min = 0, .ui_max = 32, .step = 1, .unit = UNIT }

gboolean vsl_layer_pad_plan_1d (VslLayerPlan *plan, const char **remedy, GError **error);
gboolean vsl_layer_pad_plan_2d (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_pad_forward (const VslCall *call);
void vsl_layer_pad_backward (const VslCall *call);
gboolean vsl_layer_crop_plan_1d (VslLayerPlan *plan, const char **remedy, GError **error);
gboolean vsl_layer_crop_plan_2d (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_crop_forward (const VslCall *call);
void vsl_layer_crop_backward (const VslCall *call);

G_END_DECLS
