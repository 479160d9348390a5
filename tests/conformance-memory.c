/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bytes on any number of threads, and no allocation during a step. */
#include "conformance.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define COUNTING 0
#else
#define COUNTING 1
#endif

static atomic_int allocations;

#if COUNTING
/* The C library's own entry points: these definitions stand before them for the whole program. */
extern void *__libc_malloc (size_t n);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *p, size_t n);
void *malloc (size_t n);
void *calloc (size_t n, size_t size);
void *realloc (void *p, size_t n);

void *
malloc (size_t n)
{
  atomic_fetch_add (&allocations, 1);
  return __libc_malloc (n);
}

void *
calloc (size_t n, size_t size)
{
  atomic_fetch_add (&allocations, 1);
  return __libc_calloc (n, size);
}

void *
realloc (void *p, size_t n)
{
  atomic_fetch_add (&allocations, 1);
  return __libc_realloc (p, n);
}
#endif

static GBytes *
run (const Case *c, int threads, int batch)
{
  vsl_parallel_set_threads (threads);
  g_autoptr (Rig) r = case_rig (c, batch, TRUE);
  rig_forward (r);
  rig_backward (r);
  return rig_results (r);
}

static void
test_threads (gconstpointer data)
{
  const int batches[] = { 1, 7, 33 };
  for (guint b = 0; b < G_N_ELEMENTS (batches); b++) {
    g_autoptr (GBytes) one = run (data, 1, batches[b]), two = run (data, 2, batches[b]), three = run (data, 3, batches[b]);
    g_assert_true (g_bytes_equal (one, two));
    g_assert_true (g_bytes_equal (one, three));
  }
  vsl_parallel_set_threads (1);
}

static void
test_allocation (gconstpointer data)
{
  if (!COUNTING) {
    g_test_skip ("allocations cannot be counted in this build");
    return;
  }
  vsl_parallel_set_threads (2);
  g_autoptr (Rig) r = case_rig (data, 33, TRUE);
  rig_forward (r);                       /* threads and OpenBLAS's buffers come with the first call */
  rig_backward (r);
  int before = atomic_load (&allocations);
  rig_forward (r);
  rig_backward (r);
  g_assert_cmpint (atomic_load (&allocations), ==, before);
  vsl_parallel_set_threads (1);
}

void
conformance_add_memory (void)
{
  conformance_each_case ("threads", test_threads);
  conformance_each_case ("allocation", test_allocation);
}
