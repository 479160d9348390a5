/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "graph/vsl-layer.h"
#include "kernels/vsl-conv.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

G_BEGIN_DECLS

/* Option rows that many layers share. */
extern const char *const vsl_padding_names[];            /* "valid", "same" */
enum { VSL_PADDING_VALID, VSL_PADDING_SAME };

#define VSL_ROW_ACTIVATION(S)                                                                                                              \
  VSL_ENUM (S, activation, N_("Activation"),                                                                                               \
            N_("The function that each result passes through; relu suits most hidden layers, softmax or sigmoid the last one."),           \
            vsl_activation_names, VSL_ACT_LINEAR)
#define VSL_ROW_USE_BIAS(S)                                                                                                                \
  VSL_BOOL (S, use_bias, N_("Use bias"), N_("Adds one learned number to each result."), TRUE, .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_INIT(S, field, title, help, def) VSL_ENUM (S, field, title, help, vsl_init_names, def, .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_KERNEL_INIT(S)                                                                                                             \
  VSL_ROW_INIT (S, kernel_initializer, N_("Kernel initializer"), N_("How the weights are drawn before training begins."),                    \
                VSL_INIT_GLOROT_UNIFORM)
#define VSL_ROW_BIAS_INIT(S)                                                                                                               \
  VSL_ROW_INIT (S, bias_initializer, N_("Bias initializer"), N_("What the bias is before training begins."), VSL_INIT_ZEROS)
#define VSL_ROW_KERNEL_PENALTY(S)                                                                                                          \
  VSL_PENALTY (S, kernel_regularizer, N_("Kernel regularizer"),                                                                            \
               N_("Holds the weights small, which can help against learning by heart; none by default."), .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_BIAS_PENALTY(S)                                                                                                            \
  VSL_PENALTY (S, bias_regularizer, N_("Bias regularizer"), N_("Holds the bias small; none by default."), .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_PADDING(S)                                                                                                                 \
  VSL_ENUM (S, padding, N_("Padding"),                                                                                                      \
            N_("valid: windows stay inside the picture, which shrinks; same: the border is filled up, so the size stays."),                \
            vsl_padding_names, VSL_PADDING_VALID)

/* Shapes. Messages are in plain words and carry VSL_ERROR_SHAPE. */
gboolean vsl_layer_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);     /* always FALSE */
gboolean vsl_layer_need_inputs (const VslLayerPlan *plan, GError **error);                  /* shapes and their number make sense */
gboolean vsl_layer_need_picture (const VslLayerPlan *plan, GError **error);                 /* height × width × channels */
gboolean vsl_layer_set_output (VslLayerPlan *plan, VslShape shape, GError **error);
/* Keras counts the batch as axis 0: 1 is the first of a sample's axes, -1 the last. *out is the sample's axis. */
gboolean vsl_layer_axis (gint64 axis, int rank, int *out, GError **error);
/* Output length and padding before of one axis; *out < 1: the window does not fit. */
void vsl_layer_window (int padding, gint64 length, gint64 kernel, gint64 stride, gint64 dilation, gint64 *out, gint64 *before);
/* Adds a parameter; returns its index. */
int vsl_layer_param (VslLayerPlan *plan, const char *name, int init, VslPenalty penalty, VslShape shape);
/* The mask goes through unchanged: in plan(), and in forward(). */
void vsl_layer_plan_mask (VslLayerPlan *plan);
void vsl_layer_pass_mask (const VslCall *call);
/* dx = dy or dx += dy, of count values. */
void vsl_layer_pass_back (const VslCall *call, int input, const VslReal *dy, gint64 count);

/* Two-dimensional pooling: shared by the maximum and the average. */
typedef struct {
  VslInts pool_size, strides;
  int padding;
} VslPoolConfig;
gboolean vsl_layer_pool_plan (VslLayerPlan *plan, GError **error);
VslPool vsl_layer_pool (const VslLayerPlan *plan);

/* Merging of inputs that are equal or repeat along axes of length 1. */
gboolean vsl_layer_merge_plan (VslLayerPlan *plan, GError **error);
gboolean vsl_layer_merge_simple (const VslLayerPlan *plan, int input);     /* no repetition */
/* Index into input's sample of value i of the output's sample. */
gint64 vsl_layer_merge_index (const VslLayerPlan *plan, int input, gint64 i);

G_END_DECLS
