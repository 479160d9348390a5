/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop over time: the input's product for many steps at once, then step by step, each part of the batch by itself. */
#include "layers/vsl-recurrent-private.h"

#include "core/vsl-random.h"

#include <string.h>

gboolean
vsl_recurrent_is (const VslLayerClass *cls)
{
  return cls->forward == vsl_recurrent_forward;
}

/* ---- dropout masks: one number a sample and feature, for all steps ---- */
static void
draw (const VslRnn *r, VslReal *mask, gint64 each, double rate, const VslReal *given, guint64 stream)
{
  gint64 count = r->call->n * each, first = r->call->first * each;
  guint64 key = vsl_random_bits (r->call->key, stream), limit = (guint64) (rate * 4294967296.0);
  VslReal keep = rate < 1 ? (VslReal) (1 / (1 - rate)) : 0;
  for (gint64 i = 0; i < count; i++) {
    if (r->call->given)
      mask[i] = given ? given[first + i] : 1;
    else
      mask[i] = (vsl_random_bits (key, (guint64) (first + i)) & 0xFFFFFFFFu) >= limit ? keep : 0;
  }
}

static void
draw_masks (const VslRnn *r)
{
  const VslReal *const *given = r->call->given;
  for (int g = 0; g < r->x_masks && r->drops_x; g++)
    draw (r, r->x_mask + g * r->batch * r->features, r->features, r->o->dropout, !given ? NULL : given[g] ? given[g] : given[0], (guint64) g);
  for (int g = 0; g < r->h_masks && r->drops_h; g++) {
    int at = VSL_RNN_GIVEN + g;
    draw (r, r->h_mask + g * r->batch * r->units, r->units, r->o->recurrent_dropout,
          !given ? NULL : given[at] ? given[at] : given[VSL_RNN_GIVEN], (guint64) at);
  }
}

static gboolean
valid (const VslRnn *r, const VslRnnPart *p, gint64 s, gint64 t)
{
  return !r->mask || r->mask[(p->begin + s) * r->steps + _vsl_rnn_time (r, t)] != 0;
}

/* The first valid step of a sample in the order of processing; r->steps: none. */
static gint64
first_valid (const VslRnn *r, const VslRnnPart *p, gint64 s)
{
  gint64 t = 0;
  while (t < r->steps && !valid (r, p, s, t))
    t++;
  return t;
}

/* Where the output of the t-th processed step stands, of a sample; without return_sequences there is one. */
static gint64
output_at (const VslRnn *r, const VslRnnPart *p, gint64 s, gint64 t)
{
  gint64 place = r->flip ? r->steps - 1 - t : t;
  return (r->o->return_sequences ? (p->begin + s) * r->steps + place : p->begin + s) * r->stride;
}

/* ---- forward ---- */
static void
start (const VslRnn *r, const VslRnnPart *p)
{
  gsize bytes = (gsize) (p->n * r->units) * sizeof (VslReal);
  VslReal *state[] = { p->h, p->c };
  for (int i = 0; i < r->states; i++) {
    if (r->call->plan->n_in > 1)
      memcpy (state[i], r->call->x[1 + i] + p->begin * r->units, bytes);
    else
      memset (state[i], 0, bytes);
  }
}

/* A masked step leaves the states as they were. */
static void
hold (const VslRnn *r, const VslRnnPart *p, gint64 t, gint64 k)
{
  gint64 u = r->units;
  gsize bytes = (gsize) u * sizeof (VslReal);
  for (gint64 s = 0; s < p->n && r->mask; s++) {
    gint64 row = k * p->n + s;
    if (valid (r, p, s, t))
      continue;
    memcpy (p->h + (row + p->n) * u, p->h + row * u, bytes);
    if (p->c)
      memcpy (p->c + (row + p->n) * u, p->c + row * u, bytes);
  }
}

