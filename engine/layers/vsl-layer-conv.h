/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* Options of all convolutions, over pictures (height × width × channels) and sequences (time × channels), which are pictures
 * of one row to the kernels. A class lists the rows that Keras has there; what it does not list is zero. */
typedef struct {
  gint64 filters, depth_multiplier, groups;
  VslInts kernel_size, strides, dilation_rate, output_padding;     /* one number each for sequences, two for pictures */
  int padding, activation;
  gboolean use_bias;
  VslWeightOptions kernel, depthwise, pointwise, bias;
} VslConvConfig;

extern const char *const vsl_causal_padding_names[];               /* "valid", "same", "causal" */
enum { VSL_PADDING_CAUSAL = VSL_PADDING_SAME + 1 };

#define VSL_ROW_FILTERS                                                                                                                     \
  VSL_INT (VslConvConfig, filters, N_("Filters"),                                                                                           \
           N_("How many different patterns the layer learns to see; each gives one channel of the result."), 32, 1, 65536, .ui_min = 1,     \
           .ui_max = 512, .step = 1)
#define VSL_ROW_KERNEL_2D                                                                                                                  \
  VSL_INTS (VslConvConfig, kernel_size, N_("Kernel size"), N_("Height and width of the window that slides over the picture."), 2, "3,3", 1, \
            1024, .ui_min = 1, .ui_max = 11, .step = 1, .unit = N_("pixels"))
#define VSL_ROW_KERNEL_1D                                                                                                                  \
  VSL_INTS (VslConvConfig, kernel_size, N_("Kernel size"), N_("How many steps the window that slides along the sequence sees at once."), 1, \
            "3", 1, 65536, .ui_min = 1, .ui_max = 15, .step = 1, .unit = N_("steps"))
#define VSL_ROW_STRIDES_2D                                                                                                                 \
  VSL_INTS (VslConvConfig, strides, N_("Strides"), N_("By how many pixels the window moves; 2 halves the picture."), 2, "1,1", 1, 1024,     \
            .ui_min = 1, .ui_max = 4, .step = 1, .unit = N_("pixels"))
#define VSL_ROW_STRIDES_1D                                                                                                                 \
  VSL_INTS (VslConvConfig, strides, N_("Strides"), N_("By how many steps the window moves; 2 halves the sequence."), 1, "1", 1, 65536,      \
            .ui_min = 1, .ui_max = 4, .step = 1, .unit = N_("steps"))
#define VSL_ROW_DILATION_2D                                                                                                                \
  VSL_INTS (VslConvConfig, dilation_rate, N_("Dilation rate"),                                                                             \
            N_("Distance between the pixels that the window looks at; 2 sees twice as far with the same weights."), 2, "1,1", 1, 1024,      \
            .ui_min = 1, .ui_max = 8, .step = 1, .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_DILATION_1D                                                                                                                \
  VSL_INTS (VslConvConfig, dilation_rate, N_("Dilation rate"),                                                                             \
            N_("Distance between the steps that the window looks at; 2 sees twice as far with the same weights."), 1, "1", 1, 65536,        \
            .ui_min = 1, .ui_max = 32, .step = 1, .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_PADDING_1D                                                                                                                 \
  VSL_ENUM (VslConvConfig, padding, N_("Padding"),                                                                                         \
            N_("valid: windows stay inside the sequence, which shrinks; same: the ends are filled up, so the length stays."),               \
            vsl_padding_names, VSL_PADDING_VALID)
#define VSL_ROW_GROUPS                                                                                                                     \
  VSL_INT (VslConvConfig, groups, N_("Groups"),                                                                                            \
           N_("Splits the channels into groups that are looked at separately; must divide channels and filters."), 1, 1, 65536,             \
           .ui_min = 1, .ui_max = 64, .step = 1, .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_MULTIPLIER                                                                                                                 \
  VSL_INT (VslConvConfig, depth_multiplier, N_("Depth multiplier"),                                                                        \
           N_("How many patterns are sought in each channel; the result has that many times the channels."), 1, 1, 4096, .ui_min = 1,       \
           .ui_max = 8, .step = 1)
#define VSL_ROWS_DEPTHWISE                                                                                                                 \
  VSL_ROWS_WEIGHT (VslConvConfig, depthwise, GLOROT_UNIFORM, N_("Depthwise initializer"), N_("Depthwise regularizer"), N_("Depthwise constraint"))
#define VSL_ROWS_POINTWISE                                                                                                                 \
  VSL_ROWS_WEIGHT (VslConvConfig, pointwise, GLOROT_UNIFORM, N_("Pointwise initializer"), N_("Pointwise regularizer"), N_("Pointwise constraint"))

/* What the families share. plan->config is a VslConvConfig. */
gboolean vsl_layer_conv_input (const VslLayerPlan *plan, GError **error);      /* a picture or a sequence, and legal options */
gboolean vsl_layer_conv_output (VslLayerPlan *plan, gint64 channels, GError **error);
/* A kernel shape: kernel_size and two more lengths; FALSE when it is too large. */
gboolean vsl_layer_conv_kernel (const VslLayerPlan *plan, gint64 a, gint64 b, VslShape *shape, GError **error);
/* Maps, windows and padding from in[0] to out[0]; c, filters and groups are the caller's. */
VslConv vsl_layer_conv_geometry (const VslLayerPlan *plan);
gint64 vsl_layer_conv_places (const VslShape *shape);                          /* pixels of a picture, steps of a sequence */

gboolean vsl_layer_conv_plan (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_conv_forward (const VslCall *call);
void vsl_layer_conv_forward_end (const VslCall *call, const VslConvEnd *end);
void vsl_layer_conv_backward (const VslCall *call);

gboolean vsl_layer_transpose_plan (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_transpose_forward (const VslCall *call);
void vsl_layer_transpose_backward (const VslCall *call);

gboolean vsl_layer_depthwise_plan (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_depthwise_forward (const VslCall *call);
void vsl_layer_depthwise_backward (const VslCall *call);

gboolean vsl_layer_separable_plan (VslLayerPlan *plan, const char **remedy, GError **error);
void vsl_layer_separable_forward (const VslCall *call);
void vsl_layer_separable_backward (const VslCall *call);

G_END_DECLS
