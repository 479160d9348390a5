/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* linear, relu, sigmoid … : the choices of every `activation` option. An `activation` property of a layer is not
 * the layer's business: the plan adds a step of its own for it, so layers compute the linear part only. The config
 * struct has `int activation`, the property is named "activation" with choices vsl_activation_names. */
typedef enum {
  VSL_ACT_LINEAR, VSL_ACT_RELU, VSL_ACT_SIGMOID, VSL_ACT_TANH, VSL_ACT_SOFTMAX, VSL_ACT_GELU, VSL_ACT_ELU, VSL_ACT_LEAKY_RELU,
  VSL_ACT_SELU, VSL_ACT_SILU, VSL_ACT_MISH, VSL_ACT_SOFTPLUS, VSL_ACT_SOFTSIGN, VSL_ACT_HARD_SIGMOID, VSL_ACT_HARD_SILU,
  VSL_ACT_RELU6, VSL_ACT_EXPONENTIAL, VSL_ACT_LOG_SOFTMAX,
  VSL_ACT_CELU, VSL_ACT_HARD_TANH, VSL_ACT_HARD_SHRINK, VSL_ACT_SOFT_SHRINK, VSL_ACT_TANH_SHRINK, VSL_ACT_LOG_SIGMOID,
  VSL_ACT_SPARSE_PLUS, VSL_ACT_SPARSE_SIGMOID, VSL_ACT_SQUAREPLUS, VSL_ACT_SPARSEMAX,
  VSL_N_ACTIVATIONS
} VslActivation;
extern const char *const vsl_activation_names[];

G_END_DECLS
