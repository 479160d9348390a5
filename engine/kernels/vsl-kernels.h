/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-activation.h"
#include "core/vsl-real.h"

G_BEGIN_DECLS

/* Raw numerics: pointers and sizes. The same sources are compiled once for each instruction set (variants); the table of the best
 * one that this processor has is chosen at the first use. Functions of the table run on the calling thread and allocate nothing;
 * cutting work into parts is the caller's business. */

/* Windows over a map, seen as dot products: output i has its first input at line (i / line) and place (i % line) on it, and
 * below it `runs` runs of `run` contiguous values. A Dense layer is one run. */
typedef struct {
  const VslReal *x;
  gsize runs, run, run_stride;       /* run_stride: from run to run, in values */
  gsize line;                        /* outputs on a line */
  gsize line_step, step;             /* from line to line, from output to output, in values of x */
  gsize width;                       /* numbers an output has (filters, units) */
} VslDirect;

/* Pooling of one sample, height × width × channels. */
typedef struct {
  gint64 h, w, c, oh, ow;
  gint64 kh, kw, sh, sw, top, left;
} VslPool;

/* Convolution with step 1 and relu under a 2 × 2 maximum with step 2; one sample, already padded. filters: a multiple of 8. */
typedef struct {
  gint64 line, c;                    /* values of an input row; channels */
  gint64 kh, run;                    /* rows of the kernel; values of one: width * channels */
  gint64 ph, pw, filters;            /* the pooled map */
} VslConvPool;

/* Sums of products over rows that lie anywhere: number f of output row r is the sum, over the segments s of the row's tile and
 * i < length[s], of src[s][r][skip + i] * w[weight[s] + i][f]. A tile is VSL_GATHER_ROWS rows; rows after the last point to any
 * readable row and are not written. */
#define VSL_GATHER_ROWS 6
typedef struct {
  gsize rows;                        /* outputs: dst[rows] */
  VslReal *const *dst;
  const guint32 *first;              /* segments of tile t: from first[t * step] to before first[t * step + 1] */
  gsize step;
  const VslReal *const *src;         /* [segment][VSL_GATHER_ROWS], and room for one more, which is looked at but not read */
  const guint32 *weight, *length;    /* [segment] */
  gsize skip;
} VslGather;

/* What is made of a finished sum: sum * scale + bias, negative numbers zero with relu. One number a column; NULL: none. */
typedef struct {
  const VslReal *scale, *bias;
  gboolean relu;
} VslConvEnd;

/* Sums of outer products: dw[r][f] = sum over k of x[at[k].x + r] * dy[at[k].y][f]. */
typedef struct {
  guint32 x, y;                      /* values from x; row of dy */
} VslOuterAt;

/* Rows that are normalised by themselves: y = ((x - centre) * scale + shift) * gamma + beta. */
typedef enum {
  VSL_ROW_LAYER,                     /* (x - mean) / sqrt (variance + epsilon) */
  VSL_ROW_RMS,                       /* x / sqrt (variance + epsilon) */
  VSL_ROW_UNIT,                      /* x / sqrt (max (sum x², epsilon)) */
} VslRowNorm;

typedef struct {
  VslReal centre, rest;              /* the mean is their sum, which one number could not hold */
  VslReal scale, shift;
  VslReal clipped;                   /* unit: 1 where epsilon was the larger */
} VslRowStat;

/* Each channel by itself, over a padded map; distances in values. */
typedef struct {
  gint64 oh, ow, c, kh, kw;          /* outputs; channels; taps */
  gint64 x_row, x_step;              /* in x, from an output to the one below and to the next */
  gint64 tap_line, tap_step;         /* in x, from a tap to the one below and to the next */
  gint64 y_row, y_step;              /* in y or dy */
} VslDepthwise;

