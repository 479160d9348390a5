/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LSTM, GRU, SimpleRNN and Bidirectional. Without a mask and with the usual functions they are ONNX's operators, whose gates stand in
 * another order; else each step is written out, which says everything: masks, other functions, a reset gate before the product. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "export/vsl-onnx-layers.h"
#include "export/vsl-onnx-private.h"
#include "layers/vsl-recurrent.h"

/* One reading of the sequence. Names of values; results stand as [batch, units] or [batch, steps, units]. */
typedef struct {
  VslOnnx *onnx;
  const VslRecurrentConfig *o;
  VslCell cell;
  int gates, first;              /* first: number of its kernel among the node's weights */
  gint64 steps, features, units;
  gboolean reverse, flip, zero;
  const char *x, *mask;
  const char *initial[2];        /* [batch, units]; NULL: zeros */
  const char *result, *state[2];
} Reading;

static const int gates_of[] = { 1, 4, 3 };

/* ---- constants ---- */

/* Rows × columns of a weight from `column` on; its own rows are `width` apart. NULL: there is none. */
static const char *
part (Reading *r, int weight, const char *label, gint64 offset, gint64 rows, gint64 columns, gint64 width)
{
  const VslReal *data = NULL;
  if (!vsl_onnx_param (r->onnx, r->first + weight, &data))
    return NULL;
  float *out = g_new (float, (gsize) (rows * columns));
  for (gint64 i = 0; i < rows; i++)
    for (gint64 j = 0; j < columns; j++)
      out[i * columns + j] = (float) data[offset + i * width + j];
  gint64 dims[2] = { rows, columns };
  return vsl_onnx_tensor (r->onnx, label, rows == 1 ? 1 : 2, rows == 1 ? dims + 1 : dims, out);
}

/* Where ONNX's gate g stands with us: LSTM i o f c beside i f c o. */
static int
our_gate (const Reading *r, int gate)
{
  static const int lstm[] = { 0, 3, 1, 2 };
  return r->cell == VSL_CELL_LSTM ? lstm[gate] : gate;
}

/* A kernel as ONNX wants it: [1, gates × units, inputs]. */
static const char *
turned (Reading *r, int weight, const char *label, gint64 inputs)
{
  const VslReal *data = NULL;
  gint64 u = r->units, width = r->gates * u, dims[3] = { 1, width, inputs };
  if (!vsl_onnx_param (r->onnx, r->first + weight, &data))
    return NULL;
  float *out = g_new (float, (gsize) (width * inputs));
  for (int g = 0; g < r->gates; g++)
    for (gint64 j = 0; j < u; j++)
      for (gint64 i = 0; i < inputs; i++)
        out[(g * u + j) * inputs + i] = (float) data[i * width + our_gate (r, g) * u + j];
  return vsl_onnx_tensor (r->onnx, label, 3, dims, out);
}

/* Both biases in a row: [1, 2 × gates × units]; the second one is zero unless the layer has two. */
static const char *
biases (Reading *r)
{
  const VslReal *data = NULL;
  const VslParam *param = vsl_onnx_param (r->onnx, r->first + 2, &data);
  gint64 u = r->units, width = r->gates * u, dims[2] = { 1, 2 * width };
  float *out = g_new0 (float, (gsize) (2 * width));
  for (int second = 0; param && second < (param->shape.rank == 2 ? 2 : 1); second++)
    for (int g = 0; g < r->gates; g++)
      for (gint64 j = 0; j < u; j++)
        out[second * width + g * u + j] = (float) data[second * width + our_gate (r, g) * u + j];
  return vsl_onnx_tensor (r->onnx, "bias", 2, dims, out);
}

/* ---- shapes ---- */

static const char *
with_axis (VslOnnx *onnx, const char *op, const char *x, gint64 axis)
{
  return vsl_onnx_op (onnx, op, x, vsl_onnx_int64s (onnx, "axes", &axis, 1), NULL);
}

static const char *
transposed (VslOnnx *onnx, const char *x)
{
  const char *y = vsl_onnx_op (onnx, "Transpose", x, NULL);
  vsl_onnx_ints (onnx, "perm", 3, (const gint64[]) { 1, 0, 2 });
  return y;
}

