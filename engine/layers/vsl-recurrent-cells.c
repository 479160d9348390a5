/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of SimpleRNN, LSTM and GRU and its gradient (formulas: Keras 3, layers/rnn/). The usual functions have kernels of their own;
 * here the others are applied gate by gate. */
#include "layers/vsl-recurrent-private.h"

#include "kernels/vsl-activation.h"

#include <string.h>

/* A gate's function over one sample; softmax runs over the units. */
static void
apply (int act, gint64 n, const VslReal *x, VslReal *y)
{
  if (vsl_activation_by_row ((VslActivation) act))
    vsl_activation_forward ((VslActivation) act, 1, n, x, y);
  else
    vsl_kernels ()->act_forward ((VslActivation) act, (gsize) n, x, y);
}

static void
slope (int act, gint64 n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx)
{
  if (vsl_activation_by_row ((VslActivation) act))
    vsl_activation_backward ((VslActivation) act, 1, n, x, y, dy, dx, FALSE);
  else
    vsl_kernels ()->act_backward ((VslActivation) act, (gsize) n, x, y, dy, dx, FALSE);
}

static int
function_of (const VslRnn *r, int gate)
{
  if (r->cell == VSL_CELL_SIMPLE || gate == 2)
    return r->o->activation;
  return r->o->recurrent_activation;
}

static void
apply_gate (const VslRnn *r, const VslRnnPart *p, int gate, gint64 row)
{
  VslReal *z = p->z + row * r->width + gate * r->units;
  if (p->pre)
    memcpy (p->pre + row * r->width + gate * r->units, z, (gsize) r->units * sizeof (VslReal));
  apply (function_of (r, gate), r->units, z, z);
}

/* dy: of the gate's value; z: that value, becomes the gradient before the function. */
static void
slope_gate (const VslRnn *r, const VslRnnPart *p, int gate, gint64 row, const VslReal *dy)
{
  gint64 at = row * r->width + gate * r->units;
  slope (function_of (r, gate), r->units, p->pre ? p->pre + at : NULL, p->z + at, dy, p->z + at);
}

/* ---- forward ---- */
static void
simple_step (const VslRnn *r, const VslRnnPart *p, gint64 row, gint64 sample)
{
  gint64 u = r->units;
  apply_gate (r, p, 0, row);
  memcpy (p->h + (row + p->n) * u, p->z + row * r->width, (gsize) u * sizeof (VslReal));
}

static void
lstm_step (const VslRnn *r, const VslRnnPart *p, gint64 row, gint64 sample)
{
  gint64 u = r->units;
  const VslReal *i = p->z + row * r->width, *f = i + u, *g = f + u, *o = g + u, *c = p->c + row * u;
  VslReal *c_new = p->c + (row + p->n) * u, *tc = p->extra + row * u, *h = p->h + (row + p->n) * u;
  for (int gate = 0; gate < 4; gate++)
    apply_gate (r, p, gate, row);
  for (gint64 j = 0; j < u; j++)
    c_new[j] = f[j] * c[j] + i[j] * g[j];
  apply (r->o->activation, u, c_new, tc);
  for (gint64 j = 0; j < u; j++)
    h[j] = o[j] * tc[j];
}

/* The candidate; the gates z and r are done. */
static void
gru_step (const VslRnn *r, const VslRnnPart *p, gint64 row, gint64 sample)
{
  gint64 u = r->units;
  VslReal *z = p->z + row * r->width, *reset = z + u, *g = reset + u;
  const VslReal *h = p->h + row * u, *inner = p->extra + row * u;
  VslReal *h_new = p->h + (row + p->n) * u;
  for (gint64 j = 0; j < u && r->after; j++)
    g[j] += reset[j] * inner[j];
  apply_gate (r, p, 2, row);
  for (gint64 j = 0; j < u; j++)
    h_new[j] = z[j] * h[j] + (1 - z[j]) * g[j];
}

static void
add_bias (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  const VslKernels *kernels = vsl_kernels ();
  if (!r->bias)
    return;
  kernels->bias_add ((gsize) p->n, (gsize) r->width, r->bias, p->z + k * p->n * r->width);
  if (!r->bias2)
    return;
  for (gint64 s = 0; s < p->n; s++)
    kernels->add ((gsize) (2 * r->units), r->bias2, p->z + (k * p->n + s) * r->width);
  kernels->bias_add ((gsize) p->n, (gsize) r->units, r->bias2 + 2 * r->units, p->extra + k * p->n * r->units);
}

