/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-order.h"

/**
 * vsl_order_doubles:
 */
int
vsl_order_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/**
 * vsl_sorted_quantile:
 * @q: from 0, the smallest, to 1
 */
double
vsl_sorted_quantile (const double *sorted, guint n, double q)
{
  double at = q * (n - 1);
  guint i = (guint) at;
  return i + 1 < n ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}
