/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-recurrent.h"

/* A call's sizes and memory. Buffers lie by parts of the batch, in a part by steps, in a step by samples: what a step touches is
 * contiguous, and a part's steps are one matrix for the products over all of them. */
typedef struct {
  const VslCall *call;
  const VslRecurrentConfig *o;
  VslCell cell;
  int gates, states;
  gint64 units, features, steps, width, kept, chunk, batch;
  gint64 stride;
  gboolean reverse, zero, flip, usual, after;        /* usual: sigmoid and tanh; after: the GRU's reset gate multiplies the product */
  gboolean drops_x, drops_h;                   /* masks are in force */
  int x_masks, h_masks;                        /* how many are booked: none, one or one a gate */
  int parts;
  const VslReal *kernel, *recurrent, *bias, *bias2;
  const VslReal *mask;
  /* kept for backward in training */
  VslReal *z;              /* kept × width: the gates; backward makes them the gradients before the gates */
  VslReal *pre;            /* kept × width: what went into the functions, where their slope needs it; else NULL */
  VslReal *h, *c;          /* (kept + 1) × units: states before each step and after the last */
  VslReal *extra;          /* kept × units. LSTM: activation of the cell; GRU: recurrent part of the candidate, or reset * state */
  VslReal *x;              /* kept × features, for each mask: the input as the gates see it */
  VslReal *hm;             /* kept × units, for each mask: the state as the gates see it */
  VslReal *x_mask, *h_mask;/* batch × features, batch × units */
  /* scratch */
  VslReal *wh, *wh_t;      /* the recurrent kernel in panels, by gates; transposed */
  VslReal *dh, *dc, *dh_old, *dc_old, *product;    /* batch × units */
  VslReal *row;            /* width, for each part */
  VslReal *dx, *dx_gate;   /* chunk × features a sample */
  VslReal *sums;           /* (width + units), for each part: of the bias's gradient */
} VslRnn;

/* A part: samples [begin, begin + n) and its share of the buffers. */
typedef struct {
  gint64 begin, n;
  int part;
  VslReal *z, *pre, *h, *c, *extra, *x, *hm, *x_mask, *h_mask;
  VslReal *dh, *dc, *dh_old, *dc_old, *product, *row, *dx, *dx_gate, *sums;
} VslRnnPart;

VslRnn _vsl_rnn (const VslCall *call);
VslRnnPart _vsl_rnn_part (const VslRnn *r, int part);

/* The state, masked for gate g, before kept step k. */
static inline VslReal *
_vsl_rnn_seen (const VslRnn *r, const VslRnnPart *p, int gate, gint64 k)
{
  if (!r->drops_h)
    return p->h + k * p->n * r->units;
  return p->hm + gate * r->batch * r->kept * r->units + k * p->n * r->units;
}

/* C (n × units) = or += A (n × units, rows lda apart) times a gate's recurrent weights. */
static inline void
_vsl_rnn_product (const VslRnn *r, const VslRnnPart *p, const VslReal *a, gint64 lda, const VslReal *panels, int gate, VslReal *c, gint64 ldc,
                  gboolean add)
{
  gsize u = (gsize) r->units;
  vsl_kernels ()->panel_product ((gsize) p->n, u, u, a, (gsize) lda, panels + (gsize) gate * vsl_panels_size (r->units, r->units), c, (gsize) ldc,
                                 add);
}

/* vsl-recurrent-cells.c: one step of one part. k: the step's place in the buffers. */
void _vsl_rnn_step (const VslRnn *r, const VslRnnPart *p, gint64 k);
/* p->dh, p->dc: of the states after the step, become those before it; z becomes the gradients before the gates. */
void _vsl_rnn_step_backward (const VslRnn *r, const VslRnnPart *p, gint64 k);
