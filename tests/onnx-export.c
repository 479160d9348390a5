/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each layer that has a form in ONNX, and each template, is exported and read back by our own reader. With VESALIUS_ONNX_DIR
 * the files and what the engine gave are left there for onnxruntime (tests/onnx/). */
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "data/vsl-prepare.h"
#include "export/vsl-exporter.h"
#include "export/vsl-onnx-run.h"
#include "graph/vsl-plan.h"
#include "graph/vsl-template.h"
#include "onnx-walk.h"

#define N_SCANS 3
#define TOLERANCE 1e-5

typedef struct {
  const char *name;
  int h, w, c;                   /* of the raw scans */
  VslPixelType type;
  const char *preprocessing;     /* JSON list */
  int in_h, in_w, in_c;
  const char *layers;            /* JSON objects after the Input "scan" */
} Case;

#define DEPTH "[{\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]"
#define SIGNED "[{\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\", \"offset\": -0.5}}]"
#define SEQUENCE(shape) NODE ("s", "Reshape", "\"target_shape\": [" shape "]", "\"scan\"")
#define NODE(id, type, config, inputs) "{\"id\": \"" id "\", \"type\": \"" type "\", \"config\": {" config "}, \"inputs\": [" inputs "]}"
#define CONV(id, config, inputs) NODE (id, "Conv2D", "\"filters\": 4, " config, inputs)

#define ROWS NODE ("r", "Reshape", "\"target_shape\": [9, 8]", "\"scan\"")

