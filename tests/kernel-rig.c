/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-rig.h"

#include <math.h>

#include "core/vsl-random.h"
#include "kernels/vsl-kernels.h"

typedef struct {
  const char *variant;
  void (*test) (void);
} Run;

static void
run_with (gconstpointer data)
{
  const Run *r = data;
  g_assert_true (vsl_kernels_use (r->variant));
  r->test ();
  g_assert_true (vsl_kernels_use (NULL));
}

void
kernel_add_tests (const char *prefix, const KernelTest *tests, guint n)
{
  for (const char *const *v = vsl_kernels_names (); *v; v++)
    for (guint i = 0; i < n; i++) {
      Run *r = g_new0 (Run, 1);
      *r = (Run) { *v, tests[i].test };
      g_autofree char *path = g_strdup_printf ("%s/%s/%s", prefix, *v, tests[i].name);
      g_test_add_data_func_full (path, r, run_with, g_free);
    }
}

VslReal *
kernel_random (gsize n, guint64 stream, double from, double to)
{
  guint64 key = vsl_random_key (stream, VSL_RANDOM_TEST, 0, 0);
  VslReal *v = g_new (VslReal, n + 1);
  for (gsize i = 0; i < n; i++)
    v[i] = (VslReal) (from + (to - from) * vsl_random_uniform (key, i));
  v[n] = 12345;
  return v;
}

void
kernel_near (double got, double want, double tolerance)
{
  kernel_near_what (got, want, tolerance, "number");
}

void
kernel_near_what (double got, double want, double tolerance, const char *what)
{
  if (!(fabs (got - want) <= tolerance * (1 + fabs (want))))
    g_error ("%s, %s: %.9g, but %.9g is expected", vsl_kernels_name (), what, got, want);
}