/* A masked step repeats the output before it, which is zero before the first valid one. */
static void
emit (const VslRnn *r, const VslRnnPart *p, gint64 t, gint64 k)
{
  gint64 u = r->units;
  gsize bytes = (gsize) u * sizeof (VslReal);
  for (gint64 s = 0; s < p->n && r->o->return_sequences; s++) {
    VslReal *y = r->call->y[0] + output_at (r, p, s, t);
    if (valid (r, p, s, t))
      memcpy (y, p->h + ((k + 1) * p->n + s) * u, bytes);
    else if (t == 0 || r->zero)
      memset (y, 0, bytes);
    else
      memcpy (y, r->call->y[0] + output_at (r, p, s, t - 1), bytes);
  }
}

static void
finish (const VslRnn *r, const VslRnnPart *p, gint64 k)
{
  gint64 u = r->units;
  gsize bytes = (gsize) u * sizeof (VslReal);
  const VslReal *state[] = { p->h + k * p->n * u, p->c ? p->c + k * p->n * u : NULL };
  for (gint64 s = 0; s < p->n && !r->o->return_sequences; s++) {
    VslReal *y = r->call->y[0] + output_at (r, p, s, 0);
    if (r->mask && first_valid (r, p, s) == r->steps)
      memset (y, 0, bytes);
    else
      memcpy (y, state[0] + s * u, bytes);
  }
  for (int i = 0; i < r->states && r->o->return_state; i++)
    memcpy (r->call->y[1 + i] + p->begin * u, state[i], (gsize) p->n * bytes);
}

static void
forward_part (gpointer data, int part)
{
  const VslRnn *r = data;
  VslRnnPart p = _vsl_rnn_part (r, part);
  gint64 u = r->units, k = 0;
  gsize bytes = (gsize) (p.n * u) * sizeof (VslReal);
  start (r, &p);
  for (gint64 t = 0; t < r->steps; t += r->chunk) {
    gint64 count = MIN (r->chunk, r->steps - t);
    if (k == r->kept) {                        /* the buffers begin anew */
      memcpy (p.h, p.h + k * p.n * u, bytes);
      if (p.c)
        memcpy (p.c, p.c + k * p.n * u, bytes);
      k = 0;
    }
    _vsl_rnn_input_products (r, &p, t, k, count);
    for (gint64 i = 0; i < count; i++, k++) {
      _vsl_rnn_step (r, &p, k);
      hold (r, &p, t + i, k);
      emit (r, &p, t + i, k);
    }
  }
  finish (r, &p, k);
}

void
_vsl_rnn_run (VslRnn *r)
{
  draw_masks (r);
  vsl_parallel_for (r->parts, forward_part, r);
}

void
vsl_recurrent_forward (const VslCall *call)
{
  VslRnn r = _vsl_rnn (call);
  _vsl_rnn_pack (&r, FALSE);
  _vsl_rnn_run (&r);
  if (r.o->return_sequences)
    vsl_layer_pass_mask (call);
}

/* ---- backward ---- */
/* The gradient of an output goes to the state that was copied into it. */
static void
take_gradient (const VslRnn *r, const VslRnnPart *p, gint64 t)
{
  gint64 u = r->units;
  gboolean last = t == r->steps - 1;
  if (!r->call->dy[0] || (!r->o->return_sequences && !last))
    return;
  for (gint64 s = 0; s < p->n; s++) {
    const VslReal *dy = r->call->dy[0] + output_at (r, p, s, t);
    if (r->mask && !valid (r, p, s, t) && ((r->zero && r->o->return_sequences) || first_valid (r, p, s) > t))
      continue;
    vsl_kernels ()->add ((gsize) u, dy, p->dh + s * u);
  }
}

static void
begin_back (const VslRnn *r, const VslRnnPart *p)
{
  gsize bytes = (gsize) (p->n * r->units) * sizeof (VslReal);
  VslReal *grad[] = { p->dh, p->dc };
  for (int i = 0; i < 2; i++) {
    if (i < r->states && r->o->return_state && r->call->dy[1 + i])
      memcpy (grad[i], r->call->dy[1 + i] + p->begin * r->units, bytes);
    else
      memset (grad[i], 0, bytes);
  }
}