static const Case cases[] = {
  { "conv-valid", 9, 8, 2, VSL_PIXEL_U8, DEPTH, 9, 8, 2, CONV ("y", "\"kernel_size\": [3, 2]", "\"scan\"") },
  { "conv-same-strides", 9, 8, 1, VSL_PIXEL_U16, DEPTH, 9, 8, 1,
    CONV ("y", "\"kernel_size\": [4, 3], \"strides\": [2, 3], \"padding\": \"same\", \"activation\": \"relu\"", "\"scan\"") },
  { "signed-range", 5, 4, 1, VSL_PIXEL_S16, "[{\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\", \"low\": -30000, \"high\": 31000, \"offset\": -0.5}}]",
    5, 4, 1, CONV ("y", "\"kernel_size\": [3, 2]", "\"scan\"") },
  { "conv-dilation", 11, 10, 2, VSL_PIXEL_U8, DEPTH, 11, 10, 2,
    CONV ("y", "\"kernel_size\": [3, 3], \"dilation_rate\": [2, 3], \"padding\": \"same\", \"use_bias\": false", "\"scan\"") },
  { "conv-groups", 6, 7, 4, VSL_PIXEL_U8, DEPTH, 6, 7, 4, CONV ("y", "\"kernel_size\": [3, 3], \"groups\": 2", "\"scan\"") },
  { "transposed-same", 5, 6, 2, VSL_PIXEL_U8, DEPTH, 5, 6, 2,
    NODE ("y", "Conv2DTranspose", "\"filters\": 3, \"kernel_size\": [3, 4], \"strides\": [2, 3], \"padding\": \"same\"", "\"scan\"") },
  { "transposed-valid", 5, 6, 2, VSL_PIXEL_U8, DEPTH, 5, 6, 2,
    NODE ("y", "Conv2DTranspose", "\"filters\": 3, \"kernel_size\": [3, 5], \"strides\": [2, 1]", "\"scan\"") },
  { "transposed-gaps", 5, 4, 2, VSL_PIXEL_U8, DEPTH, 5, 4, 2,
    NODE ("y", "Conv2DTranspose", "\"filters\": 3, \"kernel_size\": [1, 2], \"strides\": [3, 3], \"padding\": \"same\"", "\"scan\"") },
  { "transposed-gaps-valid", 5, 4, 2, VSL_PIXEL_U8, DEPTH, 5, 4, 2,
    NODE ("y", "Conv2DTranspose", "\"filters\": 3, \"kernel_size\": [1, 2], \"strides\": [3, 3]", "\"scan\"") },
  { "conv-depthwise-groups", 6, 7, 4, VSL_PIXEL_U8, DEPTH, 6, 7, 4, CONV ("y", "\"groups\": 4, \"dilation_rate\": 2, \"padding\": \"same\"", "\"scan\"") },
  { "transposed-output-padding", 4, 5, 2, VSL_PIXEL_U8, DEPTH, 4, 5, 2,
    NODE ("y", "Conv2DTranspose", "\"filters\": 3, \"kernel_size\": [3, 4], \"strides\": [2, 3], \"output_padding\": [1, 2], \"padding\": \"same\"", "\"scan\"") },
  { "transposed-dilation", 4, 5, 2, VSL_PIXEL_U8, DEPTH, 4, 5, 2,
    NODE ("y", "Conv2DTranspose", "\"filters\": 3, \"dilation_rate\": 2, \"padding\": \"same\"", "\"scan\"") },
  { "depthwise", 9, 8, 3, VSL_PIXEL_U8, DEPTH, 9, 8, 3,
    NODE ("y", "DepthwiseConv2D", "\"depth_multiplier\": 2, \"strides\": 2, \"padding\": \"same\", \"activation\": \"relu\"", "\"scan\"") },
  { "separable", 9, 8, 3, VSL_PIXEL_U8, DEPTH, 9, 8, 3,
    NODE ("y", "SeparableConv2D", "\"filters\": 5, \"kernel_size\": [3, 2], \"depth_multiplier\": 2, \"dilation_rate\": [1, 2]", "\"scan\"") },
  { "conv1d-causal", 9, 4, 2, VSL_PIXEL_U8, DEPTH, 9, 4, 2,
    ROWS "," NODE ("y", "Conv1D", "\"filters\": 4, \"padding\": \"causal\", \"dilation_rate\": 2, \"groups\": 2", "\"r\"") },
  { "conv1d-same", 9, 4, 2, VSL_PIXEL_U8, DEPTH, 9, 4, 2,
    ROWS "," NODE ("y", "Conv1D", "\"filters\": 4, \"kernel_size\": 4, \"padding\": \"same\", \"strides\": 2", "\"r\"") },
  { "conv1d-transposed", 9, 4, 2, VSL_PIXEL_U8, DEPTH, 9, 4, 2,
    ROWS "," NODE ("y", "Conv1DTranspose", "\"filters\": 4, \"strides\": 2, \"padding\": \"same\", \"output_padding\": 1", "\"r\"") },
  { "conv1d-depthwise", 9, 4, 2, VSL_PIXEL_U8, DEPTH, 9, 4, 2,
    ROWS "," NODE ("y", "DepthwiseConv1D", "\"padding\": \"same\", \"depth_multiplier\": 2", "\"r\"") },
  { "conv1d-separable", 9, 4, 2, VSL_PIXEL_U8, DEPTH, 9, 4, 2, ROWS "," NODE ("y", "SeparableConv1D", "\"filters\": 3, \"strides\": 2", "\"r\"") },
  { "max-pool", 9, 8, 3, VSL_PIXEL_U16, DEPTH, 9, 8, 3, NODE ("y", "MaxPooling2D", "\"pool_size\": [3, 2], \"strides\": [2, 2], \"padding\": \"same\"", "\"scan\"") },
  { "average-pool", 9, 8, 3, VSL_PIXEL_U8, DEPTH, 9, 8, 3,
    NODE ("y", "AveragePooling2D", "\"pool_size\": [3, 4], \"strides\": [2, 3], \"padding\": \"same\"", "\"scan\"") },
  { "average-pool-valid", 9, 8, 1, VSL_PIXEL_U8, DEPTH, 9, 8, 1, NODE ("y", "AveragePooling2D", "", "\"scan\"") },
  { "global-pool", 7, 6, 3, VSL_PIXEL_U8, DEPTH, 7, 6, 3,
    CONV ("a", "\"kernel_size\": [2, 2]", "\"scan\"") "," NODE ("y", "GlobalAveragePooling2D", "", "\"a\"") },
  { "global-pool-keep", 7, 6, 3, VSL_PIXEL_U8, DEPTH, 7, 6, 3, NODE ("y", "GlobalAveragePooling2D", "\"keepdims\": true", "\"scan\"") },
  { "flatten-order", 5, 4, 1, VSL_PIXEL_U8, DEPTH, 5, 4, 1,
    CONV ("a", "\"kernel_size\": [2, 2], \"activation\": \"tanh\"", "\"scan\"") "," NODE ("f", "Flatten", "", "\"a\"") ","
    NODE ("y", "Dense", "\"units\": 3, \"activation\": \"softmax\"", "\"f\"") },
  { "reshape-dense", 4, 6, 2, VSL_PIXEL_U8, DEPTH, 4, 6, 2,
    NODE ("r", "Reshape", "\"target_shape\": [8, 6]", "\"scan\"") "," NODE ("y", "Dense", "\"units\": 5, \"activation\": \"gelu\"", "\"r\"") },
  { "batch-normalization", 5, 6, 3, VSL_PIXEL_U8, DEPTH, 5, 6, 3,
    CONV ("a", "\"kernel_size\": [2, 2], \"use_bias\": false", "\"scan\"") "," NODE ("y", "BatchNormalization", "\"epsilon\": 0.01", "\"a\"") },
  { "batch-normalization-axis", 5, 6, 3, VSL_PIXEL_U8, DEPTH, 5, 6, 3, NODE ("y", "BatchNormalization", "\"axis\": 1, \"scale\": false", "\"scan\"") },
  { "batch-normalization-flat", 3, 2, 2, VSL_PIXEL_U8, DEPTH, 3, 2, 2,
    NODE ("f", "Flatten", "", "\"scan\"") "," NODE ("y", "BatchNormalization", "\"center\": false", "\"f\"") },
  { "layer-normalization", 5, 6, 3, VSL_PIXEL_U8, DEPTH, 5, 6, 3, CONV ("a", "\"padding\": \"same\"", "\"scan\"") "," NODE ("y", "LayerNormalization", "", "\"a\"") },
  { "layer-normalization-axes", 5, 6, 3, VSL_PIXEL_U8, DEPTH, 5, 6, 3, NODE ("y", "LayerNormalization", "\"axis\": [3, 1], \"epsilon\": 0.01", "\"scan\"") },
  { "layer-normalization-rms", 5, 6, 3, VSL_PIXEL_U8, DEPTH, 5, 6, 3, NODE ("y", "LayerNormalization", "\"axis\": [2, 3], \"rms_scaling\": true", "\"scan\"") },
  { "group-normalization", 5, 6, 4, VSL_PIXEL_U8, DEPTH, 5, 6, 4, NODE ("y", "GroupNormalization", "\"groups\": 2", "\"scan\"") },
  { "group-normalization-axis", 5, 6, 3, VSL_PIXEL_U8, DEPTH, 5, 6, 3,
    NODE ("y", "GroupNormalization", "\"groups\": -1, \"axis\": 2, \"center\": false", "\"scan\"") },
  { "unit-normalization", 5, 6, 3, VSL_PIXEL_U8, DEPTH, 5, 6, 3, NODE ("y", "UnitNormalization", "\"axis\": [1, 3]", "\"scan\"") },
  { "shortcut", 6, 6, 4, VSL_PIXEL_U8, DEPTH, 6, 6, 4,
    CONV ("a", "\"padding\": \"same\"", "\"scan\"") "," NODE ("s", "Add", "", "\"a\", \"scan\"") "," NODE ("y", "Activation", "\"activation\": \"relu\"", "\"s\"") },
  { "concatenate-channels", 6, 6, 4, VSL_PIXEL_U8, DEPTH, 6, 6, 4,
    CONV ("a", "\"padding\": \"same\"", "\"scan\"") "," CONV ("b", "\"padding\": \"same\", \"kernel_size\": [1, 1]", "\"scan\"") ","
    NODE ("y", "Concatenate", "", "\"a\", \"b\", \"scan\"") },
  { "concatenate-rows", 6, 6, 4, VSL_PIXEL_U8, DEPTH, 6, 6, 4,
    CONV ("a", "\"padding\": \"same\"", "\"scan\"") "," CONV ("b", "\"padding\": \"same\"", "\"a\"") "," NODE ("c", "Concatenate", "\"axis\": 1", "\"a\", \"b\"") ","
    NODE ("y", "Concatenate", "\"axis\": 2", "\"c\", \"c2\"") "," NODE ("c2", "Concatenate", "\"axis\": 1", "\"scan\", \"b\"") },
  { "pad-crop", 6, 5, 2, VSL_PIXEL_U8, DEPTH, 6, 5, 2,
    NODE ("p", "ZeroPadding2D", "\"padding\": [[0, 2], [3, 1]]", "\"scan\"") "," CONV ("a", "\"kernel_size\": [2, 2]", "\"p\"") ","
    NODE ("b", "ZeroPadding2D", "\"padding\": [1, 2]", "\"a\"") "," NODE ("y", "Cropping2D", "\"cropping\": [[1, 0], [2, 3]]", "\"b\"") },
  { "upsampling", 4, 3, 2, VSL_PIXEL_U8, DEPTH, 4, 3, 2,
    NODE ("u", "UpSampling2D", "\"size\": [2, 3]", "\"scan\"") "," CONV ("a", "\"kernel_size\": [2, 2]", "\"u\"") ","
    NODE ("y", "UpSampling2D", "\"size\": [3, 2], \"interpolation\": \"bilinear\"", "\"a\"") },
  { "upsampling-cubic", 4, 3, 2, VSL_PIXEL_U8, DEPTH, 4, 3, 2, NODE ("y", "UpSampling2D", "\"size\": [3, 2], \"interpolation\": \"bicubic\"", "\"scan\"") },
  { "global-max-pool", 7, 6, 3, VSL_PIXEL_U8, DEPTH, 7, 6, 3,
    CONV ("a", "\"kernel_size\": [2, 2]", "\"scan\"") "," NODE ("y", "GlobalMaxPooling2D", "", "\"a\"") },
  { "sequence-pools", 11, 2, 3, VSL_PIXEL_U8, DEPTH, 11, 2, 3, SEQUENCE ("11, 6") ","
    NODE ("a", "MaxPooling1D", "\"pool_size\": 3, \"strides\": 2, \"padding\": \"same\"", "\"s\"") ","
    NODE ("b", "AveragePooling1D", "\"pool_size\": 2, \"strides\": 1, \"padding\": \"same\"", "\"a\"") ","
    NODE ("c", "GlobalMaxPooling1D", "", "\"b\"") "," NODE ("d", "GlobalAveragePooling1D", "", "\"a\"") "," NODE ("y", "Concatenate", "", "\"c\", \"d\"") },
  { "sequence-moves", 6, 2, 2, VSL_PIXEL_U8, DEPTH, 6, 2, 2, SEQUENCE ("6, 4") ","
    NODE ("a", "ZeroPadding1D", "\"padding\": [1, 2]", "\"s\"") "," NODE ("b", "Cropping1D", "\"cropping\": [2, 1]", "\"a\"") ","
    NODE ("c", "UpSampling1D", "\"size\": 3", "\"b\"") "," NODE ("d", "Permute", "\"dims\": [2, 1]", "\"c\"") ","
    NODE ("y", "GlobalAveragePooling1D", "\"keepdims\": true", "\"d\"") },
  { "repeat-permute", 3, 4, 2, VSL_PIXEL_U8, DEPTH, 3, 4, 2, NODE ("a", "Permute", "\"dims\": [3, 1, 2]", "\"scan\"") ","
    NODE ("f", "Flatten", "", "\"a\"") "," NODE ("y", "RepeatVector", "\"n\": 3", "\"f\"") },
  { "relu-layers", 4, 4, 2, VSL_PIXEL_U8, SIGNED, 4, 4, 2, NODE ("a", "ReLU", "\"max_value\": 0.3, \"negative_slope\": 0.2, \"threshold\": 0.1", "\"scan\"") ","
    NODE ("b", "ReLU", "\"max_value\": 0.2, \"negative_slope\": 0.1", "\"scan\"") "," NODE ("c", "LeakyReLU", "", "\"scan\"") ","
    NODE ("d", "ELU", "\"alpha\": 0.7", "\"scan\"") "," NODE ("y", "Concatenate", "", "\"a\", \"b\", \"c\", \"d\"") },
  { "prelu", 4, 3, 3, VSL_PIXEL_U8, SIGNED, 4, 3, 3, NODE ("a", "PReLU", "\"shared_axes\": [1, 2], \"alpha_initializer\": \"ones\"", "\"scan\"") ","
    NODE ("y", "PReLU", "\"alpha_initializer\": \"random_normal\"", "\"a\"") },
  { "softmax-axes", 4, 3, 2, VSL_PIXEL_U8, SIGNED, 4, 3, 2, NODE ("a", "Softmax", "\"axis\": 1", "\"scan\"") ","
    NODE ("b", "Softmax", "\"axis\": [1, 3]", "\"scan\"") "," NODE ("y", "Add", "", "\"a\", \"b\"") },
  { "merges", 4, 3, 2, VSL_PIXEL_U8, SIGNED, 4, 3, 2, NODE ("a", "Conv2D", "\"kernel_size\": 1, \"filters\": 2", "\"scan\"") ","
    NODE ("b", "Subtract", "", "\"a\", \"scan\"") "," NODE ("c", "Maximum", "", "\"b\", \"scan\"") "," NODE ("d", "Minimum", "", "\"a\", \"c\", \"scan\"") ","
    NODE ("e", "Average", "", "\"a\", \"d\", \"b\"") "," NODE ("g", "GlobalMaxPooling2D", "", "\"e\"") "," NODE ("y", "Multiply", "", "\"e\", \"g\"") },
  { "dot", 4, 3, 2, VSL_PIXEL_U8, SIGNED, 4, 3, 2, SEQUENCE ("4, 6") "," NODE ("k", "Dense", "\"units\": 6", "\"s\"") ","
    NODE ("m", "Dot", "\"axes\": 2, \"normalize\": true", "\"s\", \"k\"") "," NODE ("y", "Dot", "\"axes\": [1, 1]", "\"m\", \"s\"") },
  { "masks", 6, 4, 1, VSL_PIXEL_U8, DEPTH, 6, 4, 1, SEQUENCE ("6, 4") "," NODE ("c", "Dense", "\"units\": 4", "\"s\"") ","
    NODE ("r", "ReLU", "\"threshold\": 0.6", "\"s\"") "," NODE ("m", "Masking", "", "\"r\"") "," NODE ("r2", "ReLU", "\"threshold\": 0.8", "\"c\"") ","
    NODE ("m2", "Masking", "", "\"r2\"") "," NODE ("a", "Softmax", "\"axis\": 1", "\"m\"") "," NODE ("b", "Maximum", "", "\"m\", \"m2\", \"s\"") ","
    NODE ("d", "Multiply", "", "\"m2\", \"m\"") "," NODE ("e", "Minimum", "", "\"m\", \"m2\"") "," NODE ("f", "Concatenate", "\"axis\": 1", "\"m\", \"m2\", \"s\"") ","
    NODE ("g", "GlobalAveragePooling1D", "", "\"f\"") "," NODE ("h", "Add", "", "\"m\", \"m2\"") "," NODE ("i", "GlobalAveragePooling1D", "", "\"h\"") ","
    NODE ("j", "Concatenate", "", "\"a\", \"b\", \"d\", \"e\"") "," NODE ("k", "Concatenate", "", "\"d\", \"e\"") ","
    NODE ("l", "GlobalAveragePooling1D", "", "\"k\"") "," NODE ("n", "Flatten", "", "\"j\"") "," NODE ("y", "Concatenate", "", "\"n\", \"g\", \"i\", \"l\"") },
  { "normalization", 5, 4, 2, VSL_PIXEL_U8, "[{\"type\": \"Normalization\", \"config\": {\"mean\": [120, 100], \"variance\": [900, 400]}}]", 5, 4, 2,
    NODE ("a", "Normalization", "", "\"scan\"") "," NODE ("b", "Normalization", "\"axis\": [1, 3]", "\"a\"") ","
    NODE ("y", "Normalization", "\"axis\": null, \"mean\": 0.5, \"variance\": 4, \"invert\": true", "\"b\"") },
  { "attention-self", 6, 2, 2, VSL_PIXEL_U8, SIGNED, 6, 2, 2, SEQUENCE ("6, 4") ","
    NODE ("y", "MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 3, \"value_dim\": 5, \"dropout\": 0.2, \"use_causal_mask\": true", "\"s\"") },
  { "attention-mask", 6, 2, 2, VSL_PIXEL_U8, DEPTH, 6, 2, 2, SEQUENCE ("6, 4") "," NODE ("v", "Reshape", "\"target_shape\": [4, 6]", "\"scan\"") ","
    NODE ("k", "Dense", "\"units\": 3", "\"v\"") "," NODE ("m", "Reshape", "\"target_shape\": [6, 4]", "\"scan\"") ","
    NODE ("y", "MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 3, \"use_bias\": false, \"output_shape\": [2, 3]", "\"s\", \"v\", \"k\", \"m\"") },
  { "attention-axes", 4, 3, 4, VSL_PIXEL_U8, SIGNED, 4, 3, 4,
    NODE ("a", "MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 3, \"attention_axes\": [2]", "\"scan\", \"scan\"") ","
    NODE ("y", "MultiHeadAttention", "\"num_heads\": 1, \"key_dim\": 2", "\"a\", \"scan\"") },
  { "positions", 6, 2, 2, VSL_PIXEL_U8, SIGNED, 6, 2, 2, SEQUENCE ("6, 4") "," NODE ("p", "PositionEmbedding", "\"sequence_length\": 8", "\"s\"") ","
    NODE ("w", "SinePositionEncoding", "\"max_wavelength\": 50", "\"s\"") "," NODE ("y", "Add", "", "\"s\", \"p\", \"w\"") },
  { "noise", 4, 4, 2, VSL_PIXEL_U8, DEPTH, 4, 4, 2, NODE ("a", "SpatialDropout2D", "", "\"scan\"") "," NODE ("b", "GaussianNoise", "", "\"a\"") ","
    NODE ("c", "AlphaDropout", "", "\"b\"") "," NODE ("y", "GaussianDropout", "", "\"c\"") },
  { "dropout", 4, 4, 1, VSL_PIXEL_U8, DEPTH, 4, 4, 1, NODE ("y", "Dropout", "\"rate\": 0.4", "\"scan\"") },
  { "softmax-channels", 4, 5, 2, VSL_PIXEL_U8, DEPTH, 4, 5, 2, CONV ("y", "\"activation\": \"softmax\"", "\"scan\"") },
  { "resize-grow", 7, 9, 1, VSL_PIXEL_U16, "[{\"type\": \"Resizing\", \"config\": {\"height\": 12, \"width\": 10}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]",
    12, 10, 1, CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "resize-shrink", 23, 31, 3, VSL_PIXEL_U8, "[{\"type\": \"Resizing\", \"config\": {\"height\": 9, \"width\": 14}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]",
    9, 14, 3, CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "resize-nearest", 7, 9, 2, VSL_PIXEL_U8,
    "[{\"type\": \"Resizing\", \"config\": {\"height\": 12, \"width\": 5, \"interpolation\": \"nearest\"}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]",
    12, 5, 2, CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "resize-crop-smooth", 17, 23, 2, VSL_PIXEL_U8, "[{\"type\": \"Resizing\", \"config\": {\"height\": 9, \"width\": 7, \"crop_to_aspect_ratio\": true, \"antialias\": true}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]",
    9, 7, 2, CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "resize-pad-bicubic", 9, 14, 1, VSL_PIXEL_U8, "[{\"type\": \"Resizing\", \"config\": {\"height\": 12, \"width\": 10, \"interpolation\": \"bicubic\", \"pad_to_aspect_ratio\": true, \"fill_value\": 90}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]",
    12, 10, 1, CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "resize-lanczos", 9, 14, 3, VSL_PIXEL_U8, "[{\"type\": \"Resizing\", \"config\": {\"height\": 12, \"width\": 10, \"interpolation\": \"lanczos3\"}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]",
    12, 10, 3, CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "resize-large", 401, 377, 1, VSL_PIXEL_U8, "[{\"type\": \"Resizing\", \"config\": {\"height\": 28, \"width\": 28}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]",
    28, 28, 1, CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "grey", 6, 5, 3, VSL_PIXEL_U8,
    "[{\"type\": \"ColorMode\", \"config\": {\"mode\": \"grayscale\"}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\", \"offset\": -0.5}}]", 6, 5, 1,
    CONV ("y", "\"use_bias\": true", "\"scan\"") },
  { "colour", 6, 5, 1, VSL_PIXEL_U16,
    "[{\"type\": \"ColorMode\", \"config\": {\"mode\": \"rgb\"}}, {\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\"}}]", 6, 5, 3, CONV ("y", "\"use_bias\": true", "\"scan\"") },
};

