/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernels/vsl-conv.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

/* One convolution call, shared by its parts. */
typedef struct {
  const VslConv *c;
  const VslKernels *k;
  gint64 n, pixels, depth;         /* samples, window positions of all samples, values under a window and group */
  gint64 chunk;                    /* window positions unrolled at a time */
  int parts;
  const VslReal *x, *w, *bias, *dy;
  VslReal *y, *dx, *dw, *db, *scratch;
  gsize per_part;                  /* VslReals of scratch a part has */
  gboolean add;
} VslConvJob;

gint64 vsl_conv_depth (const VslConv *c);
gint64 vsl_conv_chunk (const VslConv *c, gint64 pixels);
gboolean vsl_conv_pointwise (const VslConv *c);
gboolean vsl_conv_padded (const VslConv *c);
void vsl_conv_padded_size (const VslConv *c, gint64 *h, gint64 *w);
/* Few channels: without unrolling, see vsl-conv-direct.c */
gboolean vsl_conv_wants_direct (const VslConv *c);
gsize vsl_conv_direct_scratch (const VslConv *c, gboolean training);
void vsl_conv_direct_forward (VslConvJob *job);
void vsl_conv_direct_weights (VslConvJob *job);
/* Many channels: see vsl-conv-gather.c, vsl-conv-outer.c */
gboolean vsl_conv_wants_gather (const VslConv *c, gboolean back);
gsize vsl_conv_gather_scratch (const VslConv *c, gboolean back);
void vsl_conv_gather (const VslConv *c, gboolean back, gint64 n, const VslReal *src, const VslReal *weights, const VslConvEnd *end,
                      VslReal *dst, gboolean add, VslReal *scratch);
gboolean vsl_conv_wants_outer (const VslConv *c);
gsize vsl_conv_outer_scratch (const VslConv *c);
void vsl_conv_outer (const VslConv *c, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *scratch);
/* 3 × 3, step 1: see vsl-conv-winograd.c */
gboolean vsl_conv_wants_winograd (const VslConv *c, gint64 n);
gsize vsl_conv_winograd_scratch (const VslConv *c, gboolean back);
void vsl_conv_winograd (const VslConv *c, gboolean back, gint64 n, const VslReal *src, const VslReal *weights, const VslConvEnd *end,
                        VslReal *dst, gboolean add, VslReal *scratch);
/* The end of the panel that begins at column. */
static inline VslConvEnd
vsl_conv_end_at (const VslConvEnd *end, gint64 column)
{
  return (VslConvEnd) { end->scale ? end->scale + column : NULL, end->bias ? end->bias + column : NULL, end->relu };
}
gsize vsl_conv_winograd_weights_scratch (const VslConv *c);
void vsl_conv_winograd_weights (const VslConv *c, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *scratch);
