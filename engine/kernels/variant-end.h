/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernels/variant-vector.h"
#include "kernels/vsl-kernels.h"

/* A vector of finished sums, of columns from `at` on; NaN stays NaN. */
static inline __attribute__ ((always_inline)) Vec
ended (const VslConvEnd *end, gsize at, const gboolean whole, Mask last, Vec sum)
{
  Vec bias = !end->bias ? v_zero () : whole ? v_loadu (end->bias + at) : v_load (end->bias + at, last);
  if (end->scale)
    sum = v_fma (sum, whole ? v_loadu (end->scale + at) : v_load (end->scale + at, last), bias);
  else if (end->bias)
    sum = v_add (sum, bias);
  return end->relu ? v_max (v_zero (), sum) : sum;
}