/* ---- making things up ---- */

static VslNetwork *
case_network (const Case *c)
{
  g_autofree char *text = g_strdup_printf (
    "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [{\"id\": \"scan\", \"type\": \"Input\", \"config\": {\"shape\": [%d, %d, %d]}, "
    "\"preprocessing\": %s}, %s], \"outputs\": [\"y\"]}",
    c->in_h, c->in_w, c->in_c, c->preprocessing, c->layers);
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

/* Every weight gets a number of its own, biases and statistics too, so that a mixed-up order shows. */
static VslParams *
made_up_params (const VslNetwork *network)
{
  g_autoptr (GError) error = NULL;
  VslParams *params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  vsl_params_init (params, 7);
  for (guint i = 0; i < params->n; i++) {
    const VslParam *p = &params->param[i];
    guint64 key = vsl_random_key (7, VSL_RANDOM_TEST, i, 0);
    gboolean positive = g_str_has_suffix (p->name, "variance") || g_str_has_suffix (p->name, "gamma");
    for (gsize k = 0; p->shape.rank < 2 && k < p->count; k++)
      params->data[p->offset + k] = (VslReal) (positive ? 0.5 + vsl_random_uniform (key, k) : vsl_random_uniform (key, k) - 0.5);
  }
  return params;
}

static void
make_scans (VslImage *scans, int h, int w, int c, VslPixelType type)
{
  for (int i = 0; i < N_SCANS; i++) {
    g_assert_true (vsl_image_alloc (&scans[i], w, h, c, type, type == VSL_PIXEL_U8 ? 8 : 16, NULL));
    guint64 key = vsl_random_key (3, VSL_RANDOM_TEST, i, 0);
    for (gint64 k = 0; k < (gint64) h * w * c; k++) {
      double v = vsl_random_uniform (key, k);
      if (type == VSL_PIXEL_U8)
        ((guint8 *) scans[i].data)[k] = (guint8) (v * 255.99);
      else
        ((guint16 *) scans[i].data)[k] = (guint16) (v * 65535.99);      /* or the same bits with a sign */
    }
  }
}

static double
raw_value (const VslImage *image, gint64 k)
{
  return vsl_image_value (image, (gsize) k);
}

/* What the engine gives, [N_SCANS, width]; owned. */
static VslReal *
engine_values (const VslNetwork *network, VslParams *params, const VslImage *scans, gsize *width)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, N_SCANS, 0, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  gsize in = (gsize) vsl_shape_count (vsl_plan_input_shape (plan, 0));
  for (int i = 0; i < N_SCANS; i++)
    g_assert_true (vsl_prepare_image (inputs->pdata[0], &scans[i], vsl_plan_input (plan, 0) + i * in, &error));
  vsl_plan_forward (plan, N_SCANS, FALSE, 0, 0);
  *width = (gsize) vsl_shape_count (vsl_plan_output_shape (plan, 0));
  return g_memdup2 (vsl_plan_output (plan, 0), N_SCANS * *width * sizeof (VslReal));
}