/* reset * state, and its product with the candidate's weights. */
static void
gru_reset_before (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  gint64 u = r->units;
  VslReal *rh = p->extra + k * p->n * u;
  const VslReal *seen = _vsl_rnn_seen (r, p, 2, k);
  for (gint64 s = 0; s < p->n; s++)
    vsl_kernels ()->mul ((gsize) u, p->z + (k * p->n + s) * r->width + u, seen + s * u, rh + s * u, FALSE);
  _vsl_rnn_product (r, p, rh, u, r->wh, 2, p->z + k * p->n * r->width + 2 * u, r->width, TRUE);
}

static void
recurrent_products (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  gint64 u = r->units;
  VslReal *z = p->z + k * p->n * r->width;
  for (int g = 0; g < r->gates; g++) {
    gint64 at = (k * p->n) * u;
    if (r->cell == VSL_CELL_GRU && g == 2) {
      if (r->after)
        _vsl_rnn_product (r, p, _vsl_rnn_seen (r, p, g, k), u, r->wh, g, p->extra + at, u, FALSE);
    } else {
      _vsl_rnn_product (r, p, _vsl_rnn_seen (r, p, g, k), u, r->wh, g, z + g * u, r->width, TRUE);
    }
  }
}

void
_vsl_rnn_step (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  const VslKernels *kernels = vsl_kernels ();
  gint64 u = r->units, row = k * p->n, next = row + p->n;
  recurrent_products (r, p, k);
  if (r->usual && r->cell == VSL_CELL_LSTM) {
    kernels->lstm_step ((gsize) p->n, (gsize) u, r->bias, p->z + row * r->width, p->c + row * u, p->c + next * u, p->extra + row * u, p->h + next * u);
    return;
  }
  if (r->usual) {
    kernels->gru_step ((gsize) p->n, (gsize) u, r->bias, r->bias2, p->z + row * r->width, p->extra + row * u, p->h + row * u, p->h + next * u);
    return;
  }
  add_bias (r, p, k);
  for (gint64 s = 0; s < p->n && r->cell == VSL_CELL_GRU; s++)
    for (int g = 0; g < 2; g++)
      apply_gate (r, p, g, row + s);
  if (r->cell == VSL_CELL_GRU && !r->after)
    gru_reset_before (r, p, k);
  for (gint64 s = 0; s < p->n; s++) {
    if (r->cell == VSL_CELL_LSTM)
      lstm_step (r, p, row + s, s);
    else if (r->cell == VSL_CELL_GRU)
      gru_step (r, p, row + s, s);
    else
      simple_step (r, p, row + s, s);
  }
}

/* ---- backward: of one sample; dh, dc are of the states after the step ---- */
static void
simple_back (const VslRnn *r, const VslRnnPart *p, gint64 row, gint64 sample)
{
  VslReal *dh = p->dh + sample * r->units;
  slope_gate (r, p, 0, row, dh);
  memset (dh, 0, (gsize) r->units * sizeof (VslReal));
}

static void
lstm_back (const VslRnn *r, const VslRnnPart *p, gint64 row, gint64 sample)
{
  gint64 u = r->units;
  const VslReal *i = p->z + row * r->width, *f = i + u, *g = f + u, *o = g + u;
  const VslReal *c = p->c + row * u, *c_new = p->c + (row + p->n) * u, *tc = p->extra + row * u;
  VslReal *dh = p->dh + sample * u, *dc = p->dc + sample * u, *d = p->row;
  for (gint64 j = 0; j < u; j++)
    d[j] = dh[j] * o[j];
  slope (r->o->activation, u, c_new, tc, d, d + u);
  for (gint64 j = 0; j < u; j++)
    dc[j] += d[u + j];
  for (gint64 j = 0; j < u; j++) {
    VslReal whole = dc[j];
    d[j] = whole * g[j];
    d[u + j] = whole * c[j];
    d[2 * u + j] = whole * i[j];
    d[3 * u + j] = dh[j] * tc[j];
    dc[j] = whole * f[j];
    dh[j] = 0;
  }
  for (int gate = 0; gate < 4; gate++)
    slope_gate (r, p, gate, row, d + gate * u);
}

