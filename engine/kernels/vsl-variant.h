/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside the variant libraries only: VSL_VARIANT is generic, avx2 or avx512, and every function's name has it. */
#include "kernels/vsl-kernels.h"

#define VSL_PASTE2(a, b, c) a##b##_##c
#define VSL_PASTE(a, b, c) VSL_PASTE2 (a, b, c)
#define V(name) VSL_PASTE (vsl_, VSL_VARIANT, name)
#define VSL_QUOTE2(a) #a
#define VSL_QUOTE(a) VSL_QUOTE2 (a)

void V (act_forward) (VslActivation act, gsize n, const VslReal *x, VslReal *y);
void V (act_backward) (VslActivation act, gsize n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add);
void V (softmax) (gsize rows, gsize width, const VslReal *x, VslReal *y);
void V (softmax_backward) (gsize rows, gsize width, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add);
void V (log_softmax) (gsize rows, gsize width, const VslReal *x, VslReal *y);
void V (log_softmax_backward) (gsize rows, gsize width, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add);
void V (weights_forward) (gsize rows, gsize width, VslReal factor, VslReal *x, VslReal *stats);
void V (weights_backward) (gsize rows, gsize width, VslReal factor, const VslReal *stats, const VslReal *keep, VslReal *x, VslReal *dx);
void V (random_keep) (guint64 key, guint64 begin, gsize n, guint64 limit, VslReal keep, VslReal *mask);
void V (bias_add) (gsize rows, gsize width, const VslReal *bias, VslReal *y);
void V (column_sums) (gsize rows, gsize width, const VslReal *x, VslReal *sum);
void V (add) (gsize n, const VslReal *x, VslReal *y);
void V (axpy) (gsize n, VslReal a, const VslReal *x, VslReal *y);
void V (scale) (gsize n, VslReal a, const VslReal *x, VslReal *y);
void V (mul) (gsize n, const VslReal *a, const VslReal *b, VslReal *y, gboolean add);
double V (sum_squares) (gsize n, const VslReal *x);
void V (row_norm) (VslRowNorm norm, gsize rows, gsize width, const VslReal *x, const VslReal *gamma, const VslReal *beta, double epsilon,
                   VslReal *y, VslRowStat *stat);
void V (row_norm_backward) (VslRowNorm norm, gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *gamma,
                            const VslRowStat *stat, VslReal *dgamma, VslReal *dbeta, VslReal *dx, gboolean add);
void V (scale_shift) (gsize rows, gsize width, const VslReal *x, const VslReal *centre, const VslReal *a, const VslReal *b, VslReal *y);
void V (moments) (gsize rows, gsize width, const VslReal *x, const VslReal *centre, double *sum, double *sum2);
void V (norm_sums) (gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, double *s1, double *s2);
void V (norm_backward) (gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, const VslReal *a, const VslReal *b,
                        const VslReal *c, VslReal *dx, gboolean add);
void V (max_pool) (const VslPool *p, const VslReal *x, VslReal *y, guint8 *arg);
void V (max_pool_backward) (const VslPool *p, const guint8 *arg, const VslReal *dy, VslReal *dx, gboolean add);
void V (average_pool) (const VslPool *p, const VslReal *x, VslReal *y);
void V (average_pool_backward) (const VslPool *p, const VslReal *dy, VslReal *dx, gboolean add);
void V (depthwise_forward) (const VslDepthwise *d, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, gboolean add);
void V (depthwise_weights) (const VslDepthwise *d, const VslReal *x, const VslReal *dy, VslReal *dw);
void V (adam) (gsize n, VslReal *w, const VslReal *g, VslReal *m, VslReal *v, VslReal *vmax, double alpha, double b1, double b2, double eps);
void V (sgd) (gsize n, VslReal *w, const VslReal *g, VslReal *m, double lr, double momentum, gboolean nesterov);
void V (rmsprop) (gsize n, VslReal *w, const VslReal *g, VslReal *v, double lr, double rho, double eps);
void V (direct_forward) (const VslDirect *d, gsize begin, gsize end, const VslReal *w, const VslReal *bias, VslReal *y);
void V (direct_weights) (const VslDirect *d, gsize begin, gsize end, gsize tap_begin, gsize tap_end, const VslReal *dy, VslReal *dw,
                         gboolean add);
void V (gather) (const VslGather *g, gsize offset, gsize width, const VslReal *w, const VslConvEnd *end, gboolean add);
void V (pack_transposed) (gsize rows, gsize width, const VslReal *src, gsize lds, VslReal *dst);
void V (outer) (const VslOuterAt *at, gsize n, gsize rows, gsize width, const VslReal *x, const VslReal *dy, VslReal *dw, gsize ldw,
                gboolean add);
void V (wino_source) (const VslReal *const *src, gsize skip, gsize width, VslReal *dst, gsize step);
void V (wino_gradient) (const VslReal *const *src, gsize skip, gsize width, VslReal *dst, gsize step);
void V (wino_result) (const VslReal *m, gsize step, const VslConvEnd *end, gsize offset, gsize width, VslReal *const *dst, gboolean add);
void V (wino_weights) (gsize n, const VslReal *w, gsize w_step, VslReal *u, gsize u_step);
void V (wino_weights_back) (gsize n, const VslReal *u, gsize u_step, VslReal *w, gsize w_step);
void V (conv_pool_forward) (const VslConvPool *p, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, guint8 *arg);
void V (conv_pool_weights) (const VslConvPool *p, const VslReal *x, const VslReal *dy, const guint8 *arg, VslReal *dw, VslReal *db,
                            VslReal *pixels);
void V (dense_weights) (gint64 rows, gint64 depth, gint64 units, gint64 begin, gint64 end, const VslReal *x, const VslReal *dy, VslReal *dw);
void V (dense_data) (gint64 rows, gint64 depth, gint64 units, gint64 begin, gint64 end, const VslReal *dy, const VslReal *w, VslReal *dx,
                     gboolean add);
void V (dense_row) (gint64 depth, gint64 units, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y);
void V (adam_replay) (gsize n, VslReal *w, VslReal *m, VslReal *v, const VslReal *alpha, gsize steps, double b1, double b2, double eps);
extern const int V (panel_width);
void V (panel_product) (gsize m, gsize n, gsize k, const VslReal *a, gsize lda, const VslReal *panels, VslReal *c, gsize ldc, gboolean add);
void V (lstm_step) (gsize rows, gsize units, const VslReal *bias, VslReal *z, const VslReal *c, VslReal *c_new, VslReal *tc, VslReal *h);
void V (lstm_step_backward) (gsize rows, gsize units, VslReal *z, const VslReal *c, const VslReal *tc, const VslReal *dh, VslReal *dc);
void V (gru_step) (gsize rows, gsize units, const VslReal *bias, const VslReal *bias2, VslReal *z, VslReal *inner, const VslReal *h,
                   VslReal *h_new);
void V (gru_step_backward) (gsize rows, gsize units, VslReal *z, VslReal *inner, const VslReal *h, VslReal *dh);
void V (gemm) (gboolean ta, gboolean tb, gsize m, gsize n, gsize k, const VslReal *a, gsize lda, const VslReal *b, gsize ldb, gboolean add,
               const VslReal *bias, VslReal *c, gsize ldc);
extern const VslKernels V (kernels);