/* ---- the file that onnxruntime gets beside the model ---- */

static void
add_numbers (GString *s, const char *key, const VslReal *y, const VslImage *scans, gsize n)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (s, ", \"%s\": [", key);
  for (int i = 0; i < N_SCANS; i++)
    for (gsize k = 0; k < n; k++)
      g_string_append_printf (s, "%s%s", i || k ? "," : "", g_ascii_dtostr (text, sizeof text, y ? (double) y[i * n + k] : raw_value (&scans[i], k)));
  g_string_append_c (s, ']');
}

static void
leave_case (const char *folder, const char *name, const VslNetwork *network, const VslImage *scans, const VslReal *y, gsize width)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network), outputs = vsl_network_output_ids (network);
  g_autoptr (GString) s = g_string_new (NULL);
  g_string_append_printf (s, "{\"input\": \"%s\", \"output\": \"%s\", \"shape\": [%d, %d, %d, %d]", ((VslNode *) inputs->pdata[0])->id,
                          (char *) outputs->pdata[0], N_SCANS, scans->height, scans->width, scans->channels);
  add_numbers (s, "x", NULL, scans, (gsize) scans->height * scans->width * scans->channels);
  add_numbers (s, "y", y, NULL, width);
  g_string_append (s, "}\n");
  g_autofree char *path = g_strdup_printf ("%s/%s.json", folder, name);
  g_assert_true (g_file_set_contents (path, s->str, s->len, NULL));
}

