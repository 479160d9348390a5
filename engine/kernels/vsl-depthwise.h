/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernels/vsl-conv.h"

G_BEGIN_DECLS

/* Depthwise convolution: a VslConv with groups = c and filters = c * multiplier; kernel [kh][kw][c][multiplier]. Strides and
 * dilation are not both more than 1. */
gsize vsl_depthwise_scratch (const VslConv *conv, gboolean training);     /* VslReals */
void vsl_depthwise_forward (const VslConv *conv, gint64 n, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, VslReal *scratch);
void vsl_depthwise_backward_data (const VslConv *conv, gint64 n, const VslReal *dy, const VslReal *w, VslReal *dx, gboolean add,
                                  VslReal *scratch);
void vsl_depthwise_backward_weights (const VslConv *conv, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *db,
                                     VslReal *scratch);

G_END_DECLS
