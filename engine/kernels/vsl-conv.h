/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-real.h"
#include "kernels/vsl-kernels.h"

G_BEGIN_DECLS

/* Convolution of maps with channels last, kernel [kh][kw][c / groups][filters]. The transposed convolution is the same
 * geometry with the two maps' roles exchanged: its forward pass is vsl_conv_backward_data. */
typedef struct {
  gint64 h, w, c;                  /* the map that windows slide over */
  gint64 oh, ow, filters;          /* the map of window positions */
  gint64 kh, kw, sh, sw, dh, dw;   /* kernel, strides, dilation */
  gint64 top, left;                /* padding before */
  gint64 groups;
  int rooms;                       /* pieces of work in hand at a time where each needs much scratch: the threads expected; 0: VSL_PARTS */
} VslConv;

gsize vsl_conv_scratch (const VslConv *conv, gboolean training);     /* VslReals */
void vsl_conv_forward (const VslConv *conv, gint64 n, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, gboolean add,
                       VslReal *scratch);
void vsl_conv_forward_end (const VslConv *conv, gint64 n, const VslReal *x, const VslReal *w, const VslConvEnd *end, VslReal *y,
                           VslReal *scratch);
void vsl_conv_backward_data (const VslConv *conv, gint64 n, const VslReal *dy, const VslReal *w, VslReal *dx, gboolean add,
                             VslReal *scratch);
void vsl_conv_backward_weights (const VslConv *conv, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *db,
                                VslReal *scratch);

/* Plain products only, instead of Winograd's algorithm where that is faster (rounding errors about eight times as large). */
void vsl_conv_set_exact (gboolean on);
gboolean vsl_conv_exact (void);

/* sum[width] = sums of the columns of x, rows * width; scratch: VSL_PARTS * width */
void vsl_sum_columns (gint64 rows, gint64 width, const VslReal *x, VslReal *sum, VslReal *scratch);
/* y (rows × units) = x (rows × depth) w + bias, and its gradients; no scratch but for db, see vsl_sum_columns. */
void vsl_dense_forward (gint64 rows, gint64 depth, gint64 units, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y);
void vsl_dense_backward_data (gint64 rows, gint64 depth, gint64 units, const VslReal *dy, const VslReal *w, VslReal *dx, gboolean add);
void vsl_dense_backward_weights (gint64 rows, gint64 depth, gint64 units, const VslReal *x, const VslReal *dy, VslReal *dw);

G_END_DECLS