/* ---- tests ---- */

/* What training would have taken from the scans. */
static void
give_numbers (VslNetwork *network)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  GArray *steps = ((VslNode *) inputs->pdata[0])->preprocessing;
  for (guint i = 0; steps && i < steps->len; i++) {
    VslStepSpec *step = &g_array_index (steps, VslStepSpec, i);
    if (step->cls->fit && vsl_config_set_text (&step->cls->head, step->config, "mean", "0.4", "scan", NULL))
      g_assert_true (vsl_config_set_text (&step->cls->head, step->config, "variance", "0.06", "scan", NULL));
  }
}

static void
export_and_compare (const char *name, const VslNetwork *network, VslParams *params, const VslImage *scans)
{
  static const char *const names[] = { "no finding", "finding", NULL };
  const char *left = g_getenv ("VESALIUS_ONNX_DIR");
  g_autoptr (GError) error = NULL;
  g_autofree char *own = left ? NULL : g_dir_make_tmp ("vesalius-onnx-XXXXXX", NULL);
  const char *folder = left ? left : own;
  g_autofree char *path = g_strdup_printf ("%s/%s.onnx", folder, name);
  VslShape raw = vsl_shape_make (3, scans->height, scans->width, scans->channels);
  VslExportInput input = { .network = network, .params = params, .class_names = names, .positive = 1, .raw = &raw, .raw_type = scans->type };
  double difference = -1;
  gboolean ok = vsl_export_file (vsl_exporter_for (path), NULL, &input, scans, N_SCANS, path, &difference, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpfloat (difference, >=, 0);
  g_assert_cmpfloat (difference, <, TOLERANCE);
  g_test_message ("%s: %g", name, difference);
  gsize width;
  g_autofree VslReal *y = engine_values (network, params, scans, &width);
  if (left)
    leave_case (folder, name, network, scans, y, width);
  else {
    g_assert_cmpint (g_unlink (path), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
  }
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (VslNetwork) network = case_network (c);
  g_autoptr (VslParams) params = made_up_params (network);
  VslImage scans[N_SCANS];
  make_scans (scans, c->h, c->w, c->c, c->type);
  export_and_compare (c->name, network, params, scans);
  for (int i = 0; i < N_SCANS; i++)
    vsl_image_clear (&scans[i]);
}

static void
test_activation (gconstpointer data)
{
  g_autofree char *layers = g_strdup_printf (CONV ("y", "\"activation\": \"%s\"", "\"scan\""), (const char *) data);
  g_autofree char *name = g_strdup_printf ("activation-%s", (const char *) data);
  Case c = { name, 5, 6, 1, VSL_PIXEL_U8, "[{\"type\": \"Rescaling\", \"config\": {\"scale\": \"bit-depth\", \"offset\": -0.5}}, "
                                          "{\"type\": \"Rescaling\", \"config\": {\"scale\": 8}}]", 5, 6, 1, layers };
  test_case (&c);
}

static void
test_template (gconstpointer data)
{
  const char *id = data;
  g_autoptr (GError) error = NULL;
  VslShape raw = vsl_shape_make (3, 30, 26, g_str_has_prefix (id, "resnet") ? 3 : 1);
  g_autoptr (VslNetwork) network = vsl_template_make (id, &raw, FALSE, 3, &error);
  g_assert_no_error (error);
  give_numbers (network);
  g_autoptr (VslParams) params = made_up_params (network);
  VslImage scans[N_SCANS];
  make_scans (scans, 30, 26, (int) raw.dim[2], VSL_PIXEL_U16);
  g_autofree char *name = g_strdup_printf ("template-%s", id);
  export_and_compare (name, network, params, scans);
  for (int i = 0; i < N_SCANS; i++)
    vsl_image_clear (&scans[i]);
}

/* ---- what must not be written ---- */

static void
test_facts (void)
{
  static const char *const names[] = { "no \"finding\"", "finding", NULL };
  g_autoptr (VslNetwork) network = case_network (&cases[0]);
  g_autoptr (VslParams) params = made_up_params (network);
  VslExportInput input = { .network = network, .params = params, .class_names = names, .positive = 1, .raw_type = VSL_PIXEL_U16, .run = 4 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = vsl_exporter_for ("a.onnx")->make (NULL, &input, &error);
  g_assert_no_error (error);
  static const char *const want[][2] = { { "class_names", "[\"no \\\"finding\\\"\",\"finding\"]" }, { "positive", "finding" }, { "raw_bits", "16" }, { "run", "4" } };
  for (guint i = 0; i < G_N_ELEMENTS (want); i++) {
    g_autofree char *value = vsl_onnx_read_metadata (bytes, want[i][0], &error);
    g_assert_no_error (error);
    g_assert_cmpstr (value, ==, want[i][1]);
  }
  g_autofree char *use = vsl_onnx_read_metadata (bytes, "use", &error);
  g_assert_nonnull (strstr (use, "Research use only"));
}

static void
test_wrong_file_is_not_written (void)
{
  g_autoptr (VslNetwork) network = case_network (&cases[0]);
  g_autoptr (VslParams) params = made_up_params (network), other = made_up_params (network);
  other->data[0] += 1;
  VslExporterClass lying = *vsl_exporter_for ("a.onnx");
  VslShape raw = vsl_shape_make (3, 9, 8, 2);
  VslExportInput input = { .network = network, .params = other, .raw = &raw, .raw_type = VSL_PIXEL_U8 };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("vesalius-onnx-XXXXXX", NULL), *path = g_build_filename (folder, "a.onnx", NULL);
  /* NaN in a weight: nothing agrees with it. */
  params->data[0] = NAN;
  input.params = params;
  g_assert_false (vsl_export_file (&lying, NULL, &input, NULL, 0, path, NULL, &error));
  g_assert_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NUMERIC);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  input.params = other;
  g_autofree char *nowhere = g_build_filename (folder, "none", "a.onnx", NULL);
  g_assert_false (vsl_export_file (&lying, NULL, &input, NULL, 0, nowhere, NULL, &error));
  g_assert_error (error, VSL_EXPORT_ERROR, VSL_ERROR_IO);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Every prefix of a file, and every byte of it changed, is refused or read, never more. */
static void
test_broken_files (void)
{
  g_autoptr (VslNetwork) network = case_network (&cases[1]);
  g_autoptr (VslParams) params = made_up_params (network);
  VslImage scans[N_SCANS];
  make_scans (scans, 9, 8, 1, VSL_PIXEL_U16);
  VslExportInput input = { .network = network, .params = params, .raw_type = VSL_PIXEL_U16 };
  g_autoptr (GBytes) bytes = vsl_exporter_for ("a.onnx")->make (NULL, &input, NULL);
  gsize size, width;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree VslReal *y = engine_values (network, params, scans, &width), *out = g_new0 (VslReal, width);
  for (gsize n = 0; n < size; n++) {
    g_autoptr (GBytes) part = g_bytes_new (data, n);
    g_autoptr (GError) error = NULL;
    if (!vsl_onnx_run_images (part, scans, 1, width, out, &error))
      g_assert_nonnull (error);
    g_autofree guint8 *copy = g_memdup2 (data, size);
    copy[n] ^= (guint8) (1 + n % 255);
    g_autoptr (GBytes) changed = g_bytes_new (copy, size);
    g_clear_error (&error);
    if (!vsl_onnx_run_images (changed, scans, 1, width, out, &error))
      g_assert_nonnull (error);
  }
  for (int i = 0; i < N_SCANS; i++)
    vsl_image_clear (&scans[i]);
}

static void
test_endings (void)
{
  g_assert_cmpstr (vsl_exporter_for ("x/y.onnx")->head.name, ==, "Onnx");
  g_assert_cmpstr (vsl_exporter_for ("y.json")->head.name, ==, "NetworkFile");
  g_assert_null (vsl_exporter_for ("y.card.json"));
  g_assert_null (vsl_exporter_for ("y.exe"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/onnx/%s", cases[i].name);
    g_test_add_data_func (path, &cases[i], test_case);
  }
  for (int i = 0; vsl_activation_names[i]; i++) {
    g_autofree char *path = g_strdup_printf ("/onnx/activation/%s", vsl_activation_names[i]);
    g_test_add_data_func (path, vsl_activation_names[i], test_activation);
  }
  for (int i = 0; vsl_template_ids ()[i]; i++) {
    g_autofree char *path = g_strdup_printf ("/onnx/template/%s", vsl_template_ids ()[i]);
    if (!onnx_takes_notes (vsl_template_ids ()[i]) && vsl_template_parts (vsl_template_ids ()[i]) == 1)     /* several: tests/vsl-tables.c */
      g_test_add_data_func (path, vsl_template_ids ()[i], test_template);
  }
  onnx_notes_add ();
  onnx_walk_add ();
  g_test_add_func ("/onnx/facts", test_facts);
  g_test_add_func ("/onnx/wrong-file-is-not-written", test_wrong_file_is_not_written);
  g_test_add_func ("/onnx/broken-files", test_broken_files);
  g_test_add_func ("/onnx/endings", test_endings);
  return g_test_run ();
}
