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
/* What can be chosen for one weight of a layer; its rows are VSL_ROWS_WEIGHT. A Config has one a weight: VslWeightOptions kernel, bias; */
typedef struct {
  VslObject initializer;       /* of the family "initializer" */
  VslPenalty regularizer;
  VslObject constraint;        /* of the family "constraint", or none */
} VslWeightOptions;
/* Rows "NAME_initializer", "NAME_regularizer", "NAME_constraint" of the member `weight` of the config struct S; def: GLOROT_UNIFORM …
 * without VSL_INIT_. */
#define VSL_ROWS_WEIGHT(S, weight, def_, title_init, title_penalty, title_constraint)                                                       \
  { .name = #weight "_initializer", .title = title_init, .help = N_("What these weights are before training begins."),                     \
    .type = VSL_PROP_OBJECT, .offset = G_STRUCT_OFFSET (S, weight.initializer), .registry = "initializer",                                  \
    .def_text = VSL_INIT_TEXT_##def_, .flags = VSL_PROP_ADVANCED },                                                                        \
  { .name = #weight "_regularizer", .title = title_penalty, .type = VSL_PROP_PENALTY, .min = 0, .max = 1e6,                                 \
    .help = N_("Holds these weights small, which can help against learning by heart; none by default."),                                   \
    .offset = G_STRUCT_OFFSET (S, weight.regularizer), .flags = VSL_PROP_ADVANCED },                                                       \
  { .name = #weight "_constraint", .title = title_constraint, .type = VSL_PROP_OBJECT, .registry = "constraint",                            \
    .help = N_("A limit that these weights are brought back to after each step; none by default."),                                        \
    .offset = G_STRUCT_OFFSET (S, weight.constraint), .flags = VSL_PROP_ADVANCED | VSL_PROP_NULLABLE }
#define VSL_INIT_TEXT_ZEROS "\"zeros\""
#define VSL_INIT_TEXT_ONES "\"ones\""
#define VSL_INIT_TEXT_GLOROT_UNIFORM "\"glorot_uniform\""
#define VSL_INIT_TEXT_RANDOM_NORMAL "\"random_normal\""
#define VSL_INIT_TEXT_RANDOM_UNIFORM "\"random_uniform\""
#define VSL_INIT_TEXT_ORTHOGONAL "\"orthogonal\""
#define VSL_ROWS_KERNEL(S)                                                                                                                 \
  VSL_ROWS_WEIGHT (S, kernel, GLOROT_UNIFORM, N_("Kernel initializer"), N_("Kernel regularizer"), N_("Kernel constraint"))
#define VSL_ROWS_BIAS(S) VSL_ROWS_WEIGHT (S, bias, ZEROS, N_("Bias initializer"), N_("Bias regularizer"), N_("Bias constraint"))
#define VSL_ROWS_GAMMA(S) VSL_ROWS_WEIGHT (S, gamma, ONES, N_("Gamma initializer"), N_("Gamma regularizer"), N_("Gamma constraint"))
#define VSL_ROWS_BETA(S) VSL_ROWS_WEIGHT (S, beta, ZEROS, N_("Beta initializer"), N_("Beta regularizer"), N_("Beta constraint"))
#define VSL_ROWS_RECURRENT(S)                                                                                                              \
  VSL_ROWS_WEIGHT (S, recurrent, ORTHOGONAL, N_("Recurrent initializer"), N_("Recurrent regularizer"), N_("Recurrent constraint"))
#define VSL_ROW_PADDING(S)                                                                                                                 \
  VSL_ENUM (S, padding, N_("Padding"),                                                                                                      \
            N_("valid: windows stay inside the picture, which shrinks; same: the border is filled up, so the size stays."),                \
            vsl_padding_names, VSL_PADDING_VALID)

/* Shapes. Messages are in plain words and carry VSL_ERROR_SHAPE. */
gboolean vsl_layer_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);     /* always FALSE */
gboolean vsl_layer_need_inputs (const VslLayerPlan *plan, GError **error);                  /* shapes and their number make sense */
gboolean vsl_layer_need_picture (const VslLayerPlan *plan, GError **error);                 /* height × width × channels */
gboolean vsl_layer_need_sequence (const VslLayerPlan *plan, GError **error);                /* steps × features */
gboolean vsl_layer_set_output (VslLayerPlan *plan, VslShape shape, GError **error);
/* Keras counts the batch as axis 0: 1 is the first of a sample's axes, -1 the last. *out is the sample's axis. */
gboolean vsl_layer_axis (gint64 axis, int rank, int *out, GError **error);
/* Output length and padding before of one axis; *out < 1: the window does not fit. */
void vsl_layer_window (int padding, gint64 length, gint64 kernel, gint64 stride, gint64 dilation, gint64 *out, gint64 *before);
/* Adds a weight with what was chosen for it; returns its index. */
int vsl_layer_weight (VslLayerPlan *plan, const char *name, const VslWeightOptions *options, VslShape shape);
/* Adds a statistic that forward changes and the optimizer does not (moving_mean); init: VSL_INIT_ZEROS, VSL_INIT_ONES. */
int vsl_layer_state (VslLayerPlan *plan, const char *name, VslInit init, VslShape shape);
/* Adds a parameter without options of its own; returns its index. */
int vsl_layer_param (VslLayerPlan *plan, const char *name, int init, VslPenalty penalty, VslShape shape);
/* The mask goes through unchanged: in plan(), and in forward(). */
void vsl_layer_plan_mask (VslLayerPlan *plan);
void vsl_layer_pass_mask (const VslCall *call);
/* vsl-layer-examples.c: the example_norms of any layer that does not mix examples. */
void vsl_layer_example_norms (const VslCall *call, double *sq);
double vsl_sum_squares (const VslReal *v, gsize n);
double vsl_dot_products (const VslReal *a, const VslReal *b, gsize n);
/* dx = dy or dx += dy, of count values. */
void vsl_layer_pass_back (const VslCall *call, int input, const VslReal *dy, gint64 count);

G_END_DECLS
