/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain loops over memory, and the optimizers' inner loops. */
#include "kernels/vsl-variant.h"

#include "kernels/variant-math.h"

#define LANES 8                      /* partial sums of a reduction: fixed, so the order of additions is too */

void
V (bias_add) (gsize rows, gsize width, const VslReal *bias, VslReal *y)
{
  for (gsize r = 0; r < rows; r++, y += width)
    for (gsize j = 0; j < width; j++)
      y[j] += bias[j];
}

void
V (column_sums) (gsize rows, gsize width, const VslReal *x, VslReal *sum)
{
  for (gsize j = 0; j < width; j++)
    sum[j] = 0;
  gsize r = 0;
  for (; r + 4 <= rows; r += 4, x += 4 * width)      /* by fours: less waiting for the sum just stored */
    for (gsize j = 0; j < width; j++)
      sum[j] += (x[j] + x[j + width]) + (x[j + 2 * width] + x[j + 3 * width]);
  for (; r < rows; r++, x += width)
    for (gsize j = 0; j < width; j++)
      sum[j] += x[j];
}

void
V (add) (gsize n, const VslReal *x, VslReal *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

void
V (axpy) (gsize n, VslReal a, const VslReal *x, VslReal *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += a * x[i];
}

void
V (scale) (gsize n, VslReal a, const VslReal *x, VslReal *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = a * x[i];
}

void
V (mul) (gsize n, const VslReal *a, const VslReal *b, VslReal *y, gboolean add)
{
  if (add)
    for (gsize i = 0; i < n; i++)
      y[i] += a[i] * b[i];
  else
    for (gsize i = 0; i < n; i++)
      y[i] = a[i] * b[i];
}

double
V (sum_squares) (gsize n, const VslReal *x)
{
  double lane[LANES] = { 0 }, sum = 0;
  gsize whole = n - n % LANES;
  for (gsize i = 0; i < whole; i += LANES)
    for (int l = 0; l < LANES; l++)
      lane[l] += (double) x[i + l] * (double) x[i + l];
  for (gsize i = whole; i < n; i++)
    lane[i - whole] += (double) x[i] * (double) x[i];
  for (int l = 0; l < LANES; l++)
    sum += lane[l];
  return sum;
}

/* Keras 3, optimizers/adam.py: epsilon is added to the root of the uncorrected v. */
void
V (adam) (gsize n, VslReal *w, const VslReal *g, VslReal *m, VslReal *v, VslReal *vmax, double alpha, double b1, double b2, double eps)
{
  VslReal a = (VslReal) alpha, q1 = (VslReal) (1 - b1), q2 = (VslReal) (1 - b2), e = (VslReal) eps;
  if (vmax)
    for (gsize i = 0; i < n; i++) {
      m[i] += (g[i] - m[i]) * q1;
      v[i] += (g[i] * g[i] - v[i]) * q2;
      vmax[i] = vmax[i] < v[i] ? v[i] : vmax[i];
      w[i] -= m[i] * a / (vm_sqrt (vmax[i]) + e);
    }
  else
    for (gsize i = 0; i < n; i++) {
      m[i] += (g[i] - m[i]) * q1;
      v[i] += (g[i] * g[i] - v[i]) * q2;
      w[i] -= m[i] * a / (vm_sqrt (v[i]) + e);
    }
}

/* Keras 3, optimizers/sgd.py */
void
V (sgd) (gsize n, VslReal *w, const VslReal *g, VslReal *m, double lr, double momentum, gboolean nesterov)
{
  VslReal l = (VslReal) lr, mu = (VslReal) momentum;
  if (!m)
    for (gsize i = 0; i < n; i++)
      w[i] -= l * g[i];
  else if (!nesterov)
    for (gsize i = 0; i < n; i++) {
      m[i] = mu * m[i] - l * g[i];
      w[i] += m[i];
    }
  else
    for (gsize i = 0; i < n; i++) {
      m[i] = mu * m[i] - l * g[i];
      w[i] += mu * m[i] - l * g[i];
    }
}

/* Keras 3, optimizers/rmsprop.py, without momentum and centering: epsilon stands inside the root. */
void
V (rmsprop) (gsize n, VslReal *w, const VslReal *g, VslReal *v, double lr, double rho, double eps)
{
  VslReal l = (VslReal) lr, r = (VslReal) rho, q = (VslReal) (1 - rho), e = (VslReal) eps;
  for (gsize i = 0; i < n; i++) {
    v[i] = r * v[i] + q * (g[i] * g[i]);
    w[i] -= l * g[i] / vm_sqrt (v[i] + e);
  }
}
