/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-real.h"

G_BEGIN_DECLS

/* Attention of projected queries to keys and values. A query's row holds all heads side by side, head h from h * key_dim on (values
 * and results: h * value_dim); ld_*: values from row to row, so that several projections can share one matrix. */
typedef struct {
  gint64 samples, heads, t, s;           /* t queries and s keys a sample */
  gint64 key_dim, value_dim;
  VslReal factor;                        /* of the scores, 1 / sqrt (key_dim) in Keras */
  gboolean causal;                       /* query i sees keys 0 … i only */
  const VslReal *key_mask[2];            /* [samples][s], above a half: seen; NULL: all. Both must allow it */
  const VslReal *mask;                   /* [samples][t][s] likewise */
  double rate;                           /* weights left out at random; 0: none */
  guint64 key;                           /* of the random stream */
  gint64 first;                          /* samples before these in the stream, and in given */
  const VslReal *given;                  /* factors [samples][heads][t][s] instead of random ones, or NULL */

  const VslReal *q, *k, *v;
  gint64 ld_q, ld_k, ld_v;
  VslReal *o;                            /* [samples * t][heads * value_dim] */
  VslReal *stats;                        /* [samples][heads][t][2]: what backward needs to find the weights again */
  VslReal *scratch;                      /* vsl_attention_scratch() */
  const VslReal *d_o;                    /* backward: gradient of o; those of q, k, v have the layout of q, k, v */
  VslReal *d_q, *d_k, *d_v;
} VslAttention;

gsize vsl_attention_scratch (const VslAttention *a, gboolean training);     /* reads t and s alone */
void vsl_attention_forward (const VslAttention *a);
void vsl_attention_backward (const VslAttention *a);

G_END_DECLS
