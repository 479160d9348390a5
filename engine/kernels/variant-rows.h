/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Reductions of a row, with partial results in vectors of fixed length: the same order of additions in every variant. */
#include "kernels/variant-math.h"

#define VM_LANES 8
#define VM_SPAN 4096                 /* values added in VslReal before the sum goes on in double */

typedef VslReal VmVec __attribute__ ((vector_size (VM_LANES * sizeof (VslReal)), aligned (sizeof (VslReal)), may_alias));
#ifdef VSL_REAL_DOUBLE
typedef gint64 VmInts __attribute__ ((vector_size (VM_LANES * sizeof (VslReal))));
#else
typedef gint32 VmInts __attribute__ ((vector_size (VM_LANES * sizeof (VslReal))));
#endif

/* Vectors wider than the processor's are returned in memory; these functions are inlined, so nobody else sees how. */
#pragma GCC diagnostic ignored "-Wpsabi"

static inline VmVec
vm_load (const VslReal *x)
{
  return *(const VmVec *) (const void *) x;
}

static inline VmVec
vm_greater (VmVec a, VmVec b)        /* b where neither is greater, and where a is no number */
{
  VmInts m = a > b;
  return (VmVec) (((VmInts) a & m) | ((VmInts) b & ~m));
}

static inline VslReal
vm_lanes_sum (VmVec a)
{
  return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}

/* The greatest value; -∞ when there is none. */
static inline VslReal
vm_row_max (gsize width, const VslReal *x)
{
  VslReal m = (VslReal) -INFINITY;
  VmVec a = (VmVec) { 0 } + m, b = a;
  gsize j = 0;
  for (; j + 2 * VM_LANES <= width; j += 2 * VM_LANES) {
    a = vm_greater (vm_load (x + j), a);
    b = vm_greater (vm_load (x + j + VM_LANES), b);
  }
  a = vm_greater (a, b);
  for (; j < width; j++)
    m = x[j] > m ? x[j] : m;
  for (int l = 0; l < VM_LANES; l++)
    m = a[l] > m ? a[l] : m;
  return m;
}

static inline double
vm_row_sum (gsize width, const VslReal *x)
{
  double sum = 0;
  for (gsize begin = 0; begin < width; begin += VM_SPAN) {
    gsize end = MIN (begin + VM_SPAN, width), j = begin;
    VmVec a = { 0 }, b = { 0 };
    VslReal rest = 0;
    for (; j + 2 * VM_LANES <= end; j += 2 * VM_LANES) {
      a += vm_load (x + j);
      b += vm_load (x + j + VM_LANES);
    }
    for (; j < end; j++)
      rest += x[j];
    sum += (double) (vm_lanes_sum (a + b) + rest);
  }
  return sum;
}

static inline double
vm_row_dot (gsize width, const VslReal *x, const VslReal *y)
{
  double sum = 0;
  for (gsize begin = 0; begin < width; begin += VM_SPAN) {
    gsize end = MIN (begin + VM_SPAN, width), j = begin;
    VmVec a = { 0 }, b = { 0 };
    VslReal rest = 0;
    for (; j + 2 * VM_LANES <= end; j += 2 * VM_LANES) {
      a += vm_load (x + j) * vm_load (y + j);
      b += vm_load (x + j + VM_LANES) * vm_load (y + j + VM_LANES);
    }
    for (; j < end; j++)
      rest += x[j] * y[j];
    sum += (double) (vm_lanes_sum (a + b) + rest);
  }
  return sum;
}