/* The steps of [batch, steps, …] from the last to the first. */
static const char *
turned_round (Reading *r, const char *x)
{
  g_autofree gint64 *index = g_new (gint64, r->steps);
  for (gint64 t = 0; t < r->steps; t++)
    index[t] = r->steps - 1 - t;
  const char *y = vsl_onnx_op (r->onnx, "Gather", x, vsl_onnx_int64s (r->onnx, "backwards", index, (int) r->steps), NULL);
  vsl_onnx_int (r->onnx, "axis", 1);
  return y;
}

static const char *
step_of (Reading *r, const char *x, gint64 t)
{
  const char *y = vsl_onnx_op (r->onnx, "Gather", x, vsl_onnx_int64s (r->onnx, "step", &t, 1), NULL);
  vsl_onnx_int (r->onnx, "axis", 1);
  return y;
}

/* ---- ONNX's own operators ---- */

static gboolean
is_usual (const Reading *r)
{
  if (r->mask || r->o->activation != VSL_ACT_TANH)
    return FALSE;
  return r->cell == VSL_CELL_SIMPLE || r->o->recurrent_activation == VSL_ACT_SIGMOID;
}

static void
write_operator (Reading *r)
{
  static const char *const types[] = { "RNN", "LSTM", "GRU" };
  VslOnnx *onnx = r->onnx;
  const char *x = transposed (onnx, r->reverse ? turned_round (r, r->x) : r->x), *states[2] = { "", "" };
  for (int s = 0; s < 2; s++)
    if (r->initial[s])
      states[s] = with_axis (onnx, "Unsqueeze", r->initial[s], 0);
  const char *w = turned (r, 0, "kernel", r->features), *u = turned (r, 1, "recurrent_kernel", r->units), *b = biases (r);
  const char *y = vsl_onnx_op (onnx, types[r->cell], x, w, u, b, "", states[0], r->cell == VSL_CELL_LSTM ? states[1] : NULL, NULL);
  vsl_onnx_int (onnx, "hidden_size", r->units);
  if (r->cell == VSL_CELL_GRU)
    vsl_onnx_int (onnx, "linear_before_reset", r->o->reset_after);
  const char *h = vsl_onnx_more_output (onnx), *c = r->cell == VSL_CELL_LSTM ? vsl_onnx_more_output (onnx) : NULL;
  r->state[0] = with_axis (onnx, "Squeeze", h, 0);
  r->state[1] = c ? with_axis (onnx, "Squeeze", c, 0) : NULL;
  r->result = r->state[0];
  if (r->o->return_sequences) {
    r->result = transposed (onnx, with_axis (onnx, "Squeeze", y, 1));
    r->result = r->flip ? turned_round (r, r->result) : r->result;
  }
}

/* ---- step by step; states are [batch, 1, units] ---- */

typedef struct {
  const char *x[4];              /* the input's product with each gate's weights, bias added: [batch, steps, units] */
  const char *u[4];              /* recurrent weights of the gates */
  const char *b2;                /* GRU: the second bias of the candidate */
} Gates;

static const char *
op2 (Reading *r, const char *type, const char *a, const char *b)
{
  return vsl_onnx_op (r->onnx, type, a, b, NULL);
}

static const char *
activated (Reading *r, int activation, const char *x)
{
  return vsl_onnx_activate (r->onnx, (VslActivation) activation, x, VSL_ONNX_PLAIN, 2);
}

static void
make_gates (Reading *r, Gates *g)
{
  gint64 u = r->units, width = r->gates * u;
  for (int k = 0; k < r->gates; k++) {
    g->x[k] = op2 (r, "MatMul", r->x, part (r, 0, "kernel", k * u, r->features, u, width));
    g->u[k] = part (r, 1, "recurrent_kernel", k * u, u, u, width);
    const char *bias = part (r, 2, "bias", k * u, 1, u, width);
    if (bias)
      g->x[k] = op2 (r, "Add", g->x[k], bias);
    gboolean second = bias && r->cell == VSL_CELL_GRU && r->o->reset_after;
    const char *other = second ? part (r, 2, "bias", width + k * u, 1, u, width) : NULL;
    if (other && k < 2)
      g->x[k] = op2 (r, "Add", g->x[k], other);
    else if (other)
      g->b2 = other;
  }
}

