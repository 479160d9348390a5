/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/rnn/lstm.py: gates i, f, candidate, o; c' = f c + i g, h' = o tanh (c'). */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-recurrent.h"

static const VslProp props[] = {
  VSL_ROWS_RNN_HEAD,
  VSL_ROW_RNN_RECURRENT_ACTIVATION,
  VSL_ROWS_RNN_TAIL,
  VSL_BOOL (VslRecurrentConfig, unit_forget_bias, N_("Remember at first"),
            N_("Starts with open memory gates, so that training begins by remembering."), TRUE, .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return vsl_recurrent_plan (plan, VSL_CELL_LSTM, error);
}

static const VslLayerExample examples[] = {
  { .config = "{\"units\": 3}", .in = { { 2, { 4, 5 } } } },
  { .config = "{\"units\": 17, \"return_sequences\": true, \"go_backwards\": true}", .in = { { 2, { 7, 3 } } } },
  { .config = "{\"units\": 4, \"return_sequences\": true, \"return_state\": true}", .in = { { 2, { 3, 2 } }, { 1, { 4 } }, { 1, { 4 } } } },
  { .config = "{\"units\": 5, \"dropout\": 0.3, \"recurrent_dropout\": 0.4, \"return_state\": true}", .in = { { 2, { 6, 4 } } } },
  { .config = "{\"units\": 32, \"dropout\": 0.5, \"use_bias\": false}", .in = { { 2, { 40, 9 } } } },
  { .config = "{\"units\": 3, \"activation\": \"softmax\", \"recurrent_activation\": \"silu\"}", .in = { { 2, { 5, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_lstm = {
  .head = { .name = "LSTM", .title = N_("LSTM"), .summary = N_("Reads a sequence step by step and learns what to remember and what to forget."),
            .icon = "vsl-layer-lstm-symbolic", .group = N_("Text and sequences"), .config_size = sizeof (VslRecurrentConfig), .props = props },
  .min_inputs = 1,
  .max_inputs = 3,
  .flags = VSL_LAYER_RANDOM | VSL_LAYER_NEEDS_X | VSL_LAYER_OWN_ACTIVATION | VSL_LAYER_USES_UP,
  .plan = plan,
  .forward = vsl_recurrent_forward,
  .backward = vsl_recurrent_backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_recurrent,
  .examples = examples,
};
