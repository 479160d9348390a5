/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/rnn/gru.py: gates z, r, candidate; h' = z h + (1 - z) g. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-recurrent.h"

static const VslProp props[] = {
  VSL_ROWS_RNN_HEAD,
  VSL_ROW_RNN_RECURRENT_ACTIVATION,
  VSL_ROWS_RNN_TAIL,
  VSL_BOOL (VslRecurrentConfig, reset_after, N_("Reset after"),
            N_("The reset gate acts after the product with the state, the usual form now, instead of before it."), TRUE,
            .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_recurrent_plan (plan, VSL_CELL_GRU, error);
}

static const VslLayerExample examples[] = {
  { .config = "{\"units\": 3}", .in = { { 2, { 4, 5 } } } },
  { .config = "{\"units\": 17, \"return_sequences\": true, \"go_backwards\": true}", .in = { { 2, { 7, 3 } } } },
  { .config = "{\"units\": 4, \"return_sequences\": true, \"return_state\": true, \"reset_after\": false}", .in = { { 2, { 3, 2 } }, { 1, { 4 } } } },
  { .config = "{\"units\": 5, \"dropout\": 0.3, \"recurrent_dropout\": 0.4, \"return_state\": true}", .in = { { 2, { 6, 4 } } } },
  { .config = "{\"units\": 5, \"recurrent_dropout\": 0.4, \"reset_after\": false}", .in = { { 2, { 6, 4 } } } },
  { .config = "{\"units\": 32, \"dropout\": 0.5, \"use_bias\": false}", .in = { { 2, { 40, 9 } } } },
  { .config = "{\"units\": 3, \"activation\": \"mish\", \"recurrent_activation\": \"hard_sigmoid\"}", .in = { { 2, { 5, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_gru = {
  .head = { .name = "GRU", .title = N_("GRU"), .summary = N_("Reads a sequence step by step, a little simpler and faster than LSTM."),
            .icon = "vsl-layer-gru-symbolic", .group = N_("Text and sequences"), .config_size = sizeof (VslRecurrentConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 2,
  .flags = VSL_LAYER_RANDOM | VSL_LAYER_NEEDS_X | VSL_LAYER_OWN_ACTIVATION | VSL_LAYER_USES_UP,
  .plan = plan,
  .forward = vsl_recurrent_forward,
  .backward = vsl_recurrent_backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_recurrent,
  .examples = examples,
};
