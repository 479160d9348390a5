/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "export/vsl-exporter.h"

G_BEGIN_DECLS

/* An ONNX graph under construction, as the `onnx` hook of a layer sees it: a hook asks for its inputs in the layout that it
 * wants, adds operators and constants, and says which name is its output. Names that are returned are owned by the builder. */

#define VSL_ONNX_OPSET 13
#define VSL_ONNX_IR_VERSION 7

/* Our values are NHWC; ONNX's convolutions and poolings want NCHW. A value is kept in the layouts that somebody has made
 * or asked for, so transposes that would cancel each other are never written. */
typedef enum {
  VSL_ONNX_PLAIN,            /* the engine's: batch, height, width, channels; the only one for other than three axes */
  VSL_ONNX_CHANNELS_FIRST,   /* batch, channels, height, width */
} VslOnnxLayout;

/* ---- for hooks ---- */
const char *vsl_onnx_input (VslOnnx *onnx, int i, VslOnnxLayout layout);
/* The layout in which input i exists already: what elementwise layers take. */
VslOnnxLayout vsl_onnx_input_layout (VslOnnx *onnx, int i);
void vsl_onnx_set_output (VslOnnx *onnx, VslOnnxLayout layout, const char *name);

/* The same for another output than the first, of layers that have several. */
void vsl_onnx_set_output_at (VslOnnx *onnx, int output, VslOnnxLayout layout, const char *name);
/* Masks: float [batch, first axis] of 0 and 1; NULL: none. A mask that goes through unchanged (vsl_layer_plan_mask) does so by itself. */
const char *vsl_onnx_input_mask (VslOnnx *onnx, int i);
void vsl_onnx_set_output_mask (VslOnnx *onnx, const char *name);

/* Adds an operator with the given inputs (strings, NULL ends; "" leaves one out); returns the name of its output. */
const char *vsl_onnx_op (VslOnnx *onnx, const char *op_type, ...) G_GNUC_NULL_TERMINATED;
/* One more output of the operator added last (LSTM has three); its name. */
const char *vsl_onnx_more_output (VslOnnx *onnx);
/* Attributes of the operator added last. */
void vsl_onnx_int (VslOnnx *onnx, const char *name, gint64 value);
void vsl_onnx_ints (VslOnnx *onnx, const char *name, int n, const gint64 *values);
void vsl_onnx_real (VslOnnx *onnx, const char *name, double value);

/* Constants. vsl_onnx_tensor takes data (g_malloc). */
const char *vsl_onnx_tensor (VslOnnx *onnx, const char *label, int rank, const gint64 *dims, float *data);
const char *vsl_onnx_vector (VslOnnx *onnx, const char *label, const double *values, int n);
const char *vsl_onnx_scalar (VslOnnx *onnx, double value);
const char *vsl_onnx_doubles (VslOnnx *onnx, const char *label, const double *values, int n);
const char *vsl_onnx_int64s (VslOnnx *onnx, const char *label, const gint64 *values, int n);
/* The number of a weight by its name ("kernel"), -1: the layer has none. */
int vsl_onnx_find_weight (VslOnnx *onnx, const char *name);
/* Weight k of the layer as it is; NULL when the layer has no such weight. */
const char *vsl_onnx_weight (VslOnnx *onnx, int k);
const VslParam *vsl_onnx_param (VslOnnx *onnx, int k, const VslReal **data);
/* Weight k with its axes in another order (as NumPy's transpose), of up to 4. */
const char *vsl_onnx_weight_transposed (VslOnnx *onnx, int k, const int *order);

/* What white is in the raw scans: 255 or 65535, by the depth of the stored type. */
double vsl_onnx_raw_max (const VslOnnx *onnx);
gboolean vsl_onnx_raw_open (const VslOnnx *onnx);
/* A Rescaling was written: a second one by bit depth would find white at 1. */
void vsl_onnx_rescaled (VslOnnx *onnx);

/* One activation on a value; layout says where its channels are. */
const char *vsl_onnx_activate (VslOnnx *onnx, VslActivation activation, const char *x, VslOnnxLayout layout, int rank);

/* Options of a layer by name, from its property table. */
gint64 vsl_onnx_option_int (const VslLayerPlan *plan, const char *name, int index, gint64 missing);
double vsl_onnx_option_real (const VslLayerPlan *plan, const char *name, double missing);
char *vsl_onnx_option_text (const VslLayerPlan *plan, const char *name);      /* owned; "" when missing */

/* ---- for the exporter ---- */
VslOnnx *vsl_onnx_new (const VslExportInput *input);
void vsl_onnx_free (VslOnnx *onnx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslOnnx, vsl_onnx_free)
/* Starts a layer (or a step of the preprocessing, node is then the Input): its inputs are values made before. */
void vsl_onnx_begin (VslOnnx *onnx, int node, const char *label, const int *inputs, int n_inputs);
/* Ends it; the output becomes a value of that shape, whose number is returned; -1: the hook set no output. */
int vsl_onnx_end (VslOnnx *onnx, const VslShape *shape);
int vsl_onnx_end_at (VslOnnx *onnx, int output, const VslShape *shape);
/* Copies value -> the output of the layer under way, for steps that do nothing. */
void vsl_onnx_pass (VslOnnx *onnx);
/* Declares a graph input; dim 0 is free and gets the name of axis_names. Returns the value's number. */
int vsl_onnx_declare_input (VslOnnx *onnx, const char *name, const char *doc, const VslShape *shape, const char *const *axis_names);
void vsl_onnx_declare_output (VslOnnx *onnx, const char *name, const char *doc, int value);
void vsl_onnx_metadata (VslOnnx *onnx, const char *key, const char *value);
gsize vsl_onnx_bytes (const VslOnnx *onnx);           /* of all constants so far */
GBytes *vsl_onnx_finish (VslOnnx *onnx, const char *name, const char *doc);

G_END_DECLS
