/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bytes on any number of threads, and no allocation during a step. */
#include "conformance.h"

#include "allocations.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

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
  if (allocations_so_far () < 0) {
    g_test_skip ("allocations cannot be counted in this build");
    return;
  }
  vsl_parallel_set_threads (2);
  g_autoptr (Rig) r = case_rig (data, 33, TRUE);
  rig_forward (r);                       /* threads and OpenBLAS's buffers come with the first call */
  rig_backward (r);
  int before = allocations_so_far ();
  rig_forward (r);
  rig_backward (r);
  g_assert_cmpint (allocations_so_far (), ==, before);
  vsl_parallel_set_threads (1);
}

void
conformance_add_memory (void)
{
  conformance_each_case ("threads", test_threads);
  conformance_each_case ("allocation", test_allocation);
}
