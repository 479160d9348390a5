/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Embedding and GRU, while the weights stay as they are. */
#include "layers/vsl-recurrent-table.h"

const VslFusion vsl_fusion_embeddinggru = {
  .chain = { "Embedding", "GRU" },
  .plan = vsl_recurrent_table_plan,
  .all_weights = TRUE,
  .cls = { .head = { .name = "Embedding, GRU" }, .min_inputs = 1, .max_inputs = 1, .forward = vsl_recurrent_table_forward },
};
