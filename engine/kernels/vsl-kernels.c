/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choice of the variant: once, from the processor's features, never from timing. */
#include "kernels/vsl-kernels.h"

extern const VslKernels vsl_generic_kernels, vsl_avx2_kernels, vsl_avx512_kernels;

#if defined(VSL_HAVE_X86_VARIANTS) && !defined(VSL_REAL_DOUBLE)
#define HAVE_X86 1
#else
#define HAVE_X86 0
#endif

static const VslKernels *table;      /* atomic */

static int
runnable (const VslKernels **list, const char **names)
{
  int n = 0;
#if HAVE_X86
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512dq") &&
      __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("fma"))
    list[n++] = &vsl_avx512_kernels;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    list[n++] = &vsl_avx2_kernels;
#endif
  list[n++] = &vsl_generic_kernels;
  for (int i = 0; i < n; i++)
    names[i] = list[i]->name;
  names[n] = NULL;
  return n;
}

static const VslKernels *
choose (const char *name)
{
  const VslKernels *list[4];
  const char *names[5];
  int n = runnable (list, names);
  if (!name)
    return list[0];
  for (int i = 0; i < n; i++)
    if (g_str_equal (names[i], name))
      return list[i];
  return NULL;
}

/**
 * vsl_kernels:
 *
 * Returns: (transfer none): the table in use; at the first call the best one for this processor, or the one that
 * the environment variable VESALIUS_KERNELS names
 */
const VslKernels *
vsl_kernels (void)
{
  const VslKernels *t = g_atomic_pointer_get (&table);
  if (t)
    return t;
  const char *wish = g_getenv ("VESALIUS_KERNELS");
  t = wish ? choose (wish) : NULL;
  if (!t)
    t = choose (NULL);
  g_atomic_pointer_set (&table, t);
  return t;
}

/**
 * vsl_kernels_widest:
 *
 * Returns: (transfer none): the table with the widest vectors that can run here, whichever is in use: for sizes of buffers
 */
const VslKernels *
vsl_kernels_widest (void)
{
  static const VslKernels *widest;   /* atomic */
  const VslKernels *t = g_atomic_pointer_get (&widest);
  if (!t) {
    t = choose (NULL);
    g_atomic_pointer_set (&widest, t);
  }
  return t;
}

/**
 * vsl_kernels_all:
 *
 * Returns: (transfer none): the tables that can run here, best first, %NULL-terminated: a buffer whose size does not only grow with the
 * width of the vectors is as large as the largest of them needs
 */
const VslKernels *const *
vsl_kernels_all (void)
{
  static const VslKernels *list[5];
  static gsize once;
  if (g_once_init_enter (&once)) {
    const char *names[5];
    list[runnable (list, names)] = NULL;
    g_once_init_leave (&once, 1);
  }
  return list;
}

/**
 * vsl_kernels_name:
 *
 * Returns: (transfer none): "avx512", "avx2" or "generic"; the last bits of results depend on it
 */
const char *
vsl_kernels_name (void)
{
  return vsl_kernels ()->name;
}

/**
 * vsl_kernels_use:
 * @name: (nullable): a variant, %NULL for the best one
 *
 * For tests and benchmarks, between computations.
 *
 * Returns: FALSE when this build or this processor lacks it; nothing is changed then
 */
gboolean
vsl_kernels_use (const char *name)
{
  const VslKernels *t = choose (name);
  if (!t)
    return FALSE;
  g_atomic_pointer_set (&table, t);
  return TRUE;
}

/**
 * vsl_kernels_names:
 *
 * Returns: (transfer none): the variants that can run here, best first
 */
const char *const *
vsl_kernels_names (void)
{
  static const char *names[5];
  static gsize once;
  if (g_once_init_enter (&once)) {
    const VslKernels *list[4];
    runnable (list, names);
    g_once_init_leave (&once, 1);
  }
  return names;
}
