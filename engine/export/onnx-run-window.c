/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our reader's convolutions and poolings, [batch, channels, height, width]. */
#include <math.h>

#include "export/vsl-onnx-run-private.h"

typedef struct {
  gint64 kernel[2], stride[2], dilation[2], pad[4], more[2], group;
  gint64 in[2], out[2];
} Window;

/* A sequence [batch, channels, time] is a picture of one row. */
static gboolean
get_window (const VslRunCall *call, Window *w)
{
  const VslRunTensor *x = call->in[0];
  if ((x->rank != 4 && x->rank != 3) || !x->f)
    return FALSE;
  int n = x->rank - 2, first = 2 - n;
  gint64 pads[4] = { 0 };
  *w = (Window) { .kernel = { 1, 1 }, .stride = { 1, 1 }, .dilation = { 1, 1 }, .in = { 1, 1 } };
  for (int i = 0; i < n; i++)
    w->in[first + i] = x->dim[2 + i];
  w->group = vsl_run_int (call, "group", 1);
  if (!vsl_run_ints (call, "kernel_shape", n, 0, w->kernel + first) || !vsl_run_ints (call, "strides", n, 1, w->stride + first)
      || !vsl_run_ints (call, "dilations", n, 1, w->dilation + first) || !vsl_run_ints (call, "pads", 2 * n, 0, pads)
      || !vsl_run_ints (call, "output_padding", n, 0, w->more + first))
    return FALSE;
  for (int i = 0; i < n; i++) {
    w->pad[first + i] = pads[i];
    w->pad[first + i + 2] = pads[n + i];
  }
  return w->kernel[0] > 0 && w->kernel[1] > 0 && w->stride[0] > 0 && w->stride[1] > 0 && w->dilation[0] > 0 && w->dilation[1] > 0
         && w->group > 0;
}

/* The kernel tensor is as the attributes say. */
static gboolean
legal_kernel (const VslRunTensor *x, const VslRunTensor *k, const Window *w)
{
  return k && k->f && k->rank == x->rank && k->dim[2] == w->kernel[4 - x->rank] && (x->rank == 3 || k->dim[3] == w->kernel[1]);
}

/* The result, of the input's rank. */
static VslRunTensor *
new_map (const VslRunTensor *x, gint64 channels, const Window *w, GError **error)
{
  if (x->rank == 3)
    return vsl_run_tensor (3, (const gint64[]) { x->dim[0], channels, w->out[1] }, VSL_RUN_FLOAT, error);
  return vsl_run_tensor (4, (const gint64[]) { x->dim[0], channels, w->out[0], w->out[1] }, VSL_RUN_FLOAT, error);
}

static gboolean
shrink (Window *w)
{
  for (int i = 0; i < 2; i++) {
    gint64 room = w->in[i] + w->pad[i] + w->pad[i + 2] - ((w->kernel[i] - 1) * w->dilation[i] + 1);
    if (room < 0)
      return FALSE;
    w->out[i] = room / w->stride[i] + 1;
  }
  return TRUE;
}

/* The outputs of one row for which tap `tap` of an axis lies inside: [*begin, *end). */
static void
inside (const Window *w, int axis, gint64 tap, gint64 *begin, gint64 *end)
{
  gint64 shift = tap * w->dilation[axis] - w->pad[axis], s = w->stride[axis];
  *begin = shift >= 0 ? 0 : (-shift + s - 1) / s;
  *end = w->in[axis] - shift <= 0 ? 0 : MIN (w->out[axis], (w->in[axis] - shift + s - 1) / s);
}

/* Adds one kernel plane over one channel to an output plane. */
static void
add_plane (const Window *w, const float *x, const float *kernel, float *y)
{
  for (gint64 kh = 0; kh < w->kernel[0]; kh++)
    for (gint64 kw = 0; kw < w->kernel[1]; kw++) {
      float v = kernel[kh * w->kernel[1] + kw];
      gint64 r0, r1, c0, c1, s = w->stride[1];
      inside (w, 0, kh, &r0, &r1);
      inside (w, 1, kw, &c0, &c1);
      for (gint64 r = r0; r < r1; r++) {
        const float *row = x + (r * w->stride[0] + kh * w->dilation[0] - w->pad[0]) * w->in[1] + kw * w->dilation[1] - w->pad[1];
        float *to = y + r * w->out[1];
        for (gint64 c = c0; c < c1; c++)
          to[c] += v * row[c * s];
      }
    }
}

/* b may be NULL. */
static void
fill_bias (VslRunTensor *y, const VslRunTensor *b)
{
  gint64 plane = y->n / y->dim[0] / y->dim[1];
  for (gint64 k = 0; b && k < y->n; k++)
    y->f[k] = b->f[k / plane % y->dim[1]];
}

static gboolean
legal_bias (const VslRunCall *call, gint64 channels)
{
  return call->n_in < 3 || !call->in[2] || (call->in[2]->f && call->in[2]->n == channels);
}

