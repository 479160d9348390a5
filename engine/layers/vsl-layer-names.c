/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that options of layers take: initialisers and activations, in the order of their enumerations. */
#include "graph/vsl-layer.h"

const char *const vsl_init_names[] = {
  "zeros", "ones", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
  "random_normal", "random_uniform", "truncated_normal", "orthogonal", NULL
};

const char *const vsl_activation_names[] = {
  "linear", "relu", "sigmoid", "tanh", "softmax", "gelu", "elu", "leaky_relu", "selu", "silu", "mish", "softplus", "softsign",
  "hard_sigmoid", "hard_silu", "relu6", "exponential", "log_softmax", "celu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink",
  "log_sigmoid", "sparse_plus", "sparse_sigmoid", "squareplus", "sparsemax", NULL
};
