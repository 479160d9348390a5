/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of one variant. */
#include "kernels/vsl-variant.h"

const VslKernels V (kernels) = {
  .name = VSL_QUOTE (VSL_VARIANT),
  .act_forward = V (act_forward),
  .act_backward = V (act_backward),
  .softmax = V (softmax),
  .softmax_backward = V (softmax_backward),
  .log_softmax = V (log_softmax),
  .log_softmax_backward = V (log_softmax_backward),
  .weights_forward = V (weights_forward),
  .weights_backward = V (weights_backward),
  .random_keep = V (random_keep),
  .bias_add = V (bias_add),
  .column_sums = V (column_sums),
  .add = V (add),
  .axpy = V (axpy),
  .scale = V (scale),
  .mul = V (mul),
  .sum_squares = V (sum_squares),
  .scale_shift = V (scale_shift),
  .moments = V (moments),
  .norm_sums = V (norm_sums),
  .norm_backward = V (norm_backward),
  .max_pool = V (max_pool),
  .max_pool_backward = V (max_pool_backward),
  .average_pool = V (average_pool),
  .average_pool_backward = V (average_pool_backward),
  .depthwise_forward = V (depthwise_forward),
  .depthwise_weights = V (depthwise_weights),
  .adam = V (adam),
  .sgd = V (sgd),
  .rmsprop = V (rmsprop),
#ifdef VSL_VARIANT_DIRECT
  .direct_forward = V (direct_forward),
  .direct_weights = V (direct_weights),
  .gather = V (gather),
  .pack_transposed = V (pack_transposed),
  .outer = V (outer),
#ifdef __AVX512F__
  .panel = 64,
  .lanes = 16,
#else
  .panel = 16,
  .lanes = 8,
#endif
  .conv_pool_forward = V (conv_pool_forward),
  .conv_pool_weights = V (conv_pool_weights),
  .dense_weights = V (dense_weights),
  .dense_data = V (dense_data),
  .dense_row = V (dense_row),
#endif
};
