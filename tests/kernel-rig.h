/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-real.h"

G_BEGIN_DECLS

/* What the tests of kernels share. */
typedef struct {
  const char *name;
  void (*test) (void);
} KernelTest;

/* Each test with each variant that this processor can run, as PREFIX/VARIANT/NAME. Between them the application's own choice holds. */
void kernel_add_tests (const char *prefix, const KernelTest *tests, guint n);
/* @n numbers between @from and @to, always the same for one @stream, and the guard 12345 behind them. Owned. */
VslReal *kernel_random (gsize n, guint64 stream, double from, double to);
/* Ends the program with the variant's name (and @what) where the numbers differ by more than @tolerance, relative above 1. */
void kernel_near (double got, double want, double tolerance);
void kernel_near_what (double got, double want, double tolerance, const char *what);

G_END_DECLS
