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
  const VslReal *table;    /* the input's products by token, and x[0] has tokens; NULL: the usual case */
  gint64 rows;
  /* kept for backward in training */
  VslReal *z;              /* kept × width: the gates; backward makes them the gradients before the gates */
  VslReal *pre;            /* kept × width: what went into the functions, where their slope needs it; else NULL */
  VslReal *h, *c;          /* (kept + 1) × units: states before each step and after the last */
  VslReal *extra;          /* kept × units. LSTM: activation of the cell; GRU: recurrent part of the candidate, or reset * state */
  VslReal *x_mask, *h_mask;/* batch × features, batch × units, for each mask */
  /* scratch */
  VslReal *wx, *wh;        /* the kernels in panels, by gates */
  VslReal *wx_t, *wh_t;    /* transposed */
  VslReal *x;              /* a chunk of the input, or of states, as a gate sees it, in the order of the buffers; for each part */
  VslReal *seen;           /* batch × units: the state as a gate sees it */
  VslReal *partial;        /* gradients of both kernels, for each part but the first; NULL: too large, then blocks of columns are made */
  gint64 samples;          /* of the largest part */
  VslReal *dh, *dc, *dh_old, *dc_old, *product;    /* batch × units */
  VslReal *row;            /* width, for each part */
  VslReal *dx, *dx_gate;   /* chunk × features a sample */
  VslReal *sums;           /* (width + units), for each part: of the bias's gradient */
} VslRnn;

/* A part: samples [begin, begin + n) and its share of the buffers. */
typedef struct {
  gint64 begin, n;
  int part;
  VslReal *z, *pre, *h, *c, *extra, *x, *seen, *x_mask, *h_mask;
  VslReal *dh, *dc, *dh_old, *dc_old, *product, *row, *dx, *dx_gate, *sums;
} VslRnnPart;

void _vsl_rnn_run (VslRnn *r);        /* the forward pass; kernels are packed */
VslRnn _vsl_rnn (const VslCall *call);
VslRnnPart _vsl_rnn_part (const VslRnn *r, int part);

/* The state before kept step k as a gate sees it: itself, or with the gate's dropout in p->seen. */
static inline const VslReal *
_vsl_rnn_seen (const VslRnn *r, const VslRnnPart *p, int gate, gint64 k)
{
  const VslReal *h = p->h + k * p->n * r->units;
  if (!r->drops_h)
    return h;
  vsl_kernels ()->mul ((gsize) (p->n * r->units), h, p->h_mask + gate * r->batch * r->units, p->seen, FALSE);
  return p->seen;
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

/* vsl-recurrent-input.c: chunks of steps. The input as gate g sees it, into p->x; its product for all gates; its gradient. */
void _vsl_rnn_gather (const VslRnn *r, const VslRnnPart *p, int gate, gint64 t0, gint64 count);
void _vsl_rnn_input_products (const VslRnn *r, const VslRnnPart *p, gint64 t0, gint64 k0, gint64 count);
void _vsl_rnn_input_gradient (const VslRnn *r, const VslRnnPart *p, gint64 t0, gint64 count);
/* vsl-recurrent-weights.c: after the loop. What one part adds, where there are buffers for it; then all of it. */
void _vsl_rnn_weights_part (const VslRnn *r, const VslRnnPart *p);
void _vsl_rnn_weights (const VslRnn *r);
void _vsl_rnn_pack (const VslRnn *r, gboolean transposed);

/* The place in time of the t-th processed step. */
static inline gint64
_vsl_rnn_time (const VslRnn *r, gint64 t)
{
  return r->reverse ? r->steps - 1 - t : t;
}

/* vsl-recurrent-cells.c: one step of one part. k: the step's place in the buffers. */
void _vsl_rnn_step (const VslRnn *r, const VslRnnPart *p, gint64 k);
/* p->dh, p->dc: of the states after the step, become those before it; z becomes the gradients before the gates. */
void _vsl_rnn_step_backward (const VslRnn *r, const VslRnnPart *p, gint64 k);