/* Masked steps pass the gradients of the states on as they are, and have none themselves. */
static void
hold_back (const VslRnn *r, const VslRnnPart *p, gint64 t, gint64 k, gboolean after)
{
  gint64 u = r->units;
  gsize bytes = (gsize) u * sizeof (VslReal);
  for (gint64 s = 0; s < p->n && r->mask; s++) {
    if (valid (r, p, s, t))
      continue;
    memcpy ((after ? p->dh : p->dh_old) + s * u, (after ? p->dh_old : p->dh) + s * u, bytes);
    memcpy ((after ? p->dc : p->dc_old) + s * u, (after ? p->dc_old : p->dc) + s * u, bytes);
    if (!after)
      continue;
    memset (p->z + (k * p->n + s) * r->width, 0, (gsize) r->width * sizeof (VslReal));
    if (r->after)
      memset (p->extra + (k * p->n + s) * u, 0, bytes);
  }
}

static void
state_gradients (const VslRnn *r, const VslRnnPart *p)
{
  const VslReal *grad[] = { p->dh, p->dc };
  for (int i = 0; i < r->call->plan->n_in - 1; i++) {
    VslReal *dx = r->call->dx[1 + i];
    gsize count = (gsize) (p->n * r->units);
    if (!dx)
      continue;
    if (r->call->dx_add[1 + i])
      vsl_kernels ()->add (count, grad[i], dx + p->begin * r->units);
    else
      memcpy (dx + p->begin * r->units, grad[i], count * sizeof (VslReal));
  }
}

static void
backward_part (gpointer data, int part)
{
  const VslRnn *r = data;
  VslRnnPart p = _vsl_rnn_part (r, part);
  gsize rows = (gsize) (r->steps * p.n);
  begin_back (r, &p);
  for (gint64 t = r->steps - 1; t >= 0; t--) {
    take_gradient (r, &p, t);
    hold_back (r, &p, t, t, FALSE);
    _vsl_rnn_step_backward (r, &p, t);
    hold_back (r, &p, t, t, TRUE);
  }
  state_gradients (r, &p);
  for (gint64 t = 0; t < r->steps && r->call->dx[0]; t += r->chunk)
    _vsl_rnn_input_gradient (r, &p, t, MIN (r->chunk, r->steps - t));
  if (r->partial)
    _vsl_rnn_weights_part (r, &p);
  if (r->bias)
    vsl_kernels ()->column_sums (rows, (gsize) r->width, p.z, p.sums);
  if (r->bias2)
    vsl_kernels ()->column_sums (rows, (gsize) r->units, p.extra, p.sums + r->width);
}

static void
bias_gradient (const VslRnn *r)
{
  VslReal *db = r->call->dw[2];
  gsize width = (gsize) r->width, u = (gsize) r->units;
  memset (db, 0, (r->bias2 ? 2 : 1) * width * sizeof (VslReal));
  for (int part = 0; part < r->parts; part++) {
    const VslReal *sums = r->sums + (gsize) part * (width + u);
    vsl_kernels ()->add (width, sums, db);
    if (r->bias2) {
      vsl_kernels ()->add (2 * u, sums, db + width);
      vsl_kernels ()->add (u, sums + width, db + width + 2 * u);
    }
  }
}

/**
 * vsl_recurrent_backward:
 *
 * Uses up what forward saved: another backward pass needs another forward pass.
 */
void
vsl_recurrent_backward (const VslCall *call)
{
  VslRnn r = _vsl_rnn (call);
  _vsl_rnn_pack (&r, TRUE);
  vsl_parallel_for (r.parts, backward_part, &r);
  _vsl_rnn_weights (&r);
  if (r.bias && call->dw[2])
    bias_gradient (&r);
}
