/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* What SimpleRNN, LSTM and GRU share: options, plan, the loop over time. A layer file has its table of options and says which cell it is.
 *
 * Inputs: the sequence [time, features]; then, where wanted, the initial states [units], one (SimpleRNN, GRU) or two (LSTM: output, cell).
 * Outputs: the last output [units] or all [time, units] in the order of processing; with return_state the last states.
 * Given dropout masks (tests): 0 … 3 the input's, 4 … 7 the recurrent ones; where a gate has none of its own, the first serves. */
typedef enum { VSL_CELL_SIMPLE, VSL_CELL_LSTM, VSL_CELL_GRU } VslCell;

typedef struct {
  gint64 units;
  int activation, recurrent_activation;
  gboolean use_bias, unit_forget_bias, reset_after;
  gboolean return_sequences, return_state, go_backwards;
  double dropout, recurrent_dropout;
  VslWeightOptions kernel, recurrent, bias;
} VslRecurrentConfig;

/* plan->i of these layers. A wrapper may set REVERSE, ZERO, FLIP and STRIDE after plan(). */
enum {
  VSL_RNN_CELL,
  VSL_RNN_REVERSE,         /* time runs backwards */
  VSL_RNN_ZERO,            /* outputs of masked steps are zero instead of the last one's */
  VSL_RNN_FLIP,            /* outputs stand from the last processed step to the first */
  VSL_RNN_STRIDE,          /* numbers from one output to the next: units or more */
  VSL_RNN_CHUNK,           /* steps whose input product is made at once */
  VSL_RNN_KEPT,            /* steps that the buffers hold */
  VSL_RNN_STATES,
};
#define VSL_RNN_GIVEN 4    /* the first recurrent mask */

/* Rows of the property table that all three have. */
#define VSL_ROWS_RNN_HEAD                                                                                                                  \
  VSL_INT (VslRecurrentConfig, units, N_("Units"), N_("How many numbers the layer remembers and gives."), 32, 1, 1 << 14, .ui_min = 1, .ui_max = 1024),   \
  VSL_ENUM (VslRecurrentConfig, activation, N_("Activation"), N_("The function that new content passes through; tanh suits nearly always."), \
            vsl_activation_names, VSL_ACT_TANH, .flags = VSL_PROP_ADVANCED)
#define VSL_ROW_RNN_RECURRENT_ACTIVATION                                                                                                   \
  VSL_ENUM (VslRecurrentConfig, recurrent_activation, N_("Gate activation"),                                                                \
            N_("The function that opens and closes the gates; sigmoid suits nearly always."), vsl_activation_names, VSL_ACT_SIGMOID,         \
            .flags = VSL_PROP_ADVANCED)
#define VSL_ROWS_RNN_TAIL                                                                                                                  \
  VSL_BOOL (VslRecurrentConfig, return_sequences, N_("Return sequences"),                                                                   \
            N_("Gives the result of every step, for another layer over time, instead of the last one only."), FALSE),                       \
  VSL_REAL (VslRecurrentConfig, dropout, N_("Dropout"),                                                                                     \
            N_("The share of the input's features that is left out at random in training, the same ones at every step."), 0, 0, 1,          \
            .ui_max = 0.9, .step = 0.05),                                                                                                  \
  VSL_REAL (VslRecurrentConfig, recurrent_dropout, N_("Recurrent dropout"),                                                                 \
            N_("The share of the remembered numbers that is left out at random in training, the same ones at every step."), 0, 0, 1,        \
            .ui_max = 0.9, .step = 0.05),                                                                                                  \
  VSL_BOOL (VslRecurrentConfig, go_backwards, N_("Go backwards"), N_("Reads the sequence from its end."), FALSE,                            \
            .flags = VSL_PROP_ADVANCED),                                                                                                   \
  VSL_BOOL (VslRecurrentConfig, return_state, N_("Return states"), N_("Gives the last states too, as further outputs."), FALSE,             \
            .flags = VSL_PROP_ADVANCED),                                                                                                   \
  VSL_ROW_USE_BIAS (VslRecurrentConfig), VSL_ROWS_KERNEL (VslRecurrentConfig), VSL_ROWS_RECURRENT (VslRecurrentConfig),                      \
  VSL_ROWS_BIAS (VslRecurrentConfig)

gboolean vsl_recurrent_plan (VslLayerPlan *plan, VslCell cell, GError **error);
void vsl_recurrent_forward (const VslCall *call);
void vsl_recurrent_backward (const VslCall *call);
/* Whether the class is one of the three: what Bidirectional can wrap. */
gboolean vsl_recurrent_is (const VslLayerClass *cls);

G_END_DECLS