/* Up to the candidate; the reset gate's own gradient waits for the product where it stands before it. */
static void
gru_back (const VslRnn *r, const VslRnnPart *p, gint64 row, gint64 sample)
{
  gint64 u = r->units;
  VslReal *z = p->z + row * r->width, *reset = z + u, *g = reset + u, *inner = p->extra + row * u;
  const VslReal *h = p->h + row * u;
  VslReal *dh = p->dh + sample * u, *d = p->row;
  for (gint64 j = 0; j < u; j++) {
    d[j] = dh[j] * (h[j] - g[j]);
    d[2 * u + j] = dh[j] * (1 - z[j]);
    dh[j] *= z[j];
  }
  slope_gate (r, p, 0, row, d);
  slope_gate (r, p, 2, row, d + 2 * u);
  if (!r->after)
    return;
  for (gint64 j = 0; j < u; j++) {
    d[u + j] = g[j] * inner[j];
    inner[j] = g[j] * reset[j];
  }
  slope_gate (r, p, 1, row, d + u);
}

static void
gru_reset_before_back (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  gint64 u = r->units;
  const VslReal *seen = _vsl_rnn_seen (r, p, 2, k);
  _vsl_rnn_product (r, p, p->z + k * p->n * r->width + 2 * u, r->width, r->wh_t, 2, p->product, u, FALSE);
  for (gint64 s = 0; s < p->n; s++) {
    gint64 row = k * p->n + s;
    VslReal *d = p->product + s * u, *dh = p->dh + s * u;
    const VslReal *reset = p->z + row * r->width + u, *drop = r->drops_h ? p->h_mask + 2 * r->batch * u + s * u : NULL;
    for (gint64 j = 0; j < u; j++) {
      dh[j] += d[j] * reset[j] * (drop ? drop[j] : 1);
      p->row[j] = d[j] * seen[s * u + j];
    }
    slope_gate (r, p, 1, row, p->row);
  }
}

static void
functions_back (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  for (gint64 s = 0; s < p->n; s++) {
    if (r->cell == VSL_CELL_LSTM)
      lstm_back (r, p, k * p->n + s, s);
    else if (r->cell == VSL_CELL_GRU)
      gru_back (r, p, k * p->n + s, s);
    else
      simple_back (r, p, k * p->n + s, s);
  }
  if (r->cell == VSL_CELL_GRU && !r->after)
    gru_reset_before_back (r, p, k);
}

/* dh += the gates' gradients through the recurrent weights. */
static void
products_back (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  gint64 u = r->units;
  for (int g = 0; g < r->gates; g++) {
    const VslReal *d = p->z + k * p->n * r->width + g * u;
    gint64 ld = r->width;
    if (r->cell == VSL_CELL_GRU && g == 2) {
      if (!r->after)
        continue;
      d = p->extra + k * p->n * u;
      ld = u;
    }
    _vsl_rnn_product (r, p, d, ld, r->wh_t, g, r->drops_h ? p->product : p->dh, u, !r->drops_h);
    if (r->drops_h)
      vsl_kernels ()->mul ((gsize) (p->n * u), p->product, p->h_mask + g * r->batch * u, p->dh, TRUE);
  }
}

void
_vsl_rnn_step_backward (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  const VslKernels *kernels = vsl_kernels ();
  gint64 u = r->units, row = k * p->n;
  gsize state = (gsize) (p->n * u) * sizeof (VslReal);
  if (r->usual && r->cell == VSL_CELL_LSTM) {
    kernels->lstm_step_backward ((gsize) p->n, (gsize) u, p->z + row * r->width, p->c + row * u, p->extra + row * u, p->dh, p->dc);
    memset (p->dh, 0, state);
  } else if (r->usual) {
    kernels->gru_step_backward ((gsize) p->n, (gsize) u, p->z + row * r->width, p->extra + row * u, p->h + row * u, p->dh);
  } else {
    functions_back (r, p, k);
  }
  products_back (r, p, k);
}
