/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our reader's LSTM, GRU and RNN: one direction, sigmoid and tanh, after the formulas of ONNX's operator set 13. */
#include <math.h>
#include <string.h>

#include "export/vsl-onnx-run-private.h"

typedef struct {
  const float *x, *w, *r, *b;    /* b may be NULL; w, r: [gates × units, inputs] */
  gint64 steps, batch, inputs, units;
  int gates;
  double *z, *q, *h, *c;         /* of one sample: products with input and with state, states */
  gboolean before;               /* GRU: linear_before_reset */
} Loop;

static double
soft (double x)
{
  return x >= 0 ? 1 / (1 + exp (-x)) : exp (x) / (1 + exp (x));
}

/* Products of one sample: z with the input and its bias, q with the state and its bias. */
static void
products (Loop *l, const float *x)
{
  gint64 u = l->units, width = l->gates * u;
  for (gint64 j = 0; j < width; j++) {
    double a = l->b ? l->b[j] : 0, b = l->b ? l->b[width + j] : 0;
    for (gint64 i = 0; i < l->inputs; i++)
      a += (double) x[i] * l->w[j * l->inputs + i];
    for (gint64 i = 0; i < u; i++)
      b += l->h[i] * l->r[j * u + i];
    l->z[j] = a;
    l->q[j] = b;
  }
}

static void
lstm (Loop *l)
{
  gint64 u = l->units;
  for (gint64 j = 0; j < u; j++) {
    double i = soft (l->z[j] + l->q[j]), o = soft (l->z[u + j] + l->q[u + j]), f = soft (l->z[2 * u + j] + l->q[2 * u + j]);
    l->c[j] = f * l->c[j] + i * tanh (l->z[3 * u + j] + l->q[3 * u + j]);
    l->h[j] = o * tanh (l->c[j]);
  }
}

static void
gru (Loop *l)
{
  gint64 u = l->units;
  double *reset = l->z + u, *update = l->z;
  for (gint64 j = 0; j < 2 * u; j++)
    l->z[j] = soft (l->z[j] + l->q[j]);
  for (gint64 j = 0; j < u; j++) {
    double inner = reset[j] * l->q[2 * u + j];
    if (!l->before) {
      inner = l->b ? l->b[(l->gates + 2) * u + j] : 0;
      for (gint64 i = 0; i < u; i++)
        inner += reset[i] * l->h[i] * l->r[(2 * u + j) * u + i];
    }
    l->q[j] = (1 - update[j]) * tanh (l->z[2 * u + j] + inner) + update[j] * l->h[j];
  }
  memcpy (l->h, l->q, (gsize) u * sizeof (double));
}

static void
simple (Loop *l)
{
  for (gint64 j = 0; j < l->units; j++)
    l->h[j] = tanh (l->z[j] + l->q[j]);
}

static gboolean
has_shape (const VslRunTensor *t, int rank, gint64 a, gint64 b, gint64 c)
{
  return t && t->f && t->rank == rank && t->dim[0] == a && t->dim[1] == b && (rank < 3 || t->dim[2] == c);
}

static gboolean
fits (const VslRunCall *call, Loop *l)
{
  const VslRunTensor *x = call->in[0], *w = call->n_in > 2 ? call->in[1] : NULL, *r = w ? call->in[2] : NULL, *b = call->n_in > 3 ? call->in[3] : NULL;
  if (!w || !x->f || x->rank != 3 || !r || !r->f || r->rank != 3 || (call->n_in > 4 && call->in[4]))
    return FALSE;
  l->steps = x->dim[0];
  l->batch = x->dim[1];
  l->inputs = x->dim[2];
  l->units = r->dim[2];
  l->before = vsl_run_int (call, "linear_before_reset", 0) != 0;
  gint64 width = l->gates * l->units;
  for (int s = 5; s < call->n_in; s++)
    if (call->in[s] && !has_shape (call->in[s], 3, 1, l->batch, l->units))
      return FALSE;
  if (vsl_run_int (call, "hidden_size", 0) != l->units || !has_shape (w, 3, 1, width, l->inputs) || !has_shape (r, 3, 1, width, l->units)
      || (b && !has_shape (b, 2, 1, 2 * width, 0)))
    return FALSE;
  l->x = x->f;
  l->w = w->f;
  l->r = r->f;
  l->b = b ? b->f : NULL;
  return TRUE;
}

static void
start (const VslRunCall *call, int input, gint64 sample, gint64 units, double *state)
{
  const VslRunTensor *t = call->n_in > input ? call->in[input] : NULL;
  for (gint64 j = 0; j < units; j++)
    state[j] = t ? t->f[sample * units + j] : 0;
}

static void
run_all (const VslRunCall *call, Loop *l, VslRunTensor *y, VslRunTensor *last, VslRunTensor *cell)
{
  gint64 u = l->units;
  for (gint64 n = 0; n < l->batch; n++) {
    start (call, 5, n, u, l->h);
    start (call, 6, n, u, l->c);
    for (gint64 t = 0; t < l->steps; t++) {
      products (l, l->x + (t * l->batch + n) * l->inputs);
      (l->gates == 4 ? lstm : l->gates == 3 ? gru : simple) (l);
      for (gint64 j = 0; j < u; j++)
        y->f[(t * l->batch + n) * u + j] = (float) l->h[j];
    }
    for (gint64 j = 0; j < u; j++) {
      last->f[n * u + j] = (float) l->h[j];
      if (cell)
        cell->f[n * u + j] = (float) l->c[j];
    }
  }
}

/* All outputs [steps, 1, batch, units]; the last states are further outputs. */
static VslRunTensor *
run_recurrent (const VslRunCall *call, GError **error)
{
  const char *type = call->node->op_type;
  Loop l = { .gates = g_str_equal (type, "LSTM") ? 4 : g_str_equal (type, "GRU") ? 3 : 1 };
  if (!fits (call, &l))
    return vsl_run_fail (call, error);
  gint64 all[4] = { l.steps, 1, l.batch, l.units }, one[3] = { 1, l.batch, l.units };
  VslRunTensor *y = vsl_run_tensor (4, all, VSL_RUN_FLOAT, error);
  call->more[0] = y ? vsl_run_tensor (3, one, VSL_RUN_FLOAT, error) : NULL;
  call->more[1] = call->more[0] && l.gates == 4 ? vsl_run_tensor (3, one, VSL_RUN_FLOAT, error) : NULL;
  g_autofree double *room = g_try_new0 (double, 10 * l.units);
  if (!room || !call->more[0] || (l.gates == 4 && !call->more[1])) {
    vsl_run_tensor_free (y);
    return room ? NULL : vsl_run_fail (call, error);
  }
  l.z = room;
  l.q = room + 4 * l.units;
  l.h = room + 8 * l.units;
  l.c = room + 9 * l.units;
  run_all (call, &l, y, call->more[0], call->more[1]);
  return y;
}

static const VslRunOp ops[] = { { "LSTM", run_recurrent }, { "GRU", run_recurrent }, { "RNN", run_recurrent } };

/**
 * vsl_run_recurrent:
 *
 * Returns: (nullable): the function for an operator
 */
VslRunFunc
vsl_run_recurrent (const char *op)
{
  return vsl_run_find (ops, G_N_ELEMENTS (ops), op);
}
