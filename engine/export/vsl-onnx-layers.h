/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* The `onnx` hooks of the layer classes. A hook writes the layer without its `activation` option, which the exporter adds. */
gboolean vsl_onnx_identity (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);          /* Dropout, Activation */
gboolean vsl_onnx_conv (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);              /* Conv1D, Conv2D */
gboolean vsl_onnx_transposed_convolution (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_depthwise_convolution (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_separable_convolution (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_reshape (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);           /* Flatten, Reshape */
gboolean vsl_onnx_dense (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_batch_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_layer_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_group_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_unit_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_resizing (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_resizing_any_size (const VslLayerPlan *plan);
gboolean vsl_onnx_rescaling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_color_mode (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
/* onnx-pooling.c, onnx-merge.c, onnx-reorder.c, onnx-functions.c */
gboolean vsl_onnx_max_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_average_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_global_average_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_global_max_pooling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_add (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_subtract (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_average (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_multiply (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_maximum (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_minimum (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_concatenate (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_dot (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_pad (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_crop (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_upsampling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_repeat_vector (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_permute (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_relu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_leaky_relu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_elu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_prelu (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_masking (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_normalization (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_softmax (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
/* onnx-recurrent.c, onnx-sequence.c */
gboolean vsl_onnx_recurrent (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);         /* LSTM, GRU, SimpleRNN */
gboolean vsl_onnx_bidirectional (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_embedding (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_attention (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_time_distributed (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
/* onnx-table.c: not a layer's hook, but all steps of an Input that takes rows. */
void vsl_onnx_columns (VslOnnx *onnx, const VslNode *input);
/* Pictures of another size, by products with constants. */
struct _VslResample;
void vsl_onnx_resample (VslOnnx *onnx, const struct _VslResample *r);
/* onnx-position.c */
gboolean vsl_onnx_positions (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);
gboolean vsl_onnx_waves (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);

G_END_DECLS