static const char *
gate (Reading *r, const Gates *g, int k, gint64 t, const char *h, int activation)
{
  return activated (r, activation, op2 (r, "Add", step_of (r, g->x[k], t), op2 (r, "MatMul", h, g->u[k])));
}

static const char *
lstm_step (Reading *r, const Gates *g, gint64 t, const char *h, const char **c)
{
  int own = r->o->activation, soft = r->o->recurrent_activation;
  const char *i = gate (r, g, 0, t, h, soft), *f = gate (r, g, 1, t, h, soft), *new = gate (r, g, 2, t, h, own), *o = gate (r, g, 3, t, h, soft);
  *c = op2 (r, "Add", op2 (r, "Mul", f, *c), op2 (r, "Mul", i, new));
  return op2 (r, "Mul", o, activated (r, own, *c));
}

static const char *
gru_step (Reading *r, const Gates *g, gint64 t, const char *h)
{
  int soft = r->o->recurrent_activation;
  const char *z = gate (r, g, 0, t, h, soft), *reset = gate (r, g, 1, t, h, soft), *inner;
  if (r->o->reset_after) {
    inner = op2 (r, "MatMul", h, g->u[2]);
    inner = op2 (r, "Mul", reset, g->b2 ? op2 (r, "Add", inner, g->b2) : inner);
  } else {
    inner = op2 (r, "MatMul", op2 (r, "Mul", reset, h), g->u[2]);
  }
  const char *new = activated (r, r->o->activation, op2 (r, "Add", step_of (r, g->x[2], t), inner));
  return op2 (r, "Add", new, op2 (r, "Mul", z, op2 (r, "Sub", h, new)));
}

/* [batch, 1, units] of zeros: a step of the input times no weight at all. */
static const char *
zeros (Reading *r)
{
  float *none = g_new0 (float, (gsize) (r->features * r->units));
  gint64 dims[2] = { r->features, r->units };
  return op2 (r, "MatMul", step_of (r, r->x, 0), vsl_onnx_tensor (r->onnx, "zeros", 2, dims, none));
}

static void
write_steps (Reading *r)
{
  VslOnnx *onnx = r->onnx;
  Gates g = { { NULL } };
  const char *none = zeros (r), *state[2], *out = none, *all = NULL, *mask = r->mask ? with_axis (onnx, "Unsqueeze", r->mask, 2) : NULL;
  make_gates (r, &g);
  for (int s = 0; s < 2; s++)
    state[s] = r->initial[s] ? with_axis (onnx, "Unsqueeze", r->initial[s], 1) : none;
  for (gint64 k = 0; k < r->steps; k++) {
    gint64 t = r->reverse ? r->steps - 1 - k : k;
    const char *c = state[1], *h = r->cell == VSL_CELL_LSTM  ? lstm_step (r, &g, t, state[0], &c)
                                   : r->cell == VSL_CELL_GRU ? gru_step (r, &g, t, state[0])
                                                             : gate (r, &g, 0, t, state[0], r->o->activation);
    const char *holds = mask ? op2 (r, "Less", vsl_onnx_scalar (onnx, 0.5), step_of (r, mask, t)) : NULL;
    out = holds ? vsl_onnx_op (onnx, "Where", holds, h, r->zero ? none : out, NULL) : h;
    state[0] = holds ? vsl_onnx_op (onnx, "Where", holds, h, state[0], NULL) : h;
    state[1] = holds && r->cell == VSL_CELL_LSTM ? vsl_onnx_op (onnx, "Where", holds, c, state[1], NULL) : c;
    if (!r->o->return_sequences)
      continue;
    all = !all ? out : r->flip ? op2 (r, "Concat", out, all) : op2 (r, "Concat", all, out);
    if (k > 0)
      vsl_onnx_int (onnx, "axis", 1);
  }
  r->result = all ? all : with_axis (onnx, "Squeeze", out, 1);
  for (int s = 0; s < 2; s++)
    r->state[s] = with_axis (onnx, "Squeeze", state[s], 1);
}

