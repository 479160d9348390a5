/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Softmax of rows and its logarithm. */
#include "kernels/vsl-variant.h"
#include "kernels/variant-exp.h"
#include "kernels/variant-rows.h"

#define EXPONENTIALS 512             /* of a row of log_softmax at a time */

void
V (softmax) (gsize rows, gsize width, const VslReal *x, VslReal *y)
{
  for (gsize r = 0; r < rows; r++, x += width, y += width) {
    VslReal q = (VslReal) (1 / row_exponentials (width, x, 1, row_greatest (width, x), y));
    for (gsize j = 0; j < width; j++)
      y[j] *= q;
  }
}

void
V (softmax_backward) (gsize rows, gsize width, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add)
{
  for (gsize r = 0; r < rows; r++, y += width, dy += width, dx += width) {
    VslReal d = (VslReal) vm_row_dot (width, y, dy);
    VM_LOOP
    for (gsize j = 0; j < width; j++)
      dx[j] = (add ? dx[j] : 0) + y[j] * (dy[j] - d);
  }
}

void
V (log_softmax) (gsize rows, gsize width, const VslReal *x, VslReal *y)
{
  VslReal e[EXPONENTIALS];
  for (gsize r = 0; r < rows; r++, x += width, y += width) {
    VslReal m = row_greatest (width, x);
    double sum = 0;
    for (gsize begin = 0; begin < width; begin += EXPONENTIALS)
      sum += row_exponentials (MIN (EXPONENTIALS, width - begin), x + begin, 1, m, e);
    double l = log (sum);
    VM_LOOP
    for (gsize j = 0; j < width; j++)
      y[j] = (VslReal) ((double) (x[j] - m) - l);
  }
}

void
V (log_softmax_backward) (gsize rows, gsize width, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add)
{
  for (gsize r = 0; r < rows; r++, y += width, dy += width, dx += width) {
    VslReal s = (VslReal) vm_row_sum (width, dy);
    VM_LOOP
    for (gsize j = 0; j < width; j++)
      dx[j] = (add ? dx[j] : 0) + (dy[j] - vm_exp_low (y[j]) * s);
  }
}