static VslRunTensor *
run_conv (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *k = call->n_in > 1 ? call->in[1] : NULL;
  Window w;
  if (!get_window (call, &w) || !legal_kernel (x, k, &w) || !shrink (&w) || k->dim[1] * w.group != x->dim[1] || k->dim[0] % w.group || !legal_bias (call, k->dim[0]))
    return vsl_run_fail (call, error);
  gint64 filters = k->dim[0], each = k->dim[1], taps = w.kernel[0] * w.kernel[1];
  VslRunTensor *y = new_map (x, filters, &w, error);
  if (!y)
    return NULL;
  fill_bias (y, call->n_in > 2 ? call->in[2] : NULL);
  for (gint64 n = 0; n < x->dim[0]; n++)
    for (gint64 o = 0; o < filters; o++)
      for (gint64 c = 0; c < each; c++) {
        gint64 from = o / (filters / w.group) * each + c;
        add_plane (&w, x->f + (n * x->dim[1] + from) * w.in[0] * w.in[1], k->f + (o * each + c) * taps,
                   y->f + (n * filters + o) * w.out[0] * w.out[1]);
      }
  return y;
}

/* Each input pixel adds its kernel to the output. */
static void
spread_plane (const Window *w, const float *x, const float *kernel, float *y)
{
  for (gint64 r = 0; r < w->in[0]; r++)
    for (gint64 c = 0; c < w->in[1]; c++)
      for (gint64 kh = 0; kh < w->kernel[0]; kh++)
        for (gint64 kw = 0; kw < w->kernel[1]; kw++) {
          gint64 row = r * w->stride[0] + kh * w->dilation[0] - w->pad[0], column = c * w->stride[1] + kw * w->dilation[1] - w->pad[1];
          if (row >= 0 && row < w->out[0] && column >= 0 && column < w->out[1])
            y[row * w->out[1] + column] += x[r * w->in[1] + c] * kernel[kh * w->kernel[1] + kw];
        }
}

static VslRunTensor *
run_conv_transpose (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *k = call->n_in > 1 ? call->in[1] : NULL;
  Window w;
  if (!get_window (call, &w) || !legal_kernel (x, k, &w) || w.group != 1 || k->dim[0] != x->dim[1] || !legal_bias (call, k->dim[1]))
    return vsl_run_fail (call, error);
  for (int i = 0; i < 2; i++)
    w.out[i] = (w.in[i] - 1) * w.stride[i] + w.more[i] + (w.kernel[i] - 1) * w.dilation[i] + 1 - w.pad[i] - w.pad[i + 2];
  gint64 filters = k->dim[1], taps = w.kernel[0] * w.kernel[1];
  VslRunTensor *y = new_map (x, filters, &w, error);
  if (!y)
    return NULL;
  fill_bias (y, call->n_in > 2 ? call->in[2] : NULL);
  for (gint64 n = 0; n < x->dim[0]; n++)
    for (gint64 c = 0; c < x->dim[1]; c++)
      for (gint64 o = 0; o < filters; o++)
        spread_plane (&w, x->f + (n * x->dim[1] + c) * w.in[0] * w.in[1], k->f + (c * filters + o) * taps,
                      y->f + (n * filters + o) * w.out[0] * w.out[1]);
  return y;
}

/* The maximum or the mean of what lies inside of one window; NaN for an empty one. */
static float
pool_one (const Window *w, const float *x, gint64 r, gint64 c, gboolean mean)
{
  double sum = 0, max = -INFINITY;
  gint64 count = 0;
  for (gint64 kh = 0; kh < w->kernel[0]; kh++)
    for (gint64 kw = 0; kw < w->kernel[1]; kw++) {
      gint64 row = r * w->stride[0] + kh - w->pad[0], column = c * w->stride[1] + kw - w->pad[1];
      if (row < 0 || row >= w->in[0] || column < 0 || column >= w->in[1])
        continue;
      sum += x[row * w->in[1] + column];
      max = MAX (max, (double) x[row * w->in[1] + column]);
      count++;
    }
  return (float) (mean ? sum / (double) count : max);
}

static VslRunTensor *
run_pool (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  gboolean mean = g_str_equal (call->node->op_type, "AveragePool");
  Window w;
  if (!get_window (call, &w) || !shrink (&w) || w.dilation[0] != 1 || w.dilation[1] != 1 || vsl_run_int (call, "count_include_pad", 0))
    return vsl_run_fail (call, error);
  VslRunTensor *y = new_map (x, x->dim[1], &w, error);
  gint64 at = 0;
  for (gint64 plane = 0; y && plane < x->dim[0] * x->dim[1]; plane++)
    for (gint64 r = 0; r < w.out[0]; r++)
      for (gint64 c = 0; c < w.out[1]; c++)
        y->f[at++] = pool_one (&w, x->f + plane * w.in[0] * w.in[1], r, c, mean);
  return y;
}

static const VslRunOp ops[] = {
  { "Conv", run_conv }, { "ConvTranspose", run_conv_transpose }, { "MaxPool", run_pool }, { "AveragePool", run_pool },
};

/**
 * vsl_run_window:
 *
 * Returns: (nullable): the function for an operator
 */
VslRunFunc
vsl_run_window (const char *op)
{
  return vsl_run_find (ops, G_N_ELEMENTS (ops), op);
}