typedef struct {
  const char *name;                  /* "generic", "avx2", "avx512" */

  /* activations: elementwise (not softmax and log_softmax); y == x is legal, dx == dy too. add: dx += instead of =. */
  void (*act_forward) (VslActivation act, gsize n, const VslReal *x, VslReal *y);
  void (*act_backward) (VslActivation act, gsize n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add);
  void (*softmax) (gsize rows, gsize width, const VslReal *x, VslReal *y);
  void (*softmax_backward) (gsize rows, gsize width, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add);
  void (*log_softmax) (gsize rows, gsize width, const VslReal *x, VslReal *y);
  void (*log_softmax_backward) (gsize rows, gsize width, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add);

  /* Attention, between its products. x: scores, rows × width; a score counts times `factor`, and -∞ means that a key is hidden.
   * forward: scores to weights that sum to one, or all zero where every key is hidden; stats (2 a row) let backward find them again.
   * backward: x: scores to weights times keep; dx: the gradient of those to that of the products. keep: factors of dropout or NULL. */
  void (*weights_forward) (gsize rows, gsize width, VslReal factor, VslReal *x, VslReal *stats);
  void (*weights_backward) (gsize rows, gsize width, VslReal factor, const VslReal *stats, const VslReal *keep, VslReal *x, VslReal *dx);
  /* Dropout: values begin … of the stream; mask = keep where the 32 bits that value i has are >= limit, else 0. */
  void (*random_keep) (guint64 key, guint64 begin, gsize n, guint64 limit, VslReal keep, VslReal *mask);

  /* simple loops */
  void (*bias_add) (gsize rows, gsize width, const VslReal *bias, VslReal *y);            /* each row += bias */
  void (*column_sums) (gsize rows, gsize width, const VslReal *x, VslReal *sum);          /* overwrites sum[width] */
  void (*add) (gsize n, const VslReal *x, VslReal *y);                                    /* y += x */
  void (*axpy) (gsize n, VslReal a, const VslReal *x, VslReal *y);                        /* y += a x */
  void (*scale) (gsize n, VslReal a, const VslReal *x, VslReal *y);                       /* y = a x */
  void (*mul) (gsize n, const VslReal *a, const VslReal *b, VslReal *y, gboolean add);    /* y = a b, or y += a b */
  double (*sum_squares) (gsize n, const VslReal *x);                                      /* in double, fixed order */
  /* Normalisation by rows; stat: [rows], kept for backward. gamma, beta NULL: ones, zeros. Backward: dgamma and dbeta are added to
   * and may both be NULL, as dx may be; add: dx += instead of =. */
  void (*row_norm) (VslRowNorm norm, gsize rows, gsize width, const VslReal *x, const VslReal *gamma, const VslReal *beta, double epsilon,
                    VslReal *y, VslRowStat *stat);
  void (*row_norm_backward) (VslRowNorm norm, gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *gamma,
                             const VslRowStat *stat, VslReal *dgamma, VslReal *dbeta, VslReal *dx, gboolean add);
  /* Normalisation by columns; centre[j]: a value near the mean.
   * y = (x - centre[j]) * a[j] + b[j] */
  void (*scale_shift) (gsize rows, gsize width, const VslReal *x, const VslReal *centre, const VslReal *a, const VslReal *b, VslReal *y);
  /* sum[j] += over rows of x - centre[j], sum2[j] += of its square */
  void (*moments) (gsize rows, gsize width, const VslReal *x, const VslReal *centre, double *sum, double *sum2);
  /* s1[j] += over rows of dy, s2[j] += of dy * (x - centre[j]) */
  void (*norm_sums) (gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, double *s1, double *s2);
  /* dx = a[j] * dy + b[j] * (x - centre[j]) + c[j] */
  void (*norm_backward) (gsize rows, gsize width, const VslReal *x, const VslReal *dy, const VslReal *centre, const VslReal *a,
                         const VslReal *b, const VslReal *c, VslReal *dx, gboolean add);

  /* pooling, one sample; arg: oh*ow*c bytes with the place in the window, NULL: not wanted (windows of up to 256 places) */
  void (*max_pool) (const VslPool *p, const VslReal *x, VslReal *y, guint8 *arg);
  void (*max_pool_backward) (const VslPool *p, const guint8 *arg, const VslReal *dy, VslReal *dx, gboolean add);
  void (*average_pool) (const VslPool *p, const VslReal *x, VslReal *y);
  void (*average_pool_backward) (const VslPool *p, const VslReal *dy, VslReal *dx, gboolean add);

  /* depthwise convolution, w and dw [kh][kw][c]; bias may be NULL. add: y += instead of =; dw is always added to. */
  void (*depthwise_forward) (const VslDepthwise *d, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, gboolean add);
  void (*depthwise_weights) (const VslDepthwise *d, const VslReal *x, const VslReal *dy, VslReal *dw);

  /* optimizers, elementwise; vmax NULL: no AMSGrad. w -= alpha * m / (sqrt (v) + eps) */
  void (*adam) (gsize n, VslReal *w, const VslReal *g, VslReal *m, VslReal *v, VslReal *vmax, double alpha, double b1, double b2,
                double eps);
  /* `steps` steps of adam without gradients; alpha of each */
  void (*adam_replay) (gsize n, VslReal *w, VslReal *m, VslReal *v, const VslReal *alpha, gsize steps, double b1, double b2, double eps);
  void (*sgd) (gsize n, VslReal *w, const VslReal *g, VslReal *m, double lr, double momentum, gboolean nesterov);  /* m NULL: none */
  void (*rmsprop) (gsize n, VslReal *w, const VslReal *g, VslReal *v, double lr, double rho, double eps);

  /* Convolution and narrow products without a copy of the windows; NULL where gemm is no worse.
   * w is [runs * run][width], y and dy are [output][width]. Outputs [begin, end); bias may be NULL. */
  void (*direct_forward) (const VslDirect *d, gsize begin, gsize end, const VslReal *w, const VslReal *bias, VslReal *y);
  /* dw[t] for taps t in [tap_begin, tap_end): sum over the outputs of x[tap] * dy, or added when `add`. */
  void (*direct_weights) (const VslDirect *d, gsize begin, gsize end, gsize tap_begin, gsize tap_end, const VslReal *dy, VslReal *dw,
                          gboolean add);

  /* Matrices of weights are packed for these in panels of `panel` numbers, the last one rounded up to `lanes`; NULL where gemm is
   * no worse. w: one panel, [row][width rounded up]; offset: of the panel's first number in the rows of dst, whose old values are
   * added with `add`; end: of the panel, NULL: the sums as they are. */
  void (*gather) (const VslGather *g, gsize offset, gsize width, const VslReal *w, const VslConvEnd *end, gboolean add);
  /* dst[i][j] = src[j][i], for i < rows and j < width, zero up to the next multiple of lanes; lds: from row to row of src. */
  void (*pack_transposed) (gsize rows, gsize width, const VslReal *src, gsize lds, VslReal *dst);
  /* rows × width numbers of dw, ldw: from row to row; added to what is there, or not. dy: one panel. */
  void (*outer) (const VslOuterAt *at, gsize n, gsize rows, gsize width, const VslReal *x, const VslReal *dy, VslReal *dw, gsize ldw,
                 gboolean add);
  gsize panel, lanes;

  /* Winograd's F(4 × 4, 3 × 3): NULL where the three above are. A square of 6 × 6 inputs or 4 × 4 gradients, given by addresses of
   * pixels, becomes 36 numbers a channel, `step` apart; widths are filled up with zeros to whole vectors. The result's addresses may
   * be NULL outside of the map. Weights: 9 planes of n numbers to 36 planes, and the gradient back; n: whole vectors. */
  void (*wino_source) (const VslReal *const *src, gsize skip, gsize width, VslReal *dst, gsize step);
  void (*wino_gradient) (const VslReal *const *src, gsize skip, gsize width, VslReal *dst, gsize step);
  void (*wino_result) (const VslReal *m, gsize step, const VslConvEnd *end, gsize offset, gsize width, VslReal *const *dst, gboolean add);
  void (*wino_weights) (gsize n, const VslReal *w, gsize w_step, VslReal *u, gsize u_step);
  void (*wino_weights_back) (gsize n, const VslReal *u, gsize u_step, VslReal *w, gsize w_step);

  /* All three steps at once; NULL where they are no faster together. arg: which pixel of the window won, 4: none passed the
   * relu; NULL: not wanted. Gradients are added to dw [kh * run][filters] and db (may be NULL); pixels: 4 * pw * kh * run. */
  void (*conv_pool_forward) (const VslConvPool *p, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y, guint8 *arg);
  void (*conv_pool_weights) (const VslConvPool *p, const VslReal *x, const VslReal *dy, const guint8 *arg, VslReal *dw, VslReal *db,
                             VslReal *pixels);

  /* Dense layers of up to VSL_DENSE_FEW units, depths [begin, end) of all rows; NULL where gemm is no worse. dw is overwritten;
   * dx too, unless `add`. dense_row: one row, where there is nothing to share the weights with. */
  void (*dense_weights) (gint64 rows, gint64 depth, gint64 units, gint64 begin, gint64 end, const VslReal *x, const VslReal *dy, VslReal *dw);
  void (*dense_data) (gint64 rows, gint64 depth, gint64 units, gint64 begin, gint64 end, const VslReal *dy, const VslReal *w, VslReal *dx,
                      gboolean add);
  void (*dense_row) (gint64 depth, gint64 units, const VslReal *x, const VslReal *w, const VslReal *bias, VslReal *y);

  /* Recurrent layers. C (m × n) = or += A (m × k) B, B in panels of `panel_width` columns (vsl_panels_pack); a step's gates with sigmoid and
   * tanh, in place in z (layouts: variant-gates.c); bias may be NULL. */
  const int *panel_width;
  void (*panel_product) (gsize m, gsize n, gsize k, const VslReal *a, gsize lda, const VslReal *panels, VslReal *c, gsize ldc, gboolean add);
  void (*lstm_step) (gsize rows, gsize units, const VslReal *bias, VslReal *z, const VslReal *c, VslReal *c_new, VslReal *tc, VslReal *h);
  void (*lstm_step_backward) (gsize rows, gsize units, VslReal *z, const VslReal *c, const VslReal *tc, const VslReal *dh, VslReal *dc);
  void (*gru_step) (gsize rows, gsize units, const VslReal *bias, const VslReal *bias2, VslReal *z, VslReal *inner, const VslReal *h,
                    VslReal *h_new);
  void (*gru_step_backward) (gsize rows, gsize units, VslReal *z, VslReal *inner, const VslReal *h, VslReal *dh);

  /* C = A B (+ C when `add`), then + bias (may be NULL) in each row, as vsl_gemm(); NULL where there is only the BLAS. */
  void (*gemm) (gboolean ta, gboolean tb, gsize m, gsize n, gsize k, const VslReal *a, gsize lda, const VslReal *b, gsize ldb, gboolean add,
                const VslReal *bias, VslReal *c, gsize ldc);
} VslKernels;

