/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The number type of all tensors. The library is built with float; the conformance
 * test builds the same sources a second time with double, because finite differences
 * in float cannot tell a wrong gradient from rounding. */
#ifdef VSL_REAL_DOUBLE
typedef double VslReal;
#define VSL_REAL_NAME "float64"
#else
typedef float VslReal;
#define VSL_REAL_NAME "float32"
#endif

G_END_DECLS
