/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations of whole tensors, cut into fixed parts. */
#include "kernels/vsl-activation.h"

#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

#define SMALL 4096               /* values: below this a hand-over to another thread costs more than the work */

typedef struct {
  VslActivation act;
  int parts;
  gint64 rows, width;
  const VslReal *x, *y, *dy;
  VslReal *out;
  gboolean add;
} Job;

/**
 * vsl_activation_by_row:
 *
 * Returns: whether a value depends on the others of its row
 */
gboolean
vsl_activation_by_row (VslActivation act)
{
  return act == VSL_ACT_SOFTMAX || act == VSL_ACT_LOG_SOFTMAX || act == VSL_ACT_SPARSEMAX;
}

/**
 * vsl_activation_needs_x:
 *
 * Returns: whether vsl_activation_backward() reads x; otherwise y alone is enough, and forward may be in place
 */
gboolean
vsl_activation_needs_x (VslActivation act)
{
  switch (act) {
  case VSL_ACT_GELU:
  case VSL_ACT_SILU:
  case VSL_ACT_MISH:
  case VSL_ACT_SOFTPLUS:
  case VSL_ACT_SOFTSIGN:
  case VSL_ACT_HARD_SILU:
  case VSL_ACT_TANH_SHRINK:
  case VSL_ACT_LOG_SIGMOID:
  case VSL_ACT_SPARSE_PLUS:
  case VSL_ACT_SQUAREPLUS:
    return TRUE;
  default:
    return FALSE;
  }
}

/* The nearest point of the probability simplex (Martins, Astudillo 2016): max (x - tau, 0) with tau so that the row sums to 1. tau
 * is found as Michelot (1986) does: the mean excess of what is above the last tau, until nothing falls out any more. */
static void
sparsemax (gint64 rows, gint64 width, const VslReal *x, VslReal *y)
{
  for (gint64 r = 0; r < rows; r++, x += width, y += width) {
    double max = (double) x[0], tau = -1;
    for (gint64 k = 1; k < width; k++)
      max = (double) x[k] > max ? (double) x[k] : max;
    for (gint64 before = width + 2, count = width + 1; count < before;) {        /* the first pass only leaves out what is far off */
      double sum = -1;
      before = count;
      count = 0;
      for (gint64 k = 0; k < width; k++)
        if ((double) x[k] - max > tau) {
          sum += (double) x[k] - max;
          count++;
        }
      tau = count ? sum / (double) count : tau;
    }
    for (gint64 k = 0; k < width; k++) {
      double v = (double) x[k] - max - tau;
      y[k] = v <= 0 ? 0 : (VslReal) v;           /* NaN stays */
    }
  }
}

static void
sparsemax_backward (gint64 rows, gint64 width, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add)
{
  for (gint64 r = 0; r < rows; r++, y += width, dy += width, dx += width) {
    double sum = 0;
    gint64 count = 0;
    for (gint64 k = 0; k < width; k++)
      if (y[k] > 0) {
        sum += (double) dy[k];
        count++;
      }
    VslReal mean = (VslReal) (sum / (double) MAX (count, 1));
    for (gint64 k = 0; k < width; k++)
      dx[k] = (add ? dx[k] : 0) + (y[k] > 0 ? dy[k] - mean : 0);
  }
}

/* By rows, or by blocks of 16 values so that no two parts share a cache line. */
static void
range (const Job *j, int part, gint64 *begin, gint64 *end)
{
  if (vsl_activation_by_row (j->act)) {
    vsl_part_range (j->rows, j->parts, part, begin, end);
    return;
  }
  gint64 n = j->rows * j->width;
  vsl_part_range ((n + 15) / 16, j->parts, part, begin, end);
  *begin = MIN (*begin * 16, n);
  *end = MIN (*end * 16, n);
}

static void
forward_part (gpointer data, int part)
{
  const Job *j = data;
  const VslKernels *k = vsl_kernels ();
  gint64 b, e;
  range (j, part, &b, &e);
  if (j->act == VSL_ACT_SOFTMAX)
    k->softmax (e - b, j->width, j->x + b * j->width, j->out + b * j->width);
  else if (j->act == VSL_ACT_LOG_SOFTMAX)
    k->log_softmax (e - b, j->width, j->x + b * j->width, j->out + b * j->width);
  else if (j->act == VSL_ACT_SPARSEMAX)
    sparsemax (e - b, j->width, j->x + b * j->width, j->out + b * j->width);
  else
    k->act_forward (j->act, e - b, j->x + b, j->out + b);
}

static void
backward_part (gpointer data, int part)
{
  const Job *j = data;
  const VslKernels *k = vsl_kernels ();
  gint64 b, e;
  range (j, part, &b, &e);
  gint64 o = vsl_activation_by_row (j->act) ? b * j->width : b;
  if (j->act == VSL_ACT_SOFTMAX)
    k->softmax_backward (e - b, j->width, j->y + o, j->dy + o, j->out + o, j->add);
  else if (j->act == VSL_ACT_LOG_SOFTMAX)
    k->log_softmax_backward (e - b, j->width, j->y + o, j->dy + o, j->out + o, j->add);
  else if (j->act == VSL_ACT_SPARSEMAX)
    sparsemax_backward (e - b, j->width, j->y + o, j->dy + o, j->out + o, j->add);
  else
    k->act_backward (j->act, e - b, j->x ? j->x + o : NULL, j->y ? j->y + o : NULL, j->dy + o, j->out + o, j->add);
}

static int
parts_of (gint64 n)
{
  return n < SMALL ? 1 : VSL_PARTS;
}

/**
 * vsl_activation_forward:
 * @rows: of softmax and log_softmax
 * @width: values a row
 * @x: rows * width values
 * @y: (out): as many; may be @x unless vsl_activation_needs_x()
 */
void
vsl_activation_forward (VslActivation act, gint64 rows, gint64 width, const VslReal *x, VslReal *y)
{
  Job j = { .act = act, .parts = parts_of (rows * width), .rows = rows, .width = width, .x = x, .out = y };
  vsl_parallel_for (j.parts, forward_part, &j);
}

/**
 * vsl_activation_backward:
 * @x: (nullable): the input; read only when vsl_activation_needs_x()
 * @y: (nullable): the output; read otherwise
 * @dy: gradient of the output
 * @dx: (out): gradient of the input; may be @dy when @add is %FALSE
 * @add: add to @dx instead of overwriting it
 */
void
vsl_activation_backward (VslActivation act, gint64 rows, gint64 width, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx,
                         gboolean add)
{
  Job j = { .act = act, .parts = parts_of (rows * width), .rows = rows, .width = width, .x = x, .y = y, .dy = dy, .out = dx, .add = add };
  vsl_parallel_for (j.parts, backward_part, &j);
}