#define VSL_DENSE_FEW 24

const VslKernels *vsl_kernels (void);                     /* the chosen table */
const VslKernels *vsl_kernels_widest (void);              /* for sizes of buffers */
const VslKernels *const *vsl_kernels_all (void);          /* likewise, where a size does not grow with the width; NULL-terminated */
const char *vsl_kernels_name (void);                      /* for the run record */
gboolean vsl_kernels_use (const char *name);              /* tests; NULL: the best one. FALSE: this processor or build lacks it */
const char *const *vsl_kernels_names (void);              /* all that can run here, best first, NULL-terminated */

/* C (m × n) = A (m × k) B (k × n) + beta C, row-major; ta, tb: the matrix is stored transposed. ld: values from row to row. */
void vsl_gemm (gboolean ta, gboolean tb, gint64 m, gint64 n, gint64 k, const VslReal *a, gint64 lda, const VslReal *b, gint64 ldb,
               VslReal beta, VslReal *c, gint64 ldc);
/* B (k × n, or stored as n × k when tb) in panels, the last one filled up with zeros; vsl_panels_size VslReals. */
gsize vsl_panels_size (gint64 k, gint64 n);
void vsl_panels_pack (gboolean tb, gint64 k, gint64 n, const VslReal *b, gint64 ldb, VslReal *panels);
/* The same with bias[n], or NULL, added to each row at the end. */
void vsl_gemm_bias (gboolean ta, gboolean tb, gint64 m, gint64 n, gint64 k, const VslReal *a, gint64 lda, const VslReal *b, gint64 ldb,
                    VslReal beta, const VslReal *bias, VslReal *c, gint64 ldc);
const char *vsl_blas_core (void);                         /* OpenBLAS's name for this processor; for the run record */

G_END_DECLS