static void
write_reading (Reading *r)
{
  if (is_usual (r))
    write_operator (r);
  else
    write_steps (r);
}

static Reading
reading (VslOnnx *onnx, const VslLayerPlan *plan, const VslRecurrentConfig *o, VslCell cell)
{
  return (Reading) {
    .onnx = onnx, .o = o, .cell = cell, .gates = gates_of[cell], .steps = plan->in[0].dim[0], .features = plan->in[0].dim[1], .units = o->units,
    .reverse = o->go_backwards, .x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), .mask = vsl_onnx_input_mask (onnx, 0),
  };
}

static VslCell
cell_of (const VslKind *kind)
{
  return g_str_equal (kind->name, "LSTM") ? VSL_CELL_LSTM : g_str_equal (kind->name, "GRU") ? VSL_CELL_GRU : VSL_CELL_SIMPLE;
}

/**
 * vsl_onnx_recurrent:
 *
 * LSTM, GRU and SimpleRNN.
 */
gboolean
vsl_onnx_recurrent (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  Reading r = reading (onnx, plan, plan->config, cell_of (&plan->cls->head));
  for (int s = 0; s + 1 < plan->n_in && s < 2; s++)
    r.initial[s] = vsl_onnx_input (onnx, 1 + s, VSL_ONNX_PLAIN);
  write_reading (&r);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, r.result);
  for (int s = 1; s < plan->n_out; s++)
    vsl_onnx_set_output_at (onnx, s, VSL_ONNX_PLAIN, r.state[s - 1]);
  return TRUE;
}

static const VslObject *
option_object (const VslLayerPlan *plan, const char *name)
{
  return (const VslObject *) ((const guint8 *) plan->config + vsl_kind_prop (&plan->cls->head, name)->offset);
}

static const char *
joined (VslOnnx *onnx, const char *how, const char *a, const char *b, int rank)
{
  if (g_str_equal (how, "concat")) {
    const char *y = vsl_onnx_op (onnx, "Concat", a, b, NULL);
    vsl_onnx_int (onnx, "axis", rank);
    return y;
  }
  const char *y = vsl_onnx_op (onnx, g_str_equal (how, "mul") ? "Mul" : "Add", a, b, NULL);
  return g_str_equal (how, "ave") ? vsl_onnx_op (onnx, "Mul", y, vsl_onnx_scalar (onnx, 0.5), NULL) : y;
}

/**
 * vsl_onnx_bidirectional:
 *
 * Bidirectional: two readings, the second one's results turned round.
 */
gboolean
vsl_onnx_bidirectional (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const VslObject *first = option_object (plan, "layer"), *second = option_object (plan, "backward_layer");
  const VslObject *object[2] = { first, second->kind ? second : first };
  g_autofree char *how = vsl_onnx_option_text (plan, "merge_mode");
  gboolean apart = g_str_equal (how, "none"), backwards = ((const VslRecurrentConfig *) first->config)->go_backwards;
  int states = (plan->n_in - 1) / 2, at = apart ? 2 : 1;
  Reading r[2];
  for (int way = 0; way < 2; way++) {
    const VslRecurrentConfig *o = object[way]->config;
    r[way] = reading (onnx, plan, o, cell_of (object[way]->kind));
    r[way].first = way ? 2 + ((const VslRecurrentConfig *) first->config)->use_bias : 0;
    r[way].reverse = backwards != (way == 1);
    r[way].flip = way == 1;
    r[way].zero = o->return_sequences;
    for (int s = 0; s < states; s++)
      r[way].initial[s] = vsl_onnx_input (onnx, 1 + way * states + s, VSL_ONNX_PLAIN);
    write_reading (&r[way]);
  }
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, apart ? r[0].result : joined (onnx, how, r[0].result, r[1].result, plan->out[0].rank));
  if (apart)
    vsl_onnx_set_output_at (onnx, 1, VSL_ONNX_PLAIN, r[1].result);
  int each = (plan->n_out - at) / 2;
  for (int k = 0; k < 2 * each; k++)
    vsl_onnx_set_output_at (onnx, at + k, VSL_ONNX_PLAIN, r[k / each].state[k % each]);
  return TRUE;
}
